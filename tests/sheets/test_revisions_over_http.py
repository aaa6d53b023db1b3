"""Revisions, the trash and the limits of a sheet over the API, on a simulated Jira site."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import requests

from jxl.permissions.policy import Facts
from jxl.sheets.parts import LIMIT_UNITS, head_key, parse_part_key
from tests.sheets.live import ADMIN, Live, told

VIEWER_FACTS = Facts(global_view=True, global_directory=True, browse=True)
AWKWARD = '🛳\\"\té<script>'


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def site_call(live: Live, method: str, path: str, json: Any = None) -> requests.Response:
    """What an administrator does with Jira's own API."""
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    url = f"{live.site.url}/rest/api/3/{path}"
    return requests.request(method, url, json=json, auth=(user["email"], user["apiToken"]), timeout=30)


def error_of(answer: Any) -> dict[str, Any]:
    error = dict(answer.json["error"])
    assert set(error) == {"code", "message", "details", "requestId"}
    return error


def test_a_revision_is_looked_at_and_restored(live: Live, key: str) -> None:
    sheet = live.create(name="First")
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    columns = [*sheet["columns"][1:], {"id": "own", "field": "customfield_x", "title": "<b>Own</b>"}]
    second = live.call(
        "PUT", path, {**sheet, "name": "Second", "columns": columns}, headers={"If-Match": "1"}
    )
    assert second.status_code == 200, second.text

    listed = live.call("GET", f"{path}/revisions")
    assert listed.status_code == 200, listed.text
    assert listed.json is not None
    newest, oldest = listed.json["values"]
    assert listed.json["next"] is None
    assert (newest["revision"], newest["current"], newest["outside"], newest["available"]) == (
        2,
        True,
        False,
        True,
    )
    assert newest["name"] == "Second"
    assert newest["updatedBy"]["accountId"] == live.site.account(ADMIN)
    assert newest["updatedBy"]["displayName"]
    assert newest["changes"] == ["Renamed from “First”", "Column “<b>Own</b>” added", "Column “Key” removed"]
    assert (oldest["revision"], oldest["changes"]) == (1, ["Created"])
    assert (newest["sinceThen"], oldest["sinceThen"]) == ([], newest["changes"])

    assert live.call("GET", f"{path}/revisions/1").json == sheet
    assert live.call("GET", f"{path}/revisions/9").status_code == 404
    assert live.call("GET", f"{path}/revisions/x").status_code == 404

    restore = f"{path}/revisions/1/restore"
    assert live.call("POST", restore).status_code == 428
    stale = live.call("POST", restore, headers={"If-Match": "1"})
    assert stale.status_code == 409
    assert error_of(stale)["details"]["currentVersion"] == 2
    restored = live.call("POST", restore, headers={"If-Match": '"2"'})
    assert restored.status_code == 200, restored.text
    assert restored.headers["ETag"] == '"3"'
    assert restored.json is not None
    assert (restored.json["name"], restored.json["columns"]) == ("First", sheet["columns"])
    assert live.call("GET", path).json == restored.json


def test_the_trash_from_deletion_to_restoring(live: Live, key: str) -> None:
    sheet = live.create(name="Thrown away")
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    assert live.call("DELETE", path, headers={"If-Match": "1"}).status_code == 204
    listed = live.call("GET", f"/api/v1/projects/{key}/trash")
    assert listed.status_code == 200, listed.text
    assert listed.json is not None
    (one,) = [value for value in listed.json["values"] if value["id"] == sheet["id"]]
    assert (one["name"], one["daysLeft"], one["columnsCount"], one["damaged"]) == (
        "Thrown away",
        29,
        13,
        None,
    )
    assert one["deletedBy"]["accountId"] == live.site.account(ADMIN)
    assert one["deletedAt"]
    restore = f"/api/v1/projects/{key}/trash/{sheet['id']}/restore"
    restored = live.call("POST", restore)
    assert restored.status_code == 200, restored.text
    assert restored.json == sheet
    assert restored.headers["ETag"] == '"1"'
    assert live.call("POST", restore).status_code == 404
    assert live.call("GET", f"/api/v1/projects/{key}/trash?limit=0").status_code == 400
    assert live.call("GET", f"/api/v1/projects/{key}/trash?cursor=x").status_code == 422


