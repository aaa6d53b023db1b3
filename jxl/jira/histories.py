"""
What the history of an issue tells of a write: whether it replaced a value that nobody here had seen. Pure.

Source: ``changelog`` of issues, Jira Cloud REST v3, "Get issue". How each kind of field writes ``from`` and
``fromString`` is not documented: what cannot be read exactly is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jxl.jira.fields import JiraField
from jxl.jira.kinds import Kind
from jxl.jira.values import cell_reader, normal_text

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CASCADE_IDS = re.compile(r"\(([0-9]+)\)")
_BY_ID_IN_HISTORY = frozenset(
    {
        Kind.OPTION,
        Kind.PRIORITY,
        Kind.ISSUE_TYPE,
        Kind.RESOLUTION,
        Kind.SECURITY,
        Kind.PROJECT,
        Kind.VERSION,
        Kind.STATUS,
        Kind.USER,
        Kind.PARENT,
    }
)


@dataclass(frozen=True, slots=True)
class Overwritten:
    """
    What a write replaced that nobody here had seen.

    Attributes:
        history_id: Of the entry of our own write.
        lost: The cell as it was before our write; its ``v`` is missing where the history does not tell it exactly.
        author: Account id of who had written it, and ``name``, where the history tells.
    """

    history_id: str
    lost: Any
    author: str | None = None
    name: str | None = None


def find_overwritten(
    of_field: JiraField, before: Any, issue: Mapping[str, Any], account_id: str, read_at: str | None
) -> Overwritten | None:
    """
    Find out from an issue's history whether our write replaced another value than the one that was read before it.

    Args:
        before: The raw value that was read.
        issue: As Jira gave it with the write: ``fields`` and ``changelog``, newest first.
        account_id: Who wrote.
        read_at: ``updated`` of the issue when it was read.
    """
    entries = list(_entries(issue, of_field.id))
    own = next((n for n, entry in enumerate(entries) if entry.account_id == account_id), None)
    if own is None:
        return None  # nothing changed: somebody had written the very same
    entry = entries[own]
    earlier = next((e for e in entries[own + 1 :] if _is_later(e.created, read_at)), None)
    was = cell_reader(of_field)(before)
    lost = _before_of(of_field, entry.items, was, issue)
    if lost is _NOT_TOLD:
        if earlier is None:
            return None
        text = next((i["fromString"] for i in entry.items if isinstance(i.get("fromString"), str)), "")
        lost = {"t": text} if text else None
    elif _key(lost) == _key(was):
        return None
    by = earlier or _Entry("", "", None, None, ())
    return Overwritten(entry.id, lost, by.account_id, by.name)


def read_lost(of_field: JiraField, issue: Mapping[str, Any], history_id: str) -> Any:
    """Read again what :func:`find_overwritten` found, from the same entry of history; None where it is gone."""
    entry = next((e for e in _entries(issue, of_field.id) if e.id == history_id), None)
    if entry is None:
        return None
    lost = _before_of(of_field, entry.items, None, issue)
    text = entry.items[0].get("fromString")
    return ({"t": text} if isinstance(text, str) else None) if lost is _NOT_TOLD else lost


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    created: str
    account_id: str | None
    name: str | None
    items: tuple[Mapping[str, Any], ...]


_MOMENT = JiraField(id="moment", name="Moment", kind=Kind.DATETIME)


class _NotTold:
    """The history says nothing exact."""


_NOT_TOLD = _NotTold()


def _entries(issue: Mapping[str, Any], field_id: str) -> Iterable[_Entry]:
    changelog = issue.get("changelog")
    histories = changelog.get("histories") if isinstance(changelog, Mapping) else None
    for history in histories if isinstance(histories, list) else ():
        if not isinstance(history, Mapping) or not isinstance(history.get("items"), list):
            continue
        items = tuple(i for i in history["items"] if isinstance(i, Mapping) and i.get("fieldId") == field_id)
        if items:
            author = history.get("author")
            author = author if isinstance(author, Mapping) else {}
            yield _Entry(
                str(history.get("id")),
                str(history.get("created") or ""),
                author.get("accountId"),
                author.get("displayName"),
                items,
            )


def _is_later(created: str, read_at: str | None) -> bool:
    try:
        return read_at is None or datetime.fromisoformat(created) > datetime.fromisoformat(read_at)
    except (ValueError, TypeError):
        return False


def _before_of(  # noqa: PLR0911 - one way for each manner in which history writes values
    of_field: JiraField, items: Sequence[Mapping[str, Any]], was: Any, issue: Mapping[str, Any]
) -> Any:
    """Read the cell as it was before an entry; ``_NOT_TOLD`` where history does not keep it exactly."""
    kind, item = of_field.kind, items[0]
    old = item.get("from")
    text = item.get("fromString")
    text = text if isinstance(text, str) else ""
    if kind in (Kind.COMPONENTS, Kind.VERSIONS):
        return _members_before(of_field, items, issue)
    if kind is Kind.LABELS:
        labels = text.split()
        return {"v": labels, "t": ", ".join(labels)} if labels else None
    if kind in (Kind.TEXT, Kind.URL):
        return normal_text(text) or None
    if kind is Kind.NUMBER:
        try:
            return float(text) if text else None
        except ValueError:
            return _NOT_TOLD
    if kind is Kind.DATE:
        day = (old if isinstance(old, str) else text)[:10]
        return day if _DAY.fullmatch(day) else None if not day else _NOT_TOLD
    if kind is Kind.DATETIME:
        return _moment_before(old)
    if kind is Kind.CASCADE:
        ids = _CASCADE_IDS.findall(text)
        return {"v": ":".join(ids), "t": text} if ids else None
    if kind in _BY_ID_IN_HISTORY:
        return {"v": old, "t": text or old} if isinstance(old, str) and old else None
    if kind is Kind.DURATION:
        return {"v": int(old), "t": text} if isinstance(old, str) and old.isdecimal() else None
    if kind in (Kind.OPTIONS, Kind.USERS):
        ids = [part.strip() for part in (old or "").strip("[]").split(",")] if isinstance(old, str) else []
        ids = [part for part in ids if part]
        return {"v": ids, "t": text} if ids else None
    if kind is Kind.GROUP:
        # History has the group's name, cells its id.
        return was if text == (was or {}).get("t", "") else {"v": text, "t": text} if text else None
    return _NOT_TOLD


def _moment_before(old: Any) -> Any:
    """History has epoch milliseconds, or ISO 8601 with an offset, according to where the field comes from."""
    if old is None or old == "":
        return None
    try:
        moment = (
            datetime.fromtimestamp(int(old) / 1000, UTC)
            if str(old).isdecimal()
            else datetime.fromisoformat(old)
        )
    except (ValueError, TypeError, OverflowError, OSError):
        return _NOT_TOLD
    return cell_reader(_MOMENT)(moment.isoformat()) if moment.tzinfo else _NOT_TOLD


def _members_before(of_field: JiraField, items: Sequence[Mapping[str, Any]], issue: Mapping[str, Any]) -> Any:
    """One entry a member that went or came: take the ones that came away from what is there, and add the others."""
    fields = issue.get("fields")
    now = cell_reader(of_field)(fields.get(of_field.id)) if isinstance(fields, Mapping) else None
    names = dict(zip(now["v"], str(now["t"]).split(", "), strict=False)) if isinstance(now, dict) else {}
    ids = list(now["v"]) if isinstance(now, dict) else []
    for item in items:
        come, gone = item.get("to"), item.get("from")
        if isinstance(come, str) and come in ids:
            ids.remove(come)
        if isinstance(gone, str):
            ids.append(gone)
            names[gone] = str(item.get("fromString") or gone)
    return {"v": ids, "t": ", ".join(names.get(i, i) for i in ids)} if ids else None


def _key(cell: Any) -> Any:
    value = cell.get("v") if isinstance(cell, dict) else cell
    if isinstance(value, list):
        return frozenset(value) or None
    return None if value == "" else value
