"""
OAuth 2.0 with three legs (3LO): apps, codes, access tokens and rotating refresh tokens. No HTTP.

All lifetimes run by the site's clock. Source: "OAuth 2.0 (3LO) apps"; RFC 6749, RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.platform.impersonation import TokenRefused
from jxl_sandbox.jira.rest.operations import operations

AUDIENCE = "api.atlassian.com"
OFFLINE = "offline_access"
CODE_LIFE = timedelta(minutes=5)
ACCESS_LIFE_S = 3600
REFRESH_LIFE = timedelta(days=90)  # without use
GRANT_LIFE = timedelta(days=365)  # from the consent, however often the token was renewed
REUSE_LEEWAY = timedelta(minutes=10)  # in which a refresh token that was used already is taken again
SCOPE_TEXTS = {
    "read:jira-work": "Read project and issue data, search for issues, and what belongs to issues.",
    "write:jira-work": "Create and edit issues, add comments and work logs, and delete issues.",
    "manage:jira-project": "Create and edit project settings, versions and components.",
    "manage:jira-configuration": "Configure Jira, as its administrators may.",
    "manage:jira-webhook": "Register and remove webhooks.",
    "read:jira-user": "View people's names, e-mail addresses and avatars, as far as you see them.",
    "read:me": "View your own profile.",
    OFFLINE: "Keep this access while you are away.",
}


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """
    An app as its owner registered it; ``scopes`` are those it may ask for.

    One that is not public may be allowed by its owner only.
    """

    client_id: str
    client_secret: str
    name: str
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    owner_id: str | None = None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person allowed an app: the scopes in the order in which they were asked for."""

    client_id: str
    account_id: str
    scopes: tuple[str, ...]


@dataclass(slots=True)
class _Code:
    consent: Consent
    redirect_uri: str
    challenge: str | None
    expires_at: datetime


@dataclass(slots=True)
class _Grant:
    """What one consent began: all refresh tokens that followed from each other end together."""

    consent: Consent
    ends_at: datetime
    is_revoked: bool = False


@dataclass(slots=True)
class _Refresh:
    grant: _Grant
    expires_at: datetime
    used_at: datetime | None = None


@cache
def known_scopes() -> frozenset[str]:
    """Every scope that an operation of Jira's, or the authorization server itself, knows."""
    needed = (scope for o in operations().values() for scopes in o.oauth_scopes for scope in scopes)
    return frozenset(needed) | SCOPE_TEXTS.keys()


