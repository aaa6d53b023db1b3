"""The store's contract, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, event, insert, inspect, select, update

from jxl.config import Settings
from jxl.connect import changes, store
from jxl.connect.models import Caller, Installation, InstallDetails, SignedEvent
from jxl.connect.secrets import SecretBox
from jxl.connect.store import InstallationStore
from jxl.connect.tables import InstallationRow
from jxl.db import db
from jxl.errors import InvalidToken, MissingToken, UndecryptableSecret, UnknownInstallation
from tests.connect.conftest import Clock, build_app, everything

KEY = Fernet.generate_key().decode()
DETAILS = InstallDetails(
    client_key="site-1",
    shared_secret="a-shared-secret-of-a-good-length-0001",
    base_url="https://acme.atlassian.net",
    display_url="https://issues.acme.example",
    oauth_client_id="oauth-1",
)
OTHER = replace(DETAILS, client_key="site-2", shared_secret="b-shared-secret-of-a-good-length-0002")


@pytest.fixture
def app(database_url: str, clock: Clock) -> Iterator[Flask]:
    """An app on a fresh database of each kind, inside its context."""
    settings = Settings(
        env="development", base_url="https://jxl.example.com", database_url=database_url, secret_keys=(KEY,)
    )
    app = build_app(settings, clock)
    with app.app_context():
        db.create_all()
        yield app
        db.engine.dispose()


@pytest.fixture
def installations(app: Flask) -> InstallationStore:
    found: InstallationStore = app.extensions["jxl"].installations
    return found


@pytest.fixture
def signed(clock: Clock) -> Callable[..., SignedEvent]:
    """Make what an install token proves, issued now; each with a token of its own."""
    numbers = iter(range(1_000_000))

    def make(client_key: str = "site-1", token: str | None = None, **changed: Any) -> SignedEvent:
        return SignedEvent(
            client_key=client_key,
            issued_at=changed.get("issued_at", clock.now),
            expires_at=clock.now + timedelta(minutes=3),
            token_hash=token or f"{next(numbers):064x}",
        )

    return make


Signed = Callable[..., SignedEvent]


def test_nobody_is_found_in_an_empty_store(installations: InstallationStore) -> None:
    assert installations.find("site-1") is None
    assert installations.find_by_id(1) is None
    assert installations.find_by_id(None) is None
    assert installations.list_active() == []
    assert installations.rotate_secrets() == 0


def test_what_is_installed_is_found(installations: InstallationStore, signed: Signed) -> None:
    assert installations.install(signed(), "body-1", DETAILS) == (1, True)
    expected = Installation(
        id=1,
        client_key="site-1",
        shared_secret=DETAILS.shared_secret,
        oauth_client_id="oauth-1",
        base_url="https://acme.atlassian.net",
        display_url="https://issues.acme.example",
        cloud_id=None,
        state="installed",
        version=1,
    )
    assert installations.find("site-1") == expected
    assert installations.find_by_id(1) == expected
    assert installations.list_active() == [expected]
    assert expected.is_active


def test_every_change_is_a_new_version(
    installations: InstallationStore, signed: Signed, clock: Clock
) -> None:
    installations.install(signed(), "b", DETAILS)
    seen = [found(installations)]
    assert installations.set_enabled(1, True)
    assert not installations.set_enabled(1, True)
    seen.append(found(installations))
    assert installations.set_enabled(1, False)
    seen.append(found(installations))
    installations.install(signed(), "b", replace(DETAILS, base_url="https://new.atlassian.net"))
    seen.append(found(installations))
    installations.uninstall(signed(), "b")
    seen.append(found(installations))
    assert [(i.version, i.state) for i in seen] == [
        (1, "installed"),
        (2, "enabled"),
        (3, "disabled"),
        (4, "installed"),
        (5, "uninstalled"),
    ]
    assert [i.is_active for i in seen] == [True, True, False, True, False]
    assert not installations.set_enabled(1, True)
    assert not installations.set_enabled(1, False)
    assert installations.list_active() == []


def found(installations: InstallationStore, client_key: str = "site-1") -> Installation:
    installation = installations.find(client_key)
    assert installation is not None
    return installation


def test_a_known_installation_costs_one_query(
    app: Flask, installations: InstallationStore, signed: Signed
) -> None:
    installations.install(signed(), "b", DETAILS)
    first = found(installations)
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert found(installations) is first
    (statement,) = (s for s in statements if "SELECT" in s)
    assert "shared_secret" not in statement
    installations.set_enabled(1, True)
    statements.clear()
    assert found(installations).state == "enabled"
    assert len([s for s in statements if "SELECT" in s]) == 2


def test_the_cache_is_bounded(
    installations: InstallationStore, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MAX_CACHED", 1)
    installations.install(signed(), "b", DETAILS)
    installations.install(signed("site-2"), "b", OTHER)
    first = found(installations)
    assert found(installations) is first
    assert found(installations, "site-2").shared_secret == OTHER.shared_secret
    assert found(installations) is not first


def test_an_installation_that_goes_between_two_queries_is_not_found(
    app: Flask, installations: InstallationStore, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    installations.install(signed(), "b", DETAILS)
    monkeypatch.setattr(InstallationStore, "_read", staticmethod(lambda *_: None))
    assert installations.find("site-1") is None


def test_the_same_request_again_is_told_apart(
    app: Flask, installations: InstallationStore, signed: Signed
) -> None:
    once = signed()
    installations.install(once, "body", DETAILS)
    before = everything(app)
    assert installations.install(once, "body", DETAILS) is None
    with pytest.raises(InvalidToken):
        installations.install(once, "other body", DETAILS)
    with pytest.raises(InvalidToken):
        installations.uninstall(once, "other body")
    assert everything(app) == before


def test_older_events_are_refused(
    app: Flask, installations: InstallationStore, signed: Signed, clock: Clock
) -> None:
    installations.install(signed(), "b", DETAILS)
    before = everything(app)
    older = clock.now - timedelta(seconds=1)
    with pytest.raises(InvalidToken):
        installations.install(signed(issued_at=older), "b", DETAILS)
    with pytest.raises(InvalidToken):
        installations.uninstall(signed(issued_at=older), "b")
    assert everything(app) == before


def test_an_uninstall_is_done_once(installations: InstallationStore, signed: Signed) -> None:
    installations.install(signed(), "b", DETAILS)
    once = signed()
    assert installations.uninstall(once, "b") == 1
    assert installations.uninstall(once, "b") is None
    assert installations.uninstall(signed(), "b") is None
    with pytest.raises(UnknownInstallation):
        installations.uninstall(signed("nobody"), "b")


def test_a_new_life_keeps_the_identity(
    installations: InstallationStore, signed: Signed, clock: Clock
) -> None:
    installations.install(signed(), "b", DETAILS)
    installations.uninstall(signed(), "b")
    clock.move(days=1)
    assert installations.install(signed(), "b", DETAILS) == (1, True)
    assert found(installations).state == "installed"
    assert installations.purge(clock.now + timedelta(days=99)) == 0


def test_first_installs_at_the_same_moment(
    app: Flask, installations: InstallationStore, signed: Signed
) -> None:
    """Two processes get a site's first install at once: one is new, the other a re-install, none fails."""
    barrier = threading.Barrier(2)
    outcomes: list[tuple[int, bool] | None] = []

    def install(token: SignedEvent) -> None:
        with app.app_context():
            barrier.wait()
            outcomes.append(installations.install(token, "b", DETAILS))

    threads = [threading.Thread(target=install, args=(signed(),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for outcome in outcomes if outcome for is_new in outcome[1:]) == [False, True]
    assert len(everything(app)["installation"]) == 1


def test_the_loser_of_a_race_tries_again(
    installations: InstallationStore, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process inserts between our look and our insert."""
    real = InstallationStore._read
    calls = 0

    def blind_once(connection: Any, condition: Any, lock: bool = False) -> Any:
        nonlocal calls
        calls += 1
        return None if calls == 1 else real(connection, condition, lock)

    installations.install(signed(), "b", DETAILS)
    monkeypatch.setattr(InstallationStore, "_read", staticmethod(blind_once))
    assert installations.install(signed(), "b", OTHER) == (1, False)


def test_secrets_are_rotated_to_the_first_key(
    app: Flask, installations: InstallationStore, signed: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    installations.install(signed(), "b", DETAILS)
    assert found(installations).version == 1
    installations.install(signed("site-2"), "b", OTHER)
    foreign = SecretBox([Fernet.generate_key().decode()]).encrypt("lost")
    with db.engine.begin() as connection:
        connection.execute(
            update(InstallationRow)
            .where(InstallationRow.client_key == "site-2")
            .values(shared_secret=foreign)
        )
    new_key = Fernet.generate_key().decode()
    assert InstallationStore(SecretBox([new_key, KEY])).rotate_secrets() == 1
    assert "site-2" in [getattr(r, "clientKey", "") for r in caplog.records]
    only_new = InstallationStore(SecretBox([new_key]))
    assert found(only_new).shared_secret == DETAILS.shared_secret
    assert [i.client_key for i in only_new.list_active()] == ["site-1"]
    with pytest.raises(UndecryptableSecret):
        only_new.find("site-2")
    with pytest.raises(UndecryptableSecret):
        only_new.find_by_id(2)
    assert found(installations).version == 1, "a running process keeps what it has decrypted"


def test_everything_of_an_uninstalled_site_goes(
    app: Flask, installations: InstallationStore, signed: Signed, clock: Clock
) -> None:
    """Also rows of tables that this process knows nothing of."""
    elsewhere = Table(
        "of_another_part",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("installation_id", Integer),
    )
    with db.engine.begin() as connection:
        elsewhere.create(connection)
    for client_key, details in (("site-1", DETAILS), ("site-2", OTHER)):
        installation_id, _ = installations.install(signed(client_key), "b", details) or (0, False)
        changes.record_change(installation_id, "jira:issue_updated")
        with db.engine.begin() as connection:
            connection.execute(insert(elsewhere).values(installation_id=installation_id))
    installations.uninstall(signed("site-1"), "b")
    uninstalled_at = clock.now
    assert installations.purge(uninstalled_at) == 0
    clock.move(days=31)
    assert installations.purge(uninstalled_at + timedelta(seconds=1)) == 1
    rows = everything(app)
    assert [row[1] for row in rows["installation"]] == ["site-2"]
    assert rows["install_token"] == [], "replays are no longer possible"
    assert [row[0] for row in rows["change_log"]] == [2]
    with db.engine.connect() as connection:
        assert connection.execute(select(elsewhere.c.installation_id)).scalars().all() == [2]
    assert installations.find("site-1") is None
    assert installations.install(signed("site-1"), "b", DETAILS) == (3, True), "ids are never used again"


def test_removing_an_installation_removes_what_refers_to_it(
    app: Flask, installations: InstallationStore, signed: Signed, clock: Clock
) -> None:
    """Rows that refer to rows of an installation are removed in the right order."""
    extra = MetaData()
    parent = Table(
        "a_parent", extra, Column("id", Integer, primary_key=True), Column("installation_id", Integer)
    )
    child = Table(
        "a_child",
        extra,
        Column("id", Integer, primary_key=True),
        Column("parent_id", ForeignKey("a_parent.id")),
        Column("installation_id", Integer),
    )
    installations.install(signed(), "b", DETAILS)
    with db.engine.begin() as connection:
        extra.create_all(connection)
        connection.execute(insert(parent).values(id=1, installation_id=1))
        connection.execute(insert(child).values(id=1, parent_id=1, installation_id=1))
    installations.uninstall(signed(), "b")
    clock.move(days=31)
    assert installations.purge(clock.now) == 1
    assert "a_child" in inspect(db.engine).get_table_names()


def test_a_caller_that_is_nobody_has_no_person(
    installations: InstallationStore, signed: Signed, clock: Clock
) -> None:
    installations.install(signed(), "b", DETAILS)
    caller = Caller(found(installations), None, "server", clock.now)
    assert caller.log_name == "site-1"
    with pytest.raises(MissingToken):
        _ = caller.person
    assert replace(caller, account_id="a1").person == "a1"
