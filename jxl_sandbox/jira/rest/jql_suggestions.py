"""
What an editor offers while somebody types the value of a field in a query.

Nothing is offered that the caller may not see. Source: Jira Cloud REST v3, "Get field auto complete suggestions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jxl_sandbox.jira.jql.ast import Field
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.fields import Fields, find_own_field
from jxl_sandbox.jira.jql.structure import quote
from jxl_sandbox.jira.jql.text import TextReader
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
OwnSource = Callable[[QueryContext], Iterable[Offer]]  # of a field that only JQL knows


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
    bare = name.strip("\"'")
    fields, own = _fields_named(context, bare), find_own_field(bare)
    if not fields and own is None:
        raise RestError(400, f"Field '{name}' does not exist or you do not have permission to view it.")
    typed = query.get("predicateValue" if predicate is not None else "fieldValue", "").strip().strip("\"'")
    everything: list[Iterable[Offer]]
    if predicate is not None and predicate.casefold() == "by":
        everything = [_people(context)]
    elif fields:
        everything = [source(context, f) for f in fields if (source := _SOURCES.get(_kind(f))) is not None]
    else:
        everything = [own_source(context)] if own and (own_source := _OWN_SOURCES.get(own.kind)) else []
    offers: dict[str, str] = {}
    for value, shown in chain.from_iterable(everything):
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
    found = Fields(context, TextReader()).find_definitions(Field(name))
    return found or [
        field
        for field in context.site.fields.values()
        if field.id.casefold() == name.casefold() and context.is_in_sight(field.scope_project_id)
    ]


def _kind(field: FieldDefinition) -> str:
    return field.id if field.kind == "computed" else field.kind


def _named(entries: Iterable[str]) -> list[Offer]:
    return [(name, name) for name in dict.fromkeys(entries)]


def _people(context: QueryContext) -> list[Offer]:
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


def _projects(context: QueryContext) -> list[Offer]:
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
    "user": lambda c, _: _people(c),
    "users": lambda c, _: _people(c),
    "watches": lambda c, _: _people(c),
    "votes": lambda c, _: _people(c),
    "project": lambda c, _: _projects(c),
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
_OWN_SOURCES: dict[str, OwnSource] = {
    "filter": lambda c: _named(sorted(f.name for f in c.site.filters.values() if c.sees_filter(f))),
    "issuelinktype": lambda c: _named(
        phrase for t in c.site.link_types.values() for phrase in (t.name, t.inward, t.outward)
    ),
    "parentproject": _projects,
    "projecttype": lambda c: _named(sorted({project.type_key for project in c.projects})),
    "voter": _people,
    "watcher": _people,
    "worklogauthor": _people,
}
