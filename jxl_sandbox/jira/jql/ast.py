"""
The tree that the parser builds: frozen values, comparable, without positions.

It says what was written, not what it means: fields are names, values are texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias


class Operator(StrEnum):
    """Operators of a clause, as Jira shows them."""

    EQUALS = "="
    NOT_EQUALS = "!="
    LIKE = "~"
    NOT_LIKE = "!~"
    LESS_THAN = "<"
    GREATER_THAN = ">"
    LESS_THAN_EQUALS = "<="
    GREATER_THAN_EQUALS = ">="
    IN = "in"
    NOT_IN = "not in"
    IS = "is"
    IS_NOT = "is not"
    WAS = "was"
    WAS_NOT = "was not"
    WAS_IN = "was in"
    WAS_NOT_IN = "was not in"
    CHANGED = "changed"
    NOT_CHANGED = "not changed"  # never written: NOT pushed into CHANGED gives it


@dataclass(frozen=True, slots=True)
class Value:
    """One value. ``is_number`` is true of a whole number written without quotes: Jira tries it as an id first."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """``EMPTY`` or ``NULL``, which mean the same."""


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OperandList:
    """At least one operand; lists may hold lists."""

    operands: tuple[Operand, ...]


Operand: TypeAlias = Value | Empty | Function | OperandList


@dataclass(frozen=True, slots=True)
class FieldProperty:
    """``[key]`` behind a field, with the path that follows it (``.a.b``, without blanks; may be empty)."""

    key: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field by name, or a custom field by id (``cf[10010]``), whose name is then ``cf[10010]``."""

    name: str
    custom_id: int | None = None
    properties: tuple[FieldProperty, ...] = ()


PredicateName: TypeAlias = Literal["after", "before", "on", "during", "by", "from", "to"]


@dataclass(frozen=True, slots=True)
class Predicate:
    name: PredicateName
    operand: Operand


@dataclass(frozen=True, slots=True)
class Clause:
    """``operand`` is None for ``CHANGED`` only."""

    field: Field
    operator: Operator
    operand: Operand | None = None
    predicates: tuple[Predicate, ...] = ()


@dataclass(frozen=True, slots=True)
class And:
    clauses: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    clauses: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    clause: Node


Node: TypeAlias = And | Or | Not | Clause


@dataclass(frozen=True, slots=True)
class Sort:
    """``direction`` is None when none was written: the field's own default then holds."""

    field: Field
    direction: Literal["asc", "desc"] | None = None


@dataclass(frozen=True, slots=True)
class Query:
    where: Node | None = None
    order_by: tuple[Sort, ...] = ()