def test_whoever_may_only_view_restores_nothing(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    with told(live, VIEWER_FACTS):
        assert live.call("GET", f"{path}/revisions").status_code == 200
        assert live.call("GET", f"/api/v1/projects/{key}/trash").status_code == 200
        for target in (f"{path}/revisions/1/restore", f"/api/v1/projects/{key}/trash/{sheet['id']}/restore"):
            assert live.call("POST", target, headers={"If-Match": "1"}).status_code == 403
    for method, target in (
        ("GET", f"{path}/revisions"),
        ("GET", f"{path}/revisions/1"),
        ("POST", f"{path}/revisions/1/restore"),
        ("GET", f"/api/v1/projects/{key}/trash"),
        ("POST", f"/api/v1/projects/{key}/trash/{sheet['id']}/restore"),
    ):
        assert live.call(method, target, about="no access", headers={"If-Match": "1"}).status_code == 404
        assert live.client.open(target, method=method).status_code == 401


def test_a_head_deleted_in_jira_is_mended_over_the_api(live: Live, key: str) -> None:
    sheet = live.create(name="Beheaded")
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    assert site_call(live, "DELETE", f"project/{key}/properties/{head_key(sheet['id'])}").status_code == 204
    damaged = live.call("GET", path)
    assert damaged.status_code == 200, damaged.text
    assert damaged.headers["ETag"] == '"0"'
    assert damaged.json is not None
    assert damaged.json["name"] == "Beheaded"
    assert damaged.json["damaged"]["code"] == "head_missing"
    assert [one["revision"] for one in damaged.json["damaged"]["revisions"]] == [1]
    assert live.call("GET", f"{path}/revisions").status_code == 200
    restored = live.call("POST", f"{path}/revisions/1/restore", headers={"If-Match": "0"})
    assert restored.status_code == 200, restored.text
    assert restored.json is not None
    assert (restored.json["revision"], restored.json["columns"]) == (2, sheet["columns"])


# -- limits -----------------------------------------------------------------------------------------------------------


def full_sheet(jql: str) -> dict[str, Any]:
    """As many of everything as a sheet may have, named so that every way of counting differs."""
    columns = [{"id": f"c{n}", "field": "key", "title": f"{AWKWARD} {n}"[:200]} for n in range(200)]
    rule = {"all": [{"column": f"c{n}", "op": "contains", "value": AWKWARD * 8} for n in range(4)]}
    return {
        "name": AWKWARD.replace("\t", " "),
        "scope": {"jql": jql},
        "columns": [{**column, "title": column["title"].replace("\t", " ")} for column in columns],
        "views": [
            {"id": f"v{n}", "name": f"🛳 {n}", "columns": [f"c{m}" for m in range(200)], "filter": rule}
            for n in range(100)
        ],
        "structures": [{"id": f"s{n}", "name": f"🛳 {n}", "levels": [{"kind": "parent"}]} for n in range(50)],
        "formats": [
            {"id": f"f{n}", "name": f"🛳 {n}", "when": rule, "then": {"kind": "style", "color": "red"}}
            for n in range(200)
        ],
    }


def calls_of(live: Live) -> tuple[int, int, int]:
    """Calls about properties, questions of rights, and calls in all, since the last time."""
    calls = [r["path"].partition("/rest/api/3/")[2] for r in live.requests()]
    live.forget_requests()
    about = sum("/properties" in call for call in calls)
    return about, sum(call == "mypermissions" for call in calls), len(calls)


def test_a_sheet_with_all_that_it_may_have_costs_its_parts_and_little_more(live: Live, key: str) -> None:
    body = full_sheet(f"project = {key}")
    created = live.call("POST", f"/api/v1/projects/{key}/sheets", body)
    assert created.status_code == 201, created.text
    assert created.json is not None
    sheet = created.json
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    keys = [entry["key"] for entry in site_call(live, "GET", f"project/{key}/properties").json()["keys"]]
    parts = [name for name in keys if (p := parse_part_key(name)) is not None and p.sheet_id == sheet["id"]]
    assert len(parts) > 10
    for name in [*parts, head_key(sheet["id"])]:
        value = site_call(live, "GET", f"project/{key}/properties/{name}").json()["value"]
        assert len(orjson.dumps(value).decode().encode("utf-16-le")) // 2 <= LIMIT_UNITS

    live.forget_requests()
    saved = live.call("PUT", path, {**sheet, "description": "Saved again"}, headers={"If-Match": "1"})
    assert saved.status_code == 200, saved.text
    about, questions, total = calls_of(live)
    assert (about, questions, total) == (3 + len(parts), 1, 3 + len(parts) + 1)

    loaded = live.call("GET", path)
    assert loaded.json == saved.json
    about, questions, total = calls_of(live)
    assert about == 1 + len(parts)
    assert questions <= 1
    assert total <= 3 + len(parts) + 1


@pytest.mark.parametrize(
    ("member", "limit"), [("columns", 200), ("views", 100), ("structures", 50), ("formats", 200)]
)
def test_one_more_than_the_limit_is_refused_by_number(live: Live, key: str, member: str, limit: int) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    items = {
        "columns": [{"field": "key"}],
        "views": [{"name": "V"}],
        "structures": [{"name": "S"}],
        "formats": [{"name": "F", "then": {"kind": "style"}}],
    }[member] * (limit + 1)
    live.forget_requests()
    for method, target in (("PUT", path), ("POST", f"/api/v1/projects/{key}/sheets")):
        refused = live.call(method, target, {**sheet, member: items}, headers={"If-Match": "1"})
        assert refused.status_code == 422
        error = error_of(refused)
        assert str(limit) in error["details"]["fields"][member]
        assert str(limit) in error["message"]
    assert not [r for r in live.requests() if r["method"] != "GET" and "/properties" in r["path"]]
    exact = live.call("PUT", path, {**sheet, member: items[:-1]}, headers={"If-Match": "1"})
    assert exact.status_code == 200, exact.text


def test_a_project_that_is_full_refuses_by_number(
    live: Live, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jxl.sheets.store.MAX_SHEETS", 1)
    live_sheet = {"name": "One too many", "scope": {"jql": f"project = {key}"}}
    refused = live.call("POST", f"/api/v1/projects/{key}/sheets", live_sheet)
    if refused.status_code == 201:  # nothing was there before
        refused = live.call("POST", f"/api/v1/projects/{key}/sheets", live_sheet)
    assert refused.status_code == 422
    assert error_of(refused)["code"] == "too_many_sheets"
    assert "at most 1 " in error_of(refused)["message"]


# -- a connection that breaks -----------------------------------------------------------------------------------------

SAVE_CALLS = [
    ("GET", "head", 0),
    ("PUT", "part", 0),
    ("PUT", "part", 2),
    ("PUT", "head", 0),
    ("GET", "head", 1),
]


@pytest.mark.parametrize("fault", [{"close": True}, {"status": 500}, {"status": 403}, {"invalidJson": True}])
@pytest.mark.parametrize(("method", "what", "after"), SAVE_CALLS)
def test_whatever_breaks_in_a_save_the_sheet_is_one_of_both(
    live: Live, key: str, method: str, what: str, after: int, fault: dict[str, Any]
) -> None:
    columns = [{"id": f"c{n}", "field": "key", "note": "x" * 20_000} for n in range(3)]
    sheet = live.create(name="Before", columns=columns)
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    base = f"*/properties/{head_key(sheet['id'])}"
    match = base if what == "head" else f"{base}.r*"
    times = 3 if fault.get("close") and method == "GET" else 1  # reads are tried again
    rule = {"match": match, "method": method, "after": after, "times": times, **fault}
    live.site.control("POST", "faults", rules=[rule])
    saved = live.call("PUT", path, {**sheet, "name": "After"}, headers={"If-Match": "1"})
    live.site.control("DELETE", "faults")
    assert saved.status_code in (200, 403, 409, 502, 503, 504), saved.text
    if saved.status_code != 200:
        error_of(saved)
    loaded = live.call("GET", path)
    assert loaded.status_code == 200, loaded.text
    assert loaded.json is not None
    assert (loaded.json["name"], loaded.json["revision"]) in (("Before", 1), ("After", 2))
    if saved.status_code == 200:
        assert loaded.json["name"] == "After"
    assert loaded.json["columns"] == sheet["columns"]
