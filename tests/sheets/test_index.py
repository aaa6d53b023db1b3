"""The index and its lease, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from jxl.db import db
from jxl.sheets import index
from jxl.sheets.index import Known, PersonState, Place

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=61)
PLACE = Place(1, "10000", "sheet1")
KNOWN = Known(3, "abc", "Plan 🛳", None, NOW)

pytestmark = pytest.mark.usefixtures("any_app")


def known(place: Place = PLACE, value: Known = KNOWN) -> index.Entry:
    index.mend(place, value, NOW, None)
    entry = index.find(place)
    assert entry is not None
    return entry


def test_an_entry_is_what_the_head_said() -> None:
    entry = known()
    assert (entry.revision, entry.save, entry.name, entry.deleted_at, entry.updated_at) == (
        3,
        "abc",
        "Plan 🛳",
        None,
        NOW,
    )
    assert (entry.checked_at, entry.leased_until) == (NOW, None)
    assert index.list_entries(1) == index.list_entries(1, ["10000", "10001"]) == [entry]
    assert index.list_entries(1, ["10001"]) == index.list_entries(1, []) == []


def test_only_one_takes_a_lease_until_it_runs_out() -> None:
    entry = known()
    first = index.take_lease(PLACE, NOW, entry)
    assert first is not None
    assert index.take_lease(PLACE, NOW + timedelta(seconds=59), entry) is None
    second = index.take_lease(PLACE, NOW + timedelta(seconds=60), entry)
    assert second is not None
    assert not index.renew_lease(PLACE, first, LATER)
    assert index.renew_lease(PLACE, second, LATER)
    assert not index.release(PLACE, first, Known(9, "x", "Mine", None, NOW), LATER)
    assert index.release(PLACE, second, None, LATER)
    assert index.find(PLACE) == entry


def test_a_lease_is_only_taken_on_what_was_seen() -> None:
    entry = known()
    token = index.take_lease(PLACE, NOW, entry)
    assert token is not None
    assert index.release(PLACE, token, Known(4, "def", "Plan", None, NOW), NOW)
    assert index.take_lease(PLACE, NOW, entry) is None
    assert index.take_lease(PLACE, NOW, None) is None
    assert index.take_lease(PLACE, NOW, index.find(PLACE)) is not None


def test_a_lease_that_ran_out_cannot_be_renewed() -> None:
    token = index.take_lease(PLACE, NOW, known())
    assert token is not None
    assert index.renew_lease(PLACE, token, NOW + timedelta(seconds=59))
    assert index.renew_lease(PLACE, token, NOW + timedelta(seconds=100))
    assert not index.renew_lease(PLACE, token, NOW + timedelta(seconds=160))


def test_a_new_sheet_is_leased_from_the_start_and_goes_if_it_never_comes_to_be() -> None:
    token = index.take_lease(PLACE, NOW, None)
    assert token is not None
    assert index.take_lease(PLACE, NOW, None) is None
    entry = index.find(PLACE)
    assert entry is not None
    assert entry.revision == 0
    index.forget(1, "10000", ["sheet1"], NOW)
    assert index.find(PLACE) is not None
    assert index.release(PLACE, token, None, NOW)
    assert index.find(PLACE) is None


def test_mending_leaves_alone_what_is_leased_or_moved_on() -> None:
    entry = known()
    token = index.take_lease(PLACE, NOW, entry)
    assert token is not None
    index.mend(PLACE, Known(9, "zzz", "Other", None, NOW), NOW, entry)
    assert index.release(PLACE, token, Known(4, "def", "Plan", None, NOW), NOW)
    index.mend(PLACE, Known(9, "zzz", "Other", None, NOW), NOW, entry)
    index.mend(PLACE, Known(9, "zzz", "Other", None, NOW), NOW, None)
    now = index.find(PLACE)
    assert now is not None
    assert (now.revision, now.save) == (4, "def")
    index.mend(PLACE, Known(9, "zzz", "Other", NOW, NOW), LATER, now)
    mended = index.find(PLACE)
    assert mended is not None
    assert (mended.revision, mended.deleted_at, mended.checked_at) == (9, NOW, LATER)


def test_who_read_slowly_does_not_take_a_sheet_out_of_the_trash() -> None:
    """Going to the trash is no new revision: a reader who saw the sheet before must not write that back."""
    seen = known()
    token = index.take_lease(PLACE, NOW, seen)
    assert token is not None
    index.release(PLACE, token, Known(3, "abc", "Plan", NOW, NOW), NOW)
    index.mend(PLACE, KNOWN, LATER, seen)
    now = index.find(PLACE)
    assert now is not None
    assert now.deleted_at == NOW
    assert index.take_lease(PLACE, LATER, seen) is None
    index.mend(PLACE, KNOWN, LATER, now)
    assert known().deleted_at is None


def test_forgetting_stays_within_project_and_installation() -> None:
    places = [PLACE, Place(1, "10001", "sheet1"), Place(2, "10000", "sheet1")]
    for each in places:
        known(each)
    index.forget(1, "10000", ["sheet1"], NOW)
    assert [index.find(each) is None for each in places] == [True, False, False]
    index.forget_projects(1, [], NOW)
    assert [index.find(each) is None for each in places] == [True, True, False]
    index.forget_projects(2, ["10000"], NOW)
    assert index.find(places[2]) is not None


def test_of_many_at_once_one_gets_the_lease(any_app: Flask) -> None:
    entry = known()
    tokens: list[str | None] = []
    barrier = threading.Barrier(6)

    def take() -> None:
        with any_app.app_context():
            barrier.wait()
            tokens.append(index.take_lease(PLACE, NOW, entry))
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([token for token in tokens if token]) == 1


def test_of_many_creations_of_one_id_one_gets_it(any_app: Flask) -> None:
    tokens: list[str | None] = []
    barrier = threading.Barrier(4)

    def take() -> None:
        with any_app.app_context():
            barrier.wait()
            tokens.append(index.take_lease(PLACE, NOW, None))
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([token for token in tokens if token]) == 1


def test_a_person_keeps_state_of_a_sheet_and_of_none() -> None:
    for sheet_id in ("", "sheet1"):
        db.session.add(
            PersonState(
                installation_id=1, account_id="a", sheet_id=sheet_id, kind="recent", json="[]", updated_at=NOW
            )
        )
    db.session.commit()
    assert db.session.query(PersonState).count() == 2
