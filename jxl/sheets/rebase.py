"""
Saving one item of a sheet onto whatever revision the sheet is at by now.

A person changes what they saw at one revision; meanwhile others save other things. Their work does not stand in the
way of this one unless it is about the same item, or one that the item refers to: only then there is a conflict.
Nothing is overwritten unseen: each try builds on one head, and the store saves only onto exactly that head.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from jxl.errors import Busy, Conflict, JxlError, NotFound
from jxl.jira.clock import Clock
from jxl.jira.expiring import ExpiringTable
from jxl.sheets.index import Place
from jxl.sheets.items import (
    Item,
    Kind,
    differing_members,
    find_item,
    put_item,
    references,
    remove_item,
    word_of,
)
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head
from jxl.sheets.saving import Stored
from jxl.sheets.store import Damaged, SheetStore
from jxl.sheets.untrusted import compact

if TYPE_CHECKING:
    from jxl.connect.models import Installation

PATIENCE_S = 8.0
MOST_WAITING = 12  # threads of a process that may wait for one sheet: the rest is for everything else
_PAUSE_S = 0.25
_SEEN_KEPT = 64
_SEEN_KEPT_S = 600.0
_CROWDED = "Many people are saving this sheet at this moment. Try again in a few seconds."


@dataclass(frozen=True, slots=True)
class ItemChange:
    """
    What is to become of one item.

    Args:
        wanted: The item as it is to be; None: removed.
        is_new: It is to be added; nothing else has its id.
        before: The item that a new one is to stand before.
    """

    kind: Kind
    item_id: str
    wanted: Item | None
    is_new: bool = False
    before: str | None = None


# -- waiting for each other -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """Who is at one sheet: one saves, the others wait."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    count: int = 0


class SaveQueue:
    """
    Lets saves of one sheet wait for each other within this process: few of them, and not for long.

    Between processes the lease decides; whoever does not get it tries again while their patience lasts.
    """

    def __init__(
        self, clock: Clock | None = None, patience_s: float = PATIENCE_S, most: int = MOST_WAITING
    ) -> None:
        self._clock = clock or Clock()
        self._patience_s = patience_s
        self._most = most
        self._lock = threading.Lock()
        self._lines: dict[Place, _Line] = {}

    @contextmanager
    def turn(self, place: Place) -> Iterator[Callable[[], None]]:
        """
        Wait for this sheet to be ours in this process.

        Yields:
            What to call before trying again: it waits a moment.

        Raises:
            Busy: Too many wait already, or it took too long; so does what is yielded.
        """
        until_s = self._clock.monotonic() + self._patience_s
        with self._lock:
            line = self._lines.setdefault(place, _Line())
            if line.count > self._most:
                raise Busy(_CROWDED, 2)
            line.count += 1
        try:
            if not line.turn.acquire(timeout=self._patience_s):
                raise Busy(_CROWDED, 2)
            try:
                yield partial(self._pause, until_s)
            finally:
                line.turn.release()
        finally:
            with self._lock:
                line.count -= 1
                if not line.count:
                    del self._lines[place]

    def _pause(self, until_s: float) -> None:
        pause_s = _PAUSE_S * (0.5 + self._clock.chance())
        if self._clock.monotonic() + pause_s > until_s:
            raise Busy(_CROWDED, 2)
        self._clock.sleep(pause_s)


