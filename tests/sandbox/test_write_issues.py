"""Editing, assigning, deleting and making issues: rights, answers, and what else changes with them."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.events import Event, IssueEvent
from jxl_sandbox.jira.model import Actor, Issue
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

UNSET = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
NOT_FOUND = "Issue does not exist or you do not have permission to see it."


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def issue_of(api: Api, key: str, *types: str, **values: Any) -> Issue:
    return next(
        issue
        for issue in (api.site.issues[i] for i in api.project(key).issue_ids)
        if (not types or issue.values["issuetype"] in types)
        and all(issue.values.get(name) == value for name, value in values.items())
    )


def put(api: Api, issue: Issue, body: Any, who: Any = "site administrator", query: str = "") -> Any:
    return api.call("PUT", f"issue/{issue.key}{query}", who, json=body)


def test_who_may_edit(api: Api) -> None:
    plat, bus = issue_of(api, "PLAT", c.BUG), issue_of(api, "BUS", c.BUG)
    body = {"fields": {"summary": "New"}}
    assert put(api, plat, body, "member").status_code == 204
    assert error_of(put(api, plat, body, "viewer")) == (
        403,
        ["You do not have permission to edit issues in this project."],
        {},
    )
    assert error_of(put(api, bus, body, "viewer")) == (404, [NOT_FOUND], {})
    assert put(api, plat, body, None).status_code in (401, 404)
    assert put(api, plat, body, app_actor(api.site, "READ")).status_code == 403
    assert put(api, plat, body, app_actor(api.site, "READ", "WRITE")).status_code == 204


def test_a_closed_issue_is_not_edited_unless_an_app_that_administers_says_so(api: Api) -> None:
    closed = issue_of(api, "RICH", status=c.CLOSED)
    body = {"fields": {"summary": "New"}}
    status, messages, _ = error_of(put(api, closed, body))
    assert (status, messages) == (
        400,
        ["You are not allowed to edit this issue due to its current status in the workflow."],
    )
    query = "?overrideEditableFlag=true"
    assert put(api, closed, body, query=query).status_code == 403
    assert put(api, closed, body, app_actor(api.site, "WRITE"), query).status_code == 403
    assert put(api, closed, body, app_actor(api.site, "ADMIN"), query).status_code == 204


def test_an_app_that_administers_looks_past_the_screen(api: Api) -> None:
    issue, app = issue_of(api, "PLAT", c.BUG), app_actor(api.site, "ADMIN")
    body = {"fields": {f.EXTERNAL_REFERENCE: "EXT/1"}}
    assert error_of(put(api, issue, body, app))[2] == {
        f.EXTERNAL_REFERENCE: UNSET.format(f.EXTERNAL_REFERENCE)
    }
    assert put(api, issue, body, app, "?overrideScreenSecurity=true").status_code == 204
    assert issue.values[f.EXTERNAL_REFERENCE] == "EXT/1"


def test_return_issue_with_the_changelog_newest_first(api: Api) -> None:
    issue = issue_of(api, "PLAT", c.BUG)
    put(api, issue, {"fields": {"summary": "One"}})
    answer = put(api, issue, {"fields": {"summary": "Two"}}, query="?returnIssue=true&expand=changelog")
    assert answer.status_code == 200
    body = answer.json()
    assert body["fields"]["summary"] == "Two"
    newest, older = body["changelog"]["histories"][:2]
    assert newest["items"] == [
        {
            "field": "summary",
            "fieldtype": "jira",
            "fieldId": "summary",
            "from": None,
            "fromString": "One",
            "to": None,
            "toString": "Two",
        }
    ]
    assert newest["author"]["accountId"] == api.person("site administrator").account_id
    assert older["items"][0]["toString"] == "One"
    assert int(newest["id"]) > int(older["id"])


def test_the_words_of_the_changelog(api: Api) -> None:
    issue, project = issue_of(api, "PLAT", c.BUG), api.project("PLAT")
    member, versions = api.person("member"), list(project.versions.values())
    emptied: dict[str, Any] = dict.fromkeys(
        ("assignee", "fixVersions", "duedate", f.STAGE, f.AREA, f.STORY_POINTS)
    )
    api.site.change_issue(
        issue, {**emptied, "priority": "1", "labels": ["a"], "fixVersions": [versions[0]["id"]]}
    )
    fields = {
        "assignee": {"accountId": member.account_id},
        "priority": {"name": "Low"},
        "labels": ["a", "b"],
        "duedate": "2026-03-04",
        "fixVersions": [{"id": versions[1]["id"]}],
        f.STAGE: {"value": "Pilot"},
        f.STORY_POINTS: 3.0,
        f.AREA: {"value": "Operations", "child": {"value": "Monitoring"}},
    }
    assert put(api, issue, {"fields": fields}).status_code == 204
    page = api.get(f"issue/{issue.key}/changelog").json()
    items = page["values"][-1]["items"]
    words = {(i["field"], i["fieldtype"], i["from"], i["fromString"], i["to"], i["toString"]) for i in items}
    area = api.site.fields[f.AREA].options
    head = next(o for o in area.values() if o.value == "Operations")
    child = next(o for o in area.values() if o.value == "Monitoring")
    assert words == {
        ("assignee", "jira", None, None, member.account_id, member.display_name),
        ("priority", "jira", "1", "Highest", "4", "Low"),
        ("labels", "jira", None, "a", None, "a b"),
        ("duedate", "jira", None, None, "2026-03-04", "2026-03-04 00:00:00.0"),
        ("Fix Version", "jira", versions[0]["id"], versions[0]["name"], None, None),
        ("Fix Version", "jira", None, None, versions[1]["id"], versions[1]["name"]),
        ("Deployment stage", "custom", None, "", "1003102", "Pilot"),
        ("Story Points", "custom", None, "", None, "3"),
        (
            "Area",
            "custom",
            None,
            "",
            None,
            f"Parent values: Operations({head.id})Level 1 values: Monitoring({child.id})",
        ),
    }


def test_an_edit_that_changes_nothing_leaves_no_trace(api: Api) -> None:
    issue = issue_of(api, "PLAT", c.BUG)
    before = (issue.updated_ms, issue.version, len(issue.changelog))
    assert put(api, issue, {"fields": {"summary": issue.values["summary"]}}).status_code == 204
    assert (issue.updated_ms, issue.version, len(issue.changelog)) == before


def test_listeners_are_told(api: Api) -> None:
    events: list[Event] = []
    api.site.listeners.append(events.append)
    issue = issue_of(api, "PLAT", c.BUG)
    put(api, issue, {"fields": {"summary": "New"}})
    put(api, issue, {"fields": {"summary": ""}})
    assert len(events) == 1
    api.call("DELETE", f"issue/{issue.key}?deleteSubtasks=true")
    assert events[0] == IssueEvent("updated", issue, events[0].actor, issue.changelog[-1])
    assert IssueEvent("deleted", issue, events[0].actor) in events


def test_properties_comments_and_links_come_with_an_edit(api: Api) -> None:
    issue, other = issue_of(api, "PLAT", c.BUG), issue_of(api, "PLAT", c.TASK)
    text = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}],
    }
    body = {
        "properties": [{"key": "k", "value": {"a": 1}}],
        "update": {
            "comment": [{"add": {"body": text}}],
            "issuelinks": [{"add": {"type": {"name": "Blocks"}, "outwardIssue": {"key": other.key}}}],
        },
    }
    assert put(api, issue, body).status_code == 204
    assert issue.properties["k"] == b'{"a":1}'
    shown = api.get(f"issue/{issue.key}").json()["fields"]
    assert shown["comment"]["comments"][-1]["body"] == text
    assert shown["issuelinks"][-1]["outwardIssue"]["key"] == other.key
    held = len(issue.values["comment"])
    bad = {**body, "fields": {"duedate": "x"}}
    assert put(api, issue, bad).status_code == 400
    assert len(issue.values["comment"]) == held


def test_assigning_needs_no_right_to_edit(api: Api) -> None:
    issue, member = issue_of(api, "PLAT", c.BUG), api.person("member")
    path = f"issue/{issue.key}/assignee"
    scheme = api.project("PLAT").scheme
    scheme.grants = [g for g in scheme.grants if g.permission != "EDIT_ISSUES"]
    assert api.call("PUT", path, "member", json={"accountId": member.account_id}).status_code == 204
    assert issue.values["assignee"] == member.account_id
    viewer = api.person("viewer").account_id
    assert error_of(api.call("PUT", path, "member", json={"accountId": viewer})) == (
        400,
        [],
        {"assignee": f"User '{viewer}' cannot be assigned issues."},
    )
    for unassigned in (None, "-1"):
        assert api.call("PUT", path, "member", json={"accountId": unassigned}).status_code == 204
        assert issue.values["assignee"] is None
    assert api.call("PUT", path, "viewer", json={"accountId": None}).status_code == 403
    assert api.call("PUT", path, "no access", json={"accountId": None}).status_code == 404


def test_deleting(api: Api) -> None:
    subtask = issue_of(api, "PLAT", c.SUBTASK)
    parent = api.site.issues[subtask.values["parent"]]
    assert api.call("DELETE", f"issue/{parent.key}", "member").status_code == 403
    assert error_of(api.call("DELETE", f"issue/{parent.key}"))[0] == 400
    assert api.call("DELETE", f"issue/{parent.key}?deleteSubtasks=true").status_code == 204
    for key in (parent.key, subtask.key):
        assert error_of(api.get(f"issue/{key}")) == (404, [NOT_FOUND], {})
    assert api.keys(f"key in ({issue_of(api, 'PLAT').key})")


def test_deleting_an_epic_leaves_its_children(api: Api) -> None:
    epic = next(
        i for i in api.site.issues.values() if i.values["issuetype"] == c.EPIC and api.site.children.get(i.id)
    )
    child = api.site.issues[api.site.children[epic.id][0]]
    assert api.call("DELETE", f"issue/{epic.key}").status_code == 204
    assert child.values["parent"] is None
    assert api.get(f"issue/{child.key}").status_code == 200


def test_changelogs_by_id_and_of_many(api: Api) -> None:
    first, second = issue_of(api, "PLAT", c.BUG), issue_of(api, "PLAT", c.TASK)
    hidden = issue_of(api, "BUS", c.BUG)
    for issue in (first, second, hidden):
        put(api, issue, {"fields": {"summary": "One"}})
        put(api, issue, {"fields": {"duedate": "2026-01-05"}})
    last = int(first.changelog[-1]["id"])
    found = api.post(f"issue/{first.key}/changelog/list", {"changelogIds": [last, 1]}).json()
    assert [int(entry["id"]) for entry in found["histories"]] == [last]
    body = {
        "issueIdsOrKeys": [first.key, str(second.id), hidden.key],
        "fieldIds": ["duedate"],
        "maxResults": 1,
    }
    page = api.post("changelog/bulkfetch", body, "viewer").json()
    assert [(row["issueId"], len(row["changeHistories"])) for row in page["issueChangeLogs"]] == [
        (str(first.id), 1)
    ]
    page = api.post("changelog/bulkfetch", {**body, "nextPageToken": page["nextPageToken"]}, "viewer").json()
    assert page["issueChangeLogs"][0]["issueId"] == str(second.id)
    assert "nextPageToken" not in page
    for kind in ("app", "impersonation"):
        actor = app_actor(api.site, "ADMIN", kind=kind, person=api.person("member"))
        answer = api.post("changelog/bulkfetch", body, actor)
        assert error_of(answer)[:2] == (403, ["Connect apps cannot access this REST resource."])


def test_making_an_issue_with_defaults(api: Api) -> None:
    me = api.person("member")
    answer = api.post(
        "issue",
        {"fields": {"project": {"key": "PLAT"}, "issuetype": {"name": "Bug"}, "summary": "New"}},
        "member",
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) == {"id", "key", "self"}
    shown = api.get(f"issue/{made['key']}", "member").json()["fields"]
    assert (shown["status"]["name"], shown["priority"]["name"], shown["labels"]) == ("Backlog", "Medium", [])
    assert shown["reporter"]["accountId"] == shown["creator"]["accountId"] == me.account_id
    assert shown[f.RANK] > max(i.values[f.RANK] for i in api.site.issues.values() if str(i.id) != made["id"])
    assert made["key"] in api.keys('project = PLAT AND summary ~ "New"', "member")


BAD_NEW: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"project": "Specify a valid project ID or key", "issuetype": "Specify an issue type"}),
    (
        {"project": {"key": "NOPE"}, "issuetype": {"name": "Bug"}},
        {"project": "Specify a valid project ID or key"},
    ),
    (
        {"project": {"key": "BUS"}, "issuetype": {"name": "Bug"}},
        {"project": "Specify a valid project ID or key"},
    ),
    (
        {"project": {"key": "PLAT"}, "issuetype": {"name": "Nope"}},
        {"issuetype": "Specify a valid issue type"},
    ),
    (
        {"project": {"key": "PLAT"}, "issuetype": {"name": "Bug"}},
        {"summary": "You must specify a summary of the issue."},
    ),
    (
        {"project": {"key": "PLAT"}, "issuetype": {"name": "Sub-task"}, "summary": "x"},
        {"parent": "Issue type is a sub-task but parent issue key or id not specified."},
    ),
    (
        {"project": {"key": "PLAT"}, "issuetype": {"name": "Bug"}, "summary": "x", "status": {"id": "1"}},
        {"status": UNSET.format("status")},
    ),
]


def test_what_a_new_issue_needs(api: Api) -> None:
    before = len(api.site.issues)
    for fields, errors in BAD_NEW:
        assert error_of(api.post("issue", {"fields": fields}, "project administrator")) == (400, [], errors)
    fields = {"project": {"key": "PLAT"}, "issuetype": {"name": "Bug"}, "summary": "x"}
    assert error_of(api.post("issue", {"fields": fields}, "viewer"))[0] == 403
    assert error_of(api.post("issue", {"fields": fields}, app_actor(api.site, "READ")))[0] == 403
    assert len(api.site.issues) == before


def test_sub_tasks_belong_to_their_parents_project(api: Api) -> None:
    plat, other = issue_of(api, "PLAT", c.BUG), issue_of(api, "STUDIO", c.BUG)
    fields = {"project": {"key": "PLAT"}, "issuetype": {"id": c.SUBTASK}, "summary": "x"}
    assert error_of(api.post("issue", {"fields": {**fields, "parent": {"key": other.key}}}))[2] == {
        "project": "Sub-tasks must be created in the same project as the parent."
    }
    made = api.post("issue", {"fields": {**fields, "parent": {"key": plat.key}}}).json()
    subtasks = api.get(f"issue/{plat.key}").json()["fields"]["subtasks"]
    assert made["key"] in [s["key"] for s in subtasks]


def test_many_at_once_some_of_them_wrong(api: Api) -> None:
    fields = {"project": {"key": "PLAT"}, "issuetype": {"name": "Bug"}}
    good, bad = {"fields": {**fields, "summary": "Good"}}, {"fields": fields}
    answer = api.post("issue/bulk", {"issueUpdates": [bad, good, bad, good]})
    assert answer.status_code == 201
    body = answer.json()
    assert len(body["issues"]) == 2
    assert [e["failedElementNumber"] for e in body["errors"]] == [0, 2]
    assert body["errors"][0]["elementErrors"]["errors"] == {
        "summary": "You must specify a summary of the issue."
    }
    assert api.post("issue/bulk", {"issueUpdates": [bad]}).status_code == 400
    assert api.post("issue/bulk", {"issueUpdates": [good] * 51}).status_code == 400


def test_create_metadata(api: Api) -> None:
    types = api.get("issue/createmeta/PLAT/issuetypes", "member").json()
    assert types["total"] == len(types["issueTypes"]) == 6
    page = api.get(f"issue/createmeta/PLAT/issuetypes/{c.BUG}", "member", maxResults=200).json()
    fields = {field["fieldId"]: field for field in page["fields"]}
    assert fields["summary"]["required"]
    assert "reporter" not in fields
    assert {v["name"] for v in fields["issuetype"]["allowedValues"]} == {"Bug"}
    assert fields["priority"]["hasDefaultValue"]
    assert api.get("issue/createmeta/PLAT/issuetypes", "viewer").json()["issueTypes"] == []
    assert api.get("issue/createmeta/BUS/issuetypes", "viewer").status_code == 404
    answer = api.get("issue/createmeta/PLAT/issuetypes", maxResults=201)
    assert error_of(answer) == (400, ["Parameter 'maxResults' must not exceed the limit '200'"], {})
    whole = api.get(
        "issue/createmeta", "member", projectKeys="PLAT", expand="projects.issuetypes.fields"
    ).json()
    assert "summary" in whole["projects"][0]["issuetypes"][0]["fields"]


def test_who_is_not_logged_in_makes_nothing(api: Api) -> None:
    body = {"fields": {"project": {"key": "PLAT"}, "issuetype": {"name": "Bug"}, "summary": "x"}}
    assert api.post("issue", body, Actor("anonymous")).status_code in (400, 401)
