"""The API of sheets, over a simulated Jira site."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
import requests

from jxl.permissions.policy import Facts
from jxl.sheets.parts import head_key
from tests.sheets.live import ADMIN, Live, told

VIEWER_FACTS = Facts(global_view=True, global_directory=True, browse=True)
EDITOR_FACTS = Facts(global_view=True, global_edit=True, global_directory=True, browse=True, edit_issues=True)


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def sheets_of(live: Live, key: str, **query: Any) -> dict[str, Any]:
    answer = live.call(
        "GET", f"/api/v1/projects/{key}/sheets?" + "&".join(f"{k}={v}" for k, v in query.items())
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def rows(
    live: Live, path: str, body: Any = None, about: str = ADMIN, lines: bool = False
) -> list[dict[str, Any]]:
    headers = {"Accept": "application/x-ndjson"} if lines else {}
    events: list[dict[str, Any]] = []
    cursor = None
    while True:
        answer = live.call("POST", f"{path}/rows", {**(body or {}), "cursor": cursor}, about, headers)
        assert answer.status_code == 200, answer.text
        if lines:
            assert answer.mimetype == "application/x-ndjson"
            assert answer.headers["X-Accel-Buffering"] == "no"
            return [orjson.loads(line) for line in answer.data.splitlines()]
        page = orjson.loads(answer.data)
        events += page["events"]
        cursor = page["cursor"]
        if cursor is None:
            return events


def error_of(answer: Any) -> dict[str, Any]:
    error = dict(answer.json["error"])
    assert set(error) == {"code", "message", "details", "requestId"}
    return error


def test_a_sheet_from_creation_to_the_trash(live: Live, key: str) -> None:
    sheet = live.create(name="Life", description="From start to end")
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    assert sheet["revision"] == 1
    assert sheet["createdBy"] == live.site.account(ADMIN)
    assert len(sheet["columns"]) == 13

    read = live.call("GET", path)
    assert read.json == sheet
    assert read.headers["ETag"] == '"1"'

    changed = live.call("PUT", path, {**sheet, "name": "Life 2", "future": [1]}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert changed.json is not None
    assert (changed.json["name"], changed.json["revision"], changed.json["future"]) == ("Life 2", 2, [1])
    assert changed.json["columns"] == sheet["columns"]

    (listed,) = sheets_of(live, key, query="Life")["values"]
    assert (listed["name"], listed["columnsCount"], listed["viewsCount"]) == ("Life 2", 13, 1)
    assert listed["updatedBy"]["displayName"]
    assert listed["project"]["key"] == key

    assert live.call("DELETE", path, headers={"If-Match": "1"}).status_code == 409
    assert live.call("DELETE", path, headers={"If-Match": "2"}).status_code == 204
    assert live.call("GET", path).status_code == 404
    assert sheets_of(live, key, query="Life")["values"] == []


def test_sheets_stand_in_the_projects_properties(live: Live, key: str) -> None:
    sheet = live.create(name="Where it is")
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == "viewer")
    url = f"{live.site.url}/rest/api/3/project/{key}/properties/{head_key(sheet['id'])}"
    answer = requests.get(url, auth=(user["email"], user["apiToken"]), timeout=10)
    head = answer.json()["value"]
    assert (head["format"], head["name"], head["revision"], head["parts"]) == (1, "Where it is", 1, 1)
    part = requests.get(
        f"{url}.r1.{head['save']}.0", auth=(user["email"], user["apiToken"]), timeout=10
    ).json()["value"]
    assert part["columns"] == sheet["columns"]


def test_ids_and_keys_of_projects_are_interchangeable(live: Live, key: str) -> None:
    sheet = live.create()
    project_id = sheet["project"]["id"]
    assert live.call("GET", f"/api/v1/projects/{project_id}/sheets/{sheet['id']}").json == sheet


def test_a_stale_change_is_told_what_differs(live: Live, key: str) -> None:
    sheet = live.create(name="Race")
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    assert live.call("PUT", path, {**sheet, "name": "First"}, headers={"If-Match": "1"}).status_code == 200
    lost = live.call(
        "PUT", path, {**sheet, "name": "Second", "columns": sheet["columns"][1:]}, headers={"If-Match": "1"}
    )
    assert lost.status_code == 409
    details = error_of(lost)["details"]
    assert details["currentVersion"] == 2
    assert {"member": "name"} in details["differences"]
    assert {"member": "columns", "id": sheet["columns"][0]["id"], "change": "added"} in details["differences"]


def test_a_change_names_the_revision_it_was_made_to(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    for method in ("PUT", "DELETE"):
        answer = live.call(method, path, sheet if method == "PUT" else None)
        assert answer.status_code == 428
        assert error_of(answer)["code"] == "precondition_required"
        assert live.call(method, path, sheet, headers={"If-Match": "*"}).status_code == 422


def test_a_save_costs_three_calls_its_parts_and_a_question_of_rights(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    live.forget_requests()
    assert live.call("PUT", path, {**sheet, "name": "Cheap"}, headers={"If-Match": "1"}).status_code == 200
    calls = [(r["method"], r["path"].partition("/rest/api/3/")[2]) for r in live.requests()]
    assert len([c for c in calls if "properties" in c[1]]) == 4
    assert len([c for c in calls if c[1] == "mypermissions"]) == 1
    assert len(calls) == 5


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"[]", 400, None),
        (b'{"name": NaN}', 400, None),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400, None),
        (b"{}", 422, "name"),
        (b'{"name": "x", "scope": {"jql": ""}}', 422, "scope.jql"),
        (b'{"name": "x", "scope": {"jql": "x"}, "columns": [{"title": "t"}]}', 422, "columns[0].field"),
        (b'{"__proto__": {}, "name": "x"}', 400, None),
    ],
)
def test_bad_bodies_are_named(live: Live, key: str, body: bytes, status: int, field: str | None) -> None:
    answer = live.call("POST", f"/api/v1/projects/{key}/sheets", data=body)
    assert answer.status_code == status
    if field:
        assert field in error_of(answer)["details"]["fields"]


def test_too_large_a_body_is_refused(live: Live, key: str) -> None:
    body = orjson.dumps({"name": "x", "scope": {"jql": "x"}, "note": ["y" * 30_000] * 40})
    assert live.call("POST", f"/api/v1/projects/{key}/sheets", data=body).status_code in (400, 413)


def test_an_item_that_does_not_fit_is_named(live: Live, key: str) -> None:
    columns = [{"field": "key"}, {"field": "summary", "note": "🛳" * 16_000}]
    body = {"name": "Large", "scope": {"jql": f"project = {key}"}, "columns": columns}
    answer = live.call("POST", f"/api/v1/projects/{key}/sheets", body)
    assert answer.status_code == 413
    assert "columns[1]" in error_of(answer)["message"]


@pytest.mark.parametrize("jql", ["colour = blue", "project = ", "order by created"])
def test_a_bad_query_is_refused_in_jiras_words(live: Live, key: str, jql: str) -> None:
    for path, body in (
        (f"/api/v1/projects/{key}/sheets", {"name": "Bad", "scope": {"jql": jql}}),
        (f"/api/v1/projects/{key}/jql/check", {"jql": jql}),
    ):
        answer = live.call("POST", path, body)
        assert answer.status_code == 422
        error = error_of(answer)
        assert error["code"] == "jql_invalid"
        assert error["details"]["jiraMessages"]
        assert error["details"]["jiraMessages"][0] in error["message"]


def test_a_changed_query_is_checked_too(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    bad = {**sheet, "scope": {"jql": "colour = blue"}}
    assert live.call("PUT", path, bad, headers={"If-Match": "1"}).status_code == 422
    assert live.call("PUT", path, sheet, headers={"If-Match": "1"}).status_code == 200


def test_a_query_is_counted(live: Live, key: str) -> None:
    answer = live.call("POST", f"/api/v1/projects/{key}/jql/check", {"jql": f"project = {key}"})
    assert answer.json is not None
    assert answer.json["count"] >= 250


def test_fields_are_those_of_the_person(live: Live) -> None:
    answer = live.call("GET", "/api/v1/fields")
    assert answer.json is not None
    by_id = {field["id"]: field for field in answer.json["values"]}
    assert by_id["summary"]["type"] == "text"
    assert answer.json["next"] is None


# -- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [True, False])
def test_rows_are_the_issues_that_the_person_sees(live: Live, key: str, lines: bool) -> None:
    sheet = live.create(scope={"jql": f"project = {key} ORDER BY key DESC"})
    events = rows(live, f"/api/v1/projects/{key}/sheets/{sheet['id']}", lines=lines)
    assert [event["type"] for event in events[:2]] == ["columns", "index"]
    assert [column["field"] for column in events[0]["columns"]] == [c["field"] for c in sheet["columns"]]
    found = [row for event in events if event["type"] == "rows" for row in event["rows"]]
    index = [i for event in events if event["type"] == "index" for i in event["ids"]]
    assert {row["id"] for row in found} == set(index)
    numbers = {row["id"]: int(row["key"].rpartition("-")[2]) for row in found}
    assert [numbers[i] for i in index] == sorted(numbers.values(), reverse=True)
    assert events[-1]["type"] == "done"
    assert events[-1]["count"] == len(found) >= 250


def test_both_framings_hold_the_same_rows(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    streamed, bounded = (rows_with_parents(rows(live, path, lines=lines)) for lines in (True, False))
    assert [{**row, "parent": None} for row in streamed.values()] == [
        {**row, "parent": None} for row in bounded.values()
    ]
    for issue_id, row in streamed.items():
        parent, asked = row["parent"], bounded[issue_id]["parent"]
        # A load that goes on asks Jira about parents, one that does not may leave those outside of the sheet masked.
        assert parent == asked or (parent.startswith("~") and asked not in streamed), (parent, asked)
    assert any(row["parent"] in streamed for row in streamed.values())


def rows_with_parents(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Rows by id, with what is known of their parents at the end."""
    masks = {mask: i for e in events if e["type"] == "parents" for mask, i in e["ids"].items()}
    found = {row["id"]: row for e in events if e["type"] == "rows" for row in e["rows"]}
    return {
        issue_id: {**row, "parent": masks.get(row["parent"], row["parent"])}
        for issue_id, row in sorted(found.items())
    }


