"""
Components of a project: list, make, change, remove.

Source: Jira Cloud REST v3, "Project components".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Actor, Issue, Project, Site
from jxl_sandbox.jira.rest.entities import API, component_json
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated, project_not_found
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_list, read_json
from jxl_sandbox.jira.rest.project_parts import check_part_name, find_part, next_part_id, target_project
from jxl_sandbox.jira.rest.projects import component_details, find_visible_project
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_administer, can_browse

_NOT_FOUND = "The component with id {} does not exist."
_ORDERS = ("description", "issueCount", "lead", "name")
_ASSIGNEE_TYPES = ("PROJECT_DEFAULT", "COMPONENT_LEAD", "PROJECT_LEAD", "UNASSIGNED")
_MEMBERS = {
    "self",
    "id",
    "ari",
    "metadata",
    "name",
    "description",
    "lead",
    "leadAccountId",
    "leadUserName",
    "assigneeType",
    "assignee",
    "realAssigneeType",
    "realAssignee",
    "isAssigneeTypeValid",
    "project",
    "projectId",
}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/component/{id}"
    return [
        *routes_for("/project/{projectIdOrKey}/component", {"GET": get_page}),
        *routes_for("/component", {"GET": find, "POST": create}),
        *routes_for(one, {"GET": get_one, "PUT": update, "DELETE": delete}),
        *routes_for(f"{one}/relatedIssueCounts", {"GET": get_related_counts}),
    ]


async def get_page(request: Request) -> Response:
    """List a project's components by page with how many issues each has."""
    site, project, query = site_of(request), find_visible_project(request), request.query_params
    order = query.get("orderBy") or "name"
    if order.lstrip("+-") not in _ORDERS:
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    counts = _counts(site, project)
    keys = {
        "name": lambda c: c["name"].casefold(),
        "description": lambda c: (c["description"] or "").casefold(),
        "issueCount": lambda c: counts.get(c["id"], 0),
        "lead": lambda c: c.get("lead") or "",
    }
    found = [] if query.get("componentSource") == "compass" else _matching(project, query.get("query", ""))
    found.sort(key=keys[order.lstrip("+-")], reverse=order.startswith("-"))
    bean, shown = page(
        request,
        found,
        lambda c: component_details(site, project, c) | {"issueCount": counts.get(c["id"], 0)},
        most=200,
    )
    count_points(request, shown)
    return json_response(bean)


