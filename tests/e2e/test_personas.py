"""
Every kind of person in every kind of project, in the browser, against what Jira grants when it is asked plainly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-personas")]

DEMO = {"issues": 60}

#: Company-managed, team-managed, service project, issue security levels.
KINDS = ("PLAT", "STUDIO", "HELP", "BUS")
ABOUTS = ("site administrator", "project administrator", "member", "viewer", "service agent", "no access")


class PlainJira:
    """Jira asked with a person's own password, by no code of the app."""

    def __init__(self, demo: Demo, about: str) -> None:
        user = next(u for u in demo.ready["users"] if u["about"] == about)
        self._auth = (user["email"], user["apiToken"])
        self._site = demo.ready["site"]
        self._addon = demo.ready["addonKey"]

    def get(self, path: str, **params: Any) -> requests.Response:
        return requests.get(f"{self._site}/rest/api/3/{path}", params, auth=self._auth, timeout=30)

    def holds(self, project: str, *rights: str) -> dict[str, bool]:
        """Which rights the person holds in a project; ours by their module keys."""
        keys = {right: f"{self._addon}__{right}" if "-" in right else right for right in rights}
        asked = self.get("mypermissions", permissions=",".join(keys.values()), projectKey=project)
        asked.raise_for_status()
        granted = asked.json()["permissions"]
        return {right: granted[key]["havePermission"] for right, key in keys.items()}

    def count(self, jql: str) -> int:
        found, token = 0, None
        while True:
            params = {"jql": jql, "fields": "id", "maxResults": 1000}
            page = self.get("search/jql", **params, **({"nextPageToken": token} if token else {})).json()
            found += len(page["issues"])
            token = page.get("nextPageToken")
            if not token:
                return found


@pytest.fixture(scope="module")
def sheets(demo: Demo) -> dict[str, dict[str, Any]]:
    return {key: make_sheet(demo, f"All of {key}", f"project = {key} ORDER BY key", key) for key in KINDS}


@pytest.mark.parametrize("about", ABOUTS)
def test_a_person_sees_what_jira_grants_them(
    demo: Demo, sheets: dict[str, dict[str, Any]], person: Callable[..., Person], about: str
) -> None:
    jira, one = PlainJira(demo, about), person()
    one.is_user(about)
    seen = 0
    for key in KINDS:
        if not jira.get(f"project/{key}").ok:
            one.page.goto(f"{demo.ready['site']}/jira/software/projects/{key}")
            expect(one.page.get_by_text(f"All of {key}")).to_have_count(0)
            expect(one.page.locator("iframe")).to_have_count(0)
            continue
        seen += 1
        held = jira.holds(
            key, "view-sheets", "view-sheets-project", "edit-sheets", "edit-sheets-project", "EDIT_ISSUES",
            "ADMINISTER_PROJECTS", "ADMINISTER",
        )  # fmt: skip
        works = held["EDIT_ISSUES"] or held["ADMINISTER_PROJECTS"] or held["ADMINISTER"]
        may_create = held["edit-sheets-project"] or (held["edit-sheets"] and works)
        assert held["view-sheets"] or held["view-sheets-project"], "the demo lets everybody view"

        app = one.opens_sheets(key)
        link = app.get_by_role("link", name=f"All of {key}", exact=True)
        expect(link).to_be_visible()
        button = app.get_by_role("button", name="New sheet")
        if may_create:
            expect(button).not_to_have_attribute("aria-disabled", "true")
        else:
            expect(button).to_have_attribute("aria-disabled", "true")
        link.click()
        count = jira.count(f"project = {key}")
        expect(app.get_by_text(re.compile(rf"^{count:,} issues?$")).first).to_be_visible(timeout=60_000)
    assert (seen == 0) is (about == "no access")
