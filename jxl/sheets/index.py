"""
The index of sheets in SQL, and the lock on each of them. Jira's project properties are the truth.

Owns the tables ``sheet_index`` and ``person_state`` and the rules of the lease: who holds it may write the sheet's
properties for a minute. A row whose revision is 0 stands for a sheet that is being created. Every query names
the installation. Each function is a transaction of its own, so that no connection is held while Jira is asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
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
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from jxl.connect.store import writing_engine
from jxl.db import Base, UTCDateTime, db

LEASE = timedelta(seconds=60)


class SheetIndexRow(Base):
    """One sheet of one project. ``checked_at`` is when its head was last read in Jira."""

    __tablename__ = "sheet_index"
    __table_args__ = (
        UniqueConstraint("installation_id", "project_id", "sheet_id"),
        Index(None, "installation_id", "name"),
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


_sheet = cast(Table, SheetIndexRow.__table__)


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


@dataclass(frozen=True, slots=True)
class Known:
    """What a head says, as the index keeps it."""

    revision: int
    save: str
    name: str
    deleted_at: datetime | None
    updated_at: datetime


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
        values |= _values(known) | {"checked_at": now}
    with writing_engine().begin() as connection:
        released = connection.execute(
            update(_sheet).where(*_at(place), _sheet.c.lease_token == token).values(**values)
        )
        if released.rowcount and known is None:
            connection.execute(delete(_sheet).where(*_at(place), _sheet.c.revision == 0))
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
    return (*_at(place), _sheet.c.revision == seen.revision, _sheet.c.save == seen.save, _is_free(now))


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_sheet.c.lease_until.is_(None), _sheet.c.lease_until <= now)


def _values(known: Known) -> dict[str, object]:
    return asdict(known)


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
    )
