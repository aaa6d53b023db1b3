"""
An issue's estimate in the field that a board estimates by, whether or not the field is on a screen.

Source: Jira Software Cloud REST, "Get issue estimation for board", "Estimate issue for board".
"""

from __future__ import annotations

import math

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import FieldDefinition, Issue
from jxl_sandbox.jira.rest.agile.access import get_board, require_licence, require_on_issues
from jxl_sandbox.jira.rest.agile.membership import board_issues
from jxl_sandbox.jira.rest.editmeta import is_read_only
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.params import query_int, read_json
from jxl_sandbox.jira.rest.routing import actor_of, agile_routes, count_points, json_response, site_of


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [*agile_routes("/issue/{issueIdOrKey}/estimation", {"GET": get_estimate, "PUT": put_estimate})]


async def get_estimate(request: Request) -> Response:
    """Tell the estimate; ``value`` is null where there is none."""
    issue, field = _find(request)
    count_points(request, 1)
    return _answer(issue, field)


async def put_estimate(request: Request) -> Response:
    """Set the estimate, a number as text; null or an empty text removes it. *Edit Issues*."""
    site, actor = site_of(request), actor_of(request)
    issue, field = _find(request)
    body = await read_json(request)
    if not isinstance(body, dict) or set(body) != {"value"}:
        raise RestError(400, INVALID_PAYLOAD)
    require_on_issues(site, actor, [issue], "EDIT_ISSUES")
    if is_read_only(site, issue):
        raise RestError(400, f"{issue.key} cannot be edited in its present status.")
    record_change(site, actor, issue, {field.id: _number(body["value"])})
    count_points(request, 1)
    return _answer(issue, field)


def _find(request: Request) -> tuple[Issue, FieldDefinition]:
    """The issue and the board's field; an issue that is not on the board is a 404, as in Jira."""
    site, actor = require_licence(request)
    if not request.query_params.get("boardId"):
        raise RestError(400, "The query parameter 'boardId' is required.")
    issue = find_visible_issue(request)
    board = get_board(site, actor, query_int(request, "boardId", 0))
    field_id = board.estimation_field_id
    if field_id is None:
        raise RestError(400, f"The board '{board.name}' does not estimate issues by a field.")
    field = site.fields[field_id]
    if all(found is not issue for found in board_issues(site, actor, board)) or not field.is_in_context(
        site.projects[issue.project_id], issue.values["issuetype"]
    ):
        raise RestError(404, f"{issue.key} does not belong to the board '{board.name}'.")
    return issue, field


def _answer(issue: Issue, field: FieldDefinition) -> Response:
    value = issue.values.get(field.id)
    text = None if value is None else str(float(value))
    return json_response({"fieldId": field.id, "value": text})


def _number(value: object) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and number >= 0:
            return number
    raise RestError(400, f"The estimate '{value}' is not a number of at least 0.")
