"""Saving items beside others: another process that holds the lease, hands in Jira, and patience that ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest
from flask import Flask

from jxl.errors import Busy, Conflict, JiraTimeout
from jxl.jira.clock import Clock
from jxl.sheets import index
from jxl.sheets.documents import parse_sheet
from jxl.sheets.index import Place
from jxl.sheets.items import MAX_SHEET_BYTES, parse_item
from jxl.sheets.models import Sheet
from jxl.sheets.parts import head_key, part_key
from jxl.sheets.rebase import ItemChange, ItemSaver, SaveQueue, SeenSheets, find_author
from jxl.sheets.saving import Stored
from tests.sheets.conftest import PERSON, PROJECT, Desk

VIEWS = [{"id": f"v{n}", "name": f"View {n}"} for n in range(12)]


class PassingTime:
    """A clock that moves only by waiting."""

    def __init__(self) -> None:
        self.at_s = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at_s += seconds

    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.at_s, sleep=self.sleep, chance=lambda: 0.5)


class Process:
    """What one process knows."""

    def __init__(self, desk: Desk, patience_s: float = 8.0, most: int = 12) -> None:
        self.desk = desk
        self.time = PassingTime()
        self.store = desk.new_store()
        self.queue = SaveQueue(self.time.clock(), patience_s, most)
        self.seen = SeenSheets(self.time.clock())

    def save(self, sheet_id: str, if_match: int, item_id: str, **members: Any) -> Stored:
        return self.change(sheet_id, if_match, ItemChange("views", item_id, view(item_id, **members)))

    def change(self, sheet_id: str, if_match: int, change: ItemChange) -> Stored:
        saver = ItemSaver(
            self.store, self.queue, self.seen, self.desk.installation, PROJECT, sheet_id, PERSON, if_match
        )
        return saver.save(change)


def view(item_id: str, **members: Any) -> dict[str, Any]:
    return parse_item("views", {"name": f"Saved {item_id}", **members}, item_id)


def names(stored: Stored) -> list[str]:
    return [one.name for one in stored.sheet.views]


def test_who_waits_for_another_process_saves_onto_what_that_one_saved(desk: Desk) -> None:
    made = desk.create(views=VIEWS[:2]).sheet
    mine, other = Process(desk), Process(desk)
    place = Place(desk.installation.id, PROJECT, made.id)
    token = index.take_lease(place, desk.clock(), index.find(place))
    assert token is not None

    def ends(_seconds: float) -> None:
        if not mine.time.waits:
            index.release(place, token, None, desk.clock())
            other.save(made.id, 1, "v0")
        PassingTime.sleep(mine.time, _seconds)

    mine.queue = SaveQueue(Clock(monotonic=lambda: mine.time.at_s, sleep=ends, chance=lambda: 0.5), 8.0, 12)
    stored = mine.save(made.id, 1, "v1")
    assert names(stored) == ["Saved v0", "Saved v1"]
    assert stored.sheet.revision == 3
    assert names(desk.load(made.id)) == ["Saved v0", "Saved v1"]


def test_patience_ends_with_a_time_to_come_back(desk: Desk) -> None:
    made = desk.create(views=VIEWS[:2]).sheet
    place = Place(desk.installation.id, PROJECT, made.id)
    assert index.take_lease(place, desk.clock(), index.find(place)) is not None
    process = Process(desk, patience_s=3.0)
    calls = len(desk.properties.calls)
    with pytest.raises(Busy) as caught:
        process.save(made.id, 1, "v1")
    assert caught.value.retry_after_s
    assert 2.0 < sum(process.time.waits) <= 3.0
    assert not [verb for verb, _ in desk.properties.calls[calls:] if verb == "put"]


def test_no_more_than_a_few_wait_in_one_process() -> None:
    here, elsewhere = Place(1, PROJECT, "here"), Place(1, PROJECT, "elsewhere")
    queue = SaveQueue(most=0)
    with queue.turn(here), queue.turn(elsewhere):
        with pytest.raises(Busy) as caught, queue.turn(here):
            pass
        assert caught.value.retry_after_s
    with queue.turn(here):
        pass


def test_what_hands_put_in_the_place_of_a_revision_is_not_overwritten_unseen(desk: Desk) -> None:
    made = desk.create(views=VIEWS[:2]).sheet
    process = Process(desk)
    assert process.save(made.id, 1, "v0").sheet.revision == 2
    values = desk.properties.values
    head = orjson.loads(values[head_key(made.id)])
    part = orjson.loads(values[part_key(made.id, 2, head["save"], 0)])
    part["views"][0]["name"] = "By hand"
    values[part_key(made.id, 2, "byhand", 0)] = orjson.dumps(part)
    values[head_key(made.id)] = orjson.dumps({**head, "save": "byhand"})
    assert names(process.save(made.id, 2, "v1")) == ["By hand", "Saved v1"]


def test_a_lost_answer_and_the_same_request_again_make_one_save(desk: Desk) -> None:
    made = desk.create(views=VIEWS[:2]).sheet
    process = Process(desk)
    lost: list[str] = []

    def lose(_number: int, verb: str, key: str) -> None:
        if key == head_key(made.id) and (verb == "put" or lost) and len(lost) < 2:
            lost.append(verb)
            raise JiraTimeout

    desk.properties.after = lose
    change = ItemChange("views", "new", view("new"), is_new=True)
    with pytest.raises(JiraTimeout):
        process.change(made.id, 1, change)
    assert lost == ["put", "fetch"]
    desk.clock.move(120)  # the lease runs out
    again = process.change(made.id, 1, change)
    assert again.sheet.revision == 2
    assert names(desk.load(made.id)) == ["View 0", "View 1", "Saved new"]


def test_a_sheet_does_not_outgrow_what_a_request_may_hold(desk: Desk) -> None:
    note = "y" * 30_000
    large = [{"id": f"v{n}", "name": "V", "columns": [], "note": note} for n in range(31)]
    made = desk.create(views=large, columns=[]).sheet
    process = Process(desk)
    with pytest.raises(Exception, match="too large") as caught:
        process.change(made.id, 1, ItemChange("views", "w", view("w", note=note), is_new=True))
    assert f"{MAX_SHEET_BYTES:,}" in str(caught.value)
    assert process.save(made.id, 1, "v0").sheet.revision == 2  # smaller is always possible


def test_who_changed_an_item_is_found_between_other_saves() -> None:
    def at(revision: int) -> Sheet:
        name = "Old" if revision < 6 else "New"
        body = {"name": "P", "scope": {"jql": "x"}, "views": [{"id": "v", "name": name}], "columns": []}
        sheet = parse_sheet(body, "s")
        return sheet.model_copy(update={"revision": revision})

    asked: list[int] = []

    def load(revision: int) -> Sheet | None:
        asked.append(revision)
        return at(revision)

    for low in range(1, 6):
        found = find_author(load, "views", "v", low, 11)
        assert found is not None
        assert found.revision == 6
    assert len(asked) <= 5 * 5
    assert find_author(lambda n: at(n) if n == 11 else None, "views", "v", 1, 11) is None
    assert find_author(lambda _n: None, "views", "v", 1, 11) is None


def test_several_processes_save_beside_each_other(sqlite_app: Flask, desk: Desk) -> None:
    """Whoever is told that what they saw is not kept any more looks again, as the page does; nothing else is told."""
    made = desk.create(views=VIEWS).sheet
    processes = [Process(desk, patience_s=600.0) for _ in range(3)]

    def save(number: int) -> None:
        with sqlite_app.app_context():
            revision = 1
            for name in (f"{number}.1", f"{number}.2"):
                stored: Stored | None = None
                while stored is None:
                    try:
                        stored = processes[number % 3].save(made.id, revision, f"v{number}", name=name)
                        revision = stored.sheet.revision
                    except Busy:
                        continue
                    except Conflict as conflict:
                        told.append(conflict.details["differences"])
                        revision = conflict.details["currentRevision"]

    told: list[list[dict[str, str]]] = []
    with ThreadPoolExecutor(len(VIEWS)) as threads:
        list(threads.map(save, range(len(VIEWS))))
    assert told == [[]] * len(told)
    now = desk.load(made.id)
    assert names(now) == [f"{number}.2" for number in range(len(VIEWS))]
    assert now.sheet.revision == 1 + 2 * len(VIEWS)
