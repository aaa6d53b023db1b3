"""``mypermissions``, ``permissions``, ``permissions/check`` and ``permissions/project``."""

from __future__ import annotations

import pytest

from jxl_sandbox.jira.model import PermissionDefinition
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def granted(api: Api, who: str, *keys: str, **context: str) -> set[str]:
    answer = api.get("mypermissions", who, permissions=",".join(keys), **context)
    assert answer.status_code == 200, answer.text
    permissions = answer.json()["permissions"]
    assert list(permissions) == list(keys)
    return {key for key, p in permissions.items() if p["havePermission"]}


def test_in_a_project(api: Api) -> None:
    keys = ("BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS", "ADMINISTER")
    assert granted(api, "site administrator", *keys, projectKey="PLAT") == set(keys)
    assert granted(api, "project administrator", *keys, projectKey="PLAT") == set(keys[:3])
    assert granted(api, "member", *keys, projectId="10000") == set(keys[:2])
    assert granted(api, "viewer", *keys, projectKey="PLAT") == {keys[0]}


def test_shape_of_one_permission(api: Api) -> None:
    entry = api.get("mypermissions", "member", permissions="EDIT_ISSUES").json()["permissions"]["EDIT_ISSUES"]
    assert entry.pop("id").isdigit()
    assert entry == {
        "key": "EDIT_ISSUES",
        "name": "Edit Issues",
        "type": "PROJECT",
        "description": "Ability to edit issues.",
        "havePermission": True,
    }


def test_globally_means_in_any_project(api: Api) -> None:
    assert granted(api, "service agent", "EDIT_ISSUES") == {"EDIT_ISSUES"}
    assert granted(api, "no access", "EDIT_ISSUES", "BROWSE_PROJECTS") == set()


def test_on_an_issue(api: Api) -> None:
    assert granted(api, "member", "EDIT_ISSUES", issueKey="plat-1") == {"EDIT_ISSUES"}
    answer = api.get("mypermissions", "viewer", permissions="EDIT_ISSUES", issueKey="BUS-1")
    assert error_of(answer)[0] == 404


def test_permissions_must_be_named_and_known(api: Api) -> None:
    assert error_of(api.get("mypermissions"))[0] == 400
    assert error_of(api.get("mypermissions", permissions="EDIT_ISSUES,NOPE")) == (
        400,
        [],
        {"NOPE": "Unrecognized permission"},
    )


def test_a_project_out_of_sight_is_not_found(api: Api) -> None:
    for key in ("BUS", "NOPE"):
        answer = api.get("mypermissions", "viewer", permissions="EDIT_ISSUES", projectKey=key)
        assert error_of(answer) == (404, [f"No project could be found with key '{key}'."], {})


def test_an_apps_own_permission(api: Api) -> None:
    key = "com.example.sheets__view-sheets"
    api.site.permissions[key] = PermissionDefinition(key, "View sheets", "Open sheets.", "GLOBAL")
    assert granted(api, "member", key) == set()
    api.site.global_grants[key] = [("applicationRole", None)]
    assert granted(api, "no access", key) == {key}
    assert key in api.get("permissions").json()["permissions"]


def test_listing_needs_the_scope_admin(api: Api) -> None:
    assert error_of(api.get("permissions", app_actor(api.site, "READ", "WRITE", "PROJECT_ADMIN")))[0] == 403
    assert api.get("permissions", app_actor(api.site, "ADMIN")).status_code == 200


def test_check_gives_only_what_is_granted(api: Api) -> None:
    projects = {p.key: int(p.id) for p in api.site.projects.values()}
    hidden = next(
        i for i in api.project("BUS").issue_ids if api.site.issues[i].values.get("security") == "10001"
    )
    body = {
        "globalPermissions": ["ADMINISTER", "BULK_CHANGE"],
        "projectPermissions": [
            {
                "permissions": ["EDIT_ISSUES", "BROWSE_PROJECTS"],
                "projects": [*projects.values(), 99999],
                "issues": [],
            },
            {"permissions": ["EDIT_ISSUES"], "issues": [api.project("PLAT").issue_ids[0], hidden, 1]},
        ],
    }
    answer = api.post("permissions/check", body, "member").json()
    assert answer["globalPermissions"] == ["BULK_CHANGE"]
    edit, browse, on_issues = answer["projectPermissions"]
    assert set(edit["projects"]) == {projects[k] for k in ("PLAT", "BATCH", "BUS", "STUDIO", "PORTAL")}
    assert set(browse["projects"]) == set(projects.values()) - {projects["TOOLS"]}
    assert on_issues == {
        "permission": "EDIT_ISSUES",
        "issues": [api.project("PLAT").issue_ids[0]],
        "projects": [],
    }


def test_check_for_somebody_else(api: Api) -> None:
    body = {"accountId": api.person("viewer").account_id, "globalPermissions": ["BULK_CHANGE", "ADMINISTER"]}
    assert error_of(api.post("permissions/check", body, "member"))[0] == 403
    assert api.post("permissions/check", body).json()["globalPermissions"] == ["BULK_CHANGE"]
    app = app_actor(api.site, "READ")
    assert api.post("permissions/check", body, app).json()["globalPermissions"] == ["BULK_CHANGE"]
    as_person = app_actor(api.site, "READ", kind="impersonation", person=api.person("member"))
    assert error_of(api.post("permissions/check", body, as_person))[0] == 403
    assert error_of(api.post("permissions/check", {"accountId": "nobody"}))[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"globalPermissions": ["NOPE"]},
        {"globalPermissions": ["EDIT_ISSUES"]},
        {"projectPermissions": [{"permissions": ["ADMINISTER"], "projects": [10000]}]},
        {"projectPermissions": [{"projects": [10000]}]},
        {"projectPermissions": [{"permissions": ["EDIT_ISSUES"], "projects": ["10000"]}]},
        {"projectPermissions": [{"permissions": ["EDIT_ISSUES"], "projects": list(range(1001))}]},
        {"projectPermissions": [{"permissions": ["EDIT_ISSUES"], "issues": list(range(1001))}]},
        {"surprise": 1},
        [],
    ],
)
def test_check_refuses(api: Api, body: object) -> None:
    assert error_of(api.post("permissions/check", body))[0] == 400


def test_projects_with_all_permissions(api: Api) -> None:
    body = {"permissions": ["BROWSE_PROJECTS", "EDIT_ISSUES"]}
    keys = [p["key"] for p in api.post("permissions/project", body, "service agent").json()["projects"]]
    assert keys == ["HELP"]
    assert api.post("permissions/project", body, None).json() == {"projects": []}
