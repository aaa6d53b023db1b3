"""
What the caller, or somebody else, may do.

Source: Jira Cloud REST v3, "Permissions".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Issue, PermissionDefinition, Project, Site
from jxl_sandbox.jira.rest.errors import RestError, issue_not_found, not_authenticated, project_not_found
from jxl_sandbox.jira.rest.params import query_list, read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import (
    IssueSight,
    can_browse,
    can_see_issue,
    has_global,
    has_project,
    has_project_anywhere,
)

_MOST = 1000


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/mypermissions", {"GET": get_my_permissions}),
        *routes_for("/permissions", {"GET": get_all_permissions}),
        *routes_for("/permissions/check", {"POST": check_permissions}),
        *routes_for("/permissions/project", {"POST": get_permitted_projects}),
    ]


async def get_my_permissions(request: Request) -> Response:
    """Say which of the named permissions the caller has: on the site, in a project, or on an issue."""
    site, actor = site_of(request), actor_of(request)
    keys = query_list(request, "permissions")
    if not keys:
        raise RestError(400, "The 'permissions' query parameter is required.")
    unknown = [key for key in keys if key not in site.permissions]
    if unknown:
        raise RestError(400, errors=dict.fromkeys(unknown, "Unrecognized permission"))
    project, issue = _context(request)
    answer = {}
    for key in dict.fromkeys(keys):
        definition = site.permissions[key]
        answer[key] = {
            "id": definition.id,
            "key": key,
            "name": definition.name,
            "type": definition.type,
            "description": definition.description,
            "havePermission": _has(site, actor, definition, project, issue),
        }
    count_points(request, len(answer), each=2)
    return json_response({"permissions": answer})


async def get_all_permissions(request: Request) -> Response:
    """List every permission the site knows, those of apps included."""
    definitions = site_of(request).permissions.values()
    count_points(request, len(definitions), each=2)
    return json_response(
        {
            "permissions": {
                d.key: {"key": d.key, "name": d.name, "type": d.type, "description": d.description}
                for d in definitions
            }
        }
    )


async def check_permissions(request: Request) -> Response:
    """
    Say which of many permissions a person has on many projects and issues: only what is granted comes back.

    Asking about somebody else needs *Administer Jira*, but an app that acts as itself may ask about anyone.
    """
    site, caller = site_of(request), actor_of(request)
    body = await read_object(
        request, {"accountId": "str", "globalPermissions": "strings", "projectPermissions": "objects"}
    )
    actor = _asked_about(site, caller, body.get("accountId"))
    global_keys = list(dict.fromkeys(body.get("globalPermissions", ())))
    asked = [_project_question(question) for question in body.get("projectPermissions", ())]
    _refuse_unknown(site, global_keys, "GLOBAL")
    for keys, _, _ in asked:
        _refuse_unknown(site, keys, "PROJECT")
    if len({i for _, ids, _ in asked for i in ids}) > _MOST:
        raise RestError(400, f"At most {_MOST} projects can be checked in one request.")
    if len({i for _, _, ids in asked for i in ids}) > _MOST:
        raise RestError(400, f"At most {_MOST} issues can be checked in one request.")
    answer = []
    sight = IssueSight(site, actor)
    for keys, project_ids, issue_ids in asked:
        projects = [site.projects[str(i)] for i in project_ids if str(i) in site.projects]
        issues = [site.issues[i] for i in issue_ids if i in site.issues]
        seen = [issue for issue in issues if sight.sees(issue)]
        for key in keys:
            answer.append(
                {
                    "permission": key,
                    "issues": [
                        i.id for i in seen if has_project(site, actor, key, site.projects[i.project_id], i)
                    ],
                    "projects": [int(p.id) for p in projects if has_project(site, actor, key, p)],
                }
            )
    count_points(request, len(global_keys) + len(answer), each=2)
    return json_response(
        {
            "projectPermissions": answer,
            "globalPermissions": [key for key in global_keys if has_global(site, actor, key)],
        }
    )


async def get_permitted_projects(request: Request) -> Response:
    """List the projects in which the caller has all of the named permissions."""
    site, actor = site_of(request), actor_of(request)
    body = await read_object(request, {"permissions": "strings"})
    keys = body.get("permissions") or []
    if not keys:
        raise RestError(400, "At least one permission is required.")
    _refuse_unknown(site, keys, "PROJECT")
    found = [p for p in site.projects.values() if all(has_project(site, actor, key, p) for key in keys)]
    count_points(request, len(found))
    return json_response({"projects": [{"id": int(p.id), "key": p.key} for p in found]})


def _context(request: Request) -> tuple[Project | None, Issue | None]:
    """Find the project or issue that the query names; one the caller may not see is not there."""
    site, actor = site_of(request), actor_of(request)
    query = request.query_params
    for unbuilt in ("projectUuid", "projectConfigurationUuid", "commentId"):
        if query.get(unbuilt):
            raise RestError(501, f"The sandbox does not know the parameter '{unbuilt}'.")
    issue_name = query.get("issueKey") or query.get("issueId")
    if issue_name:
        issue = site.find_issue(issue_name)
        if issue is None or not can_see_issue(site, actor, issue):
            raise issue_not_found()
        return site.projects[issue.project_id], issue
    project_name = query.get("projectKey") or query.get("projectId")
    if project_name:
        project = site.find_project(project_name)
        if project is None or not can_browse(site, actor, project):
            raise project_not_found(project_name)
        return project, None
    return None, None


def _has(
    site: Site, actor: Actor, definition: PermissionDefinition, project: Project | None, issue: Issue | None
) -> bool:
    if definition.type == "GLOBAL":
        return has_global(site, actor, definition.key)
    if project is None:
        return has_project_anywhere(site, actor, definition.key)
    return has_project(site, actor, definition.key, project, issue)


def _asked_about(site: Site, caller: Actor, account_id: str | None) -> Actor:
    if account_id is None or (caller.user is not None and caller.user.account_id == account_id):
        return caller
    if caller.user is None:
        raise not_authenticated()
    if caller.kind != "app" and not has_global(site, caller, "ADMINISTER"):
        raise RestError(403, "Only Jira administrators may check the permissions of other users.")
    user = site.users.get(account_id)
    if user is None:
        raise RestError(400, f"The account ID '{account_id}' is not valid.")
    return Actor("basic", user)


def _refuse_unknown(site: Site, keys: Iterable[str], kind: str) -> None:
    wrong = [key for key in keys if key not in site.permissions or site.permissions[key].type != kind]
    if wrong:
        raise RestError(400, errors=dict.fromkeys(wrong, "Unrecognized permission"))


def _project_question(question: dict[str, Any]) -> tuple[Sequence[str], Sequence[int], Sequence[int]]:
    keys = question.get("permissions")
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        raise RestError(400, "At least one project permission must be provided.")
    ids = [question.get(name) or [] for name in ("projects", "issues")]
    for members in ids:
        if not isinstance(members, list) or not all(type(member) is int for member in members):
            raise RestError(400, "Project and issue ids must be whole numbers.")
    return list(dict.fromkeys(keys)), list(dict.fromkeys(ids[0])), list(dict.fromkeys(ids[1]))
