"""
With whom a saved filter is shared: list, add, take away.

Source: Jira Cloud REST v3, "Filter sharing".
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.agile_model import SavedFilter, Share
from jxl_sandbox.jira.changes import announce
from jxl_sandbox.jira.events import FilterEvent
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.filter_rules import next_share_id, parse_share, share_json
from jxl_sandbox.jira.rest.filters import find_filter, person_of, require_may_share
from jxl_sandbox.jira.rest.params import path_int, read_json_object
from jxl_sandbox.jira.rest.routing import actor_of, json_response, routes_for, site_of


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/filter/{id}/permission"
    return [
        *routes_for(one, {"GET": get_shares, "POST": add_share}),
        *routes_for(f"{one}/{{permissionId}}", {"GET": get_share, "DELETE": remove_share}),
    ]


async def get_shares(request: Request) -> Response:
    """List with whom a filter is shared."""
    saved = find_filter(request, status=404)
    return json_response([share_json(site_of(request), share) for share in saved.shares])


async def get_share(request: Request) -> Response:
    """Give one share."""
    return json_response(share_json(site_of(request), _share(request, find_filter(request, status=404))))


async def add_share(request: Request) -> Response:
    """Share a filter with somebody more; the owner, who holds *Share dashboards and filters*."""
    site, actor, saved = site_of(request), actor_of(request), find_filter(request, status=404)
    _require_owner(request, saved)
    body = await read_json_object(request)
    require_may_share(site, actor)
    share = parse_share(site, actor, body, next_share_id(site))
    (saved.edits if body.get("rights") == 3 else saved.shares).append(share)
    announce(site, FilterEvent("updated", saved, actor))
    return json_response([share_json(site, s) for s in saved.shares], 201)


async def remove_share(request: Request) -> Response:
    """Share a filter no longer with somebody; the owner."""
    saved = find_filter(request, status=404)
    _require_owner(request, saved)
    saved.shares.remove(_share(request, saved))
    announce(site_of(request), FilterEvent("updated", saved, actor_of(request)))
    return Response(status_code=204)


def _share(request: Request, saved: SavedFilter) -> Share:
    wanted = path_int(request, "permissionId")
    found = next((share for share in saved.shares if share.id == wanted), None)
    if found is None:
        raise RestError(404, f"The filter has no share with the id {wanted}.")
    return found


def _require_owner(request: Request, saved: SavedFilter) -> None:
    if saved.owner != person_of(request).account_id:
        raise RestError(403, "Only the owner of the filter changes with whom it is shared.")
