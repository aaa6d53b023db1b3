"""
What is asked of a list, read from the query of an address. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jxl.errors import BadRequest
from jxl.sheets.cards import Only, Sort
from jxl.sheets.listing import DEFAULT_LIMIT, MAX_LIMIT, PageRequest

MAX_QUERY_CHARS = 255
_MAX_ID_CHARS = 128
_DESCENDING = frozenset({Sort.UPDATED, Sort.OPENED})  # the newest first, unless something else is asked for


@dataclass(frozen=True, slots=True)
class ListRequest:
    """
    Attributes:
        query: Words that name, description or owner hold.
        project: Key or id; empty for all. Only the directory looks at it.
        owner: Account id, ``me`` for the person who asks, empty for anyone.
    """

    query: str = ""
    project: str = ""
    owner: str = ""
    only: Only = Only.ALL
    page: PageRequest = field(default_factory=PageRequest)


def parse_list_request(query: Mapping[str, str]) -> ListRequest:
    """
    Read a list request.

    Raises:
        BadRequest: Naming what is wrong.
    """
    only = Only.ALL
    if _flag(query, "recent"):
        only = Only.RECENT
    if _flag(query, "favourites"):
        if only is not Only.ALL:
            raise _wrong("favourites", "Ask for favourites or for recent sheets, not for both.")
        only = Only.FAVOURITES
    sort = _sort(query, only)
    direction = query.get("dir", "")
    if direction not in ("", "asc", "desc"):
        raise _wrong("dir", "dir must be asc or desc.")
    page = PageRequest(
        sort=sort,
        is_descending=direction == "desc" if direction else sort in _DESCENDING,
        cursor=query.get("cursor") or None,
        limit=_number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
    )
    return ListRequest(
        query=_text(query, "query", MAX_QUERY_CHARS),
        project=_text(query, "project", _MAX_ID_CHARS),
        owner=_text(query, "owner", _MAX_ID_CHARS),
        only=only,
        page=page,
    )


def _sort(query: Mapping[str, str], only: Only) -> Sort:
    text = query.get("sort", "")
    if not text:
        return Sort.OPENED if only is Only.RECENT else Sort.UPDATED
    if text == Sort.OPENED.value and only is not Only.RECENT:
        raise _wrong("sort", "Only recent sheets can be sorted by when they were opened.")
    try:
        return Sort(text)
    except ValueError as exc:
        raise _wrong("sort", "sort must be name, updated or owner.") from exc


def _flag(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "")
    if text not in ("", "true", "false"):
        raise _wrong(name, f"{name} must be true or false.")
    return text == "true"


def _text(query: Mapping[str, str], name: str, most: int) -> str:
    text = query.get(name, "").strip()
    if "\0" in text:
        raise _wrong(name, f"{name} must be text without control characters.")
    return text[:most]


def _number(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 16 or not low <= int(text) <= high:
        raise _wrong(name, f"{name} must be a whole number from {low:,} to {high:,}.")
    return int(text)


def _wrong(name: str, sentence: str) -> BadRequest:
    return BadRequest(sentence, fields={name: sentence})
