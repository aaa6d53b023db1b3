"""
Lists of issues on boards, in backlogs, sprints and epics, by rank; and one issue with its agile members.

Source: Jira Software Cloud REST, "Get issues for board", "Get issues for backlog", "Get issue". New programs are
told to use ``search/jql`` instead, but these are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import CompiledQuery, compile_query
from jxl_sandbox.jira.jql.parser import parse
from jxl_sandbox.jira.model import Actor, Issue, Site, Sprint
from jxl_sandbox.jira.ranking import by_rank
from jxl_sandbox.jira.rest.agile.access import (
    find_board,
    find_sprint,
    get_sprint,
    has_sprints,
    open_sprint_of,
    require_licence,
    sprints_of,
)
from jxl_sandbox.jira.rest.agile.entities import epic_json, sprint_json
from jxl_sandbox.jira.rest.agile.epics import epic_of, find_epic, get_epic
from jxl_sandbox.jira.rest.agile.kanban import move_to_board
from jxl_sandbox.jira.rest.agile.membership import backlog_of, board_issues
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.fieldsets import FieldSet, parse_fields
from jxl_sandbox.jira.rest.issues import find_visible_issue
from jxl_sandbox.jira.rest.params import path_int, query_bool, query_int, query_list
from jxl_sandbox.jira.rest.render import IssueRenderer
from jxl_sandbox.jira.rest.routing import actor_of, agile_routes, count_points, raw_json, site_of
from jxl_sandbox.jira.rights import IssueSight

_MOST_ISSUES = 100
_AGILE_MEMBERS = ("flagged", "sprint", "closedSprints", "epic")
_EXPAND = "operations,versionedRepresentations,editmeta,changelog,renderedFields"


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *agile_routes("/board/{boardId}/issue", {"GET": get_board_issues, "POST": move_to_board}),
        *agile_routes("/board/{boardId}/backlog", {"GET": get_backlog}),
        *agile_routes("/board/{boardId}/epic/none/issue", {"GET": get_board_issues_without_epic}),
        *agile_routes("/board/{boardId}/epic/{epicId}/issue", {"GET": get_board_epic_issues}),
        *agile_routes("/board/{boardId}/sprint/{sprintId}/issue", {"GET": get_board_sprint_issues}),
        *agile_routes("/issue/{issueIdOrKey}", {"GET": get_issue}),
    ]


async def get_issue(request: Request) -> Response:
    """Give one issue with its agile members."""
    site, actor = require_licence(request)
    issue = find_visible_issue(request)
    count_points(request, 1)
    return raw_json(_Lister(request, site, actor).render(issue))


async def get_board_issues(request: Request) -> Response:
    """List the issues of a board."""
    board = find_board(request)
    return list_issues(request, board_issues(site_of(request), actor_of(request), board))


async def get_backlog(request: Request) -> Response:
    """List the issues of a board's backlog."""
    board = find_board(request)
    return list_issues(request, backlog_of(site_of(request), actor_of(request), board))


async def get_board_issues_without_epic(request: Request) -> Response:
    """List the issues of a board that belong to no epic."""
    board, site = find_board(request), site_of(request)
    found = board_issues(site, actor_of(request), board)
    return list_issues(request, [i for i in found if epic_of(site, i) is None])


async def get_board_epic_issues(request: Request) -> Response:
    """List the issues of a board that belong to an epic."""
    board, site, actor = find_board(request), site_of(request), actor_of(request)
    epic = get_epic(site, actor, str(path_int(request, "epicId")))
    found = board_issues(site, actor, board)
    return list_issues(request, [i for i in found if epic_of(site, i) is epic])


async def get_board_sprint_issues(request: Request) -> Response:
    """List the issues of a board that are or were in a sprint."""
    board, site, actor = find_board(request), site_of(request), actor_of(request)
    sprint = get_sprint(site, actor, path_int(request, "sprintId"))
    if not has_sprints(board):
        raise RestError(400, "The board does not support sprints")
    found = board_issues(site, actor, board)
    return list_issues(request, [i for i in found if sprint in sprints_of(site, i)])


async def get_sprint_issues(request: Request) -> Response:
    """List the issues that are or were in a sprint, whatever board shows them."""
    sprint, site = find_sprint(request), site_of(request)
    sight = IssueSight(site, actor_of(request))
    return list_issues(request, [i for i in issues_in(site, sprint) if sight.sees(i)])


async def get_epic_issues(request: Request) -> Response:
    """List the issues of an epic."""
    epic, site = find_epic(request), site_of(request)
    sight = IssueSight(site, actor_of(request))
    children = (site.issues[i] for i in site.children.get(epic.id, ()))
    return list_issues(request, [i for i in children if sight.sees(i)])


