"""
``/oauth/token`` and ``accessible-resources``, as on ``auth.atlassian.com`` and ``api.atlassian.com``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.platform.gateway import GatewayRefusal, read_bearer
from jxl_sandbox.jira.platform.impersonation import TokenRefused
from jxl_sandbox.jira.platform.oauth import resource_of
from jxl_sandbox.jira.platform.state import get_sandbox

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def token(request: Request) -> Response:
    """``POST /oauth/token``: JSON, as Atlassian documents it, or a form, as RFC 6749 does."""
    sandbox = get_sandbox(request)
    try:
        form = _read(request.headers.get("content-type", ""), await request.body())
        answer = sandbox.oauth.grant(form, sandbox.site.now())
    except TokenRefused as refused:
        return JSONResponse(refused.to_json(), refused.status, NO_STORE)
    return JSONResponse(answer, headers=NO_STORE)


async def accessible_resources(request: Request) -> Response:
    """``GET /oauth/token/accessible-resources``: the one site that there is."""
    sandbox = get_sandbox(request)
    try:
        consent, _ = read_bearer(sandbox, request.scope)
    except GatewayRefusal as refused:
        return refused.response()
    return JSONResponse([resource_of(sandbox.site, consent)], headers=NO_STORE)


def _read(content_type: str, body: bytes) -> Mapping[str, str]:
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
        value = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise TokenRefused("invalid_request", "The body is neither JSON nor a form.") from exc
    if not isinstance(value, dict) or not all(isinstance(member, str) for member in value.values()):
        raise TokenRefused("invalid_request", "The body must be an object of texts.")
    return value


def routes() -> list[Route]:
    return [
        Route("/oauth/token", token, methods=["POST"]),
        Route("/oauth/token/accessible-resources", accessible_resources, methods=["GET"]),
    ]
