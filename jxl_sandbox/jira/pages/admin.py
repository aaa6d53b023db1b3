"""The page of apps: install by descriptor, enable, disable, uninstall, and what each app was granted."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.pages.render import read_form, render, require_admin
from jxl_sandbox.jira.platform.apps import AppManager, InstallFailed, UnknownApp
from jxl_sandbox.jira.platform.descriptor import KNOWN_MODULES

PATH = "/jira/settings/apps"
CHANGES = ("enable", "disable", "uninstall")


def _page(request: Request, problems: Sequence[str] = (), url: str = "", status: int = 200) -> Response:
    visitor = require_admin(request)
    apps = []
    for app in sorted(visitor.site.apps.values(), key=lambda a: str(a.descriptor.get("name", a.key))):
        kinds = app.descriptor.get("modules", {})
        apps.append(
            {
                "app": app,
                "name": app.descriptor.get("name", app.key),
                "about": app.descriptor.get("description", ""),
                "report": visitor.sandbox.install_reports.get(app.key),
                "permissions": [d for d in visitor.site.permissions.values() if d.app_key == app.key],
                "not_shown": sorted(k for k in kinds if k not in KNOWN_MODULES),
                "admin_pages": [m for m in visitor.modules("adminPages") if m.app.key == app.key],
            }
        )
    context = {"installed": apps, "problems": problems, "url": url, "active": "apps"}
    return render(request, "apps.html", context, status)


async def apps_page(request: Request) -> Response:
    return _page(request)


async def install(request: Request) -> Response:
    visitor = require_admin(request)
    url = (await read_form(request)).get("url", "").strip()
    try:
        await _manager(request).install(url, visitor.person)
    except InstallFailed as exc:
        return _page(request, exc.problems, url, 422)
    return RedirectResponse(PATH, 303)


async def back(_request: Request) -> Response:
    """The address of a form's answer, opened anew."""
    return RedirectResponse(PATH, 302)


async def change(request: Request) -> Response:
    visitor = require_admin(request)
    form = await read_form(request)
    if request.path_params["change"] not in CHANGES:
        raise HTTPException(404, "There is no such change.")
    try:
        await getattr(_manager(request), request.path_params["change"])(form.get("key", ""), visitor.person)
    except UnknownApp as exc:
        raise HTTPException(404, str(exc)) from exc
    return RedirectResponse(PATH, 303)


def _manager(request: Request) -> AppManager:
    manager: AppManager = request.app.state.apps
    return manager


def routes() -> list[Route]:
    return [
        Route(PATH, apps_page, methods=["GET"]),
        Route(f"{PATH}/install", back, methods=["GET"]),
        Route(f"{PATH}/install", install, methods=["POST"]),
        Route(f"{PATH}/{{change}}", change, methods=["POST"]),
    ]
