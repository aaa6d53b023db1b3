"""
Single priorities, resolutions, statuses and issue types, and lists of them by page or by search.

Source: Jira Cloud REST v3, "Issue priorities", "Issue resolutions", "Status", "Workflow statuses", "Issue types".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import STATUS_CATEGORIES, Actor, Priority, Resolution, Site, Status
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.configuration import issue_type_details, status_details
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_bool, query_int, query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_browse, has_global, has_project_anywhere, project_ids_with

_DEFAULT_PRIORITY = "3"
_CATEGORY_WORDS = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE", "undefined": "TODO"}
_MOST_NAMED = 50


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/priority/search", {"GET": search_priorities}),
        *routes_for("/priority/{id}", {"GET": get_priority}),
        *routes_for("/resolution/search", {"GET": search_resolutions}),
        *routes_for("/resolution/{id}", {"GET": get_resolution}),
        *routes_for("/status/{idOrName}", {"GET": get_status}),
        *routes_for("/statuscategory/{idOrKey}", {"GET": get_status_category}),
        *routes_for("/statuses", {"GET": get_statuses_by_id}),
        *routes_for("/statuses/byNames", {"GET": get_statuses_by_name}),
        *routes_for("/statuses/search", {"GET": search_statuses}),
        *routes_for("/issuetype/project", {"GET": get_issue_types_of_project}),
        *routes_for("/issuetype/{id}", {"GET": get_issue_type}),
    ]


async def search_priorities(request: Request) -> Response:
    """List priorities by page, by id and name."""
    site, query = site_of(request), request.query_params
    ids, words = set(query_list(request, "id")), query.get("priorityName", "").casefold()
    only_default = query_bool(request, "onlyDefault")
    found = [
        p
        for p in site.priorities.values()
        if (not ids or p.id in ids)
        and words in p.name.casefold()
        and (not only_default or p.id == _DEFAULT_PRIORITY)
    ]
    bean, shown = page(request, found, lambda p: _priority(site, p))
    count_points(request, shown)
    return json_response(bean)


async def get_priority(request: Request) -> Response:
    """Give one priority."""
    site, wanted = site_of(request), request.path_params["id"]
    if wanted not in site.priorities:
        raise RestError(404, f"The priority with id '{wanted}' does not exist.")
    return json_response(_priority(site, site.priorities[wanted]))


async def search_resolutions(request: Request) -> Response:
    """List resolutions by page, by id; none of them is a default."""
    site = site_of(request)
    ids, only_default = set(query_list(request, "id")), query_bool(request, "onlyDefault")
    found = [] if only_default else [r for r in site.resolutions.values() if not ids or r.id in ids]

    def render(resolution: Resolution) -> dict[str, Any]:
        return e.resolution_json(site, resolution) | {"isDefault": False}

    bean, shown = page(request, found, render)
    count_points(request, shown)
    return json_response(bean)


async def get_resolution(request: Request) -> Response:
    """Give one resolution."""
    site, wanted = site_of(request), request.path_params["id"]
    if wanted not in site.resolutions:
        raise RestError(404, f"The resolution with id '{wanted}' does not exist.")
    return json_response(e.resolution_json(site, site.resolutions[wanted]))


async def get_status(request: Request) -> Response:
    """Give one status by id or name; of several of a name the first that the caller may know."""
    site, actor, wanted = site_of(request), actor_of(request), request.path_params["idOrName"]
    known = [s for s in site.statuses.values() if _in_sight(site, actor, s.project_id)]
    by_name = (s for s in known if s.name.casefold() == wanted.casefold())
    found = next((s for s in known if s.id == wanted), None) or next(by_name, None)
    if found is None:
        raise RestError(404, f"The status '{wanted}' does not exist.")
    return json_response(status_details(site, found))


async def get_status_category(request: Request) -> Response:
    """Give one status category by id or key."""
    wanted = request.path_params["idOrKey"]
    for category in STATUS_CATEGORIES.values():
        if wanted in (str(category.id), category.key):
            return json_response(e.status_category_json(site_of(request), category))
    raise RestError(404, f"The status category '{wanted}' does not exist.")


async def get_statuses_by_id(request: Request) -> Response:
    """Give some statuses by id; unknown ones are left out. Closed to Connect apps."""
    wanted = _named(request, "id")
    return json_response([_jira_status(s) for s in _administered(request) if s.id in wanted])


async def get_statuses_by_name(request: Request) -> Response:
    """Give some statuses by name, the site's or a project's; unknown ones are left out."""
    wanted = {name.casefold() for name in _named(request, "name")}
    project_id = request.query_params.get("projectId")
    found = [s for s in _administered(request) if s.name.casefold() in wanted and s.project_id == project_id]
    return json_response([_jira_status(s) for s in found])


async def search_statuses(request: Request) -> Response:
    """List statuses by page, the site's or a project's, by a part of the name and by category."""
    query = request.query_params
    category, project_id = query.get("statusCategory"), query.get("projectId")
    if category and category not in ("TODO", "IN_PROGRESS", "DONE"):
        raise RestError(400, f"The value '{category}' is not valid for 'statusCategory'.")
    words = query.get("searchString", "").casefold()
    found = [
        s
        for s in _administered(request)
        if words in s.name.casefold()
        and (not category or _CATEGORY_WORDS[s.category] == category)
        and s.project_id == project_id
    ]
    bean, shown = page(request, found, _jira_status, default=200, most=200)
    count_points(request, shown)
    return json_response(bean)


async def get_issue_types_of_project(request: Request) -> Response:
    """List the issue types of a project, of one level if asked."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    if not query.get("projectId"):
        raise RestError(400, "The query parameter 'projectId' is required.")
    project = site.projects.get(str(query_int(request, "projectId", 0)))
    if project is None or not can_browse(site, actor, project):
        raise RestError(404, "The project does not exist or you do not have permission to view it.")
    level = query_int(request, "level", 0) if query.get("level") else None
    types = [site.issue_types[i] for i in project.issue_type_ids]
    found = [issue_type_details(site, t) for t in types if level is None or t.hierarchy_level == level]
    count_points(request, len(found))
    return json_response(found)


