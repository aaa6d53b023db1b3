"""
Remote issue links: list, make or replace by global id, look at, change, remove.

Source: Jira Cloud REST v3, "Issue remote links". Issue linking is always on here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Issue, Site
from jxl_sandbox.jira.remote_links import (
    KEY,
    MOST_LINKS,
    RemoteLink,
    remote_links_of,
    with_remote_link,
    without_remote_link,
)
from jxl_sandbox.jira.rest.entities import API
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.params import read_json_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import has_project

_MOST_CHARS = 255
_MOST_URL_CHARS = 4000
_ICON = ("url16x16", "title")
_STATUS_ICON = ("url16x16", "title", "link")


def routes() -> list[Route]:
    """
    Build the routes.
    """
    of_issue = "/issue/{issueIdOrKey}/remotelink"
    many = {"GET": get_links, "POST": post_link, "DELETE": delete_by_global_id}
    one = {"GET": get_link, "PUT": put_link, "DELETE": delete_link}
    return [*routes_for(of_issue, many), *routes_for(f"{of_issue}/{{linkId}}", one)]


async def get_links(request: Request) -> Response:
    """List the remote links of an issue, or give the one that has a global id."""
    site, issue = site_of(request), find_visible_issue(request)
    global_id = request.query_params.get("globalId")
    links = remote_links_of(issue)
    if global_id:
        count_points(request, 1)
        return json_response(_link_json(site, issue, _with_global_id(issue, global_id)))
    count_points(request, len(links))
    return json_response([_link_json(site, issue, link) for link in links])


async def post_link(request: Request) -> Response:
    """Make a remote link, or replace the one that has its global id; *Link Issues*."""
    site, issue = site_of(request), find_visible_issue(request)
    _require(request, issue, "LINK_ISSUES")
    sent = _read_link(await read_json_object(request))
    held = _find_global(issue, sent["global_id"])
    if held is None and len(remote_links_of(issue)) >= MOST_LINKS:
        raise RestError(413, f"An issue can have at most {MOST_LINKS} remote links.")
    link = {"id": site.next_remote_link_id if held is None else held["id"], **sent}
    if held is None:
        site.next_remote_link_id += 1
    record_change(site, actor_of(request), issue, {KEY: with_remote_link(issue, link)})
    built = {"id": link["id"], "self": _address(site, issue, link)}
    return json_response(built, 201 if held is None else 200)


async def delete_by_global_id(request: Request) -> Response:
    """Remove the remote link that has a global id; *Link Issues*."""
    issue = find_visible_issue(request)
    global_id = request.query_params.get("globalId")
    if not global_id:
        raise RestError(400, "The parameter 'globalId' is required.")
    _require(request, issue, "LINK_ISSUES")
    _remove(request, issue, _with_global_id(issue, global_id))
    return Response(status_code=204)


async def get_link(request: Request) -> Response:
    """Give one remote link."""
    issue, link = _find(request)
    count_points(request, 1)
    return json_response(_link_json(site_of(request), issue, link))


async def put_link(request: Request) -> Response:
    """Replace a remote link; what is left out is gone. *Link Issues*."""
    issue, held = _find(request)
    _require(request, issue, "LINK_ISSUES")
    sent = _read_link(await read_json_object(request))
    other = _find_global(issue, sent["global_id"])
    if other is not None and other["id"] != held["id"]:
        raise RestError(400, errors={"globalId": "A remote link with this globalId exists on the issue."})
    links = with_remote_link(issue, {"id": held["id"], **sent})
    record_change(site_of(request), actor_of(request), issue, {KEY: links})
    return Response(status_code=204)


async def delete_link(request: Request) -> Response:
    """Remove a remote link; *Edit Issues* and *Link Issues*."""
    issue, link = _find(request)
    _require(request, issue, "LINK_ISSUES")
    _require(request, issue, "EDIT_ISSUES")
    _remove(request, issue, link)
    return Response(status_code=204)


def _remove(request: Request, issue: Issue, link: RemoteLink) -> None:
    remaining = without_remote_link(issue, link["id"])
    record_change(site_of(request), actor_of(request), issue, {KEY: remaining})


def _require(request: Request, issue: Issue, permission: str) -> None:
    site, actor = site_of(request), actor_of(request)
    if has_project(site, actor, permission, site.projects[issue.project_id], issue):
        return
    if actor.user is None:
        raise not_authenticated()
    verb = "link" if permission == "LINK_ISSUES" else "edit"
    raise RestError(403, f"You do not have permission to {verb} issues in this project.")


def _find(request: Request) -> tuple[Issue, RemoteLink]:
    """Find the link that the path names; one of another issue is not this issue's."""
    site, issue = site_of(request), find_visible_issue(request)
    text: str = request.path_params["linkId"]
    if not (text.isascii() and text.isdigit()):
        raise RestError(400, f"'{text}' is no id of a remote link.")
    found = next((link for link in remote_links_of(issue) if link["id"] == int(text)), None)
    if found is not None:
        return issue, found
    if any(link["id"] == int(text) for other in site.issues.values() for link in remote_links_of(other)):
        raise RestError(400, f"The remote link with id '{text}' does not belong to the issue '{issue.key}'.")
    raise RestError(404, f"No remote issue link with id '{text}' exists.")


