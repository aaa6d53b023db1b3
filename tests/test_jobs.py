"""Background work: nothing is lost, nothing is done by two at once, failures come back later."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from redis import Redis, RedisError
from sqlalchemy import select, update

from jxl import jobs
from jxl.app import create_app
from jxl.connect.models import InstallDetails, SignedEvent
from jxl.db import db
from jxl.sheets import index
from jxl.sheets.index import Place
from jxl.sheets.saving import PartsOfSave
from tests.conftest import is_ci
from tests.settings import make_settings

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


# One worker of the test run has the Redis queue to itself: it is the same for all of them.
@pytest.fixture(params=["sqlite", pytest.param("redis", marks=pytest.mark.xdist_group("redis"))])
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An app whose wake-up queue is in SQLite, then in Redis (skipped without one, needed in CI)."""
    redis_url = ""
    if request.param == "redis":
        redis_url = REDIS_URL
        try:
            with Redis.from_url(REDIS_URL, socket_connect_timeout=5) as redis:
                redis.ping()
                for key in redis.scan_iter("huey.*jxl*"):
                    redis.delete(key)
        except RedisError as exc:
            if is_ci():
                pytest.fail(f"Redis is needed in CI, at TEST_REDIS_URL: {exc}")
            pytest.skip("no Redis at TEST_REDIS_URL")
    app = create_app(make_settings(tmp_path, redis_url=redis_url))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()
        jobs_queue = app.extensions.get("jxl_queue")
        if jobs_queue:
            jobs_queue["huey"].flush()
            jobs_queue["huey"].storage.close() if not redis_url else jobs_queue["huey"].storage.conn.close()


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []

    def handler(_app: Flask, _installation_id: int | None, payload: dict[str, Any]) -> None:
        seen.append(payload)
        if payload.get("fail"):
            raise RuntimeError("not today")

    monkeypatch.setitem(jobs.HANDLERS, "test", handler)
    return seen


def rows() -> list[jobs.JobRow]:
    found = list(db.session.execute(select(jobs.JobRow)).scalars())
    db.session.expunge_all()
    db.session.rollback()
    return found


def later(minutes: float) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_a_job_is_done_once_and_forgotten(app: Flask, done: list[dict[str, Any]]) -> None:
    job = jobs.enqueue(app, "test", None, {"a": 1})
    assert jobs.run_job(app, job, later(1))
    assert not jobs.run_job(app, job, later(1))
    assert done == [{"a": 1}]
    assert rows() == []


def test_a_failed_job_comes_back_later_and_later(app: Flask, done: list[dict[str, Any]]) -> None:
    job = jobs.enqueue(app, "test", None, {"fail": True})
    assert not jobs.run_job(app, job, later(1))
    assert jobs.due_jobs(later(1)) == []
    assert jobs.due_jobs(later(3)) == [job]
    assert not jobs.run_job(app, job, later(3))
    assert rows()[0].attempts == 2
    assert jobs.due_jobs(later(60)) == [job]


def test_a_job_that_never_works_stays_for_the_operator(app: Flask, done: list[dict[str, Any]]) -> None:
    job = jobs.enqueue(app, "test", None, {"fail": True})
    for attempt in range(1, 30):
        jobs.run_job(app, job, later(60 * 24 * attempt))
    assert len(done) == jobs.MAX_ATTEMPTS
    assert [r.id for r in rows()] == [job]


