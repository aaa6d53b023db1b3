"""Tokens that the site gives to an app, signed with the shared secret: page, context and server tokens."""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import AppInstallation, Project, Site
from jxl_sandbox.jira.platform.jwt import CONTEXT_QSH, encode_hs256, query_string_hash

PAGE_LIFETIME_S = 180
CONTEXT_LIFETIME_S = 900


def page_token(site: Site, app: AppInstallation, account_id: str | None, target: str, now_s: float) -> str:
    """
    Make the token that an iframe's address carries.

    Args:
        account_id: The person looking at the page; None for somebody who is not logged in.
        target: Path and query below the app's base URL, without the token itself.
    """
    qsh = query_string_hash("GET", target)
    return _signed(site, app, account_id, qsh, {"context": {}}, PAGE_LIFETIME_S, now_s)


def context_token(
    site: Site, app: AppInstallation, account_id: str | None, project: Project | None, now_s: float
) -> str:
    """Make what ``AP.context.getToken`` answers."""
    context = build_context(project)
    return _signed(site, app, account_id, CONTEXT_QSH, {"context": context}, CONTEXT_LIFETIME_S, now_s)


def server_token(site: Site, app: AppInstallation, method: str, target: str, now_s: float) -> str:
    """Make the token of a callback from the site to the app; it names no person."""
    qsh = query_string_hash(method, target)
    return _signed(site, app, None, qsh, {}, PAGE_LIFETIME_S, now_s)


def build_context(project: Project | None) -> dict[str, Any]:
    """What ``AP.context.getContext`` answers, and the ``context`` claim."""
    return {"jira": {"project": {"id": project.id, "key": project.key}}} if project is not None else {}


def _signed(
    site: Site,
    app: AppInstallation,
    account_id: str | None,
    qsh: str,
    more: dict[str, Any],
    lifetime_s: int,
    now_s: float,
) -> str:
    claims = {"iss": site.client_key, "iat": int(now_s), "exp": int(now_s) + lifetime_s, "qsh": qsh, **more}
    if account_id is not None:
        claims["sub"] = account_id
    return encode_hs256(claims, app.shared_secret)
