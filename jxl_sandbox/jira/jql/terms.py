"""
What a clause can ask of one field: the kinds of fields, each with its operators and its comparisons.

A term turns values as written into tests on an issue. All names are resolved when the query is compiled; a
test then only compares ids, numbers or strings, because it runs for every issue of a site.
"""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Any, TypeAlias
from typing import Literal as Literals

from jxl_sandbox.jira.jql.ast import Empty, Operator, Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.dates import FORMATS, parse_moment, to_ms
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.text import TextError, TextReader, build_text_test
from jxl_sandbox.jira.model import Issue

Test: TypeAlias = Callable[[Issue], bool]
Ids: TypeAlias = frozenset[Hashable]

EQUALITY = frozenset({Operator.EQUALS, Operator.NOT_EQUALS, Operator.IN, Operator.NOT_IN})
EMPTINESS = frozenset({Operator.IS, Operator.IS_NOT})
RELATIONAL = frozenset(
    {Operator.LESS_THAN, Operator.LESS_THAN_EQUALS, Operator.GREATER_THAN, Operator.GREATER_THAN_EQUALS}
)
TEXT = frozenset({Operator.LIKE, Operator.NOT_LIKE})
HISTORY = frozenset(
    {
        Operator.WAS,
        Operator.WAS_NOT,
        Operator.WAS_IN,
        Operator.WAS_NOT_IN,
        Operator.CHANGED,
        Operator.NOT_CHANGED,
    }
)

COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS_THAN: op.lt,
    Operator.LESS_THAN_EQUALS: op.le,
    Operator.GREATER_THAN: op.gt,
    Operator.GREATER_THAN_EQUALS: op.ge,
}


@dataclass(frozen=True, slots=True)
class Given:
    """
    What a function gave: ids of one ``type`` (``user``, ``sprint``, ``issue`` …), or for ``date`` one moment
    in epoch milliseconds, or none.
    """

    type: str
    ids: Ids
    function: str


Literal: TypeAlias = Value | Empty | Given


class Term:
    """
    One field as JQL sees it; this base refuses everything.

    Args:
        name: The field as it was written in the query; errors name it so.
        operators: What may be asked. Everything else is refused before a method is called.
        types: Types of functions whose values fit.
    """

    def __init__(
        self, name: str, operators: frozenset[Operator], types: frozenset[str] = frozenset()
    ) -> None:
        self.name = name
        self.operators = operators
        self.types = types

    def is_empty(self, _issue: Issue, /) -> bool:
        """Whether the issue has no value; a field that can have none overrides this."""
        return False

    def build_empty(self) -> Test:
        """Test for no value; one who may not be told of values is not told of their absence."""
        return self.is_empty

    def build_filled(self) -> Test:
        """Test for any value."""
        is_empty = self.is_empty
        return lambda issue: not is_empty(issue)

    def build_equals(self, _literals: Sequence[Literal], /) -> Test:
        """Test for one of the literals, none of which is EMPTY."""
        raise self.refuse(Operator.EQUALS)

    def build_differs(self, _literals: Sequence[Literal], /) -> Test:
        """Test for not empty and none of the literals."""
        raise self.refuse(Operator.NOT_EQUALS)

    def build_compare(self, operator: Operator, _literal: Literal, /) -> Test:
        raise self.refuse(operator)

    def build_like(self, _literal: Literal, /) -> Test:
        raise self.refuse(Operator.LIKE)

    def refuse(self, operator: Operator, /) -> JQLError:
        return JQLError(f"The operator '{operator}' is not supported by the '{self.name}' field.")

    def refuse_function(self, given: Given) -> JQLError:
        return JQLError(
            f"A value provided by the function '{given.function}' is invalid for the field '{self.name}'."
        )

    def refuse_value(self, value: Value) -> JQLError:
        if value.is_number:
            return JQLError(f"A value with ID '{value.text}' does not exist for the field '{self.name}'.")
        return JQLError(f"The value '{value.text}' does not exist for the field '{self.name}'.")


