"""
Addresses of Jira Cloud's own pages, which apps and bookmarks have, leading to the pages of this site.

Those who may not open a page are told so there. Sources: Atlassian support ("Manage global permissions", "Manage
project permissions", "Manage how work items are accessed"); links that live sites show.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Project
from jxl_sandbox.jira.pages.admin import PATH as APPS_PATH
from jxl_sandbox.jira.pages.directory import PATH as PEOPLE_PATH
from jxl_sandbox.jira.pages.permissions import GLOBAL_PATH, SCHEMES_PATH
from jxl_sandbox.jira.pages.render import project_path, visit

_FIXED = {
    "/secure/admin/GlobalPermissions.jspa": GLOBAL_PATH,
    "/secure/admin/GlobalPermissions!default.jspa": GLOBAL_PATH,
    "/secure/admin/ViewGlobalPermissions": GLOBAL_PATH,
    "/secure/admin/ViewGlobalPermissions.jspa": GLOBAL_PATH,
    "/secure/admin/ViewPermissionSchemes.jspa": SCHEMES_PATH,
    "/plugins/servlet/upm": APPS_PATH,
    "/plugins/servlet/upm/manage": APPS_PATH,
    "/jira/settings/apps/manage-apps": APPS_PATH,
    "/jira/settings/system/global-permissions": GLOBAL_PATH,
    "/jira/settings/issues/permission-schemes": SCHEMES_PATH,
    "/secure/admin/user/UserBrowser.jspa": PEOPLE_PATH,
    "/admin/users": PEOPLE_PATH,
    "/secure/BrowseProjects.jspa": "/jira/projects",
    "/secure/Dashboard.jspa": "/jira/projects",
    "/jira/your-work": "/jira/projects",
    "/jira/for-you": "/jira/projects",
    "/projects": "/jira/projects",
}
# What follows the key in /plugins/servlet/project-config/KEY/…, and under the project's own address here.
_PROJECT_CONFIG = {
    "": "",
    "summary": "/summary",
    "permissions": "/settings/permissions",
    "roles": "/settings/access",
    "people": "/settings/access",
    "administer-versions": "/releases",
    "versions": "/releases",
}


async def fixed(request: Request) -> Response:
    """An address that is always the same."""
    return RedirectResponse(_FIXED[request.url.path], 302)


async def scheme(request: Request) -> Response:
    """A permission scheme by its number."""
    number = request.query_params.get("schemeId", "")
    if not (number.isascii() and number.isdigit()):
        raise HTTPException(404, "There is no such permission scheme.")
    return RedirectResponse(f"{SCHEMES_PATH}/{number}", 302)


async def project_config(request: Request) -> Response:
    """Settings of a company-managed project."""
    project = visit(request).get_project(request.path_params["key"])
    rest = _PROJECT_CONFIG.get(request.path_params.get("rest", "").strip("/"))
    if rest is None:
        raise HTTPException(404, "This page of a project's settings is not built here.")
    return RedirectResponse(_settings_start(project) if not rest else project_path(project) + rest, 302)


async def project_scheme(request: Request) -> Response:
    """The permission scheme of a project that the query names by id."""
    project = visit(request).get_project(request.query_params.get("projectId", ""))
    return RedirectResponse(f"{project_path(project)}/settings/permissions", 302)


async def settings(request: Request) -> Response:
    """A project's settings as such."""
    project = visit(request).get_project(request.path_params["key"])
    return RedirectResponse(_settings_start(project), 302)


async def board(request: Request) -> Response:
    """A board by its number, at the address that boards had for many years."""
    visitor, number = visit(request), request.query_params.get("rapidView", "")
    found = visitor.site.boards.get(int(number)) if number.isascii() and number.isdigit() else None
    if found is None:
        raise HTTPException(404, "There is no such board.")
    project = visitor.get_project(found.project_id)
    return RedirectResponse(f"{project_path(project)}/boards/{found.id}", 302)


async def company_managed(request: Request) -> Response:
    """Company-managed projects have ``/c`` in their address; here one address does for both kinds."""
    kind, key, rest = (quote(request.path_params[name]) for name in ("kind", "key", "rest"))
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/jira/{kind}/projects/{key}/{rest}{query}", 302)


def _settings_start(project: Project) -> str:
    page = "access" if project.style == "next-gen" else "permissions"
    return f"{project_path(project)}/settings/{page}"


def routes() -> list[Route]:
    config = "/plugins/servlet/project-config/{key}"
    return [
        *(Route(path, fixed, methods=["GET"]) for path in _FIXED),
        Route("/secure/admin/EditPermissions!default.jspa", scheme, methods=["GET"]),
        Route("/secure/project/SelectProjectPermissionScheme!default.jspa", project_scheme, methods=["GET"]),
        Route("/secure/RapidBoard.jspa", board, methods=["GET"]),
        Route(config, project_config, methods=["GET"]),
        Route(f"{config}/{{rest:path}}", project_config, methods=["GET"]),
        Route("/jira/{kind}/projects/{key}/settings", settings, methods=["GET"]),
        Route("/jira/{kind}/c/projects/{key}/{rest:path}", company_managed, methods=["GET"]),
    ]
