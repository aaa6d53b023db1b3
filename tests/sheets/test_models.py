"""What a sheet may hold, what is filled in, and how mistakes are named."""

from __future__ import annotations

import itertools
from typing import Any

import orjson
import pytest

from jxl.errors import BadRequest, ValidationError
from jxl.sheets.documents import parse_if_match, parse_sheet
from jxl.sheets.models import DEFAULT_FIELDS, Sheet
from jxl.sheets.parts import Head
from jxl.sheets.untrusted import find_flaw, parse_object

MINIMAL: dict[str, Any] = {"name": "Plan", "scope": {"jql": "project = FER"}}


def parse(**members: Any) -> Sheet:
    return parse_sheet({**MINIMAL, **members}, "sheet1")


def fields_of(**members: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        parse(**members)
    return caught.value.fields


def test_name_and_scope_are_enough() -> None:
    document = parse().to_json()
    assert [column["field"] for column in document["columns"]] == list(DEFAULT_FIELDS)
    assert len({column["id"] for column in document["columns"]}) == len(DEFAULT_FIELDS)
    (view,) = document["views"]
    assert view["columns"] == [column["id"] for column in document["columns"]]
    assert document["defaultView"] == view["id"]
    assert document["structures"] == document["formats"] == []


def test_items_without_an_id_get_one_and_others_keep_theirs() -> None:
    ids = (f"new{n}" for n in itertools.count())
    body = {**MINIMAL, "columns": [{"field": "key"}, {"id": "s", "field": "summary"}]}
    sheet = parse_sheet(body, "sheet1", make_id=lambda: next(ids))
    assert [column.id for column in sheet.columns] == ["new1", "s"]
    assert sheet.views[0].id == "new0"


def test_a_dangling_default_view_means_the_first() -> None:
    sheet = parse(views=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}], defaultView="gone")
    assert sheet.default_view == "a"
    assert sheet.view("b").id == "b"
    assert sheet.view("gone").id == "a"


def test_a_null_filter_is_none() -> None:
    sheet = parse(views=[{"id": "a", "name": "A", "filter": None}])
    assert sheet.views[0].filter is None
    assert "filter" not in sheet.to_json()["views"][0]


def test_members_of_a_newer_version_are_kept() -> None:
    document = parse(
        colour="blue",
        empty=None,
        columns=[{"id": "k", "field": "key", "freeze": {"until": 3}, "note": None}],
        formats=[{"id": "f", "name": "F", "then": {"kind": "style", "background": "red"}}],
    ).to_json()
    assert document["colour"] == "blue"
    assert document["columns"] == [{"id": "k", "field": "key", "freeze": {"until": 3}, "note": None}]
    assert document["formats"][0]["then"] == {"kind": "style", "background": "red"}


def test_what_a_newer_version_wrote_is_taken_over_unless_it_was_sent() -> None:
    sheet = parse(colour="red").with_unknown({"colour": "blue", "shape": {"round": True}, "none": None})
    document = sheet.to_json()
    assert (document["colour"], document["shape"], document["none"]) == ("red", {"round": True}, None)


def test_a_request_cannot_say_what_the_server_decides() -> None:
    sheet = parse(
        revision=99, createdBy="mallory", id="other", save="x", history=[1], deletedAt="2026-01-01T00:00:00Z"
    )
    assert (sheet.id, sheet.revision, sheet.created_by, sheet.deleted_at) == ("sheet1", 0, None, None)
    assert not sheet.model_extra


