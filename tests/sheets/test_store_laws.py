"""
The laws of the store, tried by a machine.

It saves, reads, deletes, restores, tidies, edits by hand, and crashes. After every step a fresh process must read the
sheet as the last of the saves that were accepted, the ten before it must be there to go back to, and nothing but the
promised errors may be raised. Crashes and failures come before and
after every call to Jira and every step in SQL; at any of them another person may do something in between.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from jxl.db import db
from jxl.errors import Conflict, JiraTimeout, JiraUnavailable, NotFound
from jxl.sheets import index, properties, pruning, restoring, revisions, saving, store, trash
from jxl.sheets.damage import Damaged
from jxl.sheets.documents import parse_sheet
from jxl.sheets.index import Place
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head, head_key, parse_part_key
from jxl.sheets.saving import PartsOfSave, Stored
from jxl.sheets.store import SheetStore
from tests.sheets.conftest import PERSON, database_app, fill, make_installation
from tests.sheets.fakes import Crash, FakeProperties, MovedClock

SQL_STEPS = ("take_lease", "renew_lease", "release", "mend", "forget")
CERTAIN = (Conflict, NotFound)
UNCERTAIN = (Crash, JiraTimeout, JiraUnavailable)
_projects = itertools.count(10_000)


def one_by_one(tasks: Iterable[Callable[[], Any]], *_: Any, **__: Any) -> Iterator[Any]:
    """Without threads, so that a failing run can be repeated."""
    for task in tasks:
        yield task()


class Steps:
    """Counts calls to Jira and steps in SQL while somebody acts, and spoils one of them."""

    def __init__(self) -> None:
        self.number = 0
        self.spoil: tuple[int, str, str] | None = None
        self.between: Callable[[], None] | None = None
        self.takes_long = False

    def plan(
        self,
        spoil: tuple[int, str, str] | None,
        between: Callable[[], None] | None,
        *,
        takes_long: bool = False,
    ) -> None:
        """``takes_long``: What happens between two steps takes longer than a lease."""
        self.number, self.spoil, self.between, self.takes_long = 0, spoil, between, takes_long

    def run(
        self,
        act: Callable[[], Any],
        *,
        is_jira: bool,
        late: Callable[[], None] | None = None,
        is_commit: bool = False,
    ) -> Any:
        mine, self.number = self.number, self.number + 1
        when, kind = "", ""
        if self.spoil is not None and self.spoil[0] == mine:
            _, when, kind = self.spoil
            self.spoil = None
        if kind == "between" and self.between is not None:
            between, self.between = self.between, None
            # The head is put within the time-outs of one call after the lease was renewed, which are shorter than it.
            if not (is_commit and self.takes_long):
                between()
        if when == "before":
            self._fail(kind, is_jira, late)
        result = act()
        if when == "after":
            self._fail(kind, is_jira, None)
        return result

    @staticmethod
    def _fail(kind: str, is_jira: bool, late: Callable[[], None] | None) -> None:
        if kind == "crash":
            raise Crash
        if kind == "timeout" and is_jira:
            raise JiraTimeout
        if kind == "broken" and is_jira:
            raise JiraUnavailable
        if kind == "late" and is_jira:
            if late is not None:
                late()
            raise JiraTimeout


class SteppedProperties(FakeProperties):
    """Each call is a step; one that times out may still arrive."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps
        self.on_the_way: list[tuple[str, bytes]] = []

    def _call(self, verb: str, key: str, act: Callable[[], Any]) -> Any:  # noqa: ARG002 - the form of the fake
        return self._steps.run(act, is_jira=True)

    def put(self, key: str, value: Any) -> None:
        data = orjson.dumps(value)

        def late() -> None:
            self.on_the_way.append((key, data))

        def act() -> None:
            self.values[key] = data

        is_commit = parse_part_key(key) is None
        self._steps.run(act, is_jira=True, late=late, is_commit=is_commit)


spoils = st.one_of(
    st.none(),
    st.tuples(
        st.integers(min_value=0, max_value=16),
        st.sampled_from(["before", "after"]),
        st.sampled_from(["crash", "crash", "timeout", "broken", "late"]),
    ),
)
moments = st.one_of(st.none(), st.integers(min_value=0, max_value=14))


