"""A project's release plan: its versions with their dates, and how far the work for each has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.pages.issueview import build_line
from jxl_sandbox.jira.pages.render import project_context, project_path, render, visit
from jxl_sandbox.jira.ranking import by_rank
from jxl_sandbox.jira.rights import IssueSight

STATUSES = ("unreleased", "released", "archived")
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Release:
    """One version: ``counts`` are issues to do, in progress and done that the person may see."""

    version: dict[str, Any]
    status: str
    counts: dict[str, int]
    is_overdue: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


async def releases_page(request: Request) -> Response:
    """The versions of one status, unreleased ones at first; the next to come stands first."""
    visitor = visit(request)
    project = visitor.get_project(request.path_params["key"])
    shown = request.query_params.get("status") or STATUSES[0]
    if shown not in STATUSES:
        raise HTTPException(404, "Versions are unreleased, released or archived.")
    sight = IssueSight(visitor.site, visitor.actor)
    counts = {
        version_id: dict.fromkeys(("new", "indeterminate", "done"), 0) for version_id in project.versions
    }
    for issue in visitor.site.issues_of([project.id]):
        for version_id in issue.values.get("fixVersions") or () if sight.sees(issue) else ():
            counts[version_id][visitor.site.statuses[issue.values["status"]].category] += 1
    today = visitor.site.now().strftime("%Y-%m-%d")
    every = [
        Release(v, _status(v), counts[v["id"]], not v["released"] and (v.get("releaseDate") or today) < today)
        for v in project.versions.values()
    ]
    releases = sorted(
        (release for release in every if release.status == shown),
        key=lambda release: release.version.get("releaseDate") or "9999",
        reverse=shown != STATUSES[0],
    )
    context = {
        **project_context(visitor, project, "releases"),
        "releases": releases[:MOST_SHOWN],
        "has_more": len(releases) > MOST_SHOWN,
        "numbers": {name: sum(release.status == name for release in every) for name in STATUSES},
        "shown": shown,
        "here_path": f"{project_path(project)}/releases",
        "has_versions": project.style == "classic",
    }
    return render(request, "releases.html", context)


async def release_page(request: Request) -> Response:
    """The work of one version, by rank."""
    visitor = visit(request)
    site, project = visitor.site, visitor.get_project(request.path_params["key"])
    version = project.versions.get(request.path_params["version"])
    if version is None:
        raise HTTPException(404, "There is no such version in this project.")
    sight = IssueSight(site, visitor.actor)
    held: list[Issue] = [
        issue
        for issue in site.issues_of([project.id])
        if version["id"] in (issue.values.get("fixVersions") or ()) and sight.sees(issue)
    ]
    context = {
        **project_context(visitor, project, "releases"),
        "version": version,
        "status": _status(version),
        "lines": [build_line(site, issue) for issue in by_rank(site, held)[:MOST_SHOWN]],
        "total": len(held),
        "now": site.now(),
        "here_path": f"{project_path(project)}/releases",
    }
    return render(request, "release.html", context)


def _status(version: dict[str, Any]) -> str:
    if version["archived"]:
        return "archived"
    return "released" if version["released"] else "unreleased"


def routes() -> list[Route]:
    path = "/jira/{kind}/projects/{key}/releases"
    return [
        Route(path, releases_page, methods=["GET"]),
        Route(f"{path}/{{version}}", release_page, methods=["GET"]),
    ]
