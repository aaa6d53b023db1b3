"""Where a request came from: this machine, this site's own pages, or a foreign page in a browser."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def is_local(request: Request) -> bool:
    """
    Tell whether a program on this machine asks, under a name of this machine.

    The name matters too: a page whose own host name was made to point here is refused.
    """
    client = request.client
    if client is None or not _is_loopback(client.host):
        return False
    return urlsplit(f"//{request.headers.get('host', '')}").hostname in LOOPBACK_NAMES


def is_own_origin(request: Request) -> bool:
    """Tell whether a request comes from no page at all, or from a page of this very host."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
