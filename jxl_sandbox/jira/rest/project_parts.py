"""
What components and versions share: named parts of a project, which its administrators make and change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from starlette.requests import Request

from jxl_sandbox.jira.model import Project, Site
from jxl_sandbox.jira.rest.errors import RestError, project_not_found
from jxl_sandbox.jira.rest.routing import actor_of, site_of
from jxl_sandbox.jira.rights import can_browse

Member = Literal["components", "versions"]
_MOST_NAME_CHARS = 255


def target_project(request: Request, named: Any, missing: Mapping[str, str]) -> Project:
    """
    Find the project that a body names for a new part, by id or key.

    Raises:
        RestError: 400 with ``missing``; it names none. 404; the caller may not see it.
    """
    site, wanted = site_of(request), str(named or "")
    if not wanted:
        raise RestError(400, errors=dict(missing))
    project = site.find_project(wanted)
    if project is None or not can_browse(site, actor_of(request), project):
        raise project_not_found(wanted)
    return project


def find_part(request: Request, member: Member, not_found: str) -> tuple[Project, dict[str, Any]]:
    """
    Find the part that the path names by ``id``, and its project.

    Raises:
        RestError: 404 with ``not_found``; there is none, or the caller may not see its project.
    """
    site, actor, wanted = site_of(request), actor_of(request), request.path_params["id"]
    for project in site.projects.values():
        part = parts_of(project, member).get(wanted)
        if part is not None and can_browse(site, actor, project):
            return project, part
    raise RestError(404, not_found.format(wanted))


def next_part_id(site: Site, member: Member) -> str:
    """Number a new part; numbers are the site's, not the project's."""
    known = (int(part_id) for project in site.projects.values() for part_id in parts_of(project, member))
    return str(max(known, default=9999) + 1)


def parts_of(project: Project, member: Member) -> dict[str, dict[str, Any]]:
    """Get the project's own dict of its components, or of its versions."""
    return project.components if member == "components" else project.versions


def check_part_name(
    raw: str | None, word: str, others: Iterable[Mapping[str, Any]], *, empty: str, taken: str
) -> str:
    """
    Check a part's name; blanks around it are dropped.

    Args:
        word: What the part is called.
        others: The project's other parts, whose names differ in more than case.
        empty: What a name of nothing is told.
        taken: What a name that is taken is told, with ``{}`` for it.

    Raises:
        RestError: 400.
    """
    name = (raw or "").strip()
    if not name:
        raise RestError(400, errors={"name": empty})
    if len(name) > _MOST_NAME_CHARS:
        text = f"The {word} name must be at most {_MOST_NAME_CHARS} characters long."
        raise RestError(400, errors={"name": text})
    if any(other["name"].casefold() == name.casefold() for other in others):
        raise RestError(400, errors={"name": taken.format(name)})
    return name
