"""
Permission schemes: reading and changing them, their grants, and which one a project uses.

The access of a team-managed project is a scheme inside this site only: it is in no list and no call reaches it.
Source: Jira Cloud REST v3, "Permission schemes", "Project permission schemes".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Grant, Holder, PermissionScheme, Project, Site
from jxl_sandbox.jira.rest.errors import ProblemError, RestError, project_not_found
from jxl_sandbox.jira.rest.grants import grant_json, parse_expand, parse_grant, scheme_json
from jxl_sandbox.jira.rest.params import query_list, read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_browse, has_global, has_project

_FIRST_ID = 10000
_SCHEME = {
    "name": "str",
    "description": "str",
    "permissions": "objects",
    "expand": "str",
    "id": "int",
    "self": "str",
    "scope": "object",
}
_MOST_NAME_CHARS = 255


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/permissionscheme/{schemeId}"
    scheme = {"GET": get_scheme, "PUT": update_scheme, "DELETE": delete_scheme}
    project = {"GET": get_assigned_scheme, "PUT": assign_scheme}
    return [
        *routes_for("/permissionscheme", {"GET": get_all_schemes, "POST": create_scheme}),
        *routes_for(one, scheme),
        *routes_for(f"{one}/permission", {"GET": get_grants, "POST": create_grant}),
        *routes_for(f"{one}/permission/{{permissionId}}", {"GET": get_grant, "DELETE": delete_grant}),
        *routes_for("/project/{projectKeyOrId}/permissionscheme", project),
    ]


def require_administrator(request: Request) -> None:
    """
    Let only *Administer Jira* pass.

    Raises:
        RestError: 403.
    """
    if not has_global(site_of(request), actor_of(request), "ADMINISTER"):
        raise RestError(403, "You need the global permission 'Administer Jira' for this.")


def next_grant_id(site: Site) -> int:
    """Number a new grant, through all schemes of the site."""
    schemes = [*site.permission_schemes.values(), *(p.scheme for p in site.projects.values())]
    return max((grant.id for scheme in schemes for grant in scheme.grants), default=_FIRST_ID - 1) + 1


async def get_all_schemes(request: Request) -> Response:
    """List the schemes of the site."""
    site, expand = site_of(request), _expand(request)
    count_points(request, len(site.permission_schemes))
    shown = [scheme_json(site, scheme, expand) for scheme in site.permission_schemes.values()]
    return json_response({"permissionSchemes": shown})


async def get_scheme(request: Request) -> Response:
    """Tell one scheme."""
    scheme, expand = _scheme(request), _expand(request)
    count_points(request, 1)
    return json_response(scheme_json(site_of(request), scheme, expand))


async def create_scheme(request: Request) -> Response:
    """Make a scheme, with or without grants."""
    require_administrator(request)
    site, expand = site_of(request), _expand(request)
    name, description, asked = await _read_scheme(request, None)
    taken = {*site.permission_schemes, *(project.scheme.id for project in site.projects.values())}
    scheme = PermissionScheme(max(taken, default=_FIRST_ID - 1) + 1, name, description or "")
    _set_grants(site, scheme, asked or [])
    site.permission_schemes[scheme.id] = scheme
    site.config_version += 1
    return json_response(scheme_json(site, scheme, expand or ("permissions",)), 201)


async def update_scheme(request: Request) -> Response:
    """Rename or describe a scheme; a list of grants replaces all it has."""
    require_administrator(request)
    site, scheme, expand = site_of(request), _scheme(request), _expand(request)
    name, description, asked = await _read_scheme(request, scheme)
    scheme.name = name
    if description is not None:
        scheme.description = description
    if asked is not None:
        _set_grants(site, scheme, asked)
    site.config_version += 1
    return json_response(scheme_json(site, scheme, expand or ("permissions",)))


async def delete_scheme(request: Request) -> Response:
    """Remove a scheme that no project uses."""
    require_administrator(request)
    site, scheme = site_of(request), _scheme(request)
    users = [project.name for project in site.projects.values() if project.scheme is scheme]
    if users:
        raise RestError(400, f"The permission scheme is used by {', '.join(users)} and cannot be deleted.")
    del site.permission_schemes[scheme.id]
    site.config_version += 1
    return Response(status_code=204)


async def get_grants(request: Request) -> Response:
    """List the grants of a scheme."""
    site, scheme, expand = site_of(request), _scheme(request), _expand(request)
    count_points(request, len(scheme.grants), each=2)
    grants = [grant_json(site, scheme, grant, expand) for grant in scheme.grants]
    return json_response({"permissions": grants, "expand": "user,group,projectRole,field,all"})


async def create_grant(request: Request) -> Response:
    """Grant one permission to one holder."""
    require_administrator(request)
    site, scheme, expand = site_of(request), _scheme(request), _expand(request)
    members = {"holder": "object", "permission": "str", "id": "int", "self": "str"}
    key, holder = parse_grant(site, await read_object(request, members))
    if any((g.permission, g.holder_type, g.parameter) == (key, *holder) for g in scheme.grants):
        raise RestError(400, "The permission is granted to this holder already.")
    grant = Grant(next_grant_id(site), key, *holder)
    scheme.grants.append(grant)
    site.config_version += 1
    return json_response(grant_json(site, scheme, grant, expand), 201)


async def get_grant(request: Request) -> Response:
    """Tell one grant."""
    site, scheme, expand = site_of(request), _scheme(request), _expand(request)
    count_points(request, 1, each=2)
    return json_response(grant_json(site, scheme, _grant(request, scheme, 404), expand))


async def delete_grant(request: Request) -> Response:
    """Take one grant back."""
    require_administrator(request)
    site, scheme = site_of(request), _scheme(request)
    scheme.grants.remove(_grant(request, scheme, 400))
    site.config_version += 1
    return Response(status_code=204)


async def get_assigned_scheme(request: Request) -> Response:
    """Tell the scheme that a project uses; for its administrators."""
    site, actor, project = site_of(request), actor_of(request), _project(request)
    is_theirs = has_project(site, actor, "ADMINISTER_PROJECTS", project)
    if not is_theirs and not has_global(site, actor, "ADMINISTER"):
        raise RestError(403, "You need to administer the project to see its permission scheme.")
    _refuse_team_managed(project)
    expand = _expand(request)
    count_points(request, 1)
    return json_response(scheme_json(site, project.scheme, expand))


async def assign_scheme(request: Request) -> Response:
    """Give a project another scheme."""
    site, project = site_of(request), _project(request)
    require_administrator(request)
    _refuse_team_managed(project)
    expand = _expand(request)
    body = await read_object(request, {"id": "int"})
    scheme = site.permission_schemes.get(body.get("id", -1))
    if scheme is None:
        raise _scheme_not_found()
    project.scheme = scheme
    site.config_version += 1
    return json_response(scheme_json(site, scheme, expand))


def _expand(request: Request) -> frozenset[str]:
    return parse_expand(query_list(request, "expand"))


def _number(request: Request, name: str) -> int:
    text: str = request.path_params[name]
    if not (text.isascii() and text.isdigit()):
        raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")
    return int(text)


def _scheme(request: Request) -> PermissionScheme:
    scheme = site_of(request).permission_schemes.get(_number(request, "schemeId"))
    if scheme is None:
        raise _scheme_not_found()
    return scheme


def _scheme_not_found() -> RestError:
    return RestError(404, "The requested permission scheme was not found.")


def _grant(request: Request, scheme: PermissionScheme, missing_status: int) -> Grant:
    number = _number(request, "permissionId")
    grant = next((grant for grant in scheme.grants if grant.id == number), None)
    if grant is None:
        raise RestError(missing_status, "The requested permission grant was not found.")
    return grant


def _project(request: Request) -> Project:
    id_or_key: str = request.path_params["projectKeyOrId"]
    project = site_of(request).find_project(id_or_key)
    if project is None or not can_browse(site_of(request), actor_of(request), project):
        raise project_not_found(id_or_key)
    return project


def _refuse_team_managed(project: Project) -> None:
    if project.style == "next-gen":
        raise RestError(404, f"The project '{project.key}' is team-managed and has no permission scheme.")


async def _read_scheme(
    request: Request, own: PermissionScheme | None
) -> tuple[str, str | None, list[tuple[str, Holder]] | None]:
    """Read name, description (None: not said) and grants (None: not said) of a scheme."""
    site = site_of(request)
    body: dict[str, Any] = await read_object(request, _SCHEME)
    name = str(body.get("name", "")).strip()
    if not name:
        raise RestError(400, "The name of a permission scheme must not be empty.")
    if len(name) > _MOST_NAME_CHARS:
        raise RestError(400, f"The name of a permission scheme has at most {_MOST_NAME_CHARS} characters.")
    others = (scheme for scheme in site.permission_schemes.values() if scheme is not own)
    if any(scheme.name.casefold() == name.casefold() for scheme in others):
        raise RestError(400, f"There is a permission scheme named '{name}' already.")
    grants = body.get("permissions")
    asked = None if grants is None else [parse_grant(site, grant) for grant in grants]
    if asked is not None and len(set(asked)) != len(asked):
        raise RestError(400, "The same permission grant is there twice.")
    return name, body.get("description"), asked


def _set_grants(site: Site, scheme: PermissionScheme, asked: list[tuple[str, Holder]]) -> None:
    """Replace the grants; those that stay keep their numbers."""
    kept = {(g.permission, (g.holder_type, g.parameter)): g for g in scheme.grants}
    number = next_grant_id(site)
    grants = []
    for key, holder in asked:
        grant = kept.get((key, holder))
        if grant is None:
            grant = Grant(number, key, *holder)
            number += 1
        grants.append(grant)
    scheme.grants[:] = grants
