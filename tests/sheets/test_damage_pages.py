"""The screens of damaged sheets and of the trash, with what somebody wrote into the properties by hand."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
import requests

from jxl.permissions.policy import Facts
from jxl.sheets.damage_screen import MAX_SHOWN_ITEMS, cut, describe_readable
from jxl.sheets.parts import head_key, parse_part_key
from jxl.sheets.trash import DEFAULT_LIMIT
from tests.sheets.live import ADMIN, Live, told

VIEWER = Facts(global_view=True, global_directory=True, browse=True)
NASTY = "<img src=x onerror=alert(1)>\"'"


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def in_jira(live: Live, method: str, key: str, name: str, json: Any = None) -> requests.Response:
    """What an administrator does to a property with Jira's own API."""
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    url = f"{live.site.url}/rest/api/3/project/{key}/properties{'/' + name if name else ''}"
    return requests.request(method, url, json=json, auth=(user["email"], user["apiToken"]), timeout=30)


def part_names(live: Live, key: str, sheet_id: str, revision: int) -> list[str]:
    listed = in_jira(live, "GET", key, "").json()["keys"]
    found = [(parse_part_key(one["key"]), one["key"]) for one in listed]
    return [name for part, name in found if part and (part.sheet_id, part.revision) == (sheet_id, revision)]


def fragment(live: Live, name: str, **query: str) -> Any:
    words = "&".join(f"{member}={value}" for member, value in query.items())
    return live.call("GET", f"/ui/fragments/{name}?{words}", headers={"Accept": "text/html"})


def words_of(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))


def two_revisions(live: Live, key: str, **members: Any) -> dict[str, Any]:
    sheet = live.create(name="First")
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    saved = live.call("PUT", path, {**sheet, **members}, headers={"If-Match": "1"})
    assert saved.status_code == 200, saved.text
    return dict(saved.json or {})


