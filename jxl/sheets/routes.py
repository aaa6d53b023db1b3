"""
The API of sheets under ``/api/v1``: guard, parse, decide, act, render. Decides nothing itself.
"""

from __future__ import annotations

import re
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
    JiraBadRequest,
    JxlError,
    NotFound,
    PreconditionRequired,
    ValidationError,
)
from jxl.jira.client import JiraClient
from jxl.jira.columns import describe
from jxl.jira.concurrency import run_ahead
from jxl.jira.search import approximate_count, fetch_page
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import left_to_jira, requires, requires_site
from jxl.permissions.models import Action, Facts
from jxl.sheets import directory, listing
from jxl.sheets.bodies import JQLBody, RowsBody
from jxl.sheets.documents import differences, parse_if_match, parse_sheet
from jxl.sheets.framing import LineStream, LoadPlace, read_bounded
from jxl.sheets.models import Sheet
from jxl.sheets.parts import Head
from jxl.sheets.presentation import show_sheet
from jxl.sheets.row_requests import ReadyLoad, prepare_load
from jxl.sheets.rows import describe_error_plainly
from jxl.sheets.services import SheetServices, SheetTools, build_tools
from jxl.sheets.store import Damaged
from jxl.sheets.untrusted import parse_object
from jxl.sheets.wire import ID_PATTERN

blueprint = Blueprint("sheets", __name__, url_prefix="/api/v1")

NDJSON = "application/x-ndjson"
_EXTENSION = "jxl.sheets"
_ID = re.compile(ID_PATTERN)

JSON = dict[str, Any]


def tools() -> SheetTools:
    """The services of the current app, and what this package keeps in this process."""
    extensions = current_app.extensions
    if _EXTENSION not in extensions:
        extensions.setdefault(_EXTENSION, build_tools(cast(SheetServices, extensions["jxl"])))
    return cast(SheetTools, extensions[_EXTENSION])


# -- lists ----------------------------------------------------------------------------------------------------------


@blueprint.get("/sheets")
@context_token
@requires_site(Action.OPEN_DIRECTORY)
def list_sheets(caller: Caller, _facts: Facts) -> JSON:
    """The directory: sheets of all projects, those that the person may open."""
    return directory.show_directory(tools(), caller, _list_request())


@blueprint.get("/projects/<project>/sheets")
@context_token
@requires(Action.LIST_PROJECT_SHEETS)
def list_project_sheets(caller: Caller, facts: ProjectFacts) -> JSON:
    """The sheets of one project."""
    return directory.show_project_sheets(tools(), caller, facts, _list_request())


# -- one sheet ------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/<project>/sheets")
@context_token
@requires(Action.CREATE_SHEET, fresh=True)
def create_sheet(caller: Caller, facts: ProjectFacts) -> tuple[JSON, int, dict[str, str]]:
    """Create a sheet; ``name`` and ``scope`` are enough."""
    body = parse_object(request.get_data())
    wanted = parse_sheet(body, "new")
    _check_jql(_as_person(caller), wanted.scope.jql)
    stored = tools().services.sheets.create(
        caller.installation, facts.project.id, caller.person, partial(parse_sheet, body)
    )
    address = f"{request.path}/{stored.sheet.id}"
    return show_sheet(stored, facts.project), 201, {"Location": address, "ETag": _etag(stored.sheet.revision)}


@blueprint.get("/projects/<project>/sheets/<sheet_id>")
@context_token
@requires(Action.OPEN_SHEET)
def get_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, dict[str, str]]:
    """The whole sheet. A damaged one is told as such, with what could be read of it."""
    sheet_id = _sheet_id(sheet_id)
    loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    revision = loaded.head.revision if loaded.head is not None else 0
    return show_sheet(loaded, facts.project), 200, {"ETag": _etag(revision)}


@blueprint.put("/projects/<project>/sheets/<sheet_id>")
@context_token
@requires(Action.CHANGE_SHEET, fresh=True)
def put_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, dict[str, str]]:
    """Replace the whole sheet, if nobody else changed it since the revision in ``If-Match``."""
    sheet_id = _sheet_id(sheet_id)
    if_match = _if_match()
    body = parse_object(request.get_data())
    wanted = parse_sheet(body, sheet_id)
    sheets = tools().services.sheets

    def build(head: Head) -> Sheet:
        if wanted.scope.jql != head.scope.jql:
            _check_jql(_as_person(caller), wanted.scope.jql)
        return wanted.with_unknown(head.model_extra or {})

    try:
        stored = sheets.save(caller.installation, facts.project.id, sheet_id, caller.person, if_match, build)
    except Conflict as conflict:
        _explain(conflict, caller, facts, sheet_id, wanted)
        raise
    return show_sheet(stored, facts.project), 200, {"ETag": _etag(stored.sheet.revision)}


