"""Permission schemes and issue security schemes over REST: who reads them, who changes them, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.rights import has_project
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.rest_site import BASE_URL, Api, app_actor, error_of, seeded_site


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def test_the_list_has_the_shared_schemes_only(api: Api) -> None:
    schemes = api.get("permissionscheme", "viewer").json()["permissionSchemes"]
    assert [s["name"] for s in schemes] == [
        "Default software scheme",
        "Open software scheme",
        "Restricted scheme",
        "Service project scheme",
        "Business scheme",
    ]
    assert schemes[0] == {
        "expand": "permissions,user,group,projectRole,field,all",
        "id": 10000,
        "self": f"{BASE_URL}/rest/api/3/permissionscheme/10000",
        "name": "Default software scheme",
        "description": "Roles decide: viewers look, members work, administrators administer.",
    }
    assert api.get("permissionscheme", None).status_code == 401


def test_any_expansion_brings_the_grants(api: Api) -> None:
    assert "permissions" not in api.get("permissionscheme/10001").json()
    for word in ("permissions", "group", "user", "projectRole", "field", "all"):
        assert api.get("permissionscheme/10001", expand=word).json()["permissions"]
    status, messages, _ = error_of(api.get("permissionscheme/10001", expand="moon"))
    assert (status, messages) == (400, ["The value 'moon' is not valid for 'expand'."])


def test_holders_in_jiras_shape(api: Api) -> None:
    site = api.site
    member = api.person("member")
    wanted: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"type": "anyone"}, {"type": "anyone"}),
        ({"type": "reporter"}, {"type": "reporter"}),
        ({"type": "assignee"}, {"type": "assignee"}),
        ({"type": "projectLead"}, {"type": "projectLead"}),
        ({"type": "sd.customer.portal.only"}, {"type": "sd.customer.portal.only"}),
        ({"type": "applicationRole"}, {"type": "applicationRole"}),
        (
            {"type": "applicationRole", "parameter": "jira-software"},
            {"type": "applicationRole", "parameter": "jira-software", "value": "jira-software"},
        ),
        (
            {"type": "group", "parameter": "jira-users"},
            {
                "type": "group",
                "parameter": "jira-users",
                "value": site.groups["jira-users"],
                "expand": "group",
            },
        ),
        (
            {"type": "group", "value": site.groups["site-admins"]},
            {
                "type": "group",
                "parameter": "site-admins",
                "value": site.groups["site-admins"],
                "expand": "group",
            },
        ),
        (
            {"type": "projectRole", "parameter": "10002"},
            {"type": "projectRole", "parameter": "10002", "value": "10002", "expand": "projectRole"},
        ),
        (
            {"type": "user", "value": member.account_id},
            {"type": "user", "parameter": member.account_id, "value": member.account_id, "expand": "user"},
        ),
        (
            {"type": "userCustomField", "value": f.REVIEWER},
            {"type": "userCustomField", "parameter": f.REVIEWER, "value": f.REVIEWER, "expand": "field"},
        ),
        (
            {"type": "groupCustomField", "value": f.OWNING_GROUP},
            {
                "type": "groupCustomField",
                "parameter": f.OWNING_GROUP,
                "value": f.OWNING_GROUP,
                "expand": "field",
            },
        ),
    ]
    for sent, expected in wanted:
        answer = api.post(
            "permissionscheme/10004/permission", {"holder": sent, "permission": "DELETE_OWN_COMMENTS"}
        )
        if answer.status_code == 400:  # the seed grants this already; it must say so and change nothing
            assert "already" in answer.text
            continue
        grant = answer.json()
        assert answer.status_code == 201
        assert grant["holder"] == expected
        assert grant["self"] == f"{BASE_URL}/rest/api/3/permissionscheme/10004/permission/{grant['id']}"
        one = api.get(f"permissionscheme/10004/permission/{grant['id']}").json()
        assert one == grant
    everything = api.get("permissionscheme/10004/permission", expand="all").json()["permissions"]
    expanded = {h["type"]: h for g in everything for h in [g["holder"]]}
    assert expanded["group"]["group"]["groupId"] == expanded["group"]["value"]
    assert expanded["user"]["user"]["displayName"] == member.display_name
    assert expanded["projectRole"]["projectRole"]["name"] in {
        n for p in site.projects.values() for n in p.roles
    }
    assert expanded["userCustomField"]["field"]["name"] == "Reviewer"
    assert expanded["groupCustomField"]["field"]["name"] == "Owning group"


def test_a_grant_counts_at_once_and_so_does_its_removal(api: Api) -> None:
    site, project = api.site, api.project("PLAT")
    before = site.config_version
    body = {"holder": {"type": "anyone"}, "permission": "BROWSE_PROJECTS"}
    assert api.get("project/PLAT", "no access").status_code == 404
    grant = api.post("permissionscheme/10000/permission", body).json()
    assert site.config_version > before
    assert api.get("project/PLAT", "no access").status_code == 200
    status, messages, _ = error_of(api.post("permissionscheme/10000/permission", body))
    assert (status, messages) == (400, ["The permission is granted to this holder already."])
    before = site.config_version
    path = f"permissionscheme/10000/permission/{grant['id']}"
    assert api.call("DELETE", path).status_code == 204
    assert site.config_version > before
    assert api.get("project/PLAT", "no access").status_code == 404
    assert api.call("DELETE", path).status_code == 400
    assert api.get(path).status_code == 404
    assert not has_project(site, api.actor("no access"), "BROWSE_PROJECTS", project)


@pytest.mark.parametrize(
    ("holder", "permission"),
    [
        ({"type": "moon"}, "BROWSE_PROJECTS"),
        ({}, "BROWSE_PROJECTS"),
        ({"type": "group"}, "BROWSE_PROJECTS"),
        ({"type": "group", "parameter": "nobody-here"}, "BROWSE_PROJECTS"),
        ({"type": "projectRole", "parameter": "Administrators"}, "BROWSE_PROJECTS"),
        ({"type": "projectRole", "value": "999"}, "BROWSE_PROJECTS"),
        ({"type": "user", "value": "unknown"}, "BROWSE_PROJECTS"),
        ({"type": "applicationRole", "value": "unknown"}, "BROWSE_PROJECTS"),
        ({"type": "userCustomField", "value": f.OWNING_GROUP}, "BROWSE_PROJECTS"),
        ({"type": "userCustomField", "value": "reporter"}, "BROWSE_PROJECTS"),
        ({"type": "groupCustomField", "value": f.REVIEWER}, "BROWSE_PROJECTS"),
        ({"type": "anyone"}, "ADMINISTER"),
        ({"type": "anyone"}, "NO_SUCH_KEY"),
        ({"type": "anyone"}, None),
    ],
)
def test_grants_that_name_nothing_are_refused(
    api: Api, holder: dict[str, str], permission: str | None
) -> None:
    before = list(api.site.permission_schemes[10000].grants)
    answer = api.post("permissionscheme/10000/permission", {"holder": holder, "permission": permission})
    assert error_of(answer)[0] == 400
    assert api.site.permission_schemes[10000].grants == before


@pytest.mark.parametrize("about", ["project administrator", "member", "no access"])
def test_only_jira_administrators_change_schemes(api: Api, about: str) -> None:
    body = {"holder": {"type": "anyone"}, "permission": "BROWSE_PROJECTS"}
    grant = api.site.permission_schemes[10000].grants[0].id
    for method, path, json in (
        ("POST", "permissionscheme", {"name": "Mine"}),
        ("PUT", "permissionscheme/10000", {"name": "Mine"}),
        ("DELETE", "permissionscheme/10000", None),
        ("POST", "permissionscheme/10000/permission", body),
        ("DELETE", f"permissionscheme/10000/permission/{grant}", None),
    ):
        assert api.call(method, path, about, json=json).status_code == 403
    answer = api.call("PUT", "project/PLAT/permissionscheme", about, json={"id": 10001})
    assert answer.status_code == (404 if about == "no access" else 403)
    assert api.get("permissionscheme/10000/permission", about).status_code == 200


def test_apps_need_the_scope(api: Api) -> None:
    body = {"name": "By an app"}
    assert api.post("permissionscheme", body, app_actor(api.site, "PROJECT_ADMIN")).status_code == 403
    assert api.post("permissionscheme", body, app_actor(api.site, "ADMIN")).status_code == 201
    assert api.get("permissionscheme", app_actor(api.site, "READ")).status_code == 200


def test_making_renaming_assigning_and_removing_a_scheme(api: Api) -> None:
    site = api.site
    browse = {"holder": {"type": "applicationRole"}, "permission": "BROWSE_PROJECTS"}
    edit = {"holder": {"type": "reporter"}, "permission": "EDIT_ISSUES"}
    made = api.post("permissionscheme", {"name": "Wide", "description": "All look", "permissions": [browse]})
    assert made.status_code == 201
    scheme = made.json()
    assert scheme["id"] == 10006  # 10005 is the private one of the team-managed project
    assert [g["permission"] for g in scheme["permissions"]] == ["BROWSE_PROJECTS"]
    path = f"permissionscheme/{scheme['id']}"
    kept = scheme["permissions"][0]["id"]
    changed = api.call("PUT", path, json={"name": "Wider", "permissions": [edit, browse]}).json()
    assert (changed["name"], changed["description"]) == ("Wider", "All look")
    assert changed["permissions"][1]["id"] == kept
    assert api.call("PUT", path, json={"name": "Widest"}).json()["permissions"] == changed["permissions"]

    assert api.get("project/BUS", "no access").status_code == 404
    before = site.config_version
    assert (
        api.call("PUT", "project/BUS/permissionscheme", json={"id": scheme["id"]}).json()["name"] == "Widest"
    )
    assert site.config_version > before
    assert api.get("project/BUS", "no access").status_code == 200
    assert api.get("project/BUS/permissionscheme").json()["id"] == scheme["id"]
    status, messages, _ = error_of(api.call("DELETE", path))
    assert (status, messages) == (
        400,
        ["The permission scheme is used by Service Bus and cannot be deleted."],
    )
    assert api.call("PUT", "project/BUS/permissionscheme", json={"id": 10002}).status_code == 200
    assert api.call("DELETE", path).status_code == 204
    assert api.get(path).status_code == 404
    assert api.call("PUT", "project/BUS/permissionscheme", json={"id": scheme["id"]}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "  "},
        {"name": "x" * 256},
        {"name": "default SOFTWARE scheme"},
        {"name": "N", "permissions": [{"permission": "BROWSE_PROJECTS"}]},
        {"name": "N", "permissions": [{"permission": "EDIT_ISSUES", "holder": {"type": "anyone"}}] * 2},
        {"name": "N", "unknown": 1},
        {"name": 7},
    ],
)
def test_schemes_that_are_refused(api: Api, body: dict[str, Any]) -> None:
    before = dict(api.site.permission_schemes)
    assert api.post("permissionscheme", body).status_code == 400
    assert api.site.permission_schemes == before


def test_numbers_that_are_none(api: Api) -> None:
    answer = api.get("permissionscheme/abc")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert error_of(api.get("permissionscheme/99999"))[0] == 404


def test_who_sees_the_scheme_of_a_project(api: Api) -> None:
    path = "project/PLAT/permissionscheme"
    assert api.get(path, "project administrator").json()["name"] == "Default software scheme"
    assert api.get(path, "site administrator", expand="all").json()["permissions"]
    assert api.get(path, "member").status_code == 403
    assert api.get(path, "no access").status_code == 404
    assert api.get("project/ABSENT/permissionscheme").status_code == 404


def test_the_access_of_a_team_managed_project_is_not_readable(api: Api) -> None:
    said = "The project 'BATCH' is team-managed and has no permission scheme."
    for who in ("site administrator", "project administrator"):
        status, messages, _ = error_of(api.get("project/BATCH/permissionscheme", who))
        assert (status, messages) == (404, [said])
    answer = api.call("PUT", "project/BATCH/permissionscheme", json={"id": 10000})
    assert error_of(answer)[:2] == (404, [said])
    private = api.project("BATCH").scheme.id
    assert api.get(f"permissionscheme/{private}").status_code == 404
    body = {"holder": {"type": "anyone"}, "permission": "BROWSE_PROJECTS"}
    assert api.post(f"permissionscheme/{private}/permission", body).status_code == 404


def test_issue_security_schemes(api: Api) -> None:
    plain = {
        "self": f"{BASE_URL}/rest/api/3/issuesecurityschemes/10000",
        "id": 10000,
        "name": "Service Bus issue security",
        "description": "Who sees confidential work of Service Bus.",
    }
    level = {
        "self": f"{BASE_URL}/rest/api/3/securitylevel/10000",
        "id": "10000",
        "name": "Team",
        "description": "Members of the project see it.",
    }
    assert api.get("issuesecurityschemes").json() == {"issueSecuritySchemes": [plain]}
    for about in ("project administrator", "member"):
        assert api.get("issuesecurityschemes", about).status_code == 403
        assert api.get("issuesecurityschemes/10000", about).status_code == 403
        assert api.get("issuesecurityschemes/404", about).status_code == 403
    full = api.get("issuesecurityschemes/10000").json()
    assert full["levels"][0] == level
    assert api.get("project/BUS/issuesecuritylevelscheme").json() == full
    assert api.get("project/BUS/issuesecuritylevelscheme", "member").status_code == 403
    assert api.get("project/BUS/issuesecuritylevelscheme", "viewer").status_code == 404
    assert api.get("project/PLAT/issuesecuritylevelscheme").status_code == 404
    assert api.get("issuesecurityschemes/404").status_code == 404
    assert api.get("issuesecurityschemes/abc").status_code == 400
    assert api.get("securitylevel/10000", None).json() == level
    assert api.get("securitylevel/99", None).status_code == 404
    for path in ("search", "level", "level/member", "project"):
        assert api.get(f"issuesecurityschemes/{path}", "member").status_code == 403
        assert api.get(f"issuesecurityschemes/{path}", id="x").status_code == (
            200 if path == "project" else 400
        )


def test_security_schemes_are_listed_across_the_site(api: Api) -> None:
    def values(path: str, **params: Any) -> Any:
        return api.get(f"issuesecurityschemes/{path}", **params).json()["values"]

    (scheme,) = values("search")
    assert (scheme["id"], "projectIds" in scheme) == (10000, False)
    bus = int(api.project("BUS").id)
    assert values("search", projectId=[bus, api.project("PLAT").id])[0]["projectIds"] == [bus]
    assert values("search", projectId=api.project("PLAT").id) == values("search", id=404) == []
    levels = values("level")
    assert [(v["id"], v["name"], v["isDefault"]) for v in levels] == [
        ("10000", "Team", False),
        ("10001", "Confidential", False),
    ]
    assert values("level", id=10001) == levels[1:]
    assert values("level", id=10001, schemeId=10000) == levels
    assert values("level", onlyDefault=True) == values("level", schemeId=404) == []
    members = values("level/member", levelId=10001)
    assert [m["holder"]["type"] for m in members] == ["projectRole", "reporter", "assignee"]
    assert values("level/member", id=members[1]["id"]) == members[1:2]
    older = api.get("issuesecurityschemes/10000/members", issueSecurityLevelId="10001").json()["values"]
    assert [str(m["id"]) for m in older] == [m["id"] for m in members]
    assert values("project") == [{"issueSecuritySchemeId": "10000", "projectId": str(bus)}]
    assert values("project", projectId=api.project("PLAT").id) == []


def test_levels_of_a_project_are_for_those_who_may_set_them(api: Api) -> None:
    names = [level["name"] for level in api.get("project/BUS/securitylevel").json()["levels"]]
    assert names == ["Team", "Confidential"]
    assert api.get("project/BUS/securitylevel", "member").json() == {"levels": []}
    assert api.get("project/BUS/securitylevel", "viewer").status_code == 404
    assert api.get("project/PLAT/securitylevel").json() == {"levels": []}
    assert api.get("project/BATCH/securitylevel").json() == {"levels": []}


def test_members_of_security_levels(api: Api) -> None:
    bean = api.get("issuesecurityschemes/10000/members", issueSecurityLevelId="10001").json()
    assert bean["total"] == 3
    assert [member["holder"]["type"] for member in bean["values"]] == ["projectRole", "reporter", "assignee"]
    assert {member["issueSecurityLevelId"] for member in bean["values"]} == {10001}
    first = api.get("issuesecurityschemes/10000/members", maxResults=1, expand="all").json()
    assert first["values"][0]["holder"]["projectRole"]["name"] == "Member"
    assert first["isLast"] is False
    assert api.get("issuesecurityschemes/10000/members", "member").status_code == 403
