"""
From canonical values of cells to what Jira takes in a write. Pure.

``values.py`` reads; this writes. Status, sprint and rank have calls of their own (``writes.py``): no PUT takes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from jxl.jira.adf import to_text
from jxl.jira.fields import JiraField
from jxl.jira.kinds import Kind
from jxl.jira.typed_text import Choice, Problem, format_minutes, quote
from jxl.jira.values import normal_text, rich_text_hash

_THINGS = frozenset(
    {
        Kind.OPTION,
        Kind.PRIORITY,
        Kind.ISSUE_TYPE,
        Kind.RESOLUTION,
        Kind.SECURITY,
        Kind.PROJECT,
        Kind.VERSION,
    }
)
_LISTS_OF_THINGS = frozenset({Kind.OPTIONS, Kind.VERSIONS, Kind.COMPONENTS})
_PLURAL = _LISTS_OF_THINGS | {Kind.USERS, Kind.GROUPS, Kind.LABELS}
#: Kinds whose values a PUT of the issue takes.
WRITABLE = (
    _THINGS
    | _PLURAL
    | {
        Kind.TEXT,
        Kind.URL,
        Kind.RICH_TEXT,
        Kind.NUMBER,
        Kind.DATE,
        Kind.DATETIME,
        Kind.DURATION,
        Kind.USER,
        Kind.GROUP,
        Kind.CASCADE,
        Kind.PARENT,
    }
)
_ESTIMATES = {"timeoriginalestimate": "originalEstimate", "timeestimate": "remainingEstimate"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NUMBER_ID = re.compile(r"[0-9]{1,18}")
_CASCADE = re.compile(r"[0-9]{1,18}(?::[0-9]{1,18})?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a cell is to hold.

    Attributes:
        value: Canonical: a scalar, a list of ids, None for nothing. Of rich text the hash, as in its cell.
        document: Of rich text: what is written.
    """

    value: Any
    document: Any = None


@dataclass(slots=True)
class Body:
    """What a PUT of one issue holds."""

    fields: dict[str, Any] = field(default_factory=dict)
    update: dict[str, Any] = field(default_factory=dict)


def check_value(  # noqa: PLR0911 - one case a kind of value
    of_field: JiraField, value: Any
) -> Wanted | Problem:
    """
    Check that a canonical value can be one of a field at all; whether Jira has it, Jira says.

    Args:
        value: As a cell holds it; of rich text an ADF document, or None.
    """
    kind = of_field.kind
    wrong = Problem(f"This is not a value of {of_field.name}.")
    if kind in _PLURAL:
        if value is None:
            return Wanted([])
        if isinstance(value, list) and all(isinstance(member, str) and member for member in value):
            return Wanted(list(dict.fromkeys(value)))
        return wrong
    if value is None or value == "":
        return Wanted(None)
    if kind is Kind.RICH_TEXT:
        if isinstance(value, dict) and value.get("type") == "doc":
            return Wanted(rich_text_hash(value), value)
        return Problem(f"{of_field.name} is written as a text or as a document.")
    if kind in (Kind.NUMBER, Kind.DURATION):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return Wanted(value) if is_number and (kind is Kind.NUMBER or value >= 0) else wrong
    if not isinstance(value, str) or not _fits(kind, value):
        return wrong
    return Wanted(normal_text(value) if kind in (Kind.TEXT, Kind.URL) else value)


def _fits(kind: Kind, value: str) -> bool:  # noqa: PLR0911 - one case a kind of value
    if kind is Kind.DATE:
        try:
            return bool(_DAY.fullmatch(value)) and bool(datetime.fromisoformat(value))
        except ValueError:
            return False
    if kind is Kind.DATETIME:
        try:
            return datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            return False
    if kind is Kind.CASCADE:
        return bool(_CASCADE.fullmatch(value))
    if kind in (Kind.PARENT, Kind.SPRINT):
        return bool(_NUMBER_ID.fullmatch(value))
    return True


def text_document(text: str) -> dict[str, Any] | None:
    """Make the document of a plain text: one paragraph a line; None for an empty text."""
    text = normal_text(text)
    if not text.strip():
        return None
    lines = [
        {"type": "paragraph", "content": [{"type": "text", "text": line}]} if line else {"type": "paragraph"}
        for line in text.rstrip("\n").split("\n")
    ]
    return {"version": 1, "type": "doc", "content": lines}


