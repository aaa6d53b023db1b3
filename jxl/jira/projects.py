"""Projects. Source: Jira Cloud REST v3, "Get project", "Get projects paginated"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jxl.errors import JiraUnavailable
from jxl.jira.client import JiraClient, Param, api_path, expect_list, expect_object
from jxl.jira.images import ImageRule


@dataclass(frozen=True, slots=True)
class JiraProject:
    """``style`` is ``classic`` (company-managed) or ``next-gen``; ``type_key`` is software, service_desk, business …"""

    id: str
    key: str
    name: str
    style: str = "classic"
    type_key: str = "software"
    avatar_url: str | None = None

    @property
    def is_team_managed(self) -> bool:
        """Such a project has its own roles instead of a permission scheme."""
        return self.style == "next-gen"


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One page; ``next_start`` is where the next one begins, None after the last."""

    projects: list[JiraProject]
    next_start: int | None


def fetch_project(client: JiraClient, id_or_key: str) -> JiraProject:
    """
    Fetch one project.

    Raises:
        JiraNotFound: Missing, or the person may not see it. Keys are case sensitive.
    """
    path = api_path("project", id_or_key)
    return parse_project(client.get_json(path), ImageRule.for_site(client.base_url))


def search_projects(
    client: JiraClient,
    *,
    query: str | None = None,
    ids: Sequence[str] | None = None,
    start_at: int = 0,
    max_results: int = 50,
) -> ProjectPage:
    """
    Fetch a page of the projects that the person may browse, by key.

    Args:
        query: Part of a name or key.
        ids: At most 50; unknown and invisible ones are left out.
    """
    path = api_path("project", "search")
    params: list[tuple[str, Param]] = [
        ("startAt", start_at),
        ("maxResults", max_results),
        ("orderBy", "key"),
        ("action", "browse"),
    ]
    if query:
        params.append(("query", query))
    params += [("id", project_id) for project_id in ids or ()]
    answer = expect_object(client.get_json(path, params), path)
    images = ImageRule.for_site(client.base_url)
    projects = [parse_project(value, images) for value in expect_list(answer.get("values"), path)]
    is_last = answer.get("isLast") is not False or not projects
    return ProjectPage(projects, None if is_last else start_at + len(projects))


def parse_project(value: Any, images: ImageRule) -> JiraProject:
    """Read a project as Jira's REST API shows it; raises :class:`JiraUnavailable` when it is not one."""
    project = value if isinstance(value, dict) else {}
    project_id, key = project.get("id"), project.get("key")
    if not isinstance(project_id, str) or not project_id.isdecimal() or not isinstance(key, str) or not key:
        raise JiraUnavailable("Jira's answer cannot be read. Try again.", path=api_path("project"))
    return JiraProject(
        id=project_id,
        key=key,
        name=str(project.get("name") or key),
        style=str(project.get("style") or "classic"),
        type_key=str(project.get("projectTypeKey") or "software"),
        avatar_url=images.avatar_of(project),
    )
