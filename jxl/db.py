"""
The SQL database: one Flask-SQLAlchemy handle, engine options and the transaction rules.

Owns how we connect. Tables stand beside what they keep (``connect/store.py``, ``sheets/index.py``).
SQLite is for one machine, PostgreSQL for several; the same contract tests run on both.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, MetaData, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them on every database."""

    metadata = MetaData(naming_convention=_NAMING)


db = SQLAlchemy(model_class=Base)
migrate = Migrate()


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC ``datetime`` on every database (SQLite keeps no time zone: naive UTC is stored there)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(database_url: str) -> dict[str, Any]:
    """
    Build SQLAlchemy engine options for a database URL.

    PostgreSQL gets a small pool a process (2 processes × 32 threads share 2 × 20 connections; a connection is
    held for milliseconds) and checks connections before use, so that a restarted server costs nobody an error.
    """
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}}
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "pool_recycle": 1800}


def init_db(app: Flask) -> None:
    """Bind the handle and the migrations to an app. Opens no connection."""
    db.init_app(app)
    migrate.init_app(app, db, directory=migrations_directory())
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)


def migrations_directory() -> str:
    """Path of the Alembic scripts, which are part of the package."""
    return str(files("jxl") / "migrations")


def _prepare_sqlite(engine: Engine) -> None:
    """
    WAL, busy timeout and foreign keys on each connection; a transaction that will write starts with BEGIN IMMEDIATE.

    pysqlite's own implicit transactions are switched off (``isolation_level = None``) and SQLAlchemy's begin
    event issues the BEGIN, see "Serializable isolation / Savepoints / Transactional DDL" in SQLAlchemy's SQLite
    documentation. Sessions that write call :func:`begin_write` first; a deferred transaction that upgrades
    to a write in WAL mode fails at once with SQLITE_BUSY when somebody else wrote in between, whatever the timeout.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA busy_timeout=15000")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("jxl_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def begin_write() -> None:
    """
    Start the session's transaction as a writing one.

    Call it before the first statement of a transaction that will write. On SQLite it takes the write lock at
    once (waiting up to the busy timeout); elsewhere it changes nothing.
    """
    db.session.connection(execution_options={"jxl_immediate": True})
