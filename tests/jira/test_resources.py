"""Resource modules: the calls they make, what they read, and nonsense that is an error instead of a wrong value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jxl.errors import JiraBadRequest, JiraError, JiraNotFound, JiraUnavailable
from jxl.jira import (
    catalogues,
    fields,
    issues,
    myself,
    permissions,
    projects,
    properties,
    search,
)
from jxl.jira.client import JiraClient, api_path
from jxl.jira.kinds import Kind
from tests.jira.scripted import Answer, ScriptedServer

MINE = api_path("mypermissions")
CHECK = api_path("permissions", "check")


def test_who_am_i(client: JiraClient, server: ScriptedServer) -> None:
    avatar = server.url + "/a.png"
    server.will(
        Answer(
            {
                "accountId": "a",
                "displayName": "Ann",
                "timeZone": "Europe/Oslo",
                "avatarUrls": {"48x48": avatar},
            }
        )
    )
    assert myself.fetch_myself(client) == myself.Myself("a", "Ann", "Europe/Oslo", "", avatar)


def test_fields_come_in_jiras_order(client: JiraClient, server: ScriptedServer) -> None:
    server.will(
        Answer(
            [{"id": "summary", "schema": {"type": "string"}}, "odd", {"name": "no id"}, {"id": "issuekey"}]
        )
    )
    assert [(f.id, f.kind) for f in fields.fetch_fields(client)] == [
        ("summary", Kind.TEXT),
        ("issuekey", Kind.KEY),
    ]


PROJECT = {"id": "10000", "key": "FER", "name": "Ferry", "style": "next-gen", "projectTypeKey": "software"}


def test_a_project(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer(PROJECT))
    project = projects.fetch_project(client, "FER")
    assert project == projects.JiraProject("10000", "FER", "Ferry", "next-gen", "software", None)
    assert project.is_team_managed
    assert server.requests[0].target == "/rest/api/3/project/FER"


@pytest.mark.parametrize(
    "answer", [[], {}, {"id": 10000, "key": "FER"}, {"id": "x", "key": "FER"}, {"id": "1"}]
)
def test_what_is_no_project_is_not_taken_for_one(
    client: JiraClient, server: ScriptedServer, answer: Any
) -> None:
    server.will(Answer(answer))
    with pytest.raises(JiraUnavailable):
        projects.fetch_project(client, "FER")


def test_projects_are_paged(client: JiraClient, server: ScriptedServer) -> None:
    server.will(
        Answer({"values": [PROJECT], "isLast": False}),
        Answer({"values": [PROJECT], "isLast": True}),
        Answer({"values": [], "isLast": False}),
    )
    page = projects.search_projects(client, query="fer", ids=["10000", "10001"], max_results=1)
    assert page.next_start == 1
    assert server.requests[0].target.endswith(
        "?startAt=0&maxResults=1&orderBy=key&action=browse&query=fer&id=10000&id=10001"
    )
    assert projects.search_projects(client, start_at=1).next_start is None
    assert projects.search_projects(client, start_at=2).next_start is None, "an empty page ends it"


def test_properties(client: JiraClient, server: ScriptedServer) -> None:
    base = "/rest/api/3/project/10000/properties"
    server.will(
        Answer({"keys": [{"key": "jxl.sheet.a"}, {"self": "x"}, "odd"]}),
        Answer({"key": "jxl.sheet.a", "value": {"n": 1}}),
        Answer(b"", 201),
        Answer(b"", 204),
        Answer({}, 404),
    )
    assert properties.list_keys(client, "10000") == ["jxl.sheet.a"]
    assert properties.fetch(client, "10000", "jxl.sheet.a") == {"n": 1}
    properties.put(client, "10000", "jxl.sheet.a", {"n": 2})
    properties.delete(client, "10000", "jxl.sheet.a")
    with pytest.raises(JiraNotFound):
        properties.fetch(client, "10000", "odd key")
    assert [(seen.method, seen.target) for seen in server.requests] == [
        ("GET", base),
        ("GET", base + "/jxl.sheet.a"),
        ("PUT", base + "/jxl.sheet.a"),
        ("DELETE", base + "/jxl.sheet.a"),
        ("GET", base + "/odd%20key"),
    ]


def test_a_search_walks_by_token(client: JiraClient, server: ScriptedServer) -> None:
    server.will(
        Answer({"issues": [{"id": "1"}], "nextPageToken": "t2", "isLast": False}),
        Answer({"issues": [{"id": "2"}], "isLast": True, "nextPageToken": "odd"}),
    )
    first = search.fetch_page(client, "project = FER", ["id"], 5000)
    assert first == search.SearchPage([{"id": "1"}], "t2")
    assert search.fetch_page(client, "project = FER", ["id"], 5000, "t2").next_page_token is None
    assert [seen.json for seen in server.requests] == [
        {"jql": "project = FER", "fields": ["id"], "maxResults": 5000},
        {"jql": "project = FER", "fields": ["id"], "maxResults": 5000, "nextPageToken": "t2"},
    ]


def test_a_search_that_stands_still_is_an_error(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"issues": [], "nextPageToken": "t2"}))
    with pytest.raises(JiraUnavailable):
        search.fetch_page(client, "x = 1", ["id"], 10, "t2")


def test_bad_jql_is_explained_by_jira(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"errorMessages": ["Field 'colour' does not exist."], "errors": {}}, 400))
    with pytest.raises(JiraBadRequest) as caught:
        search.fetch_page(client, "colour = red", ["id"], 1)
    assert caught.value.messages == ("Field 'colour' does not exist.",)


def test_about_how_many(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"count": 153}))
    assert search.approximate_count(client, "x = 1") == 153


def test_what_jira_makes_of_a_query(client: JiraClient, server: ScriptedServer) -> None:
    server.will(
        Answer({"queries": [{"query": "a", "structure": {"where": {}}, "warnings": ["slow"]}]}),
        Answer({"queries": [{"query": "a", "errors": ["no such field", 7]}]}),
    )
    assert search.parse_jql(client, "a") == search.JQLCheck((), ("slow",), {"where": {}})
    assert search.parse_jql(client, "a") == search.JQLCheck(("no such field",), (), None)


def test_bulk_fetch(client: JiraClient, server: ScriptedServer) -> None:
    trouble = {"issueErrors": [{"id": "2", "errorMessage": "busy"}, "odd"]}
    server.will(
        Answer({"issues": [{"id": "1"}]}),
        Answer({"issues": [{"id": "1"}], **trouble}),
        Answer({"issues": [{"id": "1"}], **trouble}),
    )
    assert issues.bulk_fetch(client, ["1", "2"], ["summary"]) == [{"id": "1"}]
    assert server.requests[0].json == {
        "issueIdsOrKeys": ["1", "2"],
        "fields": ["summary"],
        "fieldsByKeys": False,
    }
    assert issues.bulk_fetch_with_errors(client, ["1", "2"], []).errors == {"2": "busy"}
    with pytest.raises(JiraUnavailable) as caught:
        issues.bulk_fetch(client, ["1", "2"], [])
    assert caught.value.messages == ("busy",)


def test_editmeta(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"fields": {"summary": {"required": True}, "odd": 7}}))
    assert issues.fetch_editmeta(client, "FER-1") == {"summary": {"required": True}}


def test_the_order_of_values_is_jiras(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer([{"id": "5"}, {"id": "1"}, {"name": "no id"}]))
    assert catalogues.fetch_order(client, Kind.PRIORITY) == {"5": 0, "1": 1}
    assert server.requests[0].path == "/rest/api/3/priority"


# --- permissions


def held(**keys: Any) -> dict[str, Any]:
    return {"permissions": {key: {"key": key, "havePermission": value} for key, value in keys.items()}}


def test_my_permissions_in_one_call(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer(held(A=True, B=False)))
    assert permissions.fetch_my_permissions(client, ["A", "B", "C"], "FER") == {
        "A": True,
        "B": False,
        "C": False,
    }
    assert server.requests[0].target == MINE + "?permissions=A%2CB%2CC&projectKey=FER"


@pytest.mark.parametrize(
    ("project", "param"), [("10000", "projectId"), ("FER", "projectKey"), ("１", "projectKey")]
)
def test_ids_and_keys_are_told_apart(
    client: JiraClient, server: ScriptedServer, project: str, param: str
) -> None:
    server.will(Answer(held()))
    permissions.fetch_my_permissions(client, ["A"], project)
    assert f"&{param}=" in server.requests[0].target


@pytest.mark.parametrize("value", ["true", 1, None, [True], {"x": True}])
def test_only_true_is_a_grant(client: JiraClient, server: ScriptedServer, value: Any) -> None:
    server.will(Answer(held(A=value)))
    assert permissions.fetch_my_permissions(client, ["A"]) == {"A": False}


def unrecognized(*keys: str) -> Answer:
    return Answer({"errorMessages": [], "errors": dict.fromkeys(keys, "Unrecognized permission")}, 400)


def test_unknown_permissions_are_not_granted(client: JiraClient, server: ScriptedServer) -> None:
    server.will(unrecognized("app__view"), Answer(held(BROWSE=True)))
    assert permissions.fetch_my_permissions(client, ["BROWSE", "app__view"]) == {
        "BROWSE": True,
        "app__view": False,
    }
    assert server.requests[1].target == MINE + "?permissions=BROWSE"


def test_nothing_known_is_nothing_granted(client: JiraClient, server: ScriptedServer) -> None:
    server.will(unrecognized("app__view"))
    assert permissions.fetch_my_permissions(client, ["app__view"]) == {"app__view": False}


@pytest.mark.parametrize("second", [unrecognized("A"), Answer({}, 400)])
def test_a_question_that_jira_keeps_refusing_is_an_error(
    client: JiraClient, server: ScriptedServer, second: Answer
) -> None:
    server.will(unrecognized("B"), second)
    with pytest.raises(JiraUnavailable):
        permissions.fetch_my_permissions(client, ["A", "B"])


def test_a_refusal_that_names_no_key_is_an_error(client: JiraClient, server: ScriptedServer) -> None:
    server.will(Answer({"errorMessages": ["no"]}, 400))
    with pytest.raises(JiraUnavailable):
        permissions.fetch_my_permissions(client, ["A"])


def test_many_projects_and_issues_in_one_call(client: JiraClient, server: ScriptedServer) -> None:
    server.will(
        Answer(
            {
                "globalPermissions": ["G"],
                "projectPermissions": [
                    {"permission": "P", "projects": [10000], "issues": [5]},
                    {"permission": "P", "projects": [10001], "issues": []},
                    {"permission": None, "projects": [9], "issues": []},
                ],
            }
        )
    )
    found = permissions.check(client, ["G", "H"], ["P", "Q"], ["10000", "10001", "10002"], ["5"])
    assert found.global_permissions == {"G"}
    assert found.projects == {"P": frozenset({"10000", "10001"})}
    assert found.issues == {"P": frozenset({"5"})}
    assert server.requests[0].json == {
        "globalPermissions": ["G", "H"],
        "projectPermissions": [{"permissions": ["P", "Q"], "projects": [10000, 10001, 10002], "issues": [5]}],
    }


def test_a_check_leaves_unknown_keys_out(client: JiraClient, server: ScriptedServer) -> None:
    server.will(unrecognized("P", "G"), Answer({"globalPermissions": [], "projectPermissions": []}))
    assert permissions.check(client, ["G", "H"], ["P"], ["1"]) == permissions.PermissionCheck()
    assert server.requests[1].json == {"globalPermissions": ["H"]}


def test_a_check_has_bounds(client: JiraClient) -> None:
    with pytest.raises(ValueError, match="1,000"):
        permissions.check(client, [], ["P"], [str(n) for n in range(1001)])


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "no",
        {"globalPermissions": "G"},
        {"projectPermissions": {"permission": "P"}},
        {"projectPermissions": ["P"]},
    ],
)
def test_a_check_that_cannot_be_read_is_an_error(
    client: JiraClient, server: ScriptedServer, answer: Any
) -> None:
    server.will(Answer(answer))
    with pytest.raises(JiraUnavailable):
        permissions.check(client, ["G"], ["P"], ["1"])


# --- nonsense

READS: dict[str, Callable[[JiraClient], Any]] = {
    "fields": fields.fetch_fields,
    "project": lambda c: projects.fetch_project(c, "X"),
    "projects": projects.search_projects,
    "keys": lambda c: properties.list_keys(c, "X"),
    "search": lambda c: search.fetch_page(c, "x", ["id"], 1),
    "count": lambda c: search.approximate_count(c, "x"),
    "parse": lambda c: search.parse_jql(c, "x"),
    "bulk": lambda c: issues.bulk_fetch(c, ["1"], []),
    "editmeta": lambda c: issues.fetch_editmeta(c, "1"),
    "mine": lambda c: permissions.fetch_my_permissions(c, ["A"]),
    "order": lambda c: catalogues.fetch_order(c, Kind.STATUS),
}
NONSENSE: list[Any] = [
    "text",
    7,
    None,
    True,
    {"values": 7, "issues": 7, "count": True, "queries": [7], "keys": 7, "fields": [], "permissions": []},
    {"issues": [7], "queries": [], "count": -1, "permissions": "all"},
]


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("number", range(len(NONSENSE)))
def test_nonsense_is_an_error(client: JiraClient, server: ScriptedServer, name: str, number: int) -> None:
    server.will(Answer(NONSENSE[number]))
    with pytest.raises(JiraError):
        READS[name](client)
