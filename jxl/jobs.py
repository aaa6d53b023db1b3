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
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from jxl.config import Settings
from jxl.connect import changes
from jxl.connect.signals import installation_installed
from jxl.db import Base, UTCDateTime, begin_write, db
from jxl.sheets import index
from jxl.sheets.index import Place
from jxl.sheets.pruning import REST, remove_leftovers, tidy
from jxl.sheets.saving import PartsOfSave

logger = logging.getLogger("jxl.jobs")

LOCK = timedelta(minutes=10)
FIRST_RETRY_S = 30
LAST_RETRY_S = 6 * 3600
MAX_ATTEMPTS = 20
KEEP_UNINSTALLED = timedelta(days=30)
AGAIN = timedelta(minutes=1)
TIDY_EVERY = timedelta(days=1)

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


def _prune(app: Flask, installation_id: int | None, payload: dict[str, Any]) -> None:
    """Remove parts that their saver told of; when the sheet is being saved at this moment, a little later."""
    services = app.extensions["jxl"]
    installation = services.installations.find_by_id(installation_id)
    if installation is None or installation.state == "uninstalled":
        return
    place = Place(installation.id, payload["project"], payload["sheet"])
    saves = [PartsOfSave(*save) for save in payload["saves"]]
    if not remove_leftovers(services.sheets, installation, place, saves):
        enqueue(app, "prune", installation_id, payload, delay=AGAIN)


def _tidy(app: Flask, installation_id: int | None, payload: dict[str, Any]) -> None:
    """Look after the sheets of one project; comes again tomorrow as long as something waits for its time."""
    services = app.extensions["jxl"]
    installation = services.installations.find_by_id(installation_id)
    if installation is None or installation.state == "uninstalled":
        return
    project = payload["project"]
    seen = tidy(services.sheets, installation, project, payload.get("seen", {}))
    if seen and project not in _projects_to_tidy(installation.id, after=datetime.now(UTC)):
        enqueue(app, "tidy", installation.id, {"project": project, "seen": seen}, delay=TIDY_EVERY)


HANDLERS: dict[str, Handler] = {"reindex": _reindex, "prune": _prune, "tidy": _tidy}


def queue_pruning(app: Flask, place: Place, saves: list[PartsOfSave]) -> None:
    """
    Have parts removed that no head names any more, once readers and late answers are done with them.

    The save that tells of them is done: what cannot be written down here is found by the daily tidying.
    """
    payload = {"project": place.project_id, "sheet": place.sheet_id, "saves": saves}
    try:
        enqueue(app, "prune", place.installation_id, payload, delay=REST + AGAIN)
    except SQLAlchemyError as exc:
        db.session.rollback()
        logger.warning("leftover parts could not be noted; the daily tidying will find them", exc_info=exc)


def queue_tidying(app: Flask) -> None:
    """Have every project with sheets looked after, those that are waiting for their turn already left out."""
    for installation in app.extensions["jxl"].installations.list_active():
        waiting = _projects_to_tidy(installation.id)
        projects = {entry.project_id for entry in index.list_entries(installation.id)}
        for project_id in sorted(projects - waiting):
            enqueue(app, "tidy", installation.id, {"project": project_id, "seen": {}})


def _projects_to_tidy(installation_id: int, after: datetime | None = None) -> set[str]:
    """Projects that a job waits for; ``after``: only jobs that are due later than this."""
    query = select(JobRow.payload).where(JobRow.installation_id == installation_id, JobRow.kind == "tidy")
    if after is not None:
        query = query.where(JobRow.run_at > after)
    payloads = list(db.session.execute(query).scalars())
    db.session.rollback()
    return {json.loads(payload)["project"] for payload in payloads}


def enqueue(
    app: Flask,
    kind: str,
    installation_id: int | None,
    payload: dict[str, Any] | None = None,
    *,
    delay: timedelta = timedelta(0),
) -> int:
    """
    Write a job down and wake a worker.

    Args:
        delay: How long it waits at least; the sweep finds it then.

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
        run_at=now + delay,
        attempts=0,
        locked_until=None,
        created_at=now,
    )
    db.session.add(job)
    db.session.flush()
    job_id = job.id
    db.session.commit()
    if not delay:
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

    @huey.periodic_task(crontab(minute="43", hour="2"), name="tidy")  # type: ignore[untyped-decorator]
    def tidy_all() -> None:
        with app.app_context():
            queue_tidying(app)

    queue = {"huey": huey, "run": run, "sweep": sweep, "clean_up": clean, "tidy": tidy_all}
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
