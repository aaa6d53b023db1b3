"""
Files of issues: add, describe, remove. Their bytes are given out in ``attachment_content.py``.

Source: Jira Cloud REST v3, "Issue attachments". Attachments are always on here.
"""

from __future__ import annotations

import mimetypes
import re
from io import BytesIO
from typing import IO, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from jxl_sandbox.jira.attachments import (
    FIELD,
    MOST_BYTES,
    MOST_FILES,
    File,
    StoredFile,
    files_of,
    find_file,
)
from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.comments import entry_renderer
from jxl_sandbox.jira.rest.editmeta import is_read_only
from jxl_sandbox.jira.rest.errors import ProblemError, RestError, not_authenticated
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.routing import (
    account_of,
    actor_of,
    count_points,
    json_response,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import can_see_issue, has_project

MOST_AT_ONCE = 60
_MOST_BODY_BYTES = 6 * MOST_BYTES  # of a whole call: it is held in memory
_MOST_NAME_CHARS = 255
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f]")
_UNKNOWN_TYPE = "application/octet-stream"


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/issue/{issueIdOrKey}/attachments", {"POST": add_attachments}),
        *routes_for("/attachment/meta", {"GET": get_settings}),
        *routes_for("/attachment/{id}", {"GET": get_attachment, "DELETE": delete_attachment}),
    ]


async def get_settings(_: Request) -> Response:
    """Say how large a file may be."""
    return json_response({"enabled": True, "uploadLimit": MOST_BYTES})


async def add_attachments(request: Request) -> Response:
    """Put the files of a form on an issue; *Create Attachments*."""
    site, actor, issue = site_of(request), actor_of(request), find_visible_issue(request)
    if request.headers.get("x-atlassian-token", "").lower() not in ("no-check", "nocheck"):
        raise RestError(403, "XSRF check failed")
    _require_may_attach(request, issue)
    sent = await _read_files(request)
    if len(files_of(issue)) + len(sent) > MOST_FILES:
        raise RestError(413, f"An issue can have at most {MOST_FILES} attachments.")
    now_ms = int(site.now().timestamp() * 1000)
    made: list[File] = []
    for filename, mime_type, content in sent:
        file_id = str(site.next_attachment_id)
        site.next_attachment_id += 1
        site.attachments[file_id] = StoredFile(issue.id, content)
        made.append(
            {
                "id": file_id,
                "filename": filename,
                "mime_type": mime_type,
                "author": account_of(request),
                "created_ms": now_ms,
                "size": len(content),
            }
        )
    record_change(site, actor, issue, {FIELD: [*files_of(issue), *made]})
    renderer = entry_renderer(request)
    return json_response([renderer.attachment(file) for file in made])


async def get_attachment(request: Request) -> Response:
    """Describe one file, whose id is a number here."""
    _, file = find_visible_file(request)
    count_points(request, 1)
    described: dict[str, Any] = orjson.loads(orjson.dumps(entry_renderer(request).attachment(file)))
    return json_response(described | {"id": int(file["id"])})


async def delete_attachment(request: Request) -> Response:
    """Remove a file; *Delete All Attachments*, or *Delete Own Attachments* for one's own."""
    site, actor = site_of(request), actor_of(request)
    issue, file = find_visible_file(request)
    project = site.projects[issue.project_id]
    is_own = file["author"] is not None and file["author"] == account_of(request)
    may = has_project(site, actor, "DELETE_ALL_ATTACHMENTS", project, issue) or (
        is_own and has_project(site, actor, "DELETE_OWN_ATTACHMENTS", project, issue)
    )
    if not may or is_read_only(site, issue):
        if actor.user is None:
            raise not_authenticated()
        raise RestError(403, f"You do not have permission to delete attachment with id: {file['id']}")
    remaining = [held for held in files_of(issue) if held["id"] != file["id"]]
    record_change(site, actor, issue, {FIELD: remaining})
    del site.attachments[file["id"]]
    return Response(status_code=204)


def find_visible_file(request: Request) -> tuple[Issue, File]:
    """
    Find the file that the path names, with its issue.

    Raises:
        RestError: 404; there is none. 403 (401 for nobody in particular); the caller may not see its issue.
    """
    site, actor = site_of(request), actor_of(request)
    file_id: str = request.path_params["id"]
    found = find_file(site, file_id)
    if found is None:
        raise RestError(404, f"The attachment with id '{file_id}' does not exist")
    if not can_see_issue(site, actor, found[0]):
        if actor.user is None:
            raise not_authenticated()
        raise RestError(403, f"You do not have permission to view attachment with id: {file_id}")
    return found


def _require_may_attach(request: Request, issue: Issue) -> None:
    site, actor = site_of(request), actor_of(request)
    project = site.projects[issue.project_id]
    if has_project(site, actor, "CREATE_ATTACHMENTS", project, issue) and not is_read_only(site, issue):
        return
    if actor.user is None:
        raise not_authenticated()
    raise RestError(403, "You do not have permission to create attachments for this issue.")


async def _read_files(request: Request) -> list[tuple[str, str, bytes]]:
    """Read name, type and bytes of each part called ``file``; other parts mean nothing."""
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get("boundary", "")
    if content_type != "multipart/form-data":
        raise ProblemError(415, f"Content-Type '{content_type}' is not supported.")
    if not boundary:
        raise RestError(400, "The form has no boundary.")
    body = await _read_body(request)
    parser = MultiPartParser(stream_factory=_in_memory, max_form_parts=10 * MOST_AT_ONCE)
    try:
        _, parts = parser.parse(BytesIO(body), boundary.encode(), len(body))
    except RequestEntityTooLarge as error:
        raise RestError(413, "The form has too many parts.") from error
    except ValueError as error:
        raise RestError(400, "The form cannot be read.") from error
    found = parts.getlist("file")
    if not found:
        raise RestError(400, "The form has no file: its part must be named 'file'.")
    if len(found) > MOST_AT_ONCE:
        raise RestError(413, f"At most {MOST_AT_ONCE} files can be attached at once.")
    return [_read_file(part) for part in found]


def _read_file(part: FileStorage) -> tuple[str, str, bytes]:
    content = part.stream.read()
    name = _NOT_IN_NAMES.sub("", re.split(r"[\\/]", part.filename or "")[-1]).strip()
    if not name or len(name) > _MOST_NAME_CHARS:
        raise RestError(400, f"A file needs a name of at most {_MOST_NAME_CHARS} characters.")
    if len(content) > MOST_BYTES:
        words = f"The file '{name}' is larger than the maximum of {MOST_BYTES} bytes."
        raise RestError(413, words)
    mime_type = part.mimetype
    if mime_type == _UNKNOWN_TYPE or not _MIME_TYPE.fullmatch(mime_type):
        mime_type = mimetypes.guess_type(name)[0] or _UNKNOWN_TYPE
    return name, mime_type, content


async def _read_body(request: Request) -> bytes:
    """Read the body, but no further than all that could be kept of it."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_BODY_BYTES:
            raise RestError(413, f"All files of a call together may have {_MOST_BODY_BYTES} bytes at most.")
        chunks.append(chunk)
    return b"".join(chunks)


def _in_memory(*_: Any, **__: Any) -> IO[bytes]:
    """Where the parser puts a part: never into a file."""
    return BytesIO()
