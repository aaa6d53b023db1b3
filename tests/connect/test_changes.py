"""The change counter: dense numbers, none skipped, and honest when it cannot tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from jxl.config import Settings
from jxl.connect import changes
from jxl.connect.changes import Changes, changes_since, latest_seq, record_change
from jxl.connect.models import InstallDetails, SignedEvent
from jxl.db import db
from jxl.errors import UnknownInstallation
from tests.connect.conftest import Clock, build_app
from tests.connect.test_store import KEY

EVENT = "jira:issue_updated"


@pytest.fixture
def app(database_url: str, clock: Clock) -> Iterator[Flask]:
    """An app with two installations, 1 and 2, on a fresh database of each kind, inside its context."""
    settings = Settings(env="development", database_url=database_url, secret_keys=(KEY,))
    app = build_app(settings, clock)
    with app.app_context():
        db.create_all()
        for name in ("a", "b"):
            event = SignedEvent(f"site-{name}", clock.now, clock.now, name * 64)
            details = InstallDetails(event.client_key, "secret", "https://x.example", "https://x.example")
            app.extensions["jxl"].installations.install(event, "body", details)
        yield app
        db.engine.dispose()


def test_nothing_has_happened_yet(app: Flask) -> None:
    assert latest_seq(1) == 0
    assert changes_since(1, 0) == Changes(seq=0, count=0, reset=False)


def test_each_site_counts_for_itself(app: Flask) -> None:
    assert [record_change(1, EVENT), record_change(1, EVENT), record_change(2, EVENT)] == [1, 2, 1]
    assert (latest_seq(1), latest_seq(2)) == (2, 1)
    assert changes_since(1, 0) == Changes(seq=2, count=2, reset=False)
    assert changes_since(1, 1) == Changes(seq=2, count=1, reset=False)
    assert changes_since(1, 2) == Changes(seq=2, count=0, reset=False)


@pytest.mark.parametrize("since", [-1, 3, 10**12])
def test_a_number_from_elsewhere_means_read_again(app: Flask, since: int) -> None:
    record_change(1, EVENT)
    record_change(1, EVENT)
    assert changes_since(1, since) == Changes(seq=2, count=0, reset=True)


def test_changes_are_kept_for_seven_days(app: Flask, clock: Clock) -> None:
    record_change(1, EVENT, clock.now)
    record_change(1, EVENT, clock.now + timedelta(days=3))
    assert changes.purge(clock.now + timedelta(days=7)) == 0
    assert changes_since(1, 0).count == 2
    assert changes.purge(clock.now + timedelta(days=7, seconds=1)) == 1
    assert changes_since(1, 0) == Changes(seq=2, count=0, reset=True)
    assert changes_since(1, 1) == Changes(seq=2, count=1, reset=False)
    assert changes.purge(clock.now + timedelta(days=99)) == 1
    assert changes_since(1, 1) == Changes(seq=2, count=0, reset=True)
    assert changes_since(1, 2) == Changes(seq=2, count=0, reset=False)
    assert record_change(1, EVENT) == 3, "numbers are never used again"


def test_a_site_that_is_gone_has_no_changes(app: Flask) -> None:
    with pytest.raises(UnknownInstallation):
        record_change(99, EVENT)
    with pytest.raises(UnknownInstallation):
        changes_since(99, 0)
    with pytest.raises(UnknownInstallation):
        latest_seq(99)


def test_changes_at_the_same_moment_get_numbers_without_a_gap(app: Flask) -> None:
    numbers: list[int] = []

    def record() -> None:
        with app.app_context():
            numbers.extend(record_change(1, EVENT) for _ in range(5))

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 21))
    assert changes_since(1, 0).count == 20


def test_long_names_of_events_are_cut(app: Flask) -> None:
    assert record_change(1, "x" * 500) == 1
