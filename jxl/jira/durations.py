"""Durations as Jira writes them: ``1w 2d 3h 30m``. Pure."""

from __future__ import annotations

HOURS_PER_DAY = 8
DAYS_PER_WEEK = 5


def format_duration(
    seconds: int, hours_per_day: float = HOURS_PER_DAY, days_per_week: float = DAYS_PER_WEEK
) -> str:
    """
    Write seconds as weeks, days, hours and minutes of work.

    Args:
        hours_per_day: The site's setting; a week is ``days_per_week`` of these days.

    Returns:
        ``0m`` for none; seconds only where they do not fill a minute.
    """
    if seconds == 0:
        return "0m"
    day_s = int(hours_per_day * 3600)
    parts = []
    rest = abs(seconds)
    for unit_s, letter in ((int(day_s * days_per_week), "w"), (day_s, "d"), (3600, "h"), (60, "m"), (1, "s")):
        count, rest = divmod(rest, unit_s)
        if count:
            parts.append(f"{count}{letter}")
    return ("-" if seconds < 0 else "") + " ".join(parts)
