"""
Jira's date-times: ``2026-09-28T19:32:13.094+0500``, in the calling person's zone, no colon in the offset.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """
    Find a time zone by its name; a site knows only zones that exist, so an unknown one is an error.
    """
    return ZoneInfo(name)


def in_zone(moment_ms: int, zone_name: str) -> str:
    """
    Render epoch milliseconds as Jira does for a person in that zone.
    """
    seconds, millis = divmod(moment_ms, 1000)
    local = datetime.fromtimestamp(seconds, zone(zone_name))
    return f"{local:%Y-%m-%dT%H:%M:%S}.{millis:03d}{local:%z}"


def in_utc(moment_ms: int) -> str:
    """
    Render epoch milliseconds as sprints carry them: UTC, with a Z.
    """
    seconds, millis = divmod(moment_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{millis:03d}Z"


_UNITS = (("w", 5 * 8 * 3600), ("d", 8 * 3600), ("h", 3600), ("m", 60))


def duration(seconds: int) -> str:
    """
    Render a duration as time tracking does: ``1w 2d 3h 30m`` with weeks of 5 days of 8 hours.
    """
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0m"


MOST_SECONDS = 2**31  # no duration is as long as this
_DURATION = re.compile(r"\s*(?:(\d{1,9}(?:\.\d{1,9})?)\s*([wdhm]?))", re.IGNORECASE)


def read_duration(text: str) -> int | None:
    """
    Read a duration as people write it: ``1w 2d 3h 30m``, ``1.5h``; a bare number is minutes.

    Returns:
        Seconds; None when the text is no duration, or one beyond all reason.
    """
    total, end = 0.0, 0
    sizes = dict(_UNITS)
    for found in _DURATION.finditer(text):
        if found.start() != end:
            return None
        total += float(found[1]) * sizes[found[2].lower() or "m"]
        end = found.end()
    return int(total) if end and not text[end:].strip() and total < MOST_SECONDS else None


_FIRST_YEAR, _LAST_YEAR = 2, 9998
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")


def read_moment(text: str) -> int | None:
    """
    Read a date-time as Jira takes it (``2021-01-17T12:34:00.000+0000``) into epoch milliseconds.

    Returns:
        None when the text is no date-time in that form, or at the ends of the calendar, where other zones have
        none for it.
    """
    if not _MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return round(moment.timestamp() * 1000)
