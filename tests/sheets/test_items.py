"""Views, structures and formats by themselves, through the API and over a simulated Jira site."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from jxl.sheets.items import KINDS
from jxl.sheets.models import MAX_COLUMNS, MAX_FORMATS, MAX_STRUCTURES, MAX_VIEWS
from tests.sheets.live import ADMIN, Live

BODIES: dict[str, dict[str, Any]] = {
    "views": {"name": "Late", "sort": [{"column": "duedate"}], "density": "compact"},
    "structures": {"name": "Tree", "levels": [{"kind": "parent"}]},
    "formats": {"name": "Red", "then": {"kind": "style", "background": "red"}},
}
LIMITS = {"views": MAX_VIEWS, "structures": MAX_STRUCTURES, "formats": MAX_FORMATS}


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def path_of(sheet: dict[str, Any]) -> str:
    return f"/api/v1/projects/{sheet['project']['key']}/sheets/{sheet['id']}"


def send(live: Live, method: str, path: str, revision: int, body: Any = None) -> TestResponse:
    return live.call(method, path, body, headers={"If-Match": str(revision)})


def added(live: Live, path: str, kind: str, revision: int, **members: Any) -> dict[str, Any]:
    answer = send(live, "POST", f"{path}/{kind}", revision, {**BODIES[kind], **members})
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def conflict_of(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 409, answer.text
    error = (answer.json or {})["error"]
    assert set(error) == {"code", "message", "details", "requestId"}
    return dict(error["details"])


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_from_its_making_to_its_end(live: Live, kind: str) -> None:
    sheet = live.create()
    path = path_of(sheet)
    made = send(live, "POST", f"{path}/{kind}", 1, {**BODIES[kind], "future": {"kept": [1]}})
    assert made.status_code == 201, made.text
    item = dict(made.json or {})
    at = f"{path}/{kind}/{item['id']}"
    assert made.headers["Location"] == at
    assert made.headers["ETag"] == '"2"'
    assert item["future"] == {"kept": [1]}

    read = live.call("GET", at)
    assert (read.json, read.headers["ETag"]) == (item, '"2"')
    listed = live.call("GET", f"{path}/{kind}")
    assert listed.headers["ETag"] == '"2"'
    assert listed.json is not None
    assert listed.json["next"] is None
    assert listed.json["values"][-1] == item
    assert (live.call("GET", path).json or {})[kind][-1] == item

    changed = send(live, "PUT", at, 2, {**item, "name": "Other"})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"3"'), changed.text
    assert changed.json == {**item, "name": "Other"}

    gone = send(live, "DELETE", at, 3)
    assert (gone.status_code, gone.data, gone.headers["ETag"]) == (204, b"", '"4"')
    assert live.call("GET", at).status_code == 404
    assert send(live, "PUT", at, 4, item).status_code == 404
    assert send(live, "DELETE", at, 4).status_code == 404
    assert (live.call("GET", path).json or {})["revision"] == 4


def test_a_change_names_the_revision_that_was_seen(live: Live) -> None:
    sheet = live.create()
    path = path_of(sheet)
    at = f"{path}/views/{sheet['views'][0]['id']}"
    for method, where in (("POST", f"{path}/views"), ("PUT", at), ("DELETE", at)):
        answer = live.call(method, where, BODIES["views"])
        assert answer.status_code == 428, (method, answer.text)
        assert live.call(method, where, BODIES["views"], headers={"If-Match": "*"}).status_code == 422


def test_who_may_only_look_changes_nothing(live: Live) -> None:
    sheet = live.create()
    path = path_of(sheet)
    answer = live.call("POST", f"{path}/views", BODIES["views"], about="no access", headers={"If-Match": "1"})
    assert answer.status_code in (403, 404)
    assert live.call("GET", f"{path}/views", about="no access").status_code in (403, 404)


@pytest.mark.parametrize(
    ("kind", "members", "field"),
    [
        ("views", {"name": ""}, "name"),
        ("views", {"filter": {"all": 1}}, "filter.all"),
        ("views", {"density": "huge"}, "density"),
        ("views", {"id": "not an id"}, "id"),
        ("structures", {"levels": [{"kind": "magic"}]}, "levels[0]"),
        ("formats", {"then": {"kind": "sound"}}, "then.kind"),
        ("formats", {"target": {"kind": "columns", "columns": ["a b"]}}, "target.columns[0]"),
    ],
)
def test_what_is_wrong_with_an_item_is_named(
    live: Live, kind: str, members: dict[str, Any], field: str
) -> None:
    sheet = live.create()
    answer = send(live, "POST", f"{path_of(sheet)}/{kind}", 1, {**BODIES[kind], **members})
    assert answer.status_code == 422, answer.text
    assert field in (answer.json or {})["error"]["details"]["fields"]


def test_an_item_keeps_the_id_of_its_address(live: Live) -> None:
    sheet = live.create()
    view = sheet["views"][0]
    at = f"{path_of(sheet)}/views/{view['id']}"
    assert send(live, "PUT", at, 1, {**view, "id": "other"}).status_code == 422
    nameless = {k: v for k, v in view.items() if k != "id"}
    answer = send(live, "PUT", at, 1, {**nameless, "name": "Same"})
    assert answer.json == {**view, "name": "Same"}


@pytest.mark.parametrize("kind", KINDS)
def test_one_more_than_the_limit_is_refused_before_anything_is_written(live: Live, kind: str) -> None:
    limit = LIMITS[kind]
    items = [{**BODIES[kind], "id": f"i{n}", "columns": []} for n in range(limit)]
    sheet = live.create(**{kind: items})
    live.forget_requests()
    answer = send(live, "POST", f"{path_of(sheet)}/{kind}", 1, BODIES[kind])
    assert answer.status_code == 422, answer.text
    assert str(limit) in (answer.json or {})["error"]["message"]
    assert {r["method"] for r in live.requests() if "properties" in r["path"]} <= {"GET"}
    assert send(live, "PUT", f"{path_of(sheet)}/{kind}/i0", 1, {**items[0], "name": "x"}).status_code == 200


def test_the_last_view_stays(live: Live) -> None:
    sheet = live.create()
    answer = send(live, "DELETE", f"{path_of(sheet)}/views/{sheet['views'][0]['id']}", 1)
    assert answer.status_code == 422
    assert "at least one view" in (answer.json or {})["error"]["message"]


def test_an_item_can_be_put_before_another(live: Live) -> None:
    sheet = live.create(views=[{"id": "a", "name": "A"}, {"id": "c", "name": "C"}])
    path = path_of(sheet)
    body = {"id": "b", "name": "B"}
    assert send(live, "POST", f"{path}/views?before=c", 1, body).status_code == 201
    assert send(live, "POST", f"{path}/views?before=gone", 2, {"id": "d", "name": "D"}).status_code == 201
    assert send(live, "POST", f"{path}/views?before=a%20b", 3, {"name": "E"}).status_code == 422
    values = (live.call("GET", f"{path}/views").json or {})["values"]
    assert [view["id"] for view in values] == ["a", "b", "c", "d"]


def test_what_a_removed_item_leaves_behind_comes_back_with_it(live: Live) -> None:
    view = {"id": "v", "name": "V", "structure": "s", "formats": ["f"]}
    sheet = live.create(
        views=[{"id": "w", "name": "W"}, view],
        structures=[{**BODIES["structures"], "id": "s"}],
        formats=[{**BODIES["formats"], "id": "f"}],
        defaultView="v",
    )
    path = path_of(sheet)
    assert send(live, "DELETE", f"{path}/structures/s", 1).status_code == 204
    assert send(live, "DELETE", f"{path}/formats/f", 2).status_code == 204
    left = live.call("GET", f"{path}/views/v").json or {}
    assert (left["structure"], left["formats"]) == ("s", ["f"])
    assert send(live, "PUT", f"{path}/views/v", 3, {**left, "name": "V2"}).status_code == 200
    assert send(live, "DELETE", f"{path}/views/v", 4).status_code == 204
    assert (live.call("GET", path).json or {})["defaultView"] == "w"


# -- others save meanwhile ------------------------------------------------------------------------------------------


def test_what_others_saved_elsewhere_is_not_in_the_way(live: Live) -> None:
    sheet = live.create(views=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    path = path_of(sheet)
    assert send(live, "PUT", f"{path}/views/a", 1, {"name": "A2"}).headers["ETag"] == '"2"'
    renamed = {**(live.call("GET", path).json or {}), "name": "Renamed", "future": 1}
    assert send(live, "PUT", path, 2, renamed).status_code == 200
    mine = send(live, "PUT", f"{path}/views/b", 1, {"name": "B2"})
    assert (mine.status_code, mine.headers["ETag"]) == (200, '"4"'), mine.text
    assert added(live, path, "views", 1, id="c")["name"] == "Late"
    assert send(live, "DELETE", f"{path}/views/b", 4).status_code == 204
    now = live.call("GET", path).json or {}
    assert [view["name"] for view in now["views"]] == ["A2", "Late"]
    assert (now["name"], now["future"], now["revision"]) == ("Renamed", 1, 6)


def test_a_change_to_the_same_item_is_told_with_who_when_and_what(live: Live) -> None:
    sheet = live.create(views=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    path = path_of(sheet)
    theirs = send(live, "PUT", f"{path}/views/a", 1, {"name": "A", "density": "tall"}).json
    assert send(live, "PUT", f"{path}/views/b", 2, {"name": "B2"}).status_code == 200
    for method, body in (("PUT", {"name": "Mine"}), ("DELETE", None)):
        details = conflict_of(send(live, method, f"{path}/views/a", 1, body))
        assert details["currentRevision"] == 3
        assert details["item"] == theirs
        assert details["differences"] == [{"member": "density"}]
        assert details["updatedBy"]["accountId"] == live.site.account(ADMIN)
        assert details["updatedBy"]["displayName"]
        assert details["updatedAt"]
    assert send(live, "PUT", f"{path}/views/a", 3, {"name": "Mine"}).status_code == 200


def test_who_saved_something_else_since_is_not_named(live: Live, key: str) -> None:
    sheet = live.create(views=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    path = path_of(sheet)
    at = [""]
    assert send(live, "PUT", f"{path}/views/a", 1, {"name": "A2"}).status_code == 200
    at.append(str((live.call("GET", path).json or {})["updatedAt"]))
    for revision in (2, 3, 4, 5):
        assert send(live, "PUT", f"{path}/views/b", revision, {"name": f"B{revision}"}).status_code == 200
    assert conflict_of(send(live, "PUT", f"{path}/views/a", 1, {"name": "M"}))["updatedAt"] == at[1]


def test_a_change_to_what_a_view_uses_is_a_conflict(live: Live) -> None:
    sheet = live.create(
        views=[{"id": "v", "name": "V"}],
        structures=[{**BODIES["structures"], "id": "s"}, {**BODIES["structures"], "id": "unused"}],
        formats=[{**BODIES["formats"], "id": "f"}],
    )
    path = path_of(sheet)
    assert send(live, "PUT", f"{path}/structures/s", 1, {"name": "Other tree"}).status_code == 200
    assert send(live, "DELETE", f"{path}/formats/f", 2).status_code == 204
    view = {"name": "V", "structure": "s", "formats": ["f", "never"]}
    details = conflict_of(send(live, "PUT", f"{path}/views/v", 1, view))
    assert details["differences"] == [
        {"member": "structures", "id": "s", "change": "changed"},
        {"member": "formats", "id": "f", "change": "removed"},
    ]
    assert details["item"]["id"] == "v"
    assert conflict_of(send(live, "POST", f"{path}/views", 1, view))["item"] is None
    assert send(live, "PUT", f"{path}/views/v", 1, {"name": "V", "structure": "unused"}).status_code == 200


def test_an_item_that_somebody_removed_is_not_brought_back_by_chance(live: Live) -> None:
    sheet = live.create(formats=[{**BODIES["formats"], "id": "f"}])
    path = path_of(sheet)
    assert send(live, "DELETE", f"{path}/formats/f", 1).status_code == 204
    details = conflict_of(send(live, "PUT", f"{path}/formats/f", 1, BODIES["formats"]))
    assert details["item"] is None
    assert details["differences"] == [{"member": "formats", "id": "f", "change": "removed"}]
    again = send(live, "DELETE", f"{path}/formats/f", 1)
    assert (again.status_code, again.headers["ETag"]) == (204, '"2"')  # it is as was wanted
    assert added(live, path, "formats", 2, id="f")["id"] == "f"  # undo


def test_the_same_request_again_changes_nothing(live: Live) -> None:
    sheet = live.create()
    path = path_of(sheet)
    body = {**BODIES["structures"], "id": "mine"}
    first, second = (send(live, "POST", f"{path}/structures", 1, body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert second.headers["ETag"] == '"2"'
    other = conflict_of(send(live, "POST", f"{path}/structures", 1, {**body, "name": "Not mine"}))
    assert other["differences"] == [{"member": "name"}]
    for _ in range(2):
        put = send(live, "PUT", f"{path}/structures/mine", 2, {**body, "name": "Put"})
        assert (put.status_code, put.headers["ETag"]) == (200, '"3"')


def test_a_revision_that_is_not_kept_any_more_is_a_conflict(live: Live) -> None:
    sheet = live.create(views=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    path = path_of(sheet)
    for revision in range(1, 13):
        whole = {**sheet, "name": f"Plan {revision}"}
        assert send(live, "PUT", path, revision, whole).status_code == 200
    details = conflict_of(send(live, "PUT", f"{path}/views/b", 1, {"name": "B2"}))
    assert details["currentRevision"] == 13
    assert send(live, "PUT", f"{path}/views/b", 99, {"name": "B2"}).status_code == 409


# -- what it costs, and many at once --------------------------------------------------------------------------------


def test_a_save_of_an_item_costs_three_calls_its_parts_and_a_question_of_rights(live: Live) -> None:
    sheet = live.create()
    at = f"{path_of(sheet)}/views/{sheet['views'][0]['id']}"
    for revision in (1, 2):
        live.forget_requests()
        assert send(live, "PUT", at, revision, {"name": f"Cheap {revision}"}).status_code == 200
        calls = [(r["method"], r["path"].partition("/rest/api/3/")[2]) for r in live.requests()]
        assert len([c for c in calls if "properties" in c[1]]) == 3 + 1
        assert len([c for c in calls if c[1] == "mypermissions"]) == 1
        assert len(calls) == 5


def test_an_item_of_the_largest_sheet_costs_no_more(live: Live) -> None:
    columns = [{"id": f"c{n}", "field": "summary", "title": f"Column {n}"} for n in range(MAX_COLUMNS)]
    sheet = live.create(
        columns=columns,
        views=[{"id": f"v{n}", "name": f"View {n} 🛳", "formats": ["f1"]} for n in range(MAX_VIEWS)],
        structures=[{**BODIES["structures"], "id": f"s{n}"} for n in range(MAX_STRUCTURES)],
        formats=[{**BODIES["formats"], "id": f"f{n}"} for n in range(MAX_FORMATS)],
    )
    path = path_of(sheet)
    live.forget_requests()
    assert send(live, "PUT", f"{path}/views/v99", 1, {"name": "Last"}).status_code == 200
    calls = [(r["method"], r["path"].partition("/rest/api/3/")[2]) for r in live.requests()]
    parts = [path for method, path in calls if method == "PUT" and ".r2." in path]
    assert len(parts) > 5
    assert len([c for c in calls if "properties" in c[1]]) == 3 + len(parts)
    assert len(calls) == 3 + len(parts) + 1
    now = live.call("GET", path).json or {}
    assert [len(now[name]) for name in ("columns", *KINDS)] == [200, 100, 50, 200]


def test_forty_people_save_forty_views_at_once(live: Live) -> None:
    """Whoever is told to wait tries again; in the end every view is there, once, as its person saved it."""
    people = 40
    sheet = live.create(views=[{"id": f"v{n}", "name": f"View {n}"} for n in range(people)])
    path = path_of(sheet)
    header = {**live.header(ADMIN), "If-Match": "1", "Content-Type": "application/json"}

    def save(number: int) -> TestResponse:
        body = {"name": f"Of person {number}"}
        return live.client.put(f"{path}/views/v{number}", json=body, headers=header)

    waiting = list(range(people))
    for _ in range(people):
        if not waiting:
            break
        with ThreadPoolExecutor(people) as threads:
            answers = dict(zip(waiting, threads.map(save, waiting), strict=True))
        for answer in answers.values():
            assert answer.status_code in (200, 503), answer.text
            assert answer.status_code == 200 or int(answer.headers["Retry-After"]) > 0
        waiting = [number for number, answer in answers.items() if answer.status_code != 200]
    assert waiting == []
    now = live.call("GET", path).json or {}
    assert [view["name"] for view in now["views"]] == [f"Of person {n}" for n in range(people)]
    assert now["revision"] == 1 + people


# -- the whole sheet ------------------------------------------------------------------------------------------------


def test_a_conflict_about_the_whole_sheet_names_who_and_which_items(live: Live) -> None:
    sheet = live.create(views=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    path = path_of(sheet)
    assert send(live, "PUT", f"{path}/views/b", 1, {"name": "Theirs"}).status_code == 200
    details = conflict_of(send(live, "PUT", path, 1, {**sheet, "name": "Mine"}))
    assert details["currentRevision"] == 2
    assert details["updatedBy"]["displayName"]
    assert details["differences"] == [
        {"member": "name"},
        {"member": "views", "id": "b", "change": "changed", "name": "Theirs"},
    ]
