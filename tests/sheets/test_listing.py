"""Lists of sheets: complete, honest about damage, and cheap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from jxl.errors import JiraUnavailable, ValidationError
from jxl.sheets import index, listing
from jxl.sheets.cards import Sort, Wanted
from jxl.sheets.index import Known, Place
from jxl.sheets.listing import Page, PageRequest, load_page, reconcile
from jxl.sheets.parts import head_key, parse_part_key
from tests.sheets.conftest import PERSON, PROJECT, Desk


def list_project(desk: Desk, **asked: Any) -> Page:
    """What a project's list does."""
    if "cursor" not in asked:
        reconcile(desk.store, desk.installation, PROJECT)
    return load_page(
        desk.store,
        desk.installation,
        wanted(desk, [PROJECT]),
        PageRequest(**asked),
        read_again_after=listing.READ_AGAIN_AFTER,
    )


def wanted(desk: Desk, project_ids: list[str]) -> Wanted:
    return Wanted(desk.installation.id, project_ids, PERSON, desk.clock() - timedelta(days=30))


def listed(desk: Desk, **asked: Any) -> list[tuple[str, str | None]]:
    return [(card.name, card.flaw) for card in list_project(desk, **asked).cards]


def many(desk: Desk, count: int) -> list[str]:
    ids = []
    for number in range(count):
        desk.clock.move(6)
        ids.append(desk.create(name=f"Sheet {number}", description=f"About {number}").sheet.id)
    return ids


def test_the_last_changed_comes_first(desk: Desk) -> None:
    many(desk, 3)
    assert [name for name, _ in listed(desk)] == ["Sheet 2", "Sheet 1", "Sheet 0"]


def test_a_list_costs_one_call_in_every_process(desk: Desk) -> None:
    many(desk, 20)
    for store in (desk.store, desk.new_store()):
        desk.store = store
        desk.properties.calls.clear()
        page = list_project(desk)
        assert [card.description for card in page.cards] == [f"About {n}" for n in range(19, -1, -1)]
        assert {(card.columns_count, card.views_count, card.created_by) for card in page.cards} == {
            (13, 1, PERSON)
        }
        assert [verb for verb, _ in desk.properties.calls] == ["list"]


def test_a_page_of_the_index_alone_asks_jira_nothing(desk: Desk) -> None:
    many(desk, 3)
    desk.properties.calls.clear()
    desk.clock.move(100_000)
    page = load_page(desk.store, desk.installation, wanted(desk, [PROJECT]), PageRequest())
    assert len(page.cards) == 3
    assert desk.properties.calls == []


@pytest.mark.parametrize("sort", [Sort.UPDATED, Sort.NAME])
@pytest.mark.parametrize("is_descending", [True, False])
def test_pages_follow_one_another(desk: Desk, sort: Sort, is_descending: bool) -> None:
    many(desk, 7)
    names: list[str] = []
    asked: dict[str, Any] = {"sort": sort, "is_descending": is_descending, "limit": 3}
    page = list_project(desk, **asked)
    while True:
        names += [card.name for card in page.cards]
        if page.next is None:
            break
        page = list_project(desk, **asked, cursor=page.next)
    assert names == sorted((f"Sheet {n}" for n in range(7)), reverse=is_descending)


@pytest.mark.parametrize(
    "cursor", ["x", "!!!", "bnVsbA", "W10", "WzEsMiwzXQ", "é", "a" * 9000, "WyJuYW1lIiwiYXNjIiwiIiwiIiwiIl0"]
)
def test_a_foreign_cursor_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(ValidationError):
        listed(desk, cursor=cursor)


def test_sheets_that_appeared_behind_our_back_are_found(desk: Desk) -> None:
    (sheet_id,) = many(desk, 1)
    index.forget(1, PROJECT, [sheet_id], desk.clock())
    assert listed(desk) == [("Sheet 0", None)]
    assert index.list_entries(1)[0].name == "Sheet 0"


def test_sheets_that_were_saved_by_someone_unknown_are_read_again(desk: Desk) -> None:
    """Another revision's parts stand in the project: the head must have moved on."""
    (sheet_id,) = many(desk, 1)
    elsewhere = index.find(Place(1, PROJECT, sheet_id))
    desk.save(sheet_id, 1, name="Newer")
    assert elsewhere is not None
    index.forget(1, PROJECT, [sheet_id], desk.clock())
    old = Known(1, elsewhere.save, "Sheet 0", None, elsewhere.updated_at)
    index.mend(Place(1, PROJECT, sheet_id), old, desk.clock(), None)
    assert listed(desk) == [("Newer", None)]


def test_a_sheet_without_head_is_damaged_while_parts_are_there_and_goes_with_them(desk: Desk) -> None:
    sheet_id, _ = many(desk, 2)
    del desk.properties.values[head_key(sheet_id)]
    found = dict(listed(desk))
    assert found["Sheet 1"] is None
    assert found["Sheet 0"]
    for key in [
        k for k in desk.properties.values if (part := parse_part_key(k)) and part.sheet_id == sheet_id
    ]:
        del desk.properties.values[key]
    assert listed(desk) == [("Sheet 1", None)]
    assert len(index.list_entries(1)) == 1


