"""Global permissions, grants to every kind of holder, security levels, service projects, apps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jxl_sandbox.jira.model import Actor, Grant, Issue, Site
from jxl_sandbox.jira.rights import (
    can_browse,
    can_see_issue,
    expand_scopes,
    has_global,
    has_project,
    has_project_anywhere,
    is_licensed,
    project_ids_with,
)
from tests.sandbox.rest_site import Api, app_actor, seeded_site


@pytest.fixture(scope="module")
def _seeded() -> Site:
    return seeded_site()


@pytest.fixture
def api(_seeded: Site) -> Iterator[Api]:
    """A site whose schemes, roles and grants are put back afterwards."""
    schemes = {p.scheme.id: (p.scheme, list(p.scheme.grants)) for p in _seeded.projects.values()}
    grants = {key: list(holders) for key, holders in _seeded.global_grants.items()}
    leads = {p.id: p.lead for p in _seeded.projects.values()}
    yield Api(_seeded)
    for scheme, before in schemes.values():
        scheme.grants[:] = before
    _seeded.global_grants = grants
    for project_id, lead in leads.items():
        _seeded.projects[project_id].lead = lead


def only(api: Api, key: str, permission: str, holder: str, parameter: str | None = None) -> None:
    """Leave a project's permission with one holder."""
    scheme = api.project(key).scheme
    scheme.grants[:] = [g for g in scheme.grants if g.permission != permission]
    scheme.grants.append(Grant(1, permission, holder, parameter))  # type: ignore[arg-type]  # a literal in each test


def issue_of(api: Api, key: str, field_id: str, account_id: str, *, is_it: bool = True) -> Issue:
    issues = (api.site.issues[i] for i in api.project(key).issue_ids)
    return next(i for i in issues if (i.values.get(field_id) == account_id) is is_it)


def test_global_permissions(api: Api) -> None:
    site = api.site
    assert has_global(site, api.actor("site administrator"), "ADMINISTER")
    assert not has_global(site, api.actor("project administrator"), "ADMINISTER")
    assert has_global(site, api.actor("member"), "BULK_CHANGE")
    assert not has_global(site, api.actor("no access"), "USER_PICKER")
    assert not has_global(site, Actor("anonymous"), "USER_PICKER")
    assert not has_global(site, api.actor("site administrator"), "SYSTEM_ADMIN")


def test_an_apps_global_permission_granted_to_all_licensed_people(api: Api) -> None:
    key = "com.example.sheets__view-sheets"
    api.site.global_grants[key] = [("applicationRole", None)]
    assert has_global(api.site, api.actor("no access"), key)
    assert not has_global(api.site, Actor("anonymous"), key)
    assert not has_global(api.site, app_actor(api.site, "READ", "ADMIN"), key)


@pytest.mark.parametrize(
    ("holder", "parameter", "granted"),
    [
        ("anyone", None, {"member", "no access", None}),
        ("applicationRole", None, {"member", "no access"}),
        ("applicationRole", "jira-software", {"member"}),
        ("group", "jira-software-users", {"member"}),
        ("projectRole", "Member", {"member"}),
        ("projectRole", "No such role", set()),
        ("projectLead", None, {"project administrator"}),
    ],
)
def test_holders(api: Api, holder: str, parameter: str | None, granted: set[str | None]) -> None:
    only(api, "PLAT", "BROWSE_PROJECTS", holder, parameter)
    project = api.project("PLAT")
    asked = ("member", "no access", "project administrator", None)
    found = {who for who in asked if has_project(api.site, api.actor(who), "BROWSE_PROJECTS", project)}
    assert found - {"project administrator"} == granted - {"project administrator"}
    assert "project administrator" not in granted or "project administrator" in found


def test_a_named_user_holds(api: Api) -> None:
    only(api, "PLAT", "EDIT_ISSUES", "user", api.person("viewer").account_id)
    assert has_project(api.site, api.actor("viewer"), "EDIT_ISSUES", api.project("PLAT"))
    assert not has_project(api.site, api.actor("member"), "EDIT_ISSUES", api.project("PLAT"))


def test_an_inactive_person_holds_nothing(api: Api) -> None:
    person = api.person("member")
    person.active = False
    try:
        assert not is_licensed(api.site, api.actor("member"))
        assert project_ids_with(api.site, api.actor("member"), "BROWSE_PROJECTS") == set()
    finally:
        person.active = True


@pytest.mark.parametrize("field_id", ["reporter", "assignee"])
def test_grants_to_people_of_the_issue(api: Api, field_id: str) -> None:
    """For the project they count when the person has any issue there, for an issue only on that one."""
    only(api, "PLAT", "EDIT_ISSUES", field_id)
    project = api.project("PLAT")
    account_id = next(v for i in project.issue_ids if (v := api.site.issues[i].values[field_id]))
    person = api.actor(api.site.users[account_id])
    assert has_project(api.site, person, "EDIT_ISSUES", project)
    assert has_project(api.site, person, "EDIT_ISSUES", project, issue_of(api, "PLAT", field_id, account_id))
    other = issue_of(api, "PLAT", field_id, account_id, is_it=False)
    assert not has_project(api.site, person, "EDIT_ISSUES", project, other)
    assert not has_project(api.site, api.actor("viewer"), "EDIT_ISSUES", project)


