"""
Votes for issues.

Source: Jira Cloud REST v3, "Issue votes". A vote is no change of the issue: *updated* stays where it was.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import entry_renderer
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import RestError, not_authenticated
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    json_response,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import has_project


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return routes_for(
        "/issue/{issueIdOrKey}/votes", {"GET": get_votes, "POST": add_vote, "DELETE": remove_vote}
    )


async def get_votes(request: Request) -> Response:
    """Tell how many voted for the issue, and, with *View Voters and Watchers*, who."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    voters = issue.values.get("votes") or []
    may_know = has_project(site, actor, "VIEW_VOTERS_AND_WATCHERS", site.projects[issue.project_id], issue)
    shown = [account_id for account_id in voters if account_id in site.users] if may_know else []
    renderer = entry_renderer(request)
    count_points(request, len(shown), each=2)
    return json_response(
        {
            "self": f"{site.base_url}{API}/issue/{issue.key}/votes",
            "votes": len(voters),
            "hasVoted": account_of(request) in voters,
            "voters": [renderer.user(account_id) for account_id in shown],
        }
    )


async def add_vote(request: Request) -> Response:
    """Vote for an issue that is not resolved and that somebody else reported; twice counts once."""
    issue, account_id = _open(request)
    voters = issue.values.get("votes") or []
    if account_id not in voters:
        _store(request, issue, [*voters, account_id])
    return Response(status_code=204)


async def remove_vote(request: Request) -> Response:
    """Take one's vote back."""
    issue, account_id = _open(request)
    voters = issue.values.get("votes") or []
    if account_id not in voters:
        raise RestError(404, "Cannot remove a vote for an issue that the user has not already voted for.")
    _store(request, issue, [voter for voter in voters if voter != account_id])
    return Response(status_code=204)


def _open(request: Request) -> tuple[Issue, str]:
    """The issue and who votes; some people and some issues are kept from it."""
    issue, account_id = find_visible_issue(request), account_of(request)
    if account_id is None:
        raise not_authenticated()
    if issue.values.get("reporter") == account_id:
        raise RestError(404, "You cannot vote for an issue you have reported.")
    if issue.values.get("resolution") is not None:
        raise RestError(404, "You cannot vote or change your vote on resolved issues.")
    return issue, account_id


def _store(request: Request, issue: Issue, voters: list[str]) -> None:
    site_of(request).change_issue(issue, {"votes": voters}, at_ms=issue.updated_ms)
