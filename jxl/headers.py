"""
Security headers on every answer.

Owns Content-Security-Policy, framing, caching and referrer rules. A page is framed only by the Jira site whose
token it came with: the guard that verified it leaves that site's addresses in ``g.frame_ancestors``.
"""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from jxl.config import Settings

THEME_CSS_ORIGIN = "https://connect-cdn.atl-paas.net"
AVATAR_ORIGINS = (
    "https://*.atlassian.net",
    "https://*.atl-paas.net",
    "https://secure.gravatar.com",
    "https://*.wp.com",
)
_ORIGIN = re.compile(r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$")


def origin_of(url: str) -> str | None:
    """Reduce a URL to an origin that is safe to put into a header; None when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if _ORIGIN.match(origin) else None


def csp_nonce() -> str:
    """The style nonce of this answer (RevoGrid adds ``<style>`` elements and reads it from a meta element)."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def content_security_policy(settings: Settings, site_origins: tuple[str, ...], nonce: str) -> str:
    """
    Build the policy of a page.

    Args:
        site_origins: Origins of the verified installation (base and display URL); empty when unverified.
        nonce: Style nonce.
    """
    bridge = origin_of(settings.all_js_url) or ""
    frame_ancestors = " ".join(site_origins) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {bridge}",
            f"style-src 'self' 'nonce-{nonce}' {THEME_CSS_ORIGIN}"
            + (f" {bridge}" if bridge != THEME_CSS_ORIGIN else ""),
            f"img-src 'self' data: {' '.join((*site_origins, *AVATAR_ORIGINS))}",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            f"frame-ancestors {frame_ancestors}",
        )
    )


def init_headers(app: Flask, settings: Settings) -> None:
    """Set the headers after each request, whatever answered it."""

    @app.after_request
    def _secure(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if settings.is_production:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if response.mimetype == "text/html":
            origins = tuple(dict.fromkeys(o for o in map(origin_of, g.get("frame_ancestors", ())) if o))
            headers["Content-Security-Policy"] = content_security_policy(settings, origins, csp_nonce())
        else:
            headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        if request.endpoint != "static_file":
            headers["Cache-Control"] = "no-cache, no-store"
        headers.pop("Set-Cookie", None)
        return response
