"""
The API of sheets under ``/api/v1``: guard, parse, decide, act, render. Decides nothing itself.
"""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, current_app, g, request

from jxl.connect import changes
from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.db import db
from jxl.errors import (
    BadRequest,
    Conflict,
    JxlError,
)
from jxl.jira.client import JiraClient
from jxl.jira.columns import describe
from jxl.jira.link_types import fetch_link_types
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import left_to_jira, requires
from jxl.permissions.models import Action
from jxl.sheets.bodies import RowsBody
from jxl.sheets.documents import differences, parse_sheet
from jxl.sheets.framing import LineStream, LoadPlace, read_bounded
from jxl.sheets.jql_check import check_jql
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head
from jxl.sheets.preconditions import etag, known_sheet_id, read_if_match
from jxl.sheets.presentation import show_sheet
from jxl.sheets.row_requests import ReadyLoad, prepare_load
from jxl.sheets.rows import describe_error_plainly
from jxl.sheets.services import SheetServices, SheetTools, build_tools
from jxl.sheets.store import Damaged
from jxl.sheets.untrusted import parse_object

blueprint = Blueprint("sheets", __name__, url_prefix="/api/v1")

NDJSON = "application/x-ndjson"
_EXTENSION = "jxl.sheets"

JSON = dict[str, Any]


def tools() -> SheetTools:
    """The services of the current app, and what this package keeps in this process."""
    extensions = current_app.extensions
    if _EXTENSION not in extensions:
        extensions.setdefault(_EXTENSION, build_tools(cast(SheetServices, extensions["jxl"])))
    return cast(SheetTools, extensions[_EXTENSION])


# -- one sheet ------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/<project>/sheets")
@context_token
@requires(Action.CREATE_SHEET, fresh=True)
def create_sheet(caller: Caller, facts: ProjectFacts) -> tuple[JSON, int, dict[str, str]]:
    """Create a sheet; ``name`` and ``scope`` are enough."""
    body = parse_object(request.get_data())
    wanted = parse_sheet(body, "new")
    check_jql(_as_person(caller), wanted.scope.jql)
    stored = tools().services.sheets.create(
        caller.installation, facts.project.id, caller.person, partial(parse_sheet, body)
    )
    address = f"{request.path}/{stored.sheet.id}"
    return show_sheet(stored, facts.project), 201, {"Location": address, "ETag": etag(stored.sheet.revision)}


@blueprint.get("/projects/<project>/sheets/<sheet_id>")
@context_token
@requires(Action.OPEN_SHEET)
def get_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, dict[str, str]]:
    """The whole sheet. A damaged one is told as such, with what could be read of it."""
    sheet_id = known_sheet_id(sheet_id)
    loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    revision = loaded.head.revision if loaded.head is not None else 0
    return show_sheet(loaded, facts.project), 200, {"ETag": etag(revision)}


@blueprint.put("/projects/<project>/sheets/<sheet_id>")
@context_token
@requires(Action.CHANGE_SHEET, fresh=True)
def put_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, dict[str, str]]:
    """Replace the whole sheet, if nobody else changed it since the revision in ``If-Match``."""
    sheet_id = known_sheet_id(sheet_id)
    if_match = read_if_match()
    body = parse_object(request.get_data())
    wanted = parse_sheet(body, sheet_id)
    sheets = tools().services.sheets

    def build(head: Head) -> Sheet:
        if wanted.scope.jql != head.scope.jql:
            check_jql(_as_person(caller), wanted.scope.jql)
        return wanted.with_unknown(head.model_extra or {})

    try:
        stored = sheets.save(caller.installation, facts.project.id, sheet_id, caller.person, if_match, build)
    except Conflict as conflict:
        _explain(conflict, caller, facts, sheet_id, wanted)
        raise
    return show_sheet(stored, facts.project), 200, {"ETag": etag(stored.sheet.revision)}


@blueprint.delete("/projects/<project>/sheets/<sheet_id>")
@context_token
@requires(Action.CHANGE_SHEET, fresh=True)
def delete_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[str, int]:
    """Move a sheet to the trash."""
    sheet_id = known_sheet_id(sheet_id)
    if_match = read_if_match()
    tools().services.sheets.trash(caller.installation, facts.project.id, sheet_id, caller.person, if_match)
    return "", 204


