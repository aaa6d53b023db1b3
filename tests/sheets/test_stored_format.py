"""
What may stand in project properties: samples of each format must be readable for ever, and whatever somebody wrote
there loads or is shown as damage.
"""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxl.errors import NotFound
from jxl.sheets import restoring
from jxl.sheets.damage import build
from jxl.sheets.documents import validate_sheet
from jxl.sheets.models import FORMAT
from jxl.sheets.parts import Head, head_key, join, parse_head, parse_head_key, parse_part_key
from jxl.sheets.store import Damaged, Stored
from jxl.sheets.untrusted import REFUSED_MEMBERS
from jxl.sheets.upgrades import STEPS, upgrade
from tests.conftest import GOLDEN
from tests.sheets.conftest import PROJECT, Desk

SAMPLES = sorted((GOLDEN / "sheets").glob("stored-format-*.json"))
HTML = "<img src=x onerror=alert(1)></script>{{7*7}}"


def assert_holds(found: Any, expected: Any) -> None:
    """All that the sample says is there; members that were added to the model since have their defaults beside it."""
    if isinstance(expected, dict):
        assert isinstance(found, dict)
        assert expected.keys() <= found.keys()
        for name, value in expected.items():
            assert_holds(found[name], value)
    elif isinstance(expected, list):
        assert isinstance(found, list)
        assert len(found) == len(expected)
        for one, value in zip(found, expected, strict=True):
            assert_holds(one, value)
    else:
        assert found == expected


def test_there_are_samples_of_every_format() -> None:
    formats = {int(path.stem.removeprefix("stored-format-").partition("-")[0]) for path in SAMPLES}
    assert formats == set(range(1, FORMAT + 1))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_loads_as_it_always_did(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    properties = sample["properties"]
    before = copy.deepcopy(properties)
    (sheet_id,) = [found for key in properties if (found := parse_head_key(key)) is not None]
    head = parse_head(properties[head_key(sheet_id)], sheet_id)
    assert isinstance(head, Head)
    assert all(parse_part_key(key) for key in head.part_keys())
    values = {number: properties[key] for number, key in enumerate(head.part_keys())}
    document, flaws = join(head, values)
    assert flaws == []
    assert_holds(validate_sheet(document).to_json(), sample["document"])
    assert head.to_json() == properties[head_key(sheet_id)]
    loaded = build(head, values)
    assert isinstance(loaded, Stored)
    assert_holds(loaded.sheet.to_json(), sample["document"])
    assert properties == before, "what was read must not be changed"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_can_be_saved_and_gone_back_to(path: Path, desk: Desk) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    for key, value in sample["properties"].items():
        desk.properties.values[key] = orjson.dumps(value)
    document = sample["document"]
    desk.save(document["id"], document["revision"], name="Changed")
    loaded = desk.store.load_revision(desk.installation, PROJECT, document["id"], document["revision"])
    assert isinstance(loaded, Stored)
    changing = ("description", "defaultView", "updatedAt", "updatedBy")
    assert_holds(loaded.sheet.to_json(), {k: v for k, v in document.items() if k not in changing})


def test_every_earlier_format_has_a_step_to_the_next() -> None:
    assert set(STEPS) == set(range(1, FORMAT))


def test_steps_run_in_order_and_leave_what_was_stored_alone() -> None:
    stored = {"name": "Plan"}
    steps = {1: lambda d: {**d, "colour": "none"}, 2: lambda d: {**d, "colour": d["colour"] + "!"}}
    assert upgrade(stored, 1, steps, 3) == {"name": "Plan", "colour": "none!"}
    assert upgrade(stored, 3, steps, 3) == stored == {"name": "Plan"}


def test_a_newer_format_is_shown_as_such(desk: Desk) -> None:
    sheet = desk.create().sheet
    key = next(key for key in desk.properties.values if ".r1." in key)
    for name in (key, head_key(sheet.id)):
        value = orjson.loads(desk.properties.values[name])
        desk.properties.values[name] = orjson.dumps(value | {"format": FORMAT + 1})
        loaded = desk.load(sheet.id)
        assert isinstance(loaded, Damaged)
        assert loaded.flaws[0].code == "newer_format"
        assert "saved by a newer version" in loaded.reason


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


HOSTILE: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    2**53,
    "",
    HTML,
    "x" * 40_000,
    "\u0000",
    "\u202e\u2028",
    [],
    [[]],
    [None],
    [HTML],
    [{"id": "a"}, {"id": "a"}],
    [{"id": "a", "field": "key"}, {"id": "a", "field": "key"}],
    {},
    {"__proto__": {"polluted": True}},
    {"constructor": {"prototype": {}}},
    {"all": [{"any": [{"all": []}]}]},
    nested(23),
    nested(200),
]
MEMBERS = [
    *(
        "format",
        "id",
        "name",
        "description",
        "scope",
        "defaultView",
        "revision",
        "save",
        "parts",
        "createdAt",
    ),
    *(
        "createdBy",
        "updatedAt",
        "updatedBy",
        "deletedAt",
        "deletedBy",
        "counts",
        "history",
        "columns",
        "views",
    ),
    *("structures", "formats", "sheet", "part", "head", "damaged", "project", "__proto__", "toString", HTML),
]


