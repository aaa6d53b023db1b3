"""
Project roles: who is in them, in a project; and which there are on the site.

Source: Jira Cloud REST v3, "Project roles", "Project role actors". What is refused answers 404 for reads and 401
for writes there, where most of Jira says 403.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Project, Site
from jxl_sandbox.jira.rest.entities import API, avatar_urls
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, project_not_found
from jxl_sandbox.jira.rest.params import query_bool, read_json, read_object
from jxl_sandbox.jira.rest.projects import find_visible_project
from jxl_sandbox.jira.rest.routing import actor_of, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import has_global, has_project, has_project_anywhere
from jxl_sandbox.jira.roles import find_role_name, role_ids

_USER_ACTOR, _GROUP_ACTOR, _GROUP_ID_ACTOR = (
    "atlassian-user-role-actor",
    "atlassian-group-role-actor",
    "atlassian-group-role-actor-id",
)


def routes() -> list[Route]:
    """
    Build the routes.
    """
    project = "/project/{projectIdOrKey}"
    actors = {"GET": get_role, "POST": add_actors, "PUT": set_actors, "DELETE": remove_actor}
    return [
        *routes_for(f"{project}/role", {"GET": get_roles}),
        *routes_for(f"{project}/role/{{id}}", actors),
        *routes_for(f"{project}/roledetails", {"GET": get_details}),
        *routes_for("/role", {"GET": get_all}),
        *routes_for("/role/{id}", {"GET": get_one}),
    ]


async def get_roles(request: Request) -> Response:
    """List a project's roles by name; whoever administers any project may."""
    site, actor, project = site_of(request), actor_of(request), find_visible_project(request)
    if not (
        has_project_anywhere(site, actor, "ADMINISTER_PROJECTS") or has_global(site, actor, "ADMINISTER")
    ):
        raise project_not_found(request.path_params["projectIdOrKey"])
    return json_response({name: _link(site, project, name) for name in sorted(project.roles)})


async def get_role(request: Request) -> Response:
    """Tell who is in one of a project's roles."""
    project, name = _find(request, refused=404)
    without_inactive = query_bool(request, "excludeInactiveUsers")
    return json_response(_role(site_of(request), project, name, without_inactive=without_inactive))


async def add_actors(request: Request) -> Response:
    """Put people and groups into a role of a project."""
    site, (project, name) = site_of(request), _find(request, refused=401)
    body = await read_object(request, {"user": "strings", "group": "strings", "groupId": "strings"})
    added = _actors(site, body.get("user", []), body.get("group", []), body.get("groupId", []))
    if not added:
        raise RestError(400, "At least one user or group is needed.")
    project.roles[name] |= added
    site.config_version += 1
    return json_response(_role(site, project, name))


async def set_actors(request: Request) -> Response:
    """Put exactly these people and groups into a role of a project."""
    site, (project, name) = site_of(request), _find(request, refused=401)
    body = await read_json(request)
    categorised = body.get("categorisedActors") if isinstance(body, dict) else None
    if not isinstance(categorised, dict):
        raise RestError(400, INVALID_PAYLOAD)
    known = {_USER_ACTOR, _GROUP_ACTOR, _GROUP_ID_ACTOR}
    for kind, names in categorised.items():
        if kind not in known or not isinstance(names, list):
            raise RestError(400, INVALID_PAYLOAD)
    project.roles[name] = _actors(
        site, *(categorised.get(k, []) for k in (_USER_ACTOR, _GROUP_ACTOR, _GROUP_ID_ACTOR))
    )
    site.config_version += 1
    return json_response(_role(site, project, name))


async def remove_actor(request: Request) -> Response:
    """Take a person or a group out of a role of a project."""
    site, (project, name) = site_of(request), _find(request, refused=404)
    query = request.query_params
    given = [query.getlist(parameter) for parameter in ("user", "group", "groupId")]
    if sum(bool(names) for names in given) != 1:
        raise RestError(400, "Exactly one of 'user', 'group' and 'groupId' is needed.")
    removed = _actors(site, *given)
    if not removed <= project.roles[name]:
        raise RestError(404, f"That actor is not in the role '{name}' of this project.")
    project.roles[name] -= removed
    site.config_version += 1
    return Response(status_code=204)


async def get_details(request: Request) -> Response:
    """List a project's roles without their actors."""
    site, project = site_of(request), find_visible_project(request)
    _require_administrator(request, project, refused=404)
    names = sorted(project.roles)
    if query_bool(request, "currentMember"):
        user = actor_of(request).user
        own = {f"user:{user.account_id}", *(f"group:{g}" for g in user.groups)} if user else set()
        names = [name for name in names if project.roles[name] & own]
    return json_response([_details(site, project, name) for name in names])


