"""Checks of what comes in as JSON on the sandbox's own routes, with messages that say what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Kind = Any  # a type, or a union of types
_NAMES: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    dict: "an object",
    list: "a list",
    int | float: "a number",
}


class ShapeError(ValueError):
    """A body that is not as it should be; the message is shown to whoever sent it."""


def check_members(
    what: str, raw: Any, members: Mapping[str, Kind], required: Collection[str] = ()
) -> dict[str, Any]:
    """
    Check that a JSON value is an object with known members of the right types.

    Raises:
        ShapeError: It is not; the first trouble found is named.
    """
    if not isinstance(raw, dict):
        raise ShapeError(f"{what} must be an object.")
    for name, value in raw.items():
        if name not in members:
            raise ShapeError(f"{what} has no member {name!r}. It knows {', '.join(sorted(members))}.")
        kind = members[name]
        is_number = kind in (int, int | float)
        if not isinstance(value, kind) or (is_number and isinstance(value, bool)):
            raise ShapeError(f"{name} of {what} must be {_NAMES.get(kind, 'something else')}.")
        if is_number and value < 0:
            raise ShapeError(f"{name} of {what} must not be negative.")
    for name in required:
        if name not in raw:
            raise ShapeError(f"{what} needs {name}.")
    return raw