def _find_global(issue: Issue, global_id: str | None) -> RemoteLink | None:
    if global_id is None:
        return None
    return next((link for link in remote_links_of(issue) if link["global_id"] == global_id), None)


def _with_global_id(issue: Issue, global_id: str) -> RemoteLink:
    found = _find_global(issue, global_id)
    if found is None:
        raise RestError(404, "No remote issue link with this globalId exists on the issue.")
    return found


def _read_link(body: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read a link as it is sent; members that Jira does not know are left out.

    Raises:
        RestError: 400; with every text that is missing or too long, or no address.
    """
    target, application = _object(body, "object"), _object(body, "application")
    status, icon = _object(target, "status"), _object(target, "icon")
    resolved = status.get("resolved")
    if resolved is not None and not isinstance(resolved, bool):
        raise RestError(400, INVALID_PAYLOAD)
    read_target = _texts(target, ("url", "title", "summary"))
    read_status: dict[str, Any] = {} if resolved is None else {"resolved": resolved}
    read_status["icon"] = _texts(_object(status, "icon"), _STATUS_ICON)
    read = {
        "global_id": _text(body, "globalId") or None,
        "relationship": _text(body, "relationship") or None,
        "application": _texts(application, ("type", "name")),
        "object": read_target | {"icon": _texts(icon, _ICON), "status": read_status},
    }
    errors = {
        name: f"'{name}' is required." for name in ("url", "title") if not read_target.get(name, "").strip()
    }
    for name, text in _short_texts(read):
        if len(text) > _MOST_CHARS:
            errors[name] = f"'{name}' must be at most {_MOST_CHARS} characters long."
    if "url" not in errors and not _is_address(read_target["url"]):
        errors["url"] = "'url' is not a valid URL."
    if errors:
        raise RestError(400, errors=errors)
    return read


def _short_texts(read: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What may not be longer than 255 characters, by the name that an error stands under."""
    named = [
        ("globalId", read["global_id"]),
        ("relationship", read["relationship"]),
        ("title", read["object"].get("title")),
        ("applicationType", read["application"].get("type")),
        ("applicationName", read["application"].get("name")),
    ]
    return [(name, text) for name, text in named if text is not None]


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_clean = url.isprintable() and " " not in url and len(url) <= _MOST_URL_CHARS
    return bool(parts.scheme) and bool(parts.netloc or parts.path) and is_clean


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RestError(400, INVALID_PAYLOAD)
    return value


def _text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise RestError(400, INVALID_PAYLOAD)
    return value


def _texts(body: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: text for name in names if (text := _text(body, name)) is not None}


def _link_json(site: Site, issue: Issue, link: RemoteLink) -> dict[str, Any]:
    built: dict[str, Any] = {"id": link["id"], "self": _address(site, issue, link)}
    if link["global_id"] is not None:
        built["globalId"] = link["global_id"]
    built["application"] = link["application"]
    if link["relationship"] is not None:
        built["relationship"] = link["relationship"]
    return built | {"object": link["object"]}


def _address(site: Site, issue: Issue, link: RemoteLink) -> str:
    return f"{site.base_url}{API}/issue/{issue.key}/remotelink/{link['id']}"
