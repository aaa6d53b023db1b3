"""
More services around JQL: which issues match, and queries with what a person may not know taken out.

Source: Jira Cloud REST v3, "JQL": "Check issues against JQL", "Sanitize JQL queries".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.agile_model import SavedFilter
from jxl_sandbox.jira.jql import lookup
from jxl_sandbox.jira.jql.ast import And, Clause, Node, Not, Operand, OperandList, Or, Query, Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_jql
from jxl_sandbox.jira.jql.parser import parse
from jxl_sandbox.jira.jql.structure import render_query
from jxl_sandbox.jira.model import Actor, Site
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.params import read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import IssueSight, has_global

_MOST_ISSUES, _MOST_QUERIES = 1000, 100
# Fields whose values not everybody may know, and who finds them; names in JQL, in lower case.
_RESOLVERS: dict[str, Callable[[QueryContext], lookup.Resolver]] = {
    "project": lookup.projects,
    "component": lookup.components,
    "fixversion": lookup.versions,
    "affectedversion": lookup.versions,
    "sprint": lookup.sprints,
    "level": lookup.security_levels,
    "status": lookup.statuses,
    "issuetype": lookup.issue_types,
    "type": lookup.issue_types,
    "worktype": lookup.issue_types,
    "space": lookup.projects,
    "parentproject": lookup.projects,
    **dict.fromkeys(("filter", "request", "savedfilter", "searchrequest"), lookup.filters),
}


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [
        *routes_for("/jql/match", {"POST": match}),
        *routes_for("/jql/sanitize", {"POST": sanitize}),
    ]


async def match(request: Request) -> Response:
    """Tell of each query which of some issues it finds for the caller; a wrong query has errors instead."""
    site, actor = site_of(request), actor_of(request)
    body = await read_object(request, {"issueIds": "ints", "jqls": "strings"})
    for name, most in (("issueIds", _MOST_ISSUES), ("jqls", _MOST_QUERIES)):
        if name not in body:
            raise RestError(400, f"The property '{name}' is required.")
        if len(body[name]) > most:
            raise RestError(400, f"The number of '{name}' must be at most {most}.")
    sight = IssueSight(site, actor)
    issues = [i for n in body["issueIds"] if (i := site.issues.get(n)) is not None and sight.sees(i)]
    matches: list[dict[str, Any]] = []
    for text in body["jqls"]:
        try:
            compiled = compile_jql(text, site, actor)
        except JQLError as error:
            matches.append({"matchedIssues": [], "errors": list(error.messages)})
            continue
        matches.append({"matchedIssues": [i.id for i in issues if compiled.matches(i)], "errors": []})
    count_points(request, len(issues))
    return json_response({"matches": matches})


async def sanitize(request: Request) -> Response:
    """Put ids in the place of names that a person, or nobody in particular, may not know; *Administer Jira*."""
    site = site_of(request)
    if not has_global(site, actor_of(request), "ADMINISTER"):
        raise RestError(403, "You need the global permission 'Administer Jira'.")
    body = await read_object(request, {"queries": "objects"})
    if not body.get("queries"):
        raise RestError(400, "The property 'queries' is required.")
    return json_response({"queries": [_sanitized(site, entry) for entry in body["queries"]]})


def _sanitized(site: Site, entry: dict[str, Any]) -> dict[str, Any]:
    text, account_id = entry.get("query"), entry.get("accountId")
    if not isinstance(text, str) or not set(entry) <= {"query", "accountId"}:
        raise RestError(400, INVALID_PAYLOAD)
    actor = Actor("anonymous")
    if account_id is not None:
        if account_id not in site.users:
            raise RestError(400, f"The user '{account_id}' does not exist.")
        actor = Actor("basic", site.users[account_id])
    answer: dict[str, Any] = {"initialQuery": text}
    try:
        query = parse(text)
    except JQLError as error:
        answer["errors"] = {"errorMessages": list(error.messages), "errors": {}}
    else:
        cleaned = _Sanitizer(site, actor).clean(query)
        answer["sanitizedQuery"] = text if cleaned == query else render_query(cleaned)
    return answer | ({} if account_id is None else {"accountId": account_id})


class _WholeSite(QueryContext):
    """Sees everything: what a name means at all, whoever may know it."""

    @cached_property
    def project_ids(self) -> frozenset[str]:
        return frozenset(self.site.projects)

    def sees_filter(self, saved: SavedFilter) -> bool:
        return saved.id in self.site.filters


class _Sanitizer:
    """Cleans queries for one person."""

    def __init__(self, site: Site, actor: Actor) -> None:
        self._site = site
        self._person = QueryContext(site, actor)
        self._whole = _WholeSite(site, actor)
        self._names = {
            clause.casefold(): (field.clause_names[-1] if field.kind == "sprint" else clause).casefold()
            for field in site.fields.values()
            for clause in field.clause_names
        }

    def clean(self, query: Query) -> Query:
        """Clean the restrictions; an order names fields only."""
        return query if query.where is None else replace(query, where=self._node(query.where))

    def _node(self, node: Node) -> Node:
        match node:
            case And(clauses):
                return And(tuple(self._node(c) for c in clauses))
            case Or(clauses):
                return Or(tuple(self._node(c) for c in clauses))
            case Not(clause):
                return Not(self._node(clause))
            case Clause():
                return self._clause(node)

    def _clause(self, clause: Clause) -> Clause:
        name = clause.field.name.casefold()
        build = _RESOLVERS.get(self._names.get(name, name))
        if build is None:
            return clause
        known, all_there_is = build(self._person), build(self._whole)

        def clean(operand: Operand) -> Operand:
            if isinstance(operand, OperandList):
                return OperandList(tuple(clean(o) for o in operand.operands))
            if not isinstance(operand, Value) or known(operand):
                return operand
            ids = sorted(str(found) for found in all_there_is(operand))
            return Value(ids[0], is_number=True) if ids else operand

        predicates = tuple(
            replace(p, operand=clean(p.operand)) if p.name in ("from", "to") else p for p in clause.predicates
        )
        operand = clean(clause.operand) if clause.operand is not None else None
        return replace(clause, operand=operand, predicates=predicates)
