"""
What requests about one sheet say beside their body: which sheet, and which revision the person was looking at.
"""

from __future__ import annotations

import re

from flask import request

from jxl.errors import NotFound, PreconditionRequired
from jxl.sheets.documents import parse_if_match
from jxl.sheets.wire import ID_PATTERN

_ID = re.compile(ID_PATTERN)


def known_sheet_id(text: str) -> str:
    """
    Check a sheet's id before it becomes a key.

    Raises:
        NotFound: It is no id.
    """
    if _ID.fullmatch(text) is None:
        raise NotFound("This sheet does not exist.")
    return text


def read_if_match() -> int:
    """
    Read the revision that a change was made to.

    Raises:
        PreconditionRequired: There is no such header.
        ValidationError: It is not a revision.
    """
    revision = parse_if_match(request.headers.get("If-Match"))
    if revision is None:
        raise PreconditionRequired
    return revision


def etag(revision: int) -> str:
    """Write a sheet's revision as it stands in the header ``ETag``."""
    return f'"{revision}"'
