"""
The index of sheets in SQL, and the lock on each of them. Jira's project properties are the truth.

It keeps all that lists show, so that a page of them needs nothing of Jira but names; pages are made in ``cards.py``.

Owns the tables ``sheet_index`` and ``person_state`` and the rules of the lease: who holds it may write the sheet's
properties for a minute. A row whose revision is 0 stands for a sheet that is being created. Every query names
the installation. Each function is a transaction of its own, so that no connection is held while Jira is asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from jxl.connect.store import writing_engine
from jxl.db import Base, UTCDateTime, db
from jxl.sheets.folding import fold

LEASE = timedelta(seconds=60)
KEPT_DESCRIPTION_CHARS = 500
KEPT_FLAW_CHARS = 500
_NAME_CHARS = 255
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class SheetIndexRow(Base):
    """
    One sheet of one project, with all that a list shows of it.

    Attributes:
        checked_at: When its head was last read in Jira.
        description: Its beginning; None until a head was read that told it (rows of older versions).
        structure: Name of the default view's structure, empty for a flat one; None while that is not known.
        flaw: Why the sheet cannot be used, for people; None for a sound one.
        contents_save: The save whose parts ``structure`` and a ``flaw`` of parts tell of.
        sort_name, search_text: Folded, see ``folding.py``.
    """

    __tablename__ = "sheet_index"
    __table_args__ = (
        UniqueConstraint("installation_id", "project_id", "sheet_id"),
        Index("ix_sheet_index_sort_name", "installation_id", "sort_name"),
        Index("ix_sheet_index_updated_at", "installation_id", "updated_at"),
        Index("ix_sheet_index_created_by", "installation_id", "created_by"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    installation_id: Mapped[int] = mapped_column(ForeignKey("installation.id", ondelete="CASCADE"))
    project_id: Mapped[str] = mapped_column(String(32))
    sheet_id: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    save: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(255))
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sort_name: Mapped[str] = mapped_column(String(255), server_default=text("''"))
    search_text: Mapped[str] = mapped_column(Text, server_default=text("''"))
    description: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by: Mapped[str | None] = mapped_column(String(128))
    updated_by: Mapped[str | None] = mapped_column(String(128))
    columns_count: Mapped[int | None]
    views_count: Mapped[int | None]
    structure: Mapped[str | None] = mapped_column(String(255))
    flaw: Mapped[str | None] = mapped_column(String(500))
    contents_save: Mapped[str | None] = mapped_column(String(32))


class PersonState(Base):
    """What one person keeps for themselves about a sheet, or about none (``sheet_id`` is empty then)."""

    __tablename__ = "person_state"

    installation_id: Mapped[int] = mapped_column(
        ForeignKey("installation.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    sheet_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    json: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)


sheet_table = cast(Table, SheetIndexRow.__table__)
person_table = cast(Table, PersonState.__table__)
_sheet = sheet_table


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet is: also the key of everything remembered about it."""

    installation_id: int
    project_id: str
    sheet_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows about a sheet. ``revision`` 0: it is being created, or was never finished."""

    project_id: str
    sheet_id: str
    revision: int
    save: str
    name: str
    deleted_at: datetime | None
    updated_at: datetime
    leased_until: datetime | None
    checked_at: datetime | None
    structure: str | None = None
    flaw: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What else lists show of a sheet, as its head says it; counts are None where it does not tell them."""

    description: str = ""
    created_at: datetime | None = None
    created_by: str | None = None
    updated_by: str | None = None
    columns_count: int | None = None
    views_count: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a head says, as the index keeps it."""

    revision: int
    save: str
    name: str
    deleted_at: datetime | None
    updated_at: datetime
    about: About | None = None


def find(place: Place) -> Entry | None:
    """Look a sheet up."""
    with db.engine.connect() as connection:
        row = connection.execute(select(_sheet).where(*_at(place))).mappings().one_or_none()
    return None if row is None else _entry(row)


def list_entries(installation_id: int, project_ids: Sequence[str] | None = None) -> list[Entry]:
    """List the sheets of an installation, or of some of its projects, the trash and unfinished ones included."""
    query = select(_sheet).where(_sheet.c.installation_id == installation_id)
    if project_ids is not None:
        query = query.where(_sheet.c.project_id.in_(project_ids))
    with db.engine.connect() as connection:
        return [_entry(row) for row in connection.execute(query).mappings()]


def projects_with_sheets(installation_id: int) -> list[str]:
    """List the ids of projects that have sheets outside the trash, damaged ones included."""
    query = select(_sheet.c.project_id).where(_sheet.c.installation_id == installation_id, is_listed())
    with db.engine.connect() as connection:
        return sorted(connection.execute(query.distinct()).scalars())


def count_trash(installation_id: int, project_id: str, since: datetime) -> int:
    """Count a project's sheets that went to the trash after a moment."""
    query = select(func.count()).where(
        _sheet.c.installation_id == installation_id,
        _sheet.c.project_id == project_id,
        _sheet.c.revision > 0,
        _sheet.c.deleted_at > since,
    )
    with db.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def is_listed() -> ColumnElement[bool]:
    """What lists show: no trash, and nothing that is only being created."""
    return and_(_sheet.c.deleted_at.is_(None), or_(_sheet.c.revision > 0, _sheet.c.flaw.is_not(None)))


