"""Lists of sheets: complete, honest about damage, and cheap."""

from __future__ import annotations

import orjson
import pytest

from jxl.errors import JiraUnavailable, ValidationError
from jxl.sheets import index
from jxl.sheets.listing import list_directory, list_project, projects_with_sheets
from jxl.sheets.parts import head_key
from tests.sheets.conftest import PERSON, PROJECT, Desk


def listed(desk: Desk, **asked: object) -> list[tuple[str, str | None]]:
    page = list_project(desk.store, desk.installation, PROJECT, **asked)  # type: ignore[arg-type]
    return [(one.name, one.damaged) for one in page.sheets]


def many(desk: Desk, count: int) -> list[str]:
    ids = []
    for number in range(count):
        desk.clock.move(6)
        ids.append(desk.create(name=f"Sheet {number}", description=f"About {number}").sheet.id)
    return ids


def test_the_last_changed_comes_first(desk: Desk) -> None:
    many(desk, 3)
    assert [name for name, _ in listed(desk)] == ["Sheet 2", "Sheet 1", "Sheet 0"]


def test_a_list_costs_one_call_when_nothing_changed(desk: Desk) -> None:
    many(desk, 20)
    desk.properties.calls.clear()
    page = list_project(desk.store, desk.installation, PROJECT)
    assert [one.head.description for one in page.sheets if one.head] == [
        f"About {n}" for n in range(19, -1, -1)
    ]
    assert [verb for verb, _ in desk.properties.calls] == ["list"]


def test_another_process_reads_only_the_heads_of_the_page(desk: Desk) -> None:
    many(desk, 20)
    desk.properties.calls.clear()
    store = desk.new_store()
    page = list_project(store, desk.installation, PROJECT, limit=5)
    assert len(page.sheets) == 5
    assert len(desk.properties.calls) == 1 + 5
    list_project(store, desk.installation, PROJECT, limit=5)
    assert len(desk.properties.calls) == 2 + 5


def test_pages_follow_one_another(desk: Desk) -> None:
    many(desk, 7)
    names: list[str] = []
    cursor = None
    while True:
        page = list_project(desk.store, desk.installation, PROJECT, limit=3, cursor=cursor)
        names += [one.name for one in page.sheets]
        cursor = page.next
        if cursor is None:
            break
    assert names == [f"Sheet {n}" for n in range(6, -1, -1)]


@pytest.mark.parametrize("cursor", ["x", "!!!", "bnVsbA", "W10", "WzEsMiwzXQ"])
def test_a_foreign_cursor_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(ValidationError):
        listed(desk, cursor=cursor)


def test_a_list_can_be_searched(desk: Desk) -> None:
    many(desk, 12)
    assert [name for name, _ in listed(desk, query="sheet 1")] == ["Sheet 11", "Sheet 10", "Sheet 1"]


def test_sheets_that_appeared_behind_our_back_are_found(desk: Desk) -> None:
    (sheet_id,) = many(desk, 1)
    index.forget(1, PROJECT, [sheet_id], desk.clock())
    assert listed(desk) == [("Sheet 0", None)]
    assert index.list_entries(1)[0].name == "Sheet 0"


def test_sheets_that_were_saved_by_someone_unknown_are_read_again(desk: Desk) -> None:
    """Another revision's parts stand in the project: the head must have moved on."""
    (sheet_id,) = many(desk, 1)
    elsewhere = index.find(index.Place(1, PROJECT, sheet_id))
    desk.save(sheet_id, 1, name="Newer")
    assert elsewhere is not None
    index.forget(1, PROJECT, [sheet_id], desk.clock())
    index.mend(
        index.Place(1, PROJECT, sheet_id),
        index.Known(1, elsewhere.save, "Sheet 0", None, elsewhere.updated_at),
        desk.clock(),
        None,
    )
    assert listed(desk) == [("Newer", None)]


def test_sheets_that_were_deleted_behind_our_back_go(desk: Desk) -> None:
    sheet_id, _ = many(desk, 2)
    del desk.properties.values[head_key(sheet_id)]
    assert listed(desk) == [("Sheet 1", None)]
    assert len(index.list_entries(1)) == 1


def test_damage_is_shown_and_takes_nothing_else_down(desk: Desk) -> None:
    ids = many(desk, 3)
    desk.properties.values[head_key(ids[0])] = b"[]"
    desk.properties.values[head_key("stranger")] = b'{"format": 99}'
    desk.store = desk.new_store()
    found = dict(listed(desk))
    assert found["Sheet 2"] is None
    assert "not a sheet" in (found["Sheet 0"] or "")
    assert "newer version" in (found["stranger"] or "")


def test_the_trash_is_not_listed(desk: Desk) -> None:
    sheet_id, _ = many(desk, 2)
    desk.store.trash(desk.installation, PROJECT, sheet_id, PERSON, 1)
    assert listed(desk) == [("Sheet 1", None)]
    assert projects_with_sheets(desk.installation) == [PROJECT]


def test_a_sheet_that_is_being_created_is_not_listed(desk: Desk) -> None:
    index.take_lease(index.Place(1, PROJECT, "new"), desk.clock(), None)
    assert listed(desk) == []
    assert index.find(index.Place(1, PROJECT, "new")) is not None


def test_a_head_that_jira_does_not_give_now_is_no_damage(desk: Desk) -> None:
    many(desk, 2)
    desk.store = desk.new_store()

    def fail(_number: int, verb: str, _key: str) -> None:
        if verb == "fetch":
            raise JiraUnavailable

    desk.properties.before = fail
    assert listed(desk) == [("Sheet 1", None), ("Sheet 0", None)]


def test_the_directory_holds_the_projects_named(desk: Desk) -> None:
    many(desk, 2)
    desk.projects["10001"] = desk.projects["10000"]
    page = list_directory(desk.store, desk.installation, ["10001"])
    assert page.sheets == []
    page = list_directory(desk.store, desk.installation, [PROJECT, "10001"], query="1")
    assert [one.name for one in page.sheets] == ["Sheet 1"]


def test_names_changed_by_hand_are_seen_when_the_head_is_read(desk: Desk) -> None:
    (sheet_id,) = many(desk, 1)
    head = orjson.loads(desk.properties.values[head_key(sheet_id)])
    desk.properties.values[head_key(sheet_id)] = orjson.dumps(head | {"name": "By hand"})
    desk.clock.move(601)
    assert listed(desk) == [("By hand", None)]
