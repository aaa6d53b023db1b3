"""
Jira's date-times: ``2026-09-28T19:32:13.094+0500``, in the calling person's zone, no colon in the offset.
"""

from __future__ import annotations

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
