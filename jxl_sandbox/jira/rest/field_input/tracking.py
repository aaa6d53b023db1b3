"""
Reads estimates: ``timetracking``, which writes the original and the remaining estimate.
"""

from __future__ import annotations

import re
from typing import Any

from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext, as_object

_UNITS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([wdhm])?", re.IGNORECASE)
_MOST_SECONDS = 2**31 - 1


def parse_duration(text: str) -> int:
    """
    Read a duration: ``1w 2d 3h 30m`` with weeks of 5 days of 8 hours; a bare number is minutes.

    Returns:
        Seconds.

    Raises:
        ValueError: It is none, or too long.
    """
    parts = text.split()
    found = [_PART.fullmatch(part) for part in parts]
    if not parts or any(match is None for match in found):
        raise ValueError(text)
    seconds = sum(float(m.group(1)) * _UNITS[(m.group(2) or "m").lower()] for m in found if m is not None)
    if seconds > _MOST_SECONDS:
        raise ValueError(text)
    return round(seconds)


def read_time_tracking(context: InputContext, raw: Any) -> dict[str, int | None]:
    """
    Read both estimates; one that is not named stays, and an issue without any takes the one for both.

    Returns:
        New values of ``timeoriginalestimate`` and ``timeestimate``.
    """
    data = {} if raw is None else as_object(raw)
    original = _estimate(data, "originalEstimate", "original")
    remaining = _estimate(data, "remainingEstimate", "remaining")
    changes: dict[str, int | None] = {}
    if raw is None or "originalEstimate" in data:
        changes["timeoriginalestimate"] = original
    if raw is None or "remainingEstimate" in data:
        changes["timeestimate"] = remaining
    held = context.values
    if held.get("timeoriginalestimate") is None and held.get("timeestimate") is None:
        given = original if original is not None else remaining
        changes.setdefault("timeoriginalestimate", given)
        changes.setdefault("timeestimate", given)
    return changes


def _estimate(data: dict[str, Any], name: str, word: str) -> int | None:
    raw = data.get(name)
    if raw is None or raw == "":
        return None
    try:
        if not isinstance(raw, str):
            raise ValueError(name)
        return parse_duration(raw)
    except ValueError as error:
        raise FieldError(
            f"The {word} estimate specified is not valid.", f"timetracking_{word}estimate"
        ) from error