def test_rows_of_hidden_issues_never_leave(live: Live) -> None:
    """In the project with security levels, each person gets exactly what Jira's own search gives them."""
    users = live.site.control("GET", "site")["users"]
    counts = {}
    for key in live.projects:
        sheet = live.create(project=key, scope={"jql": f"project = {key}"})
        for about in (ADMIN, "member", "viewer"):
            answer = live.call("POST", f"/api/v1/projects/{key}/sheets/{sheet['id']}/rows", {}, about)
            if answer.status_code != 200:
                assert answer.status_code in (403, 404)
                continue
            got = {
                row["id"]
                for event in orjson.loads(answer.data)["events"]
                if event["type"] == "rows"
                for row in event["rows"]
            }
            user = next(u for u in users if u["about"] == about)
            seen: set[str] = set()
            token = None
            while True:
                body = {"jql": f"project = {key}", "maxResults": 5000, "fields": ["id"]}
                page = requests.post(
                    f"{live.site.url}/rest/api/3/search/jql",
                    json=body | ({"nextPageToken": token} if token else {}),
                    auth=(user["email"], user["apiToken"]),
                    timeout=30,
                ).json()
                seen |= {issue["id"] for issue in page["issues"]}
                token = page.get("nextPageToken")
                if token is None:
                    break
            assert got == seen
            counts[key, about] = len(got)
    assert len({counts.get((key, ADMIN)) == counts.get((key, "viewer")) for key in live.projects}) == 2


