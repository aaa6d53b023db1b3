"""
Lists of what the site is configured with: fields, issue types, statuses, priorities, resolutions, labels.

Source: Jira Cloud REST v3, "Issue fields", "Issue types", "Workflow statuses", "Issue priorities",
"Issue resolutions", "Labels", "Issue link types".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import (
    STATUS_CATEGORIES,
    Actor,
    FieldDefinition,
    IssueType,
    Priority,
    Site,
    Status,
)
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import path_int, query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import IssueSight, can_browse

_FIELD_ORDERS = ("name", "contextsCount", "lastUsed", "screensCount", "projectsCount")


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/field", {"GET": get_fields}),
        *routes_for("/field/search", {"GET": search_fields}),
        *routes_for("/issuetype", {"GET": get_issue_types}),
        *routes_for("/issueLinkType", {"GET": get_link_types}),
        *routes_for("/issueLinkType/{issueLinkTypeId}", {"GET": get_link_type}),
        *routes_for("/priority", {"GET": get_priorities}),
        *routes_for("/resolution", {"GET": get_resolutions}),
        *routes_for("/status", {"GET": get_statuses}),
        *routes_for("/statuscategory", {"GET": get_status_categories}),
        *routes_for("/label", {"GET": get_labels}),
    ]


async def get_fields(request: Request) -> Response:
    """List all fields; those of a team-managed project only to people who see it."""
    site, actor = site_of(request), actor_of(request)
    fields = [f for f in site.fields.values() if _in_sight(site, actor, f.scope_project_id)]
    count_points(request, len(fields))
    return json_response([e.field_json(f) for f in fields])


async def search_fields(request: Request) -> Response:
    """List company-managed fields by page."""
    site = site_of(request)
    if actor_of(request).user is None:
        raise RestError(401, "Client must be authenticated to access this resource.")
    wanted_ids = set(query_list(request, "id"))
    wanted_types = set(query_list(request, "type"))
    query = request.query_params.get("query", "").casefold()
    order = request.query_params.get("orderBy", "name")
    if order.lstrip("+-") not in _FIELD_ORDERS:
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    found = [
        f
        for f in site.fields.values()
        if f.scope_project_id is None
        and (not wanted_ids or f.id in wanted_ids)
        and (not wanted_types or ("custom" if f.custom else "system") in wanted_types)
        and (query in f.name.casefold() or query in f.description.casefold())
    ]
    if order.lstrip("+-") == "name":
        found.sort(key=lambda f: f.name.casefold(), reverse=order.startswith("-"))
    bean, shown = page(request, found, _searched_field, most=100)
    count_points(request, shown)
    return json_response(bean)


async def get_issue_types(request: Request) -> Response:
    """List the issue types of all projects the caller sees."""
    site, actor = site_of(request), actor_of(request)
    types = [t for t in site.issue_types.values() if _in_sight(site, actor, t.project_id)]
    count_points(request, len(types))
    return json_response([issue_type_details(site, t) for t in types])


async def get_link_types(request: Request) -> Response:
    """List the link types."""
    site = site_of(request)
    count_points(request, len(site.link_types))
    return json_response({"issueLinkTypes": [e.link_type_json(site, t) for t in site.link_types.values()]})


async def get_link_type(request: Request) -> Response:
    """Give one link type, to whoever may browse some project."""
    site, actor = site_of(request), actor_of(request)
    link_type = site.link_types.get(str(path_int(request, "issueLinkTypeId")))
    if link_type is None or not any(can_browse(site, actor, p) for p in site.projects.values()):
        raise RestError(404, f"No issue link type with id '{request.path_params['issueLinkTypeId']}' found.")
    count_points(request, 1)
    return json_response(e.link_type_json(site, link_type))


async def get_priorities(request: Request) -> Response:
    """List the priorities, most urgent first."""
    site = site_of(request)
    count_points(request, len(site.priorities))
    return json_response([_priority_details(site, p) for p in site.priorities.values()])


async def get_resolutions(request: Request) -> Response:
    """List the resolutions in their configured order."""
    site = site_of(request)
    count_points(request, len(site.resolutions))
    return json_response([e.resolution_json(site, r) for r in site.resolutions.values()])


async def get_statuses(request: Request) -> Response:
    """List the statuses of all projects the caller sees."""
    site, actor = site_of(request), actor_of(request)
    statuses = [s for s in site.statuses.values() if _in_sight(site, actor, s.project_id)]
    count_points(request, len(statuses))
    return json_response([status_details(site, s) for s in statuses])


async def get_status_categories(request: Request) -> Response:
    """List the four status categories."""
    site = site_of(request)
    categories = STATUS_CATEGORIES.values()
    count_points(request, len(categories))
    return json_response([e.status_category_json(site, c) for c in categories])


async def get_labels(request: Request) -> Response:
    """List by page the labels that are on issues the caller sees."""
    site, actor = site_of(request), actor_of(request)
    sight = IssueSight(site, actor)
    labels = {
        label
        for issue in site.issues_of(sight.project_ids())
        if sight.sees(issue)
        for label in issue.values.get("labels") or ()
    }
    bean, shown = page(request, sorted(labels), str, default=1000, most=1000)
    count_points(request, shown)
    return json_response(bean)


def issue_type_details(site: Site, issue_type: IssueType) -> dict[str, Any]:
    """
    Build an issue type as lists give it, with its project where it belongs to one.
    """
    return e.issue_type_json(site, issue_type) | _scope(issue_type.project_id)


def status_details(site: Site, status: Status) -> dict[str, Any]:
    """
    Build a status as lists give it, with its project where it belongs to one.
    """
    return e.status_json(site, status) | {"untranslatedName": status.name} | _scope(status.project_id)


def _priority_details(site: Site, priority: Priority) -> dict[str, Any]:
    details = {"statusColor": priority.color, "description": priority.description}
    return e.priority_json(site, priority) | details


def _scope(project_id: str | None) -> dict[str, Any]:
    return {} if project_id is None else {"scope": {"type": "PROJECT", "project": {"id": project_id}}}


def _in_sight(site: Site, actor: Actor, project_id: str | None) -> bool:
    return project_id is None or can_browse(site, actor, site.projects[project_id])


def _searched_field(field: FieldDefinition) -> dict[str, Any]:
    built: dict[str, Any] = {"id": field.id, "key": field.key, "name": field.name}
    if field.schema is not None:
        built["schema"] = field.schema
    if field.custom:
        built |= {"description": field.description, "isLocked": False}
    return built
