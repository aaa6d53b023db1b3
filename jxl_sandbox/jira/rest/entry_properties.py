"""
Properties of comments and work logs; read by whoever sees the comment or work log.

Source: Jira Cloud REST v3, "Issue comment properties", "Issue worklog properties".
"""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.conversation import Entry, find_entry, with_entry
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import may_change
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import RestError, not_authenticated
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.properties import (
    check_key,
    get_value,
    keys_response,
    property_key,
    property_response,
    read_value,
)
from jxl_sandbox.jira.rest.routing import actor_of, count_points, routes_for, site_of
from jxl_sandbox.jira.rights import can_see_issue


def routes() -> list[Route]:
    """
    Build the routes.
    """
    built: list[Route] = []
    for path in (
        "/comment/{commentId}/properties",
        "/issue/{issueIdOrKey}/worklog/{worklogId}/properties",
    ):
        one = {"GET": get_property, "PUT": put_property, "DELETE": delete_property}
        built += routes_for(path, {"GET": get_keys})
        built += routes_for(f"{path}/{{propertyKey}}", one)
    return built


async def get_keys(request: Request) -> Response:
    """List the keys of an entry's properties."""
    issue, field_id, entry = _find(request)
    place = f"comment/{entry['id']}" if field_id == "comment" else f"issue/{issue.id}/worklog/{entry['id']}"
    held = _texts(entry)
    count_points(request, len(held))
    return keys_response(f"{site_of(request).base_url}{API}/{place}/properties", held)


async def get_property(request: Request) -> Response:
    """Give one property's key and value."""
    _, _, entry = _find(request)
    key = property_key(request)
    count_points(request, 1)
    return property_response(key, get_value(_texts(entry), key))


async def put_property(request: Request) -> Response:
    """Set a property; who may is as for editing the comment or work log."""
    issue, field_id, entry = _find(request)
    key = property_key(request)
    _require_may_edit(request, issue, field_id, entry)
    check_key(key)
    value = orjson.loads(await read_value(request))
    held = entry.get("properties") or {}
    _store(request, issue, field_id, entry | {"properties": {**held, key: value}})
    return Response(status_code=200 if key in held else 201)


async def delete_property(request: Request) -> Response:
    """Remove a property; who may is as for setting it."""
    issue, field_id, entry = _find(request)
    key = property_key(request)
    _require_may_edit(request, issue, field_id, entry)
    get_value(_texts(entry), key)
    held = {k: v for k, v in entry["properties"].items() if k != key}
    _store(request, issue, field_id, entry | {"properties": held})
    return Response(status_code=204)


def _find(request: Request) -> tuple[Issue, str, Entry]:
    """Find what the path names: its issue, ``comment`` or ``worklog``, and the entry."""
    site, actor = site_of(request), actor_of(request)
    if "commentId" not in request.path_params:
        issue, worklog_id = find_visible_issue(request), request.path_params["worklogId"]
        entry = find_entry(site, actor, issue, "worklog", worklog_id)
        if entry is None:
            raise RestError(404, f"Cannot find worklog with id: '{worklog_id}'.")
        return issue, "worklog", entry
    comment_id: str = request.path_params["commentId"]
    found = site.issues.get(site.comment_issue_ids.get(comment_id, -1))
    if found is not None and can_see_issue(site, actor, found):
        entry = find_entry(site, actor, found, "comment", comment_id)
        if entry is not None:
            return found, "comment", entry
    raise RestError(404, f"Can not find a comment for the id: {comment_id}.")


def _texts(entry: Entry) -> dict[str, bytes]:
    properties: dict[str, Any] = entry.get("properties") or {}
    return {key: orjson.dumps(value) for key, value in properties.items()}


def _require_may_edit(request: Request, issue: Issue, field_id: str, entry: Entry) -> None:
    if may_change(request, issue, entry, "EDIT", f"{field_id.upper()}S"):
        return
    if actor_of(request).user is None:
        raise not_authenticated()
    raise RestError(403, f"You do not have permission to edit this {field_id}.")


def _store(request: Request, issue: Issue, field_id: str, entry: Entry) -> None:
    """Properties are no part of the issue's history: *updated* stays where it was."""
    changed = {field_id: with_entry(issue, field_id, entry)}
    site_of(request).change_issue(issue, changed, at_ms=issue.updated_ms)
