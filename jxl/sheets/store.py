"""
Where sheets live: in the properties of their project.

Everything read is untrusted: a sheet that cannot be used is a value, :class:`Damaged`. The head in Jira wins over the
index, which is mended by every head that is read. How a save goes is in ``saving.py``; who may do what is decided by
the caller, with a fresh answer before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from jxl.connect.store import utc_now
from jxl.errors import Conflict, JiraNotFound, JxlError, NotFound
from jxl.jira.concurrency import run_ahead
from jxl.jira.expiring import ExpiringTable
from jxl.sheets import index
from jxl.sheets.documents import validate_sheet
from jxl.sheets.index import Entry, Place
from jxl.sheets.models import DEFAULT_VIEW_NAME, ITEM_LISTS, Sheet, new_id
from jxl.sheets.parts import Flaw, Head, change_head, head_key, join, parse_head, part_key
from jxl.sheets.properties import JiraProperties, OpenProperties, ProjectProperties
from jxl.sheets.reindex import reindex
from jxl.sheets.saving import CALLS_AT_ONCE, Saving, Stored, known_of
from jxl.sheets.wire import format_at

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.jira.access import JiraAccess

KEEP_DOCUMENT_S = 30.0
KEEP_HEAD_S = 600.0
_DOCUMENTS_KEPT = 200
_HEADS_KEPT = 5_000
_TRIES_FOR_LEASE = 3

BuildSheet = Callable[[Head], Sheet]


@dataclass(frozen=True, slots=True)
class Damaged:
    """
    A sheet that cannot be used as it stands in Jira.

    Args:
        reason: One or more sentences for people.
        flaws: Each thing that is wrong.
        head: The head, if that at least can be read; its history says what can be restored.
        readable: The members of the document that could be read, not validated.
    """

    sheet_id: str
    reason: str
    flaws: tuple[Flaw, ...]
    head: Head | None
    readable: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Missing:
    """There is no such property."""


_MISSING = _Missing()


class SheetStore:
    """
    Loads and saves sheets. One a process, safe for threads; index functions need an application context.

    Args:
        jira: Where clients come from.
        now: The time.
        open_properties: Gives the properties of a project; Jira's, as the app, when left out.
        make_id: Source of random ids.
    """

    def __init__(
        self,
        jira: JiraAccess,
        *,
        now: Callable[[], datetime] = utc_now,
        open_properties: OpenProperties | None = None,
        make_id: Callable[[], str] = new_id,
    ) -> None:
        self._jira = jira
        self._now = now
        self._open = open_properties or self._open_jira
        self._make_id = make_id
        self._documents: ExpiringTable[Place, Stored | Damaged] = ExpiringTable(_DOCUMENTS_KEPT)
        self._heads: ExpiringTable[Place, Head | Flaw] = ExpiringTable(_HEADS_KEPT)

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
        loaded = self._read(self._open(installation, project_id), place, entry)
        if loaded.head is not None and loaded.head.deleted_at is not None:
            raise NotFound("This sheet is in the trash. Whoever may edit sheets here can restore it.")
        return loaded

    def _read(self, properties: ProjectProperties, place: Place, entry: Entry | None) -> Stored | Damaged:
        """Read head and parts; the first part is asked for together with the head where the index knows its key."""
        head_at = head_key(place.sheet_id)
        guess = [part_key(place.sheet_id, entry.revision, entry.save, 0)] if entry and entry.revision else []
        found = _fetch_all(properties, [head_at, *guess])
        value = _take(found, head_at)
        if value is _MISSING:
            index.forget(place.installation_id, place.project_id, [place.sheet_id], self._now())
            raise NotFound("This sheet does not exist any more.")
        head = parse_head(value, place.sheet_id)
        self._note_head(place, head, entry)
        if isinstance(head, Flaw):
            readable = (
                {k: v for k, v in value.items() if k in ("name", "description")} if _is_object(value) else {}
            )
            return self._note(place, Damaged(place.sheet_id, head.text, (head,), None, readable))
        keys = head.part_keys()
        found |= _fetch_all(properties, [key for key in keys if key not in found])
        values = {
            number: part for number, key in enumerate(keys) if (part := _take(found, key)) is not _MISSING
        }
        return self._note(place, _build(head, values))

    def _note(self, place: Place, loaded: Stored | Damaged) -> Stored | Damaged:
        self._documents.put(place, loaded, self._now().timestamp() + KEEP_DOCUMENT_S)
        return loaded

    def _note_head(self, place: Place, head: Head | Flaw, entry: Entry | None) -> None:
        """Remember a head that was just read, and make the index say the same."""
        self._keep_head(place, head)
        if isinstance(head, Head):
            index.mend(place, known_of(head), self._now(), entry)

    # -- heads, for lists -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time, by the clock of this store."""
        return self._now()

    def reindex(self, installation: Installation) -> int:
        """Read every head of a site and make the index say what they say; see ``reindex.py``."""
        return reindex(self, self._jira.as_app(installation), installation)

    def list_keys(self, installation: Installation, project_id: str) -> list[str]:
        """List the keys of a project's properties: one call."""
        return self._open(installation, project_id).list_keys()

    def find_known_head(self, place: Place, entry: Entry | None) -> Head | Flaw | None:
        """Find a head read at most 10 minutes ago that the index agrees with."""
        head = self._heads.find(place, self._now().timestamp())
        if isinstance(head, Head) and (entry is None or not _is_same(head, entry)):
            return None
        return head

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
        projects = {place.project_id: self._open(installation, place.project_id) for place in places}

        def read(place: Place) -> tuple[Place, Any]:
            return place, _fetch(projects[place.project_id], head_key(place.sheet_id))

        heads: dict[Place, Head | Flaw | JxlError] = {}
        for place, value in run_ahead([partial(read, place) for place in places], CALLS_AT_ONCE):
            if isinstance(value, _Missing):
                index.forget(place.installation_id, place.project_id, [place.sheet_id], self._now())
            elif isinstance(value, JxlError):
                heads[place] = value
            else:
                head = parse_head(value, place.sheet_id)
                self._note_head(place, head, places[place])
                heads[place] = head
        return heads

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
            PropertyTooLarge: An item, or the head, does not fit.
            JiraError: Jira did not take it.
        """
        for _ in range(_TRIES_FOR_LEASE):
            sheet = build(self._make_id())
            place = Place(installation.id, project_id, sheet.id)
            token = index.take_lease(place, self._now(), None)
            if token is None:
                continue
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
            saving = Saving(self._open(installation, project_id), place, token, self._now)
            return self._finish(place, saving.write(sheet, None))
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
        saving = self._begin(installation, project_id, sheet_id)
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
        return self._finish(saving.place, saving.write(sheet, head))

    def trash(
        self, installation: Installation, project_id: str, sheet_id: str, account_id: str, if_match: int
    ) -> None:
        """Move a sheet to the trash: its head says since when, everything else stays. Raises as :meth:`save`."""
        saving = self._begin(installation, project_id, sheet_id)
        head = saving.read_head(if_match)
        at = format_at(self._now())
        self._keep_head(
            saving.place, saving.put_head(change_head(head, deleted_at=at, deleted_by=account_id))
        )

    def _begin(self, installation: Installation, project_id: str, sheet_id: str) -> Saving:
        place = Place(installation.id, project_id, sheet_id)
        entry = None
        for _ in range(_TRIES_FOR_LEASE):
            entry = index.find(place)
            token = index.take_lease(place, self._now(), entry)
            if token is not None:
                return Saving(self._open(installation, project_id), place, token, self._now)
        raise Conflict(
            "Someone else is saving this sheet at this moment. Try again in a moment.",
            entry.revision if entry else None,
            {"retryAfterS": 2},
        )

    def _finish(self, place: Place, stored: Stored) -> Stored:
        self._keep_head(place, stored.head)
        self._note(place, stored)
        return stored

    def _keep_head(self, place: Place, head: Head | Flaw) -> None:
        keep_s = KEEP_HEAD_S if isinstance(head, Head) else KEEP_DOCUMENT_S
        self._heads.put(place, head, self._now().timestamp() + keep_s)


def _build(head: Head, values: dict[int, Any]) -> Stored | Damaged:
    """Put head and parts together and validate the whole."""
    document, flaws = join(head, values)
    if not flaws:
        if not document["views"]:
            document["views"] = [{"id": "default", "name": DEFAULT_VIEW_NAME}]
        try:
            return Stored(validate_sheet(document), head)
        except JxlError as exc:
            flaws = [Flaw("part_broken", f"This sheet was changed outside jxl. {exc.message}")]
    readable = {k: v for k, v in document.items() if k not in ITEM_LISTS or v}
    return Damaged(head.id, " ".join(flaw.text for flaw in flaws), tuple(flaws), head, readable)


def _is_same(head: Head, entry: Entry) -> bool:
    return (head.revision, head.save, head.deleted_at is None) == (
        entry.revision,
        entry.save,
        entry.deleted_at is None,
    )


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _fetch(properties: ProjectProperties, key: str) -> Any:
    """Fetch a property: its value, ``_MISSING`` or the error."""
    try:
        return properties.fetch(key)
    except JiraNotFound:
        return _MISSING
    except JxlError as exc:
        return exc


def _fetch_all(properties: ProjectProperties, keys: Iterable[str]) -> dict[str, Any]:
    """Fetch properties, several at once, by key."""

    def fetch(key: str) -> tuple[str, Any]:
        return key, _fetch(properties, key)

    return dict(run_ahead([partial(fetch, key) for key in keys], CALLS_AT_ONCE))


def _take(found: dict[str, Any], key: str) -> Any:
    value = found[key]
    if isinstance(value, JxlError):
        raise value
    return value