def test_two_workers_do_not_share_a_job(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    nested: list[bool] = []

    def handler(app: Flask, _installation_id: int | None, _payload: dict[str, Any]) -> None:
        nested.append(jobs.run_job(app, job, later(1)))

    monkeypatch.setitem(jobs.HANDLERS, "test", handler)
    job = jobs.enqueue(app, "test", None)
    assert jobs.run_job(app, job, later(1))
    assert nested == [False]


def test_the_job_of_a_killed_worker_is_taken_up_again(app: Flask, done: list[dict[str, Any]]) -> None:
    job = jobs.enqueue(app, "test", None)
    db.session.execute(update(jobs.JobRow).values(locked_until=later(5)))
    db.session.commit()
    assert jobs.due_jobs(later(1)) == []
    assert jobs.due_jobs(later(6)) == [job]
    assert jobs.run_job(app, job, later(6))


def test_a_message_wakes_a_worker_and_holds_only_an_id(app: Flask, done: list[dict[str, Any]]) -> None:
    """What is to be done stands in the table; the queue carries a number."""
    job = jobs.enqueue(app, "test", None, {"a": "not in the message"})
    huey = app.extensions["jxl_queue"]["huey"]
    messages = list(huey.storage.enqueued_items())
    assert len(messages) == 1
    assert b"not in the message" not in messages[0]
    task = huey.dequeue()
    assert task.args == (job,)
    huey.execute(task)
    assert done == [{"a": "not in the message"}]
    assert rows() == []


def test_a_sweep_does_what_no_message_was_left_for(app: Flask, done: list[dict[str, Any]]) -> None:
    jobs.enqueue(app, "test", None, {"n": 1})
    jobs.enqueue(app, "test", None, {"n": 2})
    queue = app.extensions["jxl_queue"]
    queue["huey"].flush()
    queue["sweep"].call_local()
    assert done == [{"n": 1}, {"n": 2}]
    assert rows() == []


# -- sheets: what is removed later ---------------------------------------------------------------------------------


def payloads(kind: str) -> list[dict[str, Any]]:
    return [json.loads(row.payload) for row in rows() if row.kind == kind]


@pytest.fixture
def site(app: Flask) -> int:
    """The id of a site that has the app."""
    now = datetime.now(UTC)
    details = InstallDetails("client", "secret", "https://example.atlassian.net", "", None, None)
    app.extensions["jxl"].installations.install(SignedEvent("client", now, now, "0" * 64), "0" * 64, details)
    installation = app.extensions["jxl"].installations.find("client")
    assert installation is not None
    return int(installation.id)


def test_leftover_parts_are_removed_after_ten_minutes(
    app: Flask, site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    answers = [False, True]

    def remove(_store: Any, _installation: Any, place: Place, saves: list[PartsOfSave]) -> bool:
        told.append((place, saves))
        return answers.pop(0)

    monkeypatch.setattr(jobs, "remove_leftovers", remove)
    place, saves = Place(site, "10000", "sheet1"), [PartsOfSave(3, "abc", 2)]
    jobs.queue_pruning(app, place, saves)
    assert jobs.due_jobs(later(9)) == []
    (job,) = jobs.due_jobs(later(12))
    assert jobs.run_job(app, job, later(12))
    (again,) = jobs.due_jobs(later(12))  # somebody was saving the sheet
    assert jobs.run_job(app, again, later(12))
    assert told == [(place, saves)] * 2
    assert payloads("prune") == []


def test_projects_with_sheets_are_looked_after_and_what_was_seen_is_remembered(
    app: Flask, site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    answers = [{"jxl.sheet.a.r1.b": "2026-11-21T10:00:00.000Z"}, {}]

    def tidy(_store: Any, _installation: Any, project: str, seen: dict[str, str]) -> dict[str, str]:
        given.append((project, seen))
        return answers.pop(0)

    monkeypatch.setattr(jobs, "tidy", tidy)
    index.mend(Place(site, "10000", "sheet1"), index.Known(1, "abc", "Plan", None, NOW), NOW, None)
    jobs.queue_tidying(app)
    jobs.queue_tidying(app)
    assert payloads("tidy") == [{"project": "10000", "seen": {}}]
    (job,) = jobs.due_jobs(later(1))
    assert jobs.run_job(app, job, later(1))
    assert payloads("tidy") == [
        {"project": "10000", "seen": {"jxl.sheet.a.r1.b": "2026-11-21T10:00:00.000Z"}}
    ]
    jobs.queue_tidying(app)
    assert len(payloads("tidy")) == 1
    assert jobs.due_jobs(later(60)) == []
    (job,) = jobs.due_jobs(later(24 * 60 + 1))
    assert jobs.run_job(app, job, later(24 * 60 + 1))
    assert [seen for _, seen in given] == [{}, {"jxl.sheet.a.r1.b": "2026-11-21T10:00:00.000Z"}]
    assert rows() == []
