"""
What an editor offers while somebody types the value of a field in a query.

Nothing is offered that the caller may not see. Source: Jira Cloud REST v3, "Get field auto complete suggestions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.structure import quote
from jxl_sandbox.jira.model import STATUS_CATEGORIES, FieldDefinition
from jxl_sandbox.jira.rest.entities import may_see_emails
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.people_search import mark
from jxl_sandbox.jira.rest.routing import actor_of, json_response, routes_for, site_of
from jxl_sandbox.jira.rights import has_global

_MOST = 15
_PREDICATES = ("by", "from", "to")
Offer = tuple[str, str]  # what stands in the query, what is shown
Source = Callable[[QueryContext, FieldDefinition], Iterable[Offer]]


def routes() -> list[Route]:
    """
    Build the routes.
    """
    return [*routes_for("/jql/autocompletedata/suggestions", {"GET": suggest})]


async def suggest(request: Request) -> Response:
    """List at most fifteen values of a field, or of a predicate of CHANGED, that hold what was typed."""
    site, query = site_of(request), request.query_params
    name, predicate = query.get("fieldName", "").strip(), query.get("predicateName")
    if not name:
        raise RestError(400, "The query parameter 'fieldName' is required.")
    if "predicateValue" in query and predicate is None:
        raise RestError(400, "The query parameter 'predicateValue' needs 'predicateName'.")
    if predicate is not None and predicate.casefold() not in _PREDICATES:
        raise RestError(400, f"The value '{predicate}' is not valid for 'predicateName'.")
    if predicate is not None and "fieldValue" in query:
        raise RestError(400, "Only one of 'fieldValue' and 'predicateName' may be given.")
    context = QueryContext(site, actor_of(request))
    fields = _fields_named(context, name)
    if not fields:
        raise RestError(400, f"Field '{name}' does not exist or you do not have permission to view it.")
    typed = query.get("predicateValue" if predicate is not None else "fieldValue", "").strip().strip("\"'")
    offers: dict[str, str] = {}
    for field in fields:
        source = (
            _people if predicate is not None and predicate.casefold() == "by" else _SOURCES.get(_kind(field))
        )
        for value, shown in source(context, field) if source is not None else ():
            if typed.casefold() in shown.casefold() or typed.casefold() in value.casefold():
                offers.setdefault(value, shown)
    return json_response(
        {
            "results": [
                {"value": quote(value), "displayName": mark(shown, typed, "b", only_first=True)}
                for value, shown in list(offers.items())[:_MOST]
            ]
        }
    )


def _fields_named(context: QueryContext, name: str) -> list[FieldDefinition]:
    wanted = name.strip("\"'").casefold()
    return [
        field
        for field in context.site.fields.values()
        if context.is_in_sight(field.scope_project_id)
        and (wanted == field.id.casefold() or wanted in (clause.casefold() for clause in field.clause_names))
    ]


def _kind(field: FieldDefinition) -> str:
    return field.id if field.kind == "computed" else field.kind


def _named(entries: Iterable[str]) -> list[Offer]:
    return [(name, name) for name in dict.fromkeys(entries)]


def _people(context: QueryContext, _field: FieldDefinition) -> list[Offer]:
    site, actor = context.site, context.actor
    if not has_global(site, actor, "USER_PICKER"):
        return []
    with_email = may_see_emails(site, actor)
    people = (user for user in site.users.values() if user.active)
    return [
        (
            user.account_id,
            f"{user.display_name} - {user.email}"
            if with_email and user.account_type == "atlassian"
            else user.display_name,
        )
        for user in people
    ]


def _projects(context: QueryContext, _field: FieldDefinition) -> list[Offer]:
    ordered = sorted(context.projects, key=lambda project: project.name.casefold())
    return [(project.key, f"{project.name} ({project.key})") for project in ordered]


def _labels(context: QueryContext, field: FieldDefinition) -> list[Offer]:
    used = {
        label
        for issue in context.site.issues_of(context.project_ids)
        if issue.values.get(field.id) and context.sight.sees(issue)
        for label in issue.values[field.id]
    }
    return _named(sorted(used))


def _sprints(context: QueryContext, _field: FieldDefinition) -> list[Offer]:
    site = context.site
    return [
        (sprint.name, sprint.name)
        for sprint in site.sprints.values()
        if sprint.board_id in site.boards and context.is_in_sight(site.boards[sprint.board_id].project_id)
    ]


def _options(_context: QueryContext, field: FieldDefinition) -> list[Offer]:
    return _named(option.value for option in field.options.values() if not option.disabled)


def _groups(context: QueryContext, _field: FieldDefinition) -> list[Offer]:
    if not has_global(context.site, context.actor, "USER_PICKER"):
        return []
    return _named(sorted(context.site.groups))


_SOURCES: dict[str, Source] = {
    "user": _people,
    "users": _people,
    "watches": _people,
    "votes": _people,
    "project": _projects,
    "labels": _labels,
    "sprint": _sprints,
    "option": _options,
    "options": _options,
    "cascade": _options,
    "group": _groups,
    "groups": _groups,
    "status": lambda c, _: _named(s.name for s in c.site.statuses.values() if c.is_in_sight(s.project_id)),
    "statusCategory": lambda _c, _f: _named(category.name for category in STATUS_CATEGORIES.values()),
    "issuetype": lambda c, _: _named(
        t.name for t in c.site.issue_types.values() if c.is_in_sight(t.project_id)
    ),
    "priority": lambda c, _: _named(p.name for p in c.site.priorities.values()),
    "resolution": lambda c, _: _named([*(r.name for r in c.site.resolutions.values()), "Unresolved"]),
    "components": lambda c, _: _named(sorted(x["name"] for p in c.projects for x in p.components.values())),
    "version": lambda c, _: _named(x["name"] for p in c.projects for x in p.versions.values()),
    "versions": lambda c, _: _named(x["name"] for p in c.projects for x in p.versions.values()),
    "security": lambda c, _: _named(x.name for p in c.projects for x in p.security_levels.values()),
    "team": lambda c, _: [(team.id, team.name) for team in c.site.teams.values()],
}
