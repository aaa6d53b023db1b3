"""
Issue security schemes and their levels, read only; changing them is closed to Connect apps and not built.

Source: Jira Cloud REST v3, "Issue security schemes", "Issue security level", "Project permission schemes".
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import JSON, Actor, Project, SecurityLevel, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.errors import ProblemError, RestError, project_not_found
from jxl_sandbox.jira.rest.grants import holder_json, parse_expand
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_list
from jxl_sandbox.jira.rest.permission_schemes import require_administrator
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rest.security_lists import all_members
from jxl_sandbox.jira.rights import can_browse, has_global, has_project
from jxl_sandbox.jira.security_model import IssueSecurityScheme


def routes() -> list[Route]:
    """
    Build the routes.
    """
    top = "/issuesecurityschemes"
    return [
        *routes_for(top, {"GET": get_all_schemes}),
        *routes_for(f"{top}/{{id}}", {"GET": get_scheme}),
        *routes_for(f"{top}/{{issueSecuritySchemeId}}/members", {"GET": get_members}),
        *routes_for("/securitylevel/{id}", {"GET": get_level}),
        *routes_for("/project/{projectKeyOrId}/securitylevel", {"GET": get_project_levels}),
        *routes_for("/project/{projectKeyOrId}/issuesecuritylevelscheme", {"GET": get_project_scheme}),
    ]


async def get_all_schemes(request: Request) -> Response:
    """List the schemes of the site, without their levels."""
    require_administrator(request)
    site = site_of(request)
    count_points(request, len(site.security_schemes))
    shown = [_scheme_json(site, scheme) for scheme in site.security_schemes.values()]
    return json_response({"issueSecuritySchemes": shown})


async def get_scheme(request: Request) -> Response:
    """Tell a scheme with its levels; also to those who administer a project that uses it."""
    site, actor = site_of(request), actor_of(request)
    scheme = _scheme(request, "id")
    is_admin = has_global(site, actor, "ADMINISTER")
    if not is_admin and (scheme is None or not _administers_one(site, actor, scheme)):
        raise RestError(403, "You need to administer a project that uses this issue security scheme.")
    if scheme is None:
        raise _scheme_not_found()
    count_points(request, 1)
    return json_response(_scheme_json(site, scheme) | {"levels": _levels(site, scheme)})


async def get_members(request: Request) -> Response:
    """List who is in the levels of a scheme, by page."""
    require_administrator(request)
    site, scheme = site_of(request), _scheme(request, "issueSecuritySchemeId")
    if scheme is None:
        raise _scheme_not_found()
    expand = parse_expand(query_list(request, "expand"))
    wanted = query_list(request, "issueSecurityLevelId")
    members = [
        {
            "id": member_id,
            "issueSecurityLevelId": int(level.id),
            "holder": holder_json(site, holder, expand),
        }
        for member_id, owner, level, holder in all_members(site)
        if owner is scheme and (not wanted or level.id in wanted)
    ]
    bean, shown = page(request, members, lambda member: member)
    count_points(request, shown)
    return json_response(bean)


async def get_level(request: Request) -> Response:
    """Tell one level; anybody may ask."""
    site, level_id = site_of(request), request.path_params["id"]
    for scheme in site.security_schemes.values():
        if level_id in scheme.levels:
            count_points(request, 1)
            return json_response(_level_json(site, scheme.levels[level_id]))
    raise RestError(404, "The issue security level was not found.")


async def get_project_levels(request: Request) -> Response:
    """List a project's levels; empty for those who may not set them."""
    site, actor, project = site_of(request), actor_of(request), _project(request)
    may_set = actor.user is not None and has_project(site, actor, "SET_ISSUE_SECURITY", project)
    levels = list(project.security_levels.values()) if may_set else []
    count_points(request, len(levels))
    return json_response({"levels": [_level_json(site, level) for level in levels]})


async def get_project_scheme(request: Request) -> Response:
    """Tell the scheme that a project uses; for its administrators."""
    site, actor, project = site_of(request), actor_of(request), _project(request)
    if not _administers(site, actor, project):
        raise RestError(403, "You need to administer the project to see its issue security scheme.")
    scheme = next((s for s in site.security_schemes.values() if project.id in s.project_ids), None)
    if scheme is None:
        raise RestError(404, f"The project '{project.key}' has no issue security scheme.")
    count_points(request, 1)
    return json_response(_scheme_json(site, scheme) | {"levels": _levels(site, scheme)})


def _scheme_json(site: Site, scheme: IssueSecurityScheme) -> dict[str, JSON]:
    built: dict[str, JSON] = {
        "self": f"{site.base_url}{e.API}/issuesecurityschemes/{scheme.id}",
        "id": int(scheme.id),
        "name": scheme.name,
        "description": scheme.description,
    }
    if scheme.default_level_id is not None:
        built["defaultSecurityLevelId"] = int(scheme.default_level_id)
    return built


def _levels(site: Site, scheme: IssueSecurityScheme) -> list[JSON]:
    return [_level_json(site, level) for level in scheme.levels.values()]


def _level_json(site: Site, level: SecurityLevel) -> dict[str, JSON]:
    return {
        "self": f"{site.base_url}{e.API}/securitylevel/{level.id}",
        "id": level.id,
        "description": level.description,
        "name": level.name,
    }


def _scheme(request: Request, name: str) -> IssueSecurityScheme | None:
    text: str = request.path_params[name]
    if not (text.isascii() and text.isdigit()):
        raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")
    return site_of(request).security_schemes.get(text)


def _scheme_not_found() -> RestError:
    return RestError(404, "The issue security scheme was not found.")


def _project(request: Request) -> Project:
    id_or_key: str = request.path_params["projectKeyOrId"]
    project = site_of(request).find_project(id_or_key)
    if project is None or not can_browse(site_of(request), actor_of(request), project):
        raise project_not_found(id_or_key)
    return project


def _administers(site: Site, actor: Actor, project: Project) -> bool:
    return has_project(site, actor, "ADMINISTER_PROJECTS", project) or has_global(site, actor, "ADMINISTER")


def _administers_one(site: Site, actor: Actor, scheme: IssueSecurityScheme) -> bool:
    return any(_administers(site, actor, site.projects[project_id]) for project_id in scheme.project_ids)
