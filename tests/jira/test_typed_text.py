"""What a person means who types a text: each way of writing, and what is not guessed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl.jira.durations import format_duration
from jxl.jira.typed_text import (
    Choice,
    Problem,
    choose,
    choose_many,
    choose_person,
    format_minutes,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_labels,
    parse_number,
)

TODAY = date(2026, 11, 21)
OSLO = ZoneInfo("Europe/Oslo")


def words(found: Any) -> Any:
    return found.message if isinstance(found, Problem) else found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5", 5),
        (" -3 ", -3),
        ("2.5", 2.5),
        ("2,5", 2.5),
        (".5", 0.5),
        ("0,125", 0.125),
        ("1.234", 1.234),
        ("1 234", 1234),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234\u202f567", 1234567),
        ("1'234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("−4", -4),
        ("1,234", "“1,234” could be 1234 or 1.234. Write it without the comma."),
        ("two", "“two” is not a number."),
        ("1,23,4", "“1,23,4” is not a number."),
        ("12,34.5", "“12,34.5” is not a number."),
        ("1e5", "“1e5” is not a number."),
        ("NaN", "“NaN” is not a number."),
        ("50%", "“50%” is not a number."),
        ("٣", "“٣” is not a number."),
    ],
)
def test_numbers(text: str, meant: Any) -> None:
    assert words(parse_number(text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-21", "2026-11-21"),
        ("2026/1/2", "2026-01-02"),
        ("21 Nov 2026", "2026-11-21"),
        ("21/Nov/26", "2026-11-21"),
        ("1st december 2026", "2026-12-01"),
        ("Nov 21, 2026", "2026-11-21"),
        ("nov 21", "2026-11-21"),
        ("21.11.2026", "2026-11-21"),
        ("1.2.", "2026-02-01"),
        ("25/12/2026", "2026-12-25"),
        ("12/25/2026", "2026-12-25"),
        ("05/05/2026", "2026-05-05"),
        ("today", "2026-11-21"),
        ("Tomorrow", "2026-11-22"),
        ("31 Feb", "31 Feb is not a date."),
        ("2026-02-30", "2026-02-30 is not a date."),
        ("soon", "soon is not a date."),
        ("5", "5 is not a date."),
        ("03/04/2026", "“03/04/2026” could be 2026-04-03 or 2026-03-04. Write one of these."),
    ],
)
def test_days(text: str, meant: str) -> None:
    assert words(parse_date(text, TODAY)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-21 14:30", "2026-11-21T13:30:00.000Z"),
        ("2026-07-01T14:30", "2026-07-01T12:30:00.000Z"),
        ("2026-11-21T10:00:00+01:00", "2026-11-21T09:00:00.000Z"),
        ("2026-11-21T10:00:00.000+0100", "2026-11-21T09:00:00.000Z"),
        ("2026-11-21T09:00:00Z", "2026-11-21T09:00:00.000Z"),
        ("21 Nov 2026 2:30 PM", "2026-11-21T13:30:00.000Z"),
        ("today 9am", "2026-11-21T08:00:00.000Z"),
        ("21 Nov 2026, 12:05 am", "2026-11-20T23:05:00.000Z"),
        ("21 Nov", "2026-11-20T23:00:00.000Z"),
        ("31 Feb 10:00", "31 Feb is not a date."),
        ("21 Nov 25:00", "“21 Nov 25:00” is not a date and time."),
        ("21 Nov 13:00 pm", "“21 Nov 13:00 pm” is not a date and time."),
    ],
)
def test_moments(text: str, meant: str) -> None:
    assert words(parse_datetime(text, TODAY, OSLO)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2h 30m", 9000),
        ("2h30m", 9000),
        ("1w 2d 3h", 144_000 + 57_600 + 10_800),
        ("2.5h", 9000),
        ("2,5 hours", 9000),
        ("1:30", 5400),
        ("0", 0),
        ("45 min", 2700),
        ("5", "“5” has no unit. Write 5h or 5m."),
        ("2x", "“2x” is not a duration. Write it as 2h 30m."),
        ("h", "“h” is not a duration. Write it as 2h 30m."),
        ("-2h", "“-2h” is not a duration. Write it as 2h 30m."),
        ("999999999w", "“999999999w” is not a duration. Write it as 2h 30m."),
    ],
)
def test_durations(text: str, meant: Any) -> None:
    assert words(parse_duration(text)) == meant


@given(st.integers(0, 10**7))
def test_durations_are_read_as_they_are_shown(minutes: int) -> None:
    assert parse_duration(format_duration(minutes * 60)) == minutes * 60
    assert parse_duration(format_minutes(minutes * 60)) == minutes * 60


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_days_are_read_as_they_are_shown(day: date) -> None:
    assert parse_date(day.isoformat(), TODAY) == day.isoformat()
    assert parse_date(day.strftime("%d %b %Y"), TODAY) == day.isoformat()


@given(st.floats(allow_nan=False, allow_infinity=False, width=32).filter(lambda x: "e" not in repr(x)))
def test_numbers_are_read_as_they_are_written(number: float) -> None:
    assert parse_number(repr(number)) == number


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_a_sentence(text: str) -> None:
    for found in (
        parse_number(text),
        parse_date(text, TODAY),
        parse_datetime(text, TODAY, OSLO),
        parse_duration(text),
        choose(text, [], "Field"),
        choose_person(text, [], 50),
    ):
        assert not isinstance(found, Problem) or found.message.endswith(".")
    assert all(label and not any(c.isspace() for c in label) for label in parse_labels(text))


CHOICES = [
    Choice("1", "High"),
    Choice("2", "Low"),
    Choice("3", "Kör"),
    Choice("4", "a, b"),
    Choice("10", "Back end - Storage", ("Storage",)),
    Choice("20", "Front - Storage", ("Storage",)),
]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("high", "1"),
        (" Low ", "2"),
        ("kor", "3"),
        ("2", "2"),
        ("back end - storage", "10"),
        ("Storage", "“Storage” is 2 choices of Area."),
        ("Other", "“Other” is not a choice of Area. There are High, Low, Kör, a, b and 2 more."),
    ],
)
def test_choices(text: str, meant: str) -> None:
    assert words(choose(text, CHOICES, "Area")) == meant


def test_several_choices() -> None:
    assert choose_many("high, Low; high", CHOICES, "Area") == ["1", "2"]
    assert choose_many("a, b", CHOICES, "Area") == ["4"]
    assert (
        words(choose_many("high, x", CHOICES[:1], "Area")) == "“x” is not a choice of Area. There are High."
    )


def test_people() -> None:
    sams = [Choice("1", "Samuel Osei"), Choice("2", "Sam Hart")]
    assert words(choose_person("Sam", sams, 50)) == "“Sam” is 2 people."
    assert choose_person("sam hart", sams, 50) == "2"
    assert choose_person("Samu", sams[:1], 50) == "1"
    assert words(choose_person("Tom", [], 50)) == "Nobody is called “Tom”."
    assert words(choose_person("S", sams, 2)) == "“S” is 2 people or more."


def test_days_without_a_year_are_of_this_one() -> None:
    assert parse_date("1 Jan", TODAY + timedelta(days=60)) == "2027-01-01"
