"""Where administrators grant: the global permissions, the permission schemes, and the scheme of a project."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Grant, Holder, PermissionDefinition, PermissionScheme, Project, Site
from jxl_sandbox.jira.pages.holders import (
    Choices,
    decode_holder,
    global_choices,
    global_rows,
    require_choice,
    scheme_choices,
    scheme_rows,
)
from jxl_sandbox.jira.pages.render import (
    project_context,
    project_path,
    read_form,
    render,
    require_admin,
    require_settings,
)
from jxl_sandbox.jira.rest.permission_schemes import next_grant_id

GLOBAL_PATH = "/jira/settings/permissions"
SCHEMES_PATH = "/jira/settings/permission-schemes"


async def global_page(request: Request) -> Response:
    site = require_admin(request).site
    context = {
        "rows": global_rows(site),
        "choices": global_choices(site),
        "post_to": GLOBAL_PATH,
        "active": "permissions",
    }
    return render(request, "global_permissions.html", context)


async def change_global(request: Request) -> Response:
    site = require_admin(request).site
    definition, holder, is_grant = await read_change(request, site, "GLOBAL", global_choices(site))
    held = site.global_grants.setdefault(definition.key, [])
    if is_grant and holder not in held:
        held.append(holder)
    elif not is_grant and holder in held:
        held.remove(holder)
    site.config_version += 1
    return RedirectResponse(f"{GLOBAL_PATH}#{definition.key}", 303)


async def schemes_page(request: Request) -> Response:
    site = require_admin(request).site
    schemes = [(scheme, _users_of(site, scheme)) for scheme in site.permission_schemes.values()]
    return render(request, "permission_schemes.html", {"schemes": schemes, "active": "schemes"})


async def scheme_page(request: Request) -> Response:
    site = require_admin(request).site
    scheme = _scheme(request, site)
    context = {
        "scheme": scheme,
        "users": _users_of(site, scheme),
        "rows": scheme_rows(site, scheme),
        "choices": scheme_choices(site),
        "post_to": f"{SCHEMES_PATH}/{scheme.id}",
        "active": "schemes",
    }
    return render(request, "permission_scheme.html", context)


async def change_scheme(request: Request) -> Response:
    site = require_admin(request).site
    scheme = _scheme(request, site)
    key = await _change(request, site, scheme, scheme_choices(site))
    return RedirectResponse(f"{SCHEMES_PATH}/{scheme.id}#{key}", 303)


async def project_page(request: Request) -> Response:
    visitor, project = require_settings(request)
    if project.style == "next-gen":
        return RedirectResponse(f"{project_path(project)}/settings/access/roles", 302)
    site = visitor.site
    context = {
        **project_context(visitor, project, "permissions"),
        "rows": scheme_rows(site, project.scheme),
        "choices": scheme_choices(site),
        "may_change": visitor.is_admin,
        "post_to": _settings_path(project),
        "sharing": [other for other in _users_of(site, project.scheme) if other is not project],
        "schemes": list(site.permission_schemes.values()),
    }
    return render(request, "project_permissions.html", context)


async def change_project(request: Request) -> Response:
    visitor, project = require_settings(request)
    if not visitor.is_admin or project.style == "next-gen":
        raise HTTPException(403, "Only a Jira administrator may change a permission scheme.")
    key = await _change(request, visitor.site, project.scheme, scheme_choices(visitor.site))
    return RedirectResponse(f"{_settings_path(project)}#{key}", 303)


async def use_scheme(request: Request) -> Response:
    """Give a project another scheme."""
    visitor, project = require_settings(request)
    if not visitor.is_admin or project.style == "next-gen":
        raise HTTPException(403, "Only a Jira administrator may choose a project's permission scheme.")
    site = visitor.site
    number = (await read_form(request)).get("scheme", "")
    scheme = next((s for s in site.permission_schemes.values() if str(s.id) == number), None)
    if scheme is None:
        raise HTTPException(400, "There is no such permission scheme.")
    project.scheme = scheme
    site.config_version += 1
    return RedirectResponse(_settings_path(project), 303)


async def read_change(
    request: Request, site: Site, kind: str, choices: Choices
) -> tuple[PermissionDefinition, Holder, bool]:
    """Read a grant or its removal; one can remove what could not be granted any more."""
    form = await read_form(request)
    definition = site.permissions.get(form.get("permission", ""))
    if definition is None or definition.type != kind or form.get("change") not in ("grant", "remove"):
        raise HTTPException(400, "There is no such permission.")
    holder = form.get("holder", "")
    if form["change"] == "grant":
        return definition, require_choice(choices, holder), True
    return definition, decode_holder(holder), False


def set_grant(site: Site, scheme: PermissionScheme, key: str, holder: Holder, *, is_grant: bool) -> None:
    """Grant in a scheme, or take back; a grant that is there already stays as it is."""
    held = next(
        (g for g in scheme.grants if (g.permission, g.holder_type, g.parameter) == (key, *holder)), None
    )
    if is_grant and held is None:
        scheme.grants.append(Grant(next_grant_id(site), key, *holder))
    elif not is_grant and held is not None:
        scheme.grants.remove(held)
    site.config_version += 1


async def _change(request: Request, site: Site, scheme: PermissionScheme, choices: Choices) -> str:
    definition, holder, is_grant = await read_change(request, site, "PROJECT", choices)
    set_grant(site, scheme, definition.key, holder, is_grant=is_grant)
    return definition.key


def _scheme(request: Request, site: Site) -> PermissionScheme:
    scheme = site.permission_schemes.get(request.path_params["scheme"])
    if scheme is None:
        raise HTTPException(404, "There is no such permission scheme.")
    return scheme


def _users_of(site: Site, scheme: PermissionScheme) -> list[Project]:
    return [project for project in site.projects.values() if project.scheme is scheme]


def _settings_path(project: Project) -> str:
    return f"{project_path(project)}/settings/permissions"


def routes() -> list[Route]:
    path = "/jira/{kind}/projects/{key}/settings/permissions"
    return [
        Route(GLOBAL_PATH, global_page, methods=["GET"]),
        Route(GLOBAL_PATH, change_global, methods=["POST"]),
        Route(SCHEMES_PATH, schemes_page, methods=["GET"]),
        Route(f"{SCHEMES_PATH}/{{scheme:int}}", scheme_page, methods=["GET"]),
        Route(f"{SCHEMES_PATH}/{{scheme:int}}", change_scheme, methods=["POST"]),
        Route(path, project_page, methods=["GET"]),
        Route(path, change_project, methods=["POST"]),
        Route(f"{path}/scheme", use_scheme, methods=["POST"]),
    ]
