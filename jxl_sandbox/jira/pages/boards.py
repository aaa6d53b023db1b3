"""A project's boards: what stands in which column, and the sprints before, now and to come."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.model import Actor, Board, Issue, Site, Sprint
from jxl_sandbox.jira.pages.issueview import IssueLine, build_line
from jxl_sandbox.jira.pages.render import project_context, project_path, render, visit
from jxl_sandbox.jira.rest.agile.access import has_sprints, sprint_field_id
from jxl_sandbox.jira.rest.agile.membership import backlog_of, board_issues, columns_of

MOST_CARDS = 12


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column with its first cards."""

    name: str
    count: int
    lines: list[IssueLine]


@dataclass(frozen=True, slots=True)
class SprintView:
    """A sprint with its work, all of it: ``points`` are those that its issues have, and those of them done."""

    sprint: Sprint
    lines: list[IssueLine]
    done: int
    points: float
    points_done: float


async def first_board(request: Request) -> Response:
    visitor = visit(request)
    project = visitor.get_project(request.path_params["key"])
    board = next((b for b in visitor.site.boards.values() if b.project_id == project.id), None)
    if board is None:
        return render(request, "board_none.html", project_context(visitor, project, "boards"))
    return RedirectResponse(f"{project_path(project)}/boards/{board.id}", 302)


async def board_page(request: Request) -> Response:
    visitor = visit(request)
    site, project = visitor.site, visitor.get_project(request.path_params["key"])
    number = request.path_params["board"]
    board = site.boards.get(number)
    if board is None or board.project_id != project.id:
        raise HTTPException(404, "There is no such board in this project.")
    shown = board_issues(site, visitor.actor, board)
    sprints = _sprints(site, board, shown) if has_sprints(board) else []
    at_work = {issue.key for view in sprints if view.sprint.state == "active" for issue in view.lines}
    on_board = [issue for issue in shown if issue.key in at_work] if has_sprints(board) else shown
    context = {
        **project_context(visitor, project, "boards"),
        "board": board,
        "boards": [b for b in site.boards.values() if b.project_id == project.id],
        "columns": _columns(site, board, on_board),
        "sprints": sprints,
        "has_sprints": has_sprints(board),
        "backlog": _count_backlog(site, visitor.actor, board),
        "now": site.now(),
    }
    return render(request, "board.html", context)


def _columns(site: Site, board: Board, issues: list[Issue]) -> list[ColumnView]:
    views = []
    for column in columns_of(site, board):
        held = [issue for issue in issues if issue.values["status"] in column.status_ids]
        views.append(ColumnView(column.name, len(held), [build_line(site, i) for i in held[:MOST_CARDS]]))
    return views


def _sprints(site: Site, board: Board, issues: list[Issue]) -> list[SprintView]:
    """The board's sprints: the active ones, those to come, then the closed ones, the latest first."""
    field_id = sprint_field_id(site)
    order = {"active": 0, "future": 1, "closed": 2}
    sprints = [sprint for sprint in site.sprints.values() if sprint.board_id == board.id]
    sprints.sort(key=lambda s: (order[s.state], -s.id if s.state == "closed" else s.id))
    views = []
    for sprint in sprints:
        held = [issue for issue in issues if sprint.id in (issue.values.get(field_id) or ())]
        done = [issue for issue in held if site.statuses[issue.values["status"]].category == "done"]
        views.append(
            SprintView(
                sprint,
                [build_line(site, issue) for issue in held],
                len(done),
                _points(board, held),
                _points(board, done),
            )
        )
    return views


def _points(board: Board, issues: list[Issue]) -> float:
    estimate = board.estimation_field_id
    return sum(issue.values.get(estimate) or 0 for issue in issues) if estimate is not None else 0


def _count_backlog(site: Site, actor: Actor, board: Board) -> int:
    return len(backlog_of(site, actor, board))


def routes() -> list[Route]:
    path = "/jira/{kind}/projects/{key}/boards"
    return [
        Route(path, first_board, methods=["GET"]),
        Route(f"{path}/{{board:int}}", board_page, methods=["GET"]),
        Route(f"{path}/{{board:int}}/backlog", board_page, methods=["GET"]),
    ]
