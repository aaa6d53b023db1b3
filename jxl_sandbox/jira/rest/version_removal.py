"""
Ways in which a version goes: removed, replaced by another one, merged into another one.

Source: Jira Cloud REST v3, "Delete version", "Delete and replace version", "Merge versions".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jxl_sandbox.jira.changes import announce
from jxl_sandbox.jira.events import VersionEvent
from jxl_sandbox.jira.model import Project
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.params import read_object
from jxl_sandbox.jira.rest.routing import actor_of, site_of
from jxl_sandbox.jira.rest.version_rules import (
    NOT_FOUND,
    find_administered,
    other_version,
    swap_version,
    version_fields,
)


async def delete(request: Request) -> Response:
    """Remove a version; issues that have it get others in its place, or none. Jira calls this deprecated."""
    project, version = find_administered(request, refused=401)
    query = request.query_params
    wanted = {"fixVersions": query.get("moveFixIssuesTo"), "versions": query.get("moveAffectedIssuesTo")}
    return _remove(request, project, version, wanted)


async def remove_and_swap(request: Request) -> Response:
    """As :func:`delete`, for custom fields too."""
    project, version = find_administered(request, refused=404)
    members = {
        "moveFixIssuesTo": "int",
        "moveAffectedIssuesTo": "int",
        "customFieldReplacementList": "objects",
    }
    body = await read_object(request, members)
    wanted: dict[str, Any] = {
        "fixVersions": body.get("moveFixIssuesTo"),
        "versions": body.get("moveAffectedIssuesTo"),
    }
    for entry in body.get("customFieldReplacementList", []):
        wanted[f"customfield_{entry.get('customFieldId')}"] = entry.get("moveTo")
    return _remove(request, project, version, wanted)


async def merge(request: Request) -> Response:
    """Put another version in the place of this one wherever it is a fix version, and remove it."""
    project, version = find_administered(request, refused=401)
    wanted = request.path_params["moveIssuesTo"]
    if wanted not in project.versions:
        raise RestError(404, NOT_FOUND.format(wanted))
    target = project.versions[wanted]
    answer = _remove(request, project, version, {"fixVersions": wanted})
    announce(site_of(request), VersionEvent("merged", project, actor_of(request), target, version))
    return answer


def _remove(
    request: Request, project: Project, version: dict[str, Any], wanted: Mapping[str, Any]
) -> Response:
    site, actor = site_of(request), actor_of(request)
    others = {f: other_version(project, version, str(i)) for f, i in wanted.items() if i is not None}
    for issue in list(site.issues.values()):
        for field in version_fields(site):
            swap_version(site, actor, issue, field, version["id"], others.get(field.id))
    del project.versions[version["id"]]
    site.config_version += 1
    taker = others.get("fixVersions")
    other = project.versions[taker] if taker is not None else None
    announce(site, VersionEvent("deleted", project, actor, version, other))
    return Response(status_code=204)
