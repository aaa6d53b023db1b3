"""
What can be had of a sheet whose properties were changed, replaced or deleted by hand.

The first part of each revision repeats its head, so that the keys of a project and these parts are enough to find the
revisions that are whole. Reads only; what is found is offered, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pydantic

from jxl.errors import JxlError
from jxl.sheets.documents import validate_sheet
from jxl.sheets.models import DEFAULT_VIEW_NAME, ITEM_LISTS
from jxl.sheets.parts import (
    HISTORY,
    Flaw,
    Head,
    PartKey,
    Revision,
    entry_of,
    join,
    parse_copy,
    parse_part_key,
    part_key,
)
from jxl.sheets.properties import ProjectProperties, fetch_all
from jxl.sheets.saving import Stored
from jxl.sheets.untrusted import find_flaw
from jxl.sheets.upgrades import upgrade

HEAD_MISSING = Flaw(
    "head_missing",
    "This sheet was deleted in Jira, outside jxl. Its parts are still there, and whoever may edit sheets here can "
    "restore it.",
)


#: Revision and save: what the keys of all parts of one save begin with.
SaveName = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Damaged:
    """
    A sheet that cannot be used as it stands in Jira.

    Args:
        reason: One or more sentences for people.
        flaws: Each thing that is wrong.
        head: The head, if that at least can be read; its history says what can be restored.
        readable: The members of the document that could be read, not validated.
        restorable: Revisions that can be restored, newest first, as far as the keys tell.
    """

    sheet_id: str
    reason: str
    flaws: tuple[Flaw, ...]
    head: Head | None
    readable: dict[str, Any]
    restorable: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision that is whole by its parts alone, and the head that its first part repeats."""

    entry: Revision
    copy: Head


def group_parts(keys: Iterable[str]) -> dict[str, dict[SaveName, set[int]]]:
    """Group the keys of parts: ``{sheet: {(revision, save): {number, …}}}``."""
    found: dict[str, dict[SaveName, set[int]]] = {}
    for key in keys:
        parsed = parse_part_key(key)
        if parsed is not None:
            saves = found.setdefault(parsed.sheet_id, {})
            saves.setdefault((parsed.revision, parsed.save), set()).add(parsed.number)
    return found


def salvage(value: Any) -> list[Revision]:
    """List the revisions that a broken head still names."""
    if not isinstance(value, dict) or find_flaw(value) is not None:
        return []
    history = value.get("history")
    found = []
    for item in [value, *(history if isinstance(history, list) else [])][: HISTORY + 1]:
        try:
            found.append(Revision.from_json(item))
        except pydantic.ValidationError:
            continue
    return found


def find_kept(properties: ProjectProperties, sheet_id: str, saves: dict[SaveName, set[int]]) -> list[Kept]:
    """
    Find the revisions of a sheet that are whole, by their parts alone, newest first.

    Args:
        saves: The sheet's parts, as :func:`group_parts` gives them; one call for each save among them.
    """
    keys = {
        part_key(sheet_id, *save, 0): PartKey(sheet_id, *save, 0)
        for save, numbers in saves.items()
        if 0 in numbers
    }
    kept = []
    for name, value in fetch_all(properties, keys).items():
        key = keys[name]
        copy = parse_copy(value, key)
        if copy is not None and saves[key.revision, key.save] >= set(range(copy.parts)):
            kept.append(Kept(entry_of(copy), copy))
    return sorted(kept, key=lambda one: (one.entry.revision, one.entry.updated_at or ""), reverse=True)


def with_parts(entries: Iterable[Revision], saves: dict[SaveName, set[int]]) -> tuple[Revision, ...]:
    """Of some revisions, those whose parts are all there."""
    return tuple(
        entry
        for entry in entries
        if saves.get((entry.revision, entry.save), set()) >= set(range(entry.parts))
    )


def build(head: Head, values: dict[int, Any]) -> Stored | Damaged:
    """
    Put head and parts together, bring them up to date and validate the whole.

    Args:
        values: By part number; a part that is not there is left out.
    """
    document, flaws = join(head, values)
    if not flaws:
        document = upgrade(document, head.format)
        if not document["views"]:
            document = {**document, "views": [{"id": "default", "name": DEFAULT_VIEW_NAME}]}
        try:
            return Stored(validate_sheet(document), head)
        except JxlError as exc:
            flaws = [Flaw("part_broken", f"This sheet was changed outside jxl. {exc.message}")]
    readable = {k: v for k, v in document.items() if k not in ITEM_LISTS or v}
    return Damaged(head.id, " ".join(flaw.text for flaw in flaws), tuple(flaws), head, readable)
