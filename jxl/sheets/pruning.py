"""
Removing parts that nobody needs: in the background only, under the lease of their sheet, a head never before its parts.

Two kinds of parts have no head that names them. *Leftovers* are known: the saver itself says that ten newer revisions
pushed them out, or that its save did not come to its end; they go once ten minutes have passed. All others are
*unexplained*: a process ended in a save, or somebody replaced or deleted a head in Jira. Such a sheet can be restored
from them, so they stay for 30 days from when they were first seen; torsos, from which nothing can be restored, go after
ten minutes. Nothing goes where a head is there and cannot be read: the sheet is listed, and a person decides.

Parts carry no time that could be trusted, and keys none at all: when they were first seen stands in the job that looks
after the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from jxl.errors import Conflict, JiraNotFound, JxlError
from jxl.jira.concurrency import run_ahead
from jxl.sheets import index
from jxl.sheets.damage import SaveName, group_parts
from jxl.sheets.index import Entry, Place
from jxl.sheets.parts import HISTORY, Flaw, Head, entries_of, head_key, parse_head_key, part_key
from jxl.sheets.properties import CALLS_AT_ONCE
from jxl.sheets.saving import PartsOfSave, Saving
from jxl.sheets.trash import KEPT
from jxl.sheets.wire import format_at, parse_at

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.sheets.store import SheetStore

#: Longer than any head that was put may take to arrive, and any reader to read what it names.
REST = timedelta(minutes=10)

#: When unexplained parts were first seen, by what the keys of one save begin with.
Seen = dict[str, str]


def remove_leftovers(
    store: SheetStore, installation: Installation, place: Place, saves: Iterable[PartsOfSave]
) -> bool:
    """
    Remove parts of which their saver said, at least ten minutes ago, that nobody needs them.

    Returns:
        False when somebody is saving the sheet: try again later.
    """
    with _leased(store, installation, place) as saving:
        if saving is None:
            return False
        head = saving.fetch_head()
        # Without a head that can be read, these parts may be all that is left of the sheet: they are unexplained now.
        if isinstance(head, Head):
            named = _named(head)
            keys = [
                part_key(place.sheet_id, save.revision, save.save, number)
                for save in saves
                if (save.revision, save.save) not in named
                for number in range(save.parts)
            ]
            _delete(saving, keys)
    return True


def tidy(store: SheetStore, installation: Installation, project_id: str, seen: Mapping[str, str]) -> Seen:
    """
    Look after all sheets of a project: unexplained parts, and what is in the trash for more than 30 days.

    Costs one call where there is nothing to do. May run twice, and beside people at work.

    Args:
        seen: What the last run gave.

    Returns:
        What to give to the next run; empty when it need not come.
    """
    try:
        keys = store.list_keys(installation, project_id)
    except JiraNotFound:  # the project is gone, and all its properties with it
        return {}
    there = {sheet_id for key in keys if (sheet_id := parse_head_key(key)) is not None}
    groups = group_parts(keys)
    entries = {entry.sheet_id: entry for entry in index.list_entries(installation.id, [project_id])}
    later: Seen = {}
    for sheet_id in sorted(there | groups.keys()):
        place, entry = Place(installation.id, project_id, sheet_id), entries.get(sheet_id)
        saves = groups.get(sheet_id, {})
        if entry is not None and entry.deleted_at is not None and entry.deleted_at <= store.now() - KEPT:
            _purge(store, installation, place, saves)
        elif saves and not (sheet_id in there and _is_explained(entry, saves)):
            later |= _tidy_sheet(store, installation, place, saves, seen)
    return later


def _is_explained(entry: Entry | None, saves: Mapping[SaveName, set[int]]) -> bool:
    """
    Whether the keys alone show that nothing is to be done: the index's revision and ten before it, one save each.

    Parts that such a sheet's head does not list are found when newer revisions push their number out.
    """
    if entry is None or (entry.revision, entry.save) not in saves:
        return False
    revisions = [revision for revision, _ in saves]
    has_one_each = len(revisions) == len(set(revisions))
    return has_one_each and entry.revision - HISTORY <= min(revisions) <= max(revisions) == entry.revision


def _tidy_sheet(
    store: SheetStore,
    installation: Installation,
    place: Place,
    saves: Mapping[SaveName, set[int]],
    seen: Mapping[str, str],
) -> Seen:
    """Remove unexplained parts of one sheet that are old enough; gives the others, with when they were first seen."""
    names = {save: f"{head_key(place.sheet_id)}.r{save[0]}.{save[1]}" for save in saves}
    now = store.now()
    with _leased(store, installation, place) as saving:
        if saving is None:  # what was seen stays seen
            return {name: seen[name] for name in names.values() if name in seen}
        head = saving.fetch_head()
        if isinstance(head, Flaw):
            return {}
        named = _named(head) if head is not None else set()
        later: Seen = {}
        for save, numbers in saves.items():
            if save in named:
                continue
            first_seen = parse_at(seen.get(names[save])) or now
            is_torso = 0 not in numbers
            if first_seen <= now - (REST if is_torso else KEPT):
                _delete(saving, [part_key(place.sheet_id, *save, number) for number in numbers])
            else:
                later[names[save]] = format_at(first_seen)
    return later


def _purge(
    store: SheetStore, installation: Installation, place: Place, saves: Mapping[SaveName, set[int]]
) -> None:
    """Remove a sheet that has been in the trash for 30 days: its head last, so that a crash leaves it in the trash."""
    with _leased(store, installation, place) as saving:
        if saving is None:
            return
        head = saving.fetch_head()
        if isinstance(head, Flaw):
            return
        if head is not None:
            deleted_at = parse_at(head.deleted_at)
            if deleted_at is None or deleted_at > store.now() - KEPT:  # restored, and perhaps deleted again
                return
        keys = [
            part_key(place.sheet_id, *save, number) for save, numbers in saves.items() for number in numbers
        ]
        if not _delete(saving, keys) or not _delete(saving, [head_key(place.sheet_id)]):
            return
    index.forget(place.installation_id, place.project_id, [place.sheet_id], store.now())


@contextmanager
def _leased(store: SheetStore, installation: Installation, place: Place) -> Iterator[Saving | None]:
    """Hold the lease of a sheet; None when somebody else does."""
    try:
        saving = store.begin(installation, place.project_id, place.sheet_id)
    except Conflict:
        yield None
        return
    try:
        yield saving
    except JxlError:
        saving.give_up()
        raise
    saving.give_up()


def _named(head: Head) -> set[SaveName]:
    return {(entry.revision, entry.save) for entry in entries_of(head)}


def _delete(saving: Saving, keys: list[str]) -> bool:
    """Delete properties, a few at once, as long as the lease is ours; those that are gone already do not matter."""

    def delete(key: str) -> None:
        try:
            saving.properties.delete(key)
        except JiraNotFound:
            return

    for start in range(0, len(keys), CALLS_AT_ONCE):
        if not index.renew_lease(saving.place, saving.token, saving.now()):
            return False
        for _ in run_ahead(
            [partial(delete, key) for key in keys[start : start + CALLS_AT_ONCE]], CALLS_AT_ONCE
        ):
            pass
    return True
