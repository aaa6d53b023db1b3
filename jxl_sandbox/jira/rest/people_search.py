"""
Finding people for a purpose: whom an issue can be assigned to, who holds permissions, what a picker offers.

These look at a range of all people first and then leave out those that do not fit, so a page may hold fewer than
asked for though there are more. Source: Jira Cloud REST v3, "User search", "Users".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Issue, Project, Site, User
from jxl_sandbox.jira.rest.entities import avatar_urls, group_json, may_see_emails, user_json
from jxl_sandbox.jira.rest.errors import RestError, issue_not_found, project_not_found
from jxl_sandbox.jira.rest.params import query_bool, query_int, query_list
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rest.who import matches
from jxl_sandbox.jira.rights import can_browse, can_see_issue, has_global, has_project

_LOOKED_AT = 1000
_NO_USER = "Specified user does not exist or you do not have required permissions"


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/user/assignable/search", {"GET": search_assignable}),
        *routes_for("/user/assignable/multiProjectSearch", {"GET": search_assignable_in_projects}),
        *routes_for("/user/permission/search", {"GET": search_with_permissions}),
        *routes_for("/user/viewissue/search", {"GET": search_viewers}),
        *routes_for("/user/picker", {"GET": pick_users}),
        *routes_for("/user/groups", {"GET": get_groups}),
        *routes_for("/users", {"GET": get_all}),
        *routes_for("/users/search", {"GET": get_all}),
    ]


async def search_assignable(request: Request) -> Response:
    """Find whom issues of a project, or one issue, can be assigned to."""
    site, actor = site_of(request), actor_of(request)
    project, issue = _project_or_issue(request, "project")
    may_browse = has_global(site, actor, "USER_PICKER")
    if not may_browse and not has_project(site, actor, "ASSIGN_ISSUES", project, issue):
        return json_response([])
    return _found(request, lambda user: _can(site, user, "ASSIGNABLE_USER", project, issue))


async def search_assignable_in_projects(request: Request) -> Response:
    """Find whom issues of all of some projects can be assigned to."""
    site, actor = site_of(request), actor_of(request)
    keys = query_list(request, "projectKeys")
    if not keys:
        raise RestError(400, "The query parameter 'projectKeys' is required.")
    projects = []
    for key in keys:
        project = site.find_project(key)
        if project is None or not can_browse(site, actor, project):
            raise project_not_found(key)
        projects.append(project)
    if not has_global(site, actor, "USER_PICKER"):
        return json_response([])
    return _found(request, lambda user: all(_can(site, user, "ASSIGNABLE_USER", p) for p in projects))


async def search_with_permissions(request: Request) -> Response:
    """Find who holds all of some permissions in a project or on an issue; its administrators may ask."""
    site, actor = site_of(request), actor_of(request)
    keys = query_list(request, "permissions")
    unknown = [key for key in keys if key not in site.permissions]
    if not keys or unknown:
        raise RestError(400, f"The permission '{unknown[0]}' is not valid." if unknown else "No permissions.")
    project, issue = _project_or_issue(request, "projectKey")
    if not (
        has_project(site, actor, "ADMINISTER_PROJECTS", project) or has_global(site, actor, "ADMINISTER")
    ):
        raise RestError(403, "You need the permission 'Administer Projects' to see who holds permissions.")

    def holds(user: User, key: str) -> bool:
        if site.permissions[key].type == "GLOBAL":
            return has_global(site, Actor("basic", user), key)
        return _can(site, user, key, project, issue)

    return _found(request, lambda user: all(holds(user, key) for key in keys))


async def search_viewers(request: Request) -> Response:
    """Find who may browse a project or an issue."""
    site, actor = site_of(request), actor_of(request)
    project, issue = _project_or_issue(request, "projectKey")
    if not has_global(site, actor, "USER_PICKER"):
        return json_response([])

    def sees(user: User) -> bool:
        person = Actor("basic", user)
        if issue is not None:
            return can_see_issue(site, person, issue)
        return has_project(site, person, "BROWSE_PROJECTS", project)

    return _found(request, sees)


async def pick_users(request: Request) -> Response:
    """Find people for a picker, with the match marked as HTML; others than pickers get exact names only."""
    site, actor, query = site_of(request), actor_of(request), request.query_params
    if "query" not in query:
        raise RestError(400, "The query parameter 'query' is required.")
    excluded = set(query_list(request, "excludeAccountIds"))
    if excluded and "exclude" in query:
        raise RestError(400, "Only one of 'exclude' and 'excludeAccountIds' may be given.")
    size = min(1000, query_int(request, "maxResults", 50, minimum=0))
    no_apps = query_bool(request, "excludeConnectUsers")
    found = [
        u for u in find_pickable(site, actor, query["query"], no_apps=no_apps) if u.account_id not in excluded
    ]
    shown = found[:size]
    count_points(request, len(shown), each=2)
    with_avatar = query_bool(request, "showAvatar")
    return json_response(
        {
            "users": [picked_user(site, actor, u, query["query"], with_avatar=with_avatar) for u in shown],
            "total": len(found),
            "header": f"Showing {len(shown)} of {len(found)} matching users",
        }
    )


async def get_groups(request: Request) -> Response:
    """List the groups of a person; *Browse users and groups*."""
    site, actor = site_of(request), actor_of(request)
    account_id = request.query_params.get("accountId")
    if not account_id:
        raise RestError(400, "The query parameter 'accountId' is required.")
    if not has_global(site, actor, "USER_PICKER"):
        raise RestError(403, "You do not have permission to browse users and groups.")
    user = site.users.get(account_id)
    if user is None:
        raise RestError(404, _NO_USER)
    return json_response([group_json(site, name) for name in sorted(user.groups) if name in site.groups])


async def get_all(request: Request) -> Response:
    """List everybody, former people too; *Browse users and groups*, and never to Connect apps."""
    site, actor = site_of(request), actor_of(request)
    if not has_global(site, actor, "USER_PICKER"):
        raise RestError(403, "You do not have permission to browse users and groups.")
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(1000, query_int(request, "maxResults", 50, minimum=0))
    shown = list(site.users.values())[start : start + size]
    count_points(request, len(shown), each=2)
    with_email = may_see_emails(site, actor)
    return json_response([user_json(site, user, with_email=with_email) for user in shown])


def find_pickable(site: Site, actor: Actor, query: str, *, no_apps: bool) -> list[User]:
    """
    Find the active people that a picker offers an actor, by the beginning of a name or of an address.
    """
    people = [u for u in list(site.users.values())[:_LOOKED_AT] if u.active]
    if no_apps:
        people = [u for u in people if u.account_type != "app"]
    if not has_global(site, actor, "USER_PICKER"):
        return [u for u in people if u.display_name.casefold() == query.casefold().strip()]
    with_email = may_see_emails(site, actor)
    return [u for u in people if matches(u, query, with_email=with_email)]


def picked_user(site: Site, actor: Actor, user: User, query: str, *, with_avatar: bool) -> dict[str, str]:
    """
    Build a person as pickers have them.
    """
    text = user.display_name
    if may_see_emails(site, actor) and user.account_type == "atlassian":
        text = f"{text} - {user.email}"
    built = {
        "accountId": user.account_id,
        "accountType": user.account_type,
        "html": mark(text, query, "strong"),
        "displayName": user.display_name,
    }
    if with_avatar:
        built["avatarUrl"] = avatar_urls(site, user.account_id)["16x16"]
    return built


def mark(text: str, query: str, tag: str, *, only_first: bool = False) -> str:
    """
    Escape a text for HTML and put a tag around what matches a query, in any case.

    Args:
        only_first: Mark one match; else all those at the beginning of a word.
    """
    wanted = query.strip()
    if not wanted:
        return escape(text)
    pattern = re.escape(wanted) if only_first else rf"(?<!\w){re.escape(wanted)}"
    parts, at = [], 0
    for found in re.finditer(pattern, text, re.IGNORECASE):
        parts += [escape(text[at : found.start()]), f"<{tag}>{escape(found[0])}</{tag}>"]
        at = found.end()
        if only_first:
            break
    return "".join(parts) + escape(text[at:])


def _project_or_issue(request: Request, project_name: str) -> tuple[Project, Issue | None]:
    site, actor, query = site_of(request), actor_of(request), request.query_params
    wanted = query.get("issueKey") or query.get("issueId")
    if wanted:
        issue = site.find_issue(wanted)
        if issue is None or not can_see_issue(site, actor, issue):
            raise issue_not_found()
        return site.projects[issue.project_id], issue
    id_or_key = query.get(project_name)
    if not id_or_key:
        raise RestError(400, f"One of the query parameters '{project_name}' and 'issueKey' is required.")
    project = site.find_project(id_or_key)
    if project is None or not can_browse(site, actor, project):
        raise project_not_found(id_or_key)
    return project, None


def _can(site: Site, user: User, key: str, project: Project, issue: Issue | None = None) -> bool:
    return has_project(site, Actor("basic", user), key, project, issue)


def _found(request: Request, fits: Callable[[User], bool]) -> Response:
    site, actor, query = site_of(request), actor_of(request), request.query_params
    if "query" in query and "accountId" in query:
        raise RestError(400, "Only one of 'query' and 'accountId' may be given.")
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(1000, query_int(request, "maxResults", 50, minimum=0))
    account_id, text = query.get("accountId"), query.get("query", "")
    with_email = may_see_emails(site, actor)
    wanted = [
        user
        for user in list(site.users.values())[:_LOOKED_AT]
        if user.active
        and user.account_type == "atlassian"
        and (user.account_id == account_id if account_id else matches(user, text, with_email=with_email))
    ]
    shown = [user for user in wanted[start : start + size] if fits(user)]
    count_points(request, len(shown), each=2)
    return json_response([user_json(site, user, with_email=with_email) for user in shown])
