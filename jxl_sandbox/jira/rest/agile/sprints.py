"""
Sprints: future, then active, then closed, never back.

Source: Jira Software Cloud REST, "Sprint".
"""

from __future__ import annotations

from dataclasses import replace as copy_of
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import announce, record_change
from jxl_sandbox.jira.events import SprintEvent
from jxl_sandbox.jira.model import Site, Sprint, SprintState
from jxl_sandbox.jira.rest.agile.access import (
    NO_SPRINTS,
    find_board,
    find_sprint,
    get_board,
    get_sprint,
    has_sprints,
    require_licence,
    require_sprint_manager,
    sprint_field_id,
)
from jxl_sandbox.jira.rest.agile.entities import sprint_json
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_list, read_object
from jxl_sandbox.jira.rest.routing import actor_of, agile_routes, count_points, json_response, site_of

_MOST_NAME_CHARS = 30
_STATES: tuple[SprintState, ...] = ("closed", "active", "future")
_NEXT = {"future": "active", "active": "closed"}
_MEMBERS = {
    "id": "int",
    "self": "str",
    "name": "str",
    "state": "str",
    "goal": "str",
    "originBoardId": "int",
    "startDate": "str",
    "endDate": "str",
    "completeDate": "str",
    "createdDate": "str",
}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = {"GET": get_one, "PUT": replace, "POST": update, "DELETE": delete}
    return [
        *agile_routes("/board/{boardId}/sprint", {"GET": get_board_sprints}),
        *agile_routes("/sprint", {"POST": create}),
        *agile_routes("/sprint/{sprintId}", one),
        *agile_routes("/sprint/{sprintId}/swap", {"POST": swap}),
    ]


async def get_board_sprints(request: Request) -> Response:
    """List a board's sprints by page: closed, active, future, each in their order."""
    board, site = find_board(request), site_of(request)
    if not has_sprints(board):
        raise RestError(400, NO_SPRINTS)
    states = set(query_list(request, "state"))
    unknown = sorted(states - set(_STATES))
    if unknown:
        raise RestError(400, f"The value '{unknown[0]}' is not valid for 'state'.")
    found = [s for s in site.sprints.values() if s.board_id == board.id and (not states or s.state in states)]
    found.sort(key=lambda s: (_STATES.index(s.state), _place(s), s.id))
    bean, shown = page(request, found, lambda s: sprint_json(site, s), most=50)
    count_points(request, shown)
    return json_response(bean)


async def get_one(request: Request) -> Response:
    """Give one sprint."""
    return json_response(sprint_json(site_of(request), find_sprint(request)))


async def create(request: Request) -> Response:
    """Make a future sprint on a board; *Manage sprints*."""
    site, actor = require_licence(request)
    body = await read_object(
        request,
        {"name": "str", "originBoardId": "int", "startDate": "str", "endDate": "str", "goal": "str"},
    )
    if "originBoardId" not in body:
        raise RestError(400, errors={"originBoardId": "The property 'originBoardId' is required."})
    board = get_board(site, actor, body["originBoardId"])
    require_sprint_manager(site, actor, board)
    name = _name(body.get("name"))
    start_ms, end_ms = _dates(body)
    sprint = Sprint(
        max(site.sprints, default=0) + 1,
        name,
        "future",
        board.id,
        goal=body.get("goal", ""),
        start_ms=start_ms,
        end_ms=end_ms,
        created_ms=_now_ms(site),
    )
    site.sprints[sprint.id] = sprint
    site.config_version += 1
    announce(site, SprintEvent("created", sprint, actor))
    return json_response(sprint_json(site, sprint), 201)


async def replace(request: Request) -> Response:
    """Change a whole sprint: what the body leaves out is emptied; name and state must be there."""
    sprint = _find_managed(request)
    body = await read_object(request, _MEMBERS)
    if "state" not in body:
        raise RestError(400, errors={"state": "The property 'state' is required."})
    given = {"name": None, "goal": "", "startDate": None, "endDate": None} | body
    return _change(request, sprint, given)


async def update(request: Request) -> Response:
    """Change some members of a sprint."""
    sprint = _find_managed(request)
    return _change(request, sprint, await read_object(request, _MEMBERS))