@blueprint.delete("/projects/<project>/sheets/<sheet_id>")
@context_token
@requires(Action.CHANGE_SHEET, fresh=True)
def delete_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[str, int]:
    """Move a sheet to the trash."""
    sheet_id = _sheet_id(sheet_id)
    if_match = _if_match()
    tools().services.sheets.trash(caller.installation, facts.project.id, sheet_id, caller.person, if_match)
    return "", 204


# -- rows -----------------------------------------------------------------------------------------------------------


@blueprint.post("/projects/<project>/sheets/<sheet_id>/rows")
@context_token
@requires(Action.OPEN_SHEET)
def load_rows(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Response:
    """The rows of a sheet: lines as they come with ``Accept: application/x-ndjson``, else a bounded answer."""
    sheet_id = _sheet_id(sheet_id)
    body = RowsBody.parse(parse_object(request.get_data() or b"{}"))
    place = tools().loads.enter()
    try:
        ready = prepare_load(tools(), caller, facts.project, sheet_id, body, _error_writer())
        db.session.remove()  # no connection is held while rows come
        return _stream(ready, place) if _wants_lines() else _bounded(ready, place)
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
    _sheet_id(sheet_id)
    since = _query_number("since", 0, 0, 2**53)
    found = changes.changes_since(caller.installation.id, since)
    return {"seq": found.seq, "count": found.count, "reset": found.reset}


# -- fields and queries ---------------------------------------------------------------------------------------------


@blueprint.get("/fields")
@context_token
@left_to_jira
def list_fields(caller: Caller) -> JSON:
    """The fields that the person may see, as columns. Jira decides: whoever may ask Jira may ask us."""
    catalogue = tools().catalogue.load(caller)
    return {"values": [{**describe(f), "custom": f.is_custom} for f in catalogue.fields], "next": None}


@blueprint.post("/projects/<project>/jql/check")
@context_token
@requires(Action.CREATE_SHEET, Action.OPEN_SHEET)
def check_jql(caller: Caller, _facts: ProjectFacts) -> JSON:
    """Check a query as Jira understands it for this person, and count about how many issues it finds."""
    jql = JQLBody.parse(parse_object(request.get_data())).to_scope().jql
    client = _as_person(caller)
    counts: list[int] = []
    tasks = [lambda: _check_jql(client, jql), lambda: counts.append(approximate_count(client, jql))]
    try:
        for _ in run_ahead(tasks, 2, ordered=True):
            pass
    except JiraBadRequest as exc:
        raise _jql_refused(exc) from exc
    return {"count": counts[0]}


# -- what views share -----------------------------------------------------------------------------------------------


def _as_person(caller: Caller) -> JiraClient:
    return tools().services.jira.as_user(caller.installation, caller.person)


def _check_jql(client: JiraClient, jql: str) -> None:
    """
    Have Jira judge a query as the person: the smallest search there is.

    Raises:
        ValidationError: ``jql_invalid``, in Jira's own words.
    """
    try:
        fetch_page(client, jql, ["id"], 1)
    except JiraBadRequest as exc:
        raise _jql_refused(exc) from exc


def _jql_refused(error: JiraBadRequest) -> ValidationError:
    words = " ".join(error.messages) or error.message
    refused = ValidationError(words, fields={"scope.jql": words}, code="jql_invalid")
    refused.details["jiraMessages"] = list(error.messages)
    return refused


def _explain(conflict: Conflict, caller: Caller, facts: ProjectFacts, sheet_id: str, sent: Sheet) -> None:
    """Add to a conflict where the stored sheet differs from the one that was sent."""
    if conflict.current_version is None:
        return
    try:
        loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    except JxlError:
        return  # the conflict itself is said all the same
    if not isinstance(loaded, Damaged):
        conflict.details["differences"] = differences(loaded.sheet, sent)


def _sheet_id(text: str) -> str:
    if _ID.fullmatch(text) is None:
        raise NotFound("This sheet does not exist.")
    return text


def _if_match() -> int:
    revision = parse_if_match(request.headers.get("If-Match"))
    if revision is None:
        raise PreconditionRequired
    return revision


def _etag(revision: int) -> str:
    return f'"{revision}"'


def _list_request() -> directory.ListRequest:
    return directory.ListRequest(
        query=request.args.get("query", "")[:255],
        cursor=request.args.get("cursor") or None,
        limit=_query_number("limit", listing.DEFAULT_LIMIT, 1, listing.MAX_LIMIT),
    )


def _query_number(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 16 or not low <= int(text) <= high:
        sentence = f"{name} must be a whole number from {low:,} to {high:,}."
        raise BadRequest(sentence, fields={name: sentence})
    return int(text)


def _wants_lines() -> bool:
    qualities = dict(request.accept_mimetypes)
    lines = float(qualities.get(NDJSON, 0))
    return lines > 0 and lines >= float(qualities.get("application/json", 0))


def _error_writer() -> Any:
    """Write errors inside a stream, where the request is no longer at hand."""
    request_id = str(g.get("request_id", ""))

    def write(error: JxlError) -> dict[str, Any]:
        return {**describe_error_plainly(error), "requestId": request_id}

    return write
