"""
The API of queries under ``/api/v1``: judged, counted and completed as the person. Whoever may make or open a sheet in
the project may ask; the answers hold nothing but what Jira gives to this very person.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, request

from jxl.connect.auth import context_token
from jxl.connect.models import Caller
from jxl.errors import JiraBadRequest, ValidationError
from jxl.jira.client import JiraClient
from jxl.jira.jql import PREDICATES
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import requires
from jxl.permissions.models import Action
from jxl.sheets.bodies import JQLBody
from jxl.sheets.jql_check import look_at
from jxl.sheets.jql_help import show_words
from jxl.sheets.routes import tools
from jxl.sheets.untrusted import parse_object

blueprint = Blueprint("jql", __name__, url_prefix="/api/v1/projects/<project>/jql")

_MAX_TYPED_CHARS = 255

JSON = dict[str, Any]


@blueprint.post("/check")
@context_token
@requires(Action.CREATE_SHEET, Action.OPEN_SHEET)
def check_jql(caller: Caller, _facts: ProjectFacts) -> JSON:
    """
    Check a query as Jira understands it for this person, and count about how many issues it finds.

    With ``rows`` the first issues are in the answer, too.
    """
    body = JQLBody.parse(parse_object(request.get_data()))
    found = look_at(_as_person(caller), body.to_scope().jql, body.rows)
    answer: JSON = {"count": found.count}
    if body.rows:
        answer["rows"] = found.rows
    if found.warnings:
        answer["warnings"] = list(found.warnings)
    return answer


@blueprint.get("/words")
@context_token
@requires(Action.CREATE_SHEET, Action.OPEN_SHEET)
def get_words(caller: Caller, _facts: ProjectFacts) -> JSON:
    """The fields, functions and reserved words of JQL, as the person sees them."""
    return show_words(tools().jql.words(caller, _as_person(caller)))


@blueprint.get("/suggest")
@context_token
@requires(Action.CREATE_SHEET, Action.OPEN_SHEET)
def suggest_values(caller: Caller, _facts: ProjectFacts) -> JSON:
    """Values of a field that hold what was typed; a field that the person does not see has none."""
    field = _argument("field")
    predicate = _argument("predicate").lower()
    if not field:
        raise ValidationError(fields={"field": "Name the field whose values are wanted."})
    if predicate and predicate not in PREDICATES:
        raise ValidationError(fields={"predicate": f"This must be one of {', '.join(PREDICATES)}."})
    try:
        values = tools().jql.values(caller, _as_person(caller), field, _argument("text"), predicate)
    except JiraBadRequest:
        values = []
    return {"values": [asdict(value) for value in values], "next": None}


def _as_person(caller: Caller) -> JiraClient:
    return tools().services.jira.as_user(caller.installation, caller.person)


def _argument(name: str) -> str:
    text = request.args.get(name, "").strip()
    if len(text) > _MAX_TYPED_CHARS:
        raise ValidationError(fields={name: f"At most {_MAX_TYPED_CHARS} characters."})
    return text