# -- the lease ------------------------------------------------------------------------------------------------------


def take_lease(place: Place, now: datetime, seen: Entry | None) -> str | None:
    """
    Take the right to write a sheet's properties, for 60 seconds.

    A compare-and-set: the row must be as ``seen`` (its revision and save; None: there was no row) and its lease
    free or run out.

    Returns:
        The lease's token, or None when someone else was faster.
    """
    token = secrets.token_hex(16)
    lease = {"lease_token": token, "lease_until": now + LEASE}
    if seen is None:
        unfinished = Known(0, "", "", None, now)
        return token if _insert(place, _values(unfinished) | lease | {"checked_at": None}) else None
    with writing_engine().begin() as connection:
        taken = connection.execute(update(_sheet).where(*_as_seen(place, seen, now)).values(**lease))
    return token if taken.rowcount else None


def renew_lease(place: Place, token: str, now: datetime) -> bool:
    """Check that the lease is still ours and has not run out; if so it counts for another 60 seconds."""
    with writing_engine().begin() as connection:
        renewed = connection.execute(
            update(_sheet)
            .where(*_at(place), _sheet.c.lease_token == token, _sheet.c.lease_until > now)
            .values(lease_until=now + LEASE)
        )
    return bool(renewed.rowcount)


def release(place: Place, token: str, known: Known | None, now: datetime) -> bool:
    """
    Give the lease back and store what Jira has now; None: what the index said still holds.

    A row that stands for a sheet that was never created goes.

    Returns:
        False when the lease was no longer ours; nothing is changed then.
    """
    values: dict[str, object] = {"lease_token": None, "lease_until": None}
    if known is not None:
        values |= _values(known) | _kept_contents(known) | {"checked_at": now}
    with writing_engine().begin() as connection:
        released = connection.execute(
            update(_sheet).where(*_at(place), _sheet.c.lease_token == token).values(**values)
        )
        if released.rowcount and known is None:
            connection.execute(
                delete(_sheet).where(*_at(place), _sheet.c.revision == 0, _sheet.c.flaw.is_(None))
            )
    return bool(released.rowcount)


# -- mending --------------------------------------------------------------------------------------------------------


def mend(place: Place, known: Known, now: datetime, seen: Entry | None) -> None:
    """
    Make the index say what Jira's head says.

    Nothing is changed when the row is leased, or moved on since it was seen: whoever did that knows better.
    """
    values = _values(known) | {"lease_token": None, "lease_until": None, "checked_at": now}
    if seen is None:
        _insert(place, values)
        return
    values |= _kept_contents(known)
    with writing_engine().begin() as connection:
        connection.execute(update(_sheet).where(*_as_seen(place, seen, now)).values(**values))


def note_contents(place: Place, save: str, structure: str | None, flaw: str | None) -> None:
    """
    Note what was seen when all parts of a save were read or written.

    Args:
        structure: Name of the default view's structure; empty without one, None when that could not be read.
        flaw: Why the parts make no sheet, None when they do.
    """
    values = {
        "structure": structure if structure is None else structure[:_NAME_CHARS],
        "flaw": flaw and flaw[:KEPT_FLAW_CHARS],
        "contents_save": save,
    }
    with writing_engine().begin() as connection:
        connection.execute(update(_sheet).where(*_at(place), _sheet.c.save == save).values(**values))