def restored(live: Live, key: str, sheet_id: str, page: Any) -> dict[str, Any]:
    """Do what the first restore button of the page does."""
    revision = re.search(r'data-revision="(\d+)"', page.text)
    wanted = re.search(r'data-restore="(\d+)"', page.text)
    assert revision
    assert wanted
    path = f"/api/v1/projects/{key}/sheets/{sheet_id}/revisions/{wanted[1]}/restore"
    answer = live.call("POST", path, headers={"If-Match": revision[1]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def test_a_missing_part_leaves_the_rest_readable_and_an_earlier_revision_restorable(
    live: Live, key: str
) -> None:
    other = live.create(name="Untouched")
    sheet = two_revisions(live, key, name=f"Second {NASTY}")
    (part,) = part_names(live, key, sheet["id"], 2)
    assert in_jira(live, "DELETE", key, part).status_code == 204
    page = live.page("/ui/project", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200
    text = words_of(page)
    assert "Part of this sheet is missing" in text
    assert f"Second {NASTY}" in text
    assert "<img src=x" not in page.text
    assert f"project = {key}" in text
    assert head_key(sheet["id"]) in text
    assert part in text
    assert 'data-restore="1"' in page.text
    assert 'data-restore="2"' not in page.text

    assert restored(live, key, sheet["id"], page)["name"] == "First"
    now = fragment(live, "sheet", projectKey=key, sheet=sheet["id"])
    assert 'data-screen="sheet"' in now.text
    assert 'data-screen="sheet"' in fragment(live, "sheet", projectKey=key, sheet=other["id"]).text


def test_a_deleted_head_comes_back_from_the_parts(live: Live, key: str) -> None:
    sheet = two_revisions(live, key, name="Second")
    assert in_jira(live, "DELETE", key, head_key(sheet["id"])).status_code == 204
    page = live.page("/ui/project", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200
    assert "This sheet was deleted in Jira" in words_of(page)
    assert 'data-revision="0"' in page.text
    again = restored(live, key, sheet["id"], page)
    assert (again["name"], again["revision"]) == ("Second", 3)


def test_a_newer_format_is_no_damage_to_restore_from(live: Live, key: str) -> None:
    sheet = two_revisions(live, key)
    value = in_jira(live, "GET", key, head_key(sheet["id"])).json()["value"]
    in_jira(live, "PUT", key, head_key(sheet["id"]), {**value, "format": 99}).raise_for_status()
    page = fragment(live, "sheet", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200
    assert "A newer version of jxl saved this sheet" in words_of(page)
    assert "data-restore=" not in page.text


def nested(depth: int) -> Any:
    value: Any = "bottom"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "head",
    [
        {"name": NASTY},
        {"name": ["not", "a", "text"], "scope": 7},
        {"name": "x" * 30_000},
        {"history": [{"revision": "one"}, None, 5]},
        nested(200),
        "only a text",
        0,
        {"scope": {"jql": nested(60)}, "counts": nested(9)},
    ],
    ids=["html", "types", "long", "history", "deep", "text", "zero", "deep-members"],
)
def test_a_head_of_somebody_s_hand_never_breaks_the_page(live: Live, key: str, head: Any) -> None:
    sheet = two_revisions(live, key, name="Second")
    address = head_key(sheet["id"])
    value = in_jira(live, "GET", key, address).json()["value"]
    written = {**value, "parts": "many", **head} if isinstance(head, dict) else head
    in_jira(live, "PUT", key, address, written).raise_for_status()
    page = live.page("/ui/project", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200, page.text
    assert 'data-screen="damaged"' in page.text
    assert "<img src=x" not in page.text
    assert len(page.text) < 60_000
    assert restored(live, key, sheet["id"], page)["name"] in {"First", "Second"}


def test_members_that_would_change_every_object_are_damage(live: Live, key: str) -> None:
    sheet = two_revisions(live, key)
    value = in_jira(live, "GET", key, head_key(sheet["id"])).json()["value"]
    hand = {**value, "__proto__": {"isAdmin": True}}
    in_jira(live, "PUT", key, head_key(sheet["id"]), hand).raise_for_status()
    page = fragment(live, "sheet", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200
    assert 'data-screen="damaged"' in page.text
    assert "isAdmin" not in page.text


def test_who_may_not_change_sheets_sees_the_reason_at_each_button(live: Live, key: str) -> None:
    sheet = two_revisions(live, key)
    (part,) = part_names(live, key, sheet["id"], 2)
    in_jira(live, "DELETE", key, part).raise_for_status()
    with told(live, VIEWER):
        page = fragment(live, "sheet", projectKey=key, sheet=sheet["id"])
        refused = live.call(
            "POST",
            f"/api/v1/projects/{key}/sheets/{sheet['id']}/revisions/1/restore",
            headers={"If-Match": "2"},
        )
    assert page.status_code == 200
    assert "data-refused" in page.text
    assert re.search(r'data-restore="1"[^>]*aria-disabled="true" data-tip="[^"]+"', page.text)
    assert refused.status_code == 403


def test_what_is_readable_is_described_whatever_it_is() -> None:
    views = [{"name": "One"}, {"id": "two"}, None, 7, {"name": ["x"]}, "text"]
    readable = {"name": 5, "description": "\ud800", "scope": [], "views": views, "columns": {"a": 1}}
    assert describe_readable(readable) == [
        {"label": "Description", "texts": ["?"], "more": 0},
        {"label": "Views", "texts": ["One", "two", *["not readable"] * 4], "more": 0},
    ]
    (many,) = describe_readable({"formats": [{"name": str(n)} for n in range(MAX_SHOWN_ITEMS + 3)]})
    assert (len(many["texts"]), many["more"]) == (MAX_SHOWN_ITEMS, 3)
    assert cut("a" * 1_000_000).endswith("a… (1,000,000 characters)")
    assert cut(None) == ""


# -- the trash ------------------------------------------------------------------------------------------------------


def throw_away(live: Live, key: str, name: str) -> str:
    sheet = live.create(project=key, name=name)
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    assert live.call("DELETE", path, headers={"If-Match": "1"}).status_code == 204
    return str(sheet["id"])


def test_the_trash_says_what_who_and_how_long(live: Live, key: str) -> None:
    sheet_id = throw_away(live, key, NASTY)
    page = fragment(live, "trash", projectKey=key)
    assert page.status_code == 200
    assert f'data-sheet="{sheet_id}"' in page.text
    assert "<img src=x" not in page.text
    text = words_of(page)
    assert NASTY in text
    assert "29 days" in text
    assert "revision 1" in text
    assert live.call("POST", f"/api/v1/projects/{key}/trash/{sheet_id}/restore").status_code == 200
    assert f'data-sheet="{sheet_id}"' not in fragment(live, "trash", projectKey=key).text


def test_the_trash_is_empty_in_words_and_paged(live: Live) -> None:
    key = live.projects[-1]
    empty = fragment(live, "trash", projectKey=key)
    assert "The trash is empty" in words_of(empty)
    assert re.search(r"data-list hidden", empty.text)
    ids = {throw_away(live, key, f"Sheet {number}") for number in range(DEFAULT_LIMIT + 1)}
    first = fragment(live, "trash", projectKey=key)
    cursor = re.search(r'data-next="([^"]+)"', first.text)
    assert cursor
    second = fragment(live, "trash", projectKey=key, cursor=cursor[1])
    shown = [re.findall(r'data-row data-sheet="([^"]+)"', page.text) for page in (first, second)]
    assert [len(page) for page in shown] == [DEFAULT_LIMIT, 1]
    assert {*shown[0], *shown[1]} == ids
    assert 'data-next=""' in second.text
    assert fragment(live, "trash", projectKey=key, cursor="nonsense").status_code == 422


@pytest.mark.parametrize("query", [{}, {"projectKey": "NOSUCH"}])
def test_the_trash_of_a_project_that_is_not_there(live: Live, query: dict[str, str]) -> None:
    assert fragment(live, "trash", **query).status_code == 404


def test_who_may_only_look_sees_the_trash_with_the_reason(live: Live, key: str) -> None:
    sheet_id = throw_away(live, key, "Gone")
    with told(live, VIEWER):
        page = fragment(live, "trash", projectKey=key)
        refused = live.call("POST", f"/api/v1/projects/{key}/trash/{sheet_id}/restore")
    assert page.status_code == 200
    assert "data-refused" in page.text
    assert 'aria-disabled="true"' in page.text
    assert refused.status_code == 403
    with told(live, Facts(browse=True)):
        assert fragment(live, "trash", projectKey=key).status_code == 403
