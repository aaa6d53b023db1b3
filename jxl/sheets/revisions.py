"""
The revisions of a sheet that can be gone back to: which there are, and each as it was.

Name and scope of an earlier revision come from the head's history; what the history does not hold (description, default
view) from its own first part. Revisions that the head does not list although they should be there are offered
too: somebody replaced the head in Jira, or a save did not come to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from jxl.jira.concurrency import run_ahead
from jxl.sheets.damage import Damaged, SaveName, build, find_kept, salvage
from jxl.sheets.parts import HISTORY, Flaw, Head, PartKey, Revision, entries_of, parse_copy, part_key
from jxl.sheets.properties import CALLS_AT_ONCE, MISSING, ProjectProperties, fetch_all
from jxl.sheets.saving import Stored

_COMPARED = ("name", "description", "scope", "default_view", "updated_at", "updated_by")
_LISTED = ("name", "scope", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class RevisionState:
    """
    One revision of a list.

    Args:
        loaded: The sheet as it was, or why it cannot be had.
        is_listed: The head names it.
        is_outside: What the head says of it is not what was saved by jxl.
    """

    entry: Revision
    loaded: Stored | Damaged
    is_current: bool
    is_listed: bool
    is_outside: bool


def list_offered(
    properties: ProjectProperties,
    sheet_id: str,
    head: Head | Flaw | None,
    head_value: Any,
    saves: dict[SaveName, set[int]],
    *,
    is_leased: bool = False,
) -> list[Revision]:
    """
    List the revisions of a sheet that can be asked for, newest first.

    Args:
        head: As it stands in Jira; None when there is none.
        head_value: What it was read from.
        saves: The sheet's parts by save.
        is_leased: Somebody is saving: parts beyond the head are theirs, not left over.
    """
    if isinstance(head, Flaw) and head.code == "newer_format":
        return []
    listed = entries_of(head) if isinstance(head, Head) else salvage(head_value)
    numbers = {entry.revision for entry in listed}
    wanted = {
        save: parts
        for save, parts in saves.items()
        if save[0] not in numbers
        and (not isinstance(head, Head) or _should_be_listed(head, save[0], is_leased))
    }
    newest = dict(sorted(wanted.items(), reverse=True)[: 2 * HISTORY])
    entries = {entry.revision: entry for entry in listed}
    for kept in find_kept(properties, sheet_id, newest):
        entries.setdefault(kept.entry.revision, kept.entry)
    return [entries[number] for number in sorted(entries, reverse=True)][: 2 * HISTORY]


def _should_be_listed(head: Head, revision: int, is_leased: bool) -> bool:
    """
    Whether a revision that a head does not list is missing there, rather than pushed out by newer ones.

    A head that jxl put lists the revision before it, and ten of them as soon as there were so many.
    """
    if revision > head.revision:
        return not is_leased
    is_short = len(head.history) < min(HISTORY, head.revision - 1)
    return is_short or any(revision > entry.revision for entry in head.history[:1])


def load_entry(
    properties: ProjectProperties, sheet_id: str, entry: Revision, head: Head | None
) -> tuple[Stored | Damaged, bool]:
    """
    Load a revision.

    Args:
        head: The present one: it stands in for what a revision written before parts repeated their head lacks.

    Returns:
        The sheet as it was, and whether it was changed outside jxl: what its first part repeats is not what the
        head says of it. Without such a part this is not known, and False.
    """
    keys = [part_key(sheet_id, entry.revision, entry.save, number) for number in range(entry.parts)]
    found = fetch_all(properties, keys)
    values = {number: found[key] for number, key in enumerate(keys) if found[key] is not MISSING}
    copy = parse_copy(values.get(0), PartKey(sheet_id, entry.revision, entry.save, 0))
    if head is not None and (head.revision, head.save) == (entry.revision, entry.save):
        return build(head, values), copy is not None and _differ(head, copy, _COMPARED)
    base = copy or head
    if base is None:
        flaw = Flaw(
            "part_broken", f"What revision {entry.revision} was called and showed is not known any more."
        )
        return Damaged(sheet_id, flaw.text, (flaw,), None, {}), False
    then = base.model_copy(
        update={
            "revision": entry.revision,
            "save": entry.save,
            "parts": entry.parts,
            "name": entry.name or base.name,
            "scope": entry.scope or base.scope,
            "updated_at": entry.updated_at,
            "updated_by": entry.updated_by,
            "deleted_at": None,
            "deleted_by": None,
            "history": [],
        }
    )
    return build(then, values), copy is not None and _differ(then, copy, _LISTED)


def load_states(
    properties: ProjectProperties, sheet_id: str, entries: list[Revision], head: Head | None
) -> list[RevisionState]:
    """Load revisions, several at once, in their order."""
    listed = {(e.revision, e.save) for e in entries_of(head)} if head is not None else set()

    def load(entry: Revision) -> RevisionState:
        loaded, is_outside = load_entry(properties, sheet_id, entry, head)
        is_listed = (entry.revision, entry.save) in listed
        is_current = head is not None and (entry.revision, entry.save) == (head.revision, head.save)
        return RevisionState(entry, loaded, is_current, is_listed, is_outside)

    return list(run_ahead([partial(load, entry) for entry in entries], CALLS_AT_ONCE, ordered=True))


def _differ(one: Head, other: Head, members: tuple[str, ...]) -> bool:
    return any(getattr(one, member) != getattr(other, member) for member in members)
