"""The pages and their fragments: what they hold, for whom, and what others see instead."""

from __future__ import annotations

import html
import re

import pytest

from jxl.permissions.policy import Facts
from tests.sheets.live import Live, told


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def test_the_project_page_lists_its_sheets(live: Live, key: str) -> None:
    sheet = live.create(name="On the <page>")
    page = live.page("/ui/project", projectKey=key, projectId="", sheet="", view="", structure="")
    assert page.status_code == 200
    assert page.mimetype == "text/html"
    assert "On the <page>" in text_of(page.text)
    assert "<page>" not in page.text.replace("&lt;page&gt;", "")
    assert sheet["id"] in page.text
    assert live.site.installation.display_url in page.headers["Content-Security-Policy"]


def test_a_deep_link_opens_the_sheet(live: Live, key: str) -> None:
    sheet = live.create(name="Deep")
    for path in ("/ui/project", "/ui/directory"):
        page = live.page(path, projectKey=key, sheet=sheet["id"], view="v1", structure="s1")
        assert page.status_code == 200
        assert 'data-screen="sheet"' in page.text
        assert f'data-sheet-id="{sheet["id"]}"' in page.text
        assert 'data-view="v1"' in page.text


@pytest.mark.parametrize("name", ["project", "sheet", "directory", "admin"])
def test_fragments_are_the_same_screens_alone(live: Live, key: str, name: str) -> None:
    sheet = live.create(name="Fragment")
    answer = live.call(
        "GET",
        f"/ui/fragments/{name}?projectKey={key}" + (f"&sheet={sheet['id']}" if name == "sheet" else ""),
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 200, answer.text
    assert f'data-screen="{name}"' in answer.text
    assert "<html" not in answer.text


def test_an_unknown_fragment_is_not_there(live: Live) -> None:
    assert live.call("GET", "/ui/fragments/secrets").status_code == 404


def test_missing_rights_are_explained(live: Live, key: str) -> None:
    with told(live, Facts(browse=True)):
        for path in ("/ui/project", "/ui/directory", "/ui/admin"):
            page = live.page(path, projectKey=key)
            assert page.status_code == 403
            said = text_of(page.text)
            assert "You can’t" in said
            assert "JXL: View sheets" in said or "Administer Jira" in said
        fragment = live.call(
            "GET", f"/ui/fragments/project?projectKey={key}", headers={"Accept": "text/html"}
        )
        assert fragment.status_code == 403


def test_a_project_that_may_not_be_browsed_is_not_named(live: Live, key: str) -> None:
    page = live.page("/ui/project", about="no access", projectKey=key)
    assert page.status_code == 404
    assert key not in text_of(page.text)
    with told(live, Facts(global_view=True)):
        assert live.page("/ui/project", projectKey=key).status_code == 404


def test_a_page_needs_a_project(live: Live) -> None:
    assert live.page("/ui/project", projectKey="").status_code == 404
    assert live.page("/ui/project", projectKey="NOSUCH").status_code == 404


def test_a_sheet_that_is_gone_is_said(live: Live, key: str) -> None:
    for sheet in ("nothing", "no id at all"):
        assert live.page("/ui/project", projectKey=key, sheet=sheet).status_code == 404


def test_administration_is_for_administrators(live: Live) -> None:
    page = live.page("/ui/admin")
    assert page.status_code == 200
    said = text_of(page.text)
    for words in ("JXL: View sheets", "JXL: Edit sheets", "Jira answers to the app", "Version"):
        assert words in said
    assert live.page("/ui/admin", about="member").status_code == 403


def test_pages_take_their_token_from_the_query_only(live: Live, key: str) -> None:
    assert live.client.get(f"/ui/project?projectKey={key}", headers=live.header()).status_code == 401
    assert live.client.get(f"/ui/project?projectKey={key}").status_code == 401
