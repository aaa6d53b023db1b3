"""An issue's own page, with editors for the common fields, and the search of the top bar."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.pages.issueedit import build_editors, read_changes
from jxl_sandbox.jira.pages.issueview import (
    build_line,
    read_comments,
    read_files,
    read_names,
    read_text,
    read_web_links,
)
from jxl_sandbox.jira.pages.render import Visit, project_context, render, visit
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.search import find_issues
from jxl_sandbox.jira.rights import IssueSight, can_see_issue

MOST_FOUND = 50


async def issue_page(request: Request) -> Response:
    visitor = visit(request)
    site = visitor.site
    issue = site.find_issue(request.path_params["key"])
    if issue is None or not can_see_issue(site, visitor.actor, issue):
        raise HTTPException(404, "Issue does not exist or you do not have permission to see it.")
    if request.path_params["key"] != issue.key:
        return RedirectResponse(f"/browse/{issue.key}", 302)
    if visitor.actor.user is not None:
        site.visits.note_view(visitor.actor.user.account_id, issue.id, site.now())
    project = site.projects[issue.project_id]
    values = issue.values
    parent = _visible(visitor, site.issues.get(values.get("parent") or 0))
    children = [
        c for c in (_visible(visitor, site.issues.get(i)) for i in site.children.get(issue.id, [])) if c
    ]
    level = project.security_levels.get(values.get("security") or "")
    context = {
        **project_context(visitor, project, ""),
        "issue": issue,
        "line": build_line(site, issue),
        "reporter": site.users.get(values.get("reporter") or ""),
        "resolution": site.resolutions.get(values.get("resolution") or ""),
        "due": values.get("duedate"),
        "security": level.name if level is not None else None,
        "description": read_text(values.get("description")),
        "labels": values.get("labels") or [],
        "names": read_names(site, issue),
        "parent": build_line(site, parent) if parent is not None else None,
        "children": [build_line(site, child) for child in children],
        "links": _links(visitor, issue),
        "files": read_files(site, issue),
        "web_links": read_web_links(issue),
        "comments": read_comments(site, visitor.actor, issue),
        "editors": build_editors(site, visitor.actor, issue),
        "changes": read_changes(site, issue),
        "now": site.now(),
    }
    return render(request, "issue.html", context)


def _visible(visitor: Visit, issue: Issue | None) -> Issue | None:
    return issue if issue is not None and can_see_issue(visitor.site, visitor.actor, issue) else None


def _links(visitor: Visit, issue: Issue) -> list[tuple[str, object]]:
    site = visitor.site
    links: list[tuple[str, object]] = []
    for link in issue.values.get("issuelinks") or []:
        other = _visible(visitor, site.issues.get(link["issue"]))
        if other is not None:
            links.append((getattr(site.link_types[link["type"]], link["direction"]), build_line(site, other)))
    return links


async def search(request: Request) -> Response:
    """Find issues by key or by words of the summary; by JQL where an app's link has some."""
    visitor = visit(request)
    site = visitor.site
    if "jql" in request.query_params:
        return render(request, "search.html", _by_jql(visitor, request.query_params["jql"]))
    text = request.query_params.get("text", "").strip()
    by_key = _visible(visitor, site.find_issue(text)) if text else None
    if by_key is not None:
        return RedirectResponse(f"/browse/{by_key.key}", 302)
    words = text.casefold().split()
    found = []
    sight = IssueSight(site, visitor.actor)
    for issue in site.issues_of([project.id for project in visitor.projects()]) if words else ():
        summary = (issue.values.get("summary") or "").casefold()
        if all(word in summary for word in words) and sight.sees(issue):
            found.append(issue)
            if len(found) > MOST_FOUND:
                break
    context = {
        "text": text,
        "lines": [build_line(site, issue) for issue in found[:MOST_FOUND]],
        "has_more": len(found) > MOST_FOUND,
        "now": site.now(),
    }
    return render(request, "search.html", context)


def _by_jql(visitor: Visit, jql: str) -> dict[str, object]:
    site = visitor.site
    found: list[Issue] = []
    problem = None
    try:
        found = find_issues(site, visitor.actor, jql)
    except RestError as error:
        problem = " ".join(error.messages)
    return {
        "jql": jql,
        "problem": problem,
        "count": len(found),
        "lines": [build_line(site, issue) for issue in found[:MOST_FOUND]],
        "has_more": len(found) > MOST_FOUND,
        "now": site.now(),
    }


def routes() -> list[Route]:
    return [Route("/browse/{key}", issue_page), Route("/issues", search), Route("/issues/", search)]
