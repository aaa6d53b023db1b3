"""
Where installations live: SQL, secrets encrypted, decrypted ones cached by row version.

Every method opens and ends its own short transaction, so that no request holds a connection while it talks to
Jira or streams. All need an application context, which knows the engine.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, MetaData, RowMapping, Table, delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from jxl.connect.jwt import LEEWAY_S
from jxl.connect.models import ACTIVE_STATES, Installation, InstallDetails, SignedEvent, State
from jxl.connect.secrets import SecretBox
from jxl.connect.tables import InstallationRow, InstallTokenRow
from jxl.db import db
from jxl.errors import InvalidToken, UndecryptableSecret, UnknownInstallation

MAX_CACHED = 1_024

_installation = cast(Table, InstallationRow.__table__)
_token = cast(Table, InstallTokenRow.__table__)

logger = logging.getLogger("jxl.connect")


def utc_now() -> datetime:
    return datetime.now(UTC)


def writing_engine() -> Engine:
    """The app's engine, with transactions that will write (SQLite takes its write lock at once, see ``db.py``)."""
    return db.engine.execution_options(jxl_immediate=True)


class InstallationStore:
    """
    Installations, kept apart by client key.

    A decrypted installation is cached under client key, id and row version; each lookup reads id and version in one
    query by an index, so a new secret or an uninstall counts at once in every process.

    Args:
        box: Encrypts and decrypts shared secrets.
        clock: The current time, aware.
    """

    def __init__(self, box: SecretBox, clock: Callable[[], datetime] = utc_now) -> None:
        self._box = box
        self.clock = clock
        self._cache: OrderedDict[tuple[str, int, int], Installation] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, client_key: str) -> Installation | None:
        """
        Find an installation in whatever state, or None.

        Raises:
            UndecryptableSecret: Its secret cannot be read with our keys.
        """
        with db.engine.connect() as connection:
            found = connection.execute(
                select(_installation.c.id, _installation.c.version).where(
                    _installation.c.client_key == client_key
                )
            ).one_or_none()
            if found is None:
                return None
            key = (client_key, found.id, found.version)
            with self._lock:
                if key in self._cache:
                    self._cache.move_to_end(key)
                    return self._cache[key]
            row = self._read(connection, _installation.c.client_key == client_key)
        return None if row is None else self._remember(row)

    def find_by_id(self, installation_id: int | None) -> Installation | None:
        """
        Find an installation by its row id, or None.

        Raises:
            UndecryptableSecret: Its secret cannot be read with our keys.
        """
        with db.engine.connect() as connection:
            row = self._read(connection, _installation.c.id == installation_id)
        return None if row is None else self._remember(row)

    def list_active(self) -> list[Installation]:
        """
        List what is installed or enabled, by id.

        One whose secret cannot be read is left out (and logged): it must not keep the others from being served.
        """
        with db.engine.connect() as connection:
            rows = (
                connection.execute(
                    select(_installation)
                    .where(_installation.c.state.in_(ACTIVE_STATES))
                    .order_by(_installation.c.id)
                )
                .mappings()
                .all()
            )
        return [self._remember(row) for row in rows if self._is_readable(row)]

    def install(self, event: SignedEvent, body_hash: str, details: InstallDetails) -> tuple[int, bool] | None:
        """
        Store an installation that a verified install token brings.

        Args:
            event: What the token proved; its client key is the one stored.
            body_hash: SHA-256 of the raw body, hex: the token does not cover the body.
            details: What the body says, checked.

        Returns:
            Its id, and whether the site had no living installation before. None when this very request was
            accepted before, which changes nothing.

        Raises:
            InvalidToken: The token came before with another body, or is older than the last accepted one.
        """
        values = {
            "shared_secret": self._box.encrypt(details.shared_secret),
            "oauth_client_id": details.oauth_client_id,
            "base_url": details.base_url,
            "display_url": details.display_url,
            "cloud_id": details.cloud_id,
            "state": "installed",
            "uninstalled_at": None,
        }
        try:
            return self._install(event, body_hash, values)
        except IntegrityError:
            # Two processes saw a site's first install, or the same request, at once: now the other's row is there.
            return self._install(event, body_hash, values)

    def _install(self, event: SignedEvent, body_hash: str, values: dict[str, Any]) -> tuple[int, bool] | None:
        now = self.clock()
        with writing_engine().begin() as connection:
            row = self._read(connection, _installation.c.client_key == event.client_key, lock=True)
            if self._is_replay(connection, event, body_hash, row):
                return None
            changed = {**values, "updated_at": now, "signed_at": event.issued_at}
            if row is None:
                installation_id = connection.execute(
                    insert(_installation)
                    .values(client_key=event.client_key, version=1, change_seq=0, installed_at=now, **changed)
                    .returning(_installation.c.id)
                ).scalar_one()
            else:
                installation_id = row["id"]
                if row["state"] == "uninstalled":
                    changed["installed_at"] = now
                self._change(connection, installation_id, changed)
            self._remember_token(connection, event, body_hash, installation_id)
        return installation_id, row is None or row["state"] == "uninstalled"

    def uninstall(self, event: SignedEvent, body_hash: str) -> int | None:
        """
        Mark an installation as uninstalled; nothing but a new install brings it back.

        Returns:
            Its id, or None when nothing changed: accepted before, or uninstalled already.

        Raises:
            UnknownInstallation: No such installation.
            InvalidToken: The token came before with another body, or is older than the last accepted one.
        """
        now = self.clock()
        with writing_engine().begin() as connection:
            row = self._read(connection, _installation.c.client_key == event.client_key, lock=True)
            if row is None:
                raise UnknownInstallation("an uninstall of an unknown client key")
            if self._is_replay(connection, event, body_hash, row):
                return None
            installation_id: int = row["id"]
            self._remember_token(connection, event, body_hash, installation_id)
            if row["state"] == "uninstalled":
                return None
            changed = {"state": "uninstalled", "uninstalled_at": now, "updated_at": now}
            self._change(connection, installation_id, {**changed, "signed_at": event.issued_at})
        return installation_id

    def set_enabled(self, installation_id: int, is_enabled: bool) -> bool:
        """
        Enable or disable an installation, unless it is uninstalled: uninstalled wins, in whatever order they arrive.

        Returns:
            Whether the state changed.
        """
        state: State = "enabled" if is_enabled else "disabled"
        with writing_engine().begin() as connection:
            changed = connection.execute(
                update(_installation)
                .where(
                    _installation.c.id == installation_id,
                    _installation.c.state.not_in(("uninstalled", state)),
                )
                .values(state=state, updated_at=self.clock(), version=_installation.c.version + 1)
            )
            return changed.rowcount > 0

    def rotate_secrets(self) -> int:
        """
        Encrypt every stored secret with the first key.

        One that no key reads stays as it is and is logged: it is lost with or without a rotation.

        Returns:
            How many secrets are now encrypted with the first key.
        """
        with writing_engine().begin() as connection:
            rows = (
                connection.execute(select(_installation).order_by(_installation.c.id).with_for_update())
                .mappings()
                .all()
            )
            readable = [row for row in rows if self._is_readable(row)]
            for row in readable:
                # No new version: what is decrypted stays the same, and so may stay in everybody's cache.
                connection.execute(
                    update(_installation)
                    .where(_installation.c.id == row["id"])
                    .values(shared_secret=self._box.rotate(row["shared_secret"]))
                )
        return len(readable)

    def purge(self, before: datetime) -> int:
        """
        Remove installations that were uninstalled before a time, and everything of theirs.

        Everything means the rows with their ``installation_id`` in every table that the database has, also in those
        of parts that this process has not loaded. Install tokens that can no longer be replayed go as well.

        Returns:
            How many installations were removed.
        """
        with writing_engine().begin() as connection:
            self._forget_tokens(connection)
            ids = (
                connection.execute(
                    select(_installation.c.id)
                    .where(_installation.c.state == "uninstalled", _installation.c.uninstalled_at < before)
                    .with_for_update()
                )
                .scalars()
                .all()
            )
            if ids:
                present = MetaData()
                present.reflect(connection)
                for table in reversed(present.sorted_tables):
                    if "installation_id" in table.c:
                        connection.execute(delete(table).where(table.c.installation_id.in_(ids)))
                connection.execute(delete(_installation).where(_installation.c.id.in_(ids)))
        return len(ids)

    def _is_replay(
        self, connection: Connection, event: SignedEvent, body_hash: str, row: RowMapping | None
    ) -> bool:
        """
        Tell whether this very request was accepted before.

        Whoever sees an install token on its way (a log, a proxy) can send it again until it expires, with
        another body: a secret of their own. So token and body belong together from the first time on, and tokens
        older than the last accepted one count no more.
        """
        known_hash = connection.execute(
            select(_token.c.body_hash).where(_token.c.token_hash == event.token_hash)
        ).scalar_one_or_none()
        if known_hash is not None:
            if known_hash == body_hash:
                return True
            raise InvalidToken("the install token came before with another body")
        if row is not None and event.issued_at < row["signed_at"]:
            raise InvalidToken("the install token is older than the last accepted one")
        return False

    def _remember_token(
        self, connection: Connection, event: SignedEvent, body_hash: str, installation_id: int
    ) -> None:
        self._forget_tokens(connection)
        connection.execute(
            insert(_token).values(
                token_hash=event.token_hash,
                body_hash=body_hash,
                installation_id=installation_id,
                expires_at=event.expires_at,
            )
        )

    def _forget_tokens(self, connection: Connection) -> None:
        connection.execute(
            delete(_token).where(_token.c.expires_at < self.clock() - timedelta(seconds=2 * LEEWAY_S))
        )

    @staticmethod
    def _read(connection: Connection, condition: Any, lock: bool = False) -> RowMapping | None:
        query = select(_installation).where(condition)
        return connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()

    @staticmethod
    def _change(connection: Connection, installation_id: int, values: dict[str, Any]) -> None:
        connection.execute(
            update(_installation)
            .where(_installation.c.id == installation_id)
            .values(version=_installation.c.version + 1, **values)
        )

    def _remember(self, row: RowMapping) -> Installation:
        installation = Installation(
            id=row["id"],
            client_key=row["client_key"],
            shared_secret=self._decrypt(row),
            oauth_client_id=row["oauth_client_id"],
            base_url=row["base_url"],
            display_url=row["display_url"],
            cloud_id=row["cloud_id"],
            state=row["state"],
            version=row["version"],
        )
        key = (installation.client_key, installation.id, installation.version)
        with self._lock:
            self._cache[key] = installation
            while len(self._cache) > MAX_CACHED:
                self._cache.popitem(last=False)
        return installation

    def _decrypt(self, row: RowMapping) -> str:
        try:
            return self._box.decrypt(row["shared_secret"])
        except UndecryptableSecret:
            logger.error("secret cannot be decrypted", extra={"clientKey": row["client_key"]})
            raise

    def _is_readable(self, row: RowMapping) -> bool:
        try:
            self._decrypt(row)
        except UndecryptableSecret:
            return False
        return True
