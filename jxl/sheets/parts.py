"""
How a sheet is laid out over project properties: names of keys, parts split by size and put together again, the head.

Pure. The head says which parts make the sheet; parts are never changed once written. Everything read is
untrusted: what cannot be used is named in a :class:`Flaw`, never raised.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pydantic
from pydantic import Field, ValidationInfo, field_validator

from jxl.errors import PropertyTooLarge
from jxl.sheets.models import FORMAT, ITEM_LISTS, MAX_DESCRIPTION_CHARS, Scope, Sheet
from jxl.sheets.problems import problems
from jxl.sheets.untrusted import compact, find_flaw, utf16_units
from jxl.sheets.wire import AccountId, At, ItemId, Name, Wire

LIMIT_UNITS = 32_000  # Jira takes 32,768 characters; the rest is for how its counting may differ from ours
MAX_PARTS = 100  # a request of 1 MB fills at most half of them
HISTORY = 10
MAX_REVISION = 2_000_000_000  # what a column of whole numbers holds in every database
_LAST_BELIEVED = (
    1_000_000_000  # nobody saves a sheet so often: somebody wrote that number, and we must be able to go on
)

_HEAD_KEY = re.compile(r"^jxl\.sheet\.([A-Za-z0-9_-]{1,16})$")
_PART_KEY = re.compile(
    r"^jxl\.sheet\.([A-Za-z0-9_-]{1,16})\.r([0-9]{1,15})\.([A-Za-z0-9]{1,32})\.([0-9]{1,4})$"
)
PART_MEMBERS = (
    "format",
    "sheet",
    "revision",
    "part",
    "head",
)  # of a part itself: no list of items is called so
_NOT_IN_COPY = ("id", "revision", "deletedAt")
_NOT_IN_DOCUMENT = ("format", "save", "parts", "history", "counts", "sheet", "part", "head", *ITEM_LISTS)
Save = str


class PartKey(NamedTuple):
    """What the key of a part says."""

    sheet_id: str
    revision: int
    save: Save
    number: int


def head_key(sheet_id: str) -> str:
    return f"jxl.sheet.{sheet_id}"


def part_key(sheet_id: str, revision: int, save: Save, number: int) -> str:
    return f"jxl.sheet.{sheet_id}.r{revision}.{save}.{number}"


def parse_head_key(key: str) -> str | None:
    """The sheet's id when this is the key of a head, else None."""
    match = _HEAD_KEY.fullmatch(key)
    return match[1] if match else None


def parse_part_key(key: str) -> PartKey | None:
    match = _PART_KEY.fullmatch(key)
    return PartKey(match[1], int(match[2]), match[3], int(match[4])) if match else None


def new_save() -> Save:
    """Make the random name of one save, so that two savers never write the same key."""
    return secrets.token_hex(8)


# -- the head -------------------------------------------------------------------------------------------------------


class Revision(Wire):
    """One of the last revisions, as the head lists it. ``scope`` left out is that of the next newer one."""

    revision: int = Field(ge=1, le=MAX_REVISION)
    save: str = Field(pattern=r"^[A-Za-z0-9]{1,32}$")
    parts: int = Field(ge=1, le=MAX_PARTS)
    name: str | None = None
    scope: Scope | None = None
    updated_at: At | None = None
    updated_by: AccountId | None = None


