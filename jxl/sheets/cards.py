"""
Pages of sheets out of the index: filtered, sorted and cut by SQL, with what one person keeps about them.

A page begins after a place, never at a number, so that it holds what comes next also when sheets come and go. Which
projects a person may open is decided before: only these are looked into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    RowMapping,
    Select,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from jxl.db import db
from jxl.sheets.index import is_listed, person_table, sheet_table
from jxl.sheets.models import Sheet

FAVOURITE = "favourite"
RECENT = "recent"

_sheet = sheet_table
_favourite = person_table.alias("favourite")
_recent = person_table.alias("recent")


class Sort(StrEnum):
    """``OPENED`` is by when the person last opened it, for lists of recent sheets."""

    NAME = "name"
    UPDATED = "updated"
    OWNER = "owner"
    OPENED = "opened"


class Only(StrEnum):
    ALL = "all"
    FAVOURITES = "favourites"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which sheets a list holds.

    Attributes:
        account_id: Whose favourites and recent sheets are meant.
        recent_since: What was opened before is not recent.
        words: Folded; a sheet holds all of them.
        people: For each word the account ids of those whose names hold it.
        owner: Account id of who created it.
    """

    installation_id: int
    project_ids: Sequence[str]
    account_id: str
    recent_since: datetime
    words: tuple[str, ...] = ()
    people: Mapping[str, frozenset[str]] | None = None
    owner: str | None = None
    only: Only = Only.ALL


@dataclass(frozen=True, slots=True)
class Card:
    """One sheet of a list. ``description`` None: no head told it yet. ``revision`` 0: no head could ever be read."""

    project_id: str
    sheet_id: str
    revision: int
    save: str
    name: str
    sort_name: str
    description: str | None
    created_at: datetime | None
    created_by: str | None
    updated_at: datetime
    updated_by: str | None
    columns_count: int | None
    views_count: int | None
    structure: str | None
    flaw: str | None
    checked_at: datetime | None
    is_favourite: bool
    opened_at: datetime | None


_CARD_COLUMNS = tuple(one.name for one in fields(Card) if one.name not in ("is_favourite", "opened_at"))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sheets there are behind each tab."""

    all: int
    favourites: int
    recent: int


def find_cards(
    wanted: Wanted, sort: Sort, *, is_descending: bool, after: Sequence[Any] | None, limit: int
) -> list[Card]:
    """
    Find the sheets that come after a place.

    Args:
        sort: Any but ``OWNER``, whose names SQL does not know: see :func:`find_cards_of`.
        after: :func:`place_of` of the last card before; None for the first page.
    """
    keys = _keys(sort)
    query = _cards(wanted)
    if after is not None:
        here = tuple_(*keys)
        there = tuple_(*(literal(value, key.type) for key, value in zip(keys, after, strict=True)))
        query = query.where(here < there if is_descending else here > there)
    query = query.order_by(*(key.desc() if is_descending else key.asc() for key in keys)).limit(limit)
    with db.engine.connect() as connection:
        return _run(connection, query)


def find_cards_of(
    wanted: Wanted, owners: Sequence[str | None], after: Sequence[Any] | None, limit: int
) -> list[Card]:
    """
    Find sheets owner by owner, each one's by name.

    Args:
        owners: Account ids in the order to show; None stands for sheets of nobody. Each is asked for by itself until
            there are enough, so name only those that have sheets.
        after: :func:`place_of` by name, within the first owner.
    """
    found: list[Card] = []
    keys = _keys(Sort.NAME)
    with db.engine.connect() as connection:
        for number, owner in enumerate(owners):
            is_theirs = _sheet.c.created_by.is_(None) if owner is None else _sheet.c.created_by == owner
            query = _cards(wanted).where(is_theirs).order_by(*keys).limit(limit - len(found))
            if number == 0 and after is not None:
                query = query.where(tuple_(*keys) > tuple_(*map(literal, after)))
            found += _run(connection, query)
            if len(found) >= limit:
                break
    return found


def place_of(card: Card, sort: Sort) -> tuple[Any, ...]:
    """Where a card stands in a list; ``OWNER``: within its owner's."""
    first = {Sort.UPDATED: card.updated_at, Sort.OPENED: card.opened_at}.get(sort, card.sort_name)
    return first, card.project_id, card.sheet_id