def test_keys_of_hidden_parents_never_leave(live: Live) -> None:
    """Jira names an issue's parent even to whoever may not see it; the sheet shows a placeholder."""
    users = live.site.control("GET", "site")["users"]
    viewer = next(u for u in users if u["about"] == "member")
    placeholders = 0
    for key in live.projects:
        sheet = live.create(project=key, scope={"jql": f"project = {key}"}, columns=[{"field": "parent"}])
        path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
        if live.call("POST", f"{path}/rows", {}, "member").status_code != 200:
            continue
        found = [
            row
            for event in rows(live, path, about="member")
            if event["type"] == "rows"
            for row in event["rows"]
        ]
        parents = {row["parent"] for row in found if row["parent"]}
        if not parents:
            continue
        answer = requests.post(
            f"{live.site.url}/rest/api/3/issue/bulkfetch",
            json={"issueIdsOrKeys": sorted(parents)[:100], "fields": ["summary"]},
            auth=(viewer["email"], viewer["apiToken"]),
            timeout=30,
        ).json()
        asked = set(sorted(parents)[:100])
        visible = {issue["id"] for issue in answer["issues"]}
        for row in found:
            if row["parent"] in asked:
                is_placeholder = row["cells"][0] == {"v": row["parent"], "t": "A parent you may not see"}
                assert is_placeholder == (row["parent"] not in visible)
                placeholders += is_placeholder
    assert placeholders


