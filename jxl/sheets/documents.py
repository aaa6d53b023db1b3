"""
From a request body to a whole sheet and back: defaults, ids that we make, and members of a newer version.

Pure: the time, the person and random ids are passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pydantic

from jxl.errors import ValidationError
from jxl.sheets.models import DEFAULT_VIEW_NAME, ITEM_LISTS, SERVER_MEMBERS, Sheet, default_columns, new_id
from jxl.sheets.problems import to_error

_NULLABLE = ("description", "defaultView", *ITEM_LISTS)  # null means left out, as everywhere in a sheet


def parse_sheet(body: dict[str, Any], sheet_id: str, make_id: Callable[[], str] = new_id) -> Sheet:
    """
    Build the sheet that a request asks for.

    Left-out members take defaults and items without an id are given one. What the server decides (revision,
    times, people) is passed over, whatever the body says of it.

    Args:
        body: A parsed object without the flaws of ``untrusted.py``.
        sheet_id: The sheet's id.
        make_id: Source of ids.

    Raises:
        ValidationError: Naming each member that is wrong.
    """
    wanted = {
        k: v for k, v in body.items() if k not in SERVER_MEMBERS and (v is not None or k not in _NULLABLE)
    }
    if "columns" not in wanted:
        wanted["columns"] = default_columns(make_id)
    if not wanted.get("views"):
        wanted["views"] = [{"id": make_id(), "name": DEFAULT_VIEW_NAME}]
    for name in ITEM_LISTS:
        if isinstance(wanted.get(name), list):
            wanted[name] = [_with_id(item, make_id) for item in wanted[name]]
    return validate_sheet(wanted | {"id": sheet_id})


def validate_sheet(value: dict[str, Any]) -> Sheet:
    """
    Check a whole sheet.

    Raises:
        ValidationError: Naming each member that is wrong.
    """
    try:
        return Sheet.from_json(value)
    except pydantic.ValidationError as exc:
        raise to_error(exc) from exc


def differences(current: Sheet, sent: Sheet) -> list[dict[str, str]]:
    """
    Say where a sheet as it stands differs from one that was sent.

    Returns:
        ``{"member"}`` for single members and ``{"member", "id", "change", "name"?}`` for items, at most 50; ``change``
        is what happened to the stored sheet: ``added``, ``removed`` or ``changed``. An item without a name has none.
    """
    now, then = current.to_json(), sent.to_json()
    found = [
        {"member": name}
        for name in ("name", "description", "scope", "defaultView")
        if now.get(name) != then.get(name)
    ]
    for name in ITEM_LISTS:
        stored = {item["id"]: item for item in now[name]}
        wanted = {item["id"]: item for item in then[name]}
        for item_id in {**wanted, **stored}:
            if stored.get(item_id) == wanted.get(item_id):
                continue
            change = "changed"
            if item_id not in stored:
                change = "removed"
            elif item_id not in wanted:
                change = "added"
            one = stored.get(item_id) or wanted[item_id]
            title = one.get("name") or one.get("title")
            found.append(
                {"member": name, "id": item_id, "change": change} | ({"name": title} if title else {})
            )
    return found[:50]


def parse_if_match(header: str | None) -> int | None:
    """
    Read ``If-Match``: a revision, quotes optional.

    Returns:
        None when there is no such header.

    Raises:
        ValidationError: It is not a revision.
    """
    if header is None or not header.strip():
        return None
    text = header.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValidationError(
            "If-Match must be the revision that you changed, a whole number.",
            fields={"If-Match": "This must be a revision, such as 7."},
        )
    return int(text)


def _with_id(item: Any, make_id: Callable[[], str]) -> Any:
    if isinstance(item, dict) and item.get("id") is None:
        return {**item, "id": make_id()}
    return item
