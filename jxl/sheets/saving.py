"""
One save: write new parts under keys that nobody else uses, check the lease, put the head.

Putting the head is the commit; whatever breaks before leaves the sheet as it was, and parts that no head names are
harmless. Costs: read the head, write the parts, put the head, read it back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from jxl.errors import Conflict, JiraNotFound, JiraTimeout, JiraUnavailable, JxlError, NotFound
from jxl.jira.concurrency import run_ahead
from jxl.sheets import index
from jxl.sheets.index import Known, Place
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Flaw, Head, build_head, head_key, new_save, parse_head, part_key, split
from jxl.sheets.properties import ProjectProperties
from jxl.sheets.wire import parse_at

logger = logging.getLogger(__name__)

CALLS_AT_ONCE = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """A sheet as it stands in Jira."""

    sheet: Sheet
    head: Head


@dataclass(slots=True)
class Saving:
    """
    One save, from the lease on.

    Errors of ours give the lease back, except where the head may still arrive in Jira: then it runs out by itself,
    later than that. Anything else, such as the end of the process, leaves the lease to run out as well.
    """

    properties: ProjectProperties
    place: Place
    token: str
    now: Callable[[], datetime]
    known: Known | None = None

    def give_up(self) -> None:
        index.release(self.place, self.token, self.known, self.now())

    def read_head(self, if_match: int) -> Head:
        """Read the head and compare its revision; the index is mended by it."""
        sheet_id = self.place.sheet_id
        try:
            head = parse_head(self.properties.fetch(head_key(sheet_id)), sheet_id)
            if isinstance(head, Flaw):
                raise Conflict(
                    f"{head.text} It cannot be changed before it was restored.", None, {"flaw": head.code}
                )
            self.known = known_of(head)
            if head.deleted_at is not None:
                raise NotFound("This sheet is in the trash. Whoever may edit sheets here can restore it.")
            if head.revision != if_match:
                raise Conflict(
                    f"This sheet was changed meanwhile: it is at revision {head.revision}, your change was made to "
                    f"revision {if_match}.",
                    head.revision,
                    {"updatedAt": head.updated_at, "updatedBy": head.updated_by},
                )
        except JiraNotFound as exc:
            self.give_up()
            index.forget(self.place.installation_id, self.place.project_id, [sheet_id], self.now())
            raise NotFound("This sheet does not exist any more.") from exc
        except JxlError:
            self.give_up()
            raise
        return head

    def write(self, sheet: Sheet, before: Head | None) -> Stored:
        """Write the parts of a new revision, then its head."""
        save = new_save()
        try:
            values = split(sheet)
            head_value = build_head(sheet, save, len(values), before)
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
        try:
            self.properties.put(key, value)
        except (JiraTimeout, JiraUnavailable) as exc:
            uncertain = exc
        except JxlError:
            self.give_up()
            raise
        try:
            there = parse_head(self.properties.fetch(key), self.place.sheet_id)
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
    )
