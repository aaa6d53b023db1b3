"""
Background work: what is to be done stands in the table ``job``; a queue only wakes a worker up.

A message on the queue is a job's id and nothing else. A job's row is deleted when its work is done, so a killed
worker or a lost message costs seconds, never work: a sweep every half minute wakes up what is due. Handlers may
run twice and must not mind.

One machine: Huey's SQLite store beside the database, ``jxl serve`` runs the worker as a child process. Several
machines: ``JXL_REDIS_URL`` and ``jxl worker`` on as many as wanted.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.exceptions import HueyException
from sqlalchemy import ForeignKey, String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from jxl.config import Settings
from jxl.connect import changes
from jxl.connect.signals import installation_installed
from jxl.db import Base, UTCDateTime, begin_write, db

logger = logging.getLogger("jxl.jobs")

LOCK = timedelta(minutes=10)
FIRST_RETRY_S = 30
LAST_RETRY_S = 6 * 3600
MAX_ATTEMPTS = 20
KEEP_UNINSTALLED = timedelta(days=30)

Handler = Callable[[Flask, int | None, dict[str, Any]], None]


class JobRow(Base):
    """A piece of work: ``payload`` is JSON, ``locked_until`` says that a worker has it, ``run_at`` when it is due."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    installation_id: Mapped[int | None] = mapped_column(ForeignKey("installation.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[str] = mapped_column(Text)
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


def _reindex(app: Flask, installation_id: int | None, _payload: dict[str, Any]) -> None:
    services = app.extensions["jxl"]
    installation = services.installations.find_by_id(installation_id)
    if installation is None or installation.state == "uninstalled":
        return
    count = services.sheets.reindex(installation)
    logger.info("reindexed", extra={"clientKey": installation.client_key, "sheets": count})


HANDLERS: dict[str, Handler] = {"reindex": _reindex}


def enqueue(app: Flask, kind: str, installation_id: int | None, payload: dict[str, Any] | None = None) -> int:
    """
    Write a job down and wake a worker.

    Returns:
        The job's id. It stands in the database when this returns; that no worker could be woken is only logged,
        because the sweep finds it.
    """
    now = datetime.now(UTC)
    begin_write()
    job = JobRow(
        installation_id=installation_id,
        kind=kind,
        payload=json.dumps(payload or {}),
        run_at=now,
        attempts=0,
        locked_until=None,
        created_at=now,
    )
    db.session.add(job)
    db.session.flush()
    job_id = job.id
    db.session.commit()
    _wake(app, job_id)
    return job_id


def _wake(app: Flask, job_id: int) -> None:
    queue = app.extensions.get("jxl_queue") or connect_queue(app)
    try:
        queue["run"](job_id)
    except (HueyException, OSError) as exc:
        logger.warning("no worker could be woken; the sweep will find the job", exc_info=exc)


def run_job(app: Flask, job_id: int, now: datetime | None = None) -> bool:
    """
    Do one job, if it is due and nobody else has it.

    Returns:
        Whether the job was done here. A job that fails is put back with a growing pause; after the last attempt
        it stays in the table, logged as an error, for the operator (``jxl doctor`` counts such jobs).
    """
    now = now or datetime.now(UTC)
    begin_write()
    claimed = db.session.execute(
        update(JobRow)
        .where(
            JobRow.id == job_id,
            JobRow.run_at <= now,
            JobRow.attempts < MAX_ATTEMPTS,
            or_(JobRow.locked_until.is_(None), JobRow.locked_until < now),
        )
        .values(locked_until=now + LOCK, attempts=JobRow.attempts + 1)
        .returning(JobRow.kind, JobRow.installation_id, JobRow.payload, JobRow.attempts)
    ).one_or_none()
    db.session.commit()
    if claimed is None:
        return False
    kind, installation_id, payload, attempts = claimed
    try:
        HANDLERS[kind](app, installation_id, json.loads(payload))
    except Exception as exc:
        db.session.rollback()
        pause_s = min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** (attempts - 1)) * random.uniform(0.8, 1.2)  # noqa: S311
        begin_write()
        db.session.execute(
            update(JobRow)
            .where(JobRow.id == job_id)
            .values(locked_until=None, run_at=now + timedelta(seconds=pause_s))
        )
        db.session.commit()
        level = logging.ERROR if attempts >= MAX_ATTEMPTS else logging.WARNING
        logger.log(
            level, "job failed", extra={"job": job_id, "kind": kind, "attempts": attempts}, exc_info=exc
        )
        return False
    begin_write()
    db.session.execute(delete(JobRow).where(JobRow.id == job_id))
    db.session.commit()
    return True


def due_jobs(now: datetime | None = None) -> list[int]:
    """Ids of the jobs that are due and that no worker has, oldest first, at most 1,000."""
    now = now or datetime.now(UTC)
    rows = db.session.execute(
        select(JobRow.id)
        .where(
            JobRow.run_at <= now,
            JobRow.attempts < MAX_ATTEMPTS,
            or_(JobRow.locked_until.is_(None), JobRow.locked_until < now),
        )
        .order_by(JobRow.id)
        .limit(1000)
    ).scalars()
    ids = list(rows)
    db.session.rollback()
    return ids


def clean_up(app: Flask, now: datetime | None = None) -> None:
    """Forget installations uninstalled over 30 days ago and changes that nobody can ask for any more."""
    now = now or datetime.now(UTC)
    removed = app.extensions["jxl"].installations.purge(now - KEEP_UNINSTALLED)
    forgotten = changes.purge(now)
    if removed or forgotten:
        logger.info("cleaned up", extra={"installations": removed, "changes": forgotten})


def build_huey(settings: Settings) -> Huey:
    """The wake-up queue: Redis when there is one, else a SQLite file of its own in the instance folder."""
    if settings.redis_url:
        return RedisHuey("jxl", url=settings.redis_url, results=False)
    folder = Path(settings.instance_path)
    folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("jxl", filename=str(folder / "queue.db"), results=False)


def connect_queue(app: Flask) -> dict[str, Any]:
    """Build the queue of this process with its tasks; kept on the app."""
    huey = build_huey(app.extensions["jxl"].settings)

    @huey.task(name="run")  # type: ignore[untyped-decorator]  # huey has no types
    def run(job_id: int) -> None:
        with app.app_context():
            run_job(app, job_id)

    @huey.periodic_task(crontab(minute="*"), name="sweep")  # type: ignore[untyped-decorator]
    def sweep() -> None:
        with app.app_context():
            for job_id in due_jobs():
                run_job(app, job_id)

    @huey.periodic_task(crontab(minute="17", hour="*"), name="clean_up")  # type: ignore[untyped-decorator]
    def clean() -> None:
        with app.app_context():
            clean_up(app)

    queue = {"huey": huey, "run": run, "sweep": sweep, "clean_up": clean}
    app.extensions["jxl_queue"] = queue
    return queue


def connect_signals(app: Flask) -> None:
    """A new installation is indexed: its sheets may stand in project properties since an earlier time."""

    def on_installed(sender: Flask, installation_id: int, **_: Any) -> None:
        enqueue(sender, "reindex", installation_id)

    installation_installed.connect(on_installed, sender=app, weak=False)


def run_worker(app: Flask, workers: int = 2) -> None:
    """Work until ended by a signal."""
    queue = connect_queue(app)
    with app.app_context():
        for job_id in due_jobs():
            run_job(app, job_id)
    queue["huey"].create_consumer(workers=workers, periodic=True, max_delay=1.0).run()