class OAuthServer:
    """The authorization server of a sandbox."""

    def __init__(self) -> None:
        self.apps: dict[str, OAuthApp] = {}
        self.revoke()

    def revoke(self) -> None:
        """Forget all codes and tokens; the apps stay."""
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, tuple[Consent, datetime]] = {}
        self._refresh: dict[str, _Refresh] = {}

    def register(
        self,
        name: str,
        redirect_uris: tuple[str, ...],
        scopes: frozenset[str],
        owner_id: str | None = None,
        *,
        is_public: bool = True,
    ) -> OAuthApp:
        """Make an app with a client id and a secret."""
        app = OAuthApp(
            secrets.token_urlsafe(24),
            secrets.token_urlsafe(48),
            name,
            redirect_uris,
            scopes,
            owner_id,
            is_public,
        )
        self.apps[app.client_id] = app
        return app

    def issue_code(self, consent: Consent, redirect_uri: str, challenge: str | None, now: datetime) -> str:
        """Make the code that goes back to the app through the browser."""
        self._codes = {key: code for key, code in self._codes.items() if code.expires_at > now}
        code = secrets.token_urlsafe(48)
        self._codes[code] = _Code(consent, redirect_uri, challenge, now + CODE_LIFE)
        return code

    def grant(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """
        Answer a token request.

        Raises:
            TokenRefused: The app is not who it says, or what it shows is no good; nothing was issued.
        """
        app = self.apps.get(form.get("client_id", ""))
        secret = form.get("client_secret", "")
        if app is None or not hmac.compare_digest(app.client_secret.encode(), secret.encode()):
            raise TokenRefused("access_denied", "Unauthorized", 401)
        match form.get("grant_type"):
            case "authorization_code":
                consent = self._take_code(app, form, now)
                return self._issue(_Grant(consent, now + GRANT_LIFE), now)
            case "refresh_token":
                return self._issue(self._take_refresh(app, form, now), now)
        raise TokenRefused("unsupported_grant_type", f"Unsupported grant type: {form.get('grant_type')}", 403)

    def find(self, token: str, now: datetime) -> Consent | None:
        """Find what an access token stands for; None when it is unknown, has expired, or its app is gone."""
        consent, expires_at = self._access.get(token, (None, now))
        return (
            consent if consent is not None and expires_at > now and consent.client_id in self.apps else None
        )

    def _take_code(self, app: OAuthApp, form: Mapping[str, str], now: datetime) -> Consent:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.expires_at <= now or code.consent.client_id != app.client_id:
            raise TokenRefused("invalid_grant", "Invalid authorization code", 403)
        if form.get("redirect_uri") != code.redirect_uri:
            raise TokenRefused("invalid_grant", "The redirect URI is not the one of the authorization.", 403)
        verifier = form.get("code_verifier")
        if code.challenge is not None and (
            verifier is None or not hmac.compare_digest(_challenge(verifier), code.challenge.encode())
        ):
            raise TokenRefused("invalid_grant", "Failed to verify code verifier", 403)
        return code.consent

    def _take_refresh(self, app: OAuthApp, form: Mapping[str, str], now: datetime) -> _Grant:
        """
        Use a refresh token. One that is used again after the leeway may be stolen: it ends the whole grant, so that
        its successors are no good either. Access tokens that are out live on until they expire.
        """
        known = self._refresh.get(form.get("refresh_token", ""))
        if known is not None and known.grant.consent.client_id == app.client_id:
            if known.used_at is not None and now - known.used_at >= REUSE_LEEWAY:
                known.grant.is_revoked = True
            if not known.grant.is_revoked and known.expires_at > now:
                known.used_at = known.used_at or now
                return known.grant
        raise TokenRefused("invalid_grant", "Unknown or invalid refresh token.", 403)

    def _issue(self, grant: _Grant, now: datetime) -> dict[str, Any]:
        consent = grant.consent
        self._access = {token: held for token, held in self._access.items() if held[1] > now}
        access = secrets.token_urlsafe(64)
        self._access[access] = (consent, now + timedelta(seconds=ACCESS_LIFE_S))
        answer: dict[str, Any] = {
            "access_token": access,
            "expires_in": ACCESS_LIFE_S,
            "token_type": "Bearer",
            "scope": " ".join(consent.scopes),
        }
        if OFFLINE in consent.scopes:
            refresh = secrets.token_urlsafe(64)
            self._refresh[refresh] = _Refresh(grant, min(now + REFRESH_LIFE, grant.ends_at))
            answer["refresh_token"] = refresh
        return answer


def build_actor(site: Site, consent: Consent) -> Actor | None:
    """Make the actor of an access token; None when the person is gone."""
    user = site.users.get(consent.account_id)
    if user is None or not user.active:
        return None
    return Actor("oauth", user, scopes=frozenset(consent.scopes), oauth_client_id=consent.client_id)


def resource_of(site: Site, consent: Consent) -> dict[str, Any]:
    """Describe the site as ``accessible-resources`` does."""
    return {
        "id": site.cloud_id,
        "url": site.base_url,
        "name": site.name,
        "scopes": [scope for scope in consent.scopes if scope != OFFLINE],
        "avatarUrl": f"{site.base_url}/avatars/site.svg?size=48",
    }


def _challenge(verifier: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
