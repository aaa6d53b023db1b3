"""
Work logs of all issues: those that changed since a moment, and many by their ids.

Source: Jira Cloud REST v3, "Get IDs of updated worklogs", "Get worklogs". Which ones were deleted is not kept here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.conversation import Entry, visible_entries
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import entry_renderer
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.params import query_list, read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import IssueSight

_MOST = 1000
_SETTLED_AFTER_MS = 60_000


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/worklog/list", {"POST": list_worklogs}),
        *routes_for("/worklog/updated", {"GET": get_updated}),
    ]


async def list_worklogs(request: Request) -> Response:
    """Give work logs by id; those that are not there or that the caller may not see are left out."""
    body = await read_object(request, {"ids": "ints"})
    ids = body.get("ids", [])
    if not 1 <= len(ids) <= _MOST:
        raise RestError(400, f"Between 1 and {_MOST} ids of work logs can be asked for.")
    wanted, expand = {str(number) for number in ids}, query_list(request, "expand")
    renderer = entry_renderer(request)
    found = [
        renderer.worklog(issue, entry, expand) for issue, entry in _visible(request) if entry["id"] in wanted
    ]
    count_points(request, len(found))
    return json_response(found)


async def get_updated(request: Request) -> Response:
    """List ids and moments of work logs changed after a moment, oldest first, but for the last minute's."""
    since = _since(request)
    until = int(site_of(request).now().timestamp() * 1000) - _SETTLED_AFTER_MS
    changed = sorted(
        (
            (moment, int(entry["id"]), entry)
            for _, entry in _visible(request)
            if since < (moment := entry.get("updated_ms") or entry["started"]) <= until
        ),
        key=lambda found: found[:2],
    )
    expand = query_list(request, "expand")
    shown = changed[:_MOST]
    # A page never ends between work logs of one moment: the next one begins after it.
    while len(shown) < len(changed) and changed[len(shown)][0] == shown[-1][0]:
        shown.append(changed[len(shown)])
    last = shown[-1][0] if shown else since
    link = f"{site_of(request).base_url}{request.url.path}?since="
    built: dict[str, Any] = {
        "values": [
            {"worklogId": number, "updatedTime": moment, "properties": _properties(entry, expand)}
            for moment, number, entry in shown
        ],
        "since": since,
        "until": last,
        "self": f"{link}{since}",
        "lastPage": len(shown) == len(changed),
    }
    if not built["lastPage"]:
        built["nextPage"] = f"{link}{last}"
    count_points(request, len(shown))
    return json_response(built)


def _visible(request: Request) -> Iterator[tuple[Issue, Entry]]:
    site, actor = site_of(request), actor_of(request)
    sight = IssueSight(site, actor)
    for issue in site.issues.values():
        if issue.values.get("worklog") and sight.sees(issue):
            for entry in visible_entries(site, actor, issue, "worklog"):
                yield issue, entry


def _since(request: Request) -> int:
    text = request.query_params.get("since") or "0"
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 19):
        raise RestError(400, "The parameter 'since' must be a number of milliseconds.")
    return int(text)


def _properties(entry: Entry, expand: list[str]) -> list[dict[str, Any]]:
    if "properties" not in expand:
        return []
    return [{"key": key, "value": value} for key, value in (entry.get("properties") or {}).items()]
