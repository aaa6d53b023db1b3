"""
Fields that are unlike all others: the issue itself, people one may not be told of, cascading options, lists of days.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from jxl_sandbox.jira.jql.ast import Operator, Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.terms import (
    COMPARE,
    EQUALITY,
    RELATIONAL,
    TEXT,
    Given,
    Ids,
    IdTerm,
    IssueReferenceTerm,
    Literal,
    ScalarTerm,
    Test,
    number_of,
)
from jxl_sandbox.jira.model import Issue

_MOST_STARS = 4  # in one pattern: more would let a query keep the event loop busy


class IssueTerm(IssueReferenceTerm):
    """
    The issue itself: ``key``, ``id``, ``issue``. Never empty; compared by number within its project.

    ``~`` looks at the key with ``*`` and ``?`` for any letters: ``"-123"`` is that number in any project.
    """

    def __init__(self, name: str, context: QueryContext, resolve: Callable[[Value], Ids]) -> None:
        super().__init__(
            name,
            EQUALITY | RELATIONAL | TEXT,
            frozenset({"issue"}),
            read=lambda issue: issue.id,
            resolve=resolve,
            confines="issues",
        )
        self._context = context

    def build_compare(self, operator: Operator, literal: Literal, /) -> Test:
        compare = COMPARE[operator]
        anchors = [self._context.site.issues[i] for i in self.resolve([literal]) if isinstance(i, int)]
        places = [(issue.project_id, number_of(issue)) for issue in anchors]
        return lambda issue: any(p == issue.project_id and compare(number_of(issue), n) for p, n in places)

    def build_like(self, literal: Literal, /) -> Test:
        if isinstance(literal, Given):
            raise self.refuse_function(literal)
        text = literal.text.strip() if isinstance(literal, Value) else ""
        if not text:
            raise JQLError(f"The field '{self.name}' does not support searching for an empty string.")
        words = "".join(
            ".*" if c == "*" else "." if c == "?" else re.escape(c) for c in re.sub(r"\*+", "*", text.upper())
        )
        if words.count(".*") > _MOST_STARS:
            raise JQLError(f"Unable to parse the text '{text}' for field '{self.name}'.")
        matches = re.compile(f".*{words}" if text.startswith("-") else words).fullmatch
        return lambda issue: matches(issue.key) is not None


class PeopleTerm(IdTerm):
    """
    Voters or watchers. They are found on issues where the actor may view them, and everywhere where the query asks
    for the actor alone.

    Args:
        may_view: Whether the actor may know the people of an issue.
        own_id: The actor's account id; None for nobody in particular.
    """

    def __init__(
        self,
        name: str,
        operators: frozenset[Operator],
        *,
        read: Callable[[Issue], Any],
        resolve: Callable[[Value], Ids],
        may_view: Callable[[Issue], bool],
        own_id: str | None,
    ) -> None:
        super().__init__(name, operators, frozenset({"user"}), read=read, resolve=resolve, is_multi=True)
        self._may_view = may_view
        self._own_id = own_id

    def build_empty(self) -> Test:
        return self._guard(self.is_empty, frozenset())

    def build_filled(self) -> Test:
        return self._guard(super().build_filled(), frozenset())

    def build_equals(self, literals: Sequence[Literal], /) -> Test:
        return self._guard(super().build_equals(literals), self.resolve(literals))

    def build_differs(self, literals: Sequence[Literal], /) -> Test:
        return self._guard(super().build_differs(literals), self.resolve(literals))

    def _guard(self, test: Test, asked: Ids) -> Test:
        own_id, may_view, read = self._own_id, self._may_view, self.read
        if own_id is None or own_id not in asked:
            return lambda issue: test(issue) and may_view(issue)
        if len(asked) == 1:
            return test
        return lambda issue: test(issue) and (own_id in (read(issue) or ()) or may_view(issue))


class CascadeTerm(IdTerm):
    """
    A cascading select: the ids of the option and of the one below it, or of the option and :func:`no_child_of` it.

    ``cascadeOption(none)`` gives None, which is an issue without a value.
    """

    def build_has(self, ids: Ids) -> Test:
        has, is_empty = super().build_has(ids), self.is_empty
        return has if None not in ids else lambda issue: is_empty(issue) or has(issue)


def no_child_of(option_id: str) -> Hashable:
    """The mark of an option without one below it among the ids of :class:`CascadeTerm`."""
    return (option_id, None)


class ListScalarTerm(ScalarTerm):
    """As :class:`ScalarTerm`, of several values of which one is enough; ``read`` gives all of them."""

    def is_empty(self, issue: Issue, /) -> bool:
        return not self.read(issue)

    def build_equals(self, literals: Sequence[Literal], /) -> Test:
        read, wanted = self.read, self._parse_all(literals)
        return lambda issue: not wanted.isdisjoint(read(issue))

    def build_differs(self, literals: Sequence[Literal], /) -> Test:
        read, unwanted = self.read, self._parse_all(literals)
        return lambda issue: bool(values := read(issue)) and unwanted.isdisjoint(values)

    def build_compare(self, operator: Operator, literal: Literal, /) -> Test:
        limit = self._parse_limit(operator, literal)
        read, compare = self.read, COMPARE[operator]
        return lambda issue: limit is not None and any(compare(value, limit) for value in read(issue))
