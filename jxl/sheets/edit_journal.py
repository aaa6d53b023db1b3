"""
The journal of edits: what makes a request that is sent twice be carried out once.

Owns the tables ``edit_request`` and ``edit_issue``. A request is known by person, sheet, batch and part; it is taken by
one runner at a time, for a minute that every step renews, so that a killed server holds nobody up for longer. An issue
has a row from before the first write to it; outcomes are added as they are known.

Holds ids, hashes and codes, never a value: what a cell held or was to hold is in the request and in Jira. Works with an
engine of its own, because steps run in threads. Everything goes after a day.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from sqlalchemy import (
    Connection,
    Engine,
    ForeignKey,
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

from jxl.connect.store import utc_now, writing_engine
from jxl.db import Base, UTCDateTime
from jxl.errors import Conflict, ValidationError

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)


class EditRequestRow(Base):
    """One part of a batch. ``runner`` and ``running_until`` are set while it is being carried out."""

    __tablename__ = "edit_request"
    __table_args__ = (
        UniqueConstraint(
            "installation_id",
            "account_id",
            "project_id",
            "sheet_id",
            "batch",
            "part",
            name="uq_edit_request_key",
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    installation_id: Mapped[int] = mapped_column(ForeignKey("installation.id", ondelete="CASCADE"))
    account_id: Mapped[str] = mapped_column(String(128))
    project_id: Mapped[str] = mapped_column(String(32))
    sheet_id: Mapped[str] = mapped_column(String(16))
    batch: Mapped[str] = mapped_column(String(36))
    part: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    runner: Mapped[str | None] = mapped_column(String(32))
    running_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class EditIssueRow(Base):
    """One issue of a request. ``outcomes`` is JSON: ``{field id: [status, error code, history id]}``."""

    __tablename__ = "edit_issue"

    request_id: Mapped[int] = mapped_column(
        ForeignKey("edit_request.id", ondelete="CASCADE"), primary_key=True
    )
    issue_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    outcomes: Mapped[str] = mapped_column(Text)


_request = cast(Table, EditRequestRow.__table__)
_issue = cast(Table, EditIssueRow.__table__)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What makes two requests the same."""

    installation_id: int
    account_id: str
    project_id: str
    sheet_id: str
    batch: str
    part: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one cell ended. ``code`` is of its error, ``history_id`` of the write that replaced somebody's value."""

    status: str
    code: str | None = None
    history_id: str | None = None


Known = Mapping[str, Mapping[str, Outcome]]


class StillRunning(Conflict):
    """Somebody carries the same request out at this moment."""

    code = "still_running"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            "These changes are being written at this moment. Ask again shortly.",
            details={"retryAfterS": retry_after_s},
        )


class TakenOver(Conflict):
    """Another runner has the request now: this one was silent for too long and must write nothing more."""


@dataclass(slots=True)
class Journal:
    """
    The right to carry out one request, and what was written down about it.

    Attributes:
        known: Outcomes by issue id and field id; an issue without outcomes was begun, and nobody knows how it ended.
        others: Ids of the issues that other parts of the same batch have begun.
    """

    engine: Engine
    request_id: int
    runner: str
    known: Known
    others: frozenset[str] = field(default_factory=frozenset)

    def begin(self, issue_id: str) -> None:
        """
        Write down that an issue is about to be changed.

        Raises:
            TakenOver: The request is not ours any more.
        """
        with self.engine.begin() as connection:
            self._renew(connection)
            if self._outcomes(connection, issue_id) is None:
                connection.execute(
                    insert(_issue).values(request_id=self.request_id, issue_id=issue_id, outcomes="{}")
                )

    def note(self, issue_id: str, outcomes: Mapping[str, Outcome]) -> None:
        """Write down how cells of one issue ended; see :meth:`note_all`."""
        self.note_all({issue_id: outcomes})

    def note_all(self, ended: Mapping[str, Mapping[str, Outcome]]) -> None:
        """
        Write down how cells ended, by issue id.

        Raises:
            TakenOver: The request is not ours any more.
        """
        with self.engine.begin() as connection:
            self._renew(connection)
            for issue_id, outcomes in ended.items():
                self._add(connection, issue_id, outcomes)

    def _add(self, connection: Connection, issue_id: str, outcomes: Mapping[str, Outcome]) -> None:
        before = self._outcomes(connection, issue_id)
        added = {f: [o.status, o.code, o.history_id] for f, o in outcomes.items()}
        text = orjson.dumps({**(before or {}), **added}).decode()
        if before is None:
            connection.execute(
                insert(_issue).values(request_id=self.request_id, issue_id=issue_id, outcomes=text)
            )
        else:
            connection.execute(update(_issue).where(*self._of(issue_id)).values(outcomes=text))

    def end(self) -> None:
        """Give the request back: who sends it again from now on is answered at once."""
        with self.engine.begin() as connection:
            connection.execute(
                update(_request)
                .where(_request.c.id == self.request_id, _request.c.runner == self.runner)
                .values(runner=None, running_until=None)
            )

    def _renew(self, connection: Connection) -> None:
        renewed = connection.execute(
            update(_request)
            .where(_request.c.id == self.request_id, _request.c.runner == self.runner)
            .values(running_until=utc_now() + LEASE)
        )
        if not renewed.rowcount:
            raise TakenOver("This is being carried out by another request meanwhile.")

    def _outcomes(self, connection: Connection, issue_id: str) -> dict[str, Any] | None:
        text = connection.execute(select(_issue.c.outcomes).where(*self._of(issue_id))).scalar_one_or_none()
        return None if text is None else cast("dict[str, Any]", orjson.loads(text))

    def _of(self, issue_id: str) -> tuple[Any, ...]:
        return (_issue.c.request_id == self.request_id, _issue.c.issue_id == issue_id)


