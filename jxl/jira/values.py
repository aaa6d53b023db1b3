"""
Values of Jira's fields as cells: what sorts and compares, and what a person reads. Pure.

A cell is ``None``, a scalar, or ``{"v": canonical, "t": text}``. Canonical forms: ids for things that have one
(account ids for people), lists of ids for lists, UTC instants for date-times, seconds for durations, the id of
the open sprint, a hash for rich text. Values come from Jira, but a reader never raises whatever JSON it is given:
what does not have the promised shape becomes a readable text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

import orjson

from jxl.jira.adf import to_text
from jxl.jira.durations import format_duration
from jxl.jira.kinds import Kind

if TYPE_CHECKING:
    from jxl.jira.fields import JiraField

Cell = Any  # None | str | int | float | bool | {"v": …, "t": str}
Reader = Callable[[Any], Cell]

RICH_TEXT_CHARS = 2000  # enough to read and search in a grid; the whole text is an issue view away
_FALLBACK_CHARS = 500
_NAMES = ("displayName", "name", "value", "title", "key", "text", "id")
_OPEN_SPRINT_STATES = ("active", "future")


def read_cell(field: JiraField, raw: Any) -> Cell:
    """
    Read one value.

    Args:
        raw: The member of the issue's ``fields``; for the key, the issue's ``key``.

    For many values of a field take its :func:`cell_reader` once.
    """
    return cell_reader(field)(raw)


def cell_reader(field: JiraField) -> Reader:
    """Give the function that reads values of a field."""
    return _READERS[field.kind]


def same_value(field: JiraField, left: Any, right: Any) -> bool:
    """
    Tell whether two canonical values (``v`` of a cell, or the scalar) are the same to Jira.

    Lists compare as sets, numbers by value, texts in NFC with line feeds; nothing equals an empty list or text.
    """
    return bool(_comparable(field.kind, left) == _comparable(field.kind, right))


def normal_text(text: str) -> str:
    """Bring a text into the form in which texts are compared: NFC, line feeds only."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def rich_text_hash(document: Any) -> str:
    """Hash a document by its canonical JSON (sorted keys, compact)."""
    return hashlib.sha256(_json_text(document, orjson.OPT_SORT_KEYS).encode()).hexdigest()[:32]


def readable(raw: Any) -> str:
    """Write any JSON so that a person can read it: its name if it has one, else the JSON itself, cut short."""
    text = None
    if raw is None or raw in ({}, []):
        text = ""
    elif isinstance(raw, str):
        text = raw
    elif isinstance(raw, bool):
        text = "Yes" if raw else "No"
    elif isinstance(raw, dict):
        text = to_text(raw, _FALLBACK_CHARS) if raw.get("type") == "doc" else _name_in(raw)
    elif isinstance(raw, list) and not any(isinstance(member, list) for member in raw):
        text = ", ".join(filter(None, (readable(member) for member in raw[:100])))
    return _short(normal_text(_json_text(raw) if text is None else text))


def _name_in(raw: dict[str, Any]) -> str | None:
    for name in _NAMES:
        value = raw.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return None


def _json_text(raw: Any, option: int = 0) -> str:
    """Write JSON; what is nested deeper than orjson writes (it reads deeper) is said to be so."""
    try:
        return orjson.dumps(raw, option=option).decode()
    except TypeError:
        return "[deeply nested]"


def _short(text: str) -> str:
    return text if len(text) <= _FALLBACK_CHARS else text[: _FALLBACK_CHARS - 1] + "…"


def _read_other(raw: Any) -> Cell:
    return readable(raw) or None


def _read_text(raw: Any) -> Cell:
    if isinstance(raw, str):
        return normal_text(raw) or None
    return _read_other(raw)


def _read_number(raw: Any) -> Cell:
    if raw is None or (isinstance(raw, int | float) and not isinstance(raw, bool)):
        return raw
    return _read_other(raw)


def _read_rich_text(raw: Any) -> Cell:
    if isinstance(raw, dict):
        text = to_text(raw, RICH_TEXT_CHARS)
        if not text and not raw.get("content"):
            return None
        return {"v": rich_text_hash(raw), "t": normal_text(text)}
    return _read_text(raw)


# As Jira writes nearly all of them, in a zone of whole hours: "2026-11-21T10:00:00.000+0100".
_USUAL_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d\.\d{3}[+-](?:[01]\d|2[0-3])00", re.ASCII)


