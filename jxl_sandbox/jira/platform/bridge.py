"""
The files of Atlassian's bridge, from the vendored package.

``/all.js`` is ``dist/iframe.js`` with one build-time constant exchanged, the address of Atlassian's CDN, as Atlassian
does it for its FedRAMP build: an app's frame then loads its theme from this site, and reads ``data-options`` from a
script tag that points here. Jira's ``all.js`` also holds the frame's half of ``AP.history`` and ``AP.request``, which
the package does not have: our own ``frame-extras.js`` stands for it. The theme files are those of
``@atlaskit/tokens``, which Jira's own pages use.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.platform.state import get_sandbox

VENDOR = Path(__file__).resolve().parents[2] / "vendor"
BRIDGE = VENDOR / "atlassian-connect-js-5.3.190"
TOKENS = VENDOR / "atlaskit-tokens-20.7.0"
EXTRAS = Path(__file__).resolve().parents[1] / "pages" / "static" / "frame-extras.js"
CDN_DOMAIN = "connect-cdn.atl-paas.net"
HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


@cache
def build_all_js(base_url: str) -> bytes:
    """
    Build ``all.js`` for a site.

    Raises:
        ValueError: The vendored file is not the one that this was written for.
    """
    site = urlsplit(base_url)
    text = (BRIDGE / "iframe.js").read_text(encoding="utf-8")
    scheme = '"https://" + CDN_DOMAIN'
    if text.count(CDN_DOMAIN) != 2 or text.count(scheme) != 1:
        raise ValueError("iframe.js is not as expected: the CDN's address is not where it was.")
    text = text.replace(CDN_DOMAIN, site.netloc).replace(scheme, f'"{site.scheme}://" + CDN_DOMAIN')
    return f"{text}\n{EXTRAS.read_text(encoding='utf-8')}".encode()


async def all_js(request: Request) -> Response:
    body = build_all_js(get_sandbox(request).site.base_url)
    return Response(body, media_type="text/javascript", headers=HEADERS)


async def host_js(_request: Request) -> Response:
    return Response((BRIDGE / "connect-host.js").read_bytes(), media_type="text/javascript", headers=HEADERS)


async def theme(request: Request) -> Response:
    """A style sheet of the CDN: ``/themes/atlaskit-tokens_<id>.css``, ``/surfaces.css`` …"""
    name = request.url.path.rpartition("/")[2]
    for folder in (TOKENS, BRIDGE / "themes", BRIDGE):
        file = folder / name
        if file.is_file():
            return Response(file.read_bytes(), media_type="text/css", headers=HEADERS)
    return PlainTextResponse("There is no such style sheet.\n", 404, HEADERS)


def routes() -> list[Route]:
    return [
        Route("/all.js", all_js),
        Route("/all-debug.js", all_js),
        Route("/_host/connect-host.js", host_js),
        Route("/themes/{name}", theme),
        Route("/surfaces.css", theme),
        Route("/legacy-text-colors.css", theme),
    ]
