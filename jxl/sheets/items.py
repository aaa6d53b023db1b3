"""
The views, structures and formats of a sheet, each by itself: read from a body, put into a sheet, taken out, compared.

Pure. An item refers to others by id: a view to its structure and its formats. What an item that was removed leaves
behind stays as it is and is passed over by whoever draws the sheet, so that undoing a removal brings everything back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pydantic

from jxl.errors import PropertyTooLarge, ValidationError
from jxl.sheets.documents import validate_sheet
from jxl.sheets.models import (
    MAX_FORMATS,
    MAX_STRUCTURES,
    MAX_VIEWS,
    Format,
    Sheet,
    Structure,
    View,
    new_id,
)
from jxl.sheets.problems import to_error
from jxl.sheets.untrusted import MAX_BODY_BYTES, compact
from jxl.sheets.wire import Wire

Kind = Literal["views", "structures", "formats"]
Item = dict[str, Any]

KINDS: tuple[Kind, ...] = ("views", "structures", "formats")
MAX_SHEET_BYTES = (
    MAX_BODY_BYTES - 50_000
)  # so that the whole, with what a request adds, can still be sent at once
_MODELS: dict[Kind, type[Wire]] = {"views": View, "structures": Structure, "formats": Format}
_LIMITS: dict[Kind, int] = {"views": MAX_VIEWS, "structures": MAX_STRUCTURES, "formats": MAX_FORMATS}
_WORDS: dict[Kind, str] = {"views": "view", "structures": "structure", "formats": "format"}


def word_of(kind: Kind) -> str:
    """Give the word for one of a kind."""
    return _WORDS[kind]


def parse_item(
    kind: Kind, body: Item, item_id: str | None = None, make_id: Callable[[], str] = new_id
) -> Item:
    """
    Build the item that a request asks for; members that this version does not know are kept.

    Args:
        item_id: The id that the address names; without one the body's counts, else one is made.

    Raises:
        ValidationError: Naming each member that is wrong.
    """
    sent = body.get("id")
    if item_id is not None and sent is not None and sent != item_id:
        raise ValidationError(fields={"id": "This must be the id in the address, or be left out."})
    if sent is None:
        body = {**body, "id": item_id or make_id()}
    try:
        return _MODELS[kind].from_json(body).to_json()
    except pydantic.ValidationError as exc:
        raise to_error(exc) from exc


def list_items(sheet: Sheet, kind: Kind) -> list[Item]:
    """Write all items of a kind, in their order."""
    items: list[Wire] = getattr(sheet, kind)
    return [item.to_json() for item in items]


def find_item(sheet: Sheet, kind: Kind, item_id: str) -> Item | None:
    """Write one item; None when the sheet does not have it."""
    items: list[View | Structure | Format] = getattr(sheet, kind)
    return next((item.to_json() for item in items if item.id == item_id), None)


def put_item(sheet: Sheet, kind: Kind, item: Item, before: str | None = None) -> Sheet:
    """
    Build the sheet with an item: in the place of the one with its id, else added.

    Args:
        before: The item that a new one is to stand before; at the end without one.

    Raises:
        ValidationError: There are as many of the kind as there may be.
        PropertyTooLarge: The sheet would be too large to be sent at once.
    """
    items = list_items(sheet, kind)
    places = {known["id"]: place for place, known in enumerate(items)}
    if item["id"] in places:
        items[places[item["id"]]] = item
    elif len(items) >= _LIMITS[kind]:
        text = f"A sheet has at most {_LIMITS[kind]:,} {kind}. Delete one that nobody needs first."
        raise ValidationError(text, fields={kind: text})
    else:
        items.insert(places.get(before or "", len(items)), item)
    return _with_items(sheet, kind, items)


def remove_item(sheet: Sheet, kind: Kind, item_id: str) -> Sheet:
    """
    Build the sheet without an item.

    Raises:
        ValidationError: It is the last view.
    """
    items = [item for item in list_items(sheet, kind) if item["id"] != item_id]
    if kind == "views" and not items:
        text = "A sheet has at least one view. Add another one before you delete this."
        raise ValidationError(text, fields={"views": text})
    return _with_items(sheet, kind, items)


def references(kind: Kind, item: Item) -> Iterator[tuple[Kind, str]]:
    """
    Name the items that one rests on: a view's structure and formats.

    Columns are not among them: one that is gone is passed over, and its title or width changes nothing about a view.
    """
    if kind == "views":
        if item.get("structure") is not None:
            yield "structures", item["structure"]
        for format_id in item.get("formats", ()):
            yield "formats", format_id


def differing_members(one: Item, other: Item) -> list[str]:
    """Name the members in which two states of an item differ."""
    return [name for name in {**one, **other} if one.get(name) != other.get(name)]


def _with_items(sheet: Sheet, kind: Kind, items: list[Item]) -> Sheet:
    whole = {**sheet.to_json(), kind: items}
    size = len(compact(whole))
    if size > MAX_SHEET_BYTES and size > len(compact(sheet.to_json())):
        raise PropertyTooLarge("The sheet with this", size, MAX_SHEET_BYTES)
    return validate_sheet(whole)
