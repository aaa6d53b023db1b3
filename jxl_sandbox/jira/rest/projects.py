"""
Projects: one, all of them, and what belongs to them.

Source: Jira Cloud REST v3, "Projects", "Project components", "Project versions".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Project, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.configuration import issue_type_details, status_details
from jxl_sandbox.jira.rest.dates import in_utc
from jxl_sandbox.jira.rest.errors import RestError, project_not_found
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_browse, has_global, has_project
from jxl_sandbox.jira.roles import role_ids

_EXPANDS = ("description", "lead", "issueTypes", "url", "projectKeys", "permissions", "insight")
_FULL = frozenset({"description", "lead", "issueTypes", "components", "versions", "roles"})
_ACTIONS = {
    "browse": ("BROWSE_PROJECTS",),
    "view": ("BROWSE_PROJECTS", "ADMINISTER_PROJECTS"),
    "edit": ("ADMINISTER_PROJECTS",),
    "create": ("CREATE_ISSUES",),
}
_PROPERTY_QUERY = re.compile(r"\[([^\]]+)\]((?:\.[A-Za-z0-9_-]+)+)=(.*)", re.DOTALL)
_ORDERS: dict[str, Callable[[Site, Project], Any]] = {
    "key": lambda _, p: p.key,
    "name": lambda _, p: p.name.casefold(),
    "category": lambda _, p: p.key,  # the sandbox has no project categories, so all are equal
    "owner": lambda site, p: site.users[p.lead].display_name.casefold(),
    "issueCount": lambda _, p: len(p.issue_ids),
    "lastIssueUpdatedTime": lambda site, p: max((site.issues[i].updated_ms for i in p.issue_ids), default=0),
    "archivedDate": lambda _, p: p.key,
    "deletedDate": lambda _, p: p.key,
}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/project/{projectIdOrKey}"
    return [
        *routes_for("/project", {"GET": get_all_projects}),
        *routes_for("/project/search", {"GET": search_projects}),
        *routes_for(one, {"GET": get_project}),
        *routes_for(f"{one}/statuses", {"GET": get_statuses}),
        *routes_for(f"{one}/components", {"GET": get_components}),
        *routes_for(f"{one}/versions", {"GET": get_versions}),
    ]


def find_visible_project(request: Request) -> Project:
    """
    Find the project that the path names.

    Raises:
        RestError: 404; there is none, or the caller may not see it.
    """
    id_or_key: str = request.path_params["projectIdOrKey"]
    project = site_of(request).find_project(id_or_key)
    if project is None or not can_browse(site_of(request), actor_of(request), project):
        raise project_not_found(id_or_key)
    return project


async def get_all_projects(request: Request) -> Response:
    """List all projects the caller sees, in one array; Jira calls this deprecated."""
    site, actor = site_of(request), actor_of(request)
    shown = [p for p in site.projects.values() if can_browse(site, actor, p)]
    count_points(request, len(shown))
    expand = set(query_list(request, "expand"))
    return json_response([project_details(site, p, expand) for p in sorted(shown, key=lambda p: p.key)])


async def search_projects(request: Request) -> Response:
    """List projects by page, in an order, by what the caller may do there."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    action = query.get("action", "view")
    order = query.get("orderBy") or "key"
    if action not in _ACTIONS:
        raise RestError(400, f"The value '{action}' is not valid for 'action'.")
    if order.lstrip("+-") not in _ORDERS:
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    ids, keys = query_list(request, "id"), query_list(request, "keys")
    for name, members in (("id", ids), ("keys", keys)):
        if len(members) > 50:
            raise RestError(400, f"At most 50 values are allowed for '{name}'.")
    if query.get("categoryId"):
        raise RestError(501, "The sandbox has no project categories.")
    types = set(query_list(request, "typeKey"))
    live = not query_list(request, "status") or "live" in query_list(request, "status")
    words = query.get("query", "").casefold()
    found = [
        p
        for p in site.projects.values()
        if live
        and (not ids or p.id in ids)
        and (not keys or p.key in keys)
        and (not types or p.type_key in types)
        and (words in p.key.casefold() or words in p.name.casefold())
        and _may(site, actor, p, action)
        and _meets(p, query.get("propertyQuery"))
    ]
    rank = _ORDERS[order.lstrip("+-")]
    found.sort(key=lambda p: rank(site, p), reverse=order.startswith("-"))
    expand, properties = set(query_list(request, "expand")), query_list(request, "properties")
    bean, shown = page(request, found, lambda p: project_details(site, p, expand, properties), most=100)
    count_points(request, shown)
    return json_response(bean)


async def get_project(request: Request) -> Response:
    """Tell everything about one project."""
    site, project = site_of(request), find_visible_project(request)
    count_points(request, 1)
    expand = _FULL | set(query_list(request, "expand"))
    return json_response(project_details(site, project, expand, query_list(request, "properties")))


