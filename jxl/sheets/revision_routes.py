"""
The API of a sheet's revisions and of a project's trash: guard, parse, act, render. Decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.errors import BadRequest
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import requires
from jxl.permissions.models import Action
from jxl.sheets import restoring, trash
from jxl.sheets.names import Person
from jxl.sheets.preconditions import etag, known_sheet_id, read_if_match
from jxl.sheets.presentation import show_sheet
from jxl.sheets.revision_texts import describe_changes
from jxl.sheets.revisions import RevisionState
from jxl.sheets.routes import tools
from jxl.sheets.saving import Stored
from jxl.sheets.store import Damaged
from jxl.sheets.wire import format_at

blueprint = Blueprint("sheet_revisions", __name__, url_prefix="/api/v1")

JSON = dict[str, Any]
Answer = tuple[JSON, int, dict[str, str]]


# -- revisions ------------------------------------------------------------------------------------------------------


@blueprint.get("/projects/<project>/sheets/<sheet_id>/revisions")
@context_token
@requires(Action.OPEN_SHEET)
def list_revisions(caller: Caller, facts: ProjectFacts, sheet_id: str) -> JSON:
    """The revisions that can be gone back to, the newest first, each with what it changed."""
    store = tools().services.sheets
    states = restoring.list_revisions(store, caller.installation, facts.project.id, known_sheet_id(sheet_id))
    people = tools().names.people(caller, [state.entry.updated_by for state in states])
    fields = tools().catalogue.load(caller).fields
    field_names = {"key": "Key"} | {field.id: field.name for field in fields}  # columns may call issuekey so
    return {"values": _show_states(states, people, field_names), "next": None}


@blueprint.get("/projects/<project>/sheets/<sheet_id>/revisions/<int:revision>")
@context_token
@requires(Action.OPEN_SHEET)
def get_revision(caller: Caller, facts: ProjectFacts, sheet_id: str, revision: int) -> JSON:
    """The whole sheet as it was. A revision that cannot be read is told as damaged."""
    loaded = restoring.load_revision(
        tools().services.sheets,
        caller.installation,
        facts.project.id,
        known_sheet_id(sheet_id),
        revision,
        only_listed=False,
    )
    return show_sheet(loaded, facts.project)


@blueprint.post("/projects/<project>/sheets/<sheet_id>/revisions/<int:revision>/restore")
@context_token
@requires(Action.CHANGE_SHEET, fresh=True)
def restore_revision(caller: Caller, facts: ProjectFacts, sheet_id: str, revision: int) -> Answer:
    """Make an earlier revision the newest one, if nobody changed the sheet since the revision in ``If-Match``."""
    stored = restoring.restore(
        tools().services.sheets,
        caller.installation,
        facts.project.id,
        known_sheet_id(sheet_id),
        caller.person,
        read_if_match(),
        revision,
    )
    return _show(stored, facts)


# -- the trash ------------------------------------------------------------------------------------------------------


@blueprint.get("/projects/<project>/trash")
@context_token
@requires(Action.LIST_PROJECT_SHEETS)
def list_trash(caller: Caller, facts: ProjectFacts) -> JSON:
    """The deleted sheets of a project, the last deleted first."""
    page = trash.list_trash(
        tools().services.sheets,
        caller.installation,
        facts.project.id,
        cursor=request.args.get("cursor") or None,
        limit=_read_limit(request.args.get("limit", "")),
    )
    people = tools().names.people(caller, [one.head.deleted_by for one in page.sheets if one.head])
    return {"values": [_show_trashed(one, people) for one in page.sheets], "next": page.next}


@blueprint.post("/projects/<project>/trash/<sheet_id>/restore")
@context_token
@requires(Action.CHANGE_SHEET, fresh=True)
def restore_from_trash(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Answer:
    """Take a sheet out of the trash, as it was."""
    loaded = trash.restore(
        tools().services.sheets,
        caller.installation,
        facts.project.id,
        known_sheet_id(sheet_id),
        caller.person,
    )
    return _show(loaded, facts)


# -- rendering ------------------------------------------------------------------------------------------------------


def _show(loaded: Stored | Damaged, facts: ProjectFacts) -> Answer:
    revision = loaded.head.revision if loaded.head is not None else 0
    return show_sheet(loaded, facts.project), 200, {"ETag": etag(revision)}


def _show_states(
    states: Sequence[RevisionState], people: Mapping[str, Person], field_names: Mapping[str, str]
) -> list[JSON]:
    return [
        {
            "revision": state.entry.revision,
            "updatedAt": state.entry.updated_at,
            "updatedBy": _show_person(state.entry.updated_by, people),
            "name": state.entry.name,
            "changes": _changes(states, number, field_names),
            "sinceThen": _since(state, states, field_names),
            "current": state.is_current,
            "listed": state.is_listed,
            "outside": state.is_outside,
            "available": isinstance(state.loaded, Stored),
        }
        for number, state in enumerate(states)
    ]


def _changes(states: Sequence[RevisionState], number: int, field_names: Mapping[str, str]) -> list[str]:
    """What a revision changed: known if it can be read, and the one that it was made from as well."""
    state = states[number]
    if state.entry.revision == 1:
        return ["Created"]
    older = states[number + 1] if number + 1 < len(states) else None
    if older is None or older.entry.revision != state.entry.revision - 1:
        return []
    if not isinstance(state.loaded, Stored) or not isinstance(older.loaded, Stored):
        return []
    return describe_changes(older.loaded.sheet, state.loaded.sheet, field_names)


def _since(
    state: RevisionState, states: Sequence[RevisionState], field_names: Mapping[str, str]
) -> list[str]:
    """What differs between a revision and the present one, if both can be read."""
    now = next((one.loaded for one in states if one.is_current), None)
    if state.is_current or not isinstance(state.loaded, Stored) or not isinstance(now, Stored):
        return []
    return describe_changes(state.loaded.sheet, now.sheet, field_names)


def _show_trashed(one: trash.Trashed, people: Mapping[str, Person]) -> JSON:
    head = one.head
    return {
        "id": one.sheet_id,
        "name": one.name,
        "revision": head.revision if head else None,
        "columnsCount": head.counts.get("columns") if head else None,
        "viewsCount": head.counts.get("views") if head else None,
        "structuresCount": head.counts.get("structures") if head else None,
        "deletedAt": format_at(one.deleted_at),
        "deletedBy": _show_person(head.deleted_by if head else None, people),
        "daysLeft": one.days_left,
        "damaged": one.damaged,
    }


def _show_person(account_id: str | None, people: Mapping[str, Person]) -> JSON | None:
    return None if account_id is None else people.get(account_id, Person(account_id)).to_json()


def _read_limit(text: str) -> int:
    if not text:
        return trash.DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= trash.MAX_LIMIT:
        sentence = f"limit must be a whole number from 1 to {trash.MAX_LIMIT}."
        raise BadRequest(sentence, fields={"limit": sentence})
    return int(text)
