"""Saving over properties without compare-and-set: whatever breaks, the sheet is one of those that were saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask

from jxl.errors import (
    Conflict,
    JiraRefused,
    JiraTimeout,
    JiraUnavailable,
    JxlError,
    NotFound,
    PropertyTooLarge,
)
from jxl.sheets import index
from jxl.sheets.index import Place
from jxl.sheets.parts import head_key, parse_part_key
from jxl.sheets.store import Damaged, Stored
from tests.sheets.conftest import PERSON, PROJECT, Desk
from tests.sheets.fakes import Crash


def wide(count: int) -> list[dict[str, Any]]:
    """Columns that fill so many parts."""
    return [{"id": f"c{n}", "field": "key", "note": "x" * 20_000} for n in range(count)]


def place(sheet_id: str) -> Place:
    return Place(1, PROJECT, sheet_id)


def fail_on(
    verb: str, error: Callable[[], BaseException], part: bool = False
) -> Callable[[int, str, str], None]:
    def act(_number: int, called: str, key: str) -> None:
        if called == verb and (parse_part_key(key) is not None) == part:
            raise error()

    return act


def test_what_was_created_can_be_read(desk: Desk) -> None:
    stored = desk.create(description="All of it")
    sheet = stored.sheet
    assert (sheet.revision, sheet.created_by, sheet.updated_by) == (1, PERSON, PERSON)
    assert sheet.created_at == "2026-11-21T10:00:00.000Z"
    loaded = desk.load(sheet.id)
    assert loaded.sheet.to_json() == sheet.to_json()
    head = orjson.loads(desk.properties.values[head_key(sheet.id)])
    assert {
        "format",
        "id",
        "name",
        "description",
        "scope",
        "defaultView",
        "revision",
        "save",
        "parts",
        "history",
    } <= set(head)
    assert set(desk.properties.values) == {head_key(sheet.id), f"{head_key(sheet.id)}.r1.{head['save']}.0"}


def test_a_save_costs_three_calls_and_its_parts(desk: Desk) -> None:
    sheet = desk.create().sheet
    desk.properties.calls.clear()
    desk.save(sheet.id, 1, columns=wide(4))
    verbs = [verb for verb, _ in desk.properties.calls]
    assert len(verbs) == 3 + 4
    assert (verbs[0], verbs[-2:]) == ("fetch", ["put", "fetch"])


def test_a_warm_load_asks_for_head_and_first_part_together(desk: Desk) -> None:
    sheet = desk.create(columns=wide(3)).sheet
    desk.properties.calls.clear()
    desk.load(sheet.id)
    assert len(desk.properties.calls) == 4
    again = desk.store.load(desk.installation, PROJECT, sheet.id, may_be_known=True)
    assert isinstance(again, Stored)
    assert len(desk.properties.calls) == 4
    desk.clock.move(31)
    desk.store.load(desk.installation, PROJECT, sheet.id, may_be_known=True)
    assert len(desk.properties.calls) == 8


def test_what_another_process_saved_is_seen_at_once(desk: Desk) -> None:
    sheet = desk.create().sheet
    desk.store.load(desk.installation, PROJECT, sheet.id, may_be_known=True)
    desk.save(sheet.id, 1, store=desk.new_store(), name="Newer")
    loaded = desk.store.load(desk.installation, PROJECT, sheet.id, may_be_known=True)
    assert isinstance(loaded, Stored)
    assert loaded.sheet.name == "Newer"


def test_saving_keeps_who_created_it_and_lists_the_last_revision(desk: Desk) -> None:
    sheet = desk.create().sheet
    desk.clock.move(3600)
    stored = desk.save(sheet.id, 1, name="Plan B")
    assert (stored.sheet.revision, stored.sheet.created_at) == (2, sheet.created_at)
    assert stored.sheet.updated_at == "2026-11-21T11:00:00.000Z"
    (entry,) = stored.head.history
    assert (entry.revision, entry.name, entry.updated_by) == (1, "Plan", PERSON)
    entries = index.list_entries(1)
    assert [(e.revision, e.name, e.save, e.leased_until) for e in entries] == [
        (2, "Plan B", stored.head.save, None)
    ]


def test_the_history_ends_after_ten(desk: Desk) -> None:
    sheet = desk.create().sheet
    for revision in range(1, 14):
        stored = desk.save(sheet.id, revision, name=f"Plan {revision + 1}")
    assert [entry.revision for entry in stored.head.history] == list(range(13, 3, -1))


def test_a_stale_revision_is_refused_with_the_current_one(desk: Desk) -> None:
    sheet = desk.create().sheet
    desk.save(sheet.id, 1, name="Newer")
    desk.properties.calls.clear()
    with pytest.raises(Conflict) as caught:
        desk.save(sheet.id, 1, name="Older")
    assert caught.value.details["currentVersion"] == 2
    assert "put" not in {verb for verb, _ in desk.properties.calls}
    desk.save(sheet.id, 2, name="Now")


def test_whoever_comes_second_while_a_save_runs_loses(desk: Desk) -> None:
    sheet = desk.create().sheet
    lost: list[JxlError] = []

    def meanwhile(_number: int, verb: str, key: str) -> None:
        if verb == "put" and ".r2." in key and not lost:
            try:
                desk.save(sheet.id, 1, store=desk.new_store(), name="Second")
            except JxlError as exc:
                lost.append(exc)

    desk.properties.before = meanwhile
    # Parts are put from threads, which have no application context of their own.
    with_context = desk.properties.before
    app = _current_app()

    def in_context(*call: Any) -> None:
        with app.app_context():
            with_context(*call)

    desk.properties.before = in_context
    assert desk.save(sheet.id, 1, name="First").sheet.revision == 2
    assert isinstance(lost[0], Conflict)
    assert desk.load(sheet.id).sheet.name == "First"


def _current_app() -> Flask:
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("columns", [1, 3])
def test_every_crash_leaves_a_revision_that_was_saved(desk: Desk, moment: str, columns: int) -> None:
    """The process ends before or after each call of a save; a minute later the next save goes through."""
    number = 0
    while True:
        sheet_id = desk.create(name="Old").sheet.id
        start = len(desk.properties.calls)

        def crash(at: int, _verb: str, _key: str, limit: int = start + number) -> None:
            if at == limit:
                raise Crash

        setattr(desk.properties, moment, crash)
        crashed = False
        try:
            desk.save(sheet_id, 1, name="New", columns=wide(columns))
        except Crash:
            crashed = True
        setattr(desk.properties, moment, lambda *_: None)
        loaded = desk.load(sheet_id)
        assert isinstance(loaded, Stored)
        assert (loaded.sheet.name, loaded.sheet.revision) in (("Old", 1), ("New", 2))
        if not crashed:
            break
        with pytest.raises(Conflict):
            desk.save(sheet_id, loaded.sheet.revision, name="Too soon")
        desk.clock.move(61)
        after = desk.save(sheet_id, loaded.sheet.revision, name="After")
        assert desk.load(sheet_id).sheet.name == "After"
        assert after.sheet.revision == loaded.sheet.revision + 1
        number += 1
    assert number == 3 + columns


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("error", [JiraTimeout, JiraUnavailable, JiraRefused])
def test_every_failing_call_leaves_a_revision_that_was_saved(
    desk: Desk, moment: str, error: type[JxlError]
) -> None:
    for number in range(5):
        sheet_id = desk.create(name="Old").sheet.id
        start = len(desk.properties.calls)

        def fail(at: int, _verb: str, _key: str, limit: int = start + number) -> None:
            if at == limit:
                raise error()

        setattr(desk.properties, moment, fail)
        try:
            stored = desk.save(sheet_id, 1, name="New", columns=wide(2))
            assert stored.sheet.revision == 2
        except JxlError as exc:
            assert isinstance(exc, error | Conflict)  # noqa: PT017 - both outcomes are fine, each for its reason
        setattr(desk.properties, moment, lambda *_: None)
        loaded = desk.load(sheet_id)
        assert (loaded.sheet.name, loaded.sheet.revision) in (("Old", 1), ("New", 2))
        desk.clock.move(61)
        assert desk.save(sheet_id, loaded.sheet.revision, name="After").sheet.name == "After"


def test_a_head_that_may_still_arrive_keeps_the_sheet_locked(desk: Desk) -> None:
    """Jira did not answer to the head: as long as it may arrive late, nobody may put another one before it."""
    sheet_id = desk.create().sheet.id
    desk.properties.before = fail_on("put", JiraTimeout)
    with pytest.raises(JiraTimeout):
        desk.save(sheet_id, 1, name="Late")
    desk.properties.before = lambda *_: None
    with pytest.raises(Conflict) as caught:
        desk.save(sheet_id, 1, name="Other")
    assert caught.value.retry_after_s
    desk.clock.move(61)
    assert desk.save(sheet_id, 1, name="Other").sheet.revision == 2


def test_a_head_that_arrived_although_jira_did_not_answer_counts(desk: Desk) -> None:
    sheet_id = desk.create().sheet.id
    desk.properties.after = fail_on("put", JiraTimeout)
    assert desk.save(sheet_id, 1, name="Arrived").sheet.revision == 2
    desk.properties.after = lambda *_: None
    assert desk.load(sheet_id).sheet.name == "Arrived"
    assert desk.save(sheet_id, 2, name="Next").sheet.revision == 3


def test_a_refused_write_gives_the_lease_back(desk: Desk) -> None:
    sheet_id = desk.create().sheet.id
    for part in (True, False):
        desk.properties.before = fail_on("put", JiraRefused, part=part)
        with pytest.raises(JiraRefused):
            desk.save(sheet_id, 1, name="No")
        desk.properties.before = lambda *_: None
    assert desk.save(sheet_id, 1, name="Yes").sheet.revision == 2


def test_what_does_not_fit_is_refused_before_anything_is_written(desk: Desk) -> None:
    sheet_id = desk.create().sheet.id
    desk.properties.calls.clear()
    with pytest.raises(PropertyTooLarge):
        desk.save(sheet_id, 1, columns=[{"field": "key", "note": "🛳" * 16_000}])
    assert "put" not in {verb for verb, _ in desk.properties.calls}
    assert desk.save(sheet_id, 1).sheet.revision == 2


def test_a_lease_that_ran_out_while_saving_stops_before_the_head(desk: Desk) -> None:
    sheet_id = desk.create().sheet.id

    def slow(_number: int, verb: str, key: str) -> None:
        if verb == "put" and ".r2." in key:
            desk.clock.move(61)

    desk.properties.after = slow
    with pytest.raises(Conflict):
        desk.save(sheet_id, 1, name="Slow")
    desk.properties.after = lambda *_: None
    assert desk.load(sheet_id).sheet.revision == 1
    assert desk.save(sheet_id, 1, name="Quick").sheet.revision == 2


def test_a_foreign_head_between_put_and_reading_back_is_a_conflict(desk: Desk) -> None:
    sheet = desk.create().sheet
    foreign = orjson.loads(desk.properties.values[head_key(sheet.id)]) | {"name": "Foreign", "revision": 7}

    def replace(_number: int, verb: str, key: str) -> None:
        if verb == "put" and key == head_key(sheet.id):
            desk.properties.values[key] = orjson.dumps(foreign)

    desk.properties.after = replace
    with pytest.raises(Conflict) as caught:
        desk.save(sheet.id, 1, name="Ours")
    assert caught.value.details["currentVersion"] == 7
    assert index.list_entries(1)[0].revision == 7


def test_the_head_in_jira_wins_over_the_index(desk: Desk) -> None:
    sheet = desk.create().sheet
    head = orjson.loads(desk.properties.values[head_key(sheet.id)])
    desk.properties.values[head_key(sheet.id)] = orjson.dumps(head | {"name": "Renamed behind our back"})
    assert desk.load(sheet.id).sheet.name == "Renamed behind our back"
    assert index.list_entries(1)[0].name == "Renamed behind our back"
    desk.properties.values[head_key(sheet.id)] = orjson.dumps(head | {"revision": 5, "save": head["save"]})
    with pytest.raises(Conflict) as caught:
        desk.save(sheet.id, 1)
    assert caught.value.details["currentVersion"] == 5


def test_a_sheet_that_the_index_does_not_know_is_found_and_saved(desk: Desk) -> None:
    sheet = desk.create().sheet
    index.forget(1, PROJECT, [sheet.id], desk.clock())
    assert desk.load(sheet.id).sheet.name == "Plan"
    assert [entry.sheet_id for entry in index.list_entries(1)] == [sheet.id]
    index.forget(1, PROJECT, [sheet.id], desk.clock())
    assert desk.save(sheet.id, 1, name="Again").sheet.revision == 2


def test_a_sheet_that_does_not_exist_leaves_no_trace(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.load("nothing")
    with pytest.raises(NotFound):
        desk.save("nothing", 1)
    assert index.list_entries(1) == []


def test_a_failed_creation_leaves_no_trace(desk: Desk) -> None:
    desk.properties.before = fail_on("put", JiraRefused, part=True)
    with pytest.raises(JiraRefused):
        desk.create()
    assert index.list_entries(1) == []
    assert desk.properties.values == {}


def test_the_trash_keeps_everything_and_hides_it(desk: Desk) -> None:
    sheet = desk.create().sheet
    with pytest.raises(Conflict):
        desk.store.trash(desk.installation, PROJECT, sheet.id, PERSON, 7)
    before = dict(desk.properties.values)
    desk.store.trash(desk.installation, PROJECT, sheet.id, PERSON, 1)
    assert set(desk.properties.values) == set(before)
    head = orjson.loads(desk.properties.values[head_key(sheet.id)])
    assert (head["deletedAt"], head["deletedBy"]) == ("2026-11-21T10:00:00.000Z", PERSON)
    assert index.list_entries(1)[0].deleted_at == desk.clock()
    for act in (lambda: desk.load(sheet.id), lambda: desk.save(sheet.id, 1)):
        with pytest.raises(NotFound, match="trash"):
            act()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (b'"text"', "not a sheet"),
        (b"{}", "changed outside jxl"),
        (b'{"format": 9, "name": "Later"}', "newer version"),
    ],
)
def test_a_damaged_head_is_shown_not_raised(desk: Desk, damage: bytes, reason: str) -> None:
    sheet = desk.create().sheet
    desk.properties.values[head_key(sheet.id)] = damage
    loaded = desk.load(sheet.id)
    assert isinstance(loaded, Damaged)
    assert reason in loaded.reason
    with pytest.raises(Conflict):
        desk.save(sheet.id, 1)
    assert index.list_entries(1)[0].name == "Plan"


def test_missing_and_broken_parts_leave_the_rest_readable(desk: Desk) -> None:
    sheet = desk.create(columns=wide(3)).sheet
    keys = sorted(key for key in desk.properties.values if ".r1." in key)
    del desk.properties.values[keys[1]]
    desk.properties.values[keys[2]] = b'{"format": 1}'
    loaded = desk.load(sheet.id)
    assert isinstance(loaded, Damaged)
    assert [flaw.code for flaw in loaded.flaws] == ["part_missing", "part_broken"]
    assert [column["id"] for column in loaded.readable["columns"]] == ["c0"]
    assert loaded.readable["name"] == "Plan"
    assert desk.save(sheet.id, 1, columns=wide(1)).sheet.revision == 2
    assert isinstance(desk.load(sheet.id), Stored)


def test_wrong_values_in_a_part_are_named(desk: Desk) -> None:
    sheet = desk.create().sheet
    key = next(key for key in desk.properties.values if ".r1." in key)
    part = orjson.loads(desk.properties.values[key])
    part["columns"][3]["field"] = 7
    desk.properties.values[key] = orjson.dumps(part)
    loaded = desk.load(sheet.id)
    assert isinstance(loaded, Damaged)
    assert "columns[3].field" in loaded.reason


def test_jira_not_answering_is_not_damage(desk: Desk) -> None:
    sheet = desk.create(columns=wide(2)).sheet
    desk.properties.before = fail_on("fetch", JiraUnavailable, part=True)
    with pytest.raises(JiraUnavailable):
        desk.load(sheet.id)


def test_installations_are_kept_apart(desk: Desk) -> None:
    sheet = desk.create().sheet
    assert index.find(Place(2, PROJECT, sheet.id)) is None
    assert index.list_entries(2) == []
    index.forget(2, PROJECT, [sheet.id], desk.clock())
    assert index.find(place(sheet.id)) is not None
