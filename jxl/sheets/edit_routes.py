"""
``POST …/sheets/{id}/edits``: guard, parse, run, and results whole or as lines.

An issue that a change names need not be among the rows of the sheet: what may be changed is decided by Jira alone, and
a query may have let go of an issue since it was shown.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import orjson
from flask import Blueprint, Response, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.db import db
from jxl.errors import JxlError, ValidationError
from jxl.jira.fields import JiraField
from jxl.jira.images import ImageRule
from jxl.jira.kinds import Kind
from jxl.jira.projects import JiraProject
from jxl.permissions.catalogue import NAMES, GlobalPermission
from jxl.permissions.cells import Denial, IssueFacts
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import requires
from jxl.permissions.models import Action
from jxl.permissions.policy import may_bulk_change_in
from jxl.permissions.reasons import Words
from jxl.sheets.edit_bodies import EditsBody
from jxl.sheets.edit_journal import RequestKey, open_journal
from jxl.sheets.edit_runs import DescribeError, EditRun
from jxl.sheets.framing import LoadLimit, LoadPlace
from jxl.sheets.plan import build_plan
from jxl.sheets.preconditions import known_sheet_id
from jxl.sheets.routes import NDJSON, error_writer, tools, wants_lines
from jxl.sheets.store import Damaged
from jxl.sheets.untrusted import parse_object

blueprint = Blueprint("edits", __name__, url_prefix="/api/v1")
logger = logging.getLogger(__name__)

MOST_RUNS = 8  # of the 32 threads of a process, beside as many loads of rows
_runs = LoadLimit(MOST_RUNS, "Many changes are being written at this moment. Yours are tried again shortly.")
_KEY = JiraField(id="key", name="Key", kind=Kind.KEY)


@blueprint.post("/projects/<project>/sheets/<sheet_id>/edits")
@context_token
@requires(Action.EDIT_CELLS)
def edit_cells(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Response:
    """Change cells, or with ``dryRun`` tell what would become of it."""
    sheet_id = known_sheet_id(sheet_id)
    body = EditsBody.parse(parse_object(request.get_data()))
    place = _runs.enter()
    try:
        run = _prepare(caller, facts.project, sheet_id, body, error_writer())
        db.session.remove()  # no connection is held while results come
        if not wants_lines():
            with place:
                return _whole(run)
        response = Response(ResultStream(run, place), mimetype=NDJSON)
        response.headers["X-Accel-Buffering"] = "no"
        return response
    except BaseException:
        place.leave()
        raise


def _prepare(
    caller: Caller, project: JiraProject, sheet_id: str, body: EditsBody, describe_error: DescribeError
) -> EditRun:
    services = tools().services
    installation = caller.installation
    loaded = services.sheets.load(installation, project.id, sheet_id, may_be_known=True)
    if isinstance(loaded, Damaged):
        raise ValidationError(loaded.reason, code="sheet_damaged")
    catalogue = tools().catalogue.load(caller)
    changes = body.to_changes()
    named = dict.fromkeys(change.field for change in changes)
    fields = {field.id: field for field in (*catalogue.fields, _KEY) if field.id in named}
    images = ImageRule.for_site(installation.base_url, installation.display_url)
    plan = build_plan(loaded.sheet, catalogue.fields, list(named), images, catalogue.orders)
    journal = None
    act = len(body.issues)
    if not body.dryRun:
        key = RequestKey(installation.id, caller.person, project.id, sheet_id, body.batch.lower(), body.part)
        journal = open_journal(key, body.content_hash())
        act = len(body.issues | journal.others)
    run = EditRun(
        services.jira.as_user(installation, caller.person),
        plan,
        fields,
        changes,
        why_no_bulk=lambda projects: _why_no_bulk(caller, projects),
        is_bulk=max(body.total.issues, act) > 1,
        journal=journal,
        account_id=caller.person,
        notify=body.notify,
        describe_error=describe_error,
        limit=services.settings.jira_concurrency,
    )
    try:
        run.prepare()
    except BaseException:
        if journal is not None:
            journal.end()
        raise
    return run


def _why_no_bulk(caller: Caller, projects: Mapping[str, IssueFacts]) -> dict[str, Denial]:
    """Say in which projects the person may not change several issues at once: each issue's own project decides."""
    facts = tools().services.permissions.facts_for_projects(caller, projects)
    right = NAMES[GlobalPermission.BULK_CHANGE_SHEETS]
    denials: dict[str, Denial] = {}
    for project_id, project in projects.items():
        if not may_bulk_change_in(facts[project_id]):
            words = Words(project.project or "this project", project.is_team_managed)
            message = f"{words.cannot(Action.BULK_CHANGE)}. {words.grant(right)}"
            denials[project_id] = Denial("no_bulk_right", message)
    return denials


def _whole(run: EditRun) -> Response:
    """All results in one answer; what came before a failure is told all the same."""
    answer: dict[str, Any] = {"results": [], "values": {}, "error": None}
    try:
        with closing(run.batches()) as batches:
            for event in (event for batch in batches for event in batch):
                if event["type"] == "result":
                    answer["results"].append({k: v for k, v in event.items() if k != "type"})
                elif event["type"] == "values":
                    answer["values"].setdefault(event["field"], {}).update(event["values"])
                else:
                    answer |= {"calls": event["calls"], "points": event["points"]}
    except JxlError as exc:
        answer["error"] = run.describe_error(exc)
    return Response(orjson.dumps(answer), mimetype="application/json")


class ResultStream:
    """
    Results as lines of JSON. An iterator of its own class, as ``LineStream``: closing it cancels what is not begun.
    """

    def __init__(self, run: EditRun, place: LoadPlace) -> None:
        self._run = run
        self._place = place
        self._batches = run.batches()
        self._is_broken = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if self._is_broken:
                raise StopIteration
            return b"".join(orjson.dumps(event) + b"\n" for event in next(self._batches))
        except StopIteration:
            self.close()
            raise
        except Exception as exc:
            self._is_broken = True
            error = exc if isinstance(exc, JxlError) else JxlError()
            if not isinstance(exc, JxlError):
                logger.error("changes crashed", exc_info=exc)
            return orjson.dumps({"type": "error", "error": self._run.describe_error(error)}) + b"\n"

    def close(self) -> None:
        """End the run: calls to Jira that are not begun are not made."""
        self._batches.close()
        self._run.leave()
        self._place.leave()
