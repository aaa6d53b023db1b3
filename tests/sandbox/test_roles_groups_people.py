"""Project roles, groups and the searches for people that fit."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rest.people_search import mark
from jxl_sandbox.jira.rights import has_project
from tests.sandbox.rest_site import Api, app_actor, seeded_site

ADMIN = "project administrator"


@pytest.fixture(scope="module")
def _seeded() -> Site:
    return seeded_site()


@pytest.fixture
def api(_seeded: Site) -> Any:
    """The module's site; what a test does to roles is undone."""
    roles = {p.id: {name: set(actors) for name, actors in p.roles.items()} for p in _seeded.projects.values()}
    yield Api(_seeded)
    for project in _seeded.projects.values():
        project.roles = roles[project.id]


def role_path(api: Api, name: str, project: str = "PLAT") -> str:
    link = api.get(f"project/{project}/role", "site administrator").json()[name]
    return f"project/{project}/role/{link.rsplit('/', 1)[1]}"


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [user["accountId"] for user in answer.json()]


def test_roles_of_a_project_and_who_is_in_them(api: Api) -> None:
    names = api.get("project/PLAT/role", ADMIN).json()
    assert set(names) == {"Administrators", "Member", "Viewer"}
    role = api.get(role_path(api, "Administrators"), ADMIN).json()
    kinds = {a["type"] for a in role["actors"]}
    assert kinds == {"atlassian-group-role-actor", "atlassian-user-role-actor"}
    shown = [a["displayName"] for a in role["actors"]]
    assert shown == sorted(shown, key=str.casefold)
    assert api.get("project/PLAT").json()["roles"] == names
    details = api.get("project/PLAT/roledetails", ADMIN).json()
    assert [d["name"] for d in details] == sorted(names)
    own = api.get("project/PLAT/roledetails", ADMIN, currentMember="true").json()
    assert [d["name"] for d in own] == ["Administrators"]


def test_roles_are_for_administrators(api: Api) -> None:
    path = role_path(api, "Member")
    for who in ("member", "viewer", "no access"):
        assert api.get("project/PLAT/role", who).status_code == 404
        assert api.get(path, who).status_code == 404
        assert api.get("project/PLAT/roledetails", who).status_code == 404
        assert api.call("DELETE", path, who, params={"user": "x"}).status_code == 404
    body = {"user": [api.person("no access").account_id]}
    assert api.post(path, body, "member").status_code == 401
    assert api.post(path, body, app_actor(api.site, "WRITE")).status_code == 403
    assert api.post(path, body, app_actor(api.site, "PROJECT_ADMIN")).status_code == 200
    assert api.get("role", ADMIN).status_code == 403
    assert {r["name"] for r in api.get("role").json()} >= {"Administrators", "Service Desk Team"}
    assert api.get("role/1").status_code == 404


def test_who_joins_a_role_has_its_rights_at_once(api: Api) -> None:
    person, path = api.person("no access"), role_path(api, "Member")
    actor = api.actor(person)
    assert not has_project(api.site, actor, "EDIT_ISSUES", api.project("PLAT"))
    added = api.post(path, {"user": [person.account_id]}, ADMIN)
    assert person.account_id in [a.get("actorUser", {}).get("accountId") for a in added.json()["actors"]]
    assert has_project(api.site, actor, "EDIT_ISSUES", api.project("PLAT"))
    assert api.call("DELETE", path, ADMIN, params={"user": person.account_id}).status_code == 204
    assert not has_project(api.site, actor, "EDIT_ISSUES", api.project("PLAT"))
    assert api.call("DELETE", path, ADMIN, params={"user": person.account_id}).status_code == 404
    group = {"categorisedActors": {"atlassian-group-role-actor": ["jira-users"]}}
    replaced = api.call("PUT", path, ADMIN, json=group).json()
    assert [a["displayName"] for a in replaced["actors"]] == ["jira-users"]
    assert has_project(api.site, actor, "EDIT_ISSUES", api.project("PLAT"))


@pytest.mark.parametrize(
    ("body", "status"),
    [({"user": ["nobody"]}, 404), ({"group": ["none"]}, 404), ({}, 400), ({"people": []}, 400)],
)
def test_wrong_actors_are_refused(api: Api, body: dict[str, Any], status: int) -> None:
    assert api.post(role_path(api, "Member"), body, ADMIN).status_code == status


def test_groups_and_their_members(api: Api) -> None:
    group_id = api.site.groups["jira-servicedesk-users"]
    members = api.get("group/member", groupId=group_id).json()
    assert members["total"] == sum("jira-servicedesk-users" in u.groups for u in api.site.users.values())
    assert members == members | {"isLast": True}
    by_name = api.get("group/member", groupname="jira-servicedesk-users").json()
    assert by_name["values"] == members["values"]
    bulk = api.get("group/bulk", groupName="jira-users").json()["values"]
    assert bulk == [{"name": "jira-users", "groupId": api.site.groups["jira-users"]}]
    admins = api.get("group/bulk", accessType="admin").json()["values"]
    assert [g["name"] for g in admins] == ["jira-administrators"]
    whole = api.get("group", groupname="jira-users", expand="users").json()
    assert whole["users"]["size"] == len(whole["users"]["items"])
    assert api.get("group/member", groupname="none").status_code == 404
    assert api.get("group/member").status_code == 400
    assert api.get("group/member", "no access", groupname="jira-users").status_code == 403
    assert api.get("group/member", app_actor(api.site, "READ"), groupname="jira-users").status_code == 403
    assert api.get("group/member", app_actor(api.site, "ADMIN"), groupname="jira-users").status_code == 200


