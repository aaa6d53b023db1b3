"""
The API that carries sheets: copy to a project, export and import of a definition.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from flask import Blueprint, request
from pydantic import Field

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.db import db
from jxl.errors import ValidationError
from jxl.jira.link_types import fetch_link_types
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import gateway, requires
from jxl.permissions.models import Action
from jxl.sheets.bodies import Body
from jxl.sheets.jql_check import check_jql
from jxl.sheets.models import Sheet
from jxl.sheets.preconditions import etag, known_sheet_id
from jxl.sheets.presentation import show_sheet
from jxl.sheets.rebase import usable
from jxl.sheets.routes import tools
from jxl.sheets.saving import Stored
from jxl.sheets.transfer import Problem, copy_sheet, find_problems, read_definition, write_definition
from jxl.sheets.untrusted import parse_object
from jxl.sheets.wire import Name

blueprint = Blueprint("sheet_transfer", __name__, url_prefix="/api/v1")

MAX_PROBLEMS = 100

JSON = dict[str, Any]
Headers = dict[str, str]


class CopyBody(Body):
    """Where to, by id or key, and under which name; without one the sheet's own with “Copy of”."""

    project: Annotated[str, Field(min_length=1, max_length=255)]
    name: Name | None = None


class ImportBody(Body):
    """A definition; with ``dryRun`` nothing is stored."""

    definition: dict[str, Any]
    dryRun: bool = False  # noqa: N815 - its name on the wire
    name: Name | None = None


@blueprint.get("/projects/<project>/sheets/<sheet_id>/export")
@context_token
@requires(Action.OPEN_SHEET)
def export_sheet(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, Headers]:
    """The definition of a sheet, to be imported elsewhere."""
    stored = _load(caller, facts, sheet_id)
    name = f"{stored.sheet.id}.jxl.json"
    return (
        write_definition(stored.sheet),
        200,
        {
            "ETag": etag(stored.sheet.revision),
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


@blueprint.post("/projects/<project>/sheets/<sheet_id>/copy")
@context_token
@requires(Action.OPEN_SHEET)
def copy_to_project(caller: Caller, facts: ProjectFacts, sheet_id: str) -> tuple[JSON, int, Headers]:
    """
    Copy a sheet into a project where the person may create one. Whoever may open a sheet knows its definition.

    The query is kept and not judged: a copy may be made of a sheet whose query Jira refuses.
    """
    body = CopyBody.parse(parse_object(request.get_data()))
    target = gateway().require(caller, Action.CREATE_SHEET, body.project, fresh=True)
    source = _load(caller, facts, sheet_id).sheet
    name = body.name or f"Copy of {source.name}"[:255]
    return _create(caller, target, partial(copy_sheet, source, name=name))


@blueprint.post("/projects/<project>/sheets/import")
@context_token
@requires(Action.CREATE_SHEET, fresh=True)
def import_sheet(caller: Caller, facts: ProjectFacts) -> tuple[JSON, int] | tuple[JSON, int, Headers]:
    """
    Store a sheet from a definition, or with ``dryRun`` say what it would be and what of it is not known here.

    What is not known is no reason to refuse: it is kept, and comes to life where somebody has the field.
    """
    body = ImportBody.parse(parse_object(request.get_data()))
    members = body.definition if body.name is None else {**body.definition, "name": body.name}
    build = partial(read_definition, members)
    if not body.dryRun:
        return _create(caller, facts, build)
    sheet = build("new")
    problems = _find_problems(caller, sheet)
    preview = write_definition(sheet)
    return {
        "sheet": preview,
        "problems": [problem.to_json() for problem in problems[:MAX_PROBLEMS]],
        "problemsCount": len(problems),
    }, 200


def _find_problems(caller: Caller, sheet: Sheet) -> list[Problem]:
    client = tools().services.jira.as_user(caller.installation, caller.person)
    found: list[Problem] = []
    try:
        check_jql(client, sheet.scope.jql)
    except ValidationError as exc:
        found.append(Problem("scope.jql", "jql_invalid", exc.message))
    fields = {field.id for field in tools().catalogue.load(caller).fields}
    link_types: set[str] = set()
    if any(level.kind == "link" for structure in sheet.structures for level in structure.levels):
        link_types = {text for one in fetch_link_types(client) for text in (one.id, one.name)}
    return [*found, *find_problems(sheet, fields, link_types)]


def _load(caller: Caller, facts: ProjectFacts, sheet_id: str) -> Stored:
    store = tools().services.sheets
    return usable(store.load(caller.installation, facts.project.id, known_sheet_id(sheet_id)))


def _create(caller: Caller, target: ProjectFacts, build: Callable[[str], Sheet]) -> tuple[JSON, int, Headers]:
    db.session.remove()  # no connection is held while Jira is written to
    stored = tools().services.sheets.create(caller.installation, target.project.id, caller.person, build)
    address = f"/api/v1/projects/{target.project.key}/sheets/{stored.sheet.id}"
    return (
        show_sheet(stored, target.project),
        201,
        {"Location": address, "ETag": etag(stored.sheet.revision)},
    )