def _read_datetime(raw: Any) -> Cell:
    """Jira gives the offset of the person who asks: the text is the wall clock in their zone."""
    if not isinstance(raw, str):
        return _read_other(raw)
    try:
        if _USUAL_DATETIME.fullmatch(raw):
            # Minutes and below are the same in UTC; the hour is worked out once for all rows that name it. Two or three
            # times in each row, this is a tenth of what reading a row costs.
            value = _hour_in_utc(raw[:13], raw[23:26]) + raw[13:23] + "Z"
        else:
            moment = datetime.fromisoformat(raw)
            if moment.tzinfo is None:
                return _read_text(raw)
            value = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return _read_text(raw)
    return {"v": value, "t": raw[:10] + " " + raw[11:16]}


@lru_cache(maxsize=100_000)
def _hour_in_utc(hour: str, offset_hours: str) -> str:
    """``("2026-11-21T00", "+01")`` is ``2026-11-20T23``; raises ValueError for an hour that is none."""
    return (datetime.fromisoformat(hour) - timedelta(hours=int(offset_hours))).isoformat()[:13]


def _read_duration(raw: Any) -> Cell:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return {"v": raw, "t": format_duration(int(raw))}
    return _read_other(raw)


def _read_time_tracking(raw: Any) -> Cell:
    """Three durations in Jira's own writing; their seconds are in columns of their own."""
    if not isinstance(raw, dict):
        return _read_other(raw)
    parts = [
        f"{raw[member]} {words}"
        for member, words in (
            ("originalEstimate", "estimated"),
            ("remainingEstimate", "left"),
            ("timeSpent", "logged"),
        )
        if isinstance(raw.get(member), str)
    ]
    return ", ".join(parts) or None


def _read_percent(raw: Any) -> Cell:
    """``workratio`` is a number, -1 for none; progress is ``{"progress", "total", "percent"?}`` in seconds."""
    if isinstance(raw, dict):
        percent, total, done = raw.get("percent"), raw.get("total"), raw.get("progress")
        if _is_number(percent):
            return percent
        if _is_number(total) and _is_number(done):
            return round(100 * done / total) if total > 0 else None
        return _read_other(raw)
    if _is_number(raw):
        return None if raw < 0 else raw
    return _read_other(raw)


def _read_count(raw: Any) -> Cell:
    if isinstance(raw, dict):
        for name in ("votes", "watchCount", "total"):
            if _is_number(raw.get(name)):
                return raw[name]
    return _read_number(raw)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def identify(raw: Any) -> tuple[str, str] | None:
    """
    Find the id and the name of a thing: user, option, version, status …

    Returns:
        None when it has no id to compare by.
    """
    if not isinstance(raw, dict):
        return None
    name = ""
    for member in ("displayName", "name", "value", "title", "key"):
        value = raw.get(member)
        if isinstance(value, str) and value:
            name = value
            break
    for member in ("accountId", "id", "groupId", "key", "name"):
        value = raw.get(member)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value), normal_text(name) or str(value)
    return None


def _read_thing(raw: Any) -> Cell:
    thing = identify(raw)
    return {"v": thing[0], "t": thing[1]} if thing else _read_other(raw)


def _read_things(raw: Any) -> Cell:
    if not isinstance(raw, list):
        return _read_other(raw)
    things = dict(filter(None, map(identify, raw)))
    if not things:
        return _read_other(raw)
    return {"v": list(things), "t": ", ".join(things.values())}


def _read_labels(raw: Any) -> Cell:
    if not isinstance(raw, list):
        return _read_other(raw)
    labels = list(dict.fromkeys(normal_text(label) for label in raw if isinstance(label, str) and label))
    return {"v": labels, "t": ", ".join(labels)} if labels else _read_other(raw)


def _read_cascade(raw: Any) -> Cell:
    option = identify(raw)
    if option is None:
        return _read_other(raw)
    child = identify(raw.get("child"))
    if child is None:
        return {"v": option[0], "t": option[1]}
    return {"v": f"{option[0]}:{child[0]}", "t": f"{option[1]} - {child[1]}"}


def _read_status_category(raw: Any) -> Cell:
    if isinstance(raw, dict) and isinstance(raw.get("key"), str):
        return {"v": raw["key"], "t": readable(raw)}
    return _read_other(raw)


def _read_issue(raw: Any) -> Cell:
    """An issue named in another one: compared by id, shown by key."""
    if isinstance(raw, dict) and isinstance(raw.get("id"), str | int) and isinstance(raw.get("key"), str):
        return {"v": str(raw["id"]), "t": raw["key"]}
    if isinstance(raw, dict) and "showField" in raw:  # the parent link of Plans wraps the issue, or nothing
        data = raw.get("data")
        return _read_issue({"id": data.get("id"), "key": data.get("key")}) if isinstance(data, dict) else None
    return _read_other(raw)


