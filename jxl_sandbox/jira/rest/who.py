"""
``/myself``, ``/serverInfo`` and people: who asks, and who there is.

Source: Jira Cloud REST v3, "Myself", "Server info", "Users", "User search".
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import JSON, Site, User
from jxl_sandbox.jira.rest.dates import in_zone
from jxl_sandbox.jira.rest.entities import may_see_emails, user_json
from jxl_sandbox.jira.rest.errors import RestError, not_authenticated
from jxl_sandbox.jira.rest.params import query_int, query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import has_global

_SEARCHED_USERS = 1000
_NO_USER = "Specified user does not exist or you do not have required permissions"


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/myself", {"GET": get_myself}),
        *routes_for("/serverInfo", {"GET": get_server_info}),
        *routes_for("/user", {"GET": get_user}),
        *routes_for("/user/bulk", {"GET": get_users_bulk}),
        *routes_for("/user/search", {"GET": search_users}),
    ]


async def get_myself(request: Request) -> Response:
    """Tell who the caller is; an app that acts as itself is its own user."""
    site, actor = site_of(request), actor_of(request)
    if actor.user is None:
        raise not_authenticated()
    count_points(request, 1, each=2)
    return json_response(_full_user(site, actor.user, set(query_list(request, "expand")), with_email=True))


async def get_server_info(request: Request) -> Response:
    """Tell what the site is."""
    site, actor = site_of(request), actor_of(request)
    zone = actor.user.time_zone if actor.user else "Etc/UTC"
    return json_response(
        {
            "baseUrl": site.base_url,
            "displayUrl": site.base_url,
            "displayUrlServicedeskHelpCenter": site.base_url,
            "displayUrlConfluence": site.base_url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100292,
            "buildDate": "2026-01-01T00:00:00.000+0000",
            "serverTime": in_zone(int(site.now().timestamp() * 1000), zone),
            "scmInfo": "0000000000000000000000000000000000000000",
            "serverTitle": site.name,
            "serverTimeZone": "Etc/UTC",
        }
    )


async def get_user(request: Request) -> Response:
    """Tell about one person; oneself always, others with *Browse users and groups*."""
    site, actor = site_of(request), actor_of(request)
    account_id = request.query_params.get("accountId")
    if not account_id:
        raise RestError(400, "The query parameter 'accountId' is required.")
    user = site.users.get(account_id)
    if actor.user is None or user is None:
        raise RestError(404, _NO_USER)
    if user is not actor.user and not has_global(site, actor, "USER_PICKER"):
        raise RestError(403, "You do not have permission to browse users.")
    count_points(request, 1, each=2)
    with_email = may_see_emails(site, actor) or user is actor.user
    return json_response(_full_user(site, user, set(query_list(request, "expand")), with_email=with_email))


async def get_users_bulk(request: Request) -> Response:
    """Tell about several people by account id; unknown ids are left out."""
    site, actor = site_of(request), actor_of(request)
    wanted = request.query_params.getlist("accountId")
    if not wanted:
        raise RestError(400, "The query parameter 'accountId' is required.")
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(200, query_int(request, "maxResults", 10, minimum=0))
    found = [site.users[i] for i in dict.fromkeys(wanted) if i in site.users]
    shown = found[start : start + size]
    count_points(request, len(shown), each=2)
    with_email = may_see_emails(site, actor)
    return json_response(
        {
            "maxResults": size,
            "startAt": start,
            "total": len(found),
            "isLast": start + len(shown) >= len(found),
            "values": [user_json(site, user, with_email=with_email) for user in shown],
        }
    )


async def search_users(request: Request) -> Response:
    """Find people by the beginning of a word of their name or of their e-mail address, or by account id."""
    site, actor = site_of(request), actor_of(request)
    query, account_id = request.query_params.get("query"), request.query_params.get("accountId")
    if (query is None) == (account_id is None) and "property" not in request.query_params:
        raise RestError(400, "Exactly one of the parameters 'query', 'accountId' and 'property' is needed.")
    if "property" in request.query_params:
        raise RestError(501, "The sandbox does not search users by property.")
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(1000, query_int(request, "maxResults", 50, minimum=0))
    if not has_global(site, actor, "USER_PICKER"):
        return json_response([])
    with_email = may_see_emails(site, actor)
    looked_at = list(site.users.values())[:_SEARCHED_USERS][start : start + size]
    found = [
        user
        for user in looked_at
        if user.active
        and (
            user.account_id == account_id if account_id else matches(user, query or "", with_email=with_email)
        )
    ]
    count_points(request, len(found), each=2)
    return json_response([user_json(site, user, with_email=with_email) for user in found])


def matches(user: User, query: str, *, with_email: bool) -> bool:
    """
    Whether a word of the display name, the whole of it, or the e-mail address begins with the query.
    """
    wanted = query.casefold().strip()
    name = user.display_name.casefold()
    if name.startswith(wanted) or any(word.startswith(wanted) for word in name.split()):
        return True
    return with_email and user.email.casefold().startswith(wanted)


def _full_user(site: Site, user: User, expand: set[str], *, with_email: bool) -> dict[str, JSON]:
    built = user_json(site, user, with_email=with_email)
    built["locale"] = user.locale
    groups = sorted(user.groups)
    applications = [key for key, names in site.application_roles.items() if user.groups & names]
    built["groups"] = {
        "size": len(groups),
        "items": [
            {
                "name": name,
                "groupId": site.groups[name],
                "self": f"{site.base_url}/rest/api/3/group?groupId={site.groups[name]}",
            }
            for name in groups
            if name in site.groups
        ]
        if "groups" in expand
        else [],
    }
    built["applicationRoles"] = {
        "size": len(applications),
        "items": [{"key": key, "name": key} for key in applications] if "applicationRoles" in expand else [],
    }
    built["expand"] = "groups,applicationRoles"
    return built