class Head(Wire):
    """The property that makes a sheet: writing it is the commit of a save."""

    format: int
    id: ItemId
    name: Name
    description: str = Field(default="", max_length=MAX_DESCRIPTION_CHARS)
    scope: Scope
    default_view: ItemId | None = None
    revision: int = Field(ge=1, le=MAX_REVISION)
    save: str = Field(pattern=r"^[A-Za-z0-9]{1,32}$")
    parts: int = Field(ge=1, le=MAX_PARTS)
    created_at: At | None = None
    created_by: AccountId | None = None
    updated_at: At | None = None
    updated_by: AccountId | None = None
    deleted_at: At | None = None
    deleted_by: AccountId | None = None
    counts: dict[str, int] = Field(default_factory=dict)
    history: list[Revision] = Field(default_factory=list)

    @field_validator("history", mode="before")
    @classmethod
    def _only_readable(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ARG003 - pydantic's signature
        """A broken entry costs a revision to go back to, not the sheet."""
        if not isinstance(value, list):
            return []
        kept = []
        for item in value[:HISTORY]:
            try:
                kept.append(item if isinstance(item, Revision) else Revision.from_json(item))
            except pydantic.ValidationError:
                continue
        return kept

    @field_validator("counts", mode="before")
    @classmethod
    def _only_counts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return {}
        return {k: v for k, v in value.items() if type(v) is int and isinstance(k, str)}

    def part_keys(self) -> list[str]:
        return [part_key(self.id, self.revision, self.save, number) for number in range(self.parts)]


def entry_of(head: Head) -> Revision:
    """Build the entry by which the next head lists this one."""
    return Revision(
        revision=head.revision,
        save=head.save,
        parts=head.parts,
        name=head.name,
        scope=head.scope,
        updated_at=head.updated_at,
        updated_by=head.updated_by,
    )


def entries_of(head: Head) -> list[Revision]:
    """List the revisions that a head names, itself first, each with its scope; of two with one number, the first."""
    found: dict[int, Revision] = {}
    scope = head.scope
    for entry in [entry_of(head), *head.history]:
        scope = entry.scope or scope
        found.setdefault(entry.revision, entry.model_copy(update={"scope": scope}))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Flaw:
    """
    Why something that was read cannot be used.

    Args:
        code: ``newer_format``, ``not_a_sheet``, ``head_missing``, ``part_missing`` or ``part_broken``.
        text: One sentence for people.
    """

    code: str
    text: str


def parse_head(value: Any, sheet_id: str) -> Head | Flaw:
    """Read a head from a property's value."""
    if isinstance(value, dict) and isinstance(value.get("format"), int) and value["format"] > FORMAT:
        return Flaw(
            "newer_format", "This sheet was saved by a newer version of jxl. The operator needs to update."
        )
    flaw = find_flaw(value)
    if flaw is not None or not isinstance(value, dict):
        return Flaw("not_a_sheet", "What stands in Jira under this sheet's name is not a sheet.")
    try:
        head = Head.from_json(value)
    except pydantic.ValidationError as exc:
        path, text = next(iter(problems(exc).items()))
        return Flaw("not_a_sheet", f"The sheet's head in Jira was changed outside jxl. {path}: {text}")
    if head.revision > _LAST_BELIEVED:
        return Flaw(
            "not_a_sheet", "The sheet's head in Jira was changed outside jxl. revision: It is too large."
        )
    if head.id != sheet_id or head.format < 1:
        return Flaw("not_a_sheet", "The sheet's head in Jira was changed outside jxl: it is another sheet's.")
    return head


def build_head(
    sheet: Sheet, save: Save, parts: int, before: Head | None, earlier: Sequence[Revision] = ()
) -> dict[str, Any]:
    """
    Build the head to be written.

    The revisions before this one are listed, ten at most. When they would not fit, entries first leave out a scope that
    equals the next newer one's, then the oldest go.

    Args:
        before: The head that is replaced.
        earlier: The revisions to be listed where there is no such head.

    Raises:
        PropertyTooLarge: It does not fit even without history.
    """
    history = list(earlier) if before is None else [entry_of(before), *before.history]
    history = history[:HISTORY]
    unknown = {k: v for k, v in (sheet.model_extra or {}).items() if not _is_item_list(v)}
    head = Head(
        format=FORMAT,
        id=sheet.id,
        name=sheet.name,
        description=sheet.description,
        scope=sheet.scope,
        default_view=sheet.default_view,
        revision=sheet.revision,
        save=save,
        parts=parts,
        created_at=sheet.created_at,
        created_by=sheet.created_by,
        updated_at=sheet.updated_at,
        updated_by=sheet.updated_by,
        deleted_at=sheet.deleted_at,
        counts={name: len(getattr(sheet, name)) for name in ITEM_LISTS},
    ).to_json()
    entries = [entry.to_json() for entry in history]
    value = unknown | head | {"history": entries}
    if _units(value) > LIMIT_UNITS:
        newer = head["scope"]
        for entry in entries:
            same = entry.get("scope") == newer
            newer = entry.get("scope", newer)
            if same:
                del entry["scope"]
    while entries and _units(value) > LIMIT_UNITS:
        entries.pop()
    if (size := _units(value)) > LIMIT_UNITS:
        raise PropertyTooLarge("The sheet's name, description and JQL together", size, LIMIT_UNITS)
    return value


def change_head(head: Head, **changes: Any) -> dict[str, Any]:
    """Build a head that differs in some members, such as ``deleted_at``."""
    return head.model_copy(update=changes).to_json()


# -- parts ----------------------------------------------------------------------------------------------------------


def split(sheet: Sheet) -> list[dict[str, Any]]:
    """
    Lay the items of a sheet out over parts, in order, none longer than 32,000 UTF-16 units.

    The first part repeats, as ``head``, what the head says of this revision and how many parts there are, so that a
    revision can be told from a torso and restored whole when its head is gone. Where the repeated members are
    too long for a part, they are too long for the head as well, and :func:`build_head` says so.

    Raises:
        PropertyTooLarge: One item does not fit into a part by itself; it is named.
    """
    whole = sheet.to_json()
    extra = (sheet.model_extra or {}).items()
    lists = (*ITEM_LISTS, *(k for k, v in extra if _is_item_list(v) and k not in PART_MEMBERS))
    copy = {k: v for k, v in whole.items() if k not in lists and k not in (*_NOT_IN_COPY, *PART_MEMBERS)}
    first = _open_part(sheet, 0) | {"head": copy | {"parts": MAX_PARTS}}
    parts = [first]
    room = LIMIT_UNITS - _units(first)
    for name in lists:
        opening = _units(name) + 4  # ,"name":[]
        for number, item in enumerate(whole[name]):
            size = _units(item) + 1  # and a comma
            if size + (0 if name in parts[-1] else opening) > room:
                part = _open_part(sheet, len(parts))
                parts.append(part)
                room = LIMIT_UNITS - _units(part)
                if size + opening > room:
                    label = item.get("name") or item.get("field") or item.get("id", "")
                    raise PropertyTooLarge(f"{name}[{number}] “{label}”", size, room - opening)
            if name not in parts[-1]:
                parts[-1][name] = []
                room -= opening
            parts[-1][name].append(item)
            room -= size
    if len(parts) > MAX_PARTS:
        raise PropertyTooLarge("The sheet", len(parts) * LIMIT_UNITS, MAX_PARTS * LIMIT_UNITS)
    first["head"]["parts"] = len(parts)
    return parts


def _open_part(sheet: Sheet, number: int) -> dict[str, Any]:
    return {"format": FORMAT, "sheet": sheet.id, "revision": sheet.revision, "part": number}


def parse_copy(value: Any, key: PartKey) -> Head | None:
    """
    Read what a first part repeats of its head.

    Args:
        value: What stands under the part's key.

    Returns:
        The head of that revision, without history; None when the part is none, or was written before parts did so.
    """
    if not isinstance(value, dict) or not isinstance(value.get("head"), dict):
        return None
    if (value.get("sheet"), value.get("revision"), value.get("part")) != (key.sheet_id, key.revision, 0):
        return None
    own = {"format": value.get("format"), "id": key.sheet_id, "revision": key.revision, "save": key.save}
    head = parse_head(value["head"] | own | {"history": []}, key.sheet_id)
    return head if isinstance(head, Head) else None


def join(head: Head, values: Mapping[int, Any]) -> tuple[dict[str, Any], list[Flaw]]:
    """
    Put a sheet together from its head and what stands under its parts' keys.

    Args:
        values: By part number; a part that is not there is left out.

    Returns:
        The members of a document, not yet validated, and what is wrong. With flaws, the members are what could be read.
    """
    document = {k: v for k, v in head.to_json().items() if k not in _NOT_IN_DOCUMENT}
    flaws: list[Flaw] = []
    for number in range(head.parts):
        label = f"Part {number + 1} of {head.parts}"
        if number not in values:
            flaws.append(Flaw("part_missing", f"{label} of this sheet was deleted outside jxl."))
            continue
        part = values[number]
        flaw = find_flaw(part)
        expected = (head.id, head.revision, number)
        if (
            flaw is not None
            or not isinstance(part, dict)
            or (part.get("sheet"), part.get("revision"), part.get("part")) != expected
        ):
            flaws.append(
                Flaw("part_broken", f"{label} of this sheet was changed outside jxl and cannot be read.")
            )
            continue
        if isinstance(part.get("format"), int) and part["format"] > FORMAT:
            flaws.append(Flaw("newer_format", f"{label} of this sheet was saved by a newer version of jxl."))
            continue
        for name, items in part.items():
            if name in PART_MEMBERS:
                continue
            there = document.setdefault(name, [])
            if isinstance(items, list) and isinstance(there, list):
                there.extend(items)
            else:
                flaws.append(Flaw("part_broken", f"{label} of this sheet: {name} must be a list."))
    for name in ITEM_LISTS:
        document.setdefault(name, [])
    return document, flaws


def _is_item_list(value: Any) -> bool:
    """Unknown lists of objects travel in parts, where they may grow; other unknown members in the head."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _units(value: Any) -> int:
    return utf16_units(compact(value))


def newest_saves(keys: Iterable[str]) -> dict[str, dict[int, set[Save]]]:
    """Group part keys: ``{sheet: {revision: {save, …}}}``."""
    found: dict[str, dict[int, set[Save]]] = {}
    for key in keys:
        parsed = parse_part_key(key)
        if parsed is not None:
            found.setdefault(parsed.sheet_id, {}).setdefault(parsed.revision, set()).add(parsed.save)
    return found
