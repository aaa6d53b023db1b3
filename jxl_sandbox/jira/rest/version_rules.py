"""
What calls about versions share: finding them, who may change them, and taking them out of issues.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Project, Site
from jxl_sandbox.jira.rest.errors import RestError, not_authenticated
from jxl_sandbox.jira.rest.project_parts import find_part
from jxl_sandbox.jira.rest.routing import actor_of, site_of
from jxl_sandbox.jira.rights import can_administer

NOT_FOUND = "Could not find version for id '{}'"


def version_fields(site: Site) -> list[FieldDefinition]:
    """
    Find all fields that hold versions.
    """
    return [field for field in site.fields.values() if field.kind in ("version", "versions")]


def find_version(request: Request) -> tuple[Project, dict[str, Any]]:
    """
    Find the version that the path names, and its project.

    Raises:
        RestError: 404; there is none, or the caller may not see its project.
    """
    return find_part(request, "versions", NOT_FOUND)


def find_administered(request: Request, *, refused: int) -> tuple[Project, dict[str, Any]]:
    """
    As :func:`find_version`, for callers that administer the project.

    Args:
        refused: The status of the refusal, which differs from call to call.
    """
    project, version = find_version(request)
    if actor_of(request).user is None:
        raise not_authenticated()
    if not can_administer(site_of(request), actor_of(request), project):
        raise RestError(refused, "You need the permission 'Administer Projects' to change versions.")
    return project, version


def swap_version(
    site: Site, actor: Actor, issue: Issue, field: FieldDefinition, old: str, new: str | None
) -> None:
    """
    Put a version, or nothing, in the place of another one in a field of an issue.
    """
    value = issue.values.get(field.id)
    if value is None:
        return
    if field.kind == "version":
        if value == old:
            record_change(site, actor, issue, {field.id: new})
    elif old in value:
        kept = [new if i == old else i for i in value]
        record_change(site, actor, issue, {field.id: list(dict.fromkeys(i for i in kept if i is not None))})


def other_version(project: Project, version: Mapping[str, Any], wanted: str) -> str:
    """
    Check that a version may take the place of another one: of the same project, and not itself.

    Raises:
        RestError: 400.
    """
    if wanted == version["id"] or wanted not in project.versions:
        raise RestError(400, f"The version '{wanted}' cannot take the place of '{version['name']}'.")
    return wanted
