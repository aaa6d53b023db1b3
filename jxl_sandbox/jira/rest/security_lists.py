"""
Issue security schemes across the site, by page: the schemes, their levels, who is in those, the projects they are for.

Source: Jira Cloud REST v3, "Issue security schemes". For administrators of Jira only.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import JSON, Holder, SecurityLevel, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.errors import ProblemError
from jxl_sandbox.jira.rest.grants import holder_json, parse_expand
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_bool, query_list
from jxl_sandbox.jira.rest.permission_schemes import require_administrator
from jxl_sandbox.jira.rest.routing import count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.security_model import IssueSecurityScheme

_FIRST_MEMBER_ID = 10000
Member = tuple[int, IssueSecurityScheme, SecurityLevel, Holder]


def routes() -> list[Route]:
    """
    Build the routes; changing default levels is not built.
    """
    top = "/issuesecurityschemes"
    return [
        *routes_for(f"{top}/search", {"GET": search_schemes}),
        *routes_for(f"{top}/level", {"GET": get_levels}),
        *routes_for(f"{top}/level/default", {}),
        *routes_for(f"{top}/level/member", {"GET": get_members}),
        *routes_for(f"{top}/project", {"GET": get_projects}),
    ]


async def search_schemes(request: Request) -> Response:
    """List schemes; with ``projectId`` those that one of the projects uses, and which of them."""
    require_administrator(request)
    site, ids, project_ids = site_of(request), _ids(request, "id"), set(_ids(request, "projectId"))
    schemes = [
        scheme
        for scheme in site.security_schemes.values()
        if (not ids or scheme.id in ids) and (not project_ids or scheme.project_ids & project_ids)
    ]

    def render(scheme: IssueSecurityScheme) -> dict[str, JSON]:
        built: dict[str, JSON] = {
            "id": int(scheme.id),
            "self": f"{site.base_url}{e.API}/issuesecurityschemes/{scheme.id}",
            "name": scheme.name,
            "description": scheme.description,
        }
        if scheme.default_level_id is not None:
            built["defaultLevel"] = int(scheme.default_level_id)
        if project_ids:
            built["projectIds"] = sorted(map(int, scheme.project_ids & project_ids))
        return built

    bean, shown = page(request, schemes, render)
    count_points(request, shown)
    return json_response(bean)


async def get_levels(request: Request) -> Response:
    """List levels: those named and those of the schemes named; all when nothing is."""
    require_administrator(request)
    site, ids, scheme_ids = site_of(request), _ids(request, "id"), _ids(request, "schemeId")
    only_default = query_bool(request, "onlyDefault")
    levels = [
        (scheme, level)
        for scheme, level in _all_levels(site)
        if (not (ids or scheme_ids) or level.id in ids or scheme.id in scheme_ids)
        and (not only_default or level.id == scheme.default_level_id)
    ]

    def render(found: tuple[IssueSecurityScheme, SecurityLevel]) -> dict[str, JSON]:
        scheme, level = found
        return {
            "self": f"{site.base_url}{e.API}/issuesecurityschemes/level?id={level.id}",
            "id": level.id,
            "name": level.name,
            "description": level.description,
            "isDefault": level.id == scheme.default_level_id,
            "issueSecuritySchemeId": scheme.id,
        }

    bean, shown = page(request, levels, render)
    count_points(request, shown)
    return json_response(bean)


async def get_members(request: Request) -> Response:
    """List who is in levels: members named, those of the levels and of the schemes named; all when nothing is."""
    require_administrator(request)
    site, ids = site_of(request), _ids(request, "id")
    scheme_ids, level_ids = _ids(request, "schemeId"), _ids(request, "levelId")
    expand = parse_expand(query_list(request, "expand"))
    is_open = not (ids or scheme_ids or level_ids)
    members = [
        member
        for member in all_members(site)
        if is_open or str(member[0]) in ids or member[1].id in scheme_ids or member[2].id in level_ids
    ]

    def render(member: Member) -> dict[str, JSON]:
        member_id, scheme, level, holder = member
        return {
            "id": str(member_id),
            "issueSecurityLevelId": level.id,
            "issueSecuritySchemeId": scheme.id,
            "holder": holder_json(site, holder, expand),
        }

    bean, shown = page(request, members, render)
    count_points(request, shown)
    return json_response(bean)


async def get_projects(request: Request) -> Response:
    """List which project uses which scheme."""
    require_administrator(request)
    scheme_ids, project_ids = _ids(request, "issueSecuritySchemeId"), _ids(request, "projectId")
    found: list[dict[str, JSON]] = [
        {"issueSecuritySchemeId": scheme.id, "projectId": project_id}
        for scheme in site_of(request).security_schemes.values()
        for project_id in sorted(scheme.project_ids)
        if (not scheme_ids or scheme.id in scheme_ids) and (not project_ids or project_id in project_ids)
    ]
    bean, shown = page(request, found, dict)
    count_points(request, shown)
    return json_response(bean)


def all_members(site: Site) -> list[Member]:
    """
    List who is in the levels of all schemes: number, scheme, level and holder. A number means the same in every list.
    """
    holders = [(scheme, level, holder) for scheme, level in _all_levels(site) for holder in level.holders]
    return [(_FIRST_MEMBER_ID + place, *member) for place, member in enumerate(holders)]


def _all_levels(site: Site) -> list[tuple[IssueSecurityScheme, SecurityLevel]]:
    return [(s, level) for s in site.security_schemes.values() for level in s.levels.values()]


def _ids(request: Request, name: str) -> list[str]:
    """Ids of the query, which may be repeated."""
    wanted = query_list(request, name)
    for text in wanted:
        if not (text.isascii() and text.isdigit()):
            raise ProblemError(400, f"Failed to convert '{name}' with value: '{text}'")
    return wanted
