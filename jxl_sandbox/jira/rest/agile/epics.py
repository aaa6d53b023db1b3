"""
Epics of company-managed projects: read, change, rank, and what belongs to them.

Team-managed epics are not served here, as in Jira. Source: Jira Software Cloud REST, "Epic".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.agile_model import EpicMark
from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.ranking import by_rank, rank_issues
from jxl_sandbox.jira.rest.agile.access import find_board, require_licence, require_on_issues
from jxl_sandbox.jira.rest.agile.entities import epic_json, epic_mark, epic_name_field_id
from jxl_sandbox.jira.rest.agile.membership import is_epic
from jxl_sandbox.jira.rest.agile.ranks import require_rank_field
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.paging import page
from jxl_sandbox.jira.rest.params import query_bool, read_json_object, read_object
from jxl_sandbox.jira.rest.routing import actor_of, agile_routes, count_points, json_response, site_of
from jxl_sandbox.jira.rights import IssueSight, can_see_issue

_NOT_FOUND = "The epic does not exist or you do not have permission to view it."
_COLORS = frozenset(f"color_{n}" for n in range(1, 15))
_MEMBERS = {"name": str, "summary": str, "color": dict, "done": bool}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *agile_routes("/board/{boardId}/epic", {"GET": get_board_epics}),
        *agile_routes("/epic/{epicIdOrKey}", {"GET": get_one, "POST": update}),
        *agile_routes("/epic/{epicIdOrKey}/rank", {"PUT": rank}),
    ]


async def get_board_epics(request: Request) -> Response:
    """List the epics of a board's project by page, by rank; ``done`` tells those marked done from the others."""
    board, site = find_board(request), site_of(request)
    sight = IssueSight(site, actor_of(request))
    found = [i for i in site.issues_of([board.project_id]) if is_epic(site, i) and sight.sees(i)]
    if request.query_params.get("done"):
        wanted = query_bool(request, "done")
        found = [i for i in found if epic_mark(site, i).is_done is wanted]
    bean, shown = page(request, by_rank(site, found), lambda i: epic_json(site, i), most=50)
    count_points(request, shown)
    return json_response(bean)


async def get_one(request: Request) -> Response:
    """Give one epic."""
    return json_response(epic_json(site_of(request), find_epic(request)))


async def update(request: Request) -> Response:
    """Change some of an epic's name, summary, colour and mark *done*; *Edit Issues*."""
    site, actor, epic = site_of(request), actor_of(request), find_epic(request)
    body = await _read_changes(request)
    require_on_issues(site, actor, [epic], "EDIT_ISSUES")
    changes = {}
    if "summary" in body:
        if not body["summary"].strip():
            raise RestError(400, errors={"summary": "You must specify a summary of the issue."})
        changes["summary"] = body["summary"]
    name_field = epic_name_field_id(site)
    if "name" in body and name_field is not None:
        changes[name_field] = body["name"]
    mark = epic_mark(site, epic)
    color = body.get("color", {}).get("key", mark.color)
    if color not in _COLORS:
        raise RestError(400, errors={"color": f"The colour '{color}' is not valid."})
    site.epic_marks[epic.id] = EpicMark(color, body.get("done", mark.is_done))
    record_change(site, actor, epic, changes)
    return json_response(epic_json(site, epic))


async def rank(request: Request) -> Response:
    """Rank an epic right before or after another one; *Schedule Issues*."""
    site, actor, epic = site_of(request), actor_of(request), find_epic(request)
    body = await read_object(
        request, {"rankBeforeEpic": "str", "rankAfterEpic": "str", "rankCustomFieldId": "int"}
    )
    require_rank_field(site, body.get("rankCustomFieldId"))
    before, after = body.get("rankBeforeEpic"), body.get("rankAfterEpic")
    if (before is None) == (after is None):
        raise RestError(400, "Exactly one of 'rankBeforeEpic' and 'rankAfterEpic' is needed.")
    require_on_issues(site, actor, [epic], "SCHEDULE_ISSUES")
    other = get_epic(site, actor, before or after or "")
    rank_issues(
        site,
        actor,
        [epic],
        before=other if before is not None else None,
        after=other if after is not None else None,
    )
    return Response(status_code=204)


def find_epic(request: Request) -> Issue:
    """
    Find the epic that the path names; the licence is checked first.

    Raises:
        RestError: 403; no licence. 404; none, not visible, no epic, or one of a team-managed project.
    """
    site, actor = require_licence(request)
    return get_epic(site, actor, request.path_params["epicIdOrKey"])


def get_epic(site: Site, actor: Actor, id_or_key: str) -> Issue:
    """
    Find an epic of a company-managed project.

    Raises:
        RestError: 404; none, not visible, no epic, or one of a team-managed project.
    """
    issue = site.find_issue(id_or_key)
    if issue is None or not can_see_issue(site, actor, issue):
        raise RestError(404, _NOT_FOUND)
    if not is_epic(site, issue) or site.projects[issue.project_id].style != "classic":
        raise RestError(404, _NOT_FOUND)
    return issue


def epic_of(site: Site, issue: Issue) -> Issue | None:
    """
    Find the epic an issue belongs to; a sub-task belongs to its parent's.
    """
    parent_id = issue.values.get("parent")
    parent = site.issues.get(parent_id) if parent_id is not None else None
    if parent is None or is_epic(site, parent):
        return parent
    return epic_of(site, parent)


async def _read_changes(request: Request) -> dict[str, Any]:
    body = await read_json_object(request)
    present = {name: value for name, value in body.items() if value is not None}
    if any(name not in _MEMBERS or not isinstance(value, _MEMBERS[name]) for name, value in present.items()):
        raise RestError(400, INVALID_PAYLOAD)
    return present
