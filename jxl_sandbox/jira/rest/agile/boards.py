"""
Boards: list, read, make, remove, and their configuration, projects and versions.

Source: Jira Software Cloud REST, "Board".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.changes import announce
from jxl_sandbox.jira.events import BoardEvent
from jxl_sandbox.jira.model import Board, Site
from jxl_sandbox.jira.ranking import rank_field_id
from jxl_sandbox.jira.rest.agile.access import (
    find_board,
    may_administer,
    project_of,
    require_licence,
    sees_board,
)
from jxl_sandbox.jira.rest.agile.entities import API, board_json
from jxl_sandbox.jira.rest.agile.membership import board_issues, columns_of
from jxl_sandbox.jira.rest.entities import project_json
from jxl_sandbox.jira.rest.errors import RestError, not_authenticated, project_not_found
from jxl_sandbox.jira.rest.filter_rules import get_filter
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import path_int, query_bool, query_list, read_json_object
from jxl_sandbox.jira.rest.routing import actor_of, agile_routes, count_points, json_response, site_of
from jxl_sandbox.jira.rights import can_browse, has_global, has_project

_TYPES = ("scrum", "kanban", "simple")
_MOST_BOARDS = 50


def routes() -> list[Route]:
    """
    Build the routes.
    """
    one = "/board/{boardId}"
    return [
        *agile_routes("/board", {"GET": get_boards, "POST": create}),
        *agile_routes("/board/filter/{filterId}", {"GET": get_boards_of_filter}),
        *agile_routes(one, {"GET": get_one, "DELETE": delete}),
        *agile_routes(f"{one}/configuration", {"GET": get_configuration}),
        *agile_routes(f"{one}/project", {"GET": get_projects}),
        *agile_routes(f"{one}/version", {"GET": get_versions}),
        *agile_routes(f"{one}/quickfilter", {"GET": get_quick_filters}),
    ]


async def get_boards(request: Request) -> Response:
    """List the boards that the caller sees, by page; by type, name, project, kind of project or filter."""
    site, actor = require_licence(request)
    query = request.query_params
    types = set(query_list(request, "type"))
    unknown = sorted(types - set(_TYPES))
    if unknown:
        raise RestError(400, f"The value '{unknown[0]}' is not valid for 'type'.")
    order = query.get("orderBy") or ""
    if order.lstrip("+-") not in ("", "name"):
        raise RestError(400, f"The value '{order}' is not valid for 'orderBy'.")
    wanted = query.get("projectKeyOrId") or query.get("projectLocation")
    if wanted:
        project = site.find_project(wanted)
        if project is None or not can_browse(site, actor, project):
            raise project_not_found(wanted)
    kinds = set(query_list(request, "projectTypeLocation"))
    words, filter_id = query.get("name", "").casefold(), query.get("filterId")
    found = [
        board
        for board in site.boards.values()
        if sees_board(site, actor, board)
        and (not types or board.type in types)
        and words in board.name.casefold()
        and (not wanted or wanted in (board.project_id, project_of(site, board).key))
        and (not kinds or project_of(site, board).type_key in kinds)
        and (not filter_id or str(board.filter_id) == filter_id)
    ]
    if order:
        found.sort(key=lambda board: board.name.casefold(), reverse=order.startswith("-"))
    bean, shown = page(request, found, lambda b: board_json(site, b), most=_MOST_BOARDS)
    count_points(request, shown)
    return json_response(bean)


async def get_boards_of_filter(request: Request) -> Response:
    """List the boards that show a filter; this one call needs no licence."""
    site, actor = site_of(request), actor_of(request)
    if actor.user is None:
        raise not_authenticated()
    wanted = path_int(request, "filterId")
    found = [b for b in site.boards.values() if b.filter_id == wanted and sees_board(site, actor, b)]
    short = ("id", "self", "name")
    bean, shown = page(
        request, found, lambda b: {k: board_json(site, b)[k] for k in short}, most=_MOST_BOARDS
    )
    count_points(request, shown)
    return json_response(bean)


async def get_one(request: Request) -> Response:
    """Give one board."""
    return json_response(board_json(site_of(request), find_board(request)))


async def create(request: Request) -> Response:
    """Make a scrum or kanban board of a saved filter in a project; *Administer Projects* there."""
    site, actor = require_licence(request)
    body = await read_json_object(request)
    name, kind, filter_id = body.get("name"), body.get("type"), body.get("filterId")
    if not isinstance(name, str) or not name.strip() or len(name) > 255:
        raise RestError(400, errors={"name": "The board name must have 1 to 255 characters."})
    if kind not in ("scrum", "kanban"):
        raise RestError(400, errors={"type": "The board type must be 'scrum' or 'kanban'."})
    if not isinstance(filter_id, int) or isinstance(filter_id, bool):
        raise RestError(400, errors={"filterId": "The property 'filterId' is required."})
    saved = get_filter(site, actor, filter_id)
    location = body.get("location")
    if not isinstance(location, dict) or location.get("type") != "project":
        raise RestError(501, "The sandbox makes boards in projects only: location.type must be 'project'.")
    wanted = str(location.get("projectKeyOrId", ""))
    project = site.find_project(wanted)
    if project is None or not can_browse(site, actor, project):
        raise project_not_found(wanted)
    may = has_project(site, actor, "ADMINISTER_PROJECTS", project) or has_global(site, actor, "ADMINISTER")
    if not may:
        raise RestError(403, "You need the permission 'Administer Projects' to make a board in this project.")
    points = next(
        (
            f.id
            for f in site.fields.values()
            if f.name == "Story Points" and f.is_in_context(project, project.issue_type_ids[0])
        ),
        None,
    )
    board = Board(
        max(site.boards, default=0) + 1,
        name.strip(),
        "scrum" if kind == "scrum" else "kanban",
        project.id,
        points if kind == "scrum" else None,
        filter_id=saved.id,
    )
    site.boards[board.id] = board
    site.config_version += 1
    announce(site, BoardEvent("created", board, actor))
    return json_response(board_json(site, board), 201)


async def delete(request: Request) -> Response:
    """Remove a board; its sprints go with it, its filter and its issues stay."""
    board, site, actor = find_board(request), site_of(request), actor_of(request)
    if not may_administer(site, actor, board):
        raise RestError(403, "You need the permission 'Administer Projects' to remove this board.")
    if any(sprint.board_id == board.id for sprint in site.sprints.values()):
        raise RestError(501, "The sandbox removes only boards without sprints; remove the sprints first.")
    del site.boards[board.id]
    site.config_version += 1
    announce(site, BoardEvent("deleted", board, actor))
    return Response(status_code=204)


async def get_configuration(request: Request) -> Response:
    """Tell a board's columns, estimate, rank field and filter."""
    board, site = find_board(request), site_of(request)
    return json_response(_configuration(site, board))


