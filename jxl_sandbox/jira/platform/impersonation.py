"""
Acting as a person: the JWT-bearer grant of Connect's ``ACT_AS_USER``.

Stands in for ``oauth-2-authorization-server.services.atlassian.com``: ``POST /oauth2/token`` changes an assertion,
signed with the tenant's shared secret, into an opaque access token that lives 15 minutes by the site's clock.
Source: "User impersonation for Connect apps".
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from jxl_sandbox.jira.model import AppInstallation, Site
from jxl_sandbox.jira.platform.jwt import TokenError, decode_hs256, read_unverified

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUTHORIZATION_SERVER = "https://oauth-2-authorization-server.services.atlassian.com"
CLIENT_PREFIX = "urn:atlassian:connect:clientid:"
PERSON_PREFIX = "urn:atlassian:connect:useraccountid:"
LIFETIME_S = 900
LONGEST_ASSERTION_S = 120


class TokenRefused(Exception):
    """An OAuth 2.0 error answer (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        self.error = error
        self.description = description
        self.status = status
        super().__init__(description)

    def to_json(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


@dataclass(frozen=True, slots=True)
class Impersonation:
    app_key: str
    account_id: str
    scopes: frozenset[str]
    expires_at: datetime


class ImpersonationTokens:
    """Access tokens in force."""

    def __init__(self) -> None:
        self._tokens: dict[str, Impersonation] = {}

    def issue(self, app_key: str, account_id: str, scopes: frozenset[str], now: datetime) -> str:
        self._tokens = {token: known for token, known in self._tokens.items() if known.expires_at > now}
        token = secrets.token_urlsafe(48)
        self._tokens[token] = Impersonation(app_key, account_id, scopes, now + timedelta(seconds=LIFETIME_S))
        return token

    def find(self, token: str, now: datetime) -> Impersonation | None:
        known = self._tokens.get(token)
        return known if known is not None and known.expires_at > now else None

    def revoke(self, app_key: str | None = None) -> None:
        """Forget the tokens of an app, or all."""
        self._tokens = {
            token: known for token, known in self._tokens.items() if app_key not in (None, known.app_key)
        }


def grant(site: Site, tokens: ImpersonationTokens, body: bytes, now_s: float) -> dict[str, Any]:
    """
    Answer a token request.

    Args:
        body: The form as it was sent.
        now_s: Real time, which the assertion is dated in.

    Raises:
        TokenRefused: Any check failed; nothing was issued.
    """
    form = _read_form(body)
    if form.get("grant_type") != GRANT_TYPE:
        raise TokenRefused("unsupported_grant_type", f"grant_type must be {GRANT_TYPE}.")
    assertion = form.get("assertion", "")
    if not assertion:
        raise TokenRefused("invalid_request", "assertion is missing.")
    app, claims = _verify(site, assertion, now_s)
    if "ACT_AS_USER" not in app.scopes:
        raise TokenRefused("unauthorized_client", "The app was not granted the scope ACT_AS_USER.")
    scopes = _requested_scopes(app, form)
    account_id = str(claims.get("sub", ""))
    if not account_id.startswith(PERSON_PREFIX):
        raise TokenRefused("invalid_grant", f"sub must begin with {PERSON_PREFIX}")
    person = site.users.get(account_id.removeprefix(PERSON_PREFIX))
    if person is None or person.account_type == "app" or not person.active:
        raise TokenRefused("invalid_grant", "The person does not exist on this site or is not active.")
    token = tokens.issue(app.key, person.account_id, scopes, site.now())
    return {"access_token": token, "expires_in": LIFETIME_S, "token_type": "Bearer"}


def _read_form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=20)
    except ValueError as exc:
        raise TokenRefused("invalid_request", "The body must be form-encoded.") from exc
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise TokenRefused("invalid_request", "A parameter is given more than once.")
    return dict(pairs)


def _verify(site: Site, assertion: str, now_s: float) -> tuple[AppInstallation, Mapping[str, Any]]:
    try:
        issuer = read_unverified(assertion).get("iss")
    except TokenError as exc:
        raise TokenRefused("invalid_grant", str(exc)) from exc
    app = next(
        (
            a
            for a in site.apps.values()
            if a.state == "enabled" and issuer == f"{CLIENT_PREFIX}{a.oauth_client_id}"
        ),
        None,
    )
    if app is None:
        raise TokenRefused("invalid_client", "iss names no app that is enabled on this site.", 401)
    try:
        claims = decode_hs256(assertion, app.shared_secret, now_s)
    except TokenError as exc:
        raise TokenRefused("invalid_grant", str(exc)) from exc
    if claims.get("tnt") != site.base_url:
        raise TokenRefused("invalid_grant", f"tnt must be {site.base_url}")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if not {AUTHORIZATION_SERVER, site.base_url}.intersection(a for a in audiences if isinstance(a, str)):
        raise TokenRefused("invalid_grant", f"aud must be {AUTHORIZATION_SERVER}")
    issued_at = claims.get("iat")
    if issued_at is None or claims["exp"] - issued_at > LONGEST_ASSERTION_S:
        raise TokenRefused("invalid_grant", f"An assertion lives at most {LONGEST_ASSERTION_S} seconds.")
    return app, claims


def _requested_scopes(app: AppInstallation, form: Mapping[str, str]) -> frozenset[str]:
    requested = frozenset(form.get("scope", "").split())
    unknown = requested - app.scopes
    if unknown:
        raise TokenRefused("invalid_scope", f"The app was not granted {', '.join(sorted(unknown))}.")
    return requested or app.scopes
