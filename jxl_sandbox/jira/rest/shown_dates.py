"""
Moments, days and durations in words, as rendered fields have them: English, in the calling person's zone.

Source: the look and feel that Jira comes with: ``dd/MMM/yy`` and ``h:mm a``, made relative for a week back.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from jxl_sandbox.jira.rest.dates import zone

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = (("week", 5 * 8 * 3600), ("day", 8 * 3600), ("hour", 3600), ("minute", 60))
_DAYS_IN_WORDS = 7
_SIZES = ("bytes", "kB", "MB")


def shown_moment(moment_ms: int, zone_name: str) -> str:
    """
    Render a moment: ``17/Jun/26 1:30 PM``.
    """
    local = datetime.fromtimestamp(moment_ms / 1000, zone(zone_name))
    return f"{shown_day(local.date())} {_time(local)}"


def shown_relative(moment_ms: int, zone_name: str, now: datetime) -> str:
    """
    Render a moment as seen from now: ``5 minutes ago``, ``Yesterday 1:30 PM``, ``3 days ago 1:30 PM``.

    What is a week back or more, or yet to come, is told as it is.
    """
    local = datetime.fromtimestamp(moment_ms / 1000, zone(zone_name))
    there = now.astimezone(local.tzinfo)
    gone, days = there - local, (there.date() - local.date()).days
    if gone < timedelta() or days >= _DAYS_IN_WORDS:
        return shown_moment(moment_ms, zone_name)
    if gone < timedelta(minutes=1):
        return "Just now"
    if gone < timedelta(hours=1):
        return f"{_count(gone // timedelta(minutes=1), 'minute')} ago"
    if days == 0:
        return f"{_count(gone // timedelta(hours=1), 'hour')} ago"
    day = "Yesterday" if days == 1 else f"{days} days ago"
    return f"{day} {_time(local)}"


def shown_day(day: date) -> str:
    """
    Render a day: ``17/Jun/26``.
    """
    return f"{day.day:02d}/{_MONTHS[day.month - 1]}/{day.year % 100:02d}"


def shown_duration(seconds: int) -> str:
    """
    Render a duration: ``1 week, 2 days, 30 minutes`` with weeks of 5 days of 8 hours.
    """
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(_count(count, unit))
    return ", ".join(parts) or "0 minutes"


def shown_size(size: int) -> str:
    """
    Render the size of a file: ``23 kB``.
    """
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(_SIZES) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {_SIZES[unit]}" if unit < 2 else f"{amount:.1f} {_SIZES[unit]}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _time(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'AM' if moment.hour < 12 else 'PM'}"
