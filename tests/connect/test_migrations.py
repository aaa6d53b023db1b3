"""Migrations make exactly the tables that the code maps, on both databases, and can be taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from jxl.config import Settings
from jxl.db import db
from tests.connect.conftest import Clock, build_app
from tests.connect.test_store import KEY

TABLES = {"installation", "install_token", "change_log", "sheet_index", "person_state", "job"}
TABLES |= {"edit_request", "edit_issue"}

for mapped_elsewhere in ("jxl.sheets.index", "jxl.sheets.edit_journal", "jxl.jobs"):
    if find_spec(mapped_elsewhere):
        import_module(mapped_elsewhere)


@pytest.fixture
def app(database_url: str, clock: Clock) -> Iterator[Flask]:
    """An app on an empty database of each kind, inside its context."""
    app = build_app(Settings(env="development", database_url=database_url, secret_keys=(KEY,)), clock)
    with app.app_context():
        yield app
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def differences() -> list[Any]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, db.metadata))


def test_the_tables_are_those_that_the_code_maps(app: Flask) -> None:
    upgrade()
    assert tables() == TABLES == set(db.metadata.tables)
    assert differences() == []


def test_upgrading_twice_changes_nothing(app: Flask) -> None:
    upgrade()
    upgrade()
    assert differences() == []


def test_all_of_it_can_be_taken_back(app: Flask) -> None:
    upgrade()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == TABLES


def test_an_upgrade_can_be_printed_for_an_operator(app: Flask) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        upgrade(sql=True)
    assert tables() == set()
    for table in TABLES:
        assert f"CREATE TABLE {table} " in printed.getvalue()


def test_what_belongs_to_an_installation_refers_to_it(app: Flask) -> None:
    upgrade()
    for table in TABLES - {"installation"}:
        (key,) = inspect(db.engine).get_foreign_keys(table)
        assert key["referred_table"] == ("edit_request" if table == "edit_issue" else "installation")
        assert key["options"] == {"ondelete": "CASCADE"}


def test_ids_are_never_used_again(app: Flask) -> None:
    upgrade()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            for table in ("installation", "sheet_index", "job"):
                sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :n"), {"n": table})
                assert "AUTOINCREMENT" in str(sql.scalar())
