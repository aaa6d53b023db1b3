"""Where administrators grant: the global permissions, and the grants of a project's permission scheme."""

from __future__ import annotations

from typing import cast, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Grant, HolderType, PermissionDefinition, Project, Site
from jxl_sandbox.jira.pages.render import Visit, project_path, read_form, render, require_admin, visit

GLOBAL_PATH = "/jira/settings/permissions"
Holder = tuple[HolderType, str | None]


async def global_page(request: Request) -> Response:
    visitor = require_admin(request)
    site = visitor.site
    rows = [
        (
            definition,
            [
                (encode_holder(h), describe_holder(site, h))
                for h in site.global_grants.get(definition.key, [])
            ],
        )
        for definition in _definitions(site, "GLOBAL")
    ]
    holders = [encode_holder(h) for h in _global_holders(site)]
    choices = [(value, describe_holder(site, decode_holder(value))) for value in holders]
    context = {"rows": rows, "choices": choices, "post_to": GLOBAL_PATH, "active": "permissions"}
    return render(request, "global_permissions.html", context)


async def change_global(request: Request) -> Response:
    site = require_admin(request).site
    definition, holder, is_grant = await _read_change(request, site, "GLOBAL")
    held = site.global_grants.setdefault(definition.key, [])
    if is_grant and holder not in held:
        held.append(holder)
    elif not is_grant and holder in held:
        held.remove(holder)
    site.config_version += 1
    return RedirectResponse(f"{GLOBAL_PATH}#{definition.key}", 303)


async def project_page(request: Request) -> Response:
    visitor, project, may_change = _project(request)
    site = visitor.site
    rows = [
        (
            definition,
            [
                (
                    encode_holder((g.holder_type, g.parameter)),
                    describe_holder(site, (g.holder_type, g.parameter)),
                )
                for g in project.scheme.grants
                if g.permission == definition.key
            ],
        )
        for definition in _definitions(site, "PROJECT")
    ]
    choices = [(encode_holder(h), describe_holder(site, h)) for h in _project_holders(site, project)]
    context = {
        "project": project,
        "project_modules": visitor.modules("jiraProjectPages", project),
        "active": "settings",
        "rows": rows,
        "choices": choices,
        "may_change": may_change,
        "post_to": _settings_path(project),
        "sharing": [
            other
            for other in site.projects.values()
            if other.scheme is project.scheme and other is not project
        ],
    }
    return render(request, "project_permissions.html", context)


async def change_project(request: Request) -> Response:
    visitor, project, may_change = _project(request)
    if not may_change:
        raise HTTPException(403, "Only a Jira administrator may change a permission scheme.")
    site, scheme = visitor.site, project.scheme
    definition, holder, is_grant = await _read_change(request, site, "PROJECT")
    kept = [
        g for g in scheme.grants if (g.permission, g.holder_type, g.parameter) != (definition.key, *holder)
    ]
    if is_grant:
        highest = max((g.id for p in site.projects.values() for g in p.scheme.grants), default=10000)
        kept.append(Grant(highest + 1, definition.key, *holder))
    scheme.grants[:] = kept
    site.config_version += 1
    return RedirectResponse(f"{_settings_path(project)}#{definition.key}", 303)


def encode_holder(holder: Holder) -> str:
    return f"{holder[0]}:{holder[1] or ''}"


def decode_holder(text: str) -> Holder:
    """
    Read a holder from a form.

    Raises:
        HTTPException: No such kind of holder.
    """
    kind, _, parameter = text.partition(":")
    if kind not in get_args(HolderType):
        raise HTTPException(400, "There is no such kind of holder.")
    return cast(HolderType, kind), parameter or None


def describe_holder(site: Site, holder: Holder) -> str:  # noqa: PLR0911 - one sentence a kind
    kind, parameter = holder
    match kind:
        case "anyone":
            return "Public (anyone, not logged in too)"
        case "applicationRole":
            return f"Anyone with a licence for {parameter}" if parameter else "Any logged-in, licensed person"
        case "group":
            return f"Group {parameter}"
        case "projectRole":
            return f"Role {parameter}"
        case "user":
            user = site.users.get(parameter or "")
            return f"Person {user.display_name if user is not None else parameter}"
        case "projectLead":
            return "Project lead"
    return kind.capitalize()


def _definitions(site: Site, kind: str) -> list[PermissionDefinition]:
    """The app's own permissions first: they are what somebody comes here for."""
    return sorted((d for d in site.permissions.values() if d.type == kind), key=lambda d: d.app_key is None)


def _global_holders(site: Site) -> list[Holder]:
    return [("applicationRole", None), *(("group", name) for name in sorted(site.groups)), ("anyone", None)]


def _project_holders(site: Site, project: Project) -> list[Holder]:
    roles: list[Holder] = [("projectRole", name) for name in project.roles]
    if project.style == "next-gen":
        return roles
    others: list[Holder] = [("projectLead", None), ("reporter", None), ("assignee", None)]
    return [*roles, *others, *_global_holders(site)]


async def _read_change(request: Request, site: Site, kind: str) -> tuple[PermissionDefinition, Holder, bool]:
    form = await read_form(request)
    definition = site.permissions.get(form.get("permission", ""))
    if definition is None or definition.type != kind or form.get("change") not in ("grant", "remove"):
        raise HTTPException(400, "There is no such permission.")
    return definition, decode_holder(form.get("holder", "")), form["change"] == "grant"


def _project(request: Request) -> tuple[Visit, Project, bool]:
    visitor = visit(request)
    project = visitor.get_project(request.path_params["key"])
    if not visitor.administers(project):
        raise HTTPException(403, "Only an administrator of the project may open its settings.")
    return visitor, project, visitor.is_admin or project.style == "next-gen"


def _settings_path(project: Project) -> str:
    return f"{project_path(project)}/settings/permissions"


def routes() -> list[Route]:
    path = "/jira/{kind}/projects/{key}/settings/permissions"
    return [
        Route(GLOBAL_PATH, global_page, methods=["GET"]),
        Route(GLOBAL_PATH, change_global, methods=["POST"]),
        Route("/secure/admin/GlobalPermissions.jspa", global_page, methods=["GET"]),
        Route(path, project_page, methods=["GET"]),
        Route(path, change_project, methods=["POST"]),
    ]