async def get_issues_without_epic(request: Request) -> Response:
    """List all standard issues of company-managed projects that belong to no epic."""
    site, actor = require_licence(request)
    sight = IssueSight(site, actor)
    projects = [i for i in sight.project_ids() if site.projects[i].style == "classic"]
    found = [
        issue
        for issue in site.issues_of(projects)
        if site.issue_types[issue.values["issuetype"]].hierarchy_level == 0
        and epic_of(site, issue) is None
        and sight.sees(issue)
    ]
    return list_issues(request, found)


def issues_in(site: Site, sprint: Sprint) -> list[Issue]:
    """
    Find all issues of a sprint, sub-tasks with their parents; rights are not asked.
    """
    return [issue for issue in site.issues.values() if sprint in sprints_of(site, issue)]


def list_issues(request: Request, found: list[Issue]) -> Response:
    """
    Answer with a page of issues that the caller sees, narrowed by the parameter ``jql`` and in its order or by rank.
    """
    site, actor = site_of(request), actor_of(request)
    start = query_int(request, "startAt", 0, minimum=0)
    size = min(query_int(request, "maxResults", 50, minimum=0), _MOST_ISSUES)
    ordered = _narrow(request, found)
    shown = ordered[start : start + size]
    lister = _Lister(request, site, actor)
    count_points(request, len(shown))
    head = b'{"expand":"schema,names","startAt":%d,"maxResults":%d,"total":%d,"issues":[' % (
        start,
        size,
        len(ordered),
    )
    return raw_json(head + b",".join([lister.render(issue) for issue in shown]) + b"]}")


def _narrow(request: Request, found: list[Issue]) -> list[Issue]:
    site, actor = site_of(request), actor_of(request)
    text = request.query_params.get("jql", "")
    if not text.strip():
        return by_rank(site, found)
    compiled: CompiledQuery | None = None
    is_sorted = False
    try:
        query = parse(text)
        is_sorted = bool(query.order_by)
        compiled = compile_query(query, site, actor)
    except JQLError as error:
        if query_bool(request, "validateQuery", default=True):
            raise RestError(400, *error.messages) from error
        return []
    matching = [issue for issue in found if compiled.matches(issue)]
    return compiled.sort(matching) if is_sorted else by_rank(site, matching)


class _AgileRenderer(IssueRenderer):
    """
    Renders issues with ``sprint``, ``closedSprints``, ``flagged`` and ``epic`` before the other fields.

    Rich text is wiki markup, as in version 2: the examples of the specification have a text as description.
    """

    def __init__(
        self, site: Site, actor: Actor, fields: FieldSet, sight: IssueSight, agile: Iterable[str]
    ) -> None:
        super().__init__(site, actor, fields, sight, _EXPAND, is_wiki=True)
        self._agile_site = site
        self._agile_sight = sight
        self._agile = tuple(agile)

    def _members(self, issue: Issue) -> list[bytes]:
        extra = self.agile_members(issue)
        return [b'"%b":%b' % (k.encode(), orjson.dumps(v)) for k, v in extra.items()] + super()._members(
            issue
        )

    def agile_members(self, issue: Issue) -> dict[str, Any]:
        """Build those of the four members that were asked for."""
        site = self._agile_site
        sprints = sprints_of(site, issue)
        epic = epic_of(site, issue)
        current = open_sprint_of(site, issue)
        flag = next((f for f in site.fields.values() if f.name == "Flagged"), None)
        built = {
            "flagged": bool(flag and issue.values.get(flag.id)),
            "sprint": sprint_json(site, current) if current else None,
            "closedSprints": [sprint_json(site, s) for s in sprints if s.state == "closed"],
            "epic": epic_json(site, epic) if epic is not None and self._agile_sight.sees(epic) else None,
        }
        return {name: built[name] for name in self._agile}


class _Lister:
    """Renders the issues of one answer as its parameter ``fields`` asks."""

    def __init__(self, request: Request, site: Site, actor: Actor) -> None:
        wanted = query_list(request, "fields")
        takes_all = not wanted or any(word.startswith(("*", "-")) for word in wanted)
        agile = [n for n in _AGILE_MEMBERS if f"-{n}" not in wanted and (takes_all or n in wanted)]
        fields = parse_fields(site, wanted, "*navigable")
        fields = FieldSet(fields.fields, shows_key=True)
        self._renderer = _AgileRenderer(site, actor, fields, IssueSight(site, actor), agile)
        self._is_agile_only = bool(agile) and not fields.fields

    def render(self, issue: Issue) -> bytes:
        """Render one issue."""
        extra = []
        if self._is_agile_only:
            extra = [("fields", orjson.dumps(self._renderer.agile_members(issue)))]
        return self._renderer.render(issue, extra)