def test_the_group_picker_marks_matches(api: Api) -> None:
    found = api.get("groups/picker", query="software").json()
    assert [g["html"] for g in found["groups"]] == ["jira-<b>software</b>-users"]
    assert found["header"] == "Showing 1 of 1 matching groups"
    assert api.get("groups/picker", "no access", query="jira-users").json()["groups"] == []
    assert api.get("groups/picker", None, query="jira").json()["groups"] == []
    both = api.get("groupuserpicker", query="ji").json()
    assert both["groups"]["total"] > 1
    assert both["users"]["total"] == 0
    assert api.get("groups/picker", query="SOFTWARE").json()["total"] == 0
    assert api.get("groups/picker", query="SOFTWARE", caseInsensitive="true").json()["total"] == 1


def test_whom_issues_can_be_assigned_to(api: Api) -> None:
    plat = api.project("PLAT")
    expected = [
        u.account_id
        for u in api.site.users.values()
        if u.account_type == "atlassian" and has_project(api.site, Actor("basic", u), "ASSIGNABLE_USER", plat)
    ]
    assert ids(api.get("user/assignable/search", "member", project="PLAT")) == expected
    assert api.person("viewer").account_id not in expected
    key = api.site.issues[plat.issue_ids[0]].key
    assert ids(api.get("user/assignable/search", "member", issueKey=key)) == expected
    some = ids(api.get("user/assignable/search", "member", project="PLAT", query="mei"))
    assert some == [api.person("member").account_id]
    one = ids(api.get("user/assignable/search", "member", project="PLAT", accountId=expected[0]))
    assert one == expected[:1]
    fewer = ids(api.get("user/assignable/search", "member", project="PLAT", maxResults=4))
    assert len(fewer) < 4  # filtered after paging, as in Jira
    assert api.get("user/assignable/search", "member").status_code == 400
    assert api.get("user/assignable/search", "viewer", project="BUS").status_code == 404
    assert api.get("user/assignable/search", "no access", project="PLAT").status_code == 404
    both = api.get("user/assignable/search", "member", project="PLAT", query="a", accountId="b")
    assert both.status_code == 400


def test_whom_issues_of_several_projects_can_be_assigned_to(api: Api) -> None:
    path = "user/assignable/multiProjectSearch"
    both = set(ids(api.get(path, projectKeys="PLAT,RICH")))
    each = [set(ids(api.get(path, projectKeys=key))) for key in ("PLAT", "RICH")]
    assert both == each[0] & each[1]
    assert api.get(path, "viewer", projectKeys="PLAT,BUS").status_code == 404
    assert api.get(path).status_code == 400


def test_who_holds_permissions_and_who_may_browse(api: Api) -> None:
    path = "user/permission/search"
    admins = ids(api.get(path, ADMIN, projectKey="PLAT", permissions="ADMINISTER_PROJECTS"))
    assert set(admins) == {api.person(ADMIN).account_id, api.person("site administrator").account_id}
    assert api.get(path, "member", projectKey="PLAT", permissions="EDIT_ISSUES").status_code == 403
    assert api.get(path, ADMIN, projectKey="PLAT", permissions="FLY").status_code == 400
    assert api.get(path, ADMIN, projectKey="PLAT").status_code == 400
    viewers = ids(api.get("user/viewissue/search", projectKey="BUS"))
    assert api.person("viewer").account_id not in viewers
    assert api.person("member").account_id in viewers
    secret = next(i for i in api.site.issues_of(["10004"]) if i.values.get("security") == "10001")
    sees = ids(api.get("user/viewissue/search", issueKey=secret.key))
    assert set(sees) < set(viewers)


def test_the_user_picker_marks_and_escapes(api: Api) -> None:
    found = api.get("user/picker", query="ing", showAvatar="true").json()
    assert found["total"] == 1
    user = found["users"][0]
    assert user["html"] == "<strong>Ing</strong>rid Solheim - <strong>ing</strong>rid.solheim@example.com"
    assert user["avatarUrl"].startswith("http://localhost:8800/avatars/")
    excluded = api.get("user/picker", query="ing", excludeAccountIds=user["accountId"]).json()
    assert excluded["total"] == 0
    assert api.get("user/picker", "no access", query="ing").json()["total"] == 0
    assert api.get("user/picker", "no access", query="Ingrid Solheim").json()["total"] == 1
    assert mark("a <b> & b", "<B", "b") == "a <b>&lt;b</b>&gt; &amp; b"
    assert mark("a < b", "", "b") == "a &lt; b"


def test_lists_of_everybody(api: Api) -> None:
    assert len(ids(api.get("users/search", maxResults=3))) == 3
    assert ids(api.get("users", startAt=1, maxResults=2)) == ids(api.get("users/search", maxResults=3))[1:]
    assert api.get("users/search", "no access").status_code == 403
    assert api.get("users/search", app_actor(api.site, "ADMIN")).status_code == 403  # closed to Connect
    groups = api.get("user/groups", accountId=api.person("service agent").account_id).json()
    assert [g["name"] for g in groups] == ["jira-servicedesk-users", "jira-users"]
    assert api.get("user/groups", accountId="nobody").status_code == 404
    assert api.get("user/groups", "no access", accountId="nobody").status_code == 403
