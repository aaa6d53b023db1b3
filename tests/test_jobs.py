"""Background work: nothing is lost, nothing is done by two at once, failures come back later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, update

from jxl import jobs
from jxl.app import create_app
from jxl.db import db
from tests.settings import make_settings

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(make_settings(tmp_path))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()
        jobs_queue = app.extensions.get("jxl_queue")
        if jobs_queue:
            jobs_queue["huey"].storage.close()


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
