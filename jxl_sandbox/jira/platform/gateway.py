"""
``/ex/jira/{cloudId}/rest/…``: the way of OAuth 2.0 tokens to a site's API, as ``api.atlassian.com`` is.

Looks at the token and its scopes, then lets the call go on to the path behind. Refusals have the gateway's own shape,
``{"code", "message"}``, not Jira's.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from jxl_sandbox.jira.model import Actor
from jxl_sandbox.jira.platform.oauth import Consent, build_actor
from jxl_sandbox.jira.platform.state import Sandbox
from jxl_sandbox.jira.rest.operations import find_called

PREFIX = "/ex/"


class GatewayRefusal(Exception):
    """A call that the gateway does not let through."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def response(self) -> Response:
        return JSONResponse({"code": self.status, "message": self.message}, self.status)


def read_bearer(sandbox: Sandbox, scope: Scope) -> tuple[Consent, Actor]:
    """
    Find what the access token of a request stands for.

    Raises:
        GatewayRefusal: 401; there is no token, or it is no good any more.
    """
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    site = sandbox.site
    consent = sandbox.oauth.find(token.strip(), site.now()) if scheme.lower() == "bearer" else None
    actor = build_actor(site, consent) if consent is not None else None
    if consent is None or actor is None:
        raise GatewayRefusal(401, "Unauthorized")
    return consent, actor


def enter(sandbox: Sandbox, scope: Scope) -> tuple[Scope, Actor]:
    """
    Let a request through to the site.

    Returns:
        The request with the path behind the gateway, and on whose behalf it runs.

    Raises:
        GatewayRefusal: 401, no good token or scopes that do not suffice; 404, another site or product.
    """
    _, actor = read_bearer(sandbox, scope)
    prefix = f"/ex/jira/{sandbox.site.cloud_id}"
    path: str = scope["path"]
    if not path.startswith(f"{prefix}/rest/"):
        raise GatewayRefusal(404, "Not Found")
    behind = path.removeprefix(prefix)
    operation = find_called(scope["method"], behind)
    if operation is not None and not operation.is_open_to(actor.scopes):
        raise GatewayRefusal(401, "Unauthorized; scope does not match")
    raw = scope.get("raw_path")
    changed = {**scope, "path": behind}
    if raw is not None:
        changed["raw_path"] = raw.removeprefix(prefix.encode())
    return changed, actor
