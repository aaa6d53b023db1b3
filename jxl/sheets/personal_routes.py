"""
What a person keeps for themselves about a sheet, under ``/api/v1``: guard, parse, act. Decides nothing itself.

It is about nobody else and never leaves for Jira, so no fresh permission question is asked before it is written.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.errors import NotFound
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import requires
from jxl.permissions.models import Action
from jxl.sheets import index, personal
from jxl.sheets.index import Place
from jxl.sheets.personal import Kind
from jxl.sheets.preconditions import known_sheet_id
from jxl.sheets.untrusted import parse_object

blueprint = Blueprint("personal", __name__, url_prefix="/api/v1/projects/<project>/sheets/<sheet_id>")

JSON = dict[str, Any]


@blueprint.get("/personal/<kind>")
@context_token
@requires(Action.OPEN_SHEET)
def get_state(caller: Caller, facts: ProjectFacts, sheet_id: str, kind: str) -> JSON:
    """What the person keeps about the sheet; an empty object when that is nothing."""
    return personal.load_state(_place(caller, facts, sheet_id), caller.person, _kind(kind))


@blueprint.put("/personal/<kind>")
@context_token
@requires(Action.OPEN_SHEET)
def put_state(caller: Caller, facts: ProjectFacts, sheet_id: str, kind: str) -> JSON:
    """Keep an object in the place of what was there."""
    place = _place(caller, facts, sheet_id)
    return personal.save_state(place, caller.person, _kind(kind), parse_object(request.get_data()))


@blueprint.delete("/personal/<kind>")
@context_token
@requires(Action.OPEN_SHEET)
def delete_state(caller: Caller, facts: ProjectFacts, sheet_id: str, kind: str) -> tuple[str, int]:
    """Forget what the person keeps."""
    personal.delete_state(_place(caller, facts, sheet_id), caller.person, _kind(kind))
    return "", 204


@blueprint.put("/favourite")
@context_token
@requires(Action.OPEN_SHEET)
def add_favourite(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[str, int]:
    """Make the sheet a favourite of the person."""
    personal.set_favourite(_place(caller, facts, sheet_id), caller.person, True)
    return "", 204


@blueprint.delete("/favourite")
@context_token
@requires(Action.OPEN_SHEET)
def remove_favourite(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[str, int]:
    """It is none any more."""
    personal.set_favourite(_place(caller, facts, sheet_id), caller.person, False)
    return "", 204


def _place(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Place:
    """Where the sheet is. Nothing is kept about one that is not there: the index knows each that was ever opened."""
    place = Place(caller.installation.id, facts.project.id, known_sheet_id(sheet_id))
    entry = index.find(place)
    if entry is None or not (entry.revision or entry.flaw) or entry.deleted_at is not None:
        raise NotFound("This sheet does not exist.")
    return place


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as exc:
        raise NotFound(f"Nothing is kept as “{text[:32]}”.") from exc
