"""
The field ``filter``: restrictions that stand in saved filters.

A filter is compiled as the person who asks. Values in it that they may not know find nothing, as in Jira, so that a
filter over several projects shows each person what they may see of it; its ORDER BY does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jxl_sandbox.jira.agile_model import SavedFilter
from jxl_sandbox.jira.jql import lookup
from jxl_sandbox.jira.jql.ast import And, Clause, Node, Not, Or, Value
from jxl_sandbox.jira.jql.combine import Compiled, always
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.parser import parse
from jxl_sandbox.jira.jql.terms import EQUALITY, Given, Literal, Term

# How deep filters may stand inside each other. Compiling and running go as deep as that on Python's stack.
MOST_LEVELS = 100
_LEVELS_OF_FILTER = 3


class FilterTerm(Term):
    """``filter``, ``request``, ``savedFilter`` and ``searchRequest``."""

    def __init__(self, name: str, context: QueryContext) -> None:
        super().__init__(name, EQUALITY)
        self._site = context.site
        self._resolve = lookup.filters(context)

    def find(self, literal: Literal) -> list[SavedFilter]:
        """
        Find the filters that a value names; several may share a name.

        Raises:
            JQLError: There is none that the actor sees, or the value is none of a filter.
        """
        if isinstance(literal, Given):
            raise self.refuse_function(literal)
        found = (
            [i for i in self._resolve(literal) if isinstance(i, int)] if isinstance(literal, Value) else []
        )
        if not found and isinstance(literal, Value):
            raise self.refuse_value(literal)
        return [self._site.filters[i] for i in sorted(found)]

    def refuse_filter(self, literal: Literal, saved: SavedFilter, error: UnusableFilter) -> JQLError:
        value = literal.text if isinstance(literal, Value) else ""
        where = f"Field '{self.name}' with value '{value}' matches filter '{saved.name}' and"
        if isinstance(error, CyclicFilter):
            return JQLError(
                f"{where} causes a cyclical reference, this query can not be executed and should be edited."
            )
        return JQLError(
            f"{where} leads through too many other filters, at most {MOST_LEVELS} levels are allowed."
        )


class UnusableFilter(Exception):
    """A saved filter cannot be joined. Caught where the caller's own query names the first one of the way."""


class CyclicFilter(UnusableFilter):
    """A filter leads back to itself."""


class DeepFilter(UnusableFilter):
    """Filters and their parentheses stand inside each other more than :data:`MOST_LEVELS` deep."""


@dataclass(slots=True)
class _Open:
    """A filter that is being compiled; ``below`` are the levels of the deepest filter in it."""

    filter_id: int
    levels: int
    below: int = 0


class SavedFilters:
    """
    Compiles the filters that one query leads through, each of them once.

    Args:
        compile_where: Compiles a filter's restrictions; filters in them come back here.
        filter_id: The filter whose query this is, when one is being saved: it may not lead back to it.
    """

    def __init__(self, compile_where: Callable[[Node], Compiled], filter_id: int | None) -> None:
        self._compile_where = compile_where
        self._open = [] if filter_id is None else [_Open(filter_id, 0)]
        self._compiled: dict[int, tuple[Compiled, int]] = {}

    def compile(self, saved: SavedFilter) -> Compiled:
        """
        Raises:
            UnusableFilter: The filter leads back to itself, or too deep.
        """
        if any(saved.id == one.filter_id for one in self._open):
            raise CyclicFilter
        if saved.id not in self._compiled:
            where = parse(saved.jql).where
            self._compiled[saved.id] = (
                (Compiled(always), 1) if where is None else self._descend(saved.id, where)
            )
        compiled, levels = self._compiled[saved.id]
        self._require_shallow(levels)
        if self._open:
            self._open[-1].below = max(self._open[-1].below, levels)
        return compiled

    def _descend(self, filter_id: int, where: Node) -> tuple[Compiled, int]:
        one = _Open(filter_id, _LEVELS_OF_FILTER + _depth(where))
        self._require_shallow(one.levels)
        self._open.append(one)
        try:
            return self._compile_where(where), one.levels + one.below
        finally:
            self._open.pop()

    def _require_shallow(self, levels: int) -> None:
        if sum(one.levels for one in self._open) + levels > MOST_LEVELS:
            raise DeepFilter


def _depth(node: Node) -> int:
    match node:
        case And(clauses) | Or(clauses):
            return 1 + max(_depth(c) for c in clauses)
        case Not(clause):
            return 1 + _depth(clause)
        case Clause():
            return 1
