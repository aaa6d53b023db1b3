"""
Versions of a project: list, make, change, release, order, merge, remove.

Source: Jira Cloud REST v3, "Project versions".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import announce
from jxl_sandbox.jira.events import VersionEvent
from jxl_sandbox.jira.model import Actor, Issue, Project, Site
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_list, read_json, read_object
from jxl_sandbox.jira.rest.project_parts import check_part_name, next_part_id, target_project
from jxl_sandbox.jira.rest.projects import find_visible_project, version_details
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rest.version_removal import delete, merge, remove_and_swap
from jxl_sandbox.jira.rest.version_rules import (
    NOT_FOUND,
    find_administered,
    find_version,
    other_version,
    swap_version,
    version_fields,
)
from jxl_sandbox.jira.rights import IssueSight, can_administer

_TYPES: dict[str, type] = {
    "name": str,
    "description": str,
    "archived": bool,
    "released": bool,
    "startDate": str,
    "releaseDate": str,
}
_IGNORED = {
    "self",
    "id",
    "expand",
    "overdue",
    "project",
    "projectId",
    "userStartDate",
    "userReleaseDate",
    "operations",
    "issuesStatusForFixVersion",
}
_ORDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "name": lambda v: v["name"].casefold(),
    "description": lambda v: v["description"].casefold(),
    "releaseDate": lambda v: v.get("releaseDate") or "9999",
    "startDate": lambda v: v.get("startDate") or "9999",
}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/version/{id}"
    return [
        *routes_for("/project/{projectIdOrKey}/version", {"GET": get_page}),
        *routes_for("/version", {"POST": create}),
        *routes_for(one, {"GET": get_one, "PUT": update, "DELETE": delete}),
        *routes_for(f"{one}/move", {"POST": move}),
        *routes_for(f"{one}/removeAndSwap", {"POST": remove_and_swap}),
        *routes_for(f"{one}/mergeto/{{moveIssuesTo}}", {"PUT": merge}),
        *routes_for(f"{one}/relatedIssueCounts", {"GET": get_related_counts}),
        *routes_for(f"{one}/unresolvedIssueCount", {"GET": get_unresolved_count}),
    ]


async def get_page(request: Request) -> Response:
    """List a project's versions by page, in an order, by a text and by status."""
    site, project, query = site_of(request), find_visible_project(request), request.query_params
    order = query.get("orderBy") or "sequence"
    bare = order.lstrip("+-")
    if bare != "sequence" and bare not in _ORDERS:
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    wanted = set(query_list(request, "status"))
    words = query.get("query", "").casefold()
    found = [
        v
        for v in project.versions.values()
        if (words in v["name"].casefold() or words in v["description"].casefold())
        and (not wanted or _status(v) in wanted)
    ]
    if bare in _ORDERS:
        found.sort(key=_ORDERS[bare])
    if order.startswith("-"):
        found.reverse()
    bean, shown = page(request, found, lambda v: version_details(site, project, v), most=200)
    count_points(request, shown)
    return json_response(bean)


async def create(request: Request) -> Response:
    """Make a version, the last one of its project; *Administer Projects*."""
    site, actor = site_of(request), actor_of(request)
    body = await _read(request)
    named = body.get("projectId") or body.get("project")
    project = target_project(request, named, {"projectId": "The property 'projectId' is required."})
    if not can_administer(site, actor, project):
        raise RestError(404, "You need the permission 'Administer Projects' to make versions.")
    version: dict[str, Any] = {
        "id": next_part_id(site, "versions"),
        "name": "",
        "description": "",
        "archived": False,
        "released": False,
        "startDate": None,
        "releaseDate": None,
    }
    _apply(project, version, {"name": ""} | body)
    project.versions[version["id"]] = version
    site.config_version += 1
    announce(site, VersionEvent("created", project, actor, version))
    return json_response(version_details(site, project, version), 201)


async def get_one(request: Request) -> Response:
    """Give one version."""
    site, (project, version) = site_of(request), find_version(request)
    built = version_details(site, project, version)
    if "issuesstatus" in query_list(request, "expand"):
        counts = {"unmapped": 0, "toDo": 0, "inProgress": 0, "done": 0}
        names = {"new": "toDo", "indeterminate": "inProgress", "done": "done"}
        for issue in _users_of(request, project, "fixVersions", version["id"]):
            counts[names.get(site.statuses[issue.values["status"]].category, "unmapped")] += 1
        built["issuesStatusForFixVersion"] = counts
    count_points(request, 1)
    return json_response(built)


async def update(request: Request) -> Response:
    """Change a version: rename, describe, date, release, archive; *Administer Projects*."""
    site, (project, version) = site_of(request), find_administered(request, refused=400)
    body = await _read(request)
    before = dict(version)
    _apply(project, version, body)
    target = body.get("moveUnfixedIssuesTo")
    if target is not None:
        other = other_version(project, version, str(target).rstrip("/").rsplit("/", 1)[-1])
        for issue in list(site.issues_of([project.id])):
            if issue.values.get("resolution") is None:
                swap_version(site, actor_of(request), issue, site.fields["fixVersions"], version["id"], other)
    site.config_version += 1
    _tell_update(site, actor_of(request), project, before, version)
    return json_response(version_details(site, project, version))