async def get_all(request: Request) -> Response:
    """List the roles of the site; *Administer Jira*. The sandbox's roles have no default actors."""
    site = site_of(request)
    _require_site_administrator(request)
    return json_response([_site_role(site, name) for name in role_ids(site)])


async def get_one(request: Request) -> Response:
    """Give one role of the site; *Administer Jira*."""
    site = site_of(request)
    _require_site_administrator(request)
    name = find_role_name(site, request.path_params["id"])
    if name is None:
        raise _no_role(request)
    return json_response(_site_role(site, name))


def _site_role(site: Site, name: str) -> dict[str, Any]:
    number = role_ids(site)[name]
    return {
        "self": f"{site.base_url}{API}/role/{number}",
        "name": name,
        "id": number,
        "description": f"The project role {name}.",
        "actors": [],
    }


def _role(site: Site, project: Project, name: str, *, without_inactive: bool = False) -> dict[str, Any]:
    built = {
        "self": _link(site, project, name),
        "name": name,
        "id": role_ids(site)[name],
        "description": f"The project role {name}.",
    }
    if project.style == "next-gen":
        scope = {"id": project.id, "key": project.key, "name": project.name}
        built["scope"] = {"type": "PROJECT", "project": scope}
    actors = []
    for entry in project.roles[name]:
        kind, _, value = entry.partition(":")
        number = crc32(f"{project.id}/{name}/{entry}".encode()) % 10**8 + 10000
        if kind == "group" and value in site.groups:
            group = {"name": value, "displayName": value, "groupId": site.groups[value]}
            actor = {"id": number, "displayName": value, "type": _GROUP_ACTOR, "name": value}
            actors.append(actor | {"actorGroup": group})
        user = site.users.get(value) if kind == "user" else None
        if user is not None and (user.active or not without_inactive):
            actor = {"id": number, "displayName": user.display_name, "type": _USER_ACTOR}
            avatar = avatar_urls(site, user.account_id)["16x16"]
            actors.append(actor | {"avatarUrl": avatar, "actorUser": {"accountId": user.account_id}})
    built["actors"] = sorted(actors, key=lambda a: str(a["displayName"]).casefold())
    return built


def _details(site: Site, project: Project, name: str) -> dict[str, Any]:
    return {
        "self": _link(site, project, name),
        "name": name,
        "id": role_ids(site)[name],
        "description": f"The project role {name}.",
        "admin": name == "Administrators",
        "default": False,
        "roleConfigurable": True,
        "translatedName": name,
        "type": "DEFAULT",
    }


def _link(site: Site, project: Project, name: str) -> str:
    return f"{site.base_url}{API}/project/{project.id}/role/{role_ids(site)[name]}"


def _find(request: Request, *, refused: int) -> tuple[Project, str]:
    project = find_visible_project(request)
    _require_administrator(request, project, refused=refused)
    name = find_role_name(site_of(request), request.path_params["id"])
    if name is None:
        raise _no_role(request)
    project.roles.setdefault(name, set())
    return project, name


def _actors(site: Site, account_ids: list[str], names: list[str], group_ids: list[str]) -> set[str]:
    found = set()
    for account_id in account_ids:
        user = site.users.get(account_id)
        if user is None or not user.active:
            raise RestError(404, f"The user '{account_id}' does not exist or is not active.")
        found.add(f"user:{account_id}")
    by_id = {group_id: name for name, group_id in site.groups.items()}
    for name in [*names, *(by_id.get(group_id, group_id) for group_id in group_ids)]:
        if name not in site.groups:
            raise RestError(404, f"The group '{name}' does not exist.")
        found.add(f"group:{name}")
    return found


def _require_administrator(request: Request, project: Project, *, refused: int) -> None:
    site, actor = site_of(request), actor_of(request)
    if has_project(site, actor, "ADMINISTER_PROJECTS", project) or has_global(site, actor, "ADMINISTER"):
        return
    raise RestError(refused, "You need the permission 'Administer Projects' for this project.")


def _require_site_administrator(request: Request) -> None:
    if not has_global(site_of(request), actor_of(request), "ADMINISTER"):
        raise RestError(403, "You need the global permission 'Administer Jira'.")


def _no_role(request: Request) -> RestError:
    return RestError(404, f"No project role could be found with id '{request.path_params['id']}'.")
