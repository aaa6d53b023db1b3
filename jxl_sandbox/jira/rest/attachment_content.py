"""
The bytes of files: by way of a signed address that is good for a while, or in the answer itself.

What is served is somebody's upload: it is never shown as a page of the site. Source: Jira Cloud REST v3, "Get
attachment content", "Get attachment thumbnail".
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.attachments import File, find_file, is_picture
from jxl_sandbox.jira.model import Site
from jxl_sandbox.jira.rest.attachments import find_visible_file
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.params import query_bool, query_int
from jxl_sandbox.jira.rest.routing import routes_for, site_of

_GOOD_FOR_S = 600
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_KEY = "media key"
_DEFAULT_THUMBNAIL = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48">'
    b'<path d="M12 4h16l10 10v30H12z" fill="#dfe1e6"/><path d="M28 4v10h10z" fill="#97a0af"/></svg>'
)
_GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def routes() -> list[Route]:
    """
    Build the routes; the last one is no part of Jira's API: it stands for the media service.
    """
    return [
        *routes_for("/attachment/content/{id}", {"GET": get_content}),
        *routes_for("/attachment/thumbnail/{id}", {"GET": get_thumbnail}),
        Route("/media/file/{id}/binary", get_media),
    ]


async def get_content(request: Request) -> Response:
    """Lead to a file's bytes, or give them: all, or the range that is asked for."""
    _, file = find_visible_file(request)
    if query_bool(request, "redirect", default=True):
        return _redirect(site_of(request), file)
    return _serve(request, file)


async def get_thumbnail(request: Request) -> Response:
    """Lead to a picture, or give it; what is none has a default one, or 404. Pictures are not scaled."""
    _, file = find_visible_file(request)
    for name in ("width", "height"):
        query_int(request, name, 1, minimum=1)
    has_default = query_bool(request, "fallbackToDefault", default=True)
    redirects = query_bool(request, "redirect", default=True)
    if is_picture(file):
        return _redirect(site_of(request), file) if redirects else _serve(request, file)
    if not has_default:
        raise RestError(404, f"The attachment with id '{file['id']}' has no thumbnail.")
    return Response(_DEFAULT_THUMBNAIL, headers=_GUARDS, media_type="image/svg+xml")


async def get_media(request: Request) -> Response:
    """Give the bytes of a file to whoever has its signed address."""
    site, file_id = site_of(request), request.path_params["id"]
    found = find_file(site, file_id)
    expires, signature = request.query_params.get("expires", ""), request.query_params.get("signature", "")
    is_good = hmac.compare_digest(_sign(site, file_id, expires).encode(), signature.encode())
    if not is_good or found is None or int(expires) < site.now().timestamp():
        return Response("This address is not good any more.", 403, media_type="text/plain")
    try:
        return _serve(request, found[1])
    except RestError as error:
        return error.response(request.url.path)


def _redirect(site: Site, file: File) -> Response:
    expires = str(int(site.now().timestamp()) + _GOOD_FOR_S)
    query = f"expires={expires}&signature={_sign(site, file['id'], expires)}"
    return Response(
        status_code=303, headers={"Location": f"{site.base_url}/media/file/{file['id']}/binary?{query}"}
    )


def _sign(site: Site, file_id: str, expires: str) -> str:
    """Sign an address; the key lives as long as the process."""
    key = site.caches.get(_KEY)
    if not isinstance(key, bytes):
        key = site.caches[_KEY] = secrets.token_bytes(32)
    return hmac.new(key, f"{file_id}\n{expires}".encode(), hashlib.sha256).hexdigest()


def _serve(request: Request, file: File) -> Response:
    content = site_of(request).attachments[file["id"]].content
    kind = "inline" if is_picture(file) else "attachment"
    headers = {
        **_GUARDS,
        "Accept-Ranges": "bytes",
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(file['filename'], safe='')}",
    }
    wanted = request.headers.get("range")
    if wanted is None:
        return Response(content, headers=headers, media_type=file["mime_type"])
    begin, end = _range(wanted, len(content))
    if begin >= end:
        body = {"errorMessages": ["The range cannot be satisfied."], "errors": {}}
        size = {"Content-Range": f"bytes */{len(content)}"}
        return Response(orjson.dumps(body), 416, headers=size, media_type="application/json")
    headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(content)}"
    return Response(content[begin:end], 206, headers=headers, media_type=file["mime_type"])


def _range(text: str, size: int) -> tuple[int, int]:
    """
    Read one range of bytes, half open; an empty one cannot be satisfied.

    Raises:
        RestError: 400; no range, or more than one.
    """
    found = _RANGE.fullmatch(text.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        raise RestError(400, "The header 'Range' must have the form 'bytes=begin-end', with one range.")
    if not found[1]:
        return max(0, size - int(found[2])), size
    if found[2] and int(found[2]) < int(found[1]):
        raise RestError(400, "The header 'Range' ends before it begins.")
    return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
