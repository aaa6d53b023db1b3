"""Boards, sprints, epics, backlog and estimates under /rest/agile/1.0."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.seeds.fields import SPRINT, STORY_POINTS
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

AGILE = "/rest/agile/1.0"
ADMIN = "project administrator"


@pytest.fixture(scope="module")
def seen() -> Api:
    """A site that the tests of this module only look at."""
    return Api(seeded_site())


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def get(api: Api, path: str, who: Any = "member", **params: Any) -> Any:
    answer = api.get(f"{AGILE}{path}", who, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(api: Api, path: str, body: Any, who: Any = "member") -> httpx.Response:
    return api.post(f"{AGILE}{path}", body, who)


def issue(api: Api, key: str) -> Issue:
    found = api.site.find_issue(key)
    assert found is not None
    return found


def sprint_id(api: Api, state: str, board_id: int = 1) -> int:
    return next(s.id for s in api.site.sprints.values() if s.board_id == board_id and s.state == state)


def test_boards_of_visible_projects_only(seen: Api) -> None:
    listed = get(seen, "/board", "site administrator")
    assert listed["isLast"] is True
    assert {b["location"]["projectKey"] for b in listed["values"]} >= {"PLAT", "BATCH", "BUS"}
    board = next(b for b in listed["values"] if b["location"]["projectKey"] == "BUS")
    viewer = {b["location"]["projectKey"] for b in get(seen, "/board", "viewer")["values"]}
    assert "PLAT" in viewer
    assert "BUS" not in viewer
    refused = seen.get(f"{AGILE}/board/{board['id']}", "viewer")
    assert refused.status_code == 404
    assert refused.json()["errorMessages"][0].startswith("The requested board cannot be viewed because")


def test_boards_are_found_by_type_name_and_project(seen: Api) -> None:
    assert {b["type"] for b in get(seen, "/board", type="kanban")["values"]} == {"kanban"}
    assert [b["name"] for b in get(seen, "/board", name="plat")["values"]] == ["PLAT board"]
    assert [b["id"] for b in get(seen, "/board", projectKeyOrId="PLAT")["values"]] == [1]
    names = [b["name"] for b in get(seen, "/board", orderBy="-name")["values"]]
    assert names == sorted(names, reverse=True)
    assert seen.get(f"{AGILE}/board", "member", type="round").status_code == 400
    assert seen.get(f"{AGILE}/board/x", "member").status_code == 400


def test_without_a_licence_nothing_is_served(seen: Api) -> None:
    assert seen.get(f"{AGILE}/board", "no access").status_code == 403
    assert seen.get(f"{AGILE}/board", "service agent").status_code == 403
    assert seen.get(f"{AGILE}/board", None).status_code == 401
    assert seen.get(f"{AGILE}/board", app_actor(seen.site, "READ")).status_code == 200
    assert seen.get(f"{AGILE}/board", app_actor(seen.site)).status_code == 403


def test_configuration_names_columns_estimate_rank_and_filter(seen: Api) -> None:
    found = get(seen, "/board/1/configuration")
    assert found["estimation"] == {
        "type": "field",
        "field": {"fieldId": STORY_POINTS, "displayName": "Story Points"},
    }
    assert found["ranking"] == {"rankCustomFieldId": 10019}
    assert [c["name"] for c in found["columnConfig"]["columns"]] == ["To Do", "In Progress", "Done"]
    saved = seen.get(f"filter/{found['filter']['id']}", "member")
    assert saved.json()["jql"] == "project = PLAT ORDER BY Rank ASC"
    kanban = next(b for b in get(seen, "/board", type="kanban", who="site administrator")["values"])
    other = get(seen, f"/board/{kanban['id']}/configuration", "site administrator")
    assert "estimation" not in other
    assert other["columnConfig"]["columns"][0]["name"] == "Backlog"


def test_issues_of_a_board_by_rank_with_agile_members(seen: Api) -> None:
    found = get(seen, "/board/1/issue", maxResults=5, fields="summary,sprint,closedSprints,epic,flagged")
    assert found["total"] == len(seen.keys("project = PLAT AND type != Epic", "member"))
    assert [i["key"] for i in found["issues"]] == seen.keys("project = PLAT AND type != Epic ORDER BY Rank")[
        :5
    ]
    assert set(found["issues"][0]["fields"]) == {"summary", "sprint", "closedSprints", "epic", "flagged"}
    bugs = get(seen, "/board/1/issue", jql="type = Bug ORDER BY key DESC", fields="issuetype")
    assert [i["key"] for i in bugs["issues"]] == seen.keys("project = PLAT AND type = Bug ORDER BY key DESC")[
        :50
    ]
    assert seen.get(f"{AGILE}/board/1/issue", "member", jql="nonsense").status_code == 400
    assert get(seen, "/board/1/issue", jql="nonsense", validateQuery="false")["total"] == 0
    only = get(seen, "/board/1/issue", maxResults=1, fields="sprint")
    assert set(only["issues"][0]["fields"]) == {"sprint"}


def test_issues_of_a_board_hide_what_is_secret(seen: Api) -> None:
    board = next(b.id for b in seen.site.boards.values() if b.project_id == seen.project("BUS").id)
    admin = get(seen, f"/board/{board}/issue", "site administrator")["total"]
    member = get(seen, f"/board/{board}/issue", "member")["total"]
    assert member < admin
    assert member == len(seen.keys("project = BUS", "member"))


def test_backlog_has_neither_done_issues_nor_those_of_open_sprints(seen: Api) -> None:
    found = get(seen, "/board/1/backlog", maxResults=100)
    assert found["total"] > 0
    for entry in found["issues"]:
        assert entry["fields"]["status"]["statusCategory"]["key"] != "done"
        assert entry["fields"]["sprint"] is None


def test_sprints_in_order_and_by_state(seen: Api) -> None:
    states = [s["state"] for s in get(seen, "/board/1/sprint")["values"]]
    assert states == ["closed"] * 8 + ["active"] + ["future"] * 2
    open_ones = get(seen, "/board/1/sprint", state="active,future")["values"]
    assert [s["state"] for s in open_ones] == ["active", "future", "future"]
    assert get(seen, "/board/1/sprint", maxResults=3)["isLast"] is False
    assert seen.get(f"{AGILE}/board/1/sprint", "member", state="lost").status_code == 400
    kanban = next(b.id for b in seen.site.boards.values() if b.type == "kanban" and b.project_id != "10004")
    refused = seen.get(f"{AGILE}/board/{kanban}/sprint", "site administrator")
    assert error_of(refused) == (400, ["The board does not support sprints"], {})
    missing = seen.get(f"{AGILE}/sprint/9999", "member")
    assert error_of(missing) == (404, ["We could not find the sprint"], {})


def test_a_sprint_is_made_started_closed_and_never_reopened(api: Api) -> None:
    made = post(api, "/sprint", {"name": "  Ferry week ", "originBoardId": 1, "goal": "Sail"}, ADMIN)
    assert made.status_code == 201
    sprint = made.json()
    assert (sprint["name"], sprint["state"], sprint["originBoardId"]) == ("Ferry week", "future", 1)
    path = f"/sprint/{sprint['id']}"
    assert post(api, path, {"state": "closed"}, ADMIN).status_code == 400
    assert post(api, path, {"state": "active"}, ADMIN).status_code == 400  # no dates yet
    dates = {"startDate": "2026-06-18T09:00:00.000+02:00", "endDate": "2026-07-02T09:00:00.000+02:00"}
    started = post(api, path, {"state": "active", **dates}, ADMIN).json()
    assert started["startDate"] == "2026-06-18T07:00:00.000Z"
    assert started["goal"] == "Sail"
    assert post(api, path, {"state": "future"}, ADMIN).status_code == 400
    closed = post(api, path, {"state": "closed"}, ADMIN).json()
    assert closed["completeDate"] == "2026-06-17T13:30:00.000Z"
    renamed = post(api, path, {"name": "Old", "startDate": "2027-01-01"}, ADMIN).json()
    assert (renamed["name"], renamed["startDate"]) == ("Old", started["startDate"])
    assert post(api, path, {"state": "active"}, ADMIN).status_code == 400


def test_put_empties_what_it_leaves_out(api: Api) -> None:
    future = sprint_id(api, "future")
    path = f"{AGILE}/sprint/{future}"
    api.call("POST", path, ADMIN, json={"goal": "g", "startDate": "2026-07-01", "endDate": "2026-07-15"})
    answer = api.call("PUT", path, ADMIN, json={"id": future, "name": "N", "state": "future"})
    assert answer.status_code == 200
    assert "startDate" not in answer.json()
    assert answer.json()["goal"] == ""
    assert api.call("PUT", path, ADMIN, json={"state": "future"}).status_code == 400
    assert api.call("PUT", path, ADMIN, json={"name": "N"}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"originBoardId": 1},
        {"name": "x" * 30, "originBoardId": 1},
        {"name": "A", "originBoardId": 1, "startDate": "yesterday"},
        {"name": "A", "originBoardId": 1, "startDate": "2026-07-15", "endDate": "2026-07-01"},
        {"name": "A"},
        {"name": "A", "originBoardId": 1, "colour": "red"},
    ],
)
def test_a_wrong_sprint_is_refused(seen: Api, body: dict[str, Any]) -> None:
    before = len(seen.site.sprints)
    assert post(seen, "/sprint", body, ADMIN).status_code == 400
    assert len(seen.site.sprints) == before


def test_sprints_are_managed_by_those_who_may(api: Api) -> None:
    body = {"name": "A", "originBoardId": 1}
    assert post(api, "/sprint", body, "member").status_code == 403
    assert post(api, "/sprint", body, app_actor(api.site, "WRITE")).status_code == 403
    assert post(api, "/sprint", body, app_actor(api.site, "PROJECT_ADMIN")).status_code == 201
    future = sprint_id(api, "future")
    assert api.call("DELETE", f"{AGILE}/sprint/{future}", "member").status_code == 403
    assert api.call("DELETE", f"{AGILE}/sprint/{future}", app_actor(api.site, "WRITE")).status_code == 403


def test_issues_move_into_sprints_and_back(api: Api) -> None:
    keys = [i["key"] for i in get(api, "/board/1/backlog", jql="type = Story")["issues"]][:3]
    future = sprint_id(api, "future")
    assert post(api, f"/sprint/{future}/issue", {"issues": keys}).status_code == 204
    inside = [i["key"] for i in get(api, f"/sprint/{future}/issue", maxResults=100)["issues"]]
    assert set(keys) <= set(inside)
    assert set(keys) <= set(api.keys(f"sprint = {future}"))
    entry = issue(api, keys[0]).changelog[-1]["items"][0]
    assert entry["field"] == "Sprint"
    active = sprint_id(api, "active")
    nowhere = {"issues": keys[:1], "rankBeforeIssue": "PLAT-999999"}
    assert post(api, f"/sprint/{active}/issue", nowhere).status_code == 400
    assert [s for s in issue(api, keys[0]).values[SPRINT] if s in (active, future)] == [future]
    body = {"issues": keys[:1], "rankBeforeIssue": inside[-1]}
    assert post(api, f"/sprint/{active}/issue", body).status_code == 204
    assert [s for s in issue(api, keys[0]).values[SPRINT] if s in (active, future)] == [active]
    assert post(api, "/backlog/issue", {"issues": keys}).status_code == 204
    assert not set(keys) & set(api.keys(f"sprint in ({future}, {active})"))
    assert post(api, f"/sprint/{future}/issue", {"issues": keys}).status_code == 204
    assert post(api, "/backlog/1/issue", {"issues": keys}).status_code == 204
    assert not set(keys) & set(api.keys(f"sprint = {future}"))


def test_moving_is_all_or_nothing(seen: Api) -> None:
    """One issue that may not be moved keeps the others where they are."""
    key = get(seen, "/board/1/backlog", jql="type = Story", maxResults=1)["issues"][0]["key"]
    future, closed = sprint_id(seen, "future"), sprint_id(seen, "closed")
    path = f"/sprint/{future}/issue"
    refused = post(seen, f"/sprint/{closed}/issue", {"issues": [key]})
    assert error_of(refused) == (400, ["You must specify a sprint which has not been completed."], {})
    assert post(seen, path, {"issues": [key, "NONE-1"]}).status_code == 404
    assert post(seen, path, {"issues": [key]}, "viewer").status_code == 403
    subtask = seen.keys("project = PLAT AND type = Sub-task")[0]
    assert post(seen, path, {"issues": [key, subtask]}).status_code == 400
    assert post(seen, path, {"issues": [key] * 51}).status_code == 400
    assert key not in seen.keys(f"sprint = {future}")


def test_a_removed_sprint_leaves_its_issues(api: Api) -> None:
    active = sprint_id(api, "active")
    keys = api.keys(f"sprint = {active}")
    assert keys
    assert api.call("DELETE", f"{AGILE}/sprint/{active}", ADMIN).status_code == 204
    assert api.get(f"{AGILE}/sprint/{active}", ADMIN).status_code == 404
    assert all(active not in (issue(api, k).values.get(SPRINT) or ()) for k in keys)
    shown = api.get(f"issue/{keys[0]}", fields=SPRINT).json()["fields"][SPRINT] or []
    assert active not in [s["id"] for s in shown]


def test_two_sprints_change_places(api: Api) -> None:
    first, second = (s["id"] for s in get(api, "/board/1/sprint", state="future")["values"])
    answer = post(api, f"/sprint/{first}/swap", {"sprintToSwapWith": second}, ADMIN)
    assert answer.status_code == 204
    assert [s["id"] for s in get(api, "/board/1/sprint", state="future")["values"]] == [second, first]


def test_epics_and_their_issues(api: Api) -> None:
    epics = get(api, "/board/1/epic", maxResults=50)["values"]
    epic = next(e for e in epics if get(api, f"/epic/{e['id']}/issue")["total"])
    assert get(api, f"/epic/{epic['key']}") == epic
    children = get(api, f"/epic/{epic['key']}/issue", fields="parent")["issues"]
    assert {c["fields"]["parent"]["key"] for c in children} == {epic["key"]}
    on_board = get(api, f"/board/1/epic/{epic['id']}/issue")["total"]
    assert on_board >= len(children)
    loose = get(api, "/board/1/epic/none/issue", fields="epic")["issues"]
    assert all(i["fields"]["epic"] is None for i in loose)
    changed = post(api, f"/epic/{epic['id']}", {"done": True, "name": "Short", "color": {"key": "color_3"}})
    assert changed.json() == epic | {"done": True, "name": "Short", "color": {"key": "color_3"}}
    assert epic["id"] in [e["id"] for e in get(api, "/board/1/epic", done="true")["values"]]
    assert post(api, f"/epic/{epic['id']}", {"color": {"key": "color_99"}}).status_code == 400
    assert post(api, f"/epic/{epic['id']}", {"done": False}, "viewer").status_code == 403


def test_issues_move_between_epics(api: Api) -> None:
    first, second = api.keys("project = PLAT AND type = Epic ORDER BY key")[:2]
    story = api.keys("project = PLAT AND type = Story")[0]
    for epic in (first, second):
        assert post(api, f"/epic/{epic}/issue", {"issues": [story]}).status_code == 204
        assert issue(api, story).values["parent"] == issue(api, epic).id
    assert post(api, "/epic/none/issue", {"issues": [story]}, "viewer").status_code == 403
    assert post(api, "/epic/none/issue", {"issues": [story]}).status_code == 204
    assert issue(api, story).values["parent"] is None
    assert post(api, f"/epic/{first}/issue", {"issues": [second]}).status_code == 400
    team_epic = api.keys("project = BATCH AND type = Epic")[0]
    assert post(api, f"/epic/{team_epic}/issue", {"issues": [story]}).status_code == 404


def test_estimates_are_set_by_the_board_s_field(api: Api) -> None:
    key = api.keys("project = PLAT AND type = Story")[0]
    path = f"{AGILE}/issue/{key}/estimation"
    put = api.call("PUT", path, "member", params={"boardId": 1}, json={"value": "8.0"})
    assert put.json() == {"fieldId": STORY_POINTS, "value": "8.0"}
    assert issue(api, key).values[STORY_POINTS] == 8
    assert api.get(path, "viewer", boardId=1).json()["value"] == "8.0"
    cleared = api.call("PUT", path, "member", params={"boardId": 1}, json={"value": None})
    assert cleared.json()["value"] is None
    for who, params, body, status in (
        ("viewer", {"boardId": 1}, {"value": "1"}, 403),
        ("member", {}, {"value": "1"}, 400),
        ("member", {"boardId": 99}, {"value": "1"}, 404),
        ("member", {"boardId": 2}, {"value": "1"}, 404),
        ("member", {"boardId": 1}, {"value": "many"}, 400),
        ("member", {"boardId": 1}, {}, 400),
    ):
        assert api.call("PUT", path, who, params=params, json=body).status_code == status, (who, params, body)


def test_one_issue_with_its_sprint_and_epic(seen: Api) -> None:
    active = sprint_id(seen, "active")
    key = seen.keys(f"sprint = {active} AND type = Story")[0]
    found = get(seen, f"/issue/{key}")
    assert found["fields"]["sprint"]["id"] == active
    assert found["fields"]["summary"]
    assert seen.get(f"{AGILE}/issue/NONE-1", "member").status_code == 404


def test_boards_are_made_of_filters_and_removed(api: Api) -> None:
    saved = api.post("filter", {"name": "Bugs", "jql": "project = PLAT AND type = Bug"}, ADMIN).json()
    place = {"location": {"type": "project", "projectKeyOrId": "PLAT"}, "filterId": int(saved["id"])}
    body = {"name": "Bug board", "type": "scrum", **place}
    assert post(api, "/board", body, "member").status_code == 400  # the filter is private
    made = post(api, "/board", body, ADMIN)
    assert made.status_code == 201
    path = f"/board/{made.json()['id']}"
    assert get(api, f"{path}/issue", ADMIN)["total"] == len(api.keys("project = PLAT AND type = Bug"))
    assert [b["id"] for b in get(api, f"/board/filter/{saved['id']}")["values"]] == [made.json()["id"]]
    assert api.call("DELETE", f"{AGILE}{path}", "member").status_code == 403
    assert api.call("DELETE", f"{AGILE}{path}", ADMIN).status_code == 204
    assert api.get(f"{AGILE}{path}", ADMIN).status_code == 404


def test_projects_and_versions_of_a_board(seen: Api) -> None:
    assert [p["key"] for p in get(seen, "/board/1/project")["values"]] == ["PLAT"]
    released = get(seen, "/board/1/version", released="true")["values"]
    assert all(v["released"] for v in released)
    assert get(seen, "/board/1/quickfilter")["values"] == []
    assert seen.get(f"{AGILE}/board/1/reports", "member").status_code == 501


def test_issues_leave_the_backlog_of_a_kanban_board_and_come_back(api: Api) -> None:
    board = next(
        b for b in api.site.boards.values() if b.type == "kanban" and b.project_id == api.project("CORE").id
    )
    backlog = get(api, f"/board/{board.id}/backlog", "site administrator")["issues"]
    on_board = get(
        api, f"/board/{board.id}/issue", "site administrator", jql="statusCategory = 'In Progress'"
    )["issues"]
    keys, other = [i["key"] for i in backlog[:2]], on_board[0]["key"]
    before = issue(api, other).values["status"]
    path = f"/board/{board.id}/issue"

    assert (
        post(
            api, path, {"issues": [*keys, other], "rankBeforeIssue": other}, "site administrator"
        ).status_code
        == 204
    )
    left = {i["key"] for i in get(api, f"/board/{board.id}/backlog", "site administrator")["issues"]}
    assert not left & set(keys)
    assert issue(api, other).values["status"] == before  # was on the board already
    assert [item["field"] for item in issue(api, keys[0]).changelog[-2]["items"]] == ["status"]

    assert post(api, f"/backlog/{board.id}/issue", {"issues": keys}, "site administrator").status_code == 204
    assert set(keys) <= {
        i["key"] for i in get(api, f"/board/{board.id}/backlog", "site administrator")["issues"]
    }


def test_who_may_not_move_issues_of_a_kanban_board_moves_none(api: Api) -> None:
    board = next(
        b for b in api.site.boards.values() if b.type == "kanban" and b.project_id == api.project("CORE").id
    )
    keys = [i["key"] for i in get(api, f"/board/{board.id}/backlog", ADMIN)["issues"][:2]]
    held = [issue(api, key).values["status"] for key in keys]
    assert post(api, f"/board/{board.id}/issue", {"issues": keys}, "viewer").status_code == 403
    assert (
        post(
            api, f"/board/{board.id}/issue", {"issues": [keys[0], "PLAT-1"]}, "site administrator"
        ).status_code
        == 400
    )
    assert post(api, "/board/1/issue", {"issues": ["PLAT-1"]}, ADMIN).status_code == 400  # has sprints
    assert [issue(api, key).values["status"] for key in keys] == held
