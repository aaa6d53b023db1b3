"""
Finds what a value in a query means: by name or by id, never more than the actor may see.

Each function builds a resolver for one kind of field. Numbers are tried as ids first and then as names,
quoted and other texts the other way round, as Jira does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable

from jxl_sandbox.jira.jql.ast import Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.terms import Ids
from jxl_sandbox.jira.model import STATUS_CATEGORIES, FieldDefinition

Resolver = Callable[[Value], Ids]
NOTHING: Ids = frozenset()
_KEY_OR_ID = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]*-)?[0-9]+")


def by_id_or_name(entries: Iterable[tuple[Hashable, Iterable[str]]]) -> Resolver:
    """
    Build a resolver over ``(id, names)``. Names match in any case, and a name may mean several ids.
    """
    ids: dict[str, Hashable] = {}
    named: dict[str, set[Hashable]] = {}
    for entry_id, names in entries:
        ids[str(entry_id)] = entry_id
        for name in names:
            named.setdefault(name.casefold(), set()).add(entry_id)

    def resolve(value: Value) -> Ids:
        by_id = frozenset({ids[value.text]}) if value.text in ids else NOTHING
        by_name = frozenset(named.get(value.text.casefold(), ()))
        return by_id or by_name if value.is_number else by_name or by_id

    return resolve


def projects(context: QueryContext) -> Resolver:
    return by_id_or_name((p.id, (p.key, p.name)) for p in context.projects)


def issue_types(context: QueryContext) -> Resolver:
    known = context.site.issue_types.values()
    return by_id_or_name((t.id, (t.name,)) for t in known if context.is_in_sight(t.project_id))


def statuses(context: QueryContext) -> Resolver:
    known = context.site.statuses.values()
    return by_id_or_name((s.id, (s.name,)) for s in known if context.is_in_sight(s.project_id))


def status_categories() -> Resolver:
    return by_id_or_name((c.id, (c.name, c.key)) for c in STATUS_CATEGORIES.values())


def priorities(context: QueryContext) -> Resolver:
    return by_id_or_name((p.id, (p.name,)) for p in context.site.priorities.values())


def resolutions(context: QueryContext) -> Resolver:
    """``Unresolved`` is a name for no resolution: it resolves to None."""
    known: list[tuple[Hashable, Iterable[str]]] = [
        (r.id, (r.name,)) for r in context.site.resolutions.values()
    ]
    return by_id_or_name([*known, (None, ("Unresolved",))])


def users(context: QueryContext) -> Resolver:
    return lambda value: frozenset(u.account_id for u in context.find_users(value.text))


def groups(context: QueryContext) -> Resolver:
    return by_id_or_name((name, (group_id,)) for name, group_id in context.site.groups.items())


def components(context: QueryContext) -> Resolver:
    return by_id_or_name((i, (c["name"],)) for p in context.projects for i, c in p.components.items())


def versions(context: QueryContext) -> Resolver:
    return by_id_or_name((i, (v["name"],)) for p in context.projects for i, v in p.versions.items())


def version_order(context: QueryContext) -> dict[Hashable, tuple[Hashable, int]]:
    """Versions are compared by their place in their project's list, oldest first."""
    return {i: (p.id, at) for p in context.projects for at, i in enumerate(p.versions)}


def security_levels(context: QueryContext) -> Resolver:
    return by_id_or_name((i, (x.name,)) for p in context.projects for i, x in p.security_levels.items())


def sprints(context: QueryContext) -> Resolver:
    site = context.site
    return by_id_or_name(
        (s.id, (s.name,))
        for s in site.sprints.values()
        if s.board_id in site.boards and context.is_in_sight(site.boards[s.board_id].project_id)
    )


def teams(context: QueryContext) -> Resolver:
    """Teams are named by id only: JQL does not know their names."""
    return lambda value: frozenset({value.text}) if value.text in context.site.teams else NOTHING


def project_types() -> Resolver:
    names = {"software": "Software", "service_desk": "Service Desk", "business": "Business"}
    return by_id_or_name((key, (name,)) for key, name in names.items())


def filters(context: QueryContext) -> Resolver:
    known = context.site.filters.values()
    return by_id_or_name((f.id, (f.name,)) for f in known if context.sees_filter(f))


def labels(value: Value) -> Ids:
    return frozenset({value.text.casefold()})


def nothing(_value: Value) -> Ids:
    """For fields whose values the sandbox does not keep: no value exists."""
    return NOTHING


def options(definition: FieldDefinition, name: str) -> Resolver:
    find = by_id_or_name((o.id, (o.value,)) for o in definition.options.values())

    def resolve(value: Value) -> Ids:
        found = find(value)
        if not found:
            raise JQLError(f"The option '{value.text}' for field '{name}' does not exist.")
        return found

    return resolve


def issues(context: QueryContext, name: str) -> Resolver:
    """
    Resolve keys and ids of issues; what is gone or out of sight resolves to nothing.

    Args:
        name: The field as written, for the error about a text that cannot be a key.
    """

    def resolve(value: Value) -> Ids:
        issue = context.find_issue(value.text)
        if issue is not None:
            return frozenset({issue.id})
        if not value.is_number and not _KEY_OR_ID.fullmatch(value.text):
            raise JQLError(f"The issue key '{value.text}' for field '{name}' is invalid.")
        return NOTHING

    return resolve
