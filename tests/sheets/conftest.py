"""Fixtures: a database with our tables, an installation, and a store over properties in memory."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from flask import Flask

from jxl.connect.models import Installation
from jxl.connect.tables import InstallationRow
from jxl.db import db, engine_options, init_db
from jxl.sheets.documents import parse_sheet
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head
from jxl.sheets.store import SheetStore, Stored
from tests.conftest import is_ci
from tests.sheets.fakes import FakeProperties, MovedClock
from tests.sheets.live import Live, run_live

POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/test"
PROJECT = "10000"
PERSON = "5b10a2844c20165700ede21g"


def database_app(url: str) -> Flask:
    app = Flask("test")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    init_db(app)
    return app


def fill(app: Flask) -> None:
    db.create_all()
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for number in (1, 2):
        db.session.add(
            InstallationRow(
                client_key=f"client-{number}",
                shared_secret="secret",
                oauth_client_id=None,
                base_url="https://example.atlassian.net",
                display_url="https://example.atlassian.net",
                cloud_id=None,
                state="enabled",
                version=1,
                change_seq=0,
                signed_at=now,
                installed_at=now,
                updated_at=now,
                uninstalled_at=None,
            )
        )
        db.session.commit()


@pytest.fixture
def sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    app = database_app(f"sqlite:///{tmp_path / 'jxl.db'}")
    with app.app_context():
        fill(app)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on SQLite, then on PostgreSQL in a schema of its own."""
    if request.param == "sqlite":
        yield from _app_of(f"sqlite:///{tmp_path / 'jxl.db'}")
        return
    schema = f"sheets_{uuid.uuid4().hex[:12]}"
    admin = sqlalchemy.create_engine(POSTGRES, connect_args={"connect_timeout": 3})
    try:
        with admin.begin() as connection:
            connection.execute(sqlalchemy.text(f"CREATE SCHEMA {schema}"))
    except sqlalchemy.exc.OperationalError:
        admin.dispose()
        if is_ci():
            pytest.fail("PostgreSQL does not answer on 127.0.0.1:5432")
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    try:
        yield from _app_of(f"{POSTGRES}?options=-csearch_path%3D{schema}")
    finally:
        with admin.begin() as connection:
            connection.execute(sqlalchemy.text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()


def _app_of(url: str) -> Iterator[Flask]:
    app = database_app(url)
    with app.app_context():
        fill(app)
        yield app
        db.session.remove()
        db.engine.dispose()


def make_installation(number: int = 1) -> Installation:
    return Installation(
        id=number,
        client_key=f"client-{number}",
        shared_secret="secret",
        oauth_client_id=None,
        base_url="https://example.atlassian.net",
        display_url="https://example.atlassian.net",
        cloud_id=None,
        state="enabled",
        version=1,
    )


@dataclass
class Desk:
    """A store over properties in memory, and short words for what tests do with it."""

    clock: MovedClock = field(default_factory=MovedClock)
    installation: Installation = field(default_factory=make_installation)
    projects: dict[str, FakeProperties] = field(default_factory=lambda: defaultdict(FakeProperties))

    def __post_init__(self) -> None:
        self.store = self.new_store()

    def new_store(self) -> SheetStore:
        """Another process: nothing remembered."""
        return SheetStore(
            None,  # type: ignore[arg-type]  # clients are never made: the properties are in memory
            now=self.clock,
            open_properties=lambda _installation, project_id: self.projects[project_id],
        )

    @property
    def properties(self) -> FakeProperties:
        return self.projects[PROJECT]

    def create(self, **members: Any) -> Stored:
        body = {"name": "Plan", "scope": {"jql": "project = FER"}, **members}
        return self.store.create(
            self.installation, PROJECT, PERSON, lambda sheet_id: parse_sheet(body, sheet_id)
        )

    def save(self, sheet_id: str, if_match: int, store: SheetStore | None = None, **members: Any) -> Stored:
        body = {"name": "Plan", "scope": {"jql": "project = FER"}, **members}

        def build(_head: Head) -> Sheet:
            return parse_sheet(body, sheet_id)

        return (store or self.store).save(self.installation, PROJECT, sheet_id, PERSON, if_match, build)

    def load(self, sheet_id: str, store: SheetStore | None = None) -> Any:
        return (store or self.new_store()).load(self.installation, PROJECT, sheet_id)


@pytest.fixture
def desk(sqlite_app: Flask) -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with run_live(tmp_path_factory.mktemp("live")) as running:
        yield running