def _read_issues(raw: Any) -> Cell:
    if not isinstance(raw, list):
        return _read_other(raw)
    cells = [cell for cell in map(_read_issue, raw) if isinstance(cell, dict)]
    if not cells:
        return _read_other(raw)
    return {"v": [cell["v"] for cell in cells], "t": ", ".join(cell["t"] for cell in cells)}


def _read_links(raw: Any) -> Cell:
    if not isinstance(raw, list):
        return _read_other(raw)
    ids, texts = [], []
    for link in raw:
        if not isinstance(link, dict):
            continue
        for end, words in (("outwardIssue", "outward"), ("inwardIssue", "inward")):
            cell = _read_issue(link.get(end))
            link_type = link.get("type")
            if isinstance(cell, dict):
                ids.append(str(link.get("id") or cell["v"]))
                words_of_type = link_type.get(words) if isinstance(link_type, dict) else None
                texts.append(f"{words_of_type} {cell['t']}" if isinstance(words_of_type, str) else cell["t"])
    return {"v": ids, "t": ", ".join(texts)} if ids else _read_other(raw)


def _read_sprint(raw: Any) -> Cell:
    """
    The field lists every sprint that the issue ever was in; it is in at most one open one.

    An issue whose sprints are all closed compares as being in none, and its text still says where it was.
    """
    if not isinstance(raw, list):
        return _read_thing(raw)
    named: list[tuple[str, str]] = []
    for sprint in raw:
        thing = identify(sprint)
        if thing is None:
            continue
        if sprint.get("state") in _OPEN_SPRINT_STATES:
            return {"v": thing[0], "t": thing[1]}
        named.append(thing)
    if not named:
        return _read_other(raw)
    return {"v": None, "t": ", ".join(name for _, name in named)}


def _read_attachments(raw: Any) -> Cell:
    if not isinstance(raw, list):
        return _read_other(raw)
    files = [a for a in raw if isinstance(a, dict) and isinstance(a.get("filename"), str)]
    if not files:
        return _read_other(raw)
    return {
        "v": [str(a.get("id") or a["filename"]) for a in files],
        "t": ", ".join(a["filename"] for a in files),
    }


_READERS: dict[Kind, Reader] = {
    Kind.KEY: _read_text,
    Kind.TEXT: _read_text,
    Kind.RICH_TEXT: _read_rich_text,
    Kind.URL: _read_text,
    Kind.NUMBER: _read_number,
    Kind.PERCENT: _read_percent,
    Kind.DURATION: _read_duration,
    Kind.TIME_TRACKING: _read_time_tracking,
    Kind.DATE: _read_text,
    Kind.DATETIME: _read_datetime,
    Kind.USER: _read_thing,
    Kind.USERS: _read_things,
    Kind.GROUP: _read_thing,
    Kind.GROUPS: _read_things,
    Kind.OPTION: _read_thing,
    Kind.OPTIONS: _read_things,
    Kind.CASCADE: _read_cascade,
    Kind.LABELS: _read_labels,
    Kind.STATUS: _read_thing,
    Kind.STATUS_CATEGORY: _read_status_category,
    Kind.PRIORITY: _read_thing,
    Kind.ISSUE_TYPE: _read_thing,
    Kind.RESOLUTION: _read_thing,
    Kind.SECURITY: _read_thing,
    Kind.PROJECT: _read_thing,
    Kind.VERSION: _read_thing,
    Kind.VERSIONS: _read_things,
    Kind.COMPONENTS: _read_things,
    Kind.PARENT: _read_issue,
    Kind.SUBTASKS: _read_issues,
    Kind.LINKS: _read_links,
    Kind.SPRINT: _read_sprint,
    Kind.RANK: _read_text,
    Kind.TEAM: _read_thing,
    Kind.COUNT: _read_count,
    Kind.ATTACHMENTS: _read_attachments,
    Kind.OTHER: _read_other,
}


def _comparable(kind: Kind, value: Any) -> Any:
    if value is None or value in ("", []):
        return None
    if isinstance(value, list):
        return frozenset(normal_text(str(member)) for member in value)
    if isinstance(value, str):
        text = normal_text(value)
        if kind is Kind.DATETIME:
            try:
                moment = datetime.fromisoformat(text)
                return moment.astimezone(UTC) if moment.tzinfo else text
            except (ValueError, OverflowError):
                return text
        return text
    return value
