"""The people of the site for its administrators: everybody's groups and roles, and changing them."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Site, User
from jxl_sandbox.jira.pages.render import read_fields, render, require_admin

PATH = "/jira/settings/people"


async def people_page(request: Request) -> Response:
    site = require_admin(request).site
    people = [(user, _role_count(site, user)) for user in site.users.values() if user.account_type != "app"]
    people.sort(key=lambda entry: (not entry[0].about, entry[0].display_name.casefold()))
    groups = [
        (name, [u for u in site.users.values() if name in u.groups], _applications(site, name))
        for name in sorted(site.groups)
    ]
    return render(request, "people.html", {"people": people, "groups": groups, "active": "people"})


async def person_page(request: Request) -> Response:
    site = require_admin(request).site
    user = _user(request, site)
    context = {
        "user": user,
        "groups": [(name, name in user.groups, _applications(site, name)) for name in sorted(site.groups)],
        "roles": [
            (project, [(role, f"user:{user.account_id}" in actors) for role, actors in project.roles.items()])
            for project in site.projects.values()
        ],
        "active": "people",
    }
    return render(request, "person.html", context)


async def change_person(request: Request) -> Response:
    """Set a person's groups and roles: those that are ticked, and no others."""
    site = require_admin(request).site
    user = _user(request, site)
    fields = await read_fields(request)
    groups = {value for name, value in fields if name == "group"}
    roles = {tuple(value.split(":", 1)) for name, value in fields if name == "role"}
    known = {(project.id, role) for project in site.projects.values() for role in project.roles}
    if not groups <= set(site.groups) or not roles <= known:
        raise HTTPException(400, "There is no such group or role.")
    user.groups = groups
    actor = f"user:{user.account_id}"
    for project in site.projects.values():
        for role, actors in project.roles.items():
            if (project.id, role) in roles:
                actors.add(actor)
            else:
                actors.discard(actor)
    site.config_version += 1
    return RedirectResponse(PATH, 303)


def _user(request: Request, site: Site) -> User:
    user = site.users.get(request.path_params["account"])
    if user is None or user.account_type == "app":
        raise HTTPException(404, "This person is not on the site.")
    return user


def _applications(site: Site, group: str) -> list[str]:
    return [key for key, groups in site.application_roles.items() if group in groups]


def _role_count(site: Site, user: User) -> int:
    actors = {f"user:{user.account_id}", *(f"group:{name}" for name in user.groups)}
    return sum(bool(actors & held) for project in site.projects.values() for held in project.roles.values())


def routes() -> list[Route]:
    return [
        Route(PATH, people_page, methods=["GET"]),
        Route(f"{PATH}/{{account}}", person_page, methods=["GET"]),
        Route(f"{PATH}/{{account}}", change_person, methods=["POST"]),
    ]