async def get_projects(request: Request) -> Response:
    """List the projects whose issues are on a board, and the one it is in, by name."""
    board, site, actor = find_board(request), site_of(request), actor_of(request)
    ids = {board.project_id} | {issue.project_id for issue in board_issues(site, actor, board)}
    projects = sorted((site.projects[i] for i in ids), key=lambda p: p.name.casefold())
    bean, shown = page(request, projects, lambda p: project_json(site, p), most=50)
    count_points(request, shown)
    return json_response(bean)


async def get_versions(request: Request) -> Response:
    """List the versions of a board's project in their order, by page."""
    board, site = find_board(request), site_of(request)
    project = project_of(site, board)
    versions = list(project.versions.values())
    if request.query_params.get("released"):
        wanted = query_bool(request, "released")
        versions = [v for v in versions if v["released"] is wanted]

    def render(version: dict[str, Any]) -> dict[str, Any]:
        built = {
            "self": f"{site.base_url}{API}/version/{version['id']}",
            "id": int(version["id"]),
            "projectId": int(project.id),
            "name": version["name"],
            "description": version["description"],
            "archived": version["archived"],
            "released": version["released"],
        }
        if version.get("releaseDate"):
            built["releaseDate"] = f"{version['releaseDate']}T00:00:00.000Z"
        return built

    bean, shown = page(request, versions, render, most=50)
    count_points(request, shown)
    return json_response(bean)


async def get_quick_filters(request: Request) -> Response:
    """List a board's quick filters: the sandbox's boards have none."""
    find_board(request)
    none: list[dict[str, Any]] = []
    bean, _ = page(request, none, dict, most=50)
    return json_response(bean)


def _configuration(site: Site, board: Board) -> dict[str, Any]:
    project = project_of(site, board)
    columns = [
        {
            "name": column.name,
            "statuses": [
                {"id": i, "self": f"{site.base_url}/rest/api/2/status/{i}"} for i in column.status_ids
            ],
        }
        for column in columns_of(site, board)
    ]
    built: dict[str, Any] = {
        "id": board.id,
        "name": board.name,
        "type": board.type,
        "self": f"{site.base_url}{API}/board/{board.id}/configuration",
        "location": {
            "type": "project",
            "key": project.key,
            "id": project.id,
            "self": f"{site.base_url}/rest/api/2/project/{project.id}",
            "name": project.name,
        },
        "filter": {
            "id": str(board.filter_id),
            "self": f"{site.base_url}/rest/api/2/filter/{board.filter_id}",
        },
        "columnConfig": {"columns": columns, "constraintType": "none"},
        "ranking": {"rankCustomFieldId": int(rank_field_id(site).removeprefix("customfield_"))},
    }
    if board.estimation_field_id is not None:
        field = site.fields[board.estimation_field_id]
        built["estimation"] = {"type": "field", "field": {"fieldId": field.id, "displayName": field.name}}
    return built
