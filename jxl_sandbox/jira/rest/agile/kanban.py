"""
Moves issues between the backlog of a kanban board and its first column, which is a transition of each.

One issue that cannot go there stops the whole call before anything has changed. Source: Jira Software Cloud REST,
"Move issues to backlog for board", "Move issues to board".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Actor, Board, Issue, Site
from jxl_sandbox.jira.rest.agile.access import (
    find_board,
    has_sprints,
    read_moved,
    require_on_issues,
    visible_issues,
)
from jxl_sandbox.jira.rest.agile.membership import Column, board_issues, columns_of
from jxl_sandbox.jira.rest.agile.ranks import ranked_answer, require_place
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.moves import available, transition_changes
from jxl_sandbox.jira.rest.routing import actor_of, count_points, site_of


async def move_to_board(request: Request) -> Response:
    """Take issues out of the backlog of a kanban board; those that are on the board already stay where they are."""
    board, site, actor = find_board(request), site_of(request), actor_of(request)
    body = await read_moved(request, may_rank=True)
    if has_sprints(board):
        raise RestError(400, f"The board '{board.name}' has sprints: issues come on it by a sprint.")
    backlog, *columns = columns_of(site, board)
    issues = issues_on_board(site, actor, board, body)
    require_place(site, actor, body)
    waiting = [issue for issue in issues if issue.values["status"] in backlog.status_ids]
    move_to_column(site, actor, waiting, next(column for column in columns if column.status_ids))
    count_points(request, len(issues))
    return ranked_answer(site, actor, body)


def move_to_column(site: Site, actor: Actor, issues: list[Issue], column: Column) -> None:
    """
    Make the transition that each issue needs to stand in a column.

    Raises:
        RestError: 403, an issue that the actor may not move; 400, one that has no transition there, or only one that
            asks for fields.
    """
    require_on_issues(site, actor, issues, "TRANSITION_ISSUES")
    planned = [
        (issue, _changes(site, actor, issue, column))
        for issue in issues
        if issue.values["status"] not in column.status_ids
    ]
    for issue, changes in planned:
        record_change(site, actor, issue, changes)


def issues_on_board(site: Site, actor: Actor, board: Board, body: dict[str, Any]) -> list[Issue]:
    """
    Find the issues that a body names.

    Raises:
        RestError: 404, one is hidden; 400, one is not on the board.
    """
    issues = visible_issues(site, actor, body["issues"])
    on_board = {issue.id for issue in board_issues(site, actor, board)}
    for issue in issues:
        if issue.id not in on_board:
            raise RestError(400, f"{issue.key} is not on the board '{board.name}'.")
    return issues


def _changes(site: Site, actor: Actor, issue: Issue, column: Column) -> dict[str, Any]:
    for transition in available(site, actor, issue):
        if transition.to_status_id in column.status_ids and not transition.required:
            return transition_changes(site, actor, issue, transition, {})
    raise RestError(400, f"{issue.key} cannot be moved to '{column.name}' from its present status.")
