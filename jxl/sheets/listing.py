"""
Lists of sheets: those of one project, and the directory of all projects. The index alone makes a page of them.

A project's list first asks Jira for the keys of its properties, one call, and compares them with the index: sheets that
are new to the index, or whose parts under these keys contradict it, are read. A head that somebody changed by hand,
without writing parts, is seen when the sheet is opened; in a project's list it is also read anew when that was last
done more than ten minutes ago. At most 16 heads are read for a page, those that waited longest.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from jxl.errors import JxlError, ValidationError
from jxl.sheets import index
from jxl.sheets.cards import Card, Sort, Wanted, find_cards, find_cards_of, place_of
from jxl.sheets.index import Entry, Place
from jxl.sheets.parts import newest_saves, parse_head_key

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.sheets.store import SheetStore

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR_CHARS = 4_000
HEADS_A_PAGE = 16
READ_AGAIN_AFTER = timedelta(minutes=10)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Owner(NamedTuple):
    """Who created sheets, as lists are sorted by them: those with a name first."""

    is_nameless: bool
    sort_name: str
    account_id: str  # empty for sheets of nobody


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page; ``cursor`` is ``next`` of the page before."""

    sort: Sort = Sort.UPDATED
    is_descending: bool = True
    cursor: str | None = None
    limit: int = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``next`` is the cursor of the one after it, None after the last."""

    cards: list[Card]
    next: str | None


def load_page(
    store: SheetStore,
    installation: Installation,
    wanted: Wanted,
    asked: PageRequest,
    owners: Sequence[Owner] = (),
    *,
    read_again_after: timedelta | None = None,
) -> Page:
    """
    Load a page of a list.

    Args:
        owners: Of all sheets that are wanted; only needed to sort by them.
        read_again_after: Heads of the page that were read longer ago are read anew; None reads only those of which the
            index has nothing to show.

    Raises:
        ValidationError: The cursor is none of ours, or of a list in another order.
    """
    after = _parse_cursor(asked)
    if asked.sort is Sort.OWNER:
        cards = _freshened(
            store, installation, lambda: _by_owner(wanted, asked, owners, after), read_again_after
        )
    else:
        cards = _freshened(store, installation, lambda: _by_column(wanted, asked, after), read_again_after)
    shown, rest = cards[: asked.limit], cards[asked.limit :]
    return Page(shown, _write_cursor(asked, shown[-1], owners) if rest else None)


def guess_page(wanted: Wanted, asked: PageRequest) -> list[Card]:
    """Find the cards that a page will probably show, for what is asked of Jira ahead; none where that takes names."""
    if asked.sort is Sort.OWNER:
        return []
    return _by_column(wanted, asked, _parse_cursor(asked))[: asked.limit]


def reconcile(store: SheetStore, installation: Installation, project_id: str) -> None:
    """
    Bring the index up to date with the keys of a project's properties.

    Raises:
        JiraError: Jira did not say which sheets there are.
    """
    keys = store.list_keys(installation, project_id)
    there = {sheet_id for key in keys if (sheet_id := parse_head_key(key)) is not None}
    saves = newest_saves(keys)
    entries = {entry.sheet_id: entry for entry in index.list_entries(installation.id, [project_id])}
    now = store.now()
    gone = [sheet_id for sheet_id in entries if sheet_id not in there and sheet_id not in saves]
    if gone:
        index.forget(installation.id, project_id, gone, now)
    doubtful = {
        Place(installation.id, project_id, sheet_id): entries.get(sheet_id)
        for sheet_id in there | (entries.keys() & saves.keys())
        if sheet_id not in there or _is_doubtful(entries.get(sheet_id), saves.get(sheet_id, {}), now)
    }
    for place, head in store.read_heads(installation, doubtful).items():
        if doubtful[place] is None and isinstance(head, JxlError):
            # It is there, and must not be missing in the list; the next look at the project reads it again.
            index.note_unreadable(place, place.sheet_id, head.message, now, None)


def _is_doubtful(entry: Entry | None, saves: dict[int, set[str]], now: datetime) -> bool:
    """Whether the head must be read, because the keys of parts tell of more, or of less, than the index knows."""
    if entry is None:
        return True
    if entry.leased_until is not None and entry.leased_until > now:
        return False
    return entry.save not in saves.get(entry.revision, ()) or max(saves) > entry.revision


def _freshened(
    store: SheetStore,
    installation: Installation,
    find: Callable[[], list[Card]],
    read_again_after: timedelta | None,
) -> list[Card]:
    """Find cards; where heads had to be read for them, once more afterwards, because that may have moved them."""
    cards = find()
    old = store.now() - read_again_after if read_again_after is not None else _LONG_AGO
    waiting = [card for card in cards if card.description is None or (card.checked_at or _LONG_AGO) < old]
    if not waiting:
        return cards
    waiting.sort(key=lambda card: (card.description is not None, card.checked_at or _LONG_AGO))
    places = [Place(installation.id, card.project_id, card.sheet_id) for card in waiting[:HEADS_A_PAGE]]
    store.read_heads(installation, {place: index.find(place) for place in places})
    return find()


def _by_column(wanted: Wanted, asked: PageRequest, after: list[Any] | None) -> list[Card]:
    if after is not None and asked.sort in (Sort.UPDATED, Sort.OPENED):
        after = [_parse_time(after[0]), *after[1:]]
    return find_cards(
        wanted, asked.sort, is_descending=asked.is_descending, after=after, limit=asked.limit + 1
    )


def _by_owner(
    wanted: Wanted, asked: PageRequest, owners: Sequence[Owner], after: list[Any] | None
) -> list[Card]:
    ordered = sorted(owners, reverse=asked.is_descending)
    place = None
    if after is not None:
        last = Owner(bool(after[0]), after[1], after[2])
        place = (
            after[3:] if last in owners else None
        )  # of somebody who has no sheets any more there is nothing left
        ordered = [one for one in ordered if one == last or (one < last) == asked.is_descending]
    return find_cards_of(wanted, [one.account_id or None for one in ordered], place, asked.limit + 1)


# -- cursors --------------------------------------------------------------------------------------------------------


def _write_cursor(asked: PageRequest, last: Card, owners: Sequence[Owner]) -> str:
    place = list(place_of(last, asked.sort))
    if isinstance(place[0], datetime):
        place[0] = place[0].isoformat()
    if asked.sort is Sort.OWNER:
        owner = next(one for one in owners if one.account_id == (last.created_by or ""))
        place = ["1" if owner.is_nameless else "", owner.sort_name, owner.account_id, *place]
    value = [asked.sort.value, "desc" if asked.is_descending else "asc", *place]
    return urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


def _parse_cursor(asked: PageRequest) -> list[Any] | None:
    cursor = asked.cursor
    if not cursor:
        return None
    if len(cursor) > MAX_CURSOR_CHARS or not cursor.isascii():
        raise _bad_cursor()
    try:
        value = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, Base64Error) as exc:
        raise _bad_cursor() from exc
    expected = [asked.sort.value, "desc" if asked.is_descending else "asc"]
    length = 8 if asked.sort is Sort.OWNER else 5
    is_ours = (
        isinstance(value, list) and len(value) == length and all(isinstance(part, str) for part in value)
    )
    if not is_ours or value[:2] != expected or any("\0" in part for part in value):
        raise _bad_cursor()
    return list(value[2:])


def _parse_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as exc:
        raise _bad_cursor() from exc
    if at.tzinfo is None:
        raise _bad_cursor()
    return at


def _bad_cursor() -> ValidationError:
    return ValidationError(
        "The cursor of the list is not valid. Ask without it.", {"cursor": "Not a cursor."}
    )
