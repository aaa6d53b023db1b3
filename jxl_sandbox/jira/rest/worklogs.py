"""
Work logs of issues: who worked how long, and what that leaves of the estimate.

Source: Jira Cloud REST v3, "Issue worklogs". Time tracking is always on here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.conversation import Entry, find_entry, visible_entries, with_entry, without_entries
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import entry_renderer, may_change, refusal, refuse_override
from jxl_sandbox.jira.rest.dates import MOST_SECONDS, read_duration, read_moment
from jxl_sandbox.jira.rest.editmeta import is_read_only
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.params import query_int, query_list, read_json_object
from jxl_sandbox.jira.rest.richtext import RichTextError, read_rich_text
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    json_response,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rest.visibility import read_properties, read_visibility
from jxl_sandbox.jira.rights import has_project

# What the remaining estimate becomes, from what it is; None leaves it. Seconds.
Adjustment = Callable[[int], int | None]

_MOST = 5000
_NO_TIME = "You must indicate the time spent working."
_BAD_TIME = "Invalid time duration entered."


def routes() -> list[Route]:
    """
    Build the routes.
    """
    of_issue = "/issue/{issueIdOrKey}/worklog"
    one = {"GET": get_worklog, "PUT": edit_worklog, "DELETE": delete_worklog}
    return [
        *routes_for(of_issue, {"GET": get_worklogs, "POST": add_worklog}),
        *routes_for(f"{of_issue}/{{id}}", one),
    ]


async def get_worklogs(request: Request) -> Response:
    """List the work logs of an issue that the caller sees, in the order in which they were made."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(_MOST, query_int(request, "maxResults", _MOST, minimum=0))
    entries = visible_entries(site, actor, issue, "worklog")
    after, before = _moment(request, "startedAfter"), _moment(request, "startedBefore")
    if after is not None:
        entries = [entry for entry in entries if entry["started"] >= after]
    if before is not None:
        entries = [entry for entry in entries if entry["started"] <= before]
    shown = entries[start : start + size]
    expand, renderer = query_list(request, "expand"), entry_renderer(request)
    count_points(request, len(shown))
    return json_response(
        {
            "startAt": start,
            "maxResults": size,
            "total": len(entries),
            "worklogs": [renderer.worklog(issue, entry, expand) for entry in shown],
        }
    )


async def get_worklog(request: Request) -> Response:
    """Give one work log."""
    issue, entry = _find(request)
    count_points(request, 1)
    return json_response(entry_renderer(request).worklog(issue, entry, query_list(request, "expand")))


async def add_worklog(request: Request) -> Response:
    """Log work; *Work On Issues*."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    refuse_override(request)
    body = await read_json_object(request)
    project = site.projects[issue.project_id]
    if is_read_only(site, issue) or not has_project(site, actor, "WORK_ON_ISSUES", project, issue):
        raise refusal(request, "you do not have the permission to associate a worklog to this issue.")
    entry, adjustment = make_worklog(request, issue, body, request.query_params)
    stored = store_worklog(request, issue, entry, adjustment)
    expand = query_list(request, "expand")
    return json_response(entry_renderer(request).worklog(issue, stored, expand), 201)


def make_worklog(
    request: Request, issue: Issue, body: dict[str, Any], adjust: Mapping[str, str]
) -> tuple[Entry, Adjustment]:
    """
    Make a new work log of the caller's out of what was sent, without storing it: it has no id yet.

    Args:
        adjust: ``adjustEstimate`` and the parameters of its ways.

    Returns:
        The work log, and what it makes of the remaining estimate.

    Raises:
        RestError: 400; what was sent is no work log. 413; the issue is full.
    """
    site = site_of(request)
    seconds = _seconds(body)
    if seconds is None:
        raise RestError(400, errors={"timeLogged": _NO_TIME})
    if len(issue.values.get("worklog") or ()) >= _MOST:
        raise RestError(413, f"An issue can have at most {_MOST} work logs.")
    now_ms = int(site.now().timestamp() * 1000)
    author = account_of(request)
    project = site.projects[issue.project_id]
    entry = {
        "author": author,
        "update_author": author,
        "started": _started(body, now_ms),
        "seconds": seconds,
        "comment": _comment(request, body.get("comment")),
        "created_ms": now_ms,
        "updated_ms": now_ms,
        "visibility": read_visibility(
            site, actor_of(request), project, body.get("visibility"), "worklogLevel"
        ),
        "properties": read_properties(body.get("properties")),
    }
    return entry, _read_adjustment(adjust, seconds, by="reduceBy")


def store_worklog(request: Request, issue: Issue, new: Entry, adjustment: Adjustment) -> Entry:
    """
    Put a work log made by :func:`make_worklog` on its issue.

    Returns:
        The work log with its id.
    """
    site = site_of(request)
    entry = {"id": str(site.next_worklog_id), **new}
    site.next_worklog_id += 1
    _store(request, issue, with_entry(issue, "worklog", entry), entry["seconds"], adjustment)
    return entry


async def edit_worklog(request: Request) -> Response:
    """Change a work log; *Edit All Worklogs*, or *Edit Own Worklogs* for one's own."""
    site, actor = site_of(request), actor_of(request)
    issue, entry = _find(request)
    refuse_override(request)
    body = await read_json_object(request)
    if not may_change(request, issue, entry, "EDIT", "WORKLOGS"):
        raise refusal(request, "you do not have the permission to edit this worklog.")
    seconds = _seconds(body)
    now_ms = int(site.now().timestamp() * 1000)
    changed = entry | {
        "started": _started(body, entry["started"]),
        "seconds": entry["seconds"] if seconds is None else seconds,
        "update_author": account_of(request),
        "created_ms": entry.get("created_ms") or entry["started"],
        "updated_ms": now_ms,
        "properties": (entry.get("properties") or {}) | read_properties(body.get("properties")),
    }
    if "comment" in body:
        changed["comment"] = _comment(request, body["comment"])
    if "visibility" in body:
        project = site.projects[issue.project_id]
        changed["visibility"] = read_visibility(site, actor, project, body["visibility"], "worklogLevel")
    more = changed["seconds"] - entry["seconds"]
    adjustment = _read_adjustment(request.query_params, more, by=None)
    _store(request, issue, with_entry(issue, "worklog", changed), more, adjustment)
    return json_response(entry_renderer(request).worklog(issue, changed, query_list(request, "expand")))


