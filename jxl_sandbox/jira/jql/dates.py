"""
Dates and durations as JQL writes them. Pure: *now* and the zone come from the caller.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_ABSOLUTE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?")
_RELATIVE = re.compile(r"([-+]?)\s*(\d{1,6}[wdhm](?:\s+\d{1,6}[wdhm])*)")
_PART = re.compile(r"(\d+)([wdhm])")
_INCREMENT = re.compile(r"([-+]?)(\d{1,6})([yMwdhm]?)")
_SECONDS = {"w": 7 * 86_400, "d": 86_400, "h": 3_600, "m": 60}
# Estimates count working time: Jira's default of 8 hours a day and 5 days a week.
_WORK_SECONDS = {"w": 5 * 8 * 3_600, "d": 8 * 3_600, "h": 3_600, "m": 60}
# Where a week begins on a Sunday; elsewhere it is Monday.
_SUNDAY_LOCALES = frozenset({"en_US", "en_CA", "ja_JP", "ko_KR", "pt_BR", "zh_TW"})

FORMATS = (
    "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period "
    "format e.g. '-5d', '4w 2d'."
)


def to_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def parse_moment(text: str, now: datetime) -> datetime | None:
    """
    Parse a date, a date with a time, or a period counted from ``now``; None when it is neither.

    A date alone is its first minute in the zone of ``now``. Weeks and days of a period are calendar days (the
    wall clock stays), hours and minutes are elapsed time.
    """
    text = text.strip()
    if match := _ABSOLUTE.fullmatch(text):
        year, month, day, hour, minute = (int(g or 0) for g in match.groups())
        try:
            return datetime(year, month, day, hour, minute, tzinfo=now.tzinfo)
        except ValueError:
            return None
    if match := _RELATIVE.fullmatch(text):
        sign = -1 if match[1] == "-" else 1
        moment = now
        try:
            for amount, unit in _PART.findall(match[2]):
                moment = _add(moment, sign * int(amount), unit)
        except (OverflowError, ValueError, OSError):
            return None  # out of the calendar
        return moment
    return None


def parse_work_seconds(text: str) -> int | None:
    """Parse an estimate such as ``1d 4h``; a number alone counts minutes. None when it is neither."""
    text = text.strip()
    if re.fullmatch(r"\d{1,9}", text):
        return int(text) * 60
    match = _RELATIVE.fullmatch(text)
    if match is None or match[1]:
        return None
    return sum(int(amount) * _WORK_SECONDS[unit] for amount, unit in _PART.findall(match[2]))


def edge_of(now: datetime, unit: str, *, is_end: bool, increment: str | None, locale: str) -> datetime | None:
    """
    Compute ``startOfMonth("-1")`` and its likes.

    Args:
        unit: ``d``, ``w``, ``M`` or ``y``.
        is_end: The last millisecond of the unit instead of the first one.
        increment: ``(+/-)n`` with an optional unit, which is ``unit`` when left out. An increment in the same
            unit moves first (the end of next month), one in another moves the edge (``endOfMonth("+15d")``).
        locale: Decides with which day a week begins.

    Returns:
        None when ``increment`` is not one, or leads out of the calendar.
    """
    amount, step = 0, unit
    if increment is not None:
        match = _INCREMENT.fullmatch(increment.strip())
        if match is None:
            return None
        amount = int(match[2]) * (-1 if match[1] == "-" else 1)
        step = match[3] or unit
    try:
        if step == unit:
            return _edge(_add(now, amount, step), unit, is_end, locale)
        return _add(_edge(now, unit, is_end, locale), amount, step)
    except (OverflowError, ValueError, OSError):
        return None


def _edge(moment: datetime, unit: str, is_end: bool, locale: str) -> datetime:
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit == "w":
        days = (start.weekday() + 1) % 7 if locale in _SUNDAY_LOCALES else start.weekday()
        start -= timedelta(days=days)
    elif unit == "M":
        start = start.replace(day=1)
    elif unit == "y":
        start = start.replace(month=1, day=1)
    return _add(start, 1, unit) - timedelta(milliseconds=1) if is_end else start


def _add(moment: datetime, amount: int, unit: str) -> datetime:
    if unit in "My":
        months = moment.year * 12 + moment.month - 1 + amount * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return _clamp(moment, year, month + 1)
    if unit in "hm":
        # Elapsed time, not wall time: through UTC and back.
        elapsed = moment.timestamp() + amount * _SECONDS[unit]
        return datetime.fromtimestamp(elapsed, tz=moment.tzinfo)
    return moment + timedelta(days=amount * (7 if unit == "w" else 1))


def _clamp(moment: datetime, year: int, month: int) -> datetime:
    """The same day of another month, or that month's last one."""
    for day in (moment.day, 30, 29, 28):
        if day <= moment.day:
            try:
                return moment.replace(year=year, month=month, day=day)
            except ValueError:
                if not 1 <= year <= 9999:
                    raise
    raise ValueError("no such month")