class IdTerm(Term):
    """
    A field whose values are picked from a set: one id, or with ``is_multi`` a list of ids.

    Args:
        read: Reads the id (None: empty) or the list of ids (empty: empty) of an issue.
        resolve: Finds the ids that a value means; empty when there are none.
        order: For ``<`` and ``>``: every id with its chain and its place in it; ids of different chains
            (versions of two projects) are never compared.
        history: The field id in the changelog, when ``WAS`` and ``CHANGED`` are supported.
        confines: The ids are those of the issue's own project, or of the issue: they narrow a search.
    """

    def __init__(
        self,
        name: str,
        operators: frozenset[Operator],
        types: frozenset[str],
        *,
        read: Callable[[Issue], Any],
        resolve: Callable[[Value], Ids],
        is_multi: bool = False,
        order: Callable[[], dict[Hashable, tuple[Hashable, int]]] | None = None,
        history: str | None = None,
        confines: Literals["projects", "issues"] | None = None,
    ) -> None:
        super().__init__(name, operators, types)
        self.read = read
        self.confines = confines
        self.is_multi = is_multi
        self.history = history
        self._resolve = resolve
        self._order = order

    def is_empty(self, issue: Issue, /) -> bool:
        value = self.read(issue)
        return not value if self.is_multi else value is None

    def resolve(self, literals: Sequence[Literal]) -> Ids:
        """
        Find the ids that ``literals`` mean, without those that are EMPTY.

        Raises:
            JQLError: With all values that do not exist or do not fit.
        """
        ids: set[Hashable] = set()
        problems: list[str] = []
        for literal in literals:
            if isinstance(literal, Given):
                if literal.type not in self.types:
                    problems.extend(self.refuse_function(literal).messages)
                ids |= literal.ids
            elif isinstance(literal, Value):
                try:
                    found = self._resolve(literal)
                except JQLError as error:
                    problems.extend(error.messages)
                    continue
                if not found:
                    problems.extend(self.refuse_value(literal).messages)
                ids |= found
        if problems:
            raise JQLError(problems)
        return frozenset(ids)

    def build_equals(self, literals: Sequence[Literal], /) -> Test:
        return self.build_has(self.resolve(literals))

    def build_has(self, ids: Ids) -> Test:
        read = self.read
        if not self.is_multi:
            return lambda issue: read(issue) in ids
        return lambda issue: bool(value := read(issue)) and not ids.isdisjoint(value)

    def build_differs(self, literals: Sequence[Literal], /) -> Test:
        read, ids = self.read, self.resolve(literals)
        if not self.is_multi:
            return lambda issue: (value := read(issue)) is not None and value not in ids
        return lambda issue: bool(value := read(issue)) and ids.isdisjoint(value)

    def build_compare(self, operator: Operator, literal: Literal, /) -> Test:
        if self._order is None:
            raise self.refuse(operator)
        compare, order = COMPARE[operator], self._order()
        anchors = [order[i] for i in self.resolve([literal]) if i in order]
        wanted = frozenset(
            i
            for i, (chain, place) in order.items()
            if any(chain == other and compare(place, at) for other, at in anchors)
        )
        return self.build_has(wanted)


class LabelTerm(IdTerm):
    """Labels: any text is a label, and case does not matter."""

    def build_has(self, ids: Ids) -> Test:
        read = self.read
        return lambda issue: any(label.casefold() in ids for label in read(issue) or ())

    def build_differs(self, literals: Sequence[Literal], /) -> Test:
        has, read = self.build_has(self.resolve(literals)), self.read
        return lambda issue: bool(read(issue)) and not has(issue)


class IssueReferenceTerm(IdTerm):
    """A field whose values are issues. In a list, issues that are gone or out of sight are left out."""

    def drop_missing(self, literals: Sequence[Literal]) -> list[Literal]:
        return [x for x in literals if not isinstance(x, Value) or self._resolve(x)]

    def refuse_value(self, value: Value) -> JQLError:
        if value.is_number:
            return super().refuse_value(value)
        return JQLError(f"An issue with key '{value.text}' does not exist for field '{self.name}'.")


def number_of(issue: Issue) -> int:
    """The number in the issue's key."""
    return int(issue.key.rpartition("-")[2])


