"""
The tree written down again: as JQL (``render_query``) and as the JSON of ``POST /jql/parse`` (``to_structure``).
"""

from __future__ import annotations

import re
from typing import Any

from jxl_sandbox.jira.jql.ast import (
    And,
    Clause,
    Empty,
    Field,
    Function,
    Node,
    Not,
    Operand,
    OperandList,
    Or,
    Query,
    Value,
)
from jxl_sandbox.jira.jql.lexer import KEYWORDS, RESERVED_WORDS

JSON = dict[str, Any]

# Narrower than the grammar: letters that other tools might read as something else are quoted as well.
_BARE = re.compile(r"[A-Za-z0-9_.:-]+")
_NUMBER = re.compile(r"-?[0-9]+")
_MUST_ESCAPE = re.compile('[\\\\"\\x00-\\x1f\\x7f-\\x9f\\ufdd0-\\ufdef\\ufffe\\uffff]')
_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text: str, *, always: bool = False) -> str:
    """
    Write a text so that JQL reads it as that text: bare when that is safe, else in double quotes.

    Args:
        text: Any text; control characters become ``\\uXXXX``.
        always: Quote even where it is not needed.
    """
    lower = text.lower()
    is_word = _BARE.fullmatch(text) is not None and lower not in KEYWORDS and lower not in RESERVED_WORDS
    if is_word and not always and not _NUMBER.fullmatch(text):
        return text
    escaped = _MUST_ESCAPE.sub(lambda m: _SHORT_ESCAPES.get(m[0], f"\\u{ord(m[0]):04x}"), text)
    return f'"{escaped}"'


def render_field(field: Field) -> str:
    name = field.name if field.custom_id is not None else quote(field.name)
    return name + "".join(f"[{quote(p.key)}]{_render_path(p.path)}" for p in field.properties)


def _render_path(path: str) -> str:
    # A path keeps its dots outside of quotes; what a bare word cannot hold is escaped character by character.
    return "".join(c if _BARE.fullmatch(c) else _escape_bare(c) for c in path)


def _escape_bare(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else char


def render_operand(operand: Operand) -> str:
    match operand:
        case Value(text, is_number):
            return text if is_number else quote(text)
        case Empty():
            return "EMPTY"
        case Function(name, arguments):
            return f"{quote(name)}({', '.join(quote(a) for a in arguments)})"
        case OperandList(operands):
            return f"({', '.join(render_operand(o) for o in operands)})"


def render_query(query: Query) -> str:
    """Write a query as JQL that parses back to an equal tree."""
    parts = [] if query.where is None else [_render_node(query.where, 0)]
    if query.order_by:
        sorts = (render_field(s.field) + (f" {s.direction}" if s.direction else "") for s in query.order_by)
        parts.append("order by " + ", ".join(sorts))
    return " ".join(parts)


def _render_node(node: Node, binding: int) -> str:
    """``binding``: 0 anything may stand here, 1 an operand of OR, 2 of AND, 3 of NOT."""
    match node:
        case Or(clauses):
            text, own = " or ".join(_render_node(c, 1) for c in clauses), 0
        case And(clauses):
            text, own = " and ".join(_render_node(c, 2) for c in clauses), 1
        case Not(clause):
            text, own = f"not {_render_node(clause, 3)}", 3
        case Clause():
            text, own = _render_clause(node), 3
    return f"({text})" if own < binding else text


def _render_clause(clause: Clause) -> str:
    parts = [render_field(clause.field), clause.operator.value]
    if clause.operand is not None:
        parts.append(render_operand(clause.operand))
    for predicate in clause.predicates:
        parts += [predicate.name, render_operand(predicate.operand)]
    return " ".join(parts)


def to_structure(query: Query) -> JSON:
    """
    Build the ``structure`` of ``POST /jql/parse``.

    Source: Jira Cloud REST v3, "Parse JQL query"; ``NOT`` is a compound with one clause.
    """
    structure: JSON = {}
    if query.where is not None:
        structure["where"] = _node_json(query.where)
    if query.order_by:
        fields = []
        for sort in query.order_by:
            entry: JSON = {"field": _field_json(sort.field)}
            if sort.direction:
                entry["direction"] = sort.direction
            fields.append(entry)
        structure["orderBy"] = {"fields": fields}
    return structure


def _node_json(node: Node) -> JSON:
    match node:
        case Or(clauses):
            return {"operator": "or", "clauses": [_node_json(c) for c in clauses]}
        case And(clauses):
            return {"operator": "and", "clauses": [_node_json(c) for c in clauses]}
        case Not(clause):
            return {"operator": "not", "clauses": [_node_json(clause)]}
        case Clause(field, operator, operand, predicates):
            entry: JSON = {"field": _field_json(field), "operator": operator.value}
            if operand is not None:
                entry["operand"] = _operand_json(operand)
            if predicates or operand is None or operator.value.startswith("was"):
                entry["predicates"] = [
                    {"operator": p.name, "operand": _operand_json(p.operand)} for p in predicates
                ]
            return entry


def _field_json(field: Field) -> JSON:
    plain = Field(field.name, field.custom_id)
    entry: JSON = {"name": field.name, "encodedName": render_field(plain)}
    if field.properties:
        entity = field.name.removesuffix(".property")
        entry["property"] = [
            {"entity": entity, "key": p.key, "path": p.path.removeprefix(".")} for p in field.properties
        ]
    return entry


def _operand_json(operand: Operand) -> JSON:
    encoded = render_operand(operand)
    match operand:
        case Value(text):
            return {"value": text, "encodedValue": encoded}
        case Empty():
            return {"keyword": "empty", "encodedOperand": "EMPTY"}
        case Function(name, arguments):
            return {"function": name, "arguments": list(arguments), "encodedOperand": encoded}
        case OperandList(operands):
            return {"values": [_operand_json(o) for o in operands], "encodedOperand": encoded}
