"""Favourites, recent sheets and personal settings over HTTP, and the lists that show them."""

from __future__ import annotations

from typing import Any

import pytest

from jxl.db import db
from jxl.permissions.policy import Facts
from jxl.sheets.index import PersonState
from jxl.sheets.personal import MAX_BYTES
from tests.sheets.live import Live, told

VIEWER = Facts(global_view=True, global_directory=True, browse=True)


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


@pytest.fixture
def path(live: Live, key: str) -> str:
    return f"/api/v1/projects/{key}/sheets/{live.create(name='Mine')['id']}"


def values(live: Live, address: str, about: str = "site administrator") -> list[dict[str, Any]]:
    answer = live.call("GET", address, about=about)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return list(answer.json["values"])


def test_settings_of_a_sheet_are_kept_for_one_person(live: Live, path: str) -> None:
    kept = {"v1": {"sort": [{"column": "duedate", "dir": "asc"}], "widths": {"summary": 320}}}
    assert live.call("GET", f"{path}/personal/view").json == {}
    put = live.call("PUT", f"{path}/personal/view", kept)
    assert (put.status_code, put.json) == (200, kept)
    assert live.call("GET", f"{path}/personal/view").json == kept
    assert live.call("GET", f"{path}/personal/collapsed").json == {}
    with told(live, VIEWER):
        assert live.call("GET", f"{path}/personal/view", about="member").json == {}
    assert live.call("DELETE", f"{path}/personal/view").status_code == 204
    assert live.call("DELETE", f"{path}/personal/view").status_code == 204
    assert live.call("GET", f"{path}/personal/view").json == {}


@pytest.mark.parametrize("body", [b"[]", b"1", b"", b"{", b'{"__proto__": 1}', b'"text"'])
def test_only_an_object_is_kept(live: Live, path: str, body: bytes) -> None:
    assert live.call("PUT", f"{path}/personal/view", data=body).status_code == 400


def test_what_is_too_much_is_refused_with_its_size(live: Live, path: str) -> None:
    room = MAX_BYTES - len(b'{"a":["","",""]}')
    fits = {"a": ["x" * 30_000, "x" * 30_000, "x" * (room - 60_000)]}
    assert live.call("PUT", f"{path}/personal/view", fits).status_code == 200
    refused = live.call("PUT", f"{path}/personal/view", {"a": [*fits["a"][:2], fits["a"][2] + "x"]})
    assert refused.status_code == 413
    assert refused.json is not None
    assert refused.json["error"]["details"] == {"sizeBytes": MAX_BYTES + 1, "limitBytes": MAX_BYTES}
    assert live.call("GET", f"{path}/personal/view").json == fits


