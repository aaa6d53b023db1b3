"""
Moves issues into sprints, back to the backlog, into epics and out of them; at most fifty a call.

One issue that may not be moved stops the whole call before anything has changed. Sub-tasks go with their parents.
Source: Jira Software Cloud REST, "Move issues to sprint and rank", "Move issues to backlog", "Move issues to epic".
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Actor, Issue, Site, Sprint
from jxl_sandbox.jira.rest.agile.access import (
    find_board,
    find_sprint,
    has_sprints,
    open_sprint_of,
    read_moved,
    require_licence,
    require_on_issues,
    sprint_field_id,
    visible_issues,
)
from jxl_sandbox.jira.rest.agile.epics import find_epic
from jxl_sandbox.jira.rest.agile.issue_lists import (
    get_epic_issues,
    get_issues_without_epic,
    get_sprint_issues,
)
from jxl_sandbox.jira.rest.agile.kanban import issues_on_board, move_to_column
from jxl_sandbox.jira.rest.agile.membership import columns_of, is_epic
from jxl_sandbox.jira.rest.agile.ranks import ranked_answer, require_place
from jxl_sandbox.jira.rest.editmeta import is_read_only
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.routing import actor_of, agile_routes, count_points, site_of

_CLOSED = "You must specify a sprint which has not been completed."


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *agile_routes("/backlog/issue", {"POST": move_to_backlog}),
        *agile_routes("/backlog/{boardId}/issue", {"POST": move_to_board_backlog}),
        *agile_routes("/sprint/{sprintId}/issue", {"GET": get_sprint_issues, "POST": move_to_sprint}),
        *agile_routes("/epic/none/issue", {"GET": get_issues_without_epic, "POST": remove_from_epic}),
        *agile_routes("/epic/{epicIdOrKey}/issue", {"GET": get_epic_issues, "POST": move_to_epic}),
    ]


async def move_to_sprint(request: Request) -> Response:
    """Put issues into a future or active sprint, and rank them where the body says a place."""
    sprint, site, actor = find_sprint(request), site_of(request), actor_of(request)
    body = await read_moved(request, may_rank=True)
    if sprint.state == "closed":
        raise RestError(400, _CLOSED)
    issues = visible_issues(site, actor, body["issues"])
    _require_movable(site, actor, issues)
    require_place(site, actor, body)
    _set_sprint(site, actor, issues, sprint)
    count_points(request, len(issues))
    return ranked_answer(site, actor, body)


async def move_to_backlog(request: Request) -> Response:
    """Take issues out of their future or active sprints; closed ones they keep."""
    site, actor = require_licence(request)
    body = await read_moved(request, may_rank=False)
    issues = visible_issues(site, actor, body["issues"])
    _require_movable(site, actor, issues)
    _set_sprint(site, actor, issues, None)
    count_points(request, len(issues))
    return Response(status_code=204)


async def move_to_board_backlog(request: Request) -> Response:
    """As :func:`move_to_backlog`, for issues that are on the board; on a kanban board by a transition."""
    board, site, actor = find_board(request), site_of(request), actor_of(request)
    body = await read_moved(request, may_rank=True)
    issues = issues_on_board(site, actor, board, body)
    require_place(site, actor, body)
    if has_sprints(board):
        _require_movable(site, actor, issues)
        _set_sprint(site, actor, issues, None)
    else:
        move_to_column(site, actor, issues, columns_of(site, board)[0])
    count_points(request, len(issues))
    return ranked_answer(site, actor, body)


async def move_to_epic(request: Request) -> Response:
    """Make issues belong to an epic, whatever they belonged to before."""
    epic, site, actor = find_epic(request), site_of(request), actor_of(request)
    body = await read_moved(request, may_rank=False)
    issues = visible_issues(site, actor, body["issues"])
    _require_epic_children(site, actor, issues)
    require_on_issues(site, actor, [epic], "EDIT_ISSUES")
    for issue in issues:
        record_change(site, actor, issue, {"parent": epic.id})
    count_points(request, len(issues))
    return Response(status_code=204)


async def remove_from_epic(request: Request) -> Response:
    """Make issues belong to no epic."""
    site, actor = require_licence(request)
    body = await read_moved(request, may_rank=False)
    issues = visible_issues(site, actor, body["issues"])
    _require_epic_children(site, actor, issues)
    for issue in issues:
        record_change(site, actor, issue, {"parent": None})
    count_points(request, len(issues))
    return Response(status_code=204)


def _set_sprint(site: Site, actor: Actor, issues: Iterable[Issue], sprint: Sprint | None) -> None:
    field_id = sprint_field_id(site)
    for issue in issues:
        held: list[int] = issue.values.get(field_id) or []
        current = open_sprint_of(site, issue)
        if current is sprint:
            continue
        kept = [i for i in held if i in site.sprints and site.sprints[i].state == "closed"]
        values = kept if sprint is None else [*kept, sprint.id]
        record_change(site, actor, issue, {field_id: values or None})


def _require_movable(site: Site, actor: Actor, issues: list[Issue]) -> None:
    require_on_issues(site, actor, issues, "EDIT_ISSUES", "SCHEDULE_ISSUES")
    field = site.fields[sprint_field_id(site)]
    for issue in issues:
        _require_editable(site, issue)
        if site.issue_types[issue.values["issuetype"]].is_subtask:
            raise RestError(400, f"{issue.key} is a sub-task; it goes to sprints with its parent.")
        if not field.is_in_context(site.projects[issue.project_id], issue.values["issuetype"]):
            raise RestError(400, f"{issue.key} cannot be in a sprint.")


def _require_epic_children(site: Site, actor: Actor, issues: list[Issue]) -> None:
    require_on_issues(site, actor, issues, "EDIT_ISSUES")
    for issue in issues:
        _require_editable(site, issue)
        level = site.issue_types[issue.values["issuetype"]].hierarchy_level
        if is_epic(site, issue) or level != 0:
            raise RestError(400, f"{issue.key} cannot belong to an epic: only standard issues can.")
        if site.projects[issue.project_id].style != "classic":
            raise RestError(400, f"{issue.key} is in a team-managed project; set its parent instead.")


def _require_editable(site: Site, issue: Issue) -> None:
    if is_read_only(site, issue):
        raise RestError(400, f"{issue.key} cannot be edited in its present status.")
