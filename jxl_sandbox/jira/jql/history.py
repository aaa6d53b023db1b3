"""
``WAS`` and ``CHANGED``: questions to an issue's changelog.

The changelog tells changes; what held between them is worked out here as spans of time. Lists of ids (fix
versions) are changed one id at a time: an entry has ``from`` for what was taken away, ``to`` for what was added.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from jxl_sandbox.jira.jql.dates import to_ms
from jxl_sandbox.jira.jql.terms import IdTerm, Test
from jxl_sandbox.jira.model import Issue

_BEGINNING, _END = -(10**18), 10**18


@dataclass(frozen=True, slots=True)
class Span:
    """A value (None: empty) held from ``begin_ms`` up to ``end_ms``; ``by`` gave the issue the value."""

    value: Hashable
    begin_ms: int
    end_ms: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Change:
    before: Hashable
    after: Hashable
    at_ms: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What the predicates of a clause ask.

    ``by`` are account ids, ``before`` and ``after`` allowed values of a change (None inside: empty);
    ``begin_ms`` and ``end_ms`` bound the time, both inclusive. None: not asked.
    """

    by: frozenset[Hashable] | None = None
    before: frozenset[Hashable] | None = None
    after: frozenset[Hashable] | None = None
    begin_ms: int = _BEGINNING
    end_ms: int = _END

    def allows_person(self, account_id: str | None) -> bool:
        return self.by is None or account_id in self.by


Wanted: TypeAlias = Callable[[Hashable], bool]


def day_of(moment: datetime) -> tuple[int, int]:
    """First and last millisecond of a moment's day in its zone: ``ON`` asks for the whole day."""
    start = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return to_ms(start), to_ms(start + timedelta(days=1)) - 1


def build_was(term: IdTerm, wanted: frozenset[Hashable], limits: Limits) -> Test:
    """Test whether the field ever held one of ``wanted`` (None: was empty) within ``limits``."""

    def test(issue: Issue) -> bool:
        return any(
            span.value in wanted
            and span.begin_ms <= limits.end_ms
            and span.end_ms > limits.begin_ms
            and limits.allows_person(span.by)
            for span in spans_of(term, issue)
        )

    return test


def build_changed(term: IdTerm, limits: Limits) -> Test:
    """Test whether a change of the field meets all of ``limits``."""

    def test(issue: Issue) -> bool:
        return any(
            limits.begin_ms <= change.at_ms <= limits.end_ms
            and limits.allows_person(change.by)
            and (limits.before is None or change.before in limits.before)
            and (limits.after is None or change.after in limits.after)
            for change in changes_of(term, issue)
        )

    return test


def changes_of(term: IdTerm, issue: Issue) -> list[Change]:
    """All changes of the field, oldest first."""
    changes = [
        Change(_id(item.get("from")), _id(item.get("to")), entry["created_ms"], entry.get("author"))
        for entry in issue.changelog
        for item in entry["items"]
        if item.get("fieldId") == term.history
    ]
    return sorted(changes, key=lambda change: change.at_ms)


def spans_of(term: IdTerm, issue: Issue) -> list[Span]:
    """All that the field ever held, the present included."""
    changes = changes_of(term, issue)
    creator = issue.values.get("creator")
    if not term.is_multi:
        return _single_spans(changes, _id(term.read(issue)), issue.created_ms, creator)
    return _list_spans(changes, [_id(i) for i in term.read(issue) or ()], issue.created_ms, creator)


def _single_spans(
    changes: Sequence[Change], current: Hashable, created_ms: int, creator: str | None
) -> list[Span]:
    spans = []
    begin, by = created_ms, creator
    for change in changes:
        spans.append(Span(change.before, begin, change.at_ms, by))
        begin, by = change.at_ms, change.by
    spans.append(Span(current, begin, _END, by))
    return spans


def _list_spans(
    changes: Sequence[Change], current: Sequence[Hashable], created_ms: int, creator: str | None
) -> list[Span]:
    # Undo the changes to know what the list held at first, then walk forwards.
    held = set(current)
    for change in reversed(changes):
        held.discard(change.after)
        if change.before is not None:
            held.add(change.before)
    since: dict[Hashable, tuple[int, str | None]] = dict.fromkeys(held or {None}, (created_ms, creator))
    spans = []
    for change in changes:
        if change.before in since:
            spans.append(
                Span(change.before, since[change.before][0], change.at_ms, since.pop(change.before)[1])
            )
        if change.after is not None:
            if None in since:
                spans.append(Span(None, since[None][0], change.at_ms, since.pop(None)[1]))
            since[change.after] = (change.at_ms, change.by)
        if not since:
            since[None] = (change.at_ms, change.by)
    return spans + [Span(value, begin, _END, by) for value, (begin, by) in since.items()]


def _id(value: Any) -> Hashable:
    """An id of the changelog as the term knows it; texts may be empty there for "none"."""
    return None if value is None or value == "" else str(value)