class SeenSheets:
    """
    What people saw when they began to change something: one set a process, kept for ten minutes after a save.

    Ten revisions are kept in Jira, and more people than that may save at once.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._sheets: ExpiringTable[tuple[Place, int], bytes] = ExpiringTable(_SEEN_KEPT)

    def find(self, place: Place, revision: int) -> Sheet | None:
        """Find a sheet as it was at a revision."""
        data = self._sheets.find((place, revision), self._clock.monotonic())
        return None if data is None else Sheet.from_json(orjson.loads(data))

    def note(self, place: Place, sheet: Sheet) -> None:
        """Remember a sheet as somebody saw it."""
        until_s = self._clock.monotonic() + _SEEN_KEPT_S
        self._sheets.put((place, sheet.revision), compact(sheet.to_json()), until_s)


# -- one save -------------------------------------------------------------------------------------------------------


class _HeadMoved(JxlError):
    """The head in Jira is not the one that the change was built on. Never leaves this module."""


@dataclass(slots=True)
class ItemSaver:
    """
    Saves items of one sheet for one person.

    Args:
        account_id: Who saves.
        if_match: The revision that the person was looking at.
    """

    store: SheetStore
    queue: SaveQueue
    seen: SeenSheets
    installation: Installation
    project_id: str
    sheet_id: str
    account_id: str
    if_match: int

    def save(self, change: ItemChange) -> Stored:
        """
        Make a change to one item. Again with the same change, nothing is written that stands there already.

        Returns:
            The sheet as it is then.

        Raises:
            NotFound: There is no such sheet, or no such item.
            Conflict: The item, or one that it refers to, changed since ``if_match``; or that cannot be told any more.
                ``details``: ``currentRevision``, ``item`` as it is now (None: removed), ``differences``.
            Busy: Others were saving all the time.
            ValidationError, PropertyTooLarge: The sheet would pass a limit.
            JiraError: Jira did not take it.
        """
        with self.queue.turn(self._place) as pause:
            may_be_known = True
            while True:
                current = self._load(may_be_known)
                wanted = self._plan(current, change)
                if wanted is None:
                    return current
                try:
                    return self.store.save(
                        self.installation,
                        self.project_id,
                        self.sheet_id,
                        self.account_id,
                        current.sheet.revision,
                        partial(_build_on, current.head, wanted),
                    )
                except _HeadMoved:
                    may_be_known = False
                except Conflict as conflict:
                    if "flaw" in conflict.details:
                        raise
                    may_be_known = (
                        conflict.retry_after_s is not None
                    )  # only the lease: our copy may still be good
                pause()

    @property
    def _place(self) -> Place:
        return Place(self.installation.id, self.project_id, self.sheet_id)

    def _load(self, may_be_known: bool) -> Stored:
        loaded = self.store.load(self.installation, self.project_id, self.sheet_id, may_be_known=may_be_known)
        if isinstance(loaded, Stored) and loaded.sheet.revision < self.if_match and may_be_known:
            return self._load(False)
        return usable(loaded)

    def _plan(self, current: Stored, change: ItemChange) -> Sheet | None:
        """Build the sheet with the change; None when it is as wanted already. Raises as :meth:`save`."""
        kind, item_id = change.kind, change.item_id
        now = find_item(current.sheet, kind, item_id)
        if now is None and not change.is_new:
            self._check_absence(current, change)
            return None
        if change.wanted is None:
            self._compare(current, change, now)
            return remove_item(current.sheet, kind, item_id)
        planned = put_item(current.sheet, kind, change.wanted, change.before)
        if now is not None and find_item(planned, kind, item_id) == now:
            return None
        if change.is_new and now is not None:
            text = f"This sheet already has a {word_of(kind)} with this id."
            raise self._conflict(text, current, change, _members(differing_members(now, change.wanted)))
        self._compare(current, change, now)
        return planned

    def _check_absence(self, current: Stored, change: ItemChange) -> None:
        """The item is not there. Refuse unless that is what was wanted and it was there when the person looked."""
        word = word_of(change.kind)
        if find_item(self._base(current, change), change.kind, change.item_id) is None:
            raise NotFound(f"This sheet has no such {word}.")
        if change.wanted is not None:
            gone = [{"member": change.kind, "id": change.item_id, "change": "removed"}]
            raise self._conflict(f"This {word} was deleted meanwhile.", current, change, gone)

    def _compare(self, current: Stored, change: ItemChange, now: Item | None) -> None:
        """Refuse where the item, or one that it refers to, changed since the person saw it."""
        base = self._base(current, change)
        if base is current.sheet:
            return
        word = word_of(change.kind)
        if not change.is_new:
            before = find_item(base, change.kind, change.item_id)
            if before is None:
                added = [{"member": change.kind, "id": change.item_id, "change": "added"}]
                raise self._conflict(f"This {word} was added meanwhile.", current, change, added)
            changed = differing_members(before, now or {})
            if changed:
                raise self._conflict(
                    f"This {word} was changed meanwhile.", current, change, _members(changed)
                )
        moved = [
            {"member": kind, "id": item_id, "change": how}
            for kind, item_id in references(change.kind, change.wanted or {})
            if (how := _how_changed(find_item(base, kind, item_id), find_item(current.sheet, kind, item_id)))
        ]
        if moved:
            names = " and ".join(dict.fromkeys(f"a {word_of(kind)}" for kind in _kinds(moved)))
            raise self._conflict(
                f"Meanwhile {names} that this {word} uses was changed.", current, change, moved
            )

    def _base(self, current: Stored, change: ItemChange) -> Sheet:
        """Give the sheet as the person saw it."""
        base: Sheet | None = current.sheet
        if self.if_match != current.sheet.revision:
            base = self.seen.find(self._place, self.if_match) or self._load_base()
        if base is None:
            text = (
                f"This sheet is at revision {current.sheet.revision}. Your change was made to {self.if_match}, "
                "which is not kept any more, so it cannot be told whether others changed the same."
            )
            raise self._conflict(text, current, change, [])
        self.seen.note(self._place, base)
        return base

    def _load_base(self) -> Sheet | None:
        try:
            loaded = self.store.load_revision(
                self.installation, self.project_id, self.sheet_id, self.if_match
            )
        except NotFound:
            return None
        return loaded.sheet if isinstance(loaded, Stored) else None

    def _conflict(
        self, text: str, current: Stored, change: ItemChange, found: list[dict[str, str]]
    ) -> Conflict:
        revision = current.sheet.revision
        details: dict[str, Any] = {
            "currentRevision": revision,
            "item": find_item(current.sheet, change.kind, change.item_id),
            "differences": found,
        }
        return Conflict(text, revision, details)


def usable(loaded: Stored | Damaged) -> Stored:
    """
    Give a sheet that can be worked with.

    Raises:
        Conflict: It is damaged.
    """
    if isinstance(loaded, Stored):
        return loaded
    text = f"{loaded.reason} It cannot be used before it was restored."
    raise Conflict(text, loaded.head.revision if loaded.head else None, {"flaw": loaded.flaws[0].code})


def find_author(
    load: Callable[[int], Sheet | None], kind: Kind, item_id: str, low: int, high: int
) -> Sheet | None:
    """
    Find the revision that made an item what it is now.

    Args:
        load: Gives a revision, None where it is not kept. It is asked as often as halving the way takes.
        low: A revision at which the item was different.
        high: The revision as it is now.

    Returns:
        None where revisions in between are not kept.
    """
    found = load(high)
    now = found and find_item(found, kind, item_id)
    while high - low > 1 and found is not None:
        middle = (low + high) // 2
        between = load(middle)
        if between is None:
            return None
        if find_item(between, kind, item_id) == now:
            high, found = middle, between
        else:
            low = middle
    return found


def _build_on(expected: Head, wanted: Sheet, head: Head) -> Sheet:
    if (head.revision, head.save) != (expected.revision, expected.save):
        raise _HeadMoved
    return wanted


def _members(names: list[str]) -> list[dict[str, str]]:
    return [{"member": name} for name in names]


def _kinds(moved: list[dict[str, str]]) -> Iterator[Kind]:
    for kind in ("structures", "formats"):
        if any(one["member"] == kind for one in moved):
            yield kind


def _how_changed(before: Item | None, now: Item | None) -> str | None:
    if before == now:
        return None
    return "added" if before is None else "removed" if now is None else "changed"
