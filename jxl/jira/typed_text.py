"""
What a person means who types or pastes a text into a cell: numbers, days, moments, durations, names. Pure.

No country's way of writing is taken for granted. What could mean two things is not guessed: a :class:`Problem` says
which they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from jxl.jira.durations import DAYS_PER_WEEK, HOURS_PER_DAY


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is not understood, as one sentence for the person."""

    message: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen: canonical and by name; ``other_names`` mean it as well."""

    id: str
    name: str
    other_names: tuple[str, ...] = ()


_SHOWN_CHARS = 60
_BLANKS = "\u00a0\u2009\u202f"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_DAY_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*|[+-]?[.,][0-9]+")
_ISO_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DOTTED_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4}|[0-9]{2})?")
_SLASHED_DAY = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4}|[0-9]{2})")
_NAMED_DAY = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[ ./-]+([a-z]{3,9})\.?(?:,?[ ./-]+([0-9]{4}|[0-9]{2}))?"
)
_NAMED_MONTH = re.compile(r"([a-z]{3,9})\.?[ ./-]+([0-9]{1,2})(?:st|nd|rd|th)?(?:,?[ ./-]+([0-9]{4}))?")
_TIME = re.compile(r"(?P<h>[0-9]{1,2})(?:[:.](?P<m>[0-9]{2})(?::(?P<s>[0-9]{2}))?)?\s*(?P<half>am|pm)?")
_WITH_TIME = re.compile(
    r"(?P<day>.+?)(?:[ T]|,\s*)(?P<time>[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?:\s*[ap]m)?|[0-9]{1,2}\s*[ap]m)",
    re.IGNORECASE,
)
_DURATION_PART = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_UNITS_S = {"w": DAYS_PER_WEEK * HOURS_PER_DAY * 3600, "d": HOURS_PER_DAY * 3600, "h": 3600, "m": 60, "s": 1}
_UNIT_WORDS = {
    **dict.fromkeys(("w", "wk", "week", "weeks"), "w"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "m"),
}
_MOST_SECONDS = 2**31 - 1


def quote(text: str) -> str:
    """Quote what somebody wrote, cut to a readable length, on one line."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _SHOWN_CHARS else line[: _SHOWN_CHARS - 1] + '…'}”"


