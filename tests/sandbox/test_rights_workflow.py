"""What workflow properties of a status take away, told by reads, ``editmeta``, permission calls and writes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.model import Actor, Issue, User
from jxl_sandbox.jira.roles import role_ids
from jxl_sandbox.jira.seeds import catalogue
from jxl_sandbox.jira.seeds.people import SOFTWARE_USERS
from tests.sandbox.rest_site import Api, app_actor, seeded_site

ADMIN, MEMBER = "project administrator", "member"
DOCUMENT = document("Noted.")


@pytest.fixture(scope="module")
def shared() -> Api:
    return Api(seeded_site())


@pytest.fixture
def api(shared: Api) -> Iterator[Api]:
    """A site whose workflows and first issues are put back afterwards."""
    before = {w.id: deepcopy(w.status_properties) for w in shared.site.workflows.values()}
    issue = an_issue(shared)
    values = deepcopy(issue.values)
    yield shared
    shared.site.change_issue(issue, values)
    for workflow_id, properties in before.items():
        shared.site.workflows[workflow_id].status_properties = properties


def an_issue(api: Api, level: int = 0) -> Issue:
    issues = (api.site.issues[i] for i in api.project("PLAT").issue_ids)
    return next(i for i in issues if api.site.issue_types[i.values["issuetype"]].hierarchy_level == level)


def restrict(api: Api, issue: Issue, properties: dict[str, str]) -> None:
    workflow = api.site.workflows[api.site.projects[issue.project_id].workflows[issue.values["issuetype"]]]
    workflow.status_properties = {issue.values["status"]: properties}


def edits(api: Api, issue: Issue, who: str | User | Actor) -> bool:
    """Whether the person changes the summary; ``editmeta`` and both permission calls must say the same."""
    offered = "summary" in api.get(f"issue/{issue.key}/editmeta", who).json()["fields"]
    status = api.call("PUT", f"issue/{issue.key}", who, json={"fields": {"summary": "Changed"}}).status_code
    mine = api.get("mypermissions", who, permissions="EDIT_ISSUES", issueKey=issue.key).json()
    question = {"projectPermissions": [{"permissions": ["EDIT_ISSUES"], "issues": [issue.id]}]}
    checked = api.post("permissions/check", question, who).json()["projectPermissions"][0]["issues"]
    assert status in (204, 400, 403)
    assert {offered, mine["permissions"]["EDIT_ISSUES"]["havePermission"], checked == [issue.id]} == {
        status == 204
    }
    return status == 204


# properties, who still edits: "a" the project's administrator, "m" a member, "A" the app as itself
TABLE: list[tuple[dict[str, str], str]] = [
    ({}, "amA"),
    ({"jira.permission.edit.denied": ""}, ""),
    ({"jira.permission.update.denied": ""}, ""),
    ({"jira.permission.edit.group": "site-admins"}, ""),
    ({"jira.permission.edit.group": SOFTWARE_USERS}, "am"),
    ({"jira.permission.edit.group": "$group"}, "am"),
    ({"jira.permission.edit.user": "$member"}, "m"),
    ({"jira.permission.edit.user": "$viewer"}, ""),
    ({"jira.permission.edit.user.1": "$member", "jira.permission.edit.user.2": "$admin"}, "am"),
    ({"jira.permission.edit.user": "$member", "jira.permission.edit.denied": ""}, "m"),
    ({"jira.permission.edit.projectrole": "$Administrators"}, "a"),
    ({"jira.permission.edit.projectrole": "99999"}, ""),
    ({"jira.permission.edit.lead": ""}, "a"),
    ({"jira.permission.edit.assignee": ""}, "m"),
    ({"jira.permission.edit.reporter": ""}, "a"),
    ({"jira.permission.edit.userCF": "customfield_10048"}, ""),
    ({"jira.permission.edit.applicationRole": "jira-software"}, "am"),
    ({"jira.permission.edit.nobodyknows": "x"}, ""),
    ({"jira.permission.comment.denied": ""}, "amA"),
    ({"jira.permission.subtasks.edit.denied": ""}, "amA"),
    ({"jira.permission.unheardof.denied": ""}, "amA"),
    ({"something.else": "denied"}, "amA"),
]


@pytest.mark.parametrize(("properties", "left"), TABLE)
def test_who_keeps_editing(api: Api, properties: dict[str, str], left: str) -> None:
    issue, site = an_issue(api), api.site
    member, admin, viewer = api.person(MEMBER), api.person(ADMIN), api.person("viewer")
    site.change_issue(issue, {"assignee": member.account_id, "reporter": admin.account_id})
    known = {"$member": member.account_id, "$admin": admin.account_id, "$viewer": viewer.account_id}
    known |= {"$group": site.groups[SOFTWARE_USERS]}
    known |= {f"${name}": str(number) for name, number in role_ids(site).items()}
    assert site.projects[issue.project_id].lead == admin.account_id
    restrict(api, issue, {name: known.get(value, value) for name, value in properties.items()})
    asked: dict[str, str | Actor] = {"a": ADMIN, "m": MEMBER, "A": app_actor(site, "WRITE")}
    assert "".join(letter for letter, who in asked.items() if edits(api, issue, who)) == left
    assert not edits(api, issue, "viewer")  # properties never give what the scheme does not


def test_a_property_counts_in_its_status_only(api: Api) -> None:
    issue = an_issue(api)
    restrict(api, issue, {"jira.permission.edit.denied": ""})
    assert not edits(api, issue, MEMBER)
    api.site.change_issue(issue, {"status": next(s for s in catalogue_order(api) if s != status(issue))})
    assert edits(api, issue, MEMBER)


def test_a_status_may_hide_its_issues(api: Api) -> None:
    issue = an_issue(api)
    restrict(api, issue, {"jira.permission.browse.user": api.person(ADMIN).account_id})
    assert api.get(f"issue/{issue.key}", ADMIN).status_code == 200
    assert api.get(f"issue/{issue.key}", MEMBER).status_code == 404
    assert api.post("issue/bulkfetch", {"issueIdsOrKeys": [issue.key]}, MEMBER).json()["issues"] == []
    assert issue.key in api.keys("project = PLAT", ADMIN)
    assert issue.key not in api.keys("project = PLAT", MEMBER)


def test_one_field_is_taken_out_of_editmeta(api: Api) -> None:
    issue = an_issue(api)
    restrict(api, issue, {"jira.permission.assign.denied": "", "jira.permission.scheduleissue.denied": ""})
    fields = api.get(f"issue/{issue.key}/editmeta", MEMBER).json()["fields"]
    assert "summary" in fields
    assert not {"assignee", "duedate"} & set(fields)
    account_id = api.person(MEMBER).account_id
    for body in ({"assignee": {"accountId": account_id}}, {"duedate": "2026-09-01"}):
        assert api.call("PUT", f"issue/{issue.key}", MEMBER, json={"fields": body}).status_code == 400
    answer = api.call("PUT", f"issue/{issue.key}/assignee", MEMBER, json={"accountId": account_id})
    assert answer.status_code in (400, 403)


def test_comments_transitions_and_work_logs(api: Api) -> None:
    issue = an_issue(api)
    restrict(
        api,
        issue,
        {
            f"jira.permission.{word}.denied": ""
            for word in ("comment", "transition", "work", "link", "delete")
        },
    )
    assert api.post(f"issue/{issue.key}/comment", {"body": DOCUMENT}, MEMBER).status_code in (400, 403)
    assert api.get(f"issue/{issue.key}/transitions", MEMBER).json()["transitions"] == []
    body = {"timeSpent": "1h", "started": "2026-06-01T12:00:00.000+0000"}
    assert api.post(f"issue/{issue.key}/worklog", body, MEMBER).status_code in (400, 403)
    assert api.call("DELETE", f"issue/{issue.key}", "site administrator").status_code == 403
    assert edits(api, issue, MEMBER)


def test_a_parents_status_speaks_for_its_sub_tasks(api: Api) -> None:
    part = an_issue(api, -1)
    whole = api.site.issues[part.values["parent"]]
    api.site.change_issue(part, {"status": next(s for s in catalogue_order(api) if s != status(whole))})
    restrict(api, whole, {"jira.permission.subtasks.edit.projectrole": str(role_ids(api.site)["Viewer"])})
    assert edits(api, whole, MEMBER)
    assert not edits(api, part, MEMBER)


def test_an_escalated_request_is_its_assignees(api: Api) -> None:
    agent, site = api.person("service agent"), api.site
    issues = (site.issues[i] for i in api.project("HELP").issue_ids)
    issue = next(i for i in issues if status(i) == catalogue.ESCALATED)
    before = deepcopy(issue.values)
    try:
        site.change_issue(issue, {"assignee": api.person(MEMBER).account_id})
        assert not edits(api, issue, agent)
        assert api.post(f"issue/{issue.key}/comment", {"body": DOCUMENT}, agent).status_code == 201
        assert api.get(f"issue/{issue.key}/transitions", agent).json()["transitions"]
        site.change_issue(issue, {"assignee": agent.account_id})
        assert edits(api, issue, agent)
    finally:
        site.change_issue(issue, before)


def status(issue: Issue) -> str:
    value: str = issue.values["status"]
    return value


def catalogue_order(api: Api) -> tuple[str, ...]:
    return api.site.workflows["software"].status_ids
