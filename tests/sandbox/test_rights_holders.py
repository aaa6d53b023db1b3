"""Holders that depend on the issue, and what follows from them in reads, edit metadata and checks in bulk."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.model import Actor, Grant, HolderType, Issue, SecurityLevel
from jxl_sandbox.jira.rights import can_see_issue, has_project
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.rest_site import Api, seeded_site


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def only(api: Api, key: str, permission: str, holder_type: HolderType, parameter: str | None = None) -> None:
    """Give a permission of a project to one holder and to nobody else."""
    scheme = api.project(key).scheme
    scheme.grants[:] = [g for g in scheme.grants if g.permission != permission]
    scheme.grants.append(Grant(99999, permission, holder_type, parameter))


def two_issues(api: Api, field_id: str, mine: Any, others: Any) -> tuple[Issue, Issue]:
    """Two issues of PLAT: the first names the person in the field, no other does."""
    issues = [api.site.issues[i] for i in api.project("PLAT").issue_ids]
    for issue in issues:
        issue.values[field_id] = others
    issues[0].values[field_id] = mine
    return issues[0], issues[1]


HOLDERS: list[tuple[HolderType, str | None, str, Any, Any]] = [
    ("reporter", None, "reporter", "{viewer}", "{member}"),
    ("assignee", None, "assignee", "{viewer}", None),
    ("userCustomField", f.REVIEWER, f.REVIEWER, "{viewer}", "{member}"),
    ("userCustomField", f.STAKEHOLDERS, f.STAKEHOLDERS, ["{member}", "{viewer}"], ["{member}"]),
    ("groupCustomField", f.OWNING_GROUP, f.OWNING_GROUP, "jira-software-users", "jira-administrators"),
    ("groupCustomField", f.INFORMED_GROUPS, f.INFORMED_GROUPS, ["jira-software-users"], []),
]


def named(api: Api, value: Any) -> Any:
    if isinstance(value, list):
        return [named(api, member) for member in value]
    if isinstance(value, str) and value.startswith("{"):
        return api.person(value.strip("{}")).account_id
    return value


@pytest.mark.parametrize(("holder", "parameter", "field_id", "mine", "others"), HOLDERS)
def test_browsing_by_a_field_of_the_issue(
    api: Api, holder: HolderType, parameter: str | None, field_id: str, mine: Any, others: Any
) -> None:
    only(api, "PLAT", "BROWSE_PROJECTS", holder, parameter)
    first, second = two_issues(api, field_id, named(api, mine), named(api, others))
    assert api.get(f"issue/{first.key}", "viewer").status_code == 200
    assert api.get(f"issue/{second.key}", "viewer").status_code == 404
    assert api.keys("project = PLAT", "viewer") == [first.key]
    fetched = api.post("issue/bulkfetch", {"issueIdsOrKeys": [first.key, second.key]}, "viewer").json()
    assert [issue["key"] for issue in fetched["issues"]] == [first.key]
    assert api.get("project/PLAT", "viewer").status_code == 200
    assert api.get("project/PLAT", "no access").status_code == 404
    assert not can_see_issue(api.site, Actor("anonymous"), first)


@pytest.mark.parametrize(("holder", "parameter", "field_id", "mine", "others"), HOLDERS)
def test_editing_by_a_field_of_the_issue(
    api: Api, holder: HolderType, parameter: str | None, field_id: str, mine: Any, others: Any
) -> None:
    only(api, "PLAT", "EDIT_ISSUES", holder, parameter)
    first, second = two_issues(api, field_id, named(api, mine), named(api, others))
    assert "summary" in api.get(f"issue/{first.key}/editmeta", "viewer").json()["fields"]
    assert api.get(f"issue/{second.key}/editmeta", "viewer").json() == {"fields": {}}
    question = {
        "projectPermissions": [
            {
                "permissions": ["EDIT_ISSUES"],
                "projects": [int(first.project_id)],
                "issues": [first.id, second.id],
            }
        ]
    }
    answer = api.post("permissions/check", question, "viewer").json()["projectPermissions"]
    assert answer == [
        {"permission": "EDIT_ISSUES", "issues": [first.id], "projects": [int(first.project_id)]}
    ]
    for issue, has in ((first, True), (second, False)):
        mine_there = api.get("mypermissions", "viewer", permissions="EDIT_ISSUES", issueKey=issue.key).json()
        assert mine_there["permissions"]["EDIT_ISSUES"]["havePermission"] is has
        body = {"fields": {"summary": f"Changed by a reader of {issue.key}"}}
        written = api.call("PUT", f"issue/{issue.key}", "viewer", json=body)
        assert written.status_code == (204 if has else 403), written.text
        assert (issue.values["summary"] == body["fields"]["summary"]) is has


def test_one_special_permission_by_a_field(api: Api) -> None:
    """The due date needs *Schedule Issues*, which only the reviewer of an issue has here."""
    only(api, "PLAT", "SCHEDULE_ISSUES", "userCustomField", f.REVIEWER)
    me = api.person("member").account_id
    first, second = two_issues(api, f.REVIEWER, me, None)
    for issue, has in ((first, True), (second, False)):
        fields = api.get(f"issue/{issue.key}/editmeta", "member").json()["fields"]
        assert "summary" in fields
        assert ("duedate" in fields) is has


def test_a_security_level_by_fields(api: Api) -> None:
    project = api.project("BUS")
    project.security_levels["10002"] = SecurityLevel(
        "10002",
        "Named",
        "Those named.",
        [("userCustomField", f.REVIEWER), ("groupCustomField", f.OWNING_GROUP)],
    )
    first, second, third = (api.site.issues[i] for i in project.issue_ids[:3])
    for issue in (first, second, third):
        issue.values |= {"security": "10002", f.REVIEWER: None, f.OWNING_GROUP: None}
    first.values[f.REVIEWER] = api.person("member").account_id
    second.values[f.OWNING_GROUP] = "jira-software-users"
    member = api.actor("member")
    assert [can_see_issue(api.site, member, i) for i in (first, second, third)] == [True, True, False]


def test_customers_of_the_portal_hold_nothing_in_jira(api: Api) -> None:
    only(api, "HELP", "BROWSE_PROJECTS", "sd.customer.portal.only")
    project = api.project("HELP")
    for about in ("service agent", "member", "no access"):
        assert not has_project(api.site, api.actor(about), "BROWSE_PROJECTS", project)
    customer = api.person("no access")
    customer.account_type = "customer"
    assert not has_project(api.site, api.actor(customer), "BROWSE_PROJECTS", project)


def test_people_who_left_hold_nothing_by_a_field(api: Api) -> None:
    only(api, "PLAT", "BROWSE_PROJECTS", "reporter")
    viewer = api.person("viewer")
    first, _ = two_issues(api, "reporter", viewer.account_id, None)
    assert can_see_issue(api.site, api.actor("viewer"), first)
    viewer.active = False
    assert not can_see_issue(api.site, api.actor("viewer"), first)
