"""Reading issues: shapes of values, ``fields`` and ``expand``, bulk fetch, edit metadata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jxl_sandbox.jira.model import Issue
from tests.sandbox.rest_site import BASE_URL, Api, app_actor, error_of, seeded_site

NOT_FOUND = "Issue does not exist or you do not have permission to see it."


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def find(api: Api, key: str, meets: Callable[[Issue], Any]) -> Issue:
    return next(i for n in api.project(key).issue_ids if meets(i := api.site.issues[n]))


def fields_of(api: Api, issue: Issue, who: Any = "site administrator", **params: str) -> dict[str, Any]:
    answer = api.get(f"issue/{issue.key}", who, **params)
    assert answer.status_code == 200, answer.text
    fields: dict[str, Any] = answer.json()["fields"]
    return fields


def with_value(field_id: str) -> Callable[[Issue], Any]:
    return lambda issue: issue.values.get(field_id)


def test_head_of_an_issue(api: Api) -> None:
    issue = api.site.issues[api.project("PLAT").issue_ids[0]]
    body = api.get(f"issue/{issue.id}", fields="summary").json()
    assert body == {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": str(issue.id),
        "self": f"{BASE_URL}/rest/api/3/issue/{issue.id}",
        "key": issue.key,
        "fields": {"summary": issue.values["summary"]},
    }
    assert api.get(f"issue/{issue.key.lower()}", fields="summary").json() == body


def test_status_type_priority_and_project(api: Api) -> None:
    issue = find(api, "PLAT", lambda i: i.values["status"] == "3" and i.values["issuetype"] == "10004")
    fields = fields_of(api, issue)
    assert fields["status"]["name"] == "In Progress"
    assert fields["status"]["statusCategory"] == fields["statusCategory"]
    assert fields["statusCategory"] == {
        "self": f"{BASE_URL}/rest/api/3/statuscategory/4",
        "id": 4,
        "key": "indeterminate",
        "colorName": "yellow",
        "name": "In Progress",
    }
    assert fields["issuetype"]["name"] == "Bug"
    assert fields["issuetype"]["subtask"] is False
    assert fields["issuetype"]["hierarchyLevel"] == 0
    assert fields["issuetype"]["iconUrl"].startswith(f"{BASE_URL}/images/")
    assert set(fields["priority"]) == {"self", "iconUrl", "name", "id"}
    assert fields["resolution"] is None
    assert fields["project"]["key"] == "PLAT"
    assert fields["project"]["simplified"] is False


def test_people(api: Api) -> None:
    issue = find(api, "PLAT", with_value("assignee"))
    user = api.site.users[issue.values["assignee"]]
    assignee = fields_of(api, issue)["assignee"]
    assert set(assignee.pop("avatarUrls")) == {"48x48", "24x24", "16x16", "32x32"}
    assert assignee.pop("self").startswith(f"{BASE_URL}/rest/api/3/user?accountId=")
    assert assignee == {
        "accountId": user.account_id,
        "accountType": "atlassian",
        "emailAddress": user.email,
        "displayName": user.display_name,
        "active": True,
        "timeZone": user.time_zone,
    }
    app = app_actor(api.site, "READ", "ACT_AS_USER", kind="impersonation", person=api.person("member"))
    assert "emailAddress" not in fields_of(api, issue, app)["assignee"]
    allowed = app_actor(api.site, "READ", "ACCESS_EMAIL_ADDRESSES")
    assert fields_of(api, issue, allowed)["assignee"]["emailAddress"] == user.email


def test_dates_are_in_the_callers_zone(api: Api) -> None:
    issue = find(api, "PLAT", with_value("resolutiondate"))
    issue.created_ms = 1_781_688_733_094  # 2026-06-17T09:32:13.094Z
    issue.version += 1
    assert fields_of(api, issue, "service agent")["created"] == "2026-06-17T15:02:13.094+0530"
    assert fields_of(api, issue, "site administrator")["created"] == "2026-06-17T11:32:13.094+0200"
    assert fields_of(api, issue, "project administrator")["created"] == "2026-06-17T04:32:13.094-0500"


def test_a_changed_issue_is_rendered_anew(api: Api) -> None:
    issue = find(api, "PLAT", with_value("labels"))
    fields_of(api, issue)
    api.site.change_issue(issue, {"summary": "Another text", "labels": []})
    fields = fields_of(api, issue)
    assert (fields["summary"], fields["labels"]) == ("Another text", [])
    assert fields["updated"] == "2026-06-17T15:30:00.000+0200"


def test_custom_field_shapes(api: Api) -> None:
    shapes: dict[str, Callable[[Any], bool]] = {
        "customfield_10001": lambda v: {"id", "name", "isVisible"} <= set(v),
        "customfield_10015": lambda v: len(v) == 10,
        "customfield_10019": lambda v: v.startswith("0|"),
        "customfield_10026": lambda v: isinstance(v, int | float),
        "customfield_10031": lambda v: set(v) == {"self", "value", "id"},
        "customfield_10032": lambda v: all(set(o) == {"self", "value", "id"} for o in v),
        "customfield_10036": lambda v: "accountId" in v,
        "customfield_10037": lambda v: all("accountId" in u for u in v),
        "customfield_10038": lambda v: set(v) == {"name", "groupId", "self"},
        "customfield_10039": lambda v: all("groupId" in g for g in v),
        "customfield_10040": lambda v: all(isinstance(label, str) for label in v),
        "customfield_10041": lambda v: "projectTypeKey" in v,
        "customfield_10042": lambda v: "released" in v,
        "customfield_10043": lambda v: all("released" in r for r in v),
        "customfield_10045": lambda v: v.startswith("http"),
        "customfield_10046": lambda v: v["type"] == "doc",
        "customfield_10049": lambda v: v[10] == "T" and v[-5] in "+-",
        "customfield_10051": lambda v: isinstance(v, int),
    }
    for field_id, fits in shapes.items():
        issue = find(api, "PLAT", with_value(field_id))
        assert fits(fields_of(api, issue, fields=field_id)[field_id]), field_id


def test_cascading_select(api: Api) -> None:
    issue = find(api, "PLAT", lambda i: len(i.values.get("customfield_10035", ())) == 2)
    value = fields_of(api, issue)["customfield_10035"]
    options = api.site.fields["customfield_10035"].options
    assert [value["value"], value["child"]["value"]] == [
        options[o].value for o in issue.values["customfield_10035"]
    ]


def test_sprints(api: Api) -> None:
    issue = find(api, "PLAT", lambda i: len(i.values.get("customfield_10020", ())) == 2)
    value = fields_of(api, issue)["customfield_10020"]
    assert [s["id"] for s in value] == issue.values["customfield_10020"]
    assert value[0]["state"] == "closed"
    assert value[0]["completeDate"].endswith(".000Z")
    assert {"name", "boardId", "goal", "startDate", "endDate"} <= set(value[0])


def test_parent_sub_tasks_and_sums(api: Api) -> None:
    subtask = find(api, "PLAT", lambda i: i.values["issuetype"] == "10003")
    parent = fields_of(api, subtask)["parent"]
    assert set(parent) == {"id", "key", "self", "fields"}
    assert set(parent["fields"]) == {"summary", "status", "issuetype", "priority"}
    above = fields_of(api, api.site.issues[int(parent["id"])])
    assert subtask.key in {s["key"] for s in above["subtasks"]}
    family = [api.site.issues[int(parent["id"])], *(api.site.issues[int(s["id"])] for s in above["subtasks"])]
    assert above["aggregateprogress"]["progress"] == sum(i.values["timespent"] or 0 for i in family)
    epic = find(api, "PLAT", lambda i: i.values["issuetype"] == "10000")
    assert "parent" not in fields_of(api, epic)
    child = find(api, "PLAT", lambda i: i.values.get("parent") == epic.id)
    assert fields_of(api, child)["customfield_10014"] == epic.key
    assert fields_of(api, epic)["subtasks"] == []


def test_links_to_invisible_issues_are_left_out(api: Api) -> None:
    owner, hidden, shown = (api.site.issues[api.project(k).issue_ids[0]] for k in ("PLAT", "BUS", "STUDIO"))
    links = [
        {"id": "1", "type": "10000", "direction": "outward", "issue": hidden.id},
        {"id": "2", "type": "10003", "direction": "inward", "issue": shown.id},
    ]
    api.site.change_issue(owner, {"issuelinks": links})
    for_admin = fields_of(api, owner)["issuelinks"]
    assert for_admin[0]["type"]["outward"] == "blocks"
    assert for_admin[0]["outwardIssue"]["key"] == hidden.key
    assert for_admin[1]["inwardIssue"]["key"] == shown.key
    assert fields_of(api, owner, "viewer")["issuelinks"] == []


def test_time_tracking_and_progress(api: Api) -> None:
    issue = api.site.issues[api.project("PLAT").issue_ids[5]]
    api.site.change_issue(issue, {"timeoriginalestimate": 93_600, "timeestimate": 5400, "timespent": 36_000})
    fields = fields_of(api, issue)
    assert fields["timetracking"] == {
        "originalEstimate": "3d 2h",
        "remainingEstimate": "1h 30m",
        "timeSpent": "1d 2h",
        "originalEstimateSeconds": 93_600,
        "remainingEstimateSeconds": 5400,
        "timeSpentSeconds": 36_000,
    }
    assert fields["progress"] == {"progress": 36_000, "total": 41_400, "percent": 86}
    assert fields["workratio"] == 38
    api.site.change_issue(issue, dict.fromkeys(("timeoriginalestimate", "timeestimate", "timespent")))
    fields = fields_of(api, issue)
    assert (fields["timetracking"], fields["workratio"]) == ({}, -1)
    assert fields["progress"] == {"progress": 0, "total": 0}


def test_votes_and_watches_say_whether_it_is_me(api: Api) -> None:
    issue = api.site.issues[api.project("PLAT").issue_ids[6]]
    me = api.person("member").account_id
    api.site.change_issue(issue, {"votes": [me], "watches": []})
    fields = fields_of(api, issue, "member")
    assert (fields["votes"]["votes"], fields["votes"]["hasVoted"]) == (1, True)
    assert (fields["watches"]["watchCount"], fields["watches"]["isWatching"]) == (0, False)
    assert fields_of(api, issue, "viewer")["votes"]["hasVoted"] is False


def test_fields_out_of_context_are_not_there(api: Api) -> None:
    team_issue = api.site.issues[api.project("BATCH").issue_ids[1]]
    fields = fields_of(api, team_issue)
    assert "customfield_10060" in fields
    assert "customfield_10031" not in fields
    assert fields["issuetype"]["name"] in ("Epic", "Story", "Task", "Bug", "Subtask")
    assert "customfield_10060" not in fields_of(api, api.site.issues[api.project("PLAT").issue_ids[0]])


@pytest.mark.parametrize(
    ("wanted", "has", "lacks"),
    [
        ("*all", {"summary", "comment", "worklog"}, set()),
        ("*navigable", {"summary", "created"}, {"comment", "worklog", "timetracking"}),
        ("summary,status,nope", {"summary", "status"}, {"created", "nope"}),
        ("*all,-comment", {"summary", "worklog"}, {"comment"}),
        ("-description", {"summary", "comment"}, {"description"}),
        ("*navigable,comment,-summary", {"comment", "created"}, {"summary"}),
    ],
)
def test_choosing_fields(api: Api, wanted: str, has: set[str], lacks: set[str]) -> None:
    fields = set(fields_of(api, api.site.issues[api.project("PLAT").issue_ids[2]], fields=wanted))
    assert has <= fields
    assert not lacks & fields


def test_expanding(api: Api) -> None:
    issue = api.site.issues[api.project("PLAT").issue_ids[2]]
    body = api.get(
        f"issue/{issue.key}", fields="summary,parent", expand="names,schema,editmeta,changelog,nope"
    ).json()
    assert body["names"] == {"summary": "Summary", "parent": "Parent"}
    assert body["schema"] == {"summary": {"type": "string", "system": "summary"}}
    assert body["editmeta"] == api.get(f"issue/{issue.key}/editmeta").json()
    assert body["changelog"]["histories"] == []
    issue.properties["jxl.create"] = b'{"batch": 1}'
    body = api.get(f"issue/{issue.key}", fields="summary", properties="jxl.create,nope").json()
    assert body["properties"] == {"jxl.create": {"batch": 1}}
    assert error_of(api.get(f"issue/{issue.key}", properties="a,b,c,d,e,f"))[0] == 400


def test_invisible_is_not_found(api: Api) -> None:
    me = api.person("member").account_id
    hidden = find(
        api,
        "BUS",
        lambda i: (
            i.values.get("security") == "10001" and me not in (i.values["assignee"], i.values["reporter"])
        ),
    )
    assert api.get(f"issue/{hidden.key}").status_code == 200
    for key in (hidden.key, "PLAT-99999", "nonsense", "99999999"):
        for path in (f"issue/{key}", f"issue/{key}/editmeta"):
            assert error_of(api.get(path, "member")) == (404, [NOT_FOUND], {})


def bulk(api: Api, ids: list[str], who: Any = "site administrator", **body: Any) -> Any:
    answer = api.post("issue/bulkfetch", {"issueIdsOrKeys": ids, **body}, who)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_bulk_fetch_orders_by_id_and_leaves_out(api: Api) -> None:
    ids = api.project("PLAT").issue_ids[:3]
    hidden = api.project("BUS").issue_ids[0]
    key = api.site.issues[ids[0]].key.lower()
    body = bulk(
        api, [str(ids[2]), str(hidden), key, "NOPE-1", str(ids[0]), str(ids[1])], "viewer", fields=["summary"]
    )
    assert [i["id"] for i in body["issues"]] == [str(i) for i in ids]
    assert all(set(i["fields"]) == {"summary"} for i in body["issues"])
    assert body["issueErrors"] == []
    assert "created" in bulk(api, [key])["issues"][0]["fields"]
    assert "comment" not in bulk(api, [key])["issues"][0]["fields"]


def test_bulk_fetch_equals_single_reads(api: Api) -> None:
    ids = api.project("PLAT").issue_ids[10:20]
    for issue in bulk(api, [str(i) for i in ids], "member", fields=["*all"])["issues"]:
        assert issue["fields"] == api.get(f"issue/{issue['key']}", "member").json()["fields"]


def test_bulk_fetch_limits(api: Api) -> None:
    ids = [str(i) for i in api.project("PLAT").issue_ids[:101]]
    assert len(bulk(api, ids[:100], fields=["summary"])["issues"]) == 100
    body = {"issueIdsOrKeys": ids, "fields": ["summary"]}
    assert error_of(api.post("issue/bulkfetch", body))[0] == 400
    api.site.switches.bulkfetch_limit = 1000
    try:
        assert len(bulk(api, ids, fields=["summary"])["issues"]) == 101
        assert error_of(api.post("issue/bulkfetch", {**body, "fields": ["*all"]}))[0] == 400
        assert error_of(api.post("issue/bulkfetch", {**body, "fields": ["summary", "comment"]}))[0] == 400
        assert error_of(api.post("issue/bulkfetch", {**body, "expand": ["editmeta"]}))[0] == 400
    finally:
        api.site.switches.bulkfetch_limit = 100


def test_bulk_fetch_refuses(api: Api) -> None:
    for body in ({}, {"issueIdsOrKeys": [1]}, {"issueIdsOrKeys": "1"}, {"issueIdsOrKeys": [], "nope": 1}, []):
        assert error_of(api.post("issue/bulkfetch", body))[0] == 400
    assert (
        error_of(api.post("issue/bulkfetch", {"issueIdsOrKeys": []}, app_actor(api.site, "READ")))[0] == 403
    )
    assert bulk(api, [], app_actor(api.site, "WRITE"))["issues"] == []


def edit_fields(api: Api, issue: Issue, who: str) -> dict[str, Any]:
    fields: dict[str, Any] = api.get(f"issue/{issue.key}/editmeta", who).json()["fields"]
    return fields


def test_edit_meta_by_right(api: Api) -> None:
    issue = find(api, "PLAT", lambda i: i.values["issuetype"] == "10004")
    admin, member = edit_fields(api, issue, "project administrator"), edit_fields(api, issue, "member")
    assert "reporter" in admin
    assert "reporter" not in member
    assert {"summary", "assignee", "duedate", "customfield_10020", "customfield_10026"} <= set(member)
    assert not {"status", "created", "customfield_10019", "customfield_10050", "resolution"} & set(admin)
    assert edit_fields(api, issue, "viewer") == {}


def test_edit_meta_of_fields(api: Api) -> None:
    issue = find(api, "PLAT", lambda i: i.values["issuetype"] == "10004")
    fields = edit_fields(api, issue, "member")
    assert fields["summary"] == {
        "required": True,
        "schema": {"type": "string", "system": "summary"},
        "name": "Summary",
        "key": "summary",
        "hasDefaultValue": False,
        "operations": ["set"],
    }
    assert [v["name"] for v in fields["priority"]["allowedValues"]] == [
        "Highest",
        "High",
        "Medium",
        "Low",
        "Lowest",
    ]
    assert fields["labels"]["operations"] == ["add", "set", "remove"]
    assert "allowedValues" not in fields["labels"]
    assert fields["labels"]["autoCompleteUrl"].endswith("fieldName=labels&fieldValue=")
    assert f"issueKey={issue.key}" in fields["assignee"]["autoCompleteUrl"]
    area = fields["customfield_10035"]["allowedValues"]
    assert [c["value"] for c in area[0]["children"]] == ["Storage", "Messaging", "Interfaces"]
    assert not any(v["archived"] for v in fields["fixVersions"]["allowedValues"])
    assert {t["hierarchyLevel"] for t in fields["issuetype"]["allowedValues"]} == {0}


def test_nothing_is_editable_where_the_workflow_says_so(api: Api) -> None:
    closed = find(api, "RICH", lambda i: i.values["status"] == "6")
    assert edit_fields(api, closed, "site administrator") == {}
    still_open = find(api, "RICH", lambda i: i.values["status"] == "1")
    assert "summary" in edit_fields(api, still_open, "site administrator")
