"""
What happened to issues: the changelog of one, some entries of it, or of many issues at once.

Source: Jira Cloud REST v3, "Get changelogs", "Get changelogs by IDs", "Bulk fetch changelogs".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.histories import Histories
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import IssueSight

_MOST_ISSUES, _MOST_FIELDS, _MOST_ENTRIES, _PAGE = 1000, 10, 10_000, 1000


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/issue/{issueIdOrKey}/changelog"
    return [
        *routes_for("/changelog/bulkfetch", {"POST": bulk_fetch}),
        *routes_for(one, {"GET": get_changelog}),
        *routes_for(f"{one}/list", {"POST": get_entries}),
    ]


async def get_changelog(request: Request) -> Response:
    """Give a page of an issue's changelog, oldest first."""
    issue = find_visible_issue(request)
    histories = Histories(site_of(request), actor_of(request))
    bean, count = page(request, issue.changelog, histories.render, default=100, most=100)
    count_points(request, count)
    return json_response(bean)


async def get_entries(request: Request) -> Response:
    """Give the entries that are named by their ids; unknown ids are left out."""
    issue = find_visible_issue(request)
    body = await read_object(request, {"changelogIds": "ints"})
    wanted = body.get("changelogIds")
    if wanted is None:
        raise RestError(400, "The property 'changelogIds' is required.")
    histories = Histories(site_of(request), actor_of(request))
    found = [histories.render(entry) for entry in issue.changelog if int(entry["id"]) in wanted]
    count_points(request, len(found))
    return json_response({"startAt": 0, "maxResults": len(found), "total": len(found), "histories": found})


async def bulk_fetch(request: Request) -> Response:
    """
    Give the changelogs of many issues, oldest entry first within an issue; a token says where to go on.

    Issues that are not there or not visible are left out.
    """
    site, actor = site_of(request), actor_of(request)
    body = await read_object(
        request,
        {"issueIdsOrKeys": "strings", "fieldIds": "strings", "maxResults": "int", "nextPageToken": "str"},
    )
    words, field_ids = body.get("issueIdsOrKeys", []), body.get("fieldIds", [])
    size = body.get("maxResults", _PAGE)
    if not 1 <= len(words) <= _MOST_ISSUES:
        raise RestError(400, f"The number of issues must be between 1 and {_MOST_ISSUES}.")
    if len(field_ids) > _MOST_FIELDS:
        raise RestError(400, f"The number of fields must be at most {_MOST_FIELDS}.")
    if not 1 <= size <= _MOST_ENTRIES:
        raise RestError(400, f"The parameter 'maxResults' must be between 1 and {_MOST_ENTRIES}.")
    token = body.get("nextPageToken", "0")
    if not (token.isascii() and token.isdigit()):
        raise RestError(400, "The nextPageToken is not valid.")
    sight = IssueSight(site, actor)
    issues = {i.id: i for word in words if (i := site.find_issue(word)) and sight.sees(i)}
    entries = [
        (issue, entry)
        for issue in issues.values()
        for entry in issue.changelog
        if not field_ids or any(item.get("fieldId") in field_ids for item in entry["items"])
    ]
    begin, end = int(token), int(token) + size
    count_points(request, len(entries[begin:end]))
    built: dict[str, Any] = {"issueChangeLogs": _by_issue(entries[begin:end], Histories(site, actor))}
    if end < len(entries):
        built["nextPageToken"] = str(end)
    return json_response(built)


def _by_issue(entries: list[tuple[Issue, dict[str, Any]]], histories: Histories) -> list[dict[str, Any]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for issue, entry in entries:
        grouped.setdefault(issue.id, []).append(histories.render(entry, in_millis=True))
    return [{"issueId": str(issue_id), "changeHistories": rows} for issue_id, rows in grouped.items()]