async def delete(request: Request) -> Response:
    """Remove a sprint; its issues leave it, and open ones are in the backlog then."""
    site, actor, sprint = site_of(request), actor_of(request), _find_managed(request)
    field_id = sprint_field_id(site)
    for issue in list(site.issues.values()):
        held = issue.values.get(field_id)
        if held and sprint.id in held:
            left = [sprint_id for sprint_id in held if sprint_id != sprint.id]
            record_change(site, actor, issue, {field_id: left or None})
    del site.sprints[sprint.id]
    site.config_version += 1
    announce(site, SprintEvent("deleted", sprint, actor))
    return Response(status_code=204)


async def swap(request: Request) -> Response:
    """Let two sprints change places in the order of their board."""
    site, actor, sprint = site_of(request), actor_of(request), _find_managed(request)
    body = await read_object(request, {"sprintToSwapWith": "int"})
    if "sprintToSwapWith" not in body:
        raise RestError(400, errors={"sprintToSwapWith": "The property 'sprintToSwapWith' is required."})
    other = get_sprint(site, actor, body["sprintToSwapWith"])
    require_sprint_manager(site, actor, site.boards[other.board_id])
    sprint.place, other.place = _place(other), _place(sprint)
    return Response(status_code=204)


def _find_managed(request: Request) -> Sprint:
    sprint = find_sprint(request)
    site = site_of(request)
    require_sprint_manager(site, actor_of(request), site.boards[sprint.board_id])
    return sprint


def _change(request: Request, sprint: Sprint, given: dict[str, Any]) -> Response:
    """Check everything, then change it; a member that is there but None is emptied."""
    site = site_of(request)
    state: SprintState = given.get("state", sprint.state)
    if state not in _STATES:
        raise RestError(400, errors={"state": f"The value '{state}' is not valid for 'state'."})
    if state not in (sprint.state, _NEXT.get(sprint.state)):
        raise RestError(400, f"A sprint that is {sprint.state} cannot become {state}.")
    name = _name(given["name"]) if "name" in given else sprint.name
    start_ms, end_ms, complete_ms = sprint.start_ms, sprint.end_ms, sprint.complete_ms
    if sprint.state != "closed":
        begin, end = _dates(given)
        start_ms = begin if "startDate" in given else start_ms
        end_ms = end if "endDate" in given else end_ms
        if start_ms is not None and end_ms is not None and end_ms <= start_ms:
            raise RestError(400, errors={"endDate": "The end date must be after the start date."})
        if state != "future" and (start_ms is None or end_ms is None):
            raise RestError(400, "An active sprint needs a start date and an end date.")
    if state == "closed" and sprint.state == "active":
        complete_ms = _now_ms(site)
    before = copy_of(sprint)
    sprint.name, sprint.goal, sprint.state = name, given.get("goal", sprint.goal), state
    sprint.start_ms, sprint.end_ms, sprint.complete_ms = start_ms, end_ms, complete_ms
    site.config_version += 1
    if state != before.state:
        announce(site, SprintEvent("started" if state == "active" else "closed", sprint, actor_of(request)))
    elif sprint != before:
        announce(site, SprintEvent("updated", sprint, actor_of(request), before))
    return json_response(sprint_json(site, sprint))


def _name(name: str | None) -> str:
    trimmed = (name or "").strip()
    if not trimmed:
        raise RestError(400, errors={"name": "The sprint name is required."})
    if len(trimmed) >= _MOST_NAME_CHARS:
        raise RestError(
            400, errors={"name": f"Sprint name must be shorter than {_MOST_NAME_CHARS} characters"}
        )
    return trimmed


def _dates(body: dict[str, Any]) -> tuple[int | None, int | None]:
    start, end = _moment(body, "startDate"), _moment(body, "endDate")
    if start is not None and end is not None and end <= start:
        raise RestError(400, errors={"endDate": "The end date must be after the start date."})
    return start, end


def _moment(body: dict[str, Any], name: str) -> int | None:
    text = body.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestError(400, errors={name: f"The date '{text}' is not valid."}) from error
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)


def _now_ms(site: Site) -> int:
    return int(site.now().timestamp() * 1000)


def _place(sprint: Sprint) -> int:
    return sprint.id if sprint.place is None else sprint.place
