"""
Which issues a board shows: those of its filter whose status stands in a column; epics not on scrum boards.

Columns follow the workflows of the board's project: one for each status category, and on a kanban board one more
before them for the first status, its backlog. Source: Jira Software Cloud REST, "Get issues for board".
"""

from __future__ import annotations

from dataclasses import dataclass

from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_jql
from jxl_sandbox.jira.model import Actor, Board, Issue, Site
from jxl_sandbox.jira.ranking import by_rank
from jxl_sandbox.jira.rest.agile.access import has_sprints, open_sprint_of, project_of
from jxl_sandbox.jira.rights import IssueSight

_COLUMNS = (("new", "To Do"), ("indeterminate", "In Progress"), ("done", "Done"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a board and the statuses whose issues stand there."""

    name: str
    status_ids: tuple[str, ...]


def columns_of(site: Site, board: Board) -> list[Column]:
    """
    Work out the columns of a board, in their order; the last one means *done*.
    """
    project = project_of(site, board)
    status_ids = list(
        dict.fromkeys(
            status_id
            for type_id in project.issue_type_ids
            for status_id in site.workflows[project.workflows[type_id]].status_ids
        )
    )
    columns = []
    if not has_sprints(board) and status_ids:
        columns.append(Column("Backlog", (status_ids.pop(0),)))
    for category, name in _COLUMNS:
        held = tuple(i for i in status_ids if site.statuses[i].category == category)
        columns.append(Column(name, held))
    return columns


def board_issues(site: Site, actor: Actor, board: Board) -> list[Issue]:
    """
    Find the issues of a board that the actor sees, by rank; none when the board's filter is gone or broken.
    """
    saved = site.filters.get(board.filter_id) if board.filter_id is not None else None
    if saved is None:
        return []
    try:
        compiled = compile_jql(saved.jql, site, actor)
    except JQLError:
        return []  # as in Jira: a filter that names what the viewer may not know shows nothing
    sight = IssueSight(site, actor)
    mapped = {status_id for column in columns_of(site, board) for status_id in column.status_ids}
    found = [
        issue
        for issue in compiled.candidates()
        if issue.values["status"] in mapped
        and not (board.type == "scrum" and is_epic(site, issue))
        and compiled.matches(issue)
        and sight.sees(issue)
    ]
    return by_rank(site, found)


def backlog_of(site: Site, actor: Actor, board: Board) -> list[Issue]:
    """
    Find the issues of a board's backlog that the actor sees: open and in no open sprint, or in the first column.
    """
    columns = columns_of(site, board)
    found = board_issues(site, actor, board)
    if not has_sprints(board):
        return [issue for issue in found if issue.values["status"] in columns[0].status_ids]
    return [
        issue
        for issue in found
        if issue.values["status"] not in columns[-1].status_ids
        and not is_epic(site, issue)
        and open_sprint_of(site, issue) is None
    ]


def is_epic(site: Site, issue: Issue) -> bool:
    """
    Whether an issue stands one level above the standard ones.
    """
    return site.issue_types[issue.values["issuetype"]].hierarchy_level == 1