def count_owners(wanted: Wanted, limit: int | None = None) -> dict[str | None, int]:
    """Count sheets by who created them; those with the most first."""
    number = func.count().label("number")
    query = (
        select(_sheet.c.created_by, number)
        .select_from(_joined(wanted))
        .where(*_conditions(wanted))
        .group_by(_sheet.c.created_by)
        .order_by(number.desc(), _sheet.c.created_by)
        .limit(limit)
    )
    with db.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def count_cards(wanted: Wanted) -> Counts:
    """Count what each tab holds, whichever is wanted."""
    everything = replace(wanted, only=Only.ALL)
    query = (
        select(func.count(), func.count(_favourite.c.kind), func.count(_recent.c.kind))
        .select_from(_joined(everything))
        .where(*_conditions(everything))
    )
    with db.engine.connect() as connection:
        counts = connection.execute(query).one()
    return Counts(counts[0], counts[1], counts[2])


def newest_projects(wanted: Wanted, limit: int) -> list[str]:
    """List the projects that hold such sheets, those with the newest changes first."""
    query = (
        select(_sheet.c.project_id)
        .where(*_conditions(replace(wanted, only=Only.ALL)))
        .group_by(_sheet.c.project_id)
        .order_by(func.max(_sheet.c.updated_at).desc(), _sheet.c.project_id)
        .limit(limit)
    )
    with db.engine.connect() as connection:
        return list(connection.execute(query).scalars())


def structure_of(sheet: Sheet) -> str:
    """Name the structure in which a sheet opens; empty when it opens flat."""
    view = next(
        (one for one in sheet.views if one.id == sheet.default_view), sheet.views[0] if sheet.views else None
    )
    wanted = view.structure if view is not None else None
    return next((one.name for one in sheet.structures if one.id == wanted), "")


def _keys(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    first = {Sort.UPDATED: _sheet.c.updated_at, Sort.OPENED: _recent.c.updated_at}.get(
        sort, _sheet.c.sort_name
    )
    return first, _sheet.c.project_id, _sheet.c.sheet_id


def _cards(wanted: Wanted) -> Select[Any]:
    columns = [_sheet.c[name] for name in _CARD_COLUMNS]
    return (
        select(*columns, _favourite.c.kind.label("favourite"), _recent.c.updated_at.label("opened_at"))
        .select_from(_joined(wanted))
        .where(*_conditions(wanted))
    )


def _joined(wanted: Wanted) -> FromClause:
    """Sheets with what the person keeps of them, if they do."""

    def theirs(state: Any, kind: str) -> ColumnElement[bool]:
        return and_(
            state.c.installation_id == wanted.installation_id,
            state.c.account_id == wanted.account_id,
            state.c.sheet_id == _sheet.c.sheet_id,
            state.c.kind == kind,
        )

    is_recent = and_(theirs(_recent, RECENT), _recent.c.updated_at > wanted.recent_since)
    return _sheet.outerjoin(_favourite, theirs(_favourite, FAVOURITE)).outerjoin(_recent, is_recent)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [
        _sheet.c.installation_id == wanted.installation_id,
        _sheet.c.project_id.in_(wanted.project_ids) if wanted.project_ids else false(),
        is_listed(),
    ]
    if wanted.owner is not None:
        found.append(_sheet.c.created_by == wanted.owner)
    for word in wanted.words:
        people = (wanted.people or {}).get(word, frozenset())
        holds = _sheet.c.search_text.contains(word, autoescape=True)
        found.append(or_(holds, _sheet.c.created_by.in_(sorted(people))) if people else holds)
    if wanted.only is Only.FAVOURITES:
        found.append(_favourite.c.kind.is_not(None))
    elif wanted.only is Only.RECENT:
        found.append(_recent.c.kind.is_not(None))
    return found


def _run(connection: Connection, query: Select[Any]) -> list[Card]:
    return [_card(row) for row in connection.execute(query).mappings()]


def _card(row: RowMapping) -> Card:
    return Card(
        **{name: row[name] for name in _CARD_COLUMNS},
        is_favourite=row["favourite"] is not None,
        opened_at=row["opened_at"],
    )
