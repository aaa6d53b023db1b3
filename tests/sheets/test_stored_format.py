"""Sheets that were stored once must be readable for ever: samples of each format stay in ``tests/golden/sheets``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jxl.sheets.documents import validate_sheet
from jxl.sheets.parts import Head, head_key, join, parse_head, parse_head_key, parse_part_key
from tests.conftest import GOLDEN

SAMPLES = sorted((GOLDEN / "sheets").glob("stored-format-*.json"))


def test_there_are_samples() -> None:
    assert SAMPLES


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_loads_as_it_always_did(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    properties = sample["properties"]
    (sheet_id,) = [found for key in properties if (found := parse_head_key(key)) is not None]
    head = parse_head(properties[head_key(sheet_id)], sheet_id)
    assert isinstance(head, Head)
    assert all(parse_part_key(key) for key in head.part_keys())
    document, flaws = join(head, {number: properties[key] for number, key in enumerate(head.part_keys())})
    assert flaws == []
    assert validate_sheet(document).to_json() == sample["document"]
    assert head.to_json() == properties[head_key(sheet_id)]