def open_journal(key: RequestKey, content_hash: str, now: datetime | None = None) -> Journal:
    """
    Take a request, for the first time or again. Forgets, on the way, what is older than a day.

    Raises:
        ValidationError: ``batch_reused``; the key was used for other content.
        StillRunning: Somebody carries it out at this moment. ``retryAfterS`` says until when at most.
    """
    now = now or utc_now()
    engine = writing_engine()
    runner = secrets.token_hex(16)
    with engine.begin() as connection:
        connection.execute(delete(_request).where(_request.c.created_at < now - KEPT))
    try:
        with engine.begin() as connection:
            found = (
                connection.execute(select(_request).where(*_at(key)).with_for_update())
                .mappings()
                .one_or_none()
            )
            if found is None:
                request_id = connection.execute(
                    insert(_request)
                    .values(
                        installation_id=key.installation_id,
                        account_id=key.account_id,
                        project_id=key.project_id,
                        sheet_id=key.sheet_id,
                        batch=key.batch,
                        part=key.part,
                        content_hash=content_hash,
                        runner=runner,
                        running_until=now + LEASE,
                        created_at=now,
                    )
                    .returning(_request.c.id)
                ).scalar_one()
            else:
                _check(found["content_hash"] == content_hash, found["running_until"], now)
                request_id = found["id"]
                connection.execute(
                    update(_request)
                    .where(
                        _request.c.id == request_id,
                        or_(_request.c.running_until.is_(None), _request.c.running_until <= now),
                    )
                    .values(runner=runner, running_until=now + LEASE)
                )
            known = _read(connection, request_id)
            others = _issues_of_batch(connection, key)
    except IntegrityError:
        _check(True, now + LEASE, now)
        raise
    return Journal(engine, int(request_id), runner, known, others)


def _check(is_same: bool, running_until: datetime | None, now: datetime) -> None:
    if not is_same:
        words = "This batch and part were used for other changes. Send new changes as a new batch."
        raise ValidationError(words, fields={"batch": words}, code="batch_reused")
    if running_until is not None and running_until > now:
        # Most are over long before the lease runs out, which is for servers that were killed.
        left_s = (running_until - now).total_seconds()
        raise StillRunning(max(1, min(5, round(left_s))))


def _read(connection: Connection, request_id: int) -> Known:
    rows = connection.execute(
        select(_issue.c.issue_id, _issue.c.outcomes).where(_issue.c.request_id == request_id)
    )
    return {
        row.issue_id: {field_id: Outcome(*parts) for field_id, parts in orjson.loads(row.outcomes).items()}
        for row in rows
    }


def _issues_of_batch(connection: Connection, key: RequestKey) -> frozenset[str]:
    """Issues that other parts of the batch have begun: the act is at least as large."""
    rows = connection.execute(
        select(_issue.c.issue_id)
        .join(_request, _request.c.id == _issue.c.request_id)
        .where(*_of_batch(key), _request.c.part != key.part)
        .distinct()
    )
    return frozenset(row.issue_id for row in rows)


def _of_batch(key: RequestKey) -> tuple[Any, ...]:
    return (
        _request.c.installation_id == key.installation_id,
        _request.c.account_id == key.account_id,
        _request.c.project_id == key.project_id,
        _request.c.sheet_id == key.sheet_id,
        _request.c.batch == key.batch,
    )


def _at(key: RequestKey) -> tuple[Any, ...]:
    return (*_of_batch(key), _request.c.part == key.part)
