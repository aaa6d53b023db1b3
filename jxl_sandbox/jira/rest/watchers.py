"""
Who watches an issue, and who watches which of many.

Source: Jira Cloud REST v3, "Issue watchers". Watching is no change of the issue: *updated* stays where it was.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Issue, User
from jxl_sandbox.jira.rest.comments import entry_renderer
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.params import read_json, read_object
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    json_response,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import IssueSight, can_see_issue, has_project


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = {"GET": get_watchers, "POST": add_watcher, "DELETE": remove_watcher}
    return [
        *routes_for("/issue/watching", {"POST": get_watching}),
        *routes_for("/issue/{issueIdOrKey}/watchers", one),
    ]


def shown_people(request: Request, issue: Issue, account_ids: list[str]) -> list[str]:
    """
    Keep of voters or watchers those the caller may know: all with *View Voters and Watchers*, else oneself.
    """
    site, actor = site_of(request), actor_of(request)
    if has_project(site, actor, "VIEW_VOTERS_AND_WATCHERS", site.projects[issue.project_id], issue):
        return [account_id for account_id in account_ids if account_id in site.users]
    return [account_id for account_id in account_ids if account_id == account_of(request)]


async def get_watchers(request: Request) -> Response:
    """Tell how many watch the issue, and who."""
    site, issue = site_of(request), find_visible_issue(request)
    watchers = issue.values.get("watches") or []
    shown, renderer = shown_people(request, issue, watchers), entry_renderer(request)
    count_points(request, len(shown), each=2)
    return json_response(
        {
            "self": f"{site.base_url}{API}/issue/{issue.key}/watchers",
            "isWatching": account_of(request) in watchers,
            "watchCount": len(watchers),
            "watchers": [renderer.user(account_id) for account_id in shown],
        }
    )


async def add_watcher(request: Request) -> Response:
    """Let somebody watch the issue: oneself, or with *Manage Watcher List* anyone who sees it."""
    site, issue = site_of(request), find_visible_issue(request)
    named = await read_json(request) if await request.body() else account_of(request)
    if named is None:
        raise not_authenticated() if account_of(request) is None else RestError(400, INVALID_PAYLOAD)
    if not isinstance(named, str):
        raise RestError(400, INVALID_PAYLOAD)
    user = _find_user(request, issue, named)
    if not can_see_issue(site, Actor("session", user), issue) and user is not actor_of(request).user:
        raise RestError(400, f"The user '{user.display_name}' does not have permission to view this issue.")
    watchers = issue.values.get("watches") or []
    if user.account_id not in watchers:
        site.change_issue(issue, {"watches": [*watchers, user.account_id]}, at_ms=issue.updated_ms)
    return Response(status_code=204)


async def remove_watcher(request: Request) -> Response:
    """Let somebody watch the issue no more: oneself, or with *Manage Watcher List* anyone."""
    site, issue = site_of(request), find_visible_issue(request)
    named = request.query_params.get("accountId")
    if not named:
        raise RestError(400, "The query parameter 'accountId' is required.")
    user = _find_user(request, issue, named)
    watchers = issue.values.get("watches") or []
    if user.account_id in watchers:
        kept = [account_id for account_id in watchers if account_id != user.account_id]
        site.change_issue(issue, {"watches": kept}, at_ms=issue.updated_ms)
    return Response(status_code=204)


async def get_watching(request: Request) -> Response:
    """Tell which of some issues the caller watches; one not there or not visible is not watched."""
    site, account_id = site_of(request), account_of(request)
    body = await read_object(request, {"issueIds": "strings"})
    if "issueIds" not in body:
        raise RestError(400, INVALID_PAYLOAD)
    sight = IssueSight(site, actor_of(request))
    found = {
        word: site.issues.get(int(word)) if word.isascii() and word.isdigit() else None
        for word in body["issueIds"]
    }
    count_points(request, len(found))
    return json_response(
        {
            "issuesIsWatching": {
                word: issue is not None
                and sight.sees(issue)
                and account_id in (issue.values.get("watches") or ())
                for word, issue in found.items()
            }
        }
    )


def _find_user(request: Request, issue: Issue, account_id: str) -> User:
    """Find who is to watch; others than oneself need the right to manage watchers."""
    site, actor = site_of(request), actor_of(request)
    if actor.user is None:
        raise not_authenticated()
    if account_id != actor.user.account_id:
        project = site.projects[issue.project_id]
        if not has_project(site, actor, "MANAGE_WATCHERS", project, issue):
            raise RestError(
                403, f"User '{actor.user.display_name}' is not allowed to manage the watchers of this issue."
            )
    user = site.users.get(account_id)
    if user is None:
        raise RestError(404, f"The user '{account_id}' does not exist.")
    return user