class SheetLife(RuleBasedStateMachine):
    """One sheet, and what must be true of it."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.steps = Steps()
        self.clock = MovedClock()
        self.properties = SteppedProperties(self.steps)
        self.project = str(next(_projects))
        self.installation = make_installation()
        self.told: list[tuple[Any, Place, list[PartsOfSave]]] = []
        self.seen: dict[str, str] = {}
        self.markers = itertools.count(1)
        self.under_way: list[set[str]] = []  # names of the saves of everyone who acts at this moment
        self.accepted: list[tuple[str, str]] = []  # save and marker, since somebody touched the head by hand
        self.saves = itertools.count(1)
        self.sheet_id = "none"
        self.committed: set[str] = (
            set()
        )  # saves that were the head while whoever made them had something left to do
        self.by_hand = False
        self.is_trashed = False
        self.is_gone = False
        self.patches = [
            *(
                patch.object(m, "run_ahead", one_by_one)
                for m in (saving, properties, pruning, revisions, store)
            ),
            *(patch.object(index, name, self._sql(getattr(index, name))) for name in SQL_STEPS),
            patch.object(saving, "new_save", self._name_save),
        ]
        for one in self.patches:
            one.start()

    def teardown(self) -> None:
        for one in self.patches:
            one.stop()
        db.session.remove()
        self.context.pop()

    def _sql(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args, **kwargs: self.steps.run(lambda: function(*args, **kwargs), is_jira=False)

    def _name_save(self) -> str:
        save = f"{next(self.saves):04x}"
        self.under_way[-1].add(save)
        return save

    # -- what people do -----------------------------------------------------------------------------------------------

    def process(self) -> SheetStore:
        """A process that remembers nothing."""

        def tell(place: Place, saves: list[PartsOfSave]) -> None:
            self.told.append((self.clock(), place, saves))

        return SheetStore(
            None,  # type: ignore[arg-type]  # clients are never made: the properties are in memory
            now=self.clock,
            open_properties=lambda *_: self.properties,
            tell_leftovers=tell,
        )

    def document(self, sheet_id: str, marker: str) -> Sheet:
        """Three parts, each with the marker, and a head with it: a mixture of two saves would show."""
        columns = [{"id": f"c{n}", "field": "key", "note": marker.ljust(20_000, ".")} for n in range(3)]
        body = {"name": "Plan", "description": marker, "scope": {"jql": "x = 1"}, "columns": columns}
        return parse_sheet(body, sheet_id)

    def act(self, do: Callable[[], Any]) -> None:
        """Do something that may be spoilt, and compare what is in Jira afterwards with what was promised."""
        failure: BaseException | None = None
        mine: set[str] = set()
        self.under_way.append(mine)
        try:
            do()
        except (*CERTAIN, *UNCERTAIN) as exc:
            failure = exc
        finally:
            self.steps.plan(None, None)
        self.take_in(mine, failure)
        self.under_way.pop()

    def note_commit(self) -> None:
        """Take down a save whose head is in Jira while whoever made it has something left to do."""
        raw = self.properties.values.get(head_key(self.sheet_id))
        head = orjson.loads(raw) if raw else None
        there = head.get("save") if isinstance(head, dict) else None
        if head is None or not any(there in saves for saves in self.under_way):
            return
        self.committed.add(there)
        if not self.by_hand and (not self.accepted or there != self.accepted[-1][0]):
            self.accepted.append((there, head["description"]))

    def take_in(self, mine: set[str], failure: BaseException | None) -> None:
        """Look what is in Jira now that somebody who made these saves is done."""
        raw = self.properties.values.get(head_key(self.sheet_id))
        head = orjson.loads(raw) if raw else None
        there = head.get("save") if isinstance(head, dict) else None
        if self.by_hand:
            if not mine or failure is not None:
                return
            self.by_hand, self.is_gone, self.accepted = False, False, []
        if head is None:
            return
        self.is_trashed = "deletedAt" in head
        if not self.accepted or there != self.accepted[-1][0]:
            assert any(there in saves for saves in self.under_way), "a save is in Jira that nobody made now"
            self.accepted.append((there, head["description"]))
        if there in mine:
            assert not isinstance(failure, CERTAIN), "a loser was told so, and has won"
        elif mine and mine.isdisjoint(self.committed):
            assert failure is not None, "an accepted save is not in Jira"

    def revision(self) -> int:
        """What a person who looks now would send as If-Match."""
        head = self.properties.values.get(head_key(self.sheet_id))
        value = orjson.loads(head) if head else None
        revision = value.get("revision") if isinstance(value, dict) else 0
        return revision if isinstance(revision, int) else 0

    def save(self, behind: int = 0) -> None:
        marker = f"S{next(self.markers)}"
        if_match = self.revision() - behind

        def build(_head: Head) -> Sheet:
            return self.document(self.sheet_id, marker)

        self.act(
            lambda: self.process().save(
                self.installation, self.project, self.sheet_id, PERSON, if_match, build
            ),
        )

    def save_later(self) -> None:
        """Somebody else saves when the lease of whoever is slow has run out."""
        self.clock.move(61)
        self.save()

    def restore_some(self, pick: int, plan: Callable[[], None] = lambda: None) -> None:
        try:
            states = restoring.list_revisions(self.process(), self.installation, self.project, self.sheet_id)
        except (*CERTAIN, *UNCERTAIN):
            return
        usable = [s for s in states if isinstance(s.loaded, Stored) and len(self.markers_in(s.loaded)) == 1]
        if not usable:
            return
        state = usable[pick % len(usable)]
        assert isinstance(state.loaded, Stored)
        head = self.properties.values.get(head_key(self.sheet_id))
        is_readable = head is not None and isinstance(orjson.loads(head), dict) and self.revision() > 0
        if_match = self.revision() if is_readable else 0
        number = state.entry.revision
        plan()
        self.act(
            lambda: restoring.restore(
                self.process(), self.installation, self.project, self.sheet_id, PERSON, if_match, number
            ),
        )

    def delete(self) -> None:
        if_match = self.revision()
        self.act(
            lambda: self.process().trash(self.installation, self.project, self.sheet_id, PERSON, if_match),
        )

    def undelete(self) -> None:
        self.act(
            lambda: trash.restore(self.process(), self.installation, self.project, self.sheet_id, PERSON),
        )

    # -- rules --------------------------------------------------------------------------------------------------------

    @initialize()
    def create(self) -> None:
        marker = f"S{next(self.markers)}"

        def build(sheet_id: str) -> Sheet:
            self.sheet_id = sheet_id
            return self.document(sheet_id, marker)

        self.act(lambda: self.process().create(self.installation, self.project, PERSON, build))

    @rule(
        spoil=spoils,
        moment=moments,
        other=st.sampled_from(["save", "later", "delete", "undelete", "restore", "tidy", "read"]),
    )
    def somebody_saves(self, spoil: Any, moment: int | None, other: str) -> None:
        self.plan(spoil, moment, other)
        self.save()

    @rule(behind=st.integers(min_value=1, max_value=3))
    def somebody_saves_too_late(self, behind: int) -> None:
        before = dict(self.properties.values)
        self.save(behind)
        assert self.properties.values == before

    @rule(
        spoil=spoils,
        moment=moments,
        other=st.sampled_from(["save", "delete", "restore"]),
        pick=st.integers(0, 11),
    )
    def somebody_restores(self, spoil: Any, moment: int | None, other: str, pick: int) -> None:
        self.restore_some(pick, lambda: self.plan(spoil, moment, other))

    @rule(spoil=spoils, moment=moments)
    def somebody_deletes(self, spoil: Any, moment: int | None) -> None:
        self.plan(spoil, moment, "save")
        self.delete()

    @rule(spoil=spoils, moment=moments)
    def somebody_takes_it_out_of_the_trash(self, spoil: Any, moment: int | None) -> None:
        self.plan(spoil, moment, "undelete")
        self.undelete()

    @rule(spoil=spoils)
    def somebody_reads(self, spoil: Any) -> None:
        self.plan(spoil, None, "read")
        self.read()

    @rule(spoil=spoils, moment=moments)
    def the_worker_tidies(self, spoil: Any, moment: int | None) -> None:
        self.plan(spoil, moment, "save")
        self.tidy()

    @rule(seconds=st.sampled_from([1, 61, 61, 700, 86_400, 31 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(seconds)
        if seconds > 60:
            self.properties.on_the_way.clear()  # whoever waits so long has closed the connection

    @precondition(lambda self: self.properties.on_the_way)
    @rule()
    def what_was_on_the_way_arrives(self) -> None:
        for key, data in self.properties.on_the_way:
            if self.by_hand and key == head_key(self.sheet_id):
                continue
            self.properties.values[key] = data
            if key == head_key(self.sheet_id):
                mine = {orjson.loads(data)["save"]}
                self.under_way.append(mine)
                self.take_in(mine, JiraTimeout())
                self.under_way.pop()
        self.properties.on_the_way.clear()

    @precondition(lambda self: not self.is_gone)
    @rule(
        how=st.sampled_from(["delete", "garbage", "text", "older", "no history", "ahead", "number", "newer"]),
    )
    def an_administrator_changes_the_head(self, how: str) -> None:
        key = head_key(self.sheet_id)
        raw = self.properties.values.get(key)
        if raw is None or self.by_hand or self.is_trashed or self.properties.on_the_way:
            return
        value = orjson.loads(raw)
        if how == "older" and not value["history"]:
            return
        changed: Any = {
            "garbage": {"format": 1, "name": ["x"], "parts": "many"},
            "text": "<b>not a sheet</b>",
            "older": value | (value["history"] or [{}])[-1] | {"history": []},
            "no history": value | {"history": []},
            "ahead": value | {"revision": value["revision"] + 30},
            "number": value | {"revision": 10**15},
            "newer": value | {"format": 2},
        }.get(how)
        if how == "delete":
            del self.properties.values[key]
        else:
            self.properties.values[key] = orjson.dumps(changed)
        self.by_hand = True
        if how == "newer":
            self.properties.values[key] = raw  # an older jxl must not touch it: nothing more to be seen
            self.by_hand = False
            return
        self.clock.move(61)  # no save is under way that would have to be told apart
        states = restoring.list_revisions(self.process(), self.installation, self.project, self.sheet_id)
        offered = [s.loaded.sheet.description for s in states if isinstance(s.loaded, Stored)]
        assert self.accepted[-1][1] in offered, f"{how}: the last save is not offered"

    @precondition(lambda self: not self.is_gone)
    @rule(pick=st.integers(min_value=0, max_value=30), how=st.sampled_from(["delete", "garble"]))
    def an_administrator_changes_a_part(self, pick: int, how: str) -> None:
        keys = sorted(key for key in self.properties.values if parse_part_key(key) is not None)
        if not keys or self.properties.on_the_way:
            return
        self.by_hand = True
        if how == "delete":
            del self.properties.values[keys[pick % len(keys)]]
        else:
            self.properties.values[keys[pick % len(keys)]] = b'{"columns": [{"id": 7}]}'

    # -- helpers ------------------------------------------------------------------------------------------------------

    def plan(self, spoil: Any, moment: int | None, other: str) -> None:
        if moment is not None:
            between = {
                "save": self.save,
                "later": self.save_later,
                "delete": self.delete,
                "undelete": self.undelete,
                "restore": lambda: self.restore_some(3),
                "tidy": self.tidy,
                "read": self.read,
            }[other]
            spoil = (moment, "", "between")

            def step_between() -> None:
                self.note_commit()
                between()

            self.steps.plan(spoil, step_between, takes_long=other == "later")
        else:
            self.steps.plan(spoil, None)

    def read(self) -> None:
        try:
            self.process().load(self.installation, self.project, self.sheet_id)
        except (*CERTAIN, *UNCERTAIN):
            pass
        finally:
            self.steps.plan(None, None)

    def tidy(self) -> None:
        due = [one for one in self.told if one[0] <= self.clock() - pruning.REST]
        try:
            for one in due:
                _, place, saves = one
                if pruning.remove_leftovers(self.process(), self.installation, place, saves):
                    self.told.remove(one)
            self.seen = pruning.tidy(self.process(), self.installation, self.project, self.seen)
        except UNCERTAIN:
            pass
        finally:
            self.steps.plan(None, None)
        if head_key(self.sheet_id) not in self.properties.values and self.is_trashed:
            self.is_gone = True

    @invariant()
    def a_fresh_process_reads_one_of_the_saves(self) -> None:
        if not self.accepted:
            return
        try:
            loaded = self.process().load(self.installation, self.project, self.sheet_id)
        except NotFound:
            assert self.is_trashed or self.is_gone or self.by_hand
            return
        if self.by_hand:
            if isinstance(loaded, Stored):  # a head made by hand may name another description
                assert len({column["note"] for column in loaded.sheet.to_json()["columns"]}) == 1
            return
        assert not self.is_trashed
        assert isinstance(loaded, Stored), loaded
        assert self.is_one_save(loaded) == self.accepted[-1][1]

    @invariant()
    def the_last_ten_saves_can_be_gone_back_to(self) -> None:
        if self.by_hand or self.is_trashed or self.is_gone or not self.accepted:
            return
        states = restoring.list_revisions(self.process(), self.installation, self.project, self.sheet_id)
        listed = [state for state in states if state.is_listed]
        found = [self.is_one_save(s.loaded) for s in listed if isinstance(s.loaded, Stored)]
        wanted = [marker for _, marker in self.accepted[::-1][:11]]
        assert found[: len(wanted)] == wanted
        assert not any(state.is_outside for state in listed[: len(wanted)])

    @classmethod
    def is_one_save(cls, loaded: Stored | Damaged) -> str:
        assert isinstance(loaded, Stored)
        (marker,) = cls.markers_in(loaded)
        return marker

    @staticmethod
    def markers_in(loaded: Stored) -> set[str]:
        """Which saves a sheet is made of: several only where hands put the head of one on the parts of another."""
        members = loaded.sheet.to_json()
        return {str(column["note"]).rstrip(".") for column in members["columns"]} | {members["description"]}


def test_the_laws(tmp_path_factory: Any) -> None:
    folder: Path = tmp_path_factory.mktemp("laws")
    app = database_app(f"sqlite:///{folder / 'jxl.db'}")
    with app.app_context():
        fill(app)

    class Life(SheetLife):
        pass

    Life.app = app
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    with app.app_context():
        db.engine.dispose()
