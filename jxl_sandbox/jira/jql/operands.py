"""
Reads the right-hand sides of clauses and of their predicates: lists are flattened, functions called.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from jxl_sandbox.jira.jql.ast import Empty, Field, Function, Operand, OperandList, Operator, Predicate, Value
from jxl_sandbox.jira.jql.context import QueryContext
from jxl_sandbox.jira.jql.dates import to_ms
from jxl_sandbox.jira.jql.errors import JQLError
from jxl_sandbox.jira.jql.functions import call_function, find_function
from jxl_sandbox.jira.jql.history import Limits, day_of
from jxl_sandbox.jira.jql.lookup import users
from jxl_sandbox.jira.jql.structure import render_operand
from jxl_sandbox.jira.jql.terms import Given, IdTerm, Literal, read_date
from jxl_sandbox.jira.model import FieldDefinition, Issue

LIST_OPERATORS = frozenset({Operator.IN, Operator.NOT_IN, Operator.WAS_IN, Operator.WAS_NOT_IN})


class Operands:
    """The operands of one clause; ``definitions`` are those of its field, which some functions ask about."""

    def __init__(self, context: QueryContext, field: Field, definitions: Sequence[FieldDefinition]) -> None:
        self.context = context
        self._field = field
        self._definitions = definitions

    def read(self, operand: Operand, operator: Operator) -> list[Literal]:
        """
        Raises:
            JQLError: A function that gives a list beside an operator that takes one value, or the other way
                round; or a function that cannot be called.
        """
        if isinstance(operand, Function) and find_function(operand).is_list != (operator in LIST_OPERATORS):
            kind = "non-list" if operator in LIST_OPERATORS else "list"
            raise JQLError(
                f"Operator '{operator}' does not support the {kind} value '{render_operand(operand)}' for field "
                f"'{self._field.name}'."
            )
        return self.flatten(operand)

    def flatten(self, operand: Operand) -> list[Literal]:
        match operand:
            case OperandList(operands):
                return [literal for inner in operands for literal in self.flatten(inner)]
            case Function():
                return [call_function(operand, self.context, self._definitions, self._field.name)]
            case Value() | Empty():
                return [operand]


def resolve_with_empty(term: IdTerm, literals: Sequence[Literal]) -> frozenset[Hashable]:
    """Find the ids of ``literals``; EMPTY becomes None, as the history has it."""
    ids = term.resolve(literals)
    return ids | {None} if any(isinstance(literal, Empty) for literal in literals) else ids


def read_limits(term: IdTerm, predicates: Sequence[Predicate], operands: Operands) -> Limits:
    """
    Read the predicates of a WAS or CHANGED clause. Several dates narrow each other; of several BY, FROM or TO
    the last one counts.

    Raises:
        JQLError: Values, people or dates that do not exist or do not fit.
    """
    limits = Limits()
    for predicate in predicates:
        literals = operands.flatten(predicate.operand)
        match predicate.name:
            case "by":
                limits = replace(limits, by=_read_people(literals, operands.context))
            case "from":
                limits = replace(limits, before=resolve_with_empty(term, literals))
            case "to":
                limits = replace(limits, after=resolve_with_empty(term, literals))
            case _:
                first, last = _read_period(predicate.name, literals, operands.context)
                limits = replace(
                    limits, begin_ms=max(limits.begin_ms, first), end_ms=min(limits.end_ms, last)
                )
    return limits


def _read_people(literals: Sequence[Literal], context: QueryContext) -> frozenset[Hashable]:
    people = IdTerm("by", frozenset(), frozenset({"user"}), read=_nothing, resolve=users(context))
    return people.resolve(literals)


def _nothing(_issue: Issue) -> None:
    """Reads no value: for a term that only resolves names."""


def _read_period(name: str, literals: Sequence[Literal], context: QueryContext) -> tuple[int, int]:
    """First and last millisecond that a date predicate allows."""
    if name == "during" and len(literals) != 2:
        raise JQLError("The DURING predicate must be supplied with exactly 2 date values.")
    if name != "during" and len(literals) != 1:
        raise JQLError(f"The {name.upper()} predicate must be supplied with only 1 date value.")
    moments = [_read_moment(literal, name, context) for literal in literals]
    everything = Limits()
    if name == "after":
        return to_ms(moments[0]) + 1, everything.end_ms
    if name == "before":
        return everything.begin_ms, to_ms(moments[0]) - 1
    return day_of(moments[0]) if name == "on" else (to_ms(moments[0]), to_ms(moments[1]))


def _read_moment(literal: Literal, name: str, context: QueryContext) -> datetime:
    match literal:
        case Value():
            return read_date(literal, context, f"predicate '{name}'")
        case Given("date", ids) if ids:
            (ms,) = ids
            return datetime.fromtimestamp(cast(int, ms) / 1000, context.zone)
        case Given():
            raise JQLError(
                f"A date for the predicate '{name}' provided by the function '{literal.function}' is not valid."
            )
        case Empty():
            raise JQLError(f"The {name.upper()} predicate does not support EMPTY values.")