# -- rows -----------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/<project>/sheets/<sheet_id>/rows")
@context_token
@requires(Action.OPEN_SHEET)
def load_rows(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Response:
    """The rows of a sheet: lines as they come with ``Accept: application/x-ndjson``, else a bounded answer."""
    sheet_id = known_sheet_id(sheet_id)
    body = RowsBody.parse(parse_object(request.get_data() or b"{}"))
    place = tools().loads.enter()
    try:
        ready = prepare_load(tools(), caller, facts.project, sheet_id, body, error_writer())
        db.session.remove()  # no connection is held while rows come
        return _stream(ready, place) if wants_lines() else _bounded(ready, place)
    except BaseException:
        place.leave()
        raise


def _stream(ready: ReadyLoad, place: LoadPlace) -> Response:
    response = Response(LineStream(ready.load, place, ready.note_size), mimetype=NDJSON)
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that collects lines would undo the stream
    return response


def _bounded(ready: ReadyLoad, place: LoadPlace) -> Response:
    with place:
        answer = read_bounded(ready.load)
    cursor = None
    if answer.progress is not None:
        cursor = tools().cursors.write(ready.binding, answer.progress)
    elif not ready.load.has_failed:
        ready.note_size(ready.load.count)
    return Response(answer.to_bytes(cursor), mimetype="application/json")


@blueprint.get("/projects/<project>/sheets/<sheet_id>/changes")
@context_token
@requires(Action.OPEN_SHEET)
def get_changes(caller: Caller, _facts: ProjectFacts, sheet_id: str) -> JSON:
    """Whether anything of the site has changed since a number; never what."""
    known_sheet_id(sheet_id)
    since = _query_number("since", 0, 0, 2**53)
    found = changes.changes_since(caller.installation.id, since)
    return {"seq": found.seq, "count": found.count, "reset": found.reset}


# -- fields -----------------------------------------------------------------------------------------------------------


@blueprint.get("/fields")
@context_token
@left_to_jira
def list_fields(caller: Caller) -> JSON:
    """The fields that the person may see, as columns. Jira decides: whoever may ask Jira may ask us."""
    catalogue = tools().catalogue.load(caller)
    return {"values": [{**describe(f), "custom": f.is_custom} for f in catalogue.fields], "next": None}


@blueprint.get("/link-types")
@context_token
@left_to_jira
def list_link_types(caller: Caller) -> JSON:
    """How issues are linked on the site; none where linking is switched off. Jira decides who may ask."""
    return {"values": [one.to_json() for one in fetch_link_types(_as_person(caller))], "next": None}


# -- what views share -----------------------------------------------------------------------------------------------


def _as_person(caller: Caller) -> JiraClient:
    return tools().services.jira.as_user(caller.installation, caller.person)


def _explain(conflict: Conflict, caller: Caller, facts: ProjectFacts, sheet_id: str, sent: Sheet) -> None:
    """Add to a conflict who saved, and where the stored sheet differs from the one that was sent."""
    if conflict.current_version is None or conflict.retry_after_s is not None:
        return
    conflict.details["currentRevision"] = conflict.current_version
    account_id = conflict.details.get("updatedBy")
    if account_id is not None:
        conflict.details["updatedBy"] = tools().names.people(caller, [account_id])[account_id].to_json()
    try:
        loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    except JxlError:
        return  # the conflict itself is said all the same
    if not isinstance(loaded, Damaged):
        conflict.details["differences"] = differences(loaded.sheet, sent)


def _query_number(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 16 or not low <= int(text) <= high:
        sentence = f"{name} must be a whole number from {low:,} to {high:,}."
        raise BadRequest(sentence, fields={name: sentence})
    return int(text)


def wants_lines() -> bool:
    qualities = dict(request.accept_mimetypes)
    lines = float(qualities.get(NDJSON, 0))
    return lines > 0 and lines >= float(qualities.get("application/json", 0))


def error_writer() -> Any:
    """Write errors inside a stream, where the request is no longer at hand."""
    request_id = str(g.get("request_id", ""))

    def write(error: JxlError) -> dict[str, Any]:
        return {**describe_error_plainly(error), "requestId": request_id}

    return write
