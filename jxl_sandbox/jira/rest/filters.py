"""
Saved filters: make, read, find, change, share, mark as favourite.

Source: Jira Cloud REST v3, "Filters", "Filter sharing".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.agile_model import SavedFilter
from jxl_sandbox.jira.changes import announce
from jxl_sandbox.jira.events import FilterEvent
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_jql
from jxl_sandbox.jira.model import Actor, Site, User
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError, not_authenticated
from jxl_sandbox.jira.rest.filter_entities import EXPANDS, filter_details, filter_json
from jxl_sandbox.jira.rest.filter_rules import (
    NOT_AVAILABLE,
    get_filter,
    next_share_id,
    parse_share,
)
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import path_int, query_bool, query_list, read_json_object, read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import has_global
from jxl_sandbox.jira.saved_filters import may_edit_filter, sees_filter

_ORDERS: dict[str, Callable[[Site, Actor, SavedFilter], Any]] = {
    "id": lambda _s, _a, f: f.id,
    "name": lambda _s, _a, f: f.name.casefold(),
    "description": lambda _s, _a, f: f.description.casefold(),
    "owner": lambda s, _a, f: s.users[f.owner].display_name.casefold(),
    "favourite_count": lambda _s, _a, f: len(f.favourites),
    "is_favourite": lambda _s, a, f: a.user is not None and a.user.account_id in f.favourites,
    "is_shared": lambda _s, _a, f: bool(f.shares),
}


def routes() -> list[Route]:
    """
    Build the routes; the parameter takes digits only, so that fixed words are not taken for ids.
    """
    one = "/filter/{id}"
    return [
        *routes_for("/filter", {"POST": create}),
        *routes_for("/filter/search", {"GET": search}),
        *routes_for("/filter/my", {"GET": get_mine}),
        *routes_for("/filter/favourite", {"GET": get_favourites}),
        *routes_for("/filter/defaultShareScope", {"GET": get_default_share_scope}),
        *routes_for(one, {"GET": get_one, "PUT": update, "DELETE": delete}),
        *routes_for(f"{one}/favourite", {"PUT": add_favourite, "DELETE": remove_favourite}),
        *routes_for(f"{one}/owner", {"PUT": change_owner}),
    ]


async def create(request: Request) -> Response:
    """Save a filter of the caller's own; private unless the body shares it."""
    site, actor, user = site_of(request), actor_of(request), person_of(request)
    body = await read_json_object(request)
    saved = SavedFilter(max(site.filters, default=9999) + 1, "", user.account_id, "")
    _apply(site, actor, saved, {"name": None, "jql": ""} | body)
    if body.get("favourite"):
        saved.favourites.add(user.account_id)
    site.filters[saved.id] = saved
    announce(site, FilterEvent("created", saved, actor))
    return json_response(filter_json(site, actor, saved))


async def get_one(request: Request) -> Response:
    """Give one filter."""
    return json_response(filter_json(site_of(request), actor_of(request), find_filter(request)))


async def update(request: Request) -> Response:
    """Change a filter's name, description, query or sharing; its owner and those let edit it."""
    site, actor, saved = site_of(request), actor_of(request), find_filter(request)
    person_of(request)
    body = await read_json_object(request)
    if not may_edit_filter(site, actor, saved):
        raise RestError(400, "You do not have permission to edit this filter; its owner does.")
    _apply(site, actor, saved, body)
    announce(site, FilterEvent("updated", saved, actor))
    return json_response(filter_json(site, actor, saved))


async def delete(request: Request) -> Response:
    """Remove a filter; its owner or *Administer Jira*. A board that shows it shows nothing then."""
    site, actor = site_of(request), actor_of(request)
    user = person_of(request)
    saved = get_filter(site, actor, path_int(request, "id"), overrides=True)
    if saved.owner != user.account_id and not has_global(site, actor, "ADMINISTER"):
        raise RestError(401, "You do not have permission to delete this filter; its owner does.")
    del site.filters[saved.id]
    announce(site, FilterEvent("deleted", saved, actor))
    return Response(status_code=204)


async def get_mine(request: Request) -> Response:
    """List the caller's own filters, and with ``includeFavourites`` the visible ones they marked."""
    site, actor, user = site_of(request), actor_of(request), person_of(request)
    with_favourites = query_bool(request, "includeFavourites")
    found = [
        f
        for f in site.filters.values()
        if f.owner == user.account_id
        or (with_favourites and user.account_id in f.favourites and sees_filter(site, actor, f))
    ]
    count_points(request, len(found))
    return json_response([filter_json(site, actor, f) for f in sorted(found, key=lambda f: f.name)])


async def get_favourites(request: Request) -> Response:
    """List the filters that the caller marked as favourite and still sees."""
    site, actor = site_of(request), actor_of(request)
    account_id = actor.user.account_id if actor.user else None
    found = [f for f in site.filters.values() if account_id in f.favourites and sees_filter(site, actor, f)]
    count_points(request, len(found))
    return json_response([filter_json(site, actor, f) for f in sorted(found, key=lambda f: f.name)])


