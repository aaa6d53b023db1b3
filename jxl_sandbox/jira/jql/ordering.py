"""
ORDER BY: which value of an issue a field sorts by, and the sorting itself.

Empty values come last ascending and first descending. Statuses, types, priorities, options and versions sort
by their configured order, people and projects by name, keys by project and then number. Ties, and queries
without ORDER BY, go by newest first: created descending, then id descending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from jxl_sandbox.jira.jql.bindings import work_ratio
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.terms import number_of
from jxl_sandbox.jira.jql.text import TextReader
from jxl_sandbox.jira.model import FieldDefinition, Issue

MAX_ORDER_FIELDS = 7

SortKey: TypeAlias = Callable[[Issue], Any]
"""Gives something comparable, or None when the field is empty."""

# Fields that sort descending when no direction is written.
_DESCENDING = frozenset(
    {
        "created",
        "updated",
        "resolutiondate",
        "duedate",
        "lastViewed",
        "priority",
        "votes",
        "watches",
        "workratio",
        "timespent",
        "timeestimate",
        "timeoriginalestimate",
        "progress",
        "statuscategorychangedate",
    }
)
_CATEGORY_ORDER = {"undefined": 0, "new": 1, "indeterminate": 2, "done": 3}


def is_descending_by_default(definition: FieldDefinition) -> bool:
    return definition.id in _DESCENDING


def sort_issues(issues: Iterable[Issue], keys: Sequence[tuple[SortKey, bool]]) -> list[Issue]:
    """
    Sort by several keys.

    Args:
        keys: With each whether it is descending; the first one counts most.
    """
    ordered = sorted(issues, key=lambda issue: (issue.created_ms, issue.id), reverse=True)
    for key, is_descending in reversed(keys):
        keyed = [(key(issue), issue) for issue in ordered]
        filled = [pair for pair in keyed if pair[0] is not None]
        # A reversed sort keeps the order of equals, so earlier passes survive it.
        filled.sort(key=lambda pair: pair[0], reverse=is_descending)
        ordered = [issue for _, issue in filled]
        if len(filled) < len(keyed):
            empty = [issue for value, issue in keyed if value is None]
            ordered = empty + ordered if is_descending else ordered + empty
    return ordered


def build_sort_key(
    definitions: Sequence[FieldDefinition], name: str, context: QueryContext, reader: TextReader
) -> SortKey:
    """
    Build the key of one field of ORDER BY; of fields that share a name the first filled one counts.

    Args:
        definitions: What the name stands for.
        name: The field as written, for the error.

    Raises:
        JQLError: The field does not exist or cannot be sorted by.
    """
    if not definitions:
        raise JQLError(f"Not able to sort using field '{name}'.")
    keys = [key for d in definitions if (key := _SortField(d, context, reader).build()) is not None]
    if not keys:
        raise JQLError(f"Field '{name}' does not support sorting.")
    if len(keys) == 1:
        return keys[0]
    return lambda issue: next((value for key in keys if (value := key(issue)) is not None), None)


class _SortField:
    """Builds the key of one field definition."""

    def __init__(self, definition: FieldDefinition, context: QueryContext, reader: TextReader) -> None:
        self._definition = definition
        self._id = definition.id
        self._context = context
        self._site = context.site
        self._reader = reader

    def build(self) -> SortKey | None:
        """Build the key; None when the field cannot be sorted by."""
        is_computed = self._definition.kind == "computed"
        method = (_COMPUTED if is_computed else _STORED).get(
            self._id if is_computed else self._definition.kind
        )
        return None if method is None else method(self)

    def plain(self) -> SortKey:
        key = self._id
        return lambda issue: issue.values.get(key)

    def text(self) -> SortKey:
        key, read = self._id, self._reader.read
        return lambda issue: read(issue.values.get(key)) or None

    def count(self) -> SortKey:
        key = self._id
        return lambda issue: len(issue.values.get(key) or ())

    def folded(self) -> SortKey:
        key = self._id
        return lambda issue: value.casefold() if (value := issue.values.get(key)) else None

    def folded_list(self) -> SortKey:
        key = self._id
        return lambda issue: sorted(v.casefold() for v in value) if (value := issue.values.get(key)) else None

    def last_of_list(self) -> SortKey:
        key = self._id
        return lambda issue: value[-1] if (value := issue.values.get(key)) else None

    def by_place(self, places: Mapping[Any, Any]) -> SortKey:
        """Sort one id, or a list of ids, by what ``places`` says of each; unknown ids count as empty."""
        key = self._id

        def sort_key(issue: Issue) -> Any:
            value = issue.values.get(key)
            if isinstance(value, list):
                return sorted(places[v] for v in value if v in places) or None
            return places.get(value)

        return sort_key

    def statuses(self) -> SortKey:
        return self.by_place(_in_order(self._site.statuses))

    def issue_types(self) -> SortKey:
        return self.by_place(_in_order(self._site.issue_types))

    def priorities(self) -> SortKey:
        # The most urgent one is the greatest: `ORDER BY priority DESC` begins with it.
        return self.by_place(_in_order(reversed(self._site.priorities)))

    def resolutions(self) -> SortKey:
        return self.by_place(_in_order(self._site.resolutions))

    def options(self) -> SortKey:
        return self.by_place(_in_order(self._definition.options))

    def versions(self) -> SortKey:
        projects = self._site.projects.values()
        return self.by_place({i: (p.key, at) for p in projects for at, i in enumerate(p.versions)})

    def components(self) -> SortKey:
        projects = self._site.projects.values()
        return self.by_place({i: c["name"].casefold() for p in projects for i, c in p.components.items()})

    def security_levels(self) -> SortKey:
        projects = self._site.projects.values()
        return self.by_place({i: x.name.casefold() for p in projects for i, x in p.security_levels.items()})

    def users(self) -> SortKey:
        return self.by_place({u.account_id: u.display_name.casefold() for u in self._site.users.values()})

    def teams(self) -> SortKey:
        return self.by_place({t.id: t.name.casefold() for t in self._site.teams.values()})

    def projects(self) -> SortKey:
        return self.by_place({p.id: p.name.casefold() for p in self._site.projects.values()})

    def parent(self) -> SortKey:
        issues = self._site.issues

        def sort_key(issue: Issue) -> tuple[str, int] | None:
            parent = issues.get(issue.values.get("parent") or 0)
            return (parent.key.rpartition("-")[0], number_of(parent)) if parent is not None else None

        return sort_key

    def own_key(self) -> SortKey:
        keys = {p.id: p.key for p in self._site.projects.values()}
        return lambda issue: (keys[issue.project_id], number_of(issue))

    def own_project(self) -> SortKey:
        names = {p.id: p.name.casefold() for p in self._site.projects.values()}
        return lambda issue: names[issue.project_id]

    def created(self) -> SortKey:
        return lambda issue: issue.created_ms

    def updated(self) -> SortKey:
        return lambda issue: issue.updated_ms

    def last_viewed(self) -> SortKey:
        views = self._context.views
        return lambda issue: views.get(issue.id)

    def status_category(self) -> SortKey:
        places = {s.id: _CATEGORY_ORDER[s.category] for s in self._site.statuses.values()}
        return lambda issue: places.get(issue.values["status"])

    def work_ratio(self) -> SortKey:
        return work_ratio

    def progress(self) -> SortKey:
        def sort_key(issue: Issue) -> float | None:
            spent, left = issue.values.get("timespent") or 0, issue.values.get("timeestimate") or 0
            return spent / (spent + left) if spent + left else None

        return sort_key


def _in_order(ids: Iterable[Any]) -> dict[Any, int]:
    return {i: at for at, i in enumerate(ids)}


# By kind of field.
_STORED: dict[str, Callable[[_SortField], SortKey]] = {
    "string": _SortField.text,
    "adf": _SortField.text,
    "url": _SortField.text,
    "number": _SortField.plain,
    "seconds": _SortField.plain,
    "date": _SortField.plain,
    "datetime": _SortField.plain,
    "rank": _SortField.plain,
    "votes": _SortField.count,
    "watches": _SortField.count,
    "group": _SortField.folded,
    "groups": _SortField.folded_list,
    "labels": _SortField.folded_list,
    "sprint": _SortField.last_of_list,
    "parent": _SortField.parent,
    "status": _SortField.statuses,
    "issuetype": _SortField.issue_types,
    "priority": _SortField.priorities,
    "resolution": _SortField.resolutions,
    "security": _SortField.security_levels,
    "option": _SortField.options,
    "options": _SortField.options,
    "cascade": _SortField.options,
    "version": _SortField.versions,
    "versions": _SortField.versions,
    "components": _SortField.components,
    "user": _SortField.users,
    "users": _SortField.users,
    "project": _SortField.projects,
    "team": _SortField.teams,
}
# By field id, for fields without a value of their own.
_COMPUTED: dict[str, Callable[[_SortField], SortKey]] = {
    "issuekey": _SortField.own_key,
    "project": _SortField.own_project,
    "created": _SortField.created,
    "updated": _SortField.updated,
    "lastViewed": _SortField.last_viewed,
    "statusCategory": _SortField.status_category,
    "workratio": _SortField.work_ratio,
    "progress": _SortField.progress,
}