def _tell_update(
    site: Site, actor: Actor, project: Project, before: dict[str, Any], version: dict[str, Any]
) -> None:
    """A release is told as such; as an update only if something else changed with it."""
    if version["released"] and not before["released"]:
        announce(site, VersionEvent("released", project, actor, version))
    elif before["released"] and not version["released"]:
        announce(site, VersionEvent("unreleased", project, actor, version))
    if before | {"released": version["released"]} != version:
        announce(site, VersionEvent("updated", project, actor, version))


async def move(request: Request) -> Response:
    """Change a version's place: after another one, or first, last, one earlier, one later."""
    site, (project, version) = site_of(request), find_administered(request, refused=401)
    body = await read_object(request, {"after": "str", "position": "str"})
    if ("after" in body) == ("position" in body):
        raise RestError(400, "Exactly one of 'after' and 'position' is needed.")
    ids = list(project.versions)
    at = ids.index(version["id"])
    ids.remove(version["id"])
    if "after" in body:
        wanted = body["after"].rstrip("/").rsplit("/", 1)[-1]
        if wanted not in ids:
            raise RestError(404, NOT_FOUND.format(wanted))
        place = ids.index(wanted) + 1
    else:
        places = {"First": 0, "Last": len(ids), "Earlier": max(0, at - 1), "Later": min(len(ids), at + 1)}
        if body["position"] not in places:
            raise RestError(400, f"The value '{body['position']}' is not valid for 'position'.")
        place = places[body["position"]]
    ids.insert(place, version["id"])
    held = dict(project.versions)
    project.versions.clear()
    project.versions.update((i, held[i]) for i in ids)
    site.config_version += 1
    announce(site, VersionEvent("moved", project, actor_of(request), version))
    return json_response(version_details(site, project, version))


async def get_related_counts(request: Request) -> Response:
    """Count the issues that have the version, by field."""
    site, (project, version) = site_of(request), find_version(request)
    usage = []
    for field in version_fields(site):
        if field.custom and (count := len(_users_of(request, project, field.id, version["id"]))):
            number = int(field.id.removeprefix("customfield_"))
            usage.append(
                {
                    "fieldName": field.name,
                    "customFieldId": number,
                    "issueCountWithVersionInCustomField": count,
                }
            )
    return json_response(
        {
            "self": f"{site.base_url}{API}/version/{version['id']}",
            "issuesFixedCount": len(_users_of(request, project, "fixVersions", version["id"])),
            "issuesAffectedCount": len(_users_of(request, project, "versions", version["id"])),
            "issueCountWithCustomFieldsShowingVersion": sum(
                u["issueCountWithVersionInCustomField"] for u in usage
            ),
            "customFieldUsage": usage,
        }
    )


async def get_unresolved_count(request: Request) -> Response:
    """Count the issues to be fixed in the version, and those of them that are not resolved."""
    site, (project, version) = site_of(request), find_version(request)
    issues = _users_of(request, project, "fixVersions", version["id"])
    return json_response(
        {
            "self": f"{site.base_url}{API}/version/{version['id']}",
            "issuesUnresolvedCount": sum(i.values.get("resolution") is None for i in issues),
            "issuesCount": len(issues),
        }
    )


def _status(version: Mapping[str, Any]) -> str:
    if version["archived"]:
        return "archived"
    return "released" if version["released"] else "unreleased"


def _users_of(request: Request, project: Project, field_id: str, version_id: str) -> list[Issue]:
    """Issues that the caller sees and that have a version in a field; only the project's own can."""
    site = site_of(request)
    sight = IssueSight(site, actor_of(request))
    found = []
    for issue in site.issues_of([project.id]):
        value = issue.values.get(field_id)
        if value is not None and (version_id == value or version_id in value) and sight.sees(issue):
            found.append(issue)
    return found


def _apply(project: Project, version: dict[str, Any], body: Mapping[str, Any]) -> None:
    """Check what a body says of a version, then store it; None empties a date and leaves the rest alone."""
    changes = {name: body[name] for name in _TYPES if name in body}
    for name, value in changes.items():
        if value is not None and not isinstance(value, _TYPES[name]):
            raise RestError(400, INVALID_PAYLOAD)
    if "name" in changes:
        others = (v for v in project.versions.values() if v is not version)
        changes["name"] = check_part_name(
            changes["name"],
            "version",
            others,
            empty="You must specify a valid version name.",
            taken="A version with this name already exists in this project.",
        )
    for name in ("startDate", "releaseDate"):
        if changes.get(name):
            _require_date(name, changes[name])
    merged = version | changes
    if merged.get("startDate") and merged.get("releaseDate") and merged["startDate"] > merged["releaseDate"]:
        raise RestError(400, errors={"startDate": "The start date must be before the release date."})
    version.update({k: v for k, v in changes.items() if v is not None or k.endswith("Date")})


def _require_date(name: str, text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise RestError(
            400, errors={name: f"The date '{text}' is not valid; it must be yyyy-MM-dd."}
        ) from error


async def _read(request: Request) -> dict[str, Any]:
    body = await read_json(request)
    known = {*_TYPES, *_IGNORED, "moveUnfixedIssuesTo"}
    if not isinstance(body, dict) or not set(body) <= known | {"driver", "approvers"}:
        raise RestError(400, INVALID_PAYLOAD)
    if body.get("driver") or body.get("approvers"):
        raise RestError(501, "The sandbox has no drivers and approvers of versions.")
    return body
