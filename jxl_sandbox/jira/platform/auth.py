"""
Who calls the site's REST API: reads credentials, never decides rights.

Anonymous callers are let through as such, as Jira does; bad credentials are refused.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import Scope

from jxl_sandbox.jira.model import Actor, AppInstallation, User
from jxl_sandbox.jira.platform.jwt import TokenError, decode_hs256, query_string_hash, read_unverified
from jxl_sandbox.jira.platform.sessions import find_person
from jxl_sandbox.jira.platform.state import Sandbox

UNAUTHENTICATED = "Client must be authenticated to access this resource."
BRIDGE_HEADER = "ap-client-key"  # AP.request: the site's page calls for the app, with the person's session


class AuthenticationFailed(Exception):
    """Credentials that are not accepted; the message is for logs and tests, not for the caller's caller."""


def authenticate(sandbox: Sandbox, scope: Scope) -> Actor:
    """
    Find out on whose behalf a request runs.

    Raises:
        AuthenticationFailed: Credentials were given and are not good.
    """
    headers = Headers(scope=scope)
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    credentials = credentials.strip()
    if not scheme:
        return _session(sandbox, scope, headers)
    match scheme.lower():
        case "basic":
            return _basic(sandbox, credentials)
        case "jwt":
            return _app(sandbox, scope, credentials)
        case "bearer":
            return _impersonation(sandbox, credentials)
    raise AuthenticationFailed(f"The scheme {scheme!r} is not known.")


def challenge(sandbox: Sandbox, reason: str) -> dict[str, str]:
    """Headers of a 401, with the cause beside them for whoever looks for it."""
    return {
        "WWW-Authenticate": f'OAuth realm="{quote(sandbox.site.base_url, safe="")}"',
        "X-Seraph-LoginReason": "AUTHENTICATED_FAILED",
        "X-Sandbox-Reason": reason.encode("ascii", "replace").decode(),
    }


def _basic(sandbox: Sandbox, credentials: str) -> Actor:
    try:
        email, separator, token = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as exc:
        raise AuthenticationFailed("Basic credentials are not base64 of e-mail:token.") from exc
    user = sandbox.site.find_user_by_email(email) if separator else None
    if (
        user is None
        or user.account_type == "app"
        or not user.api_token
        or not hmac.compare_digest(user.api_token.encode(), token.encode())
    ):
        raise AuthenticationFailed("E-mail or API token is wrong.")
    return Actor("basic", _active(user))


def _app(sandbox: Sandbox, scope: Scope, token: str) -> Actor:
    try:
        issuer = read_unverified(token).get("iss")
        app = sandbox.find_enabled_app(issuer) if isinstance(issuer, str) else None
        if app is None:
            raise AuthenticationFailed(f"No app {issuer!r} is enabled on this site.")
        claims = decode_hs256(token, app.shared_secret, sandbox.wall_clock())
    except TokenError as exc:
        raise AuthenticationFailed(str(exc)) from exc
    target = _raw_target(scope)
    if claims.get("qsh") != query_string_hash(scope["method"], target, sandbox.site.base_url):
        raise AuthenticationFailed(f"qsh does not fit {scope['method']} {target.partition('?')[0]}.")
    audience = claims.get("aud")
    if audience is not None:
        audiences = audience if isinstance(audience, list) else [audience]
        if sandbox.site.client_key not in audiences and sandbox.site.base_url not in audiences:
            raise AuthenticationFailed("aud names another site.")
    return Actor("app", app.user, app, app.scopes)


def _impersonation(sandbox: Sandbox, token: str) -> Actor:
    known = sandbox.impersonation.find(token, sandbox.site.now())
    if known is None:
        raise AuthenticationFailed("The access token is unknown or has expired.")
    app = sandbox.find_enabled_app(known.app_key)
    user = sandbox.site.users.get(known.account_id)
    if app is None or user is None:
        raise AuthenticationFailed("The app or the person of the access token is gone.")
    return Actor("impersonation", _active(user), app, known.scopes & app.scopes)


def _session(sandbox: Sandbox, scope: Scope, headers: Headers) -> Actor:
    user = find_person(sandbox, scope)
    app_key = headers.get(BRIDGE_HEADER)
    if app_key is None:
        return Actor("session", user) if user is not None else Actor("anonymous")
    app: AppInstallation | None = sandbox.find_enabled_app(app_key)
    if app is None or user is None:
        raise AuthenticationFailed(
            "A call over the bridge needs an enabled app and a person who is logged in."
        )
    return Actor("impersonation", user, app, app.scopes)


def _active(user: User) -> User:
    if not user.active:
        raise AuthenticationFailed("The person is not active.")
    return user


def _raw_target(scope: Scope) -> str:
    path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = scope.get("query_string", b"")
    return (path + (b"?" + query if query else b"")).decode("latin-1")
