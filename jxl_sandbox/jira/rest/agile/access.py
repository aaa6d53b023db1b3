"""
What all agile calls ask first: the licence, which boards, sprints and issues the caller sees, what a body holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from jxl_sandbox.jira.model import Actor, Board, Issue, Project, Site, Sprint
from jxl_sandbox.jira.rest.errors import RestError, issue_not_found
from jxl_sandbox.jira.rest.params import path_int, read_object
from jxl_sandbox.jira.rest.routing import actor_of, site_of
from jxl_sandbox.jira.rights import IssueSight, can_administer, can_browse, has_project, is_licensed

MOST_MOVED = 50
BOARD_NOT_FOUND = (
    "The requested board cannot be viewed because it either does not exist "
    "or you do not have permission to view it."
)
SPRINT_NOT_FOUND = "We could not find the sprint"
NO_SPRINTS = "The board does not support sprints"
_APPLICATION = "jira-software"


def require_licence(request: Request) -> tuple[Site, Actor]:
    """
    Check that the caller may use the board software. An app that acts as itself needs no licence.

    Raises:
        RestError: 403.
    """
    site, actor = site_of(request), actor_of(request)
    if actor.kind != "app" and not is_licensed(site, actor, _APPLICATION):
        raise RestError(403, "You need access to Jira Software to use this resource.")
    return site, actor


def project_of(site: Site, board: Board) -> Project:
    """Get the project that a board is located in."""
    return site.projects[board.project_id]


def sees_board(site: Site, actor: Actor, board: Board) -> bool:
    """Whether the caller may view a board: who browses its project does."""
    return can_browse(site, actor, project_of(site, board))


def find_board(request: Request) -> Board:
    """
    Find the board that the path names; the licence is checked first.

    Raises:
        RestError: 403; no licence. 404; there is none, or the caller may not see it.
    """
    site, actor = require_licence(request)
    return get_board(site, actor, path_int(request, "boardId"))


def get_board(site: Site, actor: Actor, board_id: int) -> Board:
    """
    Find a board by id.

    Raises:
        RestError: 404; there is none, or the caller may not see it.
    """
    board = site.boards.get(board_id)
    if board is None or not sees_board(site, actor, board):
        raise RestError(404, BOARD_NOT_FOUND)
    return board


def get_sprint(site: Site, actor: Actor, sprint_id: int) -> Sprint:
    """
    Find a sprint by id; who sees the board it was made on sees it.

    Raises:
        RestError: 404; there is none, or the caller may not see it.
    """
    sprint = site.sprints.get(sprint_id)
    board = site.boards.get(sprint.board_id) if sprint is not None else None
    if sprint is None or board is None or not sees_board(site, actor, board):
        raise RestError(404, SPRINT_NOT_FOUND)
    return sprint


def find_sprint(request: Request) -> Sprint:
    """
    Find the sprint that the path names; the licence is checked first.

    Raises:
        RestError: 403; no licence. 404; there is none, or the caller may not see it.
    """
    site, actor = require_licence(request)
    return get_sprint(site, actor, path_int(request, "sprintId"))


def require_sprint_manager(site: Site, actor: Actor, board: Board) -> None:
    """
    Check that the caller may make, change and remove sprints of a board.

    Raises:
        RestError: 403, or 400 where the board has no sprints.
    """
    if not has_sprints(board):
        raise RestError(400, NO_SPRINTS)
    if not has_project(site, actor, "MANAGE_SPRINTS_PERMISSION", project_of(site, board)):
        raise RestError(403, "You do not have permission to manage sprints on this board.")


def may_administer(site: Site, actor: Actor, board: Board) -> bool:
    """Whether the caller may change a board itself."""
    return can_administer(site, actor, project_of(site, board))


def has_sprints(board: Board) -> bool:
    """Whether work on the board goes by sprints."""
    return board.type != "kanban"


def sprint_field_id(site: Site) -> str:
    """Find the field that holds an issue's sprints."""
    return next(field.id for field in site.fields.values() if field.kind == "sprint")


def sprints_of(site: Site, issue: Issue) -> list[Sprint]:
    """Find an issue's sprints, oldest first; a sub-task is in those of its parent."""
    parent_id = issue.values.get("parent")
    if parent_id is not None and site.issue_types[issue.values["issuetype"]].is_subtask:
        issue = site.issues[parent_id]
    held = issue.values.get(sprint_field_id(site)) or ()
    return [site.sprints[sprint_id] for sprint_id in held if sprint_id in site.sprints]


def open_sprint_of(site: Site, issue: Issue) -> Sprint | None:
    """Find the active or future sprint that an issue is in; there is at most one."""
    return next((sprint for sprint in sprints_of(site, issue) if sprint.state != "closed"), None)


async def read_moved(request: Request, *, may_rank: bool) -> dict[str, Any]:
    """
    Read the body of a call that moves issues: ``issues`` and, where it may, the place to rank them at.

    Raises:
        RestError: 400; a body that is not that, no issues or more than fifty.
    """
    members = {"issues": "strings"}
    if may_rank:
        members |= {"rankBeforeIssue": "str", "rankAfterIssue": "str", "rankCustomFieldId": "int"}
    body = await read_object(request, members)
    if not body.get("issues"):
        raise RestError(400, "The property 'issues' is required.")
    if len(body["issues"]) > MOST_MOVED:
        raise RestError(400, f"The number of issues must be at most {MOST_MOVED}.")
    return body


def visible_issues(site: Site, actor: Actor, words: Iterable[str]) -> list[Issue]:
    """
    Find all issues that a body names, each once.

    Raises:
        RestError: 404; one is missing, or the caller may not see it.
    """
    sight = IssueSight(site, actor)
    found: dict[int, Issue] = {}
    for word in words:
        issue = site.find_issue(word)
        if issue is None or not sight.sees(issue):
            raise issue_not_found()
        found[issue.id] = issue
    return list(found.values())


def require_on_issues(site: Site, actor: Actor, issues: Iterable[Issue], *keys: str) -> None:
    """
    Check that the caller holds permissions on every one of the issues.

    Raises:
        RestError: 403; with the key of the first issue where one is missing.
    """
    for issue in issues:
        for key in keys:
            if not has_project(site, actor, key, site.projects[issue.project_id], issue):
                name = site.permissions[key].name
                raise RestError(403, f"You need the permission '{name}' on {issue.key}; ask a project admin.")
