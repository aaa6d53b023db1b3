"""
Searching: pages of issues by JQL, how many there are about, and the removed old search.

Source: Jira Cloud REST v3, "Issue search".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import CompiledQuery, compile_jql
from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.rest.api_version import is_version_2
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.expansion import Expansion, members
from jxl_sandbox.jira.rest.fieldsets import parse_fields
from jxl_sandbox.jira.rest.issues import EXPAND_MANY
from jxl_sandbox.jira.rest.pagetokens import continue_at, page_token, remember
from jxl_sandbox.jira.rest.params import query_bool, query_int, query_list, read_object
from jxl_sandbox.jira.rest.render import IssueRenderer
from jxl_sandbox.jira.rest.routing import (
    ALL_VERSIONS,
    account_of,
    actor_of,
    count_points,
    json_response,
    raw_json,
    routes_for,
    site_of,
)
from jxl_sandbox.jira.rights import IssueSight

MOST_RESULTS = 5000
_MOST_RECONCILED = 50
_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
_REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
    "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/search/jql", {"GET": search_by_query, "POST": search_by_body}),
        *routes_for("/search/approximate-count", {"POST": approximate_count}, ALL_VERSIONS),
        *routes_for("/search", {"GET": removed, "POST": removed}, ALL_VERSIONS),
    ]


@dataclass(frozen=True, slots=True)
class _Search:
    """One request, from the query or from the body."""

    jql: str
    token: str | None
    max_results: int
    fields: Sequence[str] | None
    expand: Sequence[str]
    properties: Sequence[str]
    fields_by_keys: bool
    reconcile: Sequence[int]


async def search_by_query(request: Request) -> Response:
    """Search with everything in the query string."""
    query = request.query_params
    reconcile = query_list(request, "reconcileIssues")
    if not all(text.isascii() and text.isdigit() for text in reconcile):
        raise RestError(400, "The parameter 'reconcileIssues' takes numeric issue ids.")
    query_bool(request, "failFast")
    return _answer(
        request,
        _Search(
            jql=query.get("jql", ""),
            token=query.get("nextPageToken") or None,
            max_results=query_int(request, "maxResults", 50),
            fields=query_list(request, "fields"),
            expand=query_list(request, "expand"),
            properties=query_list(request, "properties"),
            fields_by_keys=query_bool(request, "fieldsByKeys"),
            reconcile=[int(text) for text in reconcile],
        ),
    )


async def search_by_body(request: Request) -> Response:
    """Search with everything in the body, where ``expand`` is still a string."""
    body = await read_object(
        request,
        {
            "jql": "str",
            "nextPageToken": "str",
            "maxResults": "int",
            "fields": "strings",
            "expand": "str",
            "properties": "strings",
            "fieldsByKeys": "bool",
            "reconcileIssues": "ints",
        },
    )
    return _answer(
        request,
        _Search(
            jql=body.get("jql", ""),
            token=body.get("nextPageToken") or None,
            max_results=body.get("maxResults", 50),
            fields=body.get("fields"),
            expand=body.get("expand", "").split(","),
            properties=body.get("properties", []),
            fields_by_keys=body.get("fieldsByKeys", False),
            reconcile=body.get("reconcileIssues", []),
        ),
    )


async def approximate_count(request: Request) -> Response:
    """Count the issues that a bounded query finds for the caller."""
    site, actor = site_of(request), actor_of(request)
    body = await read_object(request, {"jql": "str"})
    found = find_issues(site, actor, body.get("jql", ""))
    return json_response({"count": len(found)})


async def removed(_: Request) -> Response:
    """Say that the old search is gone, whatever was asked."""
    raise RestError(410, _REMOVED)


def find_issues(site: Site, actor: Actor, jql: str, reconciled: Collection[int] = ()) -> list[Issue]:
    """
    Find all issues that a query matches and the actor sees, in the query's order.

    Args:
        reconciled: Ids of issues to take as they are, even where search lags behind.

    Returns:
        The issues as search knows them: where it lags, as they were. Rights are always those of now.

    Raises:
        RestError: 400; wrong or unbounded, in Jira's words.
    """
    compiled = compile_bounded(site, actor, jql)
    sight = IssueSight(site, actor)
    index = site.search_index
    index.settle(site.now)
    seen = [issue for issue in _candidates(site, compiled, sight) if sight.sees(issue)]
    return compiled.sort([issue for issue in index.images(seen, reconciled) if compiled.matches(issue)])


def compile_bounded(site: Site, actor: Actor, jql: str) -> CompiledQuery:
    """
    Compile a query for an actor.

    Raises:
        RestError: 400; wrong or unbounded, in Jira's words.
    """
    try:
        compiled = compile_jql(jql, site, actor)
    except JQLError as error:
        raise RestError(400, *error.messages) from error
    if not compiled.is_bounded:
        raise RestError(400, _UNBOUNDED)
    return compiled


def _candidates(site: Site, compiled: CompiledQuery, sight: IssueSight) -> Sequence[Issue]:
    if compiled.candidate_issue_ids is not None:
        return [site.issues[i] for i in compiled.candidate_issue_ids if i in site.issues]
    visible = sight.project_ids()
    wanted = compiled.candidate_project_ids
    return list(site.issues_of(visible if wanted is None else visible & wanted))


def _answer(request: Request, search: _Search) -> Response:
    site, actor = site_of(request), actor_of(request)
    if not 1 <= search.max_results <= MOST_RESULTS:
        raise RestError(400, "The max results parameter has to be between 1 and 5,000.")
    if len(search.reconcile) > _MOST_RECONCILED:
        raise RestError(400, f"At most {_MOST_RECONCILED} issues can be reconciled.")
    fields = parse_fields(site, search.fields, "id", by_keys=search.fields_by_keys)
    expansion = Expansion(site, actor, search.expand, search.properties)
    binding = f"{account_of(request)}\n{search.jql}\n{sorted(search.reconcile)}"
    begin, ids = 0, None
    if search.token is not None:
        begin, ids = continue_at(site, search.token, binding)
    if ids is None:
        ids = tuple(issue.id for issue in find_issues(site, actor, search.jql, search.reconcile))
    is_light = fields.is_ids_only and not expansion.parts and not search.properties
    size = search.max_results if is_light else min(search.max_results, site.switches.search_page_cap)
    end = begin + size
    sight = IssueSight(site, actor)
    site.search_index.settle(site.now)
    there = [i for n in ids[begin:end] if (i := site.issues.get(n)) is not None and sight.sees(i)]
    shown = site.search_index.images(there, search.reconcile)
    renderer = IssueRenderer(site, actor, fields, sight, EXPAND_MANY, is_wiki=is_version_2(request))
    body = b",".join([renderer.render(issue, expansion.of_issue(issue, renderer)) for issue in shown])
    tail = members(expansion.of_fields(fields))
    if end < len(ids):
        token = page_token(site, remember(site, ids, binding), end, binding)
        tail += b',"nextPageToken":"%b","isLast":false}' % token.encode()
    else:
        tail += b',"isLast":true}'
    count_points(request, len(shown))
    return raw_json(b'{"issues":[' + body + b"]" + tail)