async def delete_worklog(request: Request) -> Response:
    """Remove a work log; *Delete All Worklogs*, or *Delete Own Worklogs* for one's own."""
    issue, entry = _find(request)
    refuse_override(request)
    if not may_change(request, issue, entry, "DELETE", "WORKLOGS"):
        raise refusal(request, "you do not have the permission to delete this worklog.")
    adjustment = _read_adjustment(request.query_params, -entry["seconds"], by="increaseBy")
    remaining = without_entries(issue, "worklog", [entry["id"]])
    _store(request, issue, remaining, -entry["seconds"], adjustment)
    return Response(status_code=204)


def _store(request: Request, issue: Issue, entries: list[Entry], more: int, adjustment: Adjustment) -> None:
    """Store the list with the sums that follow from it, as one change."""
    spent = max(0, (issue.values.get("timespent") or 0) + more)
    changes = {"worklog": entries, "timespent": spent if entries or spent else None}
    remaining = adjustment(issue.values.get("timeestimate") or 0)
    if remaining is not None:
        changes["timeestimate"] = remaining
    record_change(site_of(request), actor_of(request), issue, changes)


def _read_adjustment(parameters: Mapping[str, str], more: int, by: str | None) -> Adjustment:
    """
    Read how the remaining estimate is to follow.

    Args:
        more: How much more is spent than before; negative for less.
        by: The parameter of ``manual``; None where there is no such way.

    Raises:
        RestError: 400; no such way, or its parameter is no duration.
    """
    way = parameters.get("adjustEstimate") or "auto"
    if way == "leave":
        return lambda _: None
    if way == "auto":
        return lambda current: max(0, current - more)
    if way == "new":
        estimate = _parameter(parameters, "newEstimate")
        return lambda _: estimate
    if way == "manual" and by is not None:
        amount = _parameter(parameters, by) * (1 if by == "increaseBy" else -1)
        return lambda current: max(0, current + amount)
    raise RestError(400, errors={"adjustEstimate": f"'{way}' is no way to adjust the estimate."})


def _parameter(parameters: Mapping[str, str], name: str) -> int:
    seconds = read_duration(parameters.get(name, ""))
    if seconds is None:
        raise RestError(400, errors={name: f"The parameter '{name}' must be a time, such as 2d or 4h 30m."})
    return seconds


def _seconds(body: dict[str, Any]) -> int | None:
    """The time that was sent, in either form; None when there is none."""
    text, number = body.get("timeSpent"), body.get("timeSpentSeconds")
    if text is not None and number is not None:
        raise RestError(400, errors={"timeLogged": "Give either timeSpent or timeSpentSeconds, not both."})
    if number is not None:
        if isinstance(number, str) and number.isascii() and number.isdigit():
            number = int(number)
        if not isinstance(number, int) or isinstance(number, bool):
            raise RestError(400, INVALID_PAYLOAD)
        seconds: int | None = number
    elif text is None or text == "":
        return None
    elif isinstance(text, str):
        seconds = read_duration(text)
    else:
        raise RestError(400, INVALID_PAYLOAD)
    if seconds is None or not 0 < seconds < MOST_SECONDS:
        raise RestError(400, errors={"timeLogged": _BAD_TIME})
    return seconds


def _started(body: dict[str, Any], default_ms: int) -> int:
    text = body.get("started")
    if text is None:
        return default_ms
    moment = read_moment(text) if isinstance(text, str) else None
    if moment is None:
        raise RestError(400, INVALID_PAYLOAD)
    return moment


def _comment(request: Request, value: Any) -> dict[str, Any] | None:
    try:
        return read_rich_text(request, value)
    except RichTextError as error:
        raise RestError(400, errors={"comment": str(error)}) from error


def _moment(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None or text == "":
        return None
    if not (text.isascii() and text.removeprefix("-").isdigit()):
        raise RestError(400, f"The parameter '{name}' must be a number of milliseconds.")
    return int(text)


def _find(request: Request) -> tuple[Issue, Entry]:
    issue = find_visible_issue(request)
    worklog_id: str = request.path_params["id"]
    entry = find_entry(site_of(request), actor_of(request), issue, "worklog", worklog_id)
    if entry is None:
        raise RestError(404, f"Cannot find worklog with id: '{worklog_id}'.")
    return issue, entry