def note_unreadable(place: Place, name: str, flaw: str, now: datetime, seen: Entry | None) -> None:
    """
    Note that a head cannot be read: lists show the sheet as damaged.

    Args:
        name: What to call a sheet that the index does not know.
        flaw: Why it cannot be read, for people.
    """
    values: dict[str, object] = {"flaw": flaw[:KEPT_FLAW_CHARS], "contents_save": None, "checked_at": now}
    if seen is None:
        stranger = Known(0, "", name[:_NAME_CHARS], None, _LONG_AGO, About())
        _insert(place, _values(stranger) | values)
        return
    values["description"] = func.coalesce(_sheet.c.description, "")  # nothing is left to be read there
    with writing_engine().begin() as connection:
        connection.execute(update(_sheet).where(*_as_seen(place, seen, now)).values(**values))


def forget(installation_id: int, project_id: str, sheet_ids: Iterable[str], now: datetime) -> None:
    """Remove sheets that Jira no longer has; a leased one is being created and stays."""
    with writing_engine().begin() as connection:
        connection.execute(
            delete(_sheet).where(
                _sheet.c.installation_id == installation_id,
                _sheet.c.project_id == project_id,
                _sheet.c.sheet_id.in_(list(sheet_ids)),
                _is_free(now),
            )
        )


def forget_projects(installation_id: int, kept: Iterable[str], now: datetime) -> None:
    """Remove the sheets of projects that are not among ``kept``: they were deleted in Jira."""
    with writing_engine().begin() as connection:
        connection.execute(
            delete(_sheet).where(
                _sheet.c.installation_id == installation_id,
                _sheet.c.project_id.not_in(list(kept)),
                _is_free(now),
            )
        )


def _insert(place: Place, values: dict[str, object]) -> bool:
    """Add a row; False when there is one already."""
    try:
        with writing_engine().begin() as connection:
            connection.execute(insert(_sheet).values(**asdict(place), **values))
    except IntegrityError:
        return False
    return True


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (
        _sheet.c.installation_id == place.installation_id,
        _sheet.c.project_id == place.project_id,
        _sheet.c.sheet_id == place.sheet_id,
    )


def _as_seen(place: Place, seen: Entry, now: datetime) -> tuple[ColumnElement[bool], ...]:
    # Going to the trash and back is no new revision, so the row's flag is compared as well.
    is_sound = _sheet.c.deleted_at.is_(None) if seen.deleted_at is None else _sheet.c.deleted_at.is_not(None)
    same_save = (_sheet.c.revision == seen.revision, _sheet.c.save == seen.save)
    return (*_at(place), *same_save, is_sound, _is_free(now))


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_sheet.c.lease_until.is_(None), _sheet.c.lease_until <= now)


def _values(known: Known) -> dict[str, object]:
    values: dict[str, object] = {
        "revision": known.revision,
        "save": known.save,
        "name": known.name,
        "deleted_at": known.deleted_at,
        "updated_at": known.updated_at,
        "sort_name": fold(known.name)[:_NAME_CHARS],
        "search_text": fold(known.name),
    }
    if known.about is not None:
        values |= asdict(known.about)
        values["search_text"] = fold(f"{known.name}\n{known.about.description}")
        values["description"] = known.about.description[:KEPT_DESCRIPTION_CHARS]
    return values


def _kept_contents(known: Known) -> dict[str, object]:
    """A head that names the same save says nothing new about the parts; another one makes what was seen of them old."""
    is_same = and_(_sheet.c.contents_save.is_not(None), _sheet.c.contents_save == known.save)
    return {
        name: case((is_same, _sheet.c[name]), else_=None) for name in ("structure", "flaw", "contents_save")
    }


def _entry(row: RowMapping) -> Entry:
    return Entry(
        project_id=row["project_id"],
        sheet_id=row["sheet_id"],
        revision=row["revision"],
        save=row["save"],
        name=row["name"],
        deleted_at=row["deleted_at"],
        updated_at=row["updated_at"],
        leased_until=row["lease_until"],
        checked_at=row["checked_at"],
        structure=row["structure"],
        flaw=row["flaw"],
    )