def must_load_or_show_damage(desk: Desk, sheet_id: str) -> None:
    """Nothing but the error of a sheet that is not there or in the trash, whatever is asked."""
    before = dict(desk.properties.values)
    store = desk.new_store()
    with suppress(NotFound):
        loaded = store.load(desk.installation, PROJECT, sheet_id)
        assert isinstance(loaded, Stored | Damaged)
        shown = loaded.sheet.to_json() if isinstance(loaded, Stored) else loaded.readable
        assert not REFUSED_MEMBERS & set(shown)
        assert loaded.sheet.id == sheet_id if isinstance(loaded, Stored) else loaded.reason
    with suppress(NotFound):
        states = restoring.list_revisions(store, desk.installation, PROJECT, sheet_id)
        assert all(isinstance(state.loaded, Stored | Damaged) for state in states)
    assert desk.properties.values == before


@pytest.mark.parametrize("where", ["head", "part", "copy"])
def test_members_written_by_hand_load_or_are_damage(desk: Desk, where: str) -> None:
    sheet = desk.create(structures=[{"id": "s", "name": "S"}]).sheet
    desk.save(sheet.id, 1, name="Second")
    key = head_key(sheet.id) if where == "head" else next(k for k in desk.properties.values if ".r2." in k)
    sound = orjson.loads(desk.properties.values[key])
    for member in MEMBERS:
        for value in HOSTILE:
            broken = copy.deepcopy(sound)
            (broken["head"] if where == "copy" else broken)[member] = value
            desk.properties.values[key] = orjson.dumps(broken)
            must_load_or_show_damage(desk, sheet.id)
        missing = copy.deepcopy(sound)
        (missing["head"] if where == "copy" else missing).pop(member, None)
        desk.properties.values[key] = orjson.dumps(missing)
        must_load_or_show_damage(desk, sheet.id)


@pytest.mark.parametrize("kind", ["columns", "views", "structures", "formats"])
def test_items_written_by_hand_load_or_are_damage(desk: Desk, kind: str) -> None:
    sheet = desk.create().sheet
    key = next(k for k in desk.properties.values if ".r1." in k)
    part = orjson.loads(desk.properties.values[key])
    item = {"id": "x", "name": "X", "field": "key", "then": {"kind": "style"}}
    for member in ("id", "name", "field", "filter", "when", "then", "levels", "sort", "later"):
        for value in HOSTILE:
            desk.properties.values[key] = orjson.dumps(part | {kind: [item | {member: value}]})
            loaded = desk.load(sheet.id)
            assert isinstance(loaded, Stored | Damaged)
    desk.properties.values[key] = orjson.dumps(part | {kind: [item, item]})
    assert isinstance(desk.load(sheet.id), Damaged)


def test_a_megabyte_is_damage(desk: Desk) -> None:
    sheet = desk.create().sheet
    for key, raw in list(desk.properties.values.items()):
        desk.properties.values[key] = orjson.dumps(orjson.loads(raw) | {"later": "x" * 1_000_000})
        assert isinstance(desk.load(sheet.id), Damaged)
        desk.properties.values[key] = raw


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"nonsense", b'"\\ud800"', b"[" * 20_000 + b"]" * 20_000, b"1e999"]
)
@pytest.mark.parametrize("part", [True, False])
def test_values_that_are_no_json_to_us_are_damage(desk: Desk, raw: bytes, part: bool) -> None:
    sheet = desk.create().sheet
    key = next(k for k in desk.properties.values if (".r1." in k) == part)
    desk.properties.values[key] = raw
    assert isinstance(desk.load(sheet.id), Damaged)
    must_load_or_show_damage(desk, sheet.id)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=20)
    | st.sampled_from([HTML, "1"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS) | st.text(max_size=5), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(head=st.dictionaries(st.sampled_from(MEMBERS), JSON_VALUES, max_size=4), part=JSON_VALUES)
def test_anything_at_all_loads_or_is_damage(desk: Desk, head: dict[str, Any], part: Any) -> None:
    sheet = desk.create().sheet
    head_at = head_key(sheet.id)
    part_at = next(k for k in desk.properties.values if k.startswith(head_at + ".r"))
    sound = orjson.loads(desk.properties.values[head_at])
    desk.properties.values[head_at] = orjson.dumps({**sound, **head})
    must_load_or_show_damage(desk, sheet.id)
    whole = orjson.loads(desk.properties.values[part_at])
    changed = {**whole, **part} if isinstance(part, dict) else part
    desk.properties.values[part_at] = orjson.dumps(changed)
    must_load_or_show_damage(desk, sheet.id)
