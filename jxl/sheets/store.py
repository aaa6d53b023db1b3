"""
Where sheets live: in the properties of their project.

Everything read is untrusted: a sheet that cannot be used is a value, :class:`Damaged`. The head in Jira wins over the
index, which is mended by every head that is read. How a save goes is in ``saving.py``; who may do what is decided by
the caller, with a fresh answer before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from jxl.connect.store import utc_now
from jxl.errors import Conflict, JxlError, NotFound, ValidationError
from jxl.jira.concurrency import run_ahead
from jxl.jira.expiring import ExpiringTable
from jxl.sheets import index, restoring
from jxl.sheets.cards import structure_of
from jxl.sheets.damage import HEAD_MISSING, Damaged, build, find_kept, group_parts, with_parts
from jxl.sheets.index import Entry, Place
from jxl.sheets.models import MAX_SHEETS, Sheet, new_id
from jxl.sheets.parts import (
    Flaw,
    Head,
    Revision,
    change_head,
    entries_of,
    head_key,
    parse_head,
    part_key,
)
from jxl.sheets.properties import (
    CALLS_AT_ONCE,
    MISSING,
    JiraProperties,
    OpenProperties,
    ProjectProperties,
    fetch_all,
    fetch_or_error,
    list_keys_if_there,
)
from jxl.sheets.reindex import reindex
from jxl.sheets.revisions import list_offered
from jxl.sheets.saving import IN_TRASH, PartsOfSave, Saving, Stored, known_of
from jxl.sheets.untrusted import find_flaw
from jxl.sheets.wire import format_at

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.jira.access import JiraAccess

KEEP_DOCUMENT_S = 30.0
_DOCUMENTS_KEPT = 200
_TRIES_FOR_LEASE = 3

BuildSheet = Callable[[Head], Sheet]
TellLeftovers = Callable[[Place, list[PartsOfSave]], None]

__all__ = ["BuildSheet", "Damaged", "SheetStore", "Stored"]


def _tell_nobody(_place: Place, _saves: list[PartsOfSave]) -> None:
    """Parts that nobody is told of are found by the daily tidying."""


class SheetStore:
    """
    Loads and saves sheets. One a process, safe for threads; index functions need an application context.

    Args:
        jira: Where clients come from.
        now: The time.
        open_properties: Gives the properties of a project; Jira's, as the app, when left out.
        make_id: Source of random ids.
        tell_leftovers: Told of parts that no head names any more; whoever listens may have them removed later.
    """

    def __init__(
        self,
        jira: JiraAccess,
        *,
        now: Callable[[], datetime] = utc_now,
        open_properties: OpenProperties | None = None,
        make_id: Callable[[], str] = new_id,
        tell_leftovers: TellLeftovers = _tell_nobody,
    ) -> None:
        self._jira = jira
        self._now = now
        self.open = open_properties or self._open_jira
        self._make_id = make_id
        self._tell_leftovers = tell_leftovers
        self._documents: ExpiringTable[Place, Stored | Damaged] = ExpiringTable(_DOCUMENTS_KEPT)

    def _open_jira(self, installation: Installation, project_id: str) -> ProjectProperties:
        return JiraProperties(self._jira.as_app(installation), project_id)

    # -- loading ----------------------------------------------------------------------------------------------------

    def load(
        self, installation: Installation, project_id: str, sheet_id: str, *, may_be_known: bool = False
    ) -> Stored | Damaged:
        """
        Load a sheet.

        Args:
            may_be_known: A copy that this process read at most 30 s ago will do, if the index knows of no newer one.

        Raises:
            NotFound: There is no such sheet, or it is in the trash.
            JiraError: Jira did not answer as it should; that says nothing about the sheet.
        """
        place = Place(installation.id, project_id, sheet_id)
        entry = index.find(place)
        if may_be_known and entry is not None:
            known = self._documents.find(place, self._now().timestamp())
            if known is not None and known.head is not None and _is_same(known.head, entry):
                return known
        loaded = self._read(self.open(installation, project_id), place, entry)
        if loaded.head is not None and loaded.head.deleted_at is not None:
            raise NotFound(IN_TRASH)
        return loaded

    def _read(self, properties: ProjectProperties, place: Place, entry: Entry | None) -> Stored | Damaged:
        """Read head and parts; the first part is asked for together with the head where the index knows its key."""
        head_at = head_key(place.sheet_id)
        guess = [part_key(place.sheet_id, entry.revision, entry.save, 0)] if entry and entry.revision else []
        found = fetch_all(properties, [head_at, *guess])
        value = found[head_at]
        if value is MISSING:
            return self._note(place, self._read_headless(properties, place, entry))
        head = parse_head(value, place.sheet_id)
        self._note_head(place, head, entry)
        if isinstance(head, Flaw):
            return self._note(place, self._read_beside(properties, place, head, value))
        keys = head.part_keys()
        found |= fetch_all(properties, [key for key in keys if key not in found])
        values = {number: found[key] for number, key in enumerate(keys) if found[key] is not MISSING}
        loaded = build(head, values)
        if isinstance(loaded, Damaged):
            saves = group_parts(list_keys_if_there(properties)).get(place.sheet_id, {})
            offered = list_offered(properties, place.sheet_id, head, value, saves)
            earlier = [one for one in offered if one.revision != head.revision]
            loaded = replace(loaded, restorable=with_parts(earlier, saves))
        self._note_contents(place, loaded, entry)
        return self._note(place, loaded)

    def _read_headless(self, properties: ProjectProperties, place: Place, entry: Entry | None) -> Damaged:
        """Tell a sheet whose head was deleted in Jira from one that is gone."""
        saves = {}
        if entry is not None and entry.revision:
            saves = group_parts(list_keys_if_there(properties)).get(place.sheet_id, {})
        if entry is None or not saves:
            index.forget(place.installation_id, place.project_id, [place.sheet_id], self._now())
            raise NotFound("This sheet does not exist any more.")
        if entry.deleted_at is not None:
            raise NotFound(IN_TRASH)
        kept = tuple(one.entry for one in find_kept(properties, place.sheet_id, saves))
        index.note_unreadable(place, entry.name, HEAD_MISSING.text, self._now(), entry)
        flaws = (HEAD_MISSING,)
        return Damaged(place.sheet_id, HEAD_MISSING.text, flaws, None, {"name": entry.name}, kept)

    def _read_beside(self, properties: ProjectProperties, place: Place, flaw: Flaw, value: Any) -> Damaged:
        """Describe a sheet whose head cannot be read."""
        readable = {}
        if isinstance(value, dict):
            texts = {k: value.get(k) for k in ("name", "description")}
            readable = {k: v for k, v in texts.items() if isinstance(v, str) and find_flaw(v) is None}
        saves = group_parts(list_keys_if_there(properties)).get(place.sheet_id, {})
        offered = list_offered(properties, place.sheet_id, flaw, value, saves)
        return Damaged(place.sheet_id, flaw.text, (flaw,), None, readable, with_parts(offered, saves))

    def _note(self, place: Place, loaded: Stored | Damaged) -> Stored | Damaged:
        self._documents.put(place, loaded, self._now().timestamp() + KEEP_DOCUMENT_S)
        return loaded

    def _note_head(self, place: Place, head: Head | Flaw, entry: Entry | None) -> None:
        """Make the index say what a head says that was just read."""
        if isinstance(head, Head):
            index.mend(place, known_of(head), self._now(), entry)
        else:
            index.note_unreadable(place, place.sheet_id, head.text, self._now(), entry)

    def _note_contents(self, place: Place, loaded: Stored | Damaged, entry: Entry | None) -> None:
        """Make the index say what lists show of the parts, unless it does."""
        if loaded.head is None:
            return
        structure = structure_of(loaded.sheet) if isinstance(loaded, Stored) else None
        flaw = loaded.reason[: index.KEPT_FLAW_CHARS] if isinstance(loaded, Damaged) else None
        save = loaded.head.save
        if entry is None or (entry.save, entry.structure, entry.flaw) != (save, structure, flaw):
            index.note_contents(place, save, structure, flaw)

    # -- heads, for lists -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time, by the clock of this store."""
        return self._now()

    def reindex(self, installation: Installation) -> int:
        """Read every head of a site and make the index say what they say; see ``reindex.py``."""
        return reindex(self, self._jira.as_app(installation), installation)

    def list_keys(self, installation: Installation, project_id: str) -> list[str]:
        """List the keys of a project's properties: one call."""
        return self.open(installation, project_id).list_keys()

    def read_heads(
        self, installation: Installation, places: dict[Place, Entry | None]
    ) -> dict[Place, Head | Flaw | JxlError]:
        """
        Read heads, several at once, and mend the index by them.

        Args:
            places: With what the index knows of each.

        Returns:
            A sheet that is gone is left out; where Jira did not answer, the error stands for the head.
        """
        projects = {place.project_id: self.open(installation, place.project_id) for place in places}

        def read(place: Place) -> tuple[Place, Any]:
            return place, fetch_or_error(projects[place.project_id], head_key(place.sheet_id))

        heads: dict[Place, Head | Flaw | JxlError] = {}
        missing = []
        for place, value in run_ahead([partial(read, place) for place in places], CALLS_AT_ONCE):
            if value is MISSING:
                missing.append(place)
            elif isinstance(value, JxlError):
                heads[place] = value
            else:
                head = parse_head(value, place.sheet_id)
                self._note_head(place, head, places[place])
                heads[place] = head
        for project_id in sorted({place.project_id for place in missing}):
            of_project = [place for place in missing if place.project_id == project_id]
            heads |= self._look_for_parts(projects[project_id], {p: places[p] for p in of_project})
        return heads

    def _look_for_parts(
        self, properties: ProjectProperties, places: dict[Place, Entry | None]
    ) -> dict[Place, Head | Flaw | JxlError]:
        """Of sheets of one project that have no head, find those whose parts are still there; forget the others."""
        try:
            groups = group_parts(list_keys_if_there(properties))
        except JxlError as exc:
            return dict.fromkeys(places, exc)
        heads: dict[Place, Head | Flaw | JxlError] = {}
        for place, entry in places.items():
            if entry is not None and entry.revision and place.sheet_id in groups:
                heads[place] = HEAD_MISSING
                index.note_unreadable(place, entry.name, HEAD_MISSING.text, self._now(), entry)
            else:
                index.forget(place.installation_id, place.project_id, [place.sheet_id], self._now())
        return heads

    def fetch_head(self, properties: ProjectProperties, place: Place) -> tuple[Head | Flaw | None, Any]:
        """
        Fetch the head of a sheet, mend the index by it, and give it with what it was read from.

        Returns:
            None for the head of a sheet that the index knows and Jira does not have.

        Raises:
            NotFound: There is no such sheet, or it is in the trash.
        """
        entry = index.find(place)
        value = fetch_all(properties, [head_key(place.sheet_id)])[head_key(place.sheet_id)]
        if value is MISSING:
            if entry is None or not entry.revision:
                raise NotFound("This sheet does not exist any more.")
            return None, None
        head = parse_head(value, place.sheet_id)
        self._note_head(place, head, entry)
        if isinstance(head, Head) and head.deleted_at is not None:
            raise NotFound(IN_TRASH)
        return head, value

    def load_revision(
        self, installation: Installation, project_id: str, sheet_id: str, revision: int
    ) -> Stored | Damaged:
        """
        Load a sheet as it was in an earlier revision.

        Raises:
            NotFound: There is no such sheet, it is in the trash, or its head does not list that revision.
            JiraError: Jira did not answer.
        """
        return restoring.load_revision(self, installation, project_id, sheet_id, revision)

    # -- saving -----------------------------------------------------------------------------------------------------

    def create(
        self, installation: Installation, project_id: str, account_id: str, build: Callable[[str], Sheet]
    ) -> Stored:
        """
        Store a new sheet.

        Args:
            account_id: Who creates it.
            build: Gives the sheet for the id that was made.

        Raises:
            ValidationError: The project has as many sheets as it may have.
            PropertyTooLarge: An item, or the head, does not fit.
            JiraError: Jira did not take it.
        """
        for _ in range(_TRIES_FOR_LEASE):
            sheet = build(self._make_id())
            place = Place(installation.id, project_id, sheet.id)
            token = index.take_lease(place, self._now(), None)
            if token is None:
                continue
            saving = Saving(self.open(installation, project_id), place, token, self._now)
            self.check_room(saving)
            at = format_at(self._now())
            sheet = sheet.model_copy(
                update={
                    "revision": 1,
                    "created_at": at,
                    "created_by": account_id,
                    "updated_at": at,
                    "updated_by": account_id,
                }
            )
            return self.write(saving, sheet, None)
        raise Conflict("The sheet could not be created: its id was taken. Try again.")

    def save(
        self,
        installation: Installation,
        project_id: str,
        sheet_id: str,
        account_id: str,
        if_match: int,
        build: BuildSheet,
    ) -> Stored:
        """
        Store a sheet that was changed.

        Args:
            account_id: Who changed it.
            if_match: The revision that was changed.
            build: Gives the sheet from the head as it stands.

        Raises:
            NotFound: There is no such sheet, or it is in the trash.
            Conflict: Someone else saved it since that revision, or is saving it now.
            PropertyTooLarge: An item, or the head, does not fit.
            JiraError: Jira did not take it.
        """
        saving = self.begin(installation, project_id, sheet_id)
        head = saving.read_head(if_match)
        at = format_at(self._now())
        try:
            sheet = build(head).model_copy(
                update={
                    "revision": head.revision + 1,
                    "created_at": head.created_at,
                    "created_by": head.created_by,
                    "updated_at": at,
                    "updated_by": account_id,
                    "deleted_at": None,
                }
            )
        except JxlError:
            saving.give_up()
            raise
        return self.write(saving, sheet, head)

    def trash(
        self, installation: Installation, project_id: str, sheet_id: str, account_id: str, if_match: int
    ) -> None:
        """Move a sheet to the trash: its head says since when, everything else stays. Raises as :meth:`save`."""
        saving = self.begin(installation, project_id, sheet_id)
        head = saving.read_head(if_match)
        at = format_at(self._now())
        self.put_head(saving, change_head(head, deleted_at=at, deleted_by=account_id))

    def put_head(self, saving: Saving, value: dict[str, Any]) -> Head:
        """Put a head that differs from the one before in what it says of itself: the parts stay."""
        return saving.put_head(value)

    def check_room(self, saving: Saving) -> None:
        """
        Check that a project has room for the sheet that is being created or restored; the lease is given back if not.

        Sheets that others create at this moment count: rather both are refused than one too many is stored.

        Raises:
            ValidationError: There is none.
        """
        now, place = self._now(), saving.place
        taken = sum(
            entry.sheet_id != place.sheet_id
            and entry.deleted_at is None
            and bool(entry.revision or (entry.leased_until is not None and entry.leased_until > now))
            for entry in index.list_entries(place.installation_id, [place.project_id])
        )
        if taken >= MAX_SHEETS:
            saving.give_up()
            raise ValidationError(
                f"A project can have at most {MAX_SHEETS} sheets, and this one has {taken}. Delete one that is not "
                "needed any more.",
                code="too_many_sheets",
            )

    def begin(self, installation: Installation, project_id: str, sheet_id: str) -> Saving:
        """
        Take the lease on a sheet.

        Raises:
            Conflict: Someone else has it.
        """
        place = Place(installation.id, project_id, sheet_id)
        entry = None
        for _ in range(_TRIES_FOR_LEASE):
            entry = index.find(place)
            token = index.take_lease(place, self._now(), entry)
            if token is not None:
                return Saving(self.open(installation, project_id), place, token, self._now)
        raise Conflict(
            "Someone else is saving this sheet at this moment. Try again in a moment.",
            entry.revision if entry else None,
            {"retryAfterS": 2},
        )

    def write(
        self, saving: Saving, sheet: Sheet, before: Head | None, earlier: Sequence[Revision] = ()
    ) -> Stored:
        """Write a revision under a lease, and tell which parts nobody will need any more."""
        place = saving.place
        try:
            stored = saving.write(sheet, before, earlier)
        except JxlError:
            if saving.leftovers:
                self._tell_leftovers(place, saving.leftovers)
            raise
        self._note_contents(place, stored, None)
        self._note(place, stored)
        named = {(entry.revision, entry.save) for entry in entries_of(stored.head)}
        pushed_out = [
            PartsOfSave(entry.revision, entry.save, entry.parts)
            for entry in (entries_of(before) if before is not None else ())
            if (entry.revision, entry.save) not in named
        ]
        if pushed_out:
            self._tell_leftovers(place, pushed_out)
        return stored


def _is_same(head: Head, entry: Entry) -> bool:
    return (head.revision, head.save, head.deleted_at is None) == (
        entry.revision,
        entry.save,
        entry.deleted_at is None,
    )
