"""What the host side of the bridge asks of the site for the person who is logged in."""

from __future__ import annotations

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.pages.render import Visit, module_path, visit
from jxl_sandbox.jira.platform.modules import find_module, is_shown
from jxl_sandbox.jira.platform.origin import is_own_origin
from jxl_sandbox.jira.platform.tokens import build_context, context_token


async def get_context_token(request: Request) -> Response:
    """``AP.context.getToken`` and ``getContext``: ``{"addonKey", "moduleKey", "projectKey"?}``."""
    visitor, asked = await _asked(request)
    module = find_module(visitor.site, asked.get("addonKey", ""), asked.get("moduleKey", ""))
    project = visitor.get_project(asked["projectKey"]) if asked.get("projectKey") else None
    if module is None or not is_shown(visitor.site, module, visitor.actor, project):
        raise HTTPException(403, "This page of the app is not shown to you.")
    token = context_token(
        visitor.site,
        module.app,
        visitor.person.account_id if visitor.person is not None else None,
        project,
        visitor.sandbox.wall_clock(),
    )
    return JSONResponse(
        {"token": token, "context": build_context(project)}, headers={"Cache-Control": "no-store"}
    )


async def get_module_path(request: Request) -> Response:
    """``AP.navigator.go("addonModule", …)``: where a page of an app is."""
    visitor, asked = await _asked(request)
    module = find_module(visitor.site, asked.get("addonKey", ""), asked.get("moduleKey", ""))
    if module is None:
        raise HTTPException(404, "No app has this page.")
    project = visitor.site.find_project(asked["projectKey"]) if asked.get("projectKey") else None
    return JSONResponse({"path": module_path(module, project)})


async def _asked(request: Request) -> tuple[Visit, dict[str, str]]:
    if not is_own_origin(request):
        raise HTTPException(403, "Only the site's own pages may ask this.")
    try:
        asked = json.loads(await request.body())
    except ValueError as exc:
        raise HTTPException(400, "The body is not JSON.") from exc
    if not isinstance(asked, dict):
        raise HTTPException(400, "The body is not an object.")
    return visit(request), {name: value for name, value in asked.items() if isinstance(value, str)}


def routes() -> list[Route]:
    return [
        Route("/_host/context-token", get_context_token, methods=["POST"]),
        Route("/_host/module-path", get_module_path, methods=["POST"]),
    ]