async def find(request: Request) -> Response:
    """List the components of some projects by page."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    found: list[dict[str, Any]] = []
    wanted = query_list(request, "projectIdsOrKeys")
    if not wanted:
        raise RestError(400, "The query parameter 'projectIdsOrKeys' is required.")
    for id_or_key in wanted:
        project = site.find_project(id_or_key)
        if project is None or not can_browse(site, actor, project):
            raise project_not_found(id_or_key)
        found += _matching(project, query.get("query", ""))
    order = query.get("orderBy") or "name"
    if order.lstrip("+-") not in ("name", "description"):
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    found.sort(key=lambda c: (c[order.lstrip("+-")] or "").casefold(), reverse=order.startswith("-"))
    bean, shown = page(request, found, lambda c: component_json(site, c), most=200)
    count_points(request, shown)
    return json_response(bean)


async def create(request: Request) -> Response:
    """Make a component; *Administer Projects*."""
    site, body = site_of(request), await _read(request)
    named = body.get("project") or body.get("projectId")
    project = target_project(request, named, {"project": "The project is required."})
    _require_administrator(request, project)
    component: dict[str, Any] = {
        "id": next_part_id(site, "components"),
        "name": "",
        "description": "",
        "lead": None,
    }
    _apply(site, project, component, {"name": ""} | body)
    project.components[component["id"]] = component
    site.config_version += 1
    return json_response(component_details(site, project, component), 201)


async def get_one(request: Request) -> Response:
    """Give one component."""
    project, component = _find(request)
    count_points(request, 1)
    return json_response(component_details(site_of(request), project, component))


async def update(request: Request) -> Response:
    """Change a component; an empty ``leadAccountId`` removes its lead. *Administer Projects*."""
    site, (project, component) = site_of(request), _find(request)
    body = await _read(request)
    _require_administrator(request, project)
    _apply(site, project, component, body)
    site.config_version += 1
    return json_response(component_details(site, project, component))


async def delete(request: Request) -> Response:
    """Remove a component; its issues get the one that ``moveIssuesTo`` names, or none."""
    site, actor, (project, component) = site_of(request), actor_of(request), _find(request)
    _require_administrator(request, project)
    target = request.query_params.get("moveIssuesTo")
    if target is not None and (target not in project.components or target == component["id"]):
        raise RestError(404, _NOT_FOUND.format(target))
    for issue in list(site.issues_of([project.id])):
        _swap(site, actor, issue, component["id"], target)
    del project.components[component["id"]]
    site.config_version += 1
    return Response(status_code=204)


async def get_related_counts(request: Request) -> Response:
    """Count the issues of a component, those out of sight too."""
    site, (project, component) = site_of(request), _find(request)
    return json_response(
        {
            "self": f"{site.base_url}{API}/component/{component['id']}",
            "issueCount": _counts(site, project).get(component["id"], 0),
        }
    )


def _swap(site: Site, actor: Actor, issue: Issue, old: str, new: str | None) -> None:
    value = issue.values.get("components") or ()
    if old in value:
        kept = [new if i == old else i for i in value]
        record_change(
            site, actor, issue, {"components": list(dict.fromkeys(i for i in kept if i is not None))}
        )


def _counts(site: Site, project: Project) -> dict[str, int]:
    counts: dict[str, int] = {}
    for issue in site.issues_of([project.id]):
        for component_id in issue.values.get("components") or ():
            counts[component_id] = counts.get(component_id, 0) + 1
    return counts


def _matching(project: Project, query: str) -> list[dict[str, Any]]:
    words = query.casefold()
    return [
        c
        for c in project.components.values()
        if words in c["name"].casefold() or words in (c["description"] or "").casefold()
    ]


def _find(request: Request) -> tuple[Project, dict[str, Any]]:
    return find_part(request, "components", _NOT_FOUND)


def _require_administrator(request: Request, project: Project) -> None:
    site, actor = site_of(request), actor_of(request)
    if actor.user is None:
        raise not_authenticated()
    if not can_administer(site, actor, project):
        raise RestError(403, "You need the permission 'Administer Projects' to change components.")


def _apply(site: Site, project: Project, component: dict[str, Any], body: Mapping[str, Any]) -> None:
    """Check what a body says of a component, then store it."""
    changes: dict[str, Any] = {}
    if "name" in body:
        others = (c for c in project.components.values() if c is not component)
        changes["name"] = check_part_name(
            body["name"] if isinstance(body["name"], str) else None,
            "component",
            others,
            empty="The component name specified is invalid - cannot be an empty string.",
            taken="A component with the name {} already exists in this project.",
        )
    if "description" in body:
        if not isinstance(body["description"], str | None):
            raise RestError(400, INVALID_PAYLOAD)
        changes["description"] = body["description"] or ""
    if "leadAccountId" in body:
        lead = body["leadAccountId"] or None
        if lead is not None and lead not in site.users:
            raise RestError(400, errors={"leadAccountId": f"The user '{lead}' does not exist."})
        changes["lead"] = lead
    if body.get("assigneeType", "PROJECT_DEFAULT") not in _ASSIGNEE_TYPES:
        raise RestError(400, errors={"assigneeType": f"The value '{body['assigneeType']}' is not valid."})
    if body.get("assigneeType", "PROJECT_DEFAULT") != "PROJECT_DEFAULT":
        raise RestError(501, "The sandbox has no default assignees of components.")
    component.update(changes)


async def _read(request: Request) -> dict[str, Any]:
    body = await read_json(request)
    if not isinstance(body, dict) or not set(body) <= _MEMBERS:
        raise RestError(400, INVALID_PAYLOAD)
    return body