def fold(text: str) -> str:
    """Bring a name into the form in which names are compared: no case, no accents, single blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def parse_number(text: str) -> int | float | Problem:
    """
    Read a number. Blanks and apostrophes group digits; the last of several kinds of separators is the decimal one.

    ``1,234`` is refused: it is 1234 in one country and 1.234 in another.
    """
    compact = re.sub(r"[\s'’]" + f"|[{_BLANKS}]", "", text).replace("−", "-")
    if not _NUMBER.fullmatch(compact):
        return Problem(f"{quote(text)} is not a number.")
    commas, points = compact.count(","), compact.count(".")
    if commas and points:
        decimal = "," if compact.rindex(",") > compact.rindex(".") else "."
        group = "." if decimal == "," else ","
        if compact.count(decimal) > 1 or not _is_grouped(compact.split(decimal)[0], group):
            return Problem(f"{quote(text)} is not a number.")
        compact = compact.replace(group, "").replace(decimal, ".")
    elif commas + points > 1:
        group = "," if commas else "."
        if not _is_grouped(compact, group):
            return Problem(f"{quote(text)} is not a number.")
        compact = compact.replace(group, "")
    elif commas:
        whole, _, rest = compact.partition(",")
        if len(rest) == 3 and whole.lstrip("+-") not in ("", "0"):
            return Problem(
                f"{quote(text)} could be {whole}{rest} or {whole}.{rest}. Write it without the comma."
            )
        compact = compact.replace(",", ".")
    try:
        number = float(compact)
    except ValueError:
        return Problem(f"{quote(text)} is not a number.")
    is_whole = number.is_integer() and abs(number) < 2**53
    return int(number) if is_whole else number


def _is_grouped(text: str, group: str) -> bool:
    first, *others = text.lstrip("+-").split(group)
    return 1 <= len(first) <= 3 and all(len(part) == 3 and part.isdigit() for part in others)


def parse_date(text: str, today: date) -> str | Problem:  # noqa: PLR0911 - one way of writing after another
    """
    Read a day: ``2026-11-21``, ``21 Nov 2026``, ``21.11.2026``, ``Nov 21``, ``tomorrow``.

    A day without a year is of this year. ``03/04/2026`` is refused unless one of the two cannot be a month.

    Returns:
        ``YYYY-MM-DD``.
    """
    written = " ".join(text.split()).lower()
    wrong = Problem(f"{' '.join(text.split())[:_SHOWN_CHARS] or quote(text)} is not a date.")
    if written in _DAY_WORDS:
        return (today + timedelta(days=_DAY_WORDS[written])).isoformat()
    if match := _ISO_DAY.fullmatch(written):
        return _day(int(match[1]), int(match[2]), int(match[3])) or wrong
    if match := _DOTTED_DAY.fullmatch(written):
        return _day(_year(match[3], today), int(match[2]), int(match[1])) or wrong
    if match := _SLASHED_DAY.fullmatch(written):
        return _slashed(match, text, today, wrong)
    if match := _NAMED_DAY.fullmatch(written):
        return _day(_year(match[3], today), _month(match[2]), int(match[1])) or wrong
    if match := _NAMED_MONTH.fullmatch(written):
        return _day(_year(match[3], today), _month(match[1]), int(match[2])) or wrong
    return wrong


def _slashed(match: re.Match[str], text: str, today: date, wrong: Problem) -> str | Problem:
    first, second, year = int(match[1]), int(match[2]), _year(match[3], today)
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first and month_first and day_first != month_first:
        return Problem(f"{quote(text)} could be {day_first} or {month_first}. Write one of these.")
    return day_first or month_first or wrong


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _year(written: str | None, today: date) -> int:
    if not written:
        return today.year
    return int(written) if len(written) == 4 else 2000 + int(written)


def _month(word: str) -> int:
    if word in _MONTHS or word in _LONG_MONTHS or word == "sept":
        return 1 + _MONTHS.index(word[:3])
    return 0


def parse_datetime(text: str, today: date, zone: tzinfo) -> str | Problem:
    """
    Read a moment: a day as :func:`parse_date` and a time, or ISO 8601 with its offset; a day alone is its beginning.

    Args:
        zone: Of the person, for what is written without an offset.

    Returns:
        An instant in UTC with milliseconds and ``Z``.
    """
    written = text.strip()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None:
        day_text, hours, minutes, seconds = written, 0, 0, 0
        if match := _WITH_TIME.fullmatch(written):
            day_text = match["day"].rstrip(",")
            time = _TIME.fullmatch(match["time"].lower())
            if time is None:
                return Problem(f"{quote(text)} is not a date and time.")
            hours, minutes, seconds = int(time["h"]), int(time["m"] or 0), int(time["s"] or 0)
            if time["half"]:
                if not 1 <= hours <= 12:
                    return Problem(f"{quote(text)} is not a date and time.")
                hours = hours % 12 + (12 if time["half"] == "pm" else 0)
        day = parse_date(day_text, today)
        if isinstance(day, Problem):
            return day
        try:
            moment = datetime.fromisoformat(day).replace(hour=hours, minute=minutes, second=seconds)
        except ValueError:
            return Problem(f"{quote(text)} is not a date and time.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        return Problem(f"{quote(text)} is not a date and time.")


def parse_duration(text: str) -> int | Problem:
    """
    Read an amount of work: ``1w 2d 3h 30m``, ``2.5h``, ``1:30``, ``2 hours``; a day has 8 hours, a week 5 days.

    Returns:
        Whole seconds.
    """
    written = " ".join(text.split()).lower()
    if match := _CLOCK.fullmatch(written):
        return int(match[1]) * 3600 + int(match[2]) * 60
    if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", written):
        if float(written.replace(",", ".")) == 0:
            return 0
        return Problem(f"{quote(text)} has no unit. Write {written}h or {written}m.")
    seconds = 0.0
    rest = written
    while rest:
        match = _DURATION_PART.match(rest)
        unit = _UNIT_WORDS.get(match[2]) if match else None
        if match is None or unit is None:
            return Problem(f"{quote(text)} is not a duration. Write it as 2h 30m.")
        seconds += float(match[1].replace(",", ".")) * _UNITS_S[unit]
        rest = rest[match.end() :].lstrip(" ,")
    if not written or seconds > _MOST_SECONDS:
        return Problem(f"{quote(text)} is not a duration. Write it as 2h 30m.")
    return round(seconds)


def format_minutes(seconds: int | float) -> str:
    """Write a duration as Jira takes it whatever a day has there: in minutes, the smallest unit it keeps."""
    return f"{round(seconds / 60)}m"


def split_list(text: str) -> list[str]:
    """Split what stands between commas, semicolons and ends of lines."""
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def parse_labels(text: str) -> list[str]:
    """Read labels: blanks part them as well, as a label cannot hold any."""
    return list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", text))))


def choose(text: str, choices: Sequence[Choice], what: str) -> str | Problem:
    """
    Find the one choice that a text names: by id, then by name, without regard to case and accents.

    Args:
        what: Name of the field, for the sentence.
    """
    wanted = text.strip()
    for matches in (
        [c for c in choices if wanted in (c.name, *c.other_names)],
        [c for c in choices if fold(wanted) in map(fold, (c.name, *c.other_names))],
        [c for c in choices if c.id == wanted],
    ):
        if len(matches) == 1:
            return matches[0].id
        if matches:
            return Problem(f"{quote(text)} is {len(matches)} choices of {what}.")
    shown = [c.name for c in choices[:4]]
    more = "" if len(choices) <= len(shown) else f" and {len(choices) - len(shown)} more"
    there = f" There are {', '.join(shown)}{more}." if shown else ""
    return Problem(f"{quote(text)} is not a choice of {what}.{there}")


def choose_many(text: str, choices: Sequence[Choice], what: str) -> list[str] | Problem:
    """Find the choices that a text names, parted by commas; a name that holds a comma itself counts first."""
    whole = choose(text, choices, what)
    if not isinstance(whole, Problem):
        return [whole]
    found: list[str] = []
    for part in split_list(text):
        one = choose(part, choices, what)
        if isinstance(one, Problem):
            return one
        found.append(one)
    return list(dict.fromkeys(found))


def choose_person(
    text: str, found: Sequence[Choice], most: int, nobody: str = "Nobody is called"
) -> str | Problem:
    """
    Find the one person that a text names among those whom Jira found for it.

    Args:
        most: How many Jira was asked for at most.
        nobody: How the sentence begins where there is none.
    """
    wanted = fold(text)
    exact = [person for person in found if fold(person.name) == wanted or person.id == text.strip()]
    matches = exact or found
    if len(matches) == 1:
        return matches[0].id
    if not matches:
        return Problem(f"{nobody} {quote(text)}.")
    count = f"{most} people or more" if len(matches) >= most else f"{len(matches)} people"
    return Problem(f"{quote(text)} is {count}.")
