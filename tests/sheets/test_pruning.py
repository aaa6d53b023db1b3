"""Parts that nobody needs go, in the background, and nothing else ever does."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from jxl.errors import Conflict, JiraNotFound, JiraRefused, JiraUnavailable
from jxl.sheets import index, pruning
from jxl.sheets.index import Place
from jxl.sheets.parts import head_key
from jxl.sheets.saving import PartsOfSave
from jxl.sheets.store import Damaged, SheetStore, Stored
from tests.sheets.conftest import PROJECT, Desk
from tests.sheets.fakes import Crash
from tests.sheets.test_store import fail_on, wide

DAY_S = 86_400


class Told(Desk):
    """A desk that hears of leftover parts."""

    def __post_init__(self) -> None:
        self.told: list[tuple[Place, list[PartsOfSave]]] = []
        super().__post_init__()

    def new_store(self) -> SheetStore:
        return SheetStore(
            None,  # type: ignore[arg-type]  # clients are never made: the properties are in memory
            now=self.clock,
            open_properties=lambda _installation, project_id: self.projects[project_id],
            tell_leftovers=lambda place, saves: self.told.append((place, saves)),
        )

    def prune(self) -> list[bool]:
        told, self.told = self.told, []
        return [pruning.remove_leftovers(self.store, self.installation, *one) for one in told]

    def tidy(self, seen: dict[str, str] | None = None) -> dict[str, str]:
        return pruning.tidy(self.store, self.installation, PROJECT, seen or {})

    def parts(self, sheet_id: str) -> set[int]:
        """The revisions of which there are parts."""
        start = head_key(sheet_id) + ".r"
        return {
            int(key.removeprefix(start).partition(".")[0]) for key in self.properties.values if start in key
        }


@pytest.fixture
def desk(sqlite_app: Any) -> Told:
    return Told()


def saved(desk: Desk, count: int) -> str:
    sheet_id = desk.create(columns=wide(2)).sheet.id
    for number in range(2, count + 1):
        desk.save(sheet_id, number - 1, name=f"Plan {number}", columns=wide(2))
    return sheet_id


def test_what_ten_newer_revisions_pushed_out_goes(desk: Told) -> None:
    sheet_id = saved(desk, 13)
    assert desk.parts(sheet_id) == set(range(1, 14))
    assert [[save.revision for save in saves] for _, saves in desk.told] == [[1], [2]]
    assert desk.prune() == [True, True]
    assert desk.parts(sheet_id) == set(range(3, 14))
    assert isinstance(desk.load(sheet_id), Stored)
    entry = index.find(Place(1, PROJECT, sheet_id))
    assert entry is not None
    assert entry.leased_until is None


def test_what_a_failed_save_left_goes(desk: Told) -> None:
    sheet_id = saved(desk, 1)
    for part in (True, False):
        desk.properties.before = fail_on("put", JiraRefused, part=part)
        with pytest.raises(JiraRefused):
            desk.save(sheet_id, 1, columns=wide(3))
    desk.properties.before = lambda *_: None
    assert len(desk.told) == 2
    desk.prune()
    assert desk.parts(sheet_id) == {1}


def test_a_save_that_may_still_arrive_leaves_nothing_to_be_removed(desk: Told) -> None:
    sheet_id = saved(desk, 1)
    desk.properties.before = fail_on("put", JiraUnavailable)
    with pytest.raises(JiraUnavailable):
        desk.save(sheet_id, 1)
    assert desk.told == []


def test_what_a_head_names_is_never_removed(desk: Told) -> None:
    """Whoever told of it may be wrong: somebody put the old head back."""
    sheet_id = saved(desk, 2)
    head = orjson.loads(desk.properties.values[head_key(sheet_id)])
    saves = [PartsOfSave(2, head["save"], 2), PartsOfSave(1, head["history"][0]["save"], 2)]
    before = dict(desk.properties.values)
    desk.told = [(Place(1, PROJECT, sheet_id), saves)]
    desk.prune()
    assert desk.properties.values == before


@pytest.mark.parametrize("head", [None, b"[]"])
def test_nothing_is_removed_beside_a_head_that_is_gone_or_broken(desk: Told, head: bytes | None) -> None:
    sheet_id = saved(desk, 12)
    if head is None:
        del desk.properties.values[head_key(sheet_id)]
    else:
        desk.properties.values[head_key(sheet_id)] = head
    desk.prune()
    assert desk.parts(sheet_id) == set(range(1, 13))
    assert isinstance(desk.load(sheet_id), Damaged)


def test_a_sheet_that_is_being_saved_is_left_for_later(desk: Told) -> None:
    sheet_id = saved(desk, 12)
    place = Place(1, PROJECT, sheet_id)
    token = index.take_lease(place, desk.clock(), index.find(place))
    assert token is not None
    assert desk.prune() == [False]
    assert 1 in desk.parts(sheet_id)


def test_nobody_saves_while_parts_are_removed(desk: Told) -> None:
    sheet_id = saved(desk, 12)
    refused = []

    def meanwhile(_number: int, verb: str, _key: str) -> None:
        if verb == "fetch" and not refused:
            with pytest.raises(Conflict):
                desk.save(sheet_id, 12, store=desk.new_store())
            refused.append(True)

    desk.properties.after = meanwhile
    desk.prune()
    assert refused
    assert desk.save(sheet_id, 12).sheet.revision == 13


def test_tidying_costs_one_call_where_all_is_well(desk: Told) -> None:
    ids = [saved(desk, 3) for _ in range(4)]
    desk.properties.calls.clear()
    assert desk.tidy() == {}
    assert [verb for verb, _ in desk.properties.calls] == ["list"]
    assert all(desk.parts(sheet_id) == {1, 2, 3} for sheet_id in ids)


def crashed(desk: Told, sheet_id: str, after_parts: int) -> None:
    """A process ends in a save, having written so many parts."""
    written = []

    def crash(_number: int, verb: str, key: str) -> None:
        if verb == "put" and len(written) == after_parts:
            raise Crash
        if verb == "put":
            written.append(key)

    desk.properties.before = crash
    with pytest.raises(Crash):
        desk.save(sheet_id, 1, columns=wide(after_parts))
    desk.properties.before = lambda *_: None
    desk.clock.move(61)


def test_parts_that_nobody_explains_stay_for_thirty_days(desk: Told) -> None:
    sheet_id = saved(desk, 1)
    crashed(desk, sheet_id, 2)
    seen = desk.tidy()
    assert len(seen) == 1
    desk.save(sheet_id, 1)
    desk.clock.move(30 * DAY_S - 1)
    assert desk.tidy(seen) == seen
    desk.clock.move(1)
    before = set(desk.properties.values)
    assert desk.tidy(seen) == {}
    assert len(before - set(desk.properties.values)) == 2
    assert desk.parts(sheet_id) == {1, 2}
    assert isinstance(desk.load(sheet_id), Stored)


def test_a_torso_goes_after_ten_minutes(desk: Told) -> None:
    sheet_id = saved(desk, 1)
    desk.properties.values[f"{head_key(sheet_id)}.r2.abc.1"] = b"{}"
    seen = desk.tidy()
    desk.clock.move(599)
    assert desk.tidy(seen) == seen
    desk.clock.move(1)
    assert desk.tidy(seen) == {}
    assert desk.parts(sheet_id) == {1}


def test_a_replaced_head_can_be_mended_for_thirty_days(desk: Told) -> None:
    sheet_id = saved(desk, 3)
    head = orjson.loads(desk.properties.values[head_key(sheet_id)])
    desk.properties.values[head_key(sheet_id)] = orjson.dumps(head | {"revision": 40, "history": []})
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert [entry.revision for entry in loaded.restorable] == [3, 2, 1]
    seen: dict[str, str] = {}
    for _ in range(30):
        seen = desk.tidy(seen)
        assert desk.parts(sheet_id) == {1, 2, 3}
        desk.clock.move(DAY_S)
    desk.tidy(seen)
    assert desk.parts(sheet_id) == set()


def test_a_deleted_head_can_be_mended_for_thirty_days(desk: Told) -> None:
    sheet_id = saved(desk, 2)
    del desk.properties.values[head_key(sheet_id)]
    seen = desk.tidy()
    desk.clock.move(29 * DAY_S)
    assert desk.tidy(seen) == seen
    assert isinstance(desk.load(sheet_id), Damaged)
    desk.clock.move(DAY_S)
    assert desk.tidy(seen) == {}
    assert desk.properties.values == {}


def test_other_properties_of_the_project_are_nobodys_business(desk: Told) -> None:
    saved(desk, 1)
    foreign = {
        "other.app": b"1",
        "jxl.settings": b"2",
        "jxl.sheet.a.r1.s": b"3",
        "jxl.sheet.a.r1.s.0.1": b"4",
    }
    desk.properties.values.update(foreign)
    desk.clock.move(40 * DAY_S)
    desk.tidy()
    assert foreign.items() <= desk.properties.values.items()


def test_a_project_that_is_gone_needs_no_tidying(desk: Told) -> None:
    desk.properties.before = fail_on("list", JiraNotFound)
    assert desk.tidy({"jxl.sheet.a.r1.b": "2026-11-21T10:00:00.000Z"}) == {}


def test_trouble_in_jira_gives_the_lease_back_and_nothing_is_lost(desk: Told) -> None:
    sheet_id = saved(desk, 12)
    desk.properties.before = fail_on("delete", JiraUnavailable, part=True)
    with pytest.raises(JiraUnavailable):
        desk.prune()
    desk.properties.before = lambda *_: None
    assert desk.save(sheet_id, 12).sheet.revision == 13
