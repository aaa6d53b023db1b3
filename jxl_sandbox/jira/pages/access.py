"""Who is in which role of a project; in a team-managed project also what each role may do, apps included."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Project, Site
from jxl_sandbox.jira.pages.holders import definitions
from jxl_sandbox.jira.pages.permissions import set_grant
from jxl_sandbox.jira.pages.render import (
    Visit,
    project_context,
    project_path,
    read_fields,
    read_form,
    render,
    require_settings,
)


async def access_page(request: Request) -> Response:
    visitor, project = require_settings(request)
    site = visitor.site
    people = sorted(
        (u for u in site.users.values() if u.account_type == "atlassian" and u.active),
        key=lambda u: u.display_name.casefold(),
    )
    held = {actor for actors in project.roles.values() for actor in actors}
    context = {
        **_context(visitor, project),
        "members": [
            (actor, [role for role in project.roles if actor in project.roles[role]])
            for actor in sorted(held, key=lambda actor: _sort_key(site, actor))
        ],
        "people": people,
        "groups": sorted(site.groups),
    }
    return render(request, "access.html", context)


async def change_access(request: Request) -> Response:
    """Put a person or a group into a role, or take them out."""
    visitor, project = require_settings(request)
    form = await read_form(request)
    actor, role = form.get("actor", ""), form.get("role", "")
    if role not in project.roles or form.get("change") not in ("add", "remove"):
        raise HTTPException(400, "There is no such role in this project.")
    if form["change"] == "add":
        kind, _, name = actor.partition(":")
        known = {"user": set(visitor.site.users), "group": set(visitor.site.groups)}.get(kind, set())
        if name not in known:
            raise HTTPException(400, "There is no such person or group.")
        project.roles[role].add(actor)
    else:
        project.roles[role].discard(actor)
    visitor.site.config_version += 1
    return RedirectResponse(_access_path(project), 303)


async def roles_page(request: Request) -> Response:
    visitor, project = _team_managed(request)
    rows = [(role, actors, _granted(project, role)) for role, actors in project.roles.items()]
    apps = [d for d in definitions(visitor.site, "PROJECT") if d.app_key is not None]
    context = {**_context(visitor, project), "rows": rows, "app_permissions": apps}
    return render(request, "roles.html", context)


async def role_page(request: Request) -> Response:
    visitor, project = _team_managed(request)
    role = _role(request, project)
    every = definitions(visitor.site, "PROJECT")
    context = {
        **_context(visitor, project),
        "role": role,
        "granted": _granted(project, role),
        "app_permissions": [d for d in every if d.app_key is not None],
        "own_permissions": [d for d in every if d.app_key is None],
        "apps_by_key": visitor.site.apps,
    }
    return render(request, "role.html", context)


async def change_role(request: Request) -> Response:
    """Set what a role may do: what is ticked is granted, all else is taken back."""
    visitor, project = _team_managed(request)
    role = _role(request, project)
    ticked = {value for name, value in await read_fields(request) if name == "permission"}
    known = {d.key for d in definitions(visitor.site, "PROJECT")}
    if not ticked <= known:
        raise HTTPException(400, "There is no such permission.")
    for key in sorted(known):
        set_grant(visitor.site, project.scheme, key, ("projectRole", role), is_grant=key in ticked)
    return RedirectResponse(f"{_access_path(project)}/roles", 303)


def _team_managed(request: Request) -> tuple[Visit, Project]:
    visitor, project = require_settings(request)
    if project.style != "next-gen":
        raise HTTPException(
            404, "This project is company-managed: its permission scheme says what roles may do."
        )
    return visitor, project


def _role(request: Request, project: Project) -> str:
    role: str = request.path_params["role"]
    if role not in project.roles:
        raise HTTPException(404, "There is no such role in this project.")
    return role


def _granted(project: Project, role: str) -> set[str]:
    return {
        g.permission for g in project.scheme.grants if (g.holder_type, g.parameter) == ("projectRole", role)
    }


def _sort_key(site: Site, actor: str) -> tuple[bool, str]:
    kind, _, name = actor.partition(":")
    user = site.users.get(name)
    return kind == "user", (user.display_name if user is not None else name).casefold()


def _context(visitor: Visit, project: Project) -> dict[str, object]:
    return {
        **project_context(visitor, project, "settings"),
        "post_to": _access_path(project),
    }


def _access_path(project: Project) -> str:
    return f"{project_path(project)}/settings/access"


def routes() -> list[Route]:
    path = "/jira/{kind}/projects/{key}/settings/access"
    return [
        Route(path, access_page, methods=["GET"]),
        Route(path, change_access, methods=["POST"]),
        Route(f"{path}/roles", roles_page, methods=["GET"]),
        Route(f"{path}/roles/{{role}}", role_page, methods=["GET"]),
        Route(f"{path}/roles/{{role}}", change_role, methods=["POST"]),
    ]
