"""
Which version of the API a call is made to, and links that stay in it.

Version 2 (``latest`` is the same) differs from 3 in rich text, and its answers point to version 2.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

_VERSION_2 = re.compile(r"/rest/api/(?:2|latest)/")
_LINKS = ("self", "content", "thumbnail")  # the last two are those of attachments


def is_version_2(request: Request) -> bool:
    """
    Whether the call is made to version 2, by its number or as ``latest``.
    """
    return _VERSION_2.search(request.url.path) is not None


def with_own_links(request: Request, response: Response, base_url: str) -> Response:
    """
    Let the ``self`` links of an answer point into the version that was asked.

    Clients go on from these links, so one into version 3 would change the shape of rich text under them.
    Values of properties are nobody's links: they are left as they were sent.
    """
    path = request.url.path
    asked = _VERSION_2.search(path)
    is_json = response.headers.get("content-type", "").startswith("application/json")
    if asked is None or "/properties/" in path or not response.body or not is_json:
        return response
    body = changed = bytes(response.body)
    for name in _LINKS:
        changed = changed.replace(
            f'"{name}":"{base_url}/rest/api/3/'.encode(), f'"{name}":"{base_url}{asked[0]}'.encode()
        )
    if changed != body:
        response.body = changed
        response.headers["content-length"] = str(len(changed))
    return response
