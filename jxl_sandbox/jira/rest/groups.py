"""
Groups: who is in them, lists and pickers. Making and filling groups is closed to Connect apps and not built.

Source: Jira Cloud REST v3, "Groups", "Group and user picker".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Site, User
from jxl_sandbox.jira.rest.entities import group_json, may_see_emails, user_json
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_bool, query_int
from jxl_sandbox.jira.rest.people_search import find_pickable, mark, picked_user
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import has_global, project_ids_with

_MOST_PICKED = 20
_ACCESS = {"site-admin": "SYSTEM_ADMIN", "admin": "ADMINISTER", "user": None}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/group", {"GET": get_one}),
        *routes_for("/group/bulk", {"GET": get_bulk}),
        *routes_for("/group/member", {"GET": get_members}),
        *routes_for("/groups/picker", {"GET": pick_groups}),
        *routes_for("/groupuserpicker", {"GET": pick_both}),
    ]


async def get_one(request: Request) -> Response:
    """Give one group and, with ``expand=users``, its first fifty people; Jira calls this deprecated."""
    site, actor = site_of(request), actor_of(request)
    name = _find(request)
    members = [u for u in _members(site, name) if u.active]
    shown = members[:50] if "users" in request.query_params.get("expand", "") else []
    with_email = may_see_emails(site, actor)
    count_points(request, len(shown), each=2)
    users = {
        "size": len(members),
        "items": [user_json(site, u, with_email=with_email) for u in shown],
        "max-results": 50,
        "start-index": 0,
        "end-index": len(shown),
    }
    return json_response(group_json(site, name) | {"users": users, "expand": "users"})


async def get_bulk(request: Request) -> Response:
    """List groups by page, by id, name, access and application."""
    site = site_of(request)
    _require_browser(request)
    query = request.query_params
    ids, names = set(query.getlist("groupId")), set(query.getlist("groupName"))
    access, application = query.get("accessType"), query.get("applicationKey")
    if access is not None and access not in _ACCESS:
        raise RestError(400, f"The value '{access}' is not valid for 'accessType'.")
    if application is not None and application not in site.application_roles:
        raise RestError(400, f"The value '{application}' is not valid for 'applicationKey'.")
    found = [
        name
        for name in sorted(site.groups)
        if (not ids or site.groups[name] in ids)
        and (not names or name in names)
        and (access is None or _has_access(site, name, access))
        and (application is None or name in site.application_roles[application])
    ]
    bean, shown = page(request, found, lambda n: {"name": n, "groupId": site.groups[n]}, most=1000)
    count_points(request, shown)
    return json_response(bean)


async def get_members(request: Request) -> Response:
    """List the people of a group by page."""
    site, actor = site_of(request), actor_of(request)
    name = _find(request)
    inactive = query_bool(request, "includeInactiveUsers")
    members = [u for u in _members(site, name) if inactive or u.active]
    with_email = may_see_emails(site, actor)
    bean, shown = page(request, members, lambda u: user_json(site, u, with_email=with_email), most=50)
    count_points(request, shown, each=2)
    return json_response(bean)


async def pick_groups(request: Request) -> Response:
    """Find groups whose names hold a text, with the match marked as HTML."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    excluded = set(query.getlist("exclude")) | {
        n for n, i in site.groups.items() if i in query.getlist("excludeId")
    }
    any_case = query_bool(request, "caseInsensitive")
    size = query_int(request, "maxResults", _MOST_PICKED, minimum=0)
    found = [
        n for n in _pickable(site, actor, query.get("query", ""), any_case=any_case) if n not in excluded
    ]
    return json_response(_picked(site, found, query.get("query", ""), size))


async def pick_both(request: Request) -> Response:
    """Find people and groups at once."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    if "query" not in query:
        raise RestError(400, "The query parameter 'query' is required.")
    if query.get("fieldId"):
        raise RestError(501, "The sandbox does not narrow this picker by a field.")
    size = query_int(request, "maxResults", 50, minimum=0)
    text = query["query"]
    no_apps = query_bool(request, "excludeConnectAddons")
    people = find_pickable(site, actor, text, no_apps=no_apps)
    with_avatar = query_bool(request, "showAvatar")
    shown = [picked_user(site, actor, u, text, with_avatar=with_avatar) for u in people[:size]]
    groups = _pickable(site, actor, text, any_case=query_bool(request, "caseInsensitive"))
    count_points(request, len(shown), each=2)
    header = f"Showing {len(shown)} of {len(people)} matching users"
    return json_response(
        {
            "users": {"users": shown, "total": len(people), "header": header},
            "groups": _picked(site, groups, text, size),
        }
    )


def _pickable(site: Site, actor: Actor, query: str, *, any_case: bool) -> list[str]:
    """Groups that hold the text; without *Browse users and groups* only the one that is called so."""
    if not project_ids_with(site, actor, "BROWSE_PROJECTS"):
        return []
    if not has_global(site, actor, "USER_PICKER"):
        return [query] if query in site.groups else []
    if any_case:
        return [name for name in sorted(site.groups) if query.casefold() in name.casefold()]
    return [name for name in sorted(site.groups) if query in name]


def _picked(site: Site, found: list[str], query: str, size: int) -> dict[str, Any]:
    shown = found[:size]
    return {
        "header": f"Showing {len(shown)} of {len(found)} matching groups",
        "total": len(found),
        "groups": [
            {
                "name": name,
                "html": mark(name, query, "b", only_first=True),
                "labels": [],
                "groupId": site.groups[name],
            }
            for name in shown
        ],
    }


def _has_access(site: Site, name: str, access: str) -> bool:
    key = _ACCESS[access]
    if key is None:
        return any(name in names for names in site.application_roles.values())
    return ("group", name) in site.global_grants.get(key, ())


def _members(site: Site, name: str) -> list[User]:
    return [user for user in site.users.values() if name in user.groups]


def _find(request: Request) -> str:
    site, query = site_of(request), request.query_params
    _require_browser(request)
    name, group_id = query.get("groupname"), query.get("groupId")
    if bool(name) == bool(group_id):
        raise RestError(400, "Exactly one of the query parameters 'groupname' and 'groupId' is needed.")
    found = next((n for n, i in site.groups.items() if name == n or group_id == i), None)
    if found is None:
        raise RestError(404, f"The group named '{name or group_id}' does not exist.")
    return found


def _require_browser(request: Request) -> None:
    site, actor = site_of(request), actor_of(request)
    if not (has_global(site, actor, "USER_PICKER") or has_global(site, actor, "ADMINISTER")):
        raise RestError(403, "You do not have permission to browse users and groups.")
