"""
What a person sees of the site: pages in Jira's look, the frames of apps in them, and the host side of the bridge.

Rights are asked of ``rights.py`` for the person who looks; nothing that the person may not see is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from jxl_sandbox.jira.pages import (
    access,
    addresses,
    admin,
    boards,
    bridge,
    consent,
    directory,
    issues,
    logs,
    people,
    permissions,
    projects,
    releases,
)
from jxl_sandbox.jira.pages.render import STATIC, render

__all__ = ["exception_handlers", "routes"]


async def _http_exception(request: Request, exc: Exception) -> Response:
    """What is not there says so: a page for people, JSON for programs."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    headers = exc.headers if isinstance(exc, HTTPException) else None
    detail = exc.detail if isinstance(exc, HTTPException) else ""
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"message": detail, "status-code": status}, status, headers)
    return render(request, "not_found.html", {"status": status, "detail": detail}, status)


def exception_handlers() -> Mapping[Any, Callable[[Request, Exception], Any]]:
    return {HTTPException: _http_exception}


def routes() -> list[BaseRoute]:
    return [
        *bridge.routes(),
        *people.routes(),
        *consent.routes(),
        *projects.routes(),
        *boards.routes(),
        *releases.routes(),
        *issues.routes(),
        *admin.routes(),
        *permissions.routes(),
        *access.routes(),
        *directory.routes(),
        *logs.routes(),
        *addresses.routes(),
        Mount("/_host/static", StaticFiles(directory=STATIC)),
    ]
