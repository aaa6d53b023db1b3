"""
Builds the term of a field from the kind of its stored value: which operators it takes and how it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from jxl_sandbox.jira.conversation import visible_entries
from jxl_sandbox.jira.jql import lookup
from jxl_sandbox.jira.jql.ast import Operator, Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.dates import parse_work_seconds
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.filter_clause import FilterTerm
from jxl_sandbox.jira.jql.more_terms import CascadeTerm, IssueTerm, ListScalarTerm, PeopleTerm, no_child_of
from jxl_sandbox.jira.jql.terms import (
    EMPTINESS,
    EQUALITY,
    HISTORY,
    RELATIONAL,
    TEXT,
    Given,
    IdTerm,
    IssueReferenceTerm,
    LabelTerm,
    ScalarTerm,
    SortOnlyTerm,
    Term,
    TextTerm,
    date_parser,
)
from jxl_sandbox.jira.jql.text import TextReader
from jxl_sandbox.jira.model import STATUS_CATEGORIES, FieldDefinition, Issue
from jxl_sandbox.jira.rights import IssueRight

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_PICKED = EQUALITY | EMPTINESS
_ORDERED = _PICKED | RELATIONAL
_COUNTED = EQUALITY | RELATIONAL
_CONTAINS = frozenset({Operator.LIKE})


def build_term(
    kind: str, name: str, definition: FieldDefinition | None, context: QueryContext, reader: TextReader
) -> Term:
    """
    Build a term.

    Args:
        kind: A kind of the model, or one of those JQL alone knows (``created``, ``voter``, ``text`` …); fields
            of any other kind can only be sorted by.
        name: The field as written in the query.
        definition: None for fields that only JQL knows.
    """
    builder = _BUILDERS.get(kind)
    return SortOnlyTerm(name) if builder is None else builder(Binding(context, reader, name, definition))


class Binding:
    """What a builder of a term needs, and the shapes most terms have."""

    def __init__(
        self, context: QueryContext, reader: TextReader, name: str, definition: FieldDefinition | None
    ) -> None:
        self.context = context
        self.site = context.site
        self.reader = reader
        self.name = name
        self._definition = definition

    @property
    def definition(self) -> FieldDefinition:
        if self._definition is None:
            raise LookupError(f"the JQL field {self.name} has no definition")
        return self._definition

    def stored(self) -> Callable[[Issue], Any]:
        key = self.definition.id
        return lambda issue: issue.values.get(key)

    def picked(
        self,
        type_: str,
        resolve: lookup.Resolver,
        *,
        operators: frozenset[Operator] = _PICKED,
        read: Callable[[Issue], Any] | None = None,
        is_multi: bool = False,
        order: Callable[[], dict[Hashable, tuple[Hashable, int]]] | None = None,
        has_history: bool = False,
        confines: Literal["projects"] | None = None,
    ) -> IdTerm:
        return IdTerm(
            self.name,
            operators | HISTORY if has_history else operators,
            frozenset({type_}),
            read=read or self.stored(),
            resolve=resolve,
            is_multi=is_multi,
            order=order,
            history=self.definition.id if has_history else None,
            confines=confines,
        )

    def scalar(
        self,
        read: Callable[[Issue], Any],
        parse: Callable[[Value | Given], Any],
        operators: frozenset[Operator] = _ORDERED,
        *types: str,
    ) -> ScalarTerm:
        return ScalarTerm(self.name, operators, frozenset(types), read, parse)

    def moment(self, read: Callable[[Issue], Any], *, is_day: bool = False) -> ScalarTerm:
        parse = date_parser(self.name, self.context, is_day=is_day)
        return self.scalar(read, parse, _ORDERED, "date")

    def parse_number(self, literal: Value | Given) -> float:
        text = literal.text if isinstance(literal, Value) else ""
        if not _NUMBER.fullmatch(text):
            raise JQLError(f"Value '{text}' is not a valid number for the field '{self.name}'.")
        return float(text)

    def parse_duration(self, literal: Value | Given) -> int:
        text = literal.text if isinstance(literal, Value) else ""
        seconds = parse_work_seconds(text)
        if seconds is None:
            raise JQLError(
                f"Value '{text}' is not a valid duration for the field '{self.name}', e.g. '2h 30m'."
            )
        return seconds


def _places(ids: Iterable[Hashable], *, is_reversed: bool = False) -> dict[Hashable, tuple[Hashable, int]]:
    ordered = list(ids)
    if is_reversed:
        ordered.reverse()
    return {i: (None, at) for at, i in enumerate(ordered)}


def _always_empty(_issue: Issue) -> None:
    """For what the sandbox does not keep."""


def _build_user(b: Binding) -> Term:
    has_history = b.definition.id in ("assignee", "reporter")
    return b.picked("user", lookup.users(b.context), has_history=has_history)


def _build_status_category(b: Binding) -> Term:
    category_of = {s.id: STATUS_CATEGORIES[s.category].id for s in b.site.statuses.values()}
    return b.picked(
        "statuscategory",
        lookup.status_categories(),
        read=lambda issue: category_of.get(issue.values["status"]),
    )


def _build_text(b: Binding) -> Term:
    key = b.definition.id
    return TextTerm(b.name, TEXT | EMPTINESS, lambda issue: (issue.values.get(key),), b.reader)


def _build_comment(b: Binding) -> Term:
    return TextTerm(b.name, TEXT, lambda issue: _comment_bodies(b.context, issue), b.reader)


def _comment_bodies(context: QueryContext, issue: Issue) -> list[Any]:
    """What is said in the comments that the actor may see."""
    seen = visible_entries(context.site, context.actor, issue, "comment")
    return [comment.get("body") for comment in seen]


def _text_definitions(context: QueryContext) -> list[FieldDefinition]:
    """What the fields ``text`` and ``textfields`` search."""
    return [
        d
        for d in context.site.fields.values()
        if d.kind in ("string", "adf") and context.is_in_sight(d.scope_project_id)
    ]


def _build_all_text(b: Binding, *, with_comments: bool) -> Term:
    keys = [d.id for d in _text_definitions(b.context)]

    def read(issue: Issue) -> Sequence[Any]:
        values = issue.values
        texts = [v for k in keys if (v := values.get(k))]
        return texts + _comment_bodies(b.context, issue) if with_comments else texts

    return TextTerm(b.name, _CONTAINS, read, b.reader)


def _build_issue_link_type(b: Binding) -> Term:
    types = b.site.link_types.values()
    return b.picked(
        "linktype",
        lookup.by_id_or_name((t.id, (t.name, t.inward, t.outward)) for t in types),
        operators=EQUALITY,
        read=lambda issue: [link["type"] for link in issue.values.get("issuelinks") or ()],
        is_multi=True,
    )


def _build_work_ratio(b: Binding) -> Term:
    return b.scalar(work_ratio, b.parse_number)


def work_ratio(issue: Issue) -> int | None:
    """Time spent in per cent of the original estimate; None without an estimate (Jira shows -1)."""
    estimate = issue.values.get("timeoriginalestimate")
    return (issue.values.get("timespent") or 0) * 100 // estimate if estimate else None


def _build_hierarchy_level(b: Binding) -> Term:
    levels = {t.id: t.hierarchy_level for t in b.site.issue_types.values()}
    return b.scalar(lambda issue: levels.get(issue.values["issuetype"]), b.parse_number, _COUNTED)


def _build_own_project(b: Binding) -> Term:
    resolve = lookup.projects(b.context)
    return b.picked("project", resolve, read=lambda issue: issue.project_id, confines="projects")


def _build_project_type(b: Binding) -> Term:
    types = {p.id: p.type_key for p in b.site.projects.values()}
    return b.picked(
        "projecttype", lookup.project_types(), operators=EQUALITY, read=lambda i: types[i.project_id]
    )


def _build_url(b: Binding) -> Term:
    return b.picked("url", lambda value: frozenset({value.text}))


def _build_count(b: Binding) -> Term:
    key = b.definition.id
    return b.scalar(lambda issue: len(issue.values.get(key) or ()), b.parse_number, _COUNTED)


def _build_worklog_author(b: Binding) -> Term:
    return b.picked(
        "user",
        lookup.users(b.context),
        read=lambda issue: [
            log["author"] for log in visible_entries(b.context.site, b.context.actor, issue, "worklog")
        ],
        is_multi=True,
    )


def _build_worklog_comment(b: Binding) -> Term:
    site, actor = b.site, b.context.actor
    return TextTerm(
        b.name,
        _CONTAINS,
        lambda issue: [log.get("comment") for log in visible_entries(site, actor, issue, "worklog")],
        b.reader,
    )


def _build_worklog_date(b: Binding) -> Term:
    site, actor, zone = b.site, b.context.actor, b.context.zone

    def read(issue: Issue) -> list[str]:
        logs = visible_entries(site, actor, issue, "worklog")
        return [datetime.fromtimestamp(log["started"] / 1000, zone).date().isoformat() for log in logs]

    parse = date_parser(b.name, b.context, is_day=True)
    return ListScalarTerm(b.name, _ORDERED, frozenset({"date"}), read, parse)


def _build_people(b: Binding, key: str) -> Term:
    right = IssueRight(b.site, b.context.actor, "VIEW_VOTERS_AND_WATCHERS")
    return PeopleTerm(
        b.name,
        _PICKED,
        read=lambda issue: issue.values.get(key),
        resolve=lookup.users(b.context),
        may_view=right.holds,
        own_id=b.context.user.account_id if b.context.user is not None else None,
    )


def _build_last_viewed(b: Binding) -> Term:
    views = b.context.views
    return b.moment(lambda issue: views.get(issue.id))


def _build_parent_project(b: Binding) -> Term:
    issues = b.site.issues

    def read(issue: Issue) -> str | None:
        parent = issues.get(issue.values.get("parent") or 0)
        return parent.project_id if parent is not None else None

    return b.picked("project", lookup.projects(b.context), operators=EQUALITY, read=read)


def _build_parent_epic(b: Binding) -> Term:
    site = b.site
    epic_types = {t.id for t in site.issue_types.values() if t.hierarchy_level > 0}

    def read(issue: Issue) -> list[int]:
        """The epics that the issue, or the issue that it is a sub-task of, belongs to."""
        if site.projects[issue.project_id].style != "classic":
            return []
        above = []
        parent = site.issues.get(issue.values.get("parent") or 0)
        while parent is not None:
            if parent.values["issuetype"] in epic_types:
                above.append(parent.id)
            parent = site.issues.get(parent.values.get("parent") or 0)
        return above

    return IssueReferenceTerm(
        b.name,
        EQUALITY,
        frozenset({"issue"}),
        read=read,
        resolve=lookup.issues(b.context, b.name),
        is_multi=True,
    )


def build_link_term(
    name: str, sides: frozenset[tuple[str, str]] | None, context: QueryContext
) -> IssueReferenceTerm:
    """
    Build the term of ``issueLink`` and its likes: the visible issues that an issue is linked to.

    Args:
        sides: Ids of link types with the direction as seen from the issue; None: links of any type.
    """
    issues, sight = context.site.issues, context.sight

    def read(issue: Issue) -> list[int]:
        return [
            other.id
            for link in issue.values.get("issuelinks") or ()
            if (sides is None or (link["type"], link["direction"]) in sides)
            and (other := issues.get(link["issue"])) is not None
            and sight.sees(other)
        ]

    resolve = lookup.issues(context, name)
    return IssueReferenceTerm(name, EQUALITY, frozenset({"issue"}), read=read, resolve=resolve, is_multi=True)


def _build_cascade(b: Binding) -> Term:
    key = b.definition.id

    def read(issue: Issue) -> list[Hashable] | None:
        value = issue.values.get(key)
        return value if not value or len(value) > 1 else [*value, no_child_of(value[0])]

    return CascadeTerm(
        b.name,
        _PICKED,
        frozenset({"option"}),
        read=read,
        resolve=lookup.options(b.definition, b.name),
        is_multi=True,
    )


def _build_parent(b: Binding) -> Term:
    # `"Epic Link"` and `"Parent Link"` mean the parent now, whatever its level.
    resolve = lookup.issues(b.context, b.name)
    return IssueReferenceTerm(
        b.name, _PICKED, frozenset({"issue"}), read=lambda issue: issue.values.get("parent"), resolve=resolve
    )


def _build_versions(b: Binding) -> Term:
    return b.picked(
        "version",
        lookup.versions(b.context),
        operators=_ORDERED,
        is_multi=b.definition.kind == "versions",
        order=lambda: lookup.version_order(b.context),
        has_history=b.definition.id == "fixVersions",
    )


# By kind of field: those of the model, then those of JQL alone.
_BUILDERS: dict[str, Callable[[Binding], Term]] = {
    "string": _build_text,
    "adf": _build_text,
    "text": lambda b: _build_all_text(b, with_comments=True),
    "textfields": lambda b: _build_all_text(b, with_comments=False),
    "comment": _build_comment,
    "url": _build_url,
    "number": lambda b: b.scalar(b.stored(), b.parse_number),
    "seconds": lambda b: b.scalar(b.stored(), b.parse_duration),
    "date": lambda b: b.moment(b.stored(), is_day=True),
    "datetime": lambda b: b.moment(b.stored()),
    "created": lambda b: b.moment(lambda issue: issue.created_ms),
    "updated": lambda b: b.moment(lambda issue: issue.updated_ms),
    "lastviewed": _build_last_viewed,
    "issue": lambda b: IssueTerm(b.name, b.context, lookup.issues(b.context, b.name)),
    "issuelinks": lambda b: build_link_term(b.name, None, b.context),
    "attachment": lambda b: b.picked("attachment", lookup.nothing, operators=EMPTINESS, is_multi=True),
    "filter": lambda b: FilterTerm(b.name, b.context),
    "parent": _build_parent,
    "parentproject": _build_parent_project,
    "parentepic": _build_parent_epic,
    "epic": _build_parent,
    "project_of": _build_own_project,
    "project": lambda b: b.picked("project", lookup.projects(b.context)),
    "projecttype": _build_project_type,
    "issuetype": lambda b: b.picked("issuetype", lookup.issue_types(b.context)),
    "hierarchylevel": _build_hierarchy_level,
    "status": lambda b: b.picked("status", lookup.statuses(b.context), has_history=True),
    "statuscategory": _build_status_category,
    "priority": lambda b: b.picked(
        "priority",
        lookup.priorities(b.context),
        operators=_ORDERED,
        # A more urgent priority is the greater one.
        order=lambda: _places(b.site.priorities, is_reversed=True),
        has_history=True,
    ),
    "resolution": lambda b: b.picked(
        "resolution",
        lookup.resolutions(b.context),
        operators=_ORDERED,
        order=lambda: _places(b.site.resolutions),
        has_history=True,
    ),
    "security": lambda b: b.picked("security", lookup.security_levels(b.context)),
    "version": _build_versions,
    "versions": _build_versions,
    "components": lambda b: b.picked("component", lookup.components(b.context), is_multi=True),
    "option": lambda b: b.picked("option", lookup.options(b.definition, b.name)),
    "options": lambda b: b.picked("option", lookup.options(b.definition, b.name), is_multi=True),
    "cascade": _build_cascade,
    "user": _build_user,
    "users": lambda b: b.picked("user", lookup.users(b.context), is_multi=True),
    "voter": lambda b: _build_people(b, "votes"),
    "watcher": lambda b: _build_people(b, "watches"),
    "worklogauthor": _build_worklog_author,
    "worklogcomment": _build_worklog_comment,
    "worklogdate": _build_worklog_date,
    "votes": _build_count,
    "watches": _build_count,
    "group": lambda b: b.picked("group", lookup.groups(b.context)),
    "groups": lambda b: b.picked("group", lookup.groups(b.context), is_multi=True),
    "labels": lambda b: LabelTerm(
        b.name, _PICKED, frozenset(), read=b.stored(), resolve=lookup.labels, is_multi=True
    ),
    "team": lambda b: b.picked("team", lookup.teams(b.context)),
    "sprint": lambda b: b.picked("sprint", lookup.sprints(b.context), is_multi=True),
    "issuelinktype": _build_issue_link_type,
    "workratio": _build_work_ratio,
    "nothing": lambda b: b.picked("nothing", lookup.nothing, read=_always_empty),
}
