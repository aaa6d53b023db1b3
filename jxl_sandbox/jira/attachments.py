"""
Files on issues: the inner form of what is known of one, and where its bytes are.

An issue's files stand in :attr:`Issue.values` (``attachment``), oldest first, as plain dicts: ``{"id", "filename",
"mime_type", "author", "created_ms", "size"}``. ``author`` is an account id, None for somebody who was not logged in.
The bytes stand in :attr:`Site.attachments`, in memory. Lists are replaced, never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jxl_sandbox.jira.model import Issue, Site

FIELD = "attachment"
MOST_BYTES = 10 * 1024 * 1024  # a file
MOST_FILES = 2000  # an issue
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})

File = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The bytes of a file, and the issue that it is on."""

    issue_id: int
    content: bytes


def files_of(issue: Issue) -> list[File]:
    """
    List the files of an issue, oldest first.
    """
    files: list[File] = issue.values.get(FIELD) or []
    return files


def find_file(site: Site, file_id: str) -> tuple[Issue, File] | None:
    """
    Find a file by its id, with the issue that it is on.
    """
    stored = site.attachments.get(file_id)
    issue = site.issues.get(stored.issue_id) if stored is not None else None
    if issue is None:
        return None
    return next(((issue, file) for file in files_of(issue) if file["id"] == file_id), None)


def is_picture(file: File) -> bool:
    """
    Whether a file has a thumbnail.
    """
    return file["mime_type"] in _PICTURES
