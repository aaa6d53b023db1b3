"""
Services around JQL: parse and validate queries, what a query may be made of.

Source: Jira Cloud REST v3, "JQL".
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.jql.ast import Field
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.evaluate import compile_query
from jxl_sandbox.jira.jql.fields import OWN_FIELDS, Fields, OwnField
from jxl_sandbox.jira.jql.functions import FUNCTIONS
from jxl_sandbox.jira.jql.lexer import KEYWORDS, RESERVED_WORDS
from jxl_sandbox.jira.jql.parser import parse
from jxl_sandbox.jira.jql.structure import quote, to_structure
from jxl_sandbox.jira.jql.text import TextReader
from jxl_sandbox.jira.model import Actor, FieldDefinition, Site
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.params import read_object
from jxl_sandbox.jira.rest.routing import actor_of, count_points, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import can_browse

_VALIDATIONS = ("strict", "warn", "none")
_JAVA_TYPES = {
    "user": "com.atlassian.jira.user.ApplicationUser",
    "users": "com.atlassian.jira.user.ApplicationUser",
    "number": "java.lang.Number",
    "seconds": "java.lang.Number",
    "date": "java.util.Date",
    "datetime": "java.util.Date",
    "status": "com.atlassian.jira.issue.status.Status",
    "issuetype": "com.atlassian.jira.issue.issuetype.IssueType",
    "priority": "com.atlassian.jira.issue.priority.Priority",
    "resolution": "com.atlassian.jira.issue.resolution.Resolution",
    "version": "com.atlassian.jira.project.version.Version",
    "versions": "com.atlassian.jira.project.version.Version",
    "components": "com.atlassian.jira.bc.project.component.ProjectComponent",
    "option": "com.atlassian.jira.issue.customfields.option.Option",
    "options": "com.atlassian.jira.issue.customfields.option.Option",
    "sprint": "com.atlassian.greenhopper.service.sprint.Sprint",
    "labels": "com.atlassian.jira.issue.label.Label",
    "project": "com.atlassian.jira.project.Project",
    "issue": "com.atlassian.jira.issue.Issue",
    "parentproject": "com.atlassian.jira.project.Project",
    "voter": "com.atlassian.jira.user.ApplicationUser",
    "watcher": "com.atlassian.jira.user.ApplicationUser",
    "worklogauthor": "com.atlassian.jira.user.ApplicationUser",
    "worklogdate": "java.util.Date",
    "hierarchylevel": "java.lang.Number",
    "filter": "com.atlassian.jira.issue.search.SearchRequest",
}
_WITHOUT_SUGGESTIONS = frozenset(
    {"hierarchylevel", "nothing", "parentepic", "text", "textfields", "worklogcomment", "worklogdate"}
)


def routes() -> list[Route]:
    """
    Build the routes.
    """
    handlers = {"GET": get_auto_complete, "POST": post_auto_complete}
    return [
        *routes_for("/jql/parse", {"POST": parse_queries}),
        *routes_for("/jql/autocompletedata", handlers),
    ]


async def parse_queries(request: Request) -> Response:
    """Parse queries and, unless told not to, check that what they name exists; bad JQL is no error here."""
    site, actor = site_of(request), actor_of(request)
    validation = request.query_params.get("validation", "strict")
    if validation not in _VALIDATIONS:
        raise RestError(400, f"The value '{validation}' is not valid for 'validation'.")
    body = await read_object(request, {"queries": "strings"})
    queries = body.get("queries") or []
    if not queries:
        raise RestError(400, "At least one query is required.")
    count_points(request, len(queries))
    return json_response({"queries": [_parsed(site, actor, text, validation) for text in queries]})


async def get_auto_complete(request: Request) -> Response:
    """List fields, functions and reserved words."""
    return _auto_complete(request)


async def post_auto_complete(request: Request) -> Response:
    """As GET, for the fields of some projects only."""
    body = await read_object(request, {"projectIds": "ints", "includeCollapsedFields": "bool"})
    return _auto_complete(request, body.get("projectIds"))


def _parsed(site: Site, actor: Actor, text: str, validation: str) -> dict[str, Any]:
    try:
        query = parse(text)
    except JQLError as error:
        return {"query": text, "errors": list(error.messages)}
    answer: dict[str, Any] = {"query": text}
    problem = "errors" if validation == "strict" else "warnings"
    if validation != "none":
        try:
            compile_query(query, site, actor)
        except JQLError as error:
            answer[problem] = list(error.messages)
    if "errors" not in answer:
        answer["structure"] = to_structure(query)
    return answer


def _auto_complete(request: Request, project_ids: list[int] | None = None) -> Response:
    site, actor = site_of(request), actor_of(request)
    context = QueryContext(site, actor)
    fields = Fields(context, TextReader())
    projects = [p for p in site.projects.values() if can_browse(site, actor, p)]
    if project_ids:
        projects = [p for p in projects if int(p.id) in project_ids]
    ids = {p.id for p in projects}
    entries = []
    for definition in site.fields.values():
        if definition.project_ids is not None and not definition.project_ids & ids:
            continue
        entry = _field_entry(fields, definition)
        if entry is not None:
            entries.append(entry)
    entries.extend(_own_field_entry(fields, own) for own in OWN_FIELDS)
    functions = []
    for spec in FUNCTIONS.values():
        function: dict[str, Any] = {"value": f"{spec.name}()", "displayName": f"{spec.name}()"}
        if spec.is_list:
            function["isList"] = "true"
        function["types"] = [_JAVA_TYPES.get(spec.type, "java.lang.String")]
        functions.append(function)
    return json_response(
        {
            "visibleFieldNames": sorted(entries, key=lambda entry: str(entry["displayName"]).casefold()),
            "visibleFunctionNames": functions,
            "jqlReservedWords": sorted(RESERVED_WORDS | KEYWORDS),
        }
    )


def _own_field_entry(fields: Fields, own: OwnField) -> dict[str, Any]:
    """Describe a field that only JQL knows; nothing can be sorted by one."""
    entry: dict[str, Any] = {"value": own.name, "displayName": own.name}
    if own.kind not in _WITHOUT_SUGGESTIONS:
        entry["auto"] = "true"
    entry["searchable"] = "true"
    entry["operators"] = [str(operator) for operator in sorted(fields.bind_own(own).operators)]
    entry["types"] = [_JAVA_TYPES.get(own.kind, "java.lang.String")]
    return entry


def _field_entry(fields: Fields, definition: FieldDefinition) -> dict[str, Any] | None:
    """Describe a field; None for one that JQL has no name for. Flags are the string ``true``, as in Jira."""
    if not definition.clause_names:
        return None
    name = definition.clause_names[0]
    term = fields.bind(Field(name))[0]
    display = f"{definition.name} - {name}" if definition.custom else name
    value = quote(definition.name) if definition.custom and not definition.scope_project_id else name
    entry: dict[str, Any] = {"value": value, "displayName": display}
    if definition.custom:
        entry["cfid"] = name
    if definition.kind not in ("string", "adf", "number", "date", "datetime"):
        entry["auto"] = "true"
    if definition.orderable or definition.navigable:
        entry["orderable"] = "true"
    if term.operators:
        entry["searchable"] = "true"
    entry["operators"] = [str(operator) for operator in sorted(term.operators)]
    entry["types"] = [_JAVA_TYPES.get(definition.kind, "java.lang.String")]
    return entry