def test_a_subset_of_fields_can_be_asked_for(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    events = rows(live, path, {"fields": ["status", "key", "issuetype"]})
    assert [column["field"] for column in events[0]["columns"]] == ["status", "key", "issuetype"]
    row = next(event for event in events if event["type"] == "rows")["rows"][0]
    assert len(row["cells"]) == 3
    assert row["cells"][1] == row["key"]


def test_a_cursor_of_someone_else_is_stale(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}/rows"
    answer = live.call("POST", path, {"cursor": "AAAA"})
    assert answer.status_code == 422
    assert error_of(answer)["code"] == "cursor_stale"


def test_a_query_that_jira_no_longer_understands_is_an_event(live: Live, key: str) -> None:
    sheet = live.create()
    properties = f"{live.site.url}/rest/api/3/project/{key}/properties/{head_key(sheet['id'])}"
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    auth = (user["email"], user["apiToken"])
    head = requests.get(properties, auth=auth, timeout=10).json()["value"]
    head["scope"]["jql"] = "nosuchfield = 1"
    assert requests.put(properties, json=head, auth=auth, timeout=10).ok
    live.call("GET", f"/api/v1/projects/{key}/sheets/{sheet['id']}")
    for lines in (True, False):
        events = rows(live, f"/api/v1/projects/{key}/sheets/{sheet['id']}", lines=lines)
        assert events[-1]["type"] == "error"
        assert events[-1]["ids"] == []
        assert "nosuchfield" in repr(events[-1]["error"])
        assert events[-1]["error"]["requestId"]


def test_a_damaged_sheet_is_shown_and_not_loaded(live: Live, key: str) -> None:
    sheet = live.create(name="Broken")
    properties = f"{live.site.url}/rest/api/3/project/{key}/properties/{head_key(sheet['id'])}"
    user = next(u for u in live.site.control("GET", "site")["users"] if u["about"] == ADMIN)
    auth = (user["email"], user["apiToken"])
    save = requests.get(properties, auth=auth, timeout=10).json()["value"]["save"]
    assert requests.delete(f"{properties}.r1.{save}.0", auth=auth, timeout=10).ok
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}"
    shown = live.call("GET", path)
    assert shown.status_code == 200
    assert shown.json is not None
    assert shown.json["damaged"]["code"] == "part_missing"
    assert shown.json["name"] == "Broken"
    answer = live.call("POST", f"{path}/rows", {})
    assert (answer.status_code, error_of(answer)["code"]) == (422, "sheet_damaged")
    page = live.page("/ui/project", projectKey=key, sheet=sheet["id"])
    assert page.status_code == 200
    assert "deleted outside jxl" in page.text
    requests.delete(properties, auth=auth, timeout=10)


def test_changes_are_a_number(live: Live, key: str) -> None:
    sheet = live.create()
    path = f"/api/v1/projects/{key}/sheets/{sheet['id']}/changes"
    answer = live.call("GET", f"{path}?since=0")
    assert answer.json is not None
    assert set(answer.json) == {"seq", "count", "reset"}
    assert live.call("GET", f"{path}?since=x").status_code == 400


# -- who may --------------------------------------------------------------------------------------------------------


def reading(key: str, sheet_id: str) -> list[tuple[str, str, Any]]:
    base = f"/api/v1/projects/{key}/sheets"
    return [
        ("GET", base, None),
        ("GET", f"{base}/{sheet_id}", None),
        ("POST", f"{base}/{sheet_id}/rows", {}),
        ("GET", f"{base}/{sheet_id}/changes", None),
    ]


def writing(key: str, sheet: dict[str, Any]) -> list[tuple[str, str, Any]]:
    base = f"/api/v1/projects/{key}/sheets"
    return [
        ("POST", base, {"name": "New", "scope": {"jql": f"project = {key}"}}),
        ("PUT", f"{base}/{sheet['id']}", sheet),
        ("DELETE", f"{base}/{sheet['id']}", None),
    ]


