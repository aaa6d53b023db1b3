"""The trash: what is in it, how it is left, and when it is emptied."""

from __future__ import annotations

import orjson
import pytest

from jxl.errors import Conflict, JiraUnavailable, NotFound, ValidationError
from jxl.sheets import index, models, pruning, trash
from jxl.sheets.index import Place
from jxl.sheets.parts import head_key
from jxl.sheets.store import Damaged, Stored
from tests.sheets.conftest import PERSON, PROJECT, Desk

DAY_S = 86_400


def deleted(desk: Desk, name: str) -> str:
    sheet_id = desk.create(name=name).sheet.id
    desk.store.trash(desk.installation, PROJECT, sheet_id, PERSON, 1)
    return sheet_id


def listed(desk: Desk, limit: int = 50) -> list[tuple[str, int]]:
    found, cursor = [], None
    while True:
        page = trash.list_trash(desk.store, desk.installation, PROJECT, cursor=cursor, limit=limit)
        found += [(one.name, one.days_left) for one in page.sheets]
        cursor = page.next
        if cursor is None:
            return found


def restore(desk: Desk, sheet_id: str) -> Stored | Damaged:
    return trash.restore(desk.store, desk.installation, PROJECT, sheet_id, PERSON)


def tidy(desk: Desk) -> None:
    pruning.tidy(desk.store, desk.installation, PROJECT, {})


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_the_last_deleted_is_listed_first_with_the_days_left(desk: Desk, limit: int) -> None:
    for name in ("Old", "Middle", "New"):
        deleted(desk, name)
        desk.clock.move(10 * DAY_S)
    desk.create(name="Not deleted")
    assert listed(desk, limit) == [("New", 20), ("Middle", 10), ("Old", 0)]


def test_a_sheet_that_the_index_does_not_know_is_in_the_trash_all_the_same(desk: Desk) -> None:
    sheet_id = deleted(desk, "Plan")
    index.forget(1, PROJECT, [sheet_id], desk.clock())
    assert listed(desk) == [("Plan", 30)]


def test_a_cursor_of_something_else_is_refused(desk: Desk) -> None:
    for cursor in ("x", ".", "1.", "--1.a", "١.a"):
        with pytest.raises(ValidationError):
            trash.list_trash(desk.store, desk.installation, PROJECT, cursor=cursor)


def test_a_restored_sheet_is_as_it_was(desk: Desk) -> None:
    sheet = desk.create().sheet
    desk.store.trash(desk.installation, PROJECT, sheet.id, PERSON, 1)
    restored = restore(desk, sheet.id)
    assert isinstance(restored, Stored)
    assert restored.sheet.to_json() == sheet.to_json()
    head = orjson.loads(desk.properties.values[head_key(sheet.id)])
    assert not {"deletedAt", "deletedBy"} & head.keys()
    assert listed(desk) == []
    with pytest.raises(NotFound, match="not in the trash"):
        restore(desk, sheet.id)
    assert desk.save(sheet.id, 1).sheet.revision == 2


def test_nothing_is_restored_that_never_was(desk: Desk) -> None:
    with pytest.raises(NotFound):
        restore(desk, "nothing")
    assert index.list_entries(1) == []


def test_restoring_waits_for_whoever_holds_the_sheet(desk: Desk) -> None:
    sheet_id = deleted(desk, "Plan")
    place = Place(1, PROJECT, sheet_id)
    assert index.take_lease(place, desk.clock(), index.find(place)) is not None
    with pytest.raises(Conflict):
        restore(desk, sheet_id)


def test_a_full_project_takes_nothing_from_the_trash(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jxl.sheets.store.MAX_SHEETS", 3)
    sheet_id = deleted(desk, "Plan")
    kept = [desk.create() for _ in range(3)]
    for act in (lambda: restore(desk, sheet_id), desk.create):
        desk.properties.calls.clear()
        with pytest.raises(ValidationError, match="at most 3 sheets") as caught:
            act()
        assert caught.value.code == "too_many_sheets"
        assert "put" not in {verb for verb, _ in desk.properties.calls}
    desk.store.trash(desk.installation, PROJECT, kept[0].sheet.id, PERSON, 1)
    assert isinstance(restore(desk, sheet_id), Stored)
    assert len(index.list_entries(1)) == 4


def test_a_project_may_have_five_hundred_sheets() -> None:
    assert models.MAX_SHEETS == 500


def test_a_broken_head_in_the_trash_is_shown_and_its_newest_revision_comes_back(desk: Desk) -> None:
    sheet_id = deleted(desk, "Plan")
    desk.properties.values[head_key(sheet_id)] = b'"<script>"'
    (one,) = trash.list_trash(desk.new_store(), desk.installation, PROJECT).sheets
    assert (one.name, one.head) == ("Plan", None)
    assert "not a sheet" in (one.damaged or "")
    restored = restore(desk, sheet_id)
    assert isinstance(restored, Stored)
    assert (restored.sheet.name, restored.sheet.revision) == ("Plan", 2)


def test_after_thirty_days_a_sheet_goes_for_good_its_head_last(desk: Desk) -> None:
    sheet_id = deleted(desk, "Plan")
    other = desk.create(name="Other").sheet.id
    desk.clock.move(30 * DAY_S - 1)
    tidy(desk)
    assert listed(desk) == [("Plan", 0)]
    desk.clock.move(1)
    desk.properties.calls.clear()
    tidy(desk)
    gone = [key for verb, key in desk.properties.calls if verb == "delete"]
    assert gone[-1] == head_key(sheet_id)
    assert len(gone) == 2
    assert not [key for key in desk.properties.values if sheet_id in key]
    assert [entry.sheet_id for entry in index.list_entries(1)] == [other]
    assert listed(desk) == []


def test_a_crash_while_it_goes_leaves_it_in_the_trash(desk: Desk) -> None:
    sheet_id = deleted(desk, "Plan")
    desk.clock.move(31 * DAY_S)

    def fail(_number: int, verb: str, key: str) -> None:
        if verb == "delete" and key == head_key(sheet_id):
            raise JiraUnavailable

    desk.properties.before = fail
    with pytest.raises(JiraUnavailable):
        tidy(desk)
    desk.properties.before = lambda *_: None
    assert listed(desk) == [("Plan", 0)]
    tidy(desk)
    assert desk.properties.values == {}


def test_a_sheet_restored_at_the_last_moment_stays(desk: Desk) -> None:
    """The index may still say that it is in the trash: the head in Jira wins."""
    sheet_id = deleted(desk, "Plan")
    entry = index.find(Place(1, PROJECT, sheet_id))
    assert entry is not None
    head = orjson.loads(desk.properties.values[head_key(sheet_id)])
    del head["deletedAt"]
    desk.properties.values[head_key(sheet_id)] = orjson.dumps(head)
    desk.clock.move(31 * DAY_S)
    tidy(desk)
    assert isinstance(desk.load(sheet_id), Stored)
