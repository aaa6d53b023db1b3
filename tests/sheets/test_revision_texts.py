"""What happened between two revisions, in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl.sheets.documents import parse_sheet
from jxl.sheets.models import Sheet
from jxl.sheets.revision_texts import MAX_TEXTS, describe_changes

COLUMNS = [
    {"id": "k", "field": "key"},
    {"id": "s", "field": "customfield_1"},
    {"id": "d", "field": "duedate"},
]
VIEWS = [{"id": "v", "name": "Delivery", "columns": ["k"]}, {"id": "w", "name": "By team", "columns": ["k"]}]
FORMATS = [{"id": "f", "name": "Overdue", "then": {"kind": "style"}}]
STRUCTURES = [{"id": "t", "name": "Parents", "levels": [{"kind": "parent"}]}]


def sheet(**members: Any) -> Sheet:
    body = {
        "name": "Release plan",
        "scope": {"jql": "project = FER"},
        "columns": COLUMNS,
        "views": VIEWS,
        "formats": FORMATS,
        "structures": STRUCTURES,
        **members,
    }
    return parse_sheet(body, "sheet1")


def with_item(items: list[dict[str, Any]], number: int, **members: Any) -> list[dict[str, Any]]:
    return [{**item, **members} if n == number else item for n, item in enumerate(items)]


@pytest.mark.parametrize(
    ("members", "texts"),
    [
        ({}, []),
        ({"name": "Plan <b>24</b>"}, ["Renamed from “Release plan”"]),
        ({"description": "x"}, ["Description changed"]),
        ({"scope": {"jql": "sprint in\n openSprints()"}}, ["Scope: sprint in openSprints()"]),
        ({"columns": COLUMNS[:2]}, ["Column “duedate” removed"]),
        ({"columns": [*COLUMNS, {"id": "x", "field": "f", "title": "Size"}]}, ["Column “Size” added"]),
        ({"columns": COLUMNS[::-1]}, ["2 columns moved"]),
        ({"columns": [COLUMNS[2], *COLUMNS[:2]]}, ["1 column moved"]),
        ({"columns": with_item(COLUMNS, 1, width=90, aggregate="sum")}, ["Column “Sprint”: width, total"]),
        ({"views": with_item(VIEWS, 0, sort=[{"column": "d"}])}, ["View “Delivery”: sort"]),
        ({"views": with_item(VIEWS, 0, name="Next")}, ["View “Delivery” renamed to “Next”"]),
        (
            {"views": with_item(VIEWS, 0, name="Next", density="tall")},
            ["View “Delivery” renamed to “Next”: density"],
        ),
        ({"defaultView": "w"}, ["View “By team” made the default"]),
        ({"formats": with_item(FORMATS, 0, enabled=False)}, ["Format “Overdue”: switched off"]),
        ({"formats": with_item(FORMATS, 0, stop=True)}, ["Format “Overdue”: stop"]),
        ({"structures": with_item(STRUCTURES, 0, aggregates={"s": "sum"})}, ["Structure “Parents”: totals"]),
        ({"later": 3}, ["later changed"]),
    ],
)
def test_changes_are_named(members: dict[str, Any], texts: list[str]) -> None:
    assert describe_changes(sheet(), sheet(**members), {"customfield_1": "Sprint"}) == texts


def test_many_changes_are_counted() -> None:
    columns = [{"id": f"c{n}", "field": f"field{n}"} for n in range(150)]
    texts = describe_changes(sheet(), sheet(columns=[*COLUMNS, *columns]))
    assert len(texts) == MAX_TEXTS
    assert texts[-1] == "101 more changes"


def test_long_names_are_cut() -> None:
    texts = describe_changes(sheet(name="x" * 255), sheet(scope={"jql": "y" * 9_000}))
    assert all(len(text) <= 200 for text in texts)
    assert texts[0].endswith("…”")


@given(st.permutations(range(8)))
def test_the_fewest_columns_are_said_to_have_moved(order: list[int]) -> None:
    """So many can be taken out that the others stand in their old order, and not one fewer."""
    columns = [{"id": f"c{n}", "field": "f"} for n in range(8)]
    views = [{"id": "v", "name": "V", "columns": []}]
    texts = describe_changes(
        sheet(columns=columns, views=views), sheet(columns=[columns[n] for n in order], views=views)
    )
    longest = [1] * 8
    for at in range(8):
        longest[at] = 1 + max((longest[n] for n in range(at) if order[n] < order[at]), default=0)
    moved = 8 - max(longest)
    assert texts == ([] if not moved else ["1 column moved"] if moved == 1 else [f"{moved} columns moved"])
