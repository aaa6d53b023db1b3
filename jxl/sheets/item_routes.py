"""
The API of a sheet's views, structures and formats, each by itself: guard, parse, act, render.

``If-Match`` and ``ETag`` are the sheet's revision. What others saved meanwhile is in the way only where it is about
the same item, or one that it refers to; see ``rebase.py``.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.db import db
from jxl.errors import Conflict, JxlError, NotFound, ValidationError
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import requires
from jxl.permissions.models import Action
from jxl.sheets.items import KINDS, Item, Kind, find_item, list_items, parse_item, word_of
from jxl.sheets.models import Sheet
from jxl.sheets.preconditions import etag, known_sheet_id, read_if_match
from jxl.sheets.rebase import ItemChange, ItemSaver, find_author, usable
from jxl.sheets.routes import tools
from jxl.sheets.saving import Stored
from jxl.sheets.untrusted import parse_object
from jxl.sheets.wire import ID_PATTERN

blueprint = Blueprint("sheet_items", __name__, url_prefix="/api/v1")

_SHEET = "/projects/<project>/sheets/<sheet_id>"
_ID = re.compile(ID_PATTERN)

JSON = dict[str, Any]
Headers = dict[str, str]


def _add_routes(kind: Kind) -> None:
    """One set of routes a kind, so that each has an address and a place in the list of routes."""

    @blueprint.get(f"{_SHEET}/{kind}", endpoint=f"list_{kind}")
    @context_token
    @requires(Action.OPEN_SHEET)
    def list_all(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, Headers]:
        stored = _load(caller, facts, sheet_id)
        return {"values": list_items(stored.sheet, kind), "next": None}, 200, _headers(stored)

    @blueprint.post(f"{_SHEET}/{kind}", endpoint=f"add_{kind}")
    @context_token
    @requires(Action.CHANGE_SHEET, fresh=True)
    def add(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[Item, int, Headers]:
        saver = _saver(caller, facts, sheet_id)
        item = parse_item(kind, parse_object(request.get_data()))
        change = ItemChange(kind, item["id"], item, is_new=True, before=_before())
        stored = _save(saver, change, caller)
        location = f"{request.path}/{item['id']}"
        return _shown(stored, change), 201, {"Location": location, **_headers(stored)}

    @blueprint.get(f"{_SHEET}/{kind}/<item_id>", endpoint=f"get_{kind}")
    @context_token
    @requires(Action.OPEN_SHEET)
    def get(caller: Caller, facts: ProjectFacts, sheet_id: str, item_id: str) -> tuple[Item, int, Headers]:
        stored = _load(caller, facts, sheet_id)
        item = find_item(stored.sheet, kind, item_id)
        if item is None:
            raise NotFound(f"This sheet has no such {word_of(kind)}.")
        return item, 200, _headers(stored)

    @blueprint.put(f"{_SHEET}/{kind}/<item_id>", endpoint=f"put_{kind}")
    @context_token
    @requires(Action.CHANGE_SHEET, fresh=True)
    def put(caller: Caller, facts: ProjectFacts, sheet_id: str, item_id: str) -> tuple[Item, int, Headers]:
        saver = _saver(caller, facts, sheet_id)
        item = parse_item(kind, parse_object(request.get_data()), _item_id(kind, item_id))
        change = ItemChange(kind, item_id, item)
        stored = _save(saver, change, caller)
        return _shown(stored, change), 200, _headers(stored)

    @blueprint.delete(f"{_SHEET}/{kind}/<item_id>", endpoint=f"delete_{kind}")
    @context_token
    @requires(Action.CHANGE_SHEET, fresh=True)
    def delete(caller: Caller, facts: ProjectFacts, sheet_id: str, item_id: str) -> tuple[str, int, Headers]:
        saver = _saver(caller, facts, sheet_id)
        stored = _save(saver, ItemChange(kind, _item_id(kind, item_id), None), caller)
        return "", 204, _headers(stored)


for _kind in KINDS:
    _add_routes(_kind)


# -- what the routes share ------------------------------------------------------------------------------------------


def _load(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Stored:
    store = tools().services.sheets
    return usable(
        store.load(caller.installation, facts.project.id, known_sheet_id(sheet_id), may_be_known=True)
    )


def _saver(caller: Caller, facts: ProjectFacts, sheet_id: str) -> ItemSaver:
    return ItemSaver(
        tools().services.sheets,
        tools().saves,
        tools().seen,
        caller.installation,
        facts.project.id,
        known_sheet_id(sheet_id),
        caller.person,
        read_if_match(),
    )


def _save(saver: ItemSaver, change: ItemChange, caller: Caller) -> Stored:
    db.session.remove()  # no connection is held while others save
    try:
        return saver.save(change)
    except Conflict as conflict:
        _name_author(conflict, saver, change, caller)
        raise


def _name_author(conflict: Conflict, saver: ItemSaver, change: ItemChange, caller: Caller) -> None:
    """Add to a conflict who made the item what it is now, and when, where the revisions kept tell."""
    revision = conflict.details.get("currentRevision")
    is_twice = change.is_new and conflict.details.get("item") is not None
    if revision is None or is_twice or not conflict.details["differences"]:
        return

    def load(number: int) -> Sheet | None:
        try:
            loaded = saver.store.load_revision(saver.installation, saver.project_id, saver.sheet_id, number)
        except NotFound:
            return None
        return loaded.sheet if isinstance(loaded, Stored) else None

    try:
        kind, item_id = _changed_item(conflict, change)
        sheet = find_author(load, kind, item_id, saver.if_match, revision)
        if sheet is not None and sheet.updated_by is not None:
            person = tools().names.people(caller, [sheet.updated_by])[sheet.updated_by]
            conflict.details |= {"updatedAt": sheet.updated_at, "updatedBy": person.to_json()}
    except JxlError:
        return  # the conflict itself is said all the same


def _changed_item(conflict: Conflict, change: ItemChange) -> tuple[Kind, str]:
    """Tell which item the conflict is about: the one to be saved, or the first that it refers to."""
    first = conflict.details["differences"][0]
    for kind in KINDS:
        if first["member"] == kind and "id" in first:
            return kind, first["id"]
    return change.kind, change.item_id


def _shown(stored: Stored, change: ItemChange) -> Item:
    return find_item(stored.sheet, change.kind, change.item_id) or {}


def _headers(stored: Stored) -> Headers:
    return {"ETag": etag(stored.sheet.revision)}


def _item_id(kind: Kind, text: str) -> str:
    if _ID.fullmatch(text) is None:
        raise NotFound(f"This sheet has no such {word_of(kind)}.")
    return text


def _before() -> str | None:
    text = request.args.get("before", "")
    if text and _ID.fullmatch(text) is None:
        raise ValidationError(fields={"before": "This must be the id of an item of the sheet."})
    return text or None