async def get_issue_type(request: Request) -> Response:
    """Give one issue type."""
    site, actor, wanted = site_of(request), actor_of(request), request.path_params["id"]
    found = site.issue_types.get(wanted)
    if found is None or not _in_sight(site, actor, found.project_id):
        raise RestError(404, f"The issue type with id '{wanted}' does not exist.")
    return json_response(issue_type_details(site, found))


def _priority(site: Site, priority: Priority) -> dict[str, Any]:
    return e.priority_json(site, priority) | {
        "statusColor": priority.color,
        "description": priority.description,
        "isDefault": priority.id == _DEFAULT_PRIORITY,
    }


def _jira_status(status: Status) -> dict[str, Any]:
    scope: dict[str, Any] = {"type": "GLOBAL"}
    if status.project_id is not None:
        scope = {"type": "PROJECT", "project": {"id": status.project_id}}
    return {
        "id": status.id,
        "name": status.name,
        "statusCategory": _CATEGORY_WORDS[status.category],
        "scope": scope,
        "description": status.description,
    }


def _administered(request: Request) -> list[Status]:
    """Statuses for administrators only: all to Jira's, the site's and their projects' to projects'."""
    site, actor = site_of(request), actor_of(request)
    if has_global(site, actor, "ADMINISTER"):
        return list(site.statuses.values())
    if not has_project_anywhere(site, actor, "ADMINISTER_PROJECTS"):
        raise RestError(401, "You need 'Administer Projects' in a project or 'Administer Jira'.")
    own = project_ids_with(site, actor, "ADMINISTER_PROJECTS")
    return [s for s in site.statuses.values() if s.project_id is None or s.project_id in own]


def _named(request: Request, name: str) -> set[str]:
    wanted = set(request.query_params.getlist(name))
    if not 1 <= len(wanted) <= _MOST_NAMED:
        raise RestError(400, f"Between 1 and {_MOST_NAMED} values are needed for '{name}'.")
    return wanted


def _in_sight(site: Site, actor: Actor, project_id: str | None) -> bool:
    return project_id is None or can_browse(site, actor, site.projects[project_id])