class ScalarTerm(Term):
    """A field that holds one value with an order: a number, a date, a moment, a count."""

    def __init__(
        self,
        name: str,
        operators: frozenset[Operator],
        types: frozenset[str],
        read: Callable[[Issue], Any],
        parse: Callable[[Value | Given], Any],
    ) -> None:
        super().__init__(name, operators, types)
        self.read = read
        self._parse = parse

    def is_empty(self, issue: Issue, /) -> bool:
        return self.read(issue) is None

    def _parse_all(self, literals: Sequence[Literal]) -> frozenset[Any]:
        parsed: set[Any] = set()
        problems: list[str] = []
        for literal in literals:
            if isinstance(literal, Empty):
                continue
            try:
                parsed.add(self._parse_one(literal))
            except JQLError as error:
                problems.extend(error.messages)
        if problems:
            raise JQLError(problems)
        return frozenset(parsed)

    def _parse_limit(self, operator: Operator, literal: Literal) -> Any:
        if isinstance(literal, Empty):
            raise JQLError(
                f"The operator '{operator}' does not support searching for EMPTY values on the field '{self.name}'."
            )
        return self._parse_one(literal)

    def _parse_one(self, literal: Value | Given) -> Any:
        if isinstance(literal, Given) and literal.type not in self.types:
            raise self.refuse_function(literal)
        return self._parse(literal)

    def build_equals(self, literals: Sequence[Literal], /) -> Test:
        read, wanted = self.read, self._parse_all(literals)
        return lambda issue: (value := read(issue)) is not None and value in wanted

    def build_differs(self, literals: Sequence[Literal], /) -> Test:
        read, unwanted = self.read, self._parse_all(literals)
        return lambda issue: (value := read(issue)) is not None and value not in unwanted

    def build_compare(self, operator: Operator, literal: Literal, /) -> Test:
        read, compare, limit = self.read, COMPARE[operator], self._parse_limit(operator, literal)
        if limit is None:  # a function that gave no moment
            return lambda _issue: False
        return lambda issue: (value := read(issue)) is not None and compare(value, limit)


def date_parser(name: str, context: QueryContext, *, is_day: bool) -> Callable[[Value | Given], Any]:
    """
    Build the parser of a date field's values.

    Args:
        name: The field as written.
        context: For *now* and the zone.
        is_day: Give ``YYYY-MM-DD``, for fields without a time, instead of epoch milliseconds.

    Returns:
        The parser; it gives None for a function that gave no moment.
    """

    def parse(literal: Value | Given) -> Any:
        if isinstance(literal, Given):
            if not literal.ids:
                return None
            (ms,) = literal.ids
            moment = datetime.fromtimestamp(int(str(ms)) / 1000, context.zone)
        else:
            moment = read_date(literal, context, f"field '{name}'")
        return moment.date().isoformat() if is_day else to_ms(moment)

    return parse


def read_date(value: Value, context: QueryContext, where: str) -> datetime:
    """
    Raises:
        JQLError: In Jira's words; ``where`` is ``field 'updated'`` or ``predicate 'after'``.
    """
    moment = parse_moment(value.text, context.now)
    if moment is None and value.is_number:
        moment = _from_ms(int(value.text), context)
    if moment is None or not 1 < moment.year < MAXYEAR:  # a day either way must stay in the calendar
        raise JQLError(f"Date value '{value.text}' for {where} is invalid. {FORMATS}")
    return moment


def _from_ms(ms: int, context: QueryContext) -> datetime | None:
    try:
        return datetime.fromtimestamp(ms / 1000, context.zone)
    except (ValueError, OverflowError, OSError):
        return None


class TextTerm(Term):
    """A field, or several at once, that are searched by words."""

    def __init__(
        self,
        name: str,
        operators: frozenset[Operator],
        read: Callable[[Issue], Sequence[Any]],
        reader: TextReader,
    ) -> None:
        super().__init__(name, operators)
        self._read = read
        self._reader = reader

    def _texts(self, issue: Issue) -> list[str]:
        return [text for value in self._read(issue) if (text := self._reader.read(value))]

    def is_empty(self, issue: Issue, /) -> bool:
        return not any(text.strip() for text in self._texts(issue))

    def build_like(self, literal: Literal, /) -> Test:
        if isinstance(literal, Given):
            raise self.refuse_function(literal)
        if isinstance(literal, Empty):
            return self.is_empty
        if not literal.text.strip():
            raise JQLError(f"The field '{self.name}' does not support searching for an empty string.")
        try:
            test = build_text_test(literal.text)
        except TextError as error:
            if error.args[0]:
                raise JQLError(
                    f"The text query '{literal.text}' for field '{self.name}' is not allowed to start with character "
                    f"'{error.args[0]}'."
                ) from error
            raise JQLError(f"Unable to parse the text '{literal.text}' for field '{self.name}'.") from error
        texts = self._texts
        return lambda issue: test(texts(issue))


class SortOnlyTerm(Term):
    """A field that can be sorted by but not searched, such as Rank."""

    def __init__(self, name: str) -> None:
        super().__init__(name, frozenset())

    def refuse(self, _operator: Operator, /) -> JQLError:
        return JQLError(f"Field '{self.name}' is not searchable, it is only sortable.")
