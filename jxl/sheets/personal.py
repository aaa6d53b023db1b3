"""
What one person keeps for themselves about a sheet: unsaved settings, favourites, what they opened last.

In SQL, under account ids, as long as the installation is there. Names of people do not get in: conditions of filters
are kept without the texts that go with their ids.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from jxl.connect.store import utc_now, writing_engine
from jxl.db import db
from jxl.errors import PersonalStateTooLarge
from jxl.sheets.cards import FAVOURITE, RECENT
from jxl.sheets.index import Place, person_table

MAX_BYTES = 64 * 1024

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """
    What a browser keeps here; what is in it is the browser's.

    ``VIEW``: sort, filter, columns and widths that are not saved in the sheet, by view. ``COLLAPSED``: closed rows.
    """

    VIEW = "view"
    COLLAPSED = "collapsed"


def load_state(place: Place, account_id: str, kind: Kind) -> dict[str, Any]:
    """Load what a person keeps; empty when that is nothing."""
    query = select(person_table.c.json).where(*_at(place, account_id, kind))
    with db.engine.connect() as connection:
        text = connection.execute(query).scalar_one_or_none()
    value = orjson.loads(text) if text is not None else {}
    return value if isinstance(value, dict) else {}


def save_state(place: Place, account_id: str, kind: Kind, value: dict[str, Any]) -> dict[str, Any]:
    """
    Keep something in the place of what was there.

    Args:
        value: A JSON object without the flaws of ``untrusted.py``.

    Returns:
        What is kept: the same without names of people.

    Raises:
        PersonalStateTooLarge: It has more than 64 KB.
    """
    kept: dict[str, Any] = _without_names(value)
    data = orjson.dumps(kept)
    if len(data) > MAX_BYTES:
        raise PersonalStateTooLarge(len(data), MAX_BYTES)
    _put(place, account_id, kind, data.decode(), utc_now())
    return kept


def delete_state(place: Place, account_id: str, kind: Kind) -> None:
    """Forget what a person keeps."""
    _delete(place, account_id, kind)


def set_favourite(place: Place, account_id: str, is_favourite: bool) -> None:
    """Mark a sheet as a favourite of a person, or no longer."""
    if is_favourite:
        _put(place, account_id, FAVOURITE, "{}", utc_now())
    else:
        _delete(place, account_id, FAVOURITE)


def note_opened(place: Place, account_id: str, now: Callable[[], datetime] = utc_now) -> None:
    """Note that a person opened a sheet: one write, and no harm when it fails."""
    try:
        _put(place, account_id, RECENT, "{}", now())
    except SQLAlchemyError as exc:
        logger.warning("a recent sheet was not noted", exc_info=exc)


def _put(place: Place, account_id: str, kind: str, json: str, now: datetime) -> None:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(person_table).values(
        installation_id=place.installation_id,
        account_id=account_id,
        sheet_id=place.sheet_id,
        kind=str(kind),
        json=json,
        updated_at=now,
    )
    statement = statement.on_conflict_do_update(
        index_elements=list(person_table.primary_key.columns),
        set_={"json": statement.excluded.json, "updated_at": statement.excluded.updated_at},
    )
    with writing_engine().begin() as connection:
        connection.execute(statement)


def _delete(place: Place, account_id: str, kind: str) -> None:
    with writing_engine().begin() as connection:
        connection.execute(delete(person_table).where(*_at(place, account_id, kind)))


def _at(place: Place, account_id: str, kind: str) -> tuple[Any, ...]:
    return (
        person_table.c.installation_id == place.installation_id,
        person_table.c.account_id == account_id,
        person_table.c.sheet_id == place.sheet_id,
        person_table.c.kind == str(kind),
    )


def _without_names(value: Any) -> Any:
    """Leave out of conditions the texts of their values: they may name people."""
    if isinstance(value, list):
        return [_without_names(item) for item in value]
    if not isinstance(value, dict):
        return value
    is_condition = "column" in value and "op" in value
    return {k: _without_names(v) for k, v in value.items() if not (is_condition and k == "text")}
