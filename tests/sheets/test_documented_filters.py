"""The filters and formats that docs/storage.md shows are taken and given back unchanged, whatever they mean."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from jxl.sheets.models import Format, View
from jxl.sheets.wire import Word

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "storage.md").read_text(encoding="utf-8")


def example(heading: str) -> dict[str, Any]:
    """The first JSON block under a heading."""
    found = re.search(rf"^## {heading}$.*?```json\n(.*?)```", DOCS, re.DOTALL | re.MULTILINE)
    assert found
    value: dict[str, Any] = json.loads(found[1])
    return value


def test_a_view_keeps_its_filter_with_what_is_there_for_readers() -> None:
    filter_ = example("Filters")
    view = View.from_json({"id": "v1", "name": "Mine", "filter": filter_})
    assert view.to_json()["filter"] == filter_


def test_a_format_keeps_its_style_and_where_it_stops() -> None:
    wire = example("Formats")
    assert Format.from_json(wire).to_json() == wire


@pytest.mark.parametrize("kind", ["scale", "bar", "icon"])
def test_a_kind_that_is_not_drawn_yet_is_kept(kind: str) -> None:
    wire = {**example("Formats"), "then": {"kind": kind, "low": "green", "high": "red", "steps": 5}}
    assert Format.from_json(wire).to_json() == wire


def test_every_operator_is_a_word_that_the_server_takes() -> None:
    table = DOCS[DOCS.index("| `op` |") :].split("\n\n", 1)[0].splitlines()[2:]
    operators = [op for row in table for op in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert len(operators) > 20
    for op in operators:
        TypeAdapter(Word).validate_python(op)