async def get_statuses(request: Request) -> Response:
    """List the statuses of each of the project's issue types."""
    site, project = site_of(request), find_visible_project(request)
    answer = []
    for type_id in project.issue_type_ids:
        issue_type = site.issue_types[type_id]
        statuses = site.workflows[project.workflows[type_id]].status_ids
        answer.append(
            {
                "self": f"{site.base_url}{e.API}/issuetype/{type_id}",
                "id": type_id,
                "name": issue_type.name,
                "subtask": issue_type.is_subtask,
                "statuses": [status_details(site, site.statuses[s]) for s in statuses],
            }
        )
    count_points(request, len(answer))
    return json_response(answer)


async def get_components(request: Request) -> Response:
    """List the project's components."""
    site, project = site_of(request), find_visible_project(request)
    count_points(request, len(project.components))
    return json_response([component_details(site, project, c) for c in project.components.values()])


async def get_versions(request: Request) -> Response:
    """List the project's versions in their configured order."""
    site, project = site_of(request), find_visible_project(request)
    count_points(request, len(project.versions))
    return json_response([version_details(site, project, v) for v in project.versions.values()])


def project_details(
    site: Site, project: Project, expand: set[str] | frozenset[str], properties: list[str] | None = None
) -> dict[str, Any]:
    """
    Build a project as lists and its own resource give it.

    Args:
        expand: Parts beside the basic ones; unknown names are ignored.
        properties: Keys of project properties to bring along.
    """
    built: dict[str, Any] = {"expand": ",".join(_EXPANDS), **e.project_json(site, project)}
    built |= {"style": project.style, "isPrivate": False}
    built["properties"] = {
        key: orjson.Fragment(project.properties[key]) for key in properties or () if key in project.properties
    }
    if "description" in expand:
        built["description"] = project.description
    if "lead" in expand:
        built["lead"] = e.user_json(site, site.users[project.lead], with_email=False)
        built["assigneeType"] = "UNASSIGNED"
    if "issueTypes" in expand:
        built["issueTypes"] = [issue_type_details(site, site.issue_types[i]) for i in project.issue_type_ids]
    if "projectKeys" in expand:
        built["projectKeys"] = [project.key]
    if "insight" in expand:
        last = max((site.issues[i].updated_ms for i in project.issue_ids), default=0)
        built["insight"] = {"totalIssueCount": len(project.issue_ids), "lastIssueUpdateTime": in_utc(last)}
    if "components" in expand:
        built["components"] = [e.component_json(site, c) for c in project.components.values()]
    if "versions" in expand:
        built["versions"] = [version_details(site, project, v) for v in project.versions.values()]
    if "roles" in expand:
        link = f"{site.base_url}{e.API}/project/{project.id}/role"
        ids = role_ids(site)
        built["roles"] = {name: f"{link}/{ids[name]}" for name in sorted(project.roles)}
    return built


def _may(site: Site, actor: Actor, project: Project, action: str) -> bool:
    if action in ("view", "edit") and has_global(site, actor, "ADMINISTER"):
        return True
    return any(has_project(site, actor, key, project) for key in _ACTIONS[action])


def _meets(project: Project, query: str | None) -> bool:
    """``[property key].path=value``; the value is JSON or a bare word."""
    if query is None:
        return True
    match = _PROPERTY_QUERY.fullmatch(query)
    if match is None:
        raise RestError(400, f"The property query '{query}' is not valid.")
    key, path, wanted = match.groups()
    if key not in project.properties:
        return False
    value = orjson.loads(project.properties[key])
    for step in path[1:].split("."):
        value = value.get(step) if isinstance(value, dict) else None
    try:
        return bool(value == orjson.loads(wanted))
    except orjson.JSONDecodeError:
        return bool(value == wanted)


def component_details(site: Site, project: Project, component: dict[str, Any]) -> dict[str, Any]:
    """
    Build a component as lists and its own resource give it.
    """
    built = e.component_json(site, component)
    if component.get("lead"):
        lead = site.users[component["lead"]]
        built["lead"] = e.user_json(site, lead, with_email=False)
    return built | {
        "assigneeType": "PROJECT_DEFAULT",
        "realAssigneeType": "PROJECT_DEFAULT",
        "isAssigneeTypeValid": False,
        "project": project.key,
        "projectId": int(project.id),
    }


def version_details(site: Site, project: Project, version: dict[str, Any]) -> dict[str, Any]:
    """
    Build a version as lists and its own resource give it.
    """
    built = e.version_json(site, version)
    if version.get("startDate"):
        built["startDate"] = version["startDate"]
    if version.get("releaseDate") and not version["released"]:
        built["overdue"] = bool(version["releaseDate"] < site.now().strftime("%Y-%m-%d"))
    return built | {"projectId": int(project.id)}
