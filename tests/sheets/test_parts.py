"""Sheets laid out over properties: sizes, round trips, and what is made of damage."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxl.errors import PropertyTooLarge
from jxl.sheets.documents import parse_sheet, validate_sheet
from jxl.sheets.models import Sheet
from jxl.sheets.parts import (
    LIMIT_UNITS,
    Head,
    Revision,
    build_head,
    head_key,
    join,
    parse_head,
    parse_head_key,
    parse_part_key,
    part_key,
    split,
)

AWKWARD = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from('"\\\x01🛳é\t')),
    max_size=2000,
)


def make_sheet(**members: Any) -> Sheet:
    body = {"name": "Plan", "scope": {"jql": "project = FER"}, **members}
    return parse_sheet(body, "sheet1").model_copy(update={"revision": 3})


def units(value: Any) -> int:
    """What Jira counts: UTF-16 units of the compact JSON."""
    return len(orjson.dumps(value).decode().encode("utf-16-le")) // 2


def stored(sheet: Sheet) -> tuple[Head, dict[int, Any]]:
    parts = split(sheet)
    head = parse_head(orjson.loads(orjson.dumps(build_head(sheet, "abc", len(parts), None))), sheet.id)
    assert isinstance(head, Head)
    return head, {number: orjson.loads(orjson.dumps(part)) for number, part in enumerate(parts)}


@settings(max_examples=60, deadline=None)
@given(
    notes=st.lists(AWKWARD, max_size=120),
    repeat=st.integers(min_value=1, max_value=12),
    future=st.lists(st.fixed_dictionaries({"text": AWKWARD}), max_size=20),
)
def test_split_and_join_give_back_the_sheet(
    notes: list[str], repeat: int, future: list[dict[str, str]]
) -> None:
    columns = [{"id": f"c{n}", "field": "key", "note": note * repeat} for n, note in enumerate(notes)]
    formats = [
        {"id": f"f{n}", "name": "F", "then": {"kind": "style", "note": note}} for n, note in enumerate(notes)
    ]
    sheet = make_sheet(columns=columns, formats=formats, later=future)
    parts = split(sheet)
    assert all(units(part) <= LIMIT_UNITS for part in parts)
    head, values = stored(sheet)
    document, flaws = join(head, values)
    assert flaws == []
    again = validate_sheet(document)
    assert again.to_json() == sheet.to_json()


def test_a_large_sheet_fills_its_parts() -> None:
    columns = [{"id": f"c{n}", "field": "key", "note": "🛳" * 500} for n in range(200)]
    parts = split(make_sheet(columns=columns))
    sizes = [units(part) for part in parts]
    assert all(size > LIMIT_UNITS - 1100 for size in sizes[:-1])
    assert [part["part"] for part in parts] == list(range(len(parts)))


@pytest.mark.parametrize("text", ["x" * 32_000, "🛳" * 16_000, "\x01" * 5_400, '"' * 16_000])
def test_an_item_that_does_not_fit_is_named(text: str) -> None:
    sheet = make_sheet(columns=[{"id": "a", "field": "key"}, {"id": "b", "field": "summary", "note": text}])
    with pytest.raises(PropertyTooLarge) as caught:
        split(sheet)
    assert "columns[1]" in caught.value.message
    assert "summary" in caught.value.message
    assert caught.value.details["sizeChars"] > caught.value.details["limitChars"]


def test_the_largest_item_that_fits_does() -> None:
    """Neither one unit more nor one less than the limit: the arithmetic of a part is exact."""
    for size in range(31_800, 32_000):
        sheet = make_sheet(
            columns=[{"id": "a", "field": "key", "note": "x" * size}], views=[{"id": "v", "name": "V"}]
        )
        try:
            parts = split(sheet)
        except PropertyTooLarge:
            assert (
                units(
                    {
                        "format": 1,
                        "sheet": "sheet1",
                        "revision": 3,
                        "part": 0,
                        "columns": [{"id": "a", "field": "key", "note": "x" * size}],
                    }
                )
                > LIMIT_UNITS - 2
            )
            return
        assert all(units(part) <= LIMIT_UNITS for part in parts)
    pytest.fail("nothing was too large")


def head_before(jql: str, history: int) -> Head:
    entry = {"revision": 1, "save": "abc", "parts": 1, "name": "Plan", "scope": {"jql": jql}}
    return Head(
        format=1,
        id="sheet1",
        name="Plan",
        scope=parse_sheet({"name": "x", "scope": {"jql": jql}}, "sheet1").scope,
        revision=2,
        save="abc",
        parts=1,
        history=[Revision.from_json(entry) for _ in range(history)],
    )


def test_the_history_holds_the_last_ten() -> None:
    head = build_head(make_sheet(), "def", 1, head_before("project = FER", 10))
    assert len(head["history"]) == 10
    assert head["history"][0]["revision"] == 2
    assert head["history"][0]["scope"] == {"jql": "project = FER"}


def test_a_long_query_that_stays_the_same_costs_no_history() -> None:
    jql = "x" * 9_000
    head = build_head(make_sheet(scope={"jql": jql}), "def", 1, head_before(jql, 10))
    assert len(head["history"]) == 10
    assert all("scope" not in entry for entry in head["history"])
    assert units(head) <= LIMIT_UNITS


def test_the_oldest_revisions_go_when_the_head_is_full() -> None:
    head = build_head(make_sheet(scope={"jql": "y" * 9_000}), "def", 1, head_before("x" * 9_000, 10))
    assert head["history"][0]["scope"] == {"jql": "x" * 9_000}
    assert units(head) <= LIMIT_UNITS


def test_a_head_that_does_not_fit_is_refused() -> None:
    with pytest.raises(PropertyTooLarge):
        build_head(make_sheet(scope={"jql": "\x01" * 9_000}), "def", 1, None)


def test_keys() -> None:
    assert parse_head_key(head_key("Ab_-9")) == "Ab_-9"
    assert parse_part_key(part_key("Ab", 12, "f00", 3)) == ("Ab", 12, "f00", 3)
    for key in (
        "jxl.sheet.",
        "jxl.sheet.a b",
        "jxl.sheet." + "x" * 17,
        "jxl.sheet.a.r1.s.0",
        "jxl.sheet.a\n",
        "other",
    ):
        assert parse_head_key(key) is None
    assert parse_part_key("jxl.sheet.a") is None


@pytest.mark.parametrize(
    "damage",
    [
        None,
        7,
        [],
        "text",
        {},
        {"sheet": "other"},
        {"part": 1},
        {"revision": 2},
        {"columns": "none"},
        {"columns": {"a": 1}},
        {"name": ["x"]},
        {"__proto__": []},
        {"format": 99},
    ],
)
def test_a_damaged_part_is_a_flaw(damage: Any) -> None:
    head, values = stored(make_sheet())
    values[0] = {**values[0], **damage} if isinstance(damage, dict) and damage else damage
    document, flaws = join(head, values)
    assert flaws
    assert document["name"] == "Plan"


def test_a_missing_part_leaves_the_others_readable() -> None:
    columns = [{"id": f"c{n}", "field": "key", "note": "x" * 20_000} for n in range(3)]
    head, values = stored(make_sheet(columns=columns))
    assert head.parts == 3
    del values[1]
    document, flaws = join(head, values)
    assert [flaw.code for flaw in flaws] == ["part_missing"]
    assert [column["id"] for column in document["columns"]] == ["c0", "c2"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 2}, "newer_format"),
        ({"format": "1"}, "not_a_sheet"),
        ({"format": 0}, "not_a_sheet"),
        ({"id": "other"}, "not_a_sheet"),
        ({"name": None}, "not_a_sheet"),
        ({"name": "a\0b"}, "not_a_sheet"),
        ({"revision": -1}, "not_a_sheet"),
        ({"parts": 10_000}, "not_a_sheet"),
        ({"parts": 0}, "not_a_sheet"),
        ({"save": "../../x"}, "not_a_sheet"),
        ({"scope": "jql"}, "not_a_sheet"),
        ({"updatedAt": "yesterday"}, "not_a_sheet"),
        ({"x": float("inf")}, "not_a_sheet"),
    ],
)
def test_a_damaged_head_is_a_flaw(change: dict[str, Any], code: str) -> None:
    head = build_head(make_sheet(), "abc", 1, None) | change
    flaw = parse_head(head, "sheet1")
    assert not isinstance(flaw, Head)
    assert flaw.code == code


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"format": 1}])
def test_what_is_no_head_at_all_is_a_flaw(value: Any) -> None:
    assert not isinstance(parse_head(value, "sheet1"), Head)