def test_damage_is_shown_and_takes_nothing_else_down(desk: Desk) -> None:
    ids = many(desk, 3)
    desk.properties.values[head_key(ids[0])] = b"[]"
    desk.properties.values[head_key("stranger")] = b'{"format": 99}'
    desk.clock.move(601)
    found = dict(listed(desk))
    assert found["Sheet 2"] is None
    assert "not a sheet" in (found["Sheet 0"] or "")
    assert "newer version" in (found["stranger"] or "")
    page = load_page(desk.store, desk.installation, wanted(desk, [PROJECT]), PageRequest())
    assert {card.name for card in page.cards if card.flaw} == {"Sheet 0", "stranger"}


def test_a_head_that_was_mended_is_sound_again(desk: Desk) -> None:
    (sheet_id,) = many(desk, 1)
    whole = desk.properties.values[head_key(sheet_id)]
    desk.properties.values[head_key(sheet_id)] = b"[]"
    desk.clock.move(601)
    assert listed(desk)[0][1]
    desk.properties.values[head_key(sheet_id)] = whole
    desk.clock.move(601)
    assert listed(desk) == [("Sheet 0", None)]


def test_broken_parts_are_known_to_lists_until_the_next_save(desk: Desk) -> None:
    (sheet_id,) = many(desk, 1)
    (part,) = [key for key in desk.properties.values if parse_part_key(key)]
    kept = desk.properties.values.pop(part)
    desk.load(sheet_id)
    assert "deleted outside jxl" in (listed(desk)[0][1] or "")
    desk.clock.move(601)
    assert listed(desk)[0][1], "the head alone cannot tell that the parts are whole again"
    desk.properties.values[part] = kept
    desk.load(sheet_id)
    assert listed(desk) == [("Sheet 0", None)]


def test_the_trash_is_not_listed(desk: Desk) -> None:
    sheet_id, _ = many(desk, 2)
    desk.store.trash(desk.installation, PROJECT, sheet_id, PERSON, 1)
    assert listed(desk) == [("Sheet 1", None)]
    assert index.projects_with_sheets(1) == [PROJECT]
    assert index.count_trash(1, PROJECT, desk.clock() - timedelta(days=30)) == 1
    assert index.count_trash(1, PROJECT, desk.clock() + timedelta(days=1)) == 0


def test_a_sheet_that_is_being_created_is_not_listed(desk: Desk) -> None:
    index.take_lease(Place(1, PROJECT, "new"), desk.clock(), None)
    assert listed(desk) == []
    assert index.find(Place(1, PROJECT, "new")) is not None


def test_a_head_that_jira_does_not_give_now_is_no_damage(desk: Desk) -> None:
    many(desk, 2)
    desk.clock.move(601)

    def fail(_number: int, verb: str, _key: str) -> None:
        if verb == "fetch":
            raise JiraUnavailable

    desk.properties.before = fail
    assert listed(desk) == [("Sheet 1", None), ("Sheet 0", None)]


def test_rows_of_an_older_version_are_filled_a_few_at_a_time(desk: Desk) -> None:
    ids = many(desk, 20)
    for sheet_id in ids:
        entry = index.find(Place(1, PROJECT, sheet_id))
        assert entry is not None
        index.forget(1, PROJECT, [sheet_id], desk.clock())
        bare = Known(1, entry.save, entry.name, None, entry.updated_at)
        index.mend(Place(1, PROJECT, sheet_id), bare, desk.clock(), None)
    unknown = []
    for _ in range(3):
        desk.properties.calls.clear()
        page = load_page(desk.store, desk.installation, wanted(desk, [PROJECT]), PageRequest())
        assert len(page.cards) == 20
        unknown.append(sum(card.description is None for card in page.cards))
        assert len(desk.properties.calls) <= listing.HEADS_A_PAGE
    assert unknown == [4, 0, 0]
    assert desk.properties.calls == []


def test_the_directory_holds_the_projects_named(desk: Desk) -> None:
    many(desk, 2)
    for project_ids, count in (([], 0), (["10001"], 0), ([PROJECT, "10001"], 2)):
        page = load_page(desk.store, desk.installation, wanted(desk, project_ids), PageRequest())
        assert len(page.cards) == count


def test_names_changed_by_hand_are_seen_when_the_head_is_read(desk: Desk) -> None:
    (sheet_id,) = many(desk, 1)
    head = orjson.loads(desk.properties.values[head_key(sheet_id)])
    desk.properties.values[head_key(sheet_id)] = orjson.dumps(head | {"name": "By hand"})
    assert listed(desk) == [("Sheet 0", None)]
    desk.clock.move(601)
    assert listed(desk) == [("By hand", None)]


def test_a_list_names_the_structure_in_which_a_sheet_opens(desk: Desk) -> None:
    desk.create(
        name="Tree",
        views=[{"id": "v", "name": "All", "structure": "s"}],
        structures=[{"id": "s", "name": "Epics", "levels": [{"kind": "parent"}]}],
    )
    desk.create(name="Flat")
    assert {card.name: card.structure for card in list_project(desk).cards} == {"Tree": "Epics", "Flat": ""}