async def search(request: Request) -> Response:
    """Find filters that the caller sees, by page, by name, owner, share and id."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    order = query.get("orderBy") or "name"
    if order.lstrip("+-") not in _ORDERS:
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    ids = query_list(request, "id")
    if len(ids) > 200:
        raise RestError(400, "At most 200 values are allowed for 'id'.")
    expand = query_list(request, "expand")
    unknown = [name for name in expand if name not in EXPANDS]
    if unknown:
        raise RestError(400, f"The value '{unknown[0]}' is not valid for 'expand'.")
    if "owner" in query:
        raise RestError(400, "The parameter 'owner' is gone; use 'accountId'.")
    groups = {name for name in (query.get("groupname"),) if name}
    groups |= {name for name, group_id in site.groups.items() if group_id == query.get("groupId")}
    by_group = bool(query.get("groupname") or query.get("groupId"))
    overrides = query_bool(request, "overrideSharePermissions") and has_global(site, actor, "ADMINISTER")
    words, account_id, project_id = (query.get(k) for k in ("filterName", "accountId", "projectId"))
    found = [
        f
        for f in site.filters.values()
        if (overrides or sees_filter(site, actor, f))
        and (not ids or str(f.id) in ids)
        and (not words or words.casefold() in f.name.casefold())
        and (not account_id or f.owner == account_id)
        and (not project_id or any(s.project_id == project_id for s in f.shares))
        and (not by_group or any(s.type == "group" and s.name in groups for s in f.shares))
    ]
    rank = _ORDERS[order.lstrip("+-")]
    found.sort(key=lambda f: rank(site, actor, f), reverse=order.startswith("-"))
    bean, shown = page(request, found, lambda f: filter_details(site, actor, f, expand), most=100)
    count_points(request, shown)
    return json_response(bean)


async def add_favourite(request: Request) -> Response:
    """Mark a filter as the caller's favourite."""
    saved, user = find_filter(request), person_of(request)
    saved.favourites.add(user.account_id)
    return json_response(filter_json(site_of(request), actor_of(request), saved))


async def remove_favourite(request: Request) -> Response:
    """Take the mark off again; also from a filter that the caller no longer sees."""
    user, saved = person_of(request), site_of(request).filters.get(path_int(request, "id"))
    if saved is None:
        raise RestError(400, NOT_AVAILABLE)
    saved.favourites.discard(user.account_id)
    return json_response(filter_json(site_of(request), actor_of(request), saved))


async def change_owner(request: Request) -> Response:
    """Give a filter to somebody else; its owner or *Administer Jira*."""
    site, actor, user = site_of(request), actor_of(request), person_of(request)
    saved = site.filters.get(path_int(request, "id"))
    body = await read_object(request, {"accountId": "str"})
    is_admin = has_global(site, actor, "ADMINISTER")
    if saved is None or not (is_admin or sees_filter(site, actor, saved)):
        raise RestError(404, NOT_AVAILABLE)
    if saved.owner != user.account_id and not is_admin:
        raise RestError(403, "You must be the owner of the filter or a Jira administrator.")
    if body.get("accountId") not in site.users:
        raise RestError(404, f"The user '{body.get('accountId')}' does not exist.")
    _require_free_name(site, saved, saved.name, body["accountId"])
    saved.owner = body["accountId"]
    announce(site, FilterEvent("updated", saved, actor))
    return Response(status_code=204)


async def get_default_share_scope(request: Request) -> Response:
    """Tell with whom new filters are shared: with nobody."""
    person_of(request)
    return json_response({"scope": "PRIVATE"})


def _apply(site: Site, actor: Actor, saved: SavedFilter, body: dict[str, Any]) -> None:
    """Check everything that a body says of a filter, then store it."""
    name = body.get("name", saved.name)
    if not isinstance(name, str) or not name.strip():
        raise RestError(400, errors={"name": "You must specify a name to save this filter as."})
    if len(name) > 255:
        raise RestError(400, errors={"name": "The filter name must be at most 255 characters long."})
    _require_free_name(site, saved, name, saved.owner)
    jql, description = body.get("jql", saved.jql), body.get("description", saved.description)
    if not isinstance(jql, str) or not isinstance(description, str | None):
        raise RestError(400, INVALID_PAYLOAD)
    try:
        compile_jql(jql, site, actor, filter_id=saved.id)
    except JQLError as error:
        raise RestError(400, *error.messages) from error
    shares = {"sharePermissions": saved.shares, "editPermissions": saved.edits}
    next_id = next_share_id(site)
    for member in shares:
        if member not in body:
            continue
        listed = body[member] or []
        if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
            raise RestError(400, INVALID_PAYLOAD)
        if listed:
            require_may_share(site, actor)
        parsed = [parse_share(site, actor, entry, next_id + n) for n, entry in enumerate(listed)]
        shares[member] = parsed
        next_id += len(parsed)
    saved.name, saved.jql, saved.description = name.strip(), jql, description or ""
    saved.shares, saved.edits = shares["sharePermissions"], shares["editPermissions"]


def _require_free_name(site: Site, saved: SavedFilter, name: str, owner: str) -> None:
    for other in site.filters.values():
        if other is not saved and other.owner == owner and other.name.casefold() == name.strip().casefold():
            raise RestError(400, errors={"name": "Filter with same name already exists."})


def require_may_share(site: Site, actor: Actor) -> None:
    """
    Check that the caller may share filters at all.

    Raises:
        RestError: 400.
    """
    if not has_global(site, actor, "CREATE_SHARED_OBJECTS"):
        raise RestError(
            400, "You need the global permission 'Share dashboards and filters' to share a filter."
        )


def find_filter(request: Request, status: int = 400) -> SavedFilter:
    """
    Find the filter that the path names.

    Raises:
        RestError: ``status``; there is none, or it is not shared with the caller.
    """
    site, actor = site_of(request), actor_of(request)
    overrides = query_bool(request, "overrideSharePermissions")
    try:
        return get_filter(site, actor, path_int(request, "id"), overrides=overrides)
    except RestError as error:
        raise RestError(status, *error.messages) from error


def person_of(request: Request) -> User:
    """
    Get the caller, who must be logged in.

    Raises:
        RestError: 401.
    """
    user = actor_of(request).user
    if user is None:
        raise not_authenticated()
    return user
