"""Going back to earlier revisions, also where somebody changed, replaced or deleted the head in Jira."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from jxl.errors import Conflict, JiraUnavailable, NotFound
from jxl.sheets import index, restoring
from jxl.sheets.index import Place
from jxl.sheets.parts import head_key
from jxl.sheets.revisions import RevisionState
from jxl.sheets.store import Damaged, Stored
from tests.sheets.conftest import PERSON, PROJECT, Desk
from tests.sheets.test_store import wide


def states(desk: Desk, sheet_id: str) -> list[RevisionState]:
    return restoring.list_revisions(desk.new_store(), desk.installation, PROJECT, sheet_id)


def restore(desk: Desk, sheet_id: str, if_match: int, revision: int) -> Stored:
    return restoring.restore(
        desk.new_store(), desk.installation, PROJECT, sheet_id, PERSON, if_match, revision
    )


def head_of(desk: Desk, sheet_id: str) -> dict[str, Any]:
    return dict(orjson.loads(desk.properties.values[head_key(sheet_id)]))


def put_head(desk: Desk, sheet_id: str, value: Any) -> None:
    desk.properties.values[head_key(sheet_id)] = orjson.dumps(value)


def saved(desk: Desk, count: int) -> str:
    """A sheet with so many revisions, called Plan 1 and so on."""
    sheet_id = desk.create(name="Plan 1", description="About 1").sheet.id
    for number in range(2, count + 1):
        desk.save(sheet_id, number - 1, name=f"Plan {number}", description=f"About {number}")
    return sheet_id


def test_the_last_ten_and_the_present_one_are_listed(desk: Desk) -> None:
    sheet_id = saved(desk, 13)
    found = states(desk, sheet_id)
    assert [state.entry.revision for state in found] == list(range(13, 2, -1))
    assert [state.is_current for state in found] == [True] + [False] * 10
    assert all(state.is_listed and not state.is_outside for state in found)
    names = [s.loaded.sheet.name for s in found if isinstance(s.loaded, Stored)]
    assert names == [f"Plan {number}" for number in range(13, 2, -1)]


def test_an_earlier_revision_is_whole_as_it_was(desk: Desk) -> None:
    """Description and default view too, which the history does not hold."""
    views = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    first = desk.create(
        description="First", views=views, defaultView="b", columns=wide(3), later={"x": 1}
    ).sheet
    desk.save(first.id, 1, description="Second", scope={"jql": "project = OTHER"})
    loaded = desk.store.load_revision(desk.installation, PROJECT, first.id, 1)
    assert isinstance(loaded, Stored)
    assert loaded.sheet.to_json() == first.to_json()
    with pytest.raises(NotFound, match="Revision 7"):
        desk.store.load_revision(desk.installation, PROJECT, first.id, 7)


def test_revisions_from_before_parts_repeated_their_head_can_be_restored(desk: Desk) -> None:
    sheet_id = saved(desk, 3)
    for key, data in desk.properties.values.items():
        value = orjson.loads(data)
        if ".r" in key:
            value.pop("head", None)
        desk.properties.values[key] = orjson.dumps(value)
    stored = restore(desk, sheet_id, 3, 1)
    assert (stored.sheet.revision, stored.sheet.name, stored.sheet.description) == (4, "Plan 1", "About 3")
    assert not any(state.is_outside for state in states(desk, sheet_id))


def test_restoring_makes_a_new_revision_and_loses_nothing(desk: Desk) -> None:
    sheet_id = saved(desk, 3)
    desk.clock.move(60)
    before = dict(desk.properties.values)
    stored = restore(desk, sheet_id, 3, 1)
    assert (stored.sheet.revision, stored.sheet.name, stored.sheet.description) == (4, "Plan 1", "About 1")
    assert stored.sheet.updated_at == "2026-11-21T10:01:00.000Z"
    assert desk.load(sheet_id).sheet.to_json() == stored.sheet.to_json()
    assert before.keys() - {head_key(sheet_id)} <= desk.properties.values.keys()
    assert [entry.revision for entry in stored.head.history] == [3, 2, 1]
    assert desk.save(sheet_id, 4).sheet.revision == 5


def test_restoring_is_refused_when_somebody_saved_meanwhile(desk: Desk) -> None:
    sheet_id = saved(desk, 3)
    with pytest.raises(Conflict) as caught:
        restore(desk, sheet_id, 2, 1)
    assert caught.value.current_version == 3
    with pytest.raises(NotFound):
        restore(desk, sheet_id, 3, 9)
    assert desk.save(sheet_id, 3).sheet.revision == 4


def test_a_revision_whose_parts_are_gone_is_listed_and_not_restored(desk: Desk) -> None:
    sheet_id = saved(desk, 3)
    (key,) = [key for key in desk.properties.values if ".r2." in key]
    del desk.properties.values[key]
    assert [type(state.loaded) for state in states(desk, sheet_id)] == [Stored, Damaged, Stored]
    with pytest.raises(Conflict, match="deleted outside jxl"):
        restore(desk, sheet_id, 3, 2)
    assert desk.save(sheet_id, 3).sheet.revision == 4


def test_what_was_changed_by_hand_is_told_also_later(desk: Desk) -> None:
    sheet_id = saved(desk, 2)
    put_head(desk, sheet_id, head_of(desk, sheet_id) | {"scope": {"jql": "sprint in openSprints()"}})
    assert [state.is_outside for state in states(desk, sheet_id)] == [True, False]
    desk.save(sheet_id, 2, name="Plan 3")
    assert [state.is_outside for state in states(desk, sheet_id)] == [False, True, False]


def test_going_to_the_trash_and_back_is_nothing_from_outside(desk: Desk) -> None:
    sheet_id = saved(desk, 2)
    desk.store.trash(desk.installation, PROJECT, sheet_id, PERSON, 2)
    with pytest.raises(NotFound, match="trash"):
        states(desk, sheet_id)
    with pytest.raises(NotFound, match="trash"):
        restore(desk, sheet_id, 2, 1)


def test_a_head_deleted_in_jira_is_damage_that_can_be_mended(desk: Desk) -> None:
    sheet_id = saved(desk, 4)
    del desk.properties.values[head_key(sheet_id)]
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert [flaw.code for flaw in loaded.flaws] == ["head_missing"]
    assert loaded.readable == {"name": "Plan 4"}
    assert [entry.revision for entry in loaded.restorable] == [4, 3, 2, 1]
    with pytest.raises(Conflict):
        restore(desk, sheet_id, 4, 4)
    stored = restore(desk, sheet_id, 0, 4)
    assert (stored.sheet.revision, stored.sheet.name, stored.sheet.created_by) == (5, "Plan 4", PERSON)
    assert [entry.revision for entry in stored.head.history] == [4, 3, 2, 1]
    assert [state.is_outside for state in states(desk, sheet_id)] == [False] * 5
    assert desk.save(sheet_id, 5).sheet.revision == 6


def test_a_head_deleted_with_all_parts_is_gone(desk: Desk) -> None:
    sheet_id = saved(desk, 2)
    desk.properties.values.clear()
    with pytest.raises(NotFound):
        desk.load(sheet_id)
    with pytest.raises(NotFound):
        restore(desk, sheet_id, 0, 2)
    assert index.list_entries(1) == []


@pytest.mark.parametrize("value", [7, [], "text", {}, {"format": 1, "id": "other"}, {"revision": 10**12}])
def test_a_head_overwritten_in_jira_is_damage_that_can_be_mended(desk: Desk, value: Any) -> None:
    sheet_id = saved(desk, 3)
    put_head(desk, sheet_id, value)
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert [entry.revision for entry in loaded.restorable] == [3, 2, 1]
    assert restore(desk, sheet_id, 0, 2).sheet.name == "Plan 2"


def test_one_broken_member_of_the_head_keeps_its_history(desk: Desk) -> None:
    """Even of parts that do not repeat the head, if the history names the scope."""
    sheet_id = saved(desk, 3)
    put_head(desk, sheet_id, head_of(desk, sheet_id) | {"name": ["<b>"], "description": "Still there"})
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert loaded.readable == {"description": "Still there"}
    assert [entry.revision for entry in loaded.restorable] == [3, 2, 1]
    assert restore(desk, sheet_id, 0, 3).sheet.name == "Plan 3"


def test_a_sheet_of_a_newer_version_is_left_alone(desk: Desk) -> None:
    sheet_id = saved(desk, 2)
    put_head(desk, sheet_id, head_of(desk, sheet_id) | {"format": 2})
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert "saved by a newer version" in loaded.reason
    assert loaded.restorable == ()
    for if_match in (0, 2):
        with pytest.raises(Conflict, match="newer version"):
            restore(desk, sheet_id, if_match, 1)


def test_an_older_head_put_back_by_hand_does_not_hide_what_was_saved_since(desk: Desk) -> None:
    sheet_id = saved(desk, 2)
    old = head_of(desk, sheet_id)
    for number in (3, 4):
        desk.save(sheet_id, number - 1, name=f"Plan {number}")
    put_head(desk, sheet_id, old)
    found = states(desk, sheet_id)
    assert [(s.entry.revision, s.is_listed, s.is_current) for s in found] == [
        (4, False, False),
        (3, False, False),
        (2, True, True),
        (1, True, False),
    ]
    assert restore(desk, sheet_id, 2, 4).sheet.name == "Plan 4"


def test_a_history_emptied_by_hand_is_still_offered(desk: Desk) -> None:
    sheet_id = saved(desk, 4)
    put_head(desk, sheet_id, head_of(desk, sheet_id) | {"history": []})
    assert [(s.entry.revision, s.is_listed) for s in states(desk, sheet_id)] == [
        (4, True),
        (3, False),
        (2, False),
        (1, False),
    ]
    assert restore(desk, sheet_id, 4, 1).sheet.name == "Plan 1"


def test_parts_of_a_save_that_is_under_way_are_not_offered(desk: Desk) -> None:
    sheet_id = saved(desk, 1)
    seen: list[int] = []

    def look(_number: int, verb: str, key: str) -> None:
        if verb == "put" and key == head_key(sheet_id):
            seen.extend(state.entry.revision for state in states(desk, sheet_id))

    desk.properties.before = look
    desk.save(sheet_id, 1)
    assert seen == [1]


def test_broken_parts_of_the_present_revision_offer_the_earlier_ones(desk: Desk) -> None:
    sheet_id = saved(desk, 3)
    for key in [key for key in desk.properties.values if ".r3." in key]:
        desk.properties.values[key] = b"[]"
    (gone,) = [key for key in desk.properties.values if ".r1." in key]
    del desk.properties.values[gone]
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert [entry.revision for entry in loaded.restorable] == [2]
    assert restore(desk, sheet_id, 3, 2).sheet.name == "Plan 2"


def test_hostile_parts_beside_a_deleted_head(desk: Desk) -> None:
    """Numbers beyond any database, and copies of heads that are none, offer nothing and break nothing."""
    sheet_id = saved(desk, 2)
    del desk.properties.values[head_key(sheet_id)]
    base = head_key(sheet_id)
    copy = {"name": "<img src=x onerror=alert(1)>", "scope": {"jql": "x"}, "parts": 1}
    for revision, head in [
        (999_999_999_999_999, copy),
        (5, {"name": 7}),
        (6, []),
        (7, {"__proto__": 1, **copy}),
    ]:
        part = {"format": 1, "sheet": sheet_id, "revision": revision, "part": 0, "head": head}
        desk.properties.values[f"{base}.r{revision}.abc.0"] = orjson.dumps(part)
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert [entry.revision for entry in loaded.restorable] == [2, 1]
    assert restore(desk, sheet_id, 0, 2).sheet.revision == 3


def test_a_value_that_is_no_json_to_us_is_damage_not_trouble(desk: Desk) -> None:
    sheet_id = saved(desk, 2)
    desk.properties.values[head_key(sheet_id)] = b'{"name": "\\ud800"}'
    loaded = desk.load(sheet_id)
    assert isinstance(loaded, Damaged)
    assert "not a sheet" in loaded.reason
    assert restore(desk, sheet_id, 0, 2).sheet.name == "Plan 2"


@pytest.mark.parametrize("number", range(6))
def test_jira_not_answering_while_restoring_gives_the_lease_back(desk: Desk, number: int) -> None:
    sheet_id = saved(desk, 2)
    start = len(desk.properties.calls)

    def fail(at: int, verb: str, _key: str) -> None:
        if at == start + number and verb != "put":
            raise JiraUnavailable

    desk.properties.before = fail
    try:
        restore(desk, sheet_id, 2, 1)
    except JiraUnavailable:
        entry = index.find(Place(1, PROJECT, sheet_id))
        assert entry is not None
        assert entry.leased_until is None
    desk.properties.before = lambda *_: None
    assert isinstance(desk.load(sheet_id), Stored)
