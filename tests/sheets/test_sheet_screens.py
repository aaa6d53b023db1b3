"""The screens that make a sheet and that hold its settings."""

from __future__ import annotations

import html
import re
from typing import Any

import orjson
import pytest

from jxl.permissions.policy import Facts
from tests.sheets.live import Live, told

VIEWER = Facts(global_view=True, browse=True)
MAKER = Facts(global_edit=True, browse=True, edit_issues=True)


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def fragment(live: Live, name: str, **query: str) -> Any:
    words = "&".join(f"{member}={value}" for member, value in query.items())
    return live.call("GET", f"/ui/fragments/{name}?{words}", headers={"Accept": "text/html"})


def data_of(text: str, name: str) -> Any:
    found = re.search(rf'data-{name}="([^"]*)"', text)
    assert found is not None
    return orjson.loads(html.unescape(found[1]))


def test_every_template_becomes_a_sheet_in_every_project(live: Live) -> None:
    """Jira takes the JQL and the store takes the rest, whatever kind of project it is."""
    kinds = set()
    for key in live.projects:
        answer = fragment(live, "new-sheet", projectKey=key)
        assert answer.status_code == 200, answer.text
        offered = data_of(answer.text, "templates")
        kinds.add(tuple(template["id"] for template in offered))
        for template in offered:
            live.create(project=key, name=template["name"], **template["sheet"])
    assert len(kinds) > 1, "all projects are alike: the test would prove little"


def test_the_template_asked_for_is_chosen_and_a_missing_one_explained(live: Live, key: str) -> None:
    assert 'data-chosen="bugs"' in fragment(live, "new-sheet", projectKey=key, item="bugs").text
    offered = {
        one: {t["id"] for t in data_of(fragment(live, "new-sheet", projectKey=one).text, "templates")}
        for one in live.projects
    }
    without = next(one for one, ids in offered.items() if "sprint" not in ids)
    page = fragment(live, "new-sheet", projectKey=without, item="sprint").text
    assert 'data-chosen="backlog"' in page
    assert "Sprint board as table is not offered" in page


def test_who_may_not_create_is_told_what_is_missing(live: Live, key: str) -> None:
    with told(live, VIEWER):
        answer = fragment(live, "new-sheet", projectKey=key)
    assert answer.status_code == 403
    assert "create sheets in" in html.unescape(answer.text)
    assert "JXL: Edit sheets" in answer.text


def test_who_may_create_but_not_open_is_told_on_the_page(live: Live, key: str) -> None:
    with told(live, MAKER):
        answer = fragment(live, "new-sheet", projectKey=key)
    assert answer.status_code == 200
    assert data_of(answer.text, "may-open")["allowed"] is False


@pytest.mark.parametrize("query", [{}, {"projectKey": "NOSUCH"}])
def test_a_project_that_is_not_there(live: Live, query: dict[str, str]) -> None:
    assert fragment(live, "new-sheet", **query).status_code == 404


def test_settings_are_shown_to_readers_and_say_why_they_may_not_change_them(live: Live, key: str) -> None:
    sheet = live.create(name="<b>Plan</b>")
    page = fragment(live, "settings", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200
    assert "<b>Plan" not in page.text
    assert data_of(page.text, "sheet")["name"] == "<b>Plan</b>"
    assert data_of(page.text, "may")["changeSheet"]["allowed"] is True
    with told(live, VIEWER):
        read_only = fragment(live, "settings", projectKey=key, sheet=sheet["id"])
    assert read_only.status_code == 200
    assert "You can look, but not change anything here." in read_only.text
    assert "readonly" in read_only.text
    with told(live, MAKER):
        assert fragment(live, "settings", projectKey=key, sheet=sheet["id"]).status_code == 403


@pytest.mark.parametrize("sheet", ["nosuch", "..%2Fx", ""])
def test_settings_of_a_sheet_that_is_not_there(live: Live, key: str, sheet: str) -> None:
    assert fragment(live, "settings", projectKey=key, sheet=sheet).status_code == 404
