"""
Going back to an earlier revision: it becomes the newest one, its parts are written anew, and nothing is lost.

Also where the head is gone or broken: then the history is built again from the revisions that are whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jxl.errors import Conflict, JxlError, NotFound
from jxl.sheets import index
from jxl.sheets.damage import Damaged, group_parts
from jxl.sheets.index import Place
from jxl.sheets.parts import Flaw, Head, Revision, entries_of
from jxl.sheets.properties import ProjectProperties, list_keys_if_there
from jxl.sheets.revisions import RevisionState, list_offered, load_entry, load_states
from jxl.sheets.saving import Saving, Stored
from jxl.sheets.wire import format_at

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.sheets.store import SheetStore


def list_revisions(
    store: SheetStore, installation: Installation, project_id: str, sheet_id: str
) -> list[RevisionState]:
    """
    List the revisions of a sheet that can be gone back to, newest first, each as it was.

    Raises:
        NotFound: There is no such sheet, or it is in the trash.
        JiraError: Jira did not answer.
    """
    place = Place(installation.id, project_id, sheet_id)
    properties = store.open(installation, project_id)
    head, value = store.fetch_head(properties, place)
    entries = _offered(store, properties, place, head, value)
    if head is None and not entries:
        raise NotFound("This sheet does not exist any more.")
    return load_states(properties, sheet_id, entries, head if isinstance(head, Head) else None)


def load_revision(
    store: SheetStore,
    installation: Installation,
    project_id: str,
    sheet_id: str,
    revision: int,
    *,
    only_listed: bool = True,
) -> Stored | Damaged:
    """
    Load a sheet as it was in an earlier revision.

    Args:
        only_listed: Only a revision that the head lists; else also one that is whole by its parts alone.

    Raises:
        NotFound: There is no such sheet, it is in the trash, or that revision is not kept (any more).
        JiraError: Jira did not answer.
    """
    place = Place(installation.id, project_id, sheet_id)
    properties = store.open(installation, project_id)
    head, value = store.fetch_head(properties, place)
    entry = None
    if isinstance(head, Head):
        entry = _of_number(entries_of(head), revision)
    if entry is None and not only_listed:
        entry = _of_number(_offered(store, properties, place, head, value), revision)
    if entry is None:
        raise NotFound(f"Revision {revision} of this sheet is not kept.")
    return load_entry(properties, sheet_id, entry, head if isinstance(head, Head) else None)[0]


def restore(
    store: SheetStore,
    installation: Installation,
    project_id: str,
    sheet_id: str,
    account_id: str,
    if_match: int,
    revision: int,
) -> Stored:
    """
    Make an earlier revision the newest one: its parts are written anew, and nothing is lost.

    Args:
        if_match: The revision that is there now; 0 where the head is missing or cannot be read.

    Raises:
        NotFound: There is no such sheet or revision, or the sheet is in the trash.
        Conflict: Someone else saved it meanwhile, is saving it now, or that revision cannot be read.
        JiraError: Jira did not take it.
    """
    saving = store.begin(installation, project_id, sheet_id)
    head = saving.fetch_head()
    try:
        if isinstance(head, Head) or (head is not None and head.code == "newer_format"):
            saving.check(head, if_match)
        elif if_match != 0:
            raise Conflict("This sheet was deleted or changed in Jira meanwhile. Load it again.", 0)
        offered = _offered(store, saving.properties, saving.place, head, saving.head_value, mine=True)
        entry = _of_number(offered, revision)
        if entry is None:
            raise NotFound(f"Revision {revision} of this sheet is not kept.")
    except JxlError:
        saving.give_up()
        raise
    return _write_again(store, saving, head, entry, offered, account_id)


def restore_newest(store: SheetStore, saving: Saving, head: Flaw | None, account_id: str) -> Stored:
    """
    Restore the newest revision that is whole, where the head is gone or broken. Raises as :meth:`restore`.

    Args:
        saving: Holds the lease.
    """
    try:
        offered = _offered(store, saving.properties, saving.place, head, saving.head_value, mine=True)
        if not offered:
            raise NotFound("Nothing of this sheet is left that could be restored.")
    except JxlError:
        saving.give_up()
        raise
    return _write_again(store, saving, head, offered[0], offered, account_id)


def _write_again(
    store: SheetStore,
    saving: Saving,
    head: Head | Flaw | None,
    entry: Revision,
    offered: list[Revision],
    account_id: str,
) -> Stored:
    """Write a revision as the newest one, under a lease."""
    before = head if isinstance(head, Head) else None
    try:
        loaded, _ = load_entry(saving.properties, saving.place.sheet_id, entry, before)
        if isinstance(loaded, Damaged):
            raise Conflict(
                f"Revision {entry.revision} cannot be restored. {loaded.reason}",
                before.revision if before else 0,
                {"flaw": loaded.flaws[0].code},
            )
        known = index.find(saving.place)
        last = max([one.revision for one in offered] + ([known.revision] if known else []))
        sheet = loaded.sheet.model_copy(
            update={
                "revision": before.revision + 1 if before else last + 1,
                "updated_at": format_at(store.now()),
                "updated_by": account_id,
                "deleted_at": None,
            }
        )
    except JxlError:
        saving.give_up()
        raise
    return store.write(saving, sheet, before, () if before else offered)


def _offered(
    store: SheetStore,
    properties: ProjectProperties,
    place: Place,
    head: Head | Flaw | None,
    value: Any,
    *,
    mine: bool = False,
) -> list[Revision]:
    """List what can be asked for; ``mine``: the lease is held by whoever asks."""
    entry = index.find(place)
    is_leased = entry is not None and entry.leased_until is not None and entry.leased_until > store.now()
    saves = group_parts(list_keys_if_there(properties)).get(place.sheet_id, {})
    is_busy = is_leased and not mine
    return list_offered(properties, place.sheet_id, head, value, saves, is_leased=is_busy)


def _of_number(entries: list[Revision], revision: int) -> Revision | None:
    return next((entry for entry in entries if entry.revision == revision), None)