def test_browsing_by_reporter_shows_only_the_own_issues(api: Api) -> None:
    only(api, "PLAT", "BROWSE_PROJECTS", "reporter")
    project = api.project("PLAT")
    account_id = api.site.issues[project.issue_ids[0]].values["reporter"]
    person = api.actor(api.site.users[account_id])
    seen = [i for i in project.issue_ids if can_see_issue(api.site, person, api.site.issues[i])]
    assert seen == [i for i in project.issue_ids if api.site.issues[i].values["reporter"] == account_id]


def test_security_levels(api: Api) -> None:
    site, member = api.site, api.actor("member")
    issues = [site.issues[i] for i in api.project("BUS").issue_ids]
    by_level = {
        level: [i for i in issues if i.values.get("security") == level] for level in (None, "10000", "10001")
    }
    assert all(by_level.values())
    assert all(can_see_issue(site, member, i) for i in (*by_level[None], *by_level["10000"]))
    account_id = member.user.account_id if member.user else ""
    for issue in by_level["10001"]:
        is_own = account_id in (issue.values["reporter"], issue.values["assignee"])
        assert can_see_issue(site, member, issue) is is_own
    assert all(can_see_issue(site, api.actor("site administrator"), i) for i in issues)
    assert not any(can_see_issue(site, api.actor("viewer"), i) for i in issues)


def test_only_agents_work_in_a_service_project(api: Api) -> None:
    """The scheme grants *Edit Issues* to collaborators too; without being agents that gives them nothing."""
    site, project = api.site, api.project("HELP")
    assert has_project(site, api.actor("member"), "BROWSE_PROJECTS", project)
    assert not has_project(site, api.actor("member"), "EDIT_ISSUES", project)
    assert has_project(site, api.actor("member"), "ADD_COMMENTS", project)
    assert has_project(site, api.actor("service agent"), "EDIT_ISSUES", project)
    agent = api.person("service agent")
    agent.groups.discard("jira-servicedesk-users")
    try:
        assert not has_project(site, api.actor("service agent"), "EDIT_ISSUES", project)
    finally:
        agent.groups.add("jira-servicedesk-users")


def test_administering_a_project_shows_it(api: Api) -> None:
    only(api, "PLAT", "BROWSE_PROJECTS", "projectRole", "No such role")
    project = api.project("PLAT")
    assert can_browse(api.site, api.actor("project administrator"), project)
    assert not has_project(api.site, api.actor("project administrator"), "BROWSE_PROJECTS", project)
    assert not can_browse(api.site, api.actor("member"), project)


def test_an_app_has_what_its_scopes_give(api: Api) -> None:
    site, project = api.site, api.project("PLAT")
    reader, admin = app_actor(site, "READ"), app_actor(site, "PROJECT_ADMIN")
    assert has_project(site, reader, "BROWSE_PROJECTS", project)
    assert not has_project(site, reader, "EDIT_ISSUES", project)
    assert not has_project(site, reader, "ADMINISTER_PROJECTS", project)
    assert has_project(site, admin, "ADMINISTER_PROJECTS", project)
    assert has_project(site, admin, "EDIT_ISSUES", api.project("HELP"))
    assert not has_global(site, admin, "ADMINISTER")
    assert has_global(site, app_actor(site, "ADMIN"), "ADMINISTER")


def test_an_app_is_in_no_security_level(api: Api) -> None:
    site = api.site
    hidden = [i for n in api.project("BUS").issue_ids if (i := site.issues[n]).values.get("security")]
    assert not any(can_see_issue(site, app_actor(site, "ADMIN"), i) for i in hidden)


def test_impersonation_gives_the_persons_rights(api: Api) -> None:
    viewer = app_actor(api.site, "ADMIN", "ACT_AS_USER", kind="impersonation", person=api.person("viewer"))
    assert has_project(api.site, viewer, "BROWSE_PROJECTS", api.project("PLAT"))
    assert not has_project(api.site, viewer, "EDIT_ISSUES", api.project("PLAT"))
    assert not has_global(api.site, viewer, "ADMINISTER")


def test_scopes_imply_others() -> None:
    assert expand_scopes(["write"]) == {"READ", "WRITE"}
    assert expand_scopes(["ADMIN"]) == {"READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN"}
    assert expand_scopes(["ACT_AS_USER"]) == {"ACT_AS_USER"}


def test_anywhere(api: Api) -> None:
    assert has_project_anywhere(api.site, api.actor("service agent"), "EDIT_ISSUES")
    assert not has_project_anywhere(api.site, api.actor("no access"), "BROWSE_PROJECTS")
