"""
Runs migrations over the app's own engine, inside one transaction.

Executed by Alembic through Flask-Migrate, within an application context. Logging is the command's business.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

#: Two hosts that start at once must not migrate at once. Any fixed number does; this one spells "jxl".
POSTGRESQL_LOCK = 0x6A786C


def run_offline() -> None:
    """Print the SQL instead of running it (``--sql``), for operators whose database nobody may alter by program."""
    handle = current_app.extensions["migrate"].db
    context.configure(
        url=handle.engine.url.render_as_string(hide_password=False),
        target_metadata=handle.metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run on the app's database, all pending revisions or none."""
    migrate = current_app.extensions["migrate"]
    engine = migrate.db.engine.execution_options(jxl_immediate=True)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            _lock(connection)
            context.run_migrations()


def _lock(connection: Connection) -> None:
    """Wait until nobody else migrates. SQLite's write lock, taken by the transaction itself, does the same."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})


if context.is_offline_mode():
    run_offline()
else:
    run_online()
