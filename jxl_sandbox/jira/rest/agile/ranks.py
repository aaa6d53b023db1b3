"""
``PUT /issue/rank``: moves up to fifty issues before or after another one.

Source: Jira Software Cloud REST, "Rank issues".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.ranking import rank_field_id, rank_issues
from jxl_sandbox.jira.rest.agile.access import read_moved, require_licence
from jxl_sandbox.jira.rest.errors import ISSUE_NOT_FOUND, RestError
from jxl_sandbox.jira.rest.routing import agile_routes, count_points, json_response
from jxl_sandbox.jira.rights import IssueSight, has_project

_NO_PERMISSION = "You do not have permission to rank this issue; it needs 'Schedule Issues'."


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [*agile_routes("/issue/rank", {"PUT": rank})]


async def rank(request: Request) -> Response:
    """
    Rank issues: 204 when all could be, 207 with a line for each when some could not, 403 when none could.
    """
    site, actor = require_licence(request)
    body = await read_moved(request, may_rank=True)
    count_points(request, len(body["issues"]))
    entries, moved = rank_as_told(site, actor, body)
    if all(entry["status"] == 200 for entry in entries):
        return Response(status_code=204)
    if not moved:
        worst = entries[0]
        raise RestError(403 if worst["status"] == 403 else 400, *worst["errors"])
    return json_response({"entries": entries}, 207)


def ranked_answer(site: Site, actor: Actor, body: dict[str, Any]) -> Response:
    """
    Answer a call that has moved issues: 204, or 207 when it also names a place and not all could be ranked there.
    """
    if not _names_place(body):
        return Response(status_code=204)
    entries, _ = rank_as_told(site, actor, body)
    if all(entry["status"] == 200 for entry in entries):
        return Response(status_code=204)
    return json_response({"entries": entries}, 207)


def rank_as_told(site: Site, actor: Actor, body: dict[str, Any]) -> tuple[list[dict[str, Any]], list[Issue]]:
    """
    Rank those of a body's issues that may be ranked.

    Returns:
        A line for each issue of the body, and the issues that were ranked.

    Raises:
        RestError: 400; wrong field, no place or two, or a place that is not there.
    """
    reference = _find_place(site, actor, body)
    sight = IssueSight(site, actor)
    entries: list[dict[str, Any]] = []
    moved: dict[int, Issue] = {}
    for word in body["issues"]:
        issue = site.find_issue(word)
        if issue is None or not sight.sees(issue):
            entries.append({"issueKey": word, "status": 404, "errors": [ISSUE_NOT_FOUND]})
            continue
        line: dict[str, Any] = {"issueId": issue.id, "issueKey": issue.key}
        if has_project(site, actor, "SCHEDULE_ISSUES", site.projects[issue.project_id], issue):
            moved[issue.id] = issue
            entries.append(line | {"status": 200})
        else:
            entries.append(line | {"status": 403, "errors": [_NO_PERMISSION]})
    chosen = list(moved.values())
    if body.get("rankBeforeIssue") is not None:
        rank_issues(site, actor, chosen, before=reference)
    else:
        rank_issues(site, actor, chosen, after=reference)
    return entries, chosen


def require_place(site: Site, actor: Actor, body: dict[str, Any]) -> None:
    """
    Refuse a call that moves issues to a place which is not there, before anything has moved.

    Raises:
        RestError: 400; as :func:`rank_as_told`.
    """
    if _names_place(body):
        _find_place(site, actor, body)


def _names_place(body: dict[str, Any]) -> bool:
    return "rankBeforeIssue" in body or "rankAfterIssue" in body


def _find_place(site: Site, actor: Actor, body: dict[str, Any]) -> Issue:
    """Find the issue beside which the others are to stand."""
    require_rank_field(site, body.get("rankCustomFieldId"))
    before, after = body.get("rankBeforeIssue"), body.get("rankAfterIssue")
    if (before is None) == (after is None):
        raise RestError(400, "Exactly one of 'rankBeforeIssue' and 'rankAfterIssue' is needed.")
    reference = site.find_issue(before or after or "")
    if reference is None or not IssueSight(site, actor).sees(reference):
        raise RestError(400, ISSUE_NOT_FOUND)
    return reference


def require_rank_field(site: Site, number: int | None) -> None:
    """
    Check the number of the rank field where a body names one.

    Raises:
        RestError: 400; another field than the site's one rank field.
    """
    if number is not None and rank_field_id(site) != f"customfield_{number}":
        raise RestError(400, f"The custom field {number} is not a rank field.")