def test_documents_survive_a_round_trip() -> None:
    document = parse(
        description="Everything",
        views=[
            {
                "id": "v",
                "name": "Mine",
                "sort": [{"column": "k", "dir": "desc"}],
                "filter": {"all": [{"column": "k", "op": "is", "value": ["a", 1, None]}, {"any": []}]},
                "density": "tall",
            }
        ],
        structures=[
            {
                "id": "s",
                "name": "Tree",
                "levels": [
                    {"kind": "parent"},
                    {"kind": "link", "type": "Blocks", "direction": "inward"},
                    {"kind": "group", "field": "status"},
                ],
                "aggregates": {"k": "sum"},
            }
        ],
    ).to_json()
    assert Sheet.from_json(orjson.loads(orjson.dumps(document))).to_json() == document


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": 7}, "name"),
        ({"scope": {}}, "scope.jql"),
        ({"scope": {"jql": "  "}}, "scope.jql"),
        ({"scope": "project = X"}, "scope"),
        ({"description": "x" * 4001}, "description"),
        ({"columns": "key"}, "columns"),
        ({"columns": [{"field": "key"}] * 3 + [{"title": "x"}]}, "columns[3].field"),
        ({"columns": [{"id": "not an id", "field": "key"}]}, "columns[0].id"),
        ({"columns": [{"id": "x" * 17, "field": "key"}]}, "columns[0].id"),
        ({"columns": [{"field": "key", "width": "wide"}]}, "columns[0].width"),
        ({"columns": [{"field": "key", "width": 2.5}]}, "columns[0].width"),
        ({"columns": [{"field": "key", "width": True}]}, "columns[0].width"),
        ({"columns": [{"field": "key"}] * 201}, "columns"),
        ({"views": [{"name": "v"}] * 101}, "views"),
        ({"structures": [{"name": "s"}] * 51}, "structures"),
        ({"formats": [{"name": "f", "then": {"kind": "bar"}}] * 201}, "formats"),
        ({"views": [{"name": "v", "density": "loose"}]}, "views[0].density"),
        ({"views": [{"name": "v", "filter": {"all": [{"op": "is"}]}}]}, "views[0].filter.all[0].column"),
        ({"views": [{"name": "v", "filter": {"all": [], "any": []}}]}, "views[0].filter"),
        ({"structures": [{"name": "s", "levels": [{"kind": "magic"}]}]}, "structures[0].levels[0]"),
        ({"structures": [{"name": "s", "levels": [{"kind": "link"}]}]}, "structures[0].levels[0].type"),
        ({"formats": [{"name": "f"}]}, "formats[0].then"),
        ({"formats": [{"name": "f", "then": {"kind": "fire"}}]}, "formats[0].then.kind"),
    ],
)
def test_mistakes_are_named_by_member(members: dict[str, Any], path: str) -> None:
    fields = fields_of(**members)
    assert path in fields
    assert fields[path].endswith(".")


def test_two_items_with_one_id_are_refused() -> None:
    assert "two of them have the id k" in " ".join(
        fields_of(columns=[{"id": "k", "field": "key"}, {"id": "k", "field": "summary"}]).values()
    )


def test_filters_have_limits_however_they_are_nested() -> None:
    deep: dict[str, Any] = {"column": "k", "op": "is"}
    for _ in range(9):
        deep = {"all": [deep]}
    assert "levels deep" in " ".join(fields_of(views=[{"name": "v", "filter": deep}]).values())
    many = {"any": [{"all": [{"column": "k", "op": "is"}] * 60}] * 2}
    assert "100 conditions" in " ".join(fields_of(views=[{"name": "v", "filter": many}]).values())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 9007199254740993}',
        b'{"__proto__": {"admin": true}}',
        b'{"a": [{"constructor": 1}]}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe",
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"a": "' + b"x" * 900_000 + b'"}',
        b'{"a": "' + b"x" * 1_100_000 + b'"}',
    ],
)
def test_bodies_that_are_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_object(body)


def test_flaws_are_found_where_they_are() -> None:
    assert find_flaw({"views": [{}, {"sort": [float("nan")]}]}) == (
        "views[1].sort[0]",
        "This is not a finite number.",
    )
    assert find_flaw({"a": [1, "x", None, True, 1.5, {"b": {}}]}) is None


@pytest.mark.parametrize(
    ("header", "revision"), [("7", 7), ('"7"', 7), ('W/"7"', 7), (" 12 ", 12), (None, None), ("", None)]
)
def test_if_match(header: str | None, revision: int | None) -> None:
    assert parse_if_match(header) == revision


@pytest.mark.parametrize("header", ["*", "seven", "-1", "1.5", '"1", "2"', "٣", "9" * 30])
def test_if_match_must_be_a_revision(header: str) -> None:
    with pytest.raises(ValidationError):
        parse_if_match(header)


def test_a_broken_entry_of_the_history_costs_only_itself() -> None:
    good = {"revision": 1, "save": "abc", "parts": 1}
    head = Head.from_json(
        {
            "format": 1,
            "id": "s",
            "name": "S",
            "scope": {"jql": "x"},
            "revision": 2,
            "save": "def",
            "parts": 1,
            "history": [good, {"revision": "x"}, None],
        }
    )
    assert [entry.revision for entry in head.history] == [1]
