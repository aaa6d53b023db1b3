"""The journal of edits: one runner at a time, the same content only, everything else is forgotten after a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from jxl.db import db
from jxl.errors import ValidationError
from jxl.sheets.edit_journal import (
    KEPT,
    LEASE,
    EditIssueRow,
    Outcome,
    RequestKey,
    StillRunning,
    TakenOver,
    open_journal,
)

KEY = RequestKey(1, "person", "10000", "sheet", "11111111-1111-1111-1111-111111111111", 0)
HASH = "0" * 64


def other(**changes: object) -> RequestKey:
    return RequestKey(
        **{
            **{name: getattr(KEY, name) for name in KEY.__slots__},
            **changes,
        }
    )


def test_what_was_noted_is_known_the_next_time(any_app: Flask) -> None:
    first = open_journal(KEY, HASH)
    assert (first.known, first.others) == ({}, frozenset())
    first.begin("10001")
    first.begin("10002")
    first.note("10001", {"summary": Outcome("ok")})
    first.note("10001", {"labels": Outcome("overwrote", None, "77")})
    first.note_all({"10003": {"summary": Outcome("refused", "no_right")}})
    first.end()
    again = open_journal(KEY, HASH)
    assert again.known == {
        "10001": {"summary": Outcome("ok"), "labels": Outcome("overwrote", None, "77")},
        "10002": {},
        "10003": {"summary": Outcome("refused", "no_right")},
    }


def test_one_runner_at_a_time(any_app: Flask) -> None:
    open_journal(KEY, HASH)
    with pytest.raises(StillRunning) as busy:
        open_journal(KEY, HASH)
    assert busy.value.status == 409
    assert 1 <= (busy.value.retry_after_s or 0) <= 5


def test_who_was_silent_for_too_long_writes_nothing_more(any_app: Flask) -> None:
    slow = open_journal(KEY, HASH)
    slow.begin("10001")
    later = datetime.now(UTC) + LEASE + timedelta(seconds=1)
    heir = open_journal(KEY, HASH, later)
    assert heir.known == {"10001": {}}
    with pytest.raises(TakenOver):
        slow.begin("10002")
    with pytest.raises(TakenOver):
        slow.note("10001", {"summary": Outcome("ok")})
    slow.end()
    with pytest.raises(StillRunning):
        open_journal(KEY, HASH, later)
    heir.note("10001", {"summary": Outcome("ok")})


def test_every_step_renews(any_app: Flask) -> None:
    journal = open_journal(KEY, HASH, datetime.now(UTC) - LEASE + timedelta(seconds=5))
    journal.begin("10001")
    with pytest.raises(StillRunning):
        open_journal(KEY, HASH, datetime.now(UTC) + timedelta(seconds=30))


def test_other_content_under_the_same_key_is_refused(any_app: Flask) -> None:
    open_journal(KEY, HASH).end()
    with pytest.raises(ValidationError) as refused:
        open_journal(KEY, "1" * 64)
    assert refused.value.code == "batch_reused"


@pytest.mark.parametrize(
    "changes",
    [
        {"installation_id": 2},
        {"account_id": "somebody"},
        {"project_id": "10001"},
        {"sheet_id": "other"},
        {"batch": "22222222-2222-2222-2222-222222222222"},
        {"part": 1},
    ],
    ids=repr,
)
def test_what_makes_requests_the_same(any_app: Flask, changes: dict[str, object]) -> None:
    open_journal(KEY, HASH).note("10001", {"summary": Outcome("ok")})
    found = open_journal(other(**changes), "1" * 64)
    assert found.known == {}
    assert found.others == ({"10001"} if "part" in changes else frozenset())


def test_a_day_later_nothing_is_kept(any_app: Flask) -> None:
    open_journal(KEY, HASH).note("10001", {"summary": Outcome("ok")})
    found = open_journal(KEY, "1" * 64, datetime.now(UTC) + KEPT + timedelta(seconds=1))
    assert found.known == {}
    with db.engine.connect() as connection:
        assert connection.execute(select(EditIssueRow.__table__)).all() == []


def test_it_goes_with_the_installation(any_app: Flask) -> None:
    open_journal(KEY, HASH).note("10001", {"summary": Outcome("ok")})
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM installation WHERE id = 1"))
        assert connection.execute(text("SELECT count(*) FROM edit_issue")).scalar_one() == 0