def holds_text(document: Any, text: str) -> bool:
    """Tell whether a document reads as a text already: then nothing is to be written, and no format is lost."""
    return normal_text(to_text(document)).strip() == normal_text(text).strip()


def build_body(values: Iterable[tuple[JiraField, Wanted]]) -> Body:
    """
    Build what a PUT of one issue holds.

    Args:
        values: Of fields whose kind is in :data:`WRITABLE`, checked by :func:`check_value`.
    """
    body = Body()
    for of_field, wanted in values:
        if of_field.id in _ESTIMATES and not of_field.is_custom:
            # ``timeoriginalestimate`` and ``timeestimate`` can only be read.
            minutes = None if wanted.value is None else format_minutes(wanted.value)
            edits = body.update.setdefault("timetracking", [{"edit": {}}])
            edits[0]["edit"][_ESTIMATES[of_field.id]] = minutes
        elif of_field.kind is Kind.PARENT:
            if wanted.value is None:
                body.update["parent"] = [{"set": {"none": True}}]  # null is refused
            else:
                body.fields["parent"] = {"id": wanted.value}
        else:
            body.fields[of_field.id] = write_shape(of_field, wanted)
    return body


def write_shape(of_field: JiraField, wanted: Wanted) -> Any:
    """Write one value as Jira takes it under ``fields``."""
    kind, value = of_field.kind, wanted.value
    shape: Any = value
    if kind is Kind.RICH_TEXT:
        shape = wanted.document
    elif value is None:
        shape = None
    elif kind is Kind.DATETIME:
        moment = datetime.fromisoformat(value).astimezone(UTC)
        shape = moment.isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    elif kind in _THINGS:
        shape = {"id": value}
    elif kind in _LISTS_OF_THINGS:
        shape = [{"id": member} for member in value]
    elif kind is Kind.USER:
        shape = {"accountId": value}
    elif kind is Kind.USERS:
        shape = [{"accountId": member} for member in value]
    elif kind is Kind.GROUP:
        shape = _group(value)
    elif kind is Kind.GROUPS:
        shape = [_group(member) for member in value]
    elif kind is Kind.CASCADE:
        parent, _, child = value.partition(":")
        shape = {"id": parent, "child": {"id": child}} if child else {"id": parent}
    return shape


def _group(value: str) -> dict[str, str]:
    return {"groupId" if _UUID.fullmatch(value) else "name": value}


def written_as(of_field: JiraField) -> tuple[str, ...]:
    """Name the members under which Jira complains of a field."""
    if of_field.id in _ESTIMATES and not of_field.is_custom:
        word = "original" if of_field.id == "timeoriginalestimate" else "remaining"
        return (of_field.id, "timetracking", f"timetracking_{word}estimate")
    return (of_field.id,)


def read_choices(meta: Mapping[str, Any] | None) -> list[Choice] | None:
    """
    Read ``allowedValues`` of a field in ``editmeta``.

    Returns:
        Options of a cascade one by one, those of the second level as ``parent:child``; None where Jira lists none.
    """
    allowed = meta.get("allowedValues") if isinstance(meta, Mapping) else None
    if not isinstance(allowed, list):
        return None
    choices: list[Choice] = []
    for entry in allowed:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str | int):
            continue
        entry_id, name = str(entry["id"]), _name_of(entry)
        key = entry.get("key")
        choices.append(Choice(entry_id, name, (key,) if isinstance(key, str) else ()))
        children = entry.get("children")
        for child in children if isinstance(children, list) else ():
            if isinstance(child, Mapping) and isinstance(child.get("id"), str | int):
                child_name = _name_of(child)
                others = (child_name, f"{name} > {child_name}", f"{name}/{child_name}")
                choices.append(Choice(f"{entry_id}:{child['id']}", f"{name} - {child_name}", others))
    return choices


def _name_of(entry: Mapping[str, Any]) -> str:
    return next((entry[m] for m in ("value", "name") if isinstance(entry.get(m), str)), str(entry.get("id")))


def not_offered(of_field: JiraField, value: Any, choices: Sequence[Choice] | None) -> Problem | None:
    """Say which of a value's ids is none that Jira offers for this issue; None where all are, or it offers no list."""
    if choices is None or value is None:
        return None
    offered = {choice.id for choice in choices}
    for member in value if isinstance(value, list) else [value]:
        if member not in offered:
            return Problem(f"{quote(str(member))} is not a choice of {of_field.name} for this issue.")
    return None
