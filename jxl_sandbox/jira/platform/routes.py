"""Routes of the platform that are not REST: the token endpoint, the bridge's files, what is not built."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.platform import keys, oauth_routes
from jxl_sandbox.jira.platform.impersonation import TokenRefused, grant
from jxl_sandbox.jira.platform.oauth_routes import NO_STORE
from jxl_sandbox.jira.platform.state import Sandbox, get_sandbox

METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


async def token(request: Request) -> Response:
    """``POST /oauth2/token``."""
    sandbox = get_sandbox(request)
    body = await request.body()
    try:
        answer = grant(sandbox.site, sandbox.impersonation, body, sandbox.wall_clock())
    except TokenRefused as refused:
        return JSONResponse(refused.to_json(), refused.status, NO_STORE)
    return JSONResponse(answer, headers=NO_STORE)


async def not_built(request: Request) -> Response:
    """Whatever of Jira's API is not simulated says so, by name."""
    message = f"{request.method} {request.url.path} is not built in this sandbox. COVERAGE.md lists what is."
    return JSONResponse({"errorMessages": [message], "errors": {}}, 501)


def routes(sandbox: Sandbox) -> list[Route]:
    return [
        *keys.routes(sandbox.keys),
        *oauth_routes.routes(),
        Route("/oauth2/token", token, methods=["POST"]),
    ]


def fallback_routes() -> list[Route]:
    """To be mounted after the REST API."""
    return [
        Route("/rest/{rest:path}", not_built, methods=METHODS),
        Route("/oauth2/{rest:path}", not_built, methods=METHODS),
    ]
