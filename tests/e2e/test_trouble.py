"""Jira in trouble: the sheet says what happened and offers to try again; rows that are there stay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from bench.demo_process import Demo
from tests.e2e.conftest import Person, make_sheet

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e-installing")]

#: The app waits for one second only, so that a slow Jira need not be slow in the test.
DEMO = {"environ": {"JXL_JIRA_TIMEOUT_S": "1"}}


@pytest.fixture(scope="module")
def sheet(demo: Demo) -> dict[str, Any]:
    key = demo.ready["projects"][0]
    return make_sheet(demo, "In trouble", f'project = "{key}" ORDER BY key')


@pytest.fixture
def faults(demo: Demo) -> Any:
    """Make Jira fail for calls whose path matches; all is well again afterwards."""
    url = f"{demo.ready['site']}/_sandbox/faults"

    def make(*rules: dict[str, Any]) -> None:
        answer = requests.post(url, json={"rules": list(rules)}, timeout=30)
        assert answer.status_code < 300, answer.text

    yield make
    make()


def open_sheet(someone: Person) -> Any:
    someone.is_user("site administrator")
    app = someone.opens_sheets(someone.demo.ready["projects"][0])
    app.get_by_role("link", name="In trouble").click()
    return app


SEARCH = {"match": "/rest/api/3/search/jql*"}


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ({"status": 500}, "Jira is not answering"),
        ({"status": 502}, "Jira is not answering"),
        ({"invalidJson": True}, "Jira is not answering"),
        ({"empty": True}, "Jira is not answering"),
        ({"close": True}, "Jira is not answering"),
        ({"latencyMs": 60_000}, "Jira is not answering"),
        ({"status": 401}, "The sheet could not be loaded"),
        ({"status": 403}, "Jira does not allow this"),
        ({"status": 404}, "This sheet is not here"),
        ({"status": 410}, "The sheet could not be loaded"),
    ],
    ids=lambda value: (
        "-".join(f"{k}" if v is True else str(v) for k, v in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_a_sheet_that_cannot_be_loaded_says_why_and_tries_again(
    person: Callable[..., Person], sheet: dict[str, Any], faults: Any, rule: dict[str, Any], title: str
) -> None:
    faults({**SEARCH, **rule})
    someone = person()
    app = open_sheet(someone)
    expect(app.get_by_role("heading", name=title)).to_be_visible(timeout=60_000)
    expect(app.get_by_text(re.compile(r"request [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}"))).to_be_visible()
    faults()
    app.get_by_role("button", name=re.compile("Try (again|now)")).click()
    expect(app.get_by_text(re.compile(r"^[\d,]+ issues$"))).to_be_visible(timeout=60_000)


def test_a_quota_that_is_used_up_is_said_with_the_time(
    person: Callable[..., Person], sheet: dict[str, Any], faults: Any
) -> None:
    headers = {"Retry-After": "1200", "RateLimit-Reason": "jira-quota-tenant-based"}
    faults({**SEARCH, "status": 429, "headers": headers})
    app = open_sheet(person())
    expect(app.get_by_role("heading", name=re.compile(r"Loading is paused until \d"))).to_be_visible(
        timeout=60_000
    )


def test_rows_that_are_there_stay(person: Callable[..., Person], sheet: dict[str, Any], faults: Any) -> None:
    """Reading values fails after a while: what was read stays, and trying again completes it."""
    someone = person()
    app = open_sheet(someone)
    count = app.get_by_text(re.compile(r"^[\d,]+ issues$"))
    expect(count).to_be_visible(timeout=60_000)
    first = app.get_by_text(re.compile(rf"^{someone.demo.ready['projects'][0]}-\d+$")).first
    expect(first).to_be_visible()
    faults({**SEARCH, "status": 500})
    app.get_by_role("button", name="Load again").click()
    expect(app.get_by_role("button", name=re.compile("Try (again|now)"))).to_be_visible(timeout=60_000)
    expect(first).to_be_visible()
    faults()
    app.get_by_role("button", name=re.compile("Try (again|now)")).click()
    expect(count).to_be_visible(timeout=60_000)


def test_a_permission_question_without_an_answer_is_no(
    demo: Demo, sheet: dict[str, Any], faults: Any
) -> None:
    """Nothing but Jira's own yes opens a sheet."""
    for status in (401, 403, 404, 429, 500):
        user = 1 + status % 3  # somebody whose answer is not kept from before
        faults(
            {"match": "/rest/api/3/mypermissions*", "status": status},
            {"match": "/rest/api/3/permissions/check*", "status": status},
        )
        headers = {"Authorization": f"JWT {demo.token(user)}"}
        path = f"/projects/{demo.ready['projects'][0]}/sheets/{sheet['id']}"
        answer = requests.get(f"{demo.ready['app']}/api/v1{path}", headers=headers, timeout=120)
        assert answer.status_code >= 400, status
        assert "columns" not in answer.text
