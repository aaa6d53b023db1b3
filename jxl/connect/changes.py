"""
The change counter of a site: has anything happened since a reader last looked?

Numbers are dense and assigned under the installation's row lock in the transaction that inserts them, so that no
reader skips one. Only the event's name is kept, for seven days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, func, insert, select, update

from jxl.connect.store import utc_now, writing_engine
from jxl.connect.tables import ChangeRow, InstallationRow
from jxl.db import db
from jxl.errors import UnknownInstallation

KEPT = timedelta(days=7)

_installation = cast(Table, InstallationRow.__table__)
_change = cast(Table, ChangeRow.__table__)


@dataclass(frozen=True, slots=True)
class Changes:
    """
    What has happened since a number.

    ``seq`` is the newest number, to be asked with next time; ``count`` how many there were in between. ``reset``
    says that this cannot be told (too long ago, or a number from elsewhere): read everything again.
    """

    seq: int
    count: int
    reset: bool


def record_change(installation_id: int, event: str, at: datetime | None = None) -> int:
    """
    Write down that something of a site has changed.

    Args:
        event: Name of the event, at most 64 characters.
        at: When; now, if left out.

    Returns:
        The number of the change.

    Raises:
        UnknownInstallation: It was removed meanwhile.
    """
    with writing_engine().begin() as connection:
        seq = connection.execute(
            update(_installation)
            .where(_installation.c.id == installation_id)
            .values(change_seq=_installation.c.change_seq + 1)
            .returning(_installation.c.change_seq)
        ).scalar_one_or_none()
        if seq is None:
            raise UnknownInstallation("a change of an installation that is gone")
        connection.execute(
            insert(_change).values(
                installation_id=installation_id, seq=seq, at=at or utc_now(), event=event[:64]
            )
        )
    return int(seq)


def latest_seq(installation_id: int) -> int:
    """Tell the number of the last change of a site; 0 when there was none."""
    return changes_since(installation_id, 0).seq


def changes_since(installation_id: int, since: int) -> Changes:
    """
    Tell how much has changed since a number.

    Args:
        since: A ``seq`` of an earlier answer.

    Raises:
        UnknownInstallation: It was removed meanwhile.
    """
    oldest = (
        select(func.min(_change.c.seq)).where(_change.c.installation_id == installation_id).scalar_subquery()
    )
    with db.engine.connect() as connection:
        # One statement sees one moment: a change in between belongs to both numbers or to none.
        row = connection.execute(
            select(_installation.c.change_seq, oldest.label("oldest")).where(
                _installation.c.id == installation_id
            )
        ).one_or_none()
    if row is None:
        raise UnknownInstallation("the changes of an installation that is gone")
    seq = int(row.change_seq)
    first_known = seq if row.oldest is None else int(row.oldest) - 1
    if not first_known <= since <= seq:
        return Changes(seq=seq, count=0, reset=True)
    return Changes(seq=seq, count=seq - since, reset=False)


def purge(now: datetime) -> int:
    """Forget changes of more than seven days ago, of all installations; returns how many."""
    with writing_engine().begin() as connection:
        return connection.execute(delete(_change).where(_change.c.at < now - KEPT)).rowcount