def test_unknown_kinds_and_sheets_are_not_there(live: Live, key: str, path: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        for address in (f"{path}/personal/secrets", f"/api/v1/projects/{key}/sheets/nothing/personal/view"):
            assert live.call(method, address, {}).status_code == 404
    assert live.call("PUT", f"/api/v1/projects/{key}/sheets/nothing/favourite").status_code == 404
    assert live.call("DELETE", path, headers={"If-Match": "1"}).status_code == 204
    assert live.call("PUT", f"{path}/favourite").status_code == 404


def test_who_may_not_open_the_sheet_keeps_nothing(live: Live, path: str) -> None:
    with told(live, Facts(browse=True)):
        assert live.call("PUT", f"{path}/personal/view", {}).status_code == 403
        assert live.call("PUT", f"{path}/favourite").status_code == 403


def test_favourites_are_found_in_both_lists(live: Live, key: str, path: str) -> None:
    sheet_id = path.rsplit("/", 1)[-1]
    assert live.call("PUT", f"{path}/favourite").status_code == 204
    assert live.call("PUT", f"{path}/favourite").status_code == 204
    for address in ("/api/v1/sheets", f"/api/v1/projects/{key}/sheets"):
        favourites = values(live, f"{address}?favourites=true")
        assert sheet_id in [one["id"] for one in favourites]
        assert all(one["favourite"] for one in favourites)
        with told(live, VIEWER):
            assert values(live, f"{address}?favourites=true", about="member") == []
    assert live.call("DELETE", f"{path}/favourite").status_code == 204
    assert sheet_id not in [one["id"] for one in values(live, "/api/v1/sheets?favourites=true")]


def test_a_page_that_was_opened_is_recent_once_it_is_sent(live: Live, key: str) -> None:
    first, second = live.create(name="Opened first"), live.create(name="Opened last")
    for sheet in (first, second, first):
        live.page("/ui/project", projectKey=key, sheet=sheet["id"]).close()
    recent = values(live, f"/api/v1/projects/{key}/sheets?recent=true")
    assert [one["id"] for one in recent[:2]] == [first["id"], second["id"]]
    assert recent[0]["openedAt"] >= recent[1]["openedAt"]
    with live.app.app_context():
        rows = db.session.query(PersonState).filter_by(sheet_id=first["id"], kind="recent").all()
        assert [(row.account_id, row.json) for row in rows] == [
            (live.site.account("site administrator"), "{}")
        ]
        db.session.remove()


def test_entries_say_what_the_person_may_do(live: Live, key: str) -> None:
    live.create(name="May")
    (entry,) = [
        one for one in values(live, f"/api/v1/projects/{key}/sheets?query=may") if one["name"] == "May"
    ]
    assert entry["may"]["changeSheet"]["allowed"] is True
    assert (entry["structure"], entry["viewsCount"], entry["damaged"]) == ("", 1, None)
    with told(live, VIEWER):
        (seen,) = [one for one in values(live, "/api/v1/sheets?query=may") if one["name"] == "May"]
    assert seen["youMay"] == "View"
    assert seen["may"]["changeSheet"]["allowed"] is False
    assert "Edit sheets" in seen["may"]["changeSheet"]["reason"]


def test_lists_are_searched_by_owner_and_filtered(live: Live, key: str) -> None:
    sheet = live.create(name="Owned")
    owner = live.site.account("site administrator")
    offered = values(live, f"/api/v1/projects/{key}/owners")
    (me,) = [one for one in offered if one["accountId"] == owner]
    word = me["displayName"].split()[0].upper()
    for address in ("/api/v1/sheets", f"/api/v1/projects/{key}/sheets"):
        for query in (
            f"query=owned+{word}",
            f"query=owned&owner={owner}",
            "query=owned&owner=me&sort=owner&dir=desc",
        ):
            assert sheet["id"] in [one["id"] for one in values(live, f"{address}?{query}")], query
        assert values(live, f"{address}?query=owned&owner=somebody") == []
    assert sheet["id"] in [one["id"] for one in values(live, f"/api/v1/sheets?query=owned&project={key}")]
    assert values(live, "/api/v1/sheets?query=owned&project=NOSUCH") == []
    assert key in [one["key"] for one in values(live, "/api/v1/sheets/projects")]
    assert key in [one["key"] for one in values(live, f"/api/v1/sheets/projects?query={key}")]


@pytest.mark.parametrize(
    "query",
    [
        "sort=size",
        "sort=opened",
        "dir=up",
        "favourites=1",
        "favourites=true&recent=true",
        "limit=0",
        "limit=x",
        "query=%00",
    ],
)
def test_a_list_request_that_makes_no_sense_is_refused_by_name(live: Live, key: str, query: str) -> None:
    for address in ("/api/v1/sheets", f"/api/v1/projects/{key}/sheets"):
        answer = live.call("GET", f"{address}?{query}")
        assert answer.status_code == 400, answer.text
        assert answer.json is not None
        assert set(answer.json["error"]["details"]["fields"]) <= {
            "sort",
            "dir",
            "favourites",
            "limit",
            "query",
        }


def test_a_cursor_of_another_order_is_refused(live: Live, key: str) -> None:
    live.create()
    live.create()
    page = live.call("GET", f"/api/v1/projects/{key}/sheets?limit=1&sort=name").json
    assert page is not None
    for query, status in (
        ("sort=name", 200),
        ("sort=name&dir=desc", 422),
        ("sort=updated", 422),
        ("sort=owner", 422),
    ):
        answer = live.call("GET", f"/api/v1/projects/{key}/sheets?{query}&cursor={page['next']}")
        assert answer.status_code == status, answer.text
