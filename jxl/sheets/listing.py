"""
Lists of sheets: those of one project, and the directory of all projects.

A project's list asks Jira for the keys of its properties, one call, and compares them with the index: only sheets
that are new to the index, or whose parts under these keys contradict it, are read. What the index does not hold
(description, people, counts) comes from heads; those are remembered for ten minutes and read only for the page that is
shown. So a head that somebody changed by hand, without writing parts, is seen after ten minutes at most, or when the
sheet is opened.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from jxl.errors import JxlError, ValidationError
from jxl.sheets import index
from jxl.sheets.index import Entry, Place
from jxl.sheets.parts import Flaw, Head, newest_saves, parse_head_key

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.sheets.store import SheetStore

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """
    One sheet of a list.

    Args:
        head: None when it cannot be read; what the index knows is there all the same.
        damaged: Why the sheet cannot be used, for people; None for a sound one.
    """

    project_id: str
    sheet_id: str
    name: str
    updated_at: datetime | None
    head: Head | None
    damaged: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``next`` is the cursor of the one after it, None after the last."""

    sheets: list[Listed]
    next: str | None


def list_project(
    store: SheetStore,
    installation: Installation,
    project_id: str,
    *,
    query: str = "",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page:
    """
    List a project's sheets, the last changed first.

    Args:
        query: Part of a name, upper or lower case.
        cursor: ``next`` of the page before.

    Raises:
        ValidationError: The cursor is none of ours.
        JiraError: Jira did not say which sheets there are.
    """
    after = _parse_cursor(cursor)
    unreadable = _reconcile(store, installation, project_id)
    entries = index.list_entries(installation.id, [project_id])
    return _page(store, installation, [*_sound(entries, query), *_matching(unreadable, query)], after, limit)


def list_directory(
    store: SheetStore,
    installation: Installation,
    project_ids: Iterable[str],
    *,
    query: str = "",
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page:
    """List the sheets of several projects as the index knows them; arguments as for :func:`list_project`."""
    after = _parse_cursor(cursor)
    entries = index.list_entries(installation.id, list(project_ids))
    return _page(store, installation, _sound(entries, query), after, limit)


def projects_with_sheets(installation: Installation) -> list[str]:
    """List the ids of projects in which the index knows sheets that are not in the trash."""
    entries = index.list_entries(installation.id)
    return sorted({entry.project_id for entry in entries if entry.revision and entry.deleted_at is None})


def _reconcile(store: SheetStore, installation: Installation, project_id: str) -> list[Listed]:
    """Bring the index up to date with a project's keys; gives the sheets that it cannot hold."""
    keys = store.list_keys(installation, project_id)
    there = {sheet_id for key in keys if (sheet_id := parse_head_key(key)) is not None}
    saves = newest_saves(keys)
    entries = {entry.sheet_id: entry for entry in index.list_entries(installation.id, [project_id])}
    now = store.now()
    gone = [sheet_id for sheet_id in entries if sheet_id not in there]
    if gone:
        index.forget(installation.id, project_id, gone, now)
    doubtful = {
        Place(installation.id, project_id, sheet_id): entries.get(sheet_id)
        for sheet_id in there
        if _is_doubtful(entries.get(sheet_id), saves.get(sheet_id, {}), now)
    }
    unreadable = []
    for place, head in store.read_heads(installation, doubtful).items():
        if doubtful[place] is None and not isinstance(head, Head):
            unreadable.append(Listed(project_id, place.sheet_id, place.sheet_id, None, None, _why(head)))
    return unreadable


def _is_doubtful(entry: Entry | None, saves: dict[int, set[str]], now: datetime) -> bool:
    """Whether the head must be read, because the keys of parts tell of more, or of less, than the index knows."""
    if entry is None:
        return True
    if entry.leased_until is not None and entry.leased_until > now:
        return False
    return entry.save not in saves.get(entry.revision, ()) or max(saves) > entry.revision


def _sound(entries: Iterable[Entry], query: str) -> list[Listed]:
    listed = [
        Listed(entry.project_id, entry.sheet_id, entry.name, entry.updated_at, None, None)
        for entry in entries
        if entry.revision and entry.deleted_at is None
    ]
    return _matching(listed, query)


def _matching(listed: Iterable[Listed], query: str) -> list[Listed]:
    wanted = query.strip().casefold()
    return [one for one in listed if wanted in one.name.casefold()]


def _page(
    store: SheetStore, installation: Installation, listed: list[Listed], after: list[str] | None, limit: int
) -> Page:
    ordered = sorted(listed, key=_order)
    if after is not None:
        ordered = [one for one in ordered if _order(one) > tuple(after)]
    shown, rest = ordered[:limit], ordered[limit:]
    following = urlsafe_b64encode(orjson.dumps(_order(shown[-1]))).decode().rstrip("=") if rest else None
    return Page(_with_heads(store, installation, shown), following)


def _with_heads(store: SheetStore, installation: Installation, shown: list[Listed]) -> list[Listed]:
    """Add what only heads say: from memory, else from Jira."""
    project_ids = sorted({one.project_id for one in shown})
    entries = {(e.project_id, e.sheet_id): e for e in index.list_entries(installation.id, project_ids)}
    places = {
        Place(installation.id, one.project_id, one.sheet_id): entries.get((one.project_id, one.sheet_id))
        for one in shown
        if one.damaged is None
    }
    heads: dict[Place, Head | Flaw | JxlError] = {}
    for place, entry in places.items():
        known = store.find_known_head(place, entry)
        if known is not None:
            heads[place] = known
    heads |= store.read_heads(installation, {p: e for p, e in places.items() if p not in heads})
    complete = []
    for one in shown:
        head = heads.get(Place(installation.id, one.project_id, one.sheet_id))
        if one.damaged is not None:
            complete.append(one)
        elif isinstance(head, Head):
            if head.deleted_at is None:
                complete.append(Listed(one.project_id, one.sheet_id, head.name, one.updated_at, head, None))
        elif isinstance(head, Flaw):
            complete.append(Listed(one.project_id, one.sheet_id, one.name, one.updated_at, None, head.text))
        elif head is not None:  # Jira did not answer: that is no damage, what the index knows is shown
            complete.append(one)
    return complete


def _why(head: Flaw | JxlError | Head) -> str:
    if isinstance(head, Flaw):
        return head.text
    return head.message if isinstance(head, JxlError) else ""


def _order(one: Listed) -> tuple[str, ...]:
    """The last changed first, then by id: as texts, so that a cursor can hold it."""
    at_ms = int(one.updated_at.timestamp() * 1000) if one.updated_at else 0
    return f"{10**15 - at_ms:016d}", one.project_id, one.sheet_id


def _parse_cursor(cursor: str | None) -> list[str] | None:
    if not cursor:
        return None
    try:
        parts = orjson.loads(urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor) % 4)))
    except (ValueError, Base64Error) as exc:
        raise _bad_cursor() from exc
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, str) for part in parts):
        raise _bad_cursor()
    return parts


def _bad_cursor() -> ValidationError:
    return ValidationError(
        "The cursor of the list is not valid. Ask without it.", {"cursor": "Not a cursor."}
    )
