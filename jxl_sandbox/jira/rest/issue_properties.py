"""
Issue properties: JSON that comes back exactly as it was sent, read by whoever sees the issue.

Source: Jira Cloud REST v3, "Issue properties". They are told in issues too, with ``properties`` of search and reads.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_properties
from jxl_sandbox.jira.model import Issue
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
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import has_project


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/issue/{issueIdOrKey}/properties"
    handlers = {"GET": get_property, "PUT": put_property, "DELETE": delete_property}
    return [*routes_for(one, {"GET": get_keys}), *routes_for(f"{one}/{{propertyKey}}", handlers)]


async def get_keys(request: Request) -> Response:
    """List the keys of an issue's properties."""
    site, issue = site_of(request), find_visible_issue(request)
    link = f"{site.base_url}{API}/issue/{issue.id}/properties"
    count_points(request, len(issue.properties))
    return keys_response(link, issue.properties)


async def get_property(request: Request) -> Response:
    """Give one property's key and value."""
    issue, key = find_visible_issue(request), property_key(request)
    count_points(request, 1)
    return property_response(key, get_value(issue.properties, key))


async def put_property(request: Request) -> Response:
    """Set a property, replacing what was there; *Edit Issues*."""
    issue, key = find_visible_issue(request), property_key(request)
    if not _may_edit(request, issue):
        raise RestError(403, f"You do not have permission to edit the issue '{issue.key}'.")
    check_key(key)
    body = await read_value(request)
    is_new = key not in issue.properties
    record_properties(site_of(request), actor_of(request), issue, {key: body})
    return Response(status_code=201 if is_new else 200)


async def delete_property(request: Request) -> Response:
    """Remove a property; *Edit Issues*, without which it is not there to be removed."""
    issue, key = find_visible_issue(request), property_key(request)
    if not _may_edit(request, issue):
        raise RestError(404, f"You do not have permission to edit the issue '{issue.key}'.")
    get_value(issue.properties, key)
    record_properties(site_of(request), actor_of(request), issue, {key: None})
    return Response(status_code=204)


def _may_edit(request: Request, issue: Issue) -> bool:
    site, actor = site_of(request), actor_of(request)
    may = has_project(site, actor, "EDIT_ISSUES", site.projects[issue.project_id], issue)
    if not may and account_of(request) is None:
        raise not_authenticated()
    return may