def test_whoever_may_not_view_gets_nothing(live: Live, key: str) -> None:
    sheet = live.create()
    with told(live, Facts(browse=True, edit_issues=True, global_edit=True)):
        for method, path, body in [*reading(key, sheet["id"]), *writing(key, sheet)[1:]]:
            answer = live.call(method, path, body, headers={"If-Match": "1"})
            assert answer.status_code == 403, path
            assert "JXL: View sheets" in error_of(answer)["message"]
        assert live.call(*writing(key, sheet)[0]).status_code == 201
        assert (
            live.call("POST", f"/api/v1/projects/{key}/jql/check", {"jql": f"project = {key}"}).status_code
            == 200
        )


def test_whoever_may_not_edit_changes_nothing(live: Live, key: str) -> None:
    sheet = live.create()
    with told(live, VIEWER_FACTS):
        for method, path, body in writing(key, sheet):
            answer = live.call(method, path, body, headers={"If-Match": "1"})
            assert answer.status_code == 403, path
            assert "JXL: Edit sheets" in error_of(answer)["message"]
        for method, path, body in reading(key, sheet["id"]):
            assert live.call(method, path, body).status_code == 200


def test_whoever_may_not_browse_learns_nothing(live: Live, key: str) -> None:
    sheet = live.create()
    with told(live, Facts(global_view=True, global_edit=True, administer=True)):
        for method, path, body in [*reading(key, sheet["id"]), *writing(key, sheet)]:
            assert live.call(method, path, body, headers={"If-Match": "1"}).status_code == 404
        assert (
            live.call("POST", f"/api/v1/projects/{key}/jql/check", {"jql": "project = X"}).status_code == 404
        )
    for method, path, body in [*reading(key, sheet["id"]), *writing(key, sheet)]:
        answer = live.call(method, path, body, about="no access", headers={"If-Match": "1"})
        assert answer.status_code == 404, path


def test_rights_are_asked_afresh_before_writing(live: Live, key: str) -> None:
    sheet = live.create()
    with told(live, EDITOR_FACTS) as gateway:
        for method, path, body in writing(key, sheet):
            gateway.asked_fresh.clear()
            assert (
                live.call(
                    method, path, body, headers={"If-Match": "1" if method == "PUT" else "2"}
                ).status_code
                < 300
            )
            assert gateway.asked_fresh == [True]


def test_the_directory_shows_what_may_be_opened(live: Live, key: str) -> None:
    live.create(name="In the directory")
    answer = live.call("GET", "/api/v1/sheets?query=in the directory")
    assert answer.json is not None
    (entry,) = answer.json["values"]
    assert entry["project"]["key"] == key
    assert live.call("GET", "/api/v1/sheets?query=in the directory", about="no access").json == {
        "values": [],
        "next": None,
        "counts": {"all": 0, "favourites": 0, "recent": 0},
    }
    with told(live, Facts(global_directory=True, browse=True)):
        seen = live.call("GET", "/api/v1/sheets?query=directory").json
        assert seen == {"values": [], "next": None, "counts": {"all": 0, "favourites": 0, "recent": 0}}
    with told(live, Facts(browse=True)):
        assert live.call("GET", "/api/v1/sheets").status_code == 403


def test_without_a_token_nothing_is_told(live: Live, key: str) -> None:
    sheet = live.create()
    for method, path, body in [
        *reading(key, sheet["id"]),
        *writing(key, sheet),
        ("GET", "/api/v1/sheets", None),
    ]:
        assert live.client.open(path, method=method, json=body).status_code == 401


@pytest.mark.parametrize("sheet_id", ["nothing", "not an id", "x" * 17, "..", "%2e%2e"])
def test_sheets_that_are_not_there(live: Live, key: str, sheet_id: str) -> None:
    assert live.call("GET", f"/api/v1/projects/{key}/sheets/{sheet_id}").status_code == 404


def test_reindexing_finds_every_sheet(live: Live, key: str) -> None:
    live.create(name="To be found")
    services = live.app.extensions["jxl"]
    with live.app.app_context():
        assert (
            services.sheets.reindex(
                live.app.extensions["jxl"].installations.find(live.site.installation.client_key)
            )
            > 0
        )
    assert sheets_of(live, key, query="To be found")["values"]
