"""
The trash of a project: sheets whose head says when they were deleted. Everything else of them stays for 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jxl.errors import JxlError, NotFound, ValidationError
from jxl.sheets import index
from jxl.sheets.damage import Damaged
from jxl.sheets.index import Place
from jxl.sheets.parts import Flaw, Head, change_head, parse_head_key
from jxl.sheets.restoring import restore_newest
from jxl.sheets.saving import Stored
from jxl.sheets.wire import parse_at

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.sheets.store import SheetStore

KEPT = timedelta(days=30)
DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Trashed:
    """
    One sheet in the trash.

    Args:
        head: None when it cannot be read.
        damaged: Why it cannot be read, for people.
        days_left: Whole days until it goes for good, 0 on the last.
    """

    sheet_id: str
    name: str
    deleted_at: datetime
    head: Head | None
    damaged: str | None
    days_left: int


@dataclass(frozen=True, slots=True)
class TrashPage:
    """A page of the trash; ``next`` is the cursor of the one after it, None after the last."""

    sheets: list[Trashed]
    next: str | None


def list_trash(
    store: SheetStore,
    installation: Installation,
    project_id: str,
    *,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> TrashPage:
    """
    List what was deleted, the last deleted first. One call, and one for each sheet of the page or new to the index.

    Args:
        cursor: ``next`` of the page before.

    Raises:
        ValidationError: The cursor is none of ours.
        JiraError: Jira did not say which sheets there are.
    """
    after = _parse_cursor(cursor)
    keys = store.list_keys(installation, project_id)
    there = {sheet_id for key in keys if (sheet_id := parse_head_key(key)) is not None}
    known = {entry.sheet_id for entry in index.list_entries(installation.id, [project_id])}
    store.read_heads(
        installation, {Place(installation.id, project_id, sheet_id): None for sheet_id in there - known}
    )
    entries = {
        Place(installation.id, project_id, entry.sheet_id): entry
        for entry in index.list_entries(installation.id, [project_id])
        if entry.revision and entry.deleted_at is not None
    }
    ordered = sorted((_order(entry.deleted_at, place.sheet_id), place) for place, entry in entries.items())
    rest = [(order, place) for order, place in ordered if after is None or order > after]
    shown = rest[:limit]
    heads = store.read_heads(installation, {place: entries[place] for _, place in shown})
    found = []
    for _, place in shown:
        head, entry = heads.get(place), entries[place]
        if head is None or (isinstance(head, Head) and head.deleted_at is None):
            continue  # restored, or gone for good, meanwhile
        readable = head if isinstance(head, Head) else None
        deleted_at = parse_at(readable.deleted_at) if readable else entry.deleted_at
        if deleted_at is None:
            continue
        damaged = head.text if isinstance(head, Flaw) else None
        name = readable.name if readable else entry.name
        left = max(0, (deleted_at + KEPT - store.now()).days)
        found.append(Trashed(place.sheet_id, name, deleted_at, readable, damaged, left))
    return TrashPage(found, _write_cursor(shown[-1][0]) if len(rest) > limit else None)


def restore(
    store: SheetStore, installation: Installation, project_id: str, sheet_id: str, account_id: str
) -> Stored | Damaged:
    """
    Take a sheet out of the trash, as it was. Where its head is broken, its newest whole revision is restored.

    Raises:
        NotFound: It is not in the trash (any more).
        ValidationError: The project has as many sheets as it may have.
        Conflict: Someone else is restoring it now, or a newer version of jxl deleted it.
        JiraError: Jira did not take it.
    """
    saving = store.begin(installation, project_id, sheet_id)
    head = saving.fetch_head()
    entry = index.find(saving.place)
    try:
        deleted_at = head.deleted_at if isinstance(head, Head) else entry and entry.deleted_at
        if deleted_at is None:
            raise NotFound("This sheet is not in the trash.")
        if isinstance(head, Flaw) and head.code == "newer_format":
            saving.check(head, 0)
    except JxlError:
        saving.give_up()
        raise
    store.check_room(saving)
    if not isinstance(head, Head):
        return restore_newest(store, saving, head, account_id)
    store.put_head(saving, change_head(head, deleted_at=None, deleted_by=None))
    return store.load(installation, project_id, sheet_id)


def _order(at: datetime | None, sheet_id: str) -> tuple[int, str]:
    return -int(at.timestamp() * 1000) if at else 0, sheet_id


def _write_cursor(order: tuple[int, str]) -> str:
    return f"{-order[0]}.{order[1]}"


def _parse_cursor(cursor: str | None) -> tuple[int, str] | None:
    if not cursor:
        return None
    at_ms, _, sheet_id = cursor[:64].partition(".")
    if not sheet_id or not at_ms.removeprefix("-").isdecimal() or not at_ms.isascii():
        raise ValidationError(
            "The cursor of the list is not valid. Ask without it.", {"cursor": "Not a cursor."}
        )
    return -int(at_ms), sheet_id
