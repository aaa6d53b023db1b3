"""
One save: write new parts under keys that nobody else uses, check the lease, put the head.

Putting the head is the commit; whatever breaks before leaves the sheet as it was, and parts that no head names are
harmless. Costs: read the head, write the parts, put the head, read it back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from jxl.errors import Conflict, JiraNotFound, JiraTimeout, JiraUnavailable, JxlError, NotFound
from jxl.jira.concurrency import run_ahead
from jxl.sheets import index
from jxl.sheets.index import About, Known, Place
from jxl.sheets.models import Sheet
from jxl.sheets.parts import (
    Flaw,
    Head,
    Revision,
    build_head,
    head_key,
    new_save,
    parse_head,
    part_key,
    split,
)
from jxl.sheets.properties import CALLS_AT_ONCE, ProjectProperties, fetch_value
from jxl.sheets.wire import parse_at

logger = logging.getLogger(__name__)

IN_TRASH = "This sheet is in the trash. Whoever may edit sheets here can restore it."
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """A sheet as it stands in Jira."""

    sheet: Sheet
    head: Head


class PartsOfSave(NamedTuple):
    """All parts of one save: their keys follow from it."""

    revision: int
    save: str
    parts: int


@dataclass(slots=True)
class Saving:
    """
    One save, from the lease on.

    Errors of ours give the lease back, except where the head may still arrive in Jira: then it runs out by itself,
    later than that. Anything else, such as the end of the process, leaves the lease to run out as well.
    ``leftovers`` are parts that this save wrote and that no head will ever name; ``head_value`` is what stood in Jira.
    """

    properties: ProjectProperties
    place: Place
    token: str
    now: Callable[[], datetime]
    known: Known | None = None
    leftovers: list[PartsOfSave] = field(default_factory=list)
    head_value: Any = None

    def give_up(self) -> None:
        index.release(self.place, self.token, self.known, self.now())

    def fetch_head(self) -> Head | Flaw | None:
        """Fetch the head as it stands, None when there is none; the index will be mended by it."""
        sheet_id = self.place.sheet_id
        try:
            self.head_value = fetch_value(self.properties, head_key(sheet_id))
        except JiraNotFound:
            return None
        except JxlError:
            self.give_up()
            raise
        head = parse_head(self.head_value, sheet_id)
        if isinstance(head, Head):
            self.known = known_of(head)
        return head

    def read_head(self, if_match: int) -> Head:
        """Read the head and compare its revision."""
        head = self.fetch_head()
        try:
            return self.check(head, if_match)
        except JxlError:
            self.give_up()
            raise

    def check(self, head: Head | Flaw | None, if_match: int) -> Head:
        """Decide whether a head may be followed by a revision that was made from ``if_match``."""
        if head is None:
            raise NotFound("This sheet does not exist any more.")
        if isinstance(head, Flaw):
            raise Conflict(
                f"{head.text} It cannot be changed before it was restored.", None, {"flaw": head.code}
            )
        if head.deleted_at is not None:
            raise NotFound(IN_TRASH)
        if head.revision != if_match:
            raise Conflict(
                f"This sheet was changed meanwhile: it is at revision {head.revision}, your change was made to "
                f"revision {if_match}.",
                head.revision,
                {"updatedAt": head.updated_at, "updatedBy": head.updated_by},
            )
        return head

    def write(self, sheet: Sheet, before: Head | None, earlier: Sequence[Revision] = ()) -> Stored:
        """Write the parts of a new revision, then its head; ``before`` and ``earlier`` as in ``build_head``."""
        save = new_save()
        try:
            values = split(sheet)
            head_value = build_head(sheet, save, len(values), before, earlier)
            self.leftovers = [PartsOfSave(sheet.revision, save, len(values))]
            keys = [part_key(sheet.id, sheet.revision, save, number) for number in range(len(values))]
            tasks = [partial(self.properties.put, key, part) for key, part in zip(keys, values, strict=True)]
            for _ in run_ahead(tasks, CALLS_AT_ONCE):
                pass
        except JxlError:
            self.give_up()
            raise
        return Stored(sheet, self.put_head(head_value))

    def put_head(self, value: dict[str, Any]) -> Head:
        """Check the lease, put the head and read it back."""
        head = Head.from_json(value)
        if not index.renew_lease(self.place, self.token, self.now()):
            raise Conflict("Saving took too long and someone else may have saved meanwhile. Try again.")
        key = head_key(self.place.sheet_id)
        uncertain: JxlError | None = None
        leftovers, self.leftovers = self.leftovers, []
        try:
            self.properties.put(key, value)
        except (JiraTimeout, JiraUnavailable) as exc:
            uncertain = exc
        except JxlError:
            self.leftovers = leftovers
            self.give_up()
            raise
        try:
            there = parse_head(fetch_value(self.properties, key), self.place.sheet_id)
        except JxlError as exc:
            if uncertain is not None:
                raise uncertain from exc
            # Jira said that it took the head; who else may have replaced it is seen by the next reader.
            logger.warning("a saved sheet could not be read back", extra={"code": exc.code})
            there = head
        if isinstance(there, Head) and (there.save, there.deleted_at) == (head.save, head.deleted_at):
            index.release(self.place, self.token, known_of(head), self.now())
            return head
        if uncertain is not None:
            raise uncertain
        self.known = known_of(there) if isinstance(there, Head) else self.known
        self.give_up()
        raise Conflict(
            "Someone changed this sheet in Jira at the same moment. Load it again.",
            there.revision if isinstance(there, Head) else None,
        )


def known_of(head: Head) -> Known:
    """What the index keeps of a head."""
    return Known(
        revision=head.revision,
        save=head.save,
        name=head.name,
        deleted_at=parse_at(head.deleted_at),
        updated_at=parse_at(head.updated_at) or _EPOCH,
        about=About(
            description=head.description,
            created_at=parse_at(head.created_at),
            created_by=head.created_by,
            updated_by=head.updated_by,
            columns_count=_count(head, "columns"),
            views_count=_count(head, "views"),
        ),
    )


def _count(head: Head, name: str) -> int | None:
    """A count that a hand may have changed to anything: only one that there can be is told."""
    count = head.counts.get(name)
    return count if count is not None and 0 <= count < 1_000_000 else None
