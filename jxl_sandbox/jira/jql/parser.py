"""
Recursive-descent parser: JQL text to the tree of ``ast.py``. Syntax only, it knows no fields.

Accepts what Atlassian's own grammar accepts, except where Jira's server is known to be stricter: field and
function names may not be empty, and the path behind an entity property begins with a dot.
"""

from __future__ import annotations

from typing import NoReturn, cast

from jxl_sandbox.jira.jql.ast import (
    And,
    Clause,
    Empty,
    Field,
    FieldProperty,
    Function,
    Node,
    Not,
    Operand,
    OperandList,
    Operator,
    Or,
    Predicate,
    PredicateName,
    Query,
    Sort,
    Value,
)
from jxl_sandbox.jira.jql.errors import JQLSyntaxError
from jxl_sandbox.jira.jql.lexer import Kind, Token, position, split_tokens
from jxl_sandbox.jira.jql.structure import render_operand

MAX_DEPTH = 100
"""How deep parentheses, NOTs and lists may nest. Far above any real query, far below Python's stack."""

_VALID_OPERATORS = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'."
)
_SYMBOL_OPERATORS = {
    op.value: op
    for op in (
        Operator.EQUALS,
        Operator.NOT_EQUALS,
        Operator.LIKE,
        Operator.NOT_LIKE,
        Operator.LESS_THAN,
        Operator.GREATER_THAN,
        Operator.LESS_THAN_EQUALS,
        Operator.GREATER_THAN_EQUALS,
    )
}
_COMPARISONS = frozenset(
    {Operator.LESS_THAN, Operator.GREATER_THAN, Operator.LESS_THAN_EQUALS, Operator.GREATER_THAN_EQUALS}
)
_LISTS = frozenset({Operator.IN, Operator.NOT_IN, Operator.WAS_IN, Operator.WAS_NOT_IN})
_WAS = frozenset({Operator.WAS, Operator.WAS_NOT, Operator.WAS_IN, Operator.WAS_NOT_IN})
_PREDICATES = frozenset({"after", "before", "on", "during", "by", "from", "to"})
_TEXTS = frozenset({Kind.WORD, Kind.NUMBER, Kind.QUOTED})


def parse(text: str) -> Query:
    """
    Parse JQL. The empty text is a query without restrictions.

    Raises:
        JQLSyntaxError: With Jira's message, including line and character where Jira gives them.
    """
    return _Parser(text).parse_query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = split_tokens(text)
        self._at = 0
        self._depth = 0

    # Tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, *values: str) -> bool:
        """Whether the next token is one of these keywords or symbols (quoted text never is)."""
        token = self._token
        return token.kind in (Kind.KEYWORD, Kind.SYMBOL) and token.value in values

    def _take(self, *values: str) -> bool:
        if self._is(*values):
            self._at += 1
            return True
        return False

    def _expect(self, symbol: str) -> None:
        if not self._take(symbol):
            self._fail(f"Expecting '{symbol}'", f"Expecting '{symbol}' before the end of the query.")

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise JQLSyntaxError(
                f"Error in the JQL Query: The query is nested too deeply. At most {MAX_DEPTH} levels are allowed. "
                f"{position(self._text, self._token.offset)}"
            )

    # Errors

    def _fail(
        self, expecting: str, at_end: str, hint: str = "", prefix: str = "Error in the JQL Query:"
    ) -> NoReturn:
        """
        Refuse the next token.

        Args:
            expecting: ``Expecting …``, completed with what was found instead.
            at_end: The sentence for a query that ends here.
            hint: What to do about it; ``{}`` stands for the token.
        """
        token = self._token
        if token.kind is Kind.END:
            raise JQLSyntaxError(f"{prefix} {at_end}")
        where = position(self._text, token.offset)
        if token.kind is Kind.RESERVED:
            raise JQLSyntaxError(
                f"Error in the JQL Query: '{token.text}' is a reserved JQL word. You must surround it in quotation "
                f"marks to use it in a query. {where}"
            )
        shown = token.value if token.kind is Kind.QUOTED else token.text
        advice = f" {hint.format(shown)}" if hint else ""
        raise JQLSyntaxError(f"{prefix} {expecting} but got '{shown}'.{advice} {where}")

    def _fail_operand(self) -> NoReturn:
        # Jira says "Error in JQL Query", without the article, in this one message.
        expecting = "Expecting either a value, list or function"
        self._fail(
            expecting,
            f"{expecting} before the end of the query.",
            "You must surround '{0}' in quotation marks to use it as a value.",
            prefix="Error in JQL Query:",
        )

    # Grammar

    def parse_query(self) -> Query:
        where = None
        if self._token.kind is not Kind.END and not self._is("order"):
            where = self._parse_or()
        order_by = self._parse_order_by() if self._take("order") else ()
        if self._token.kind is not Kind.END:
            self._fail("Expecting either 'OR' or 'AND'", "")
        return Query(where, order_by)

    def _parse_or(self) -> Node:
        clauses = [self._parse_and()]
        while self._take("or"):
            clauses.append(self._parse_and())
        return clauses[0] if len(clauses) == 1 else Or(tuple(clauses))

    def _parse_and(self) -> Node:
        clauses = [self._parse_not()]
        while self._take("and"):
            clauses.append(self._parse_not())
        return clauses[0] if len(clauses) == 1 else And(tuple(clauses))

    def _parse_not(self) -> Node:
        if self._is("not", "!"):
            self._enter()
            self._next()
            node: Node = Not(self._parse_not())
            self._depth -= 1
            return node
        if self._is("("):
            self._enter()
            self._next()
            node = self._parse_or()
            self._expect(")")
            self._depth -= 1
            return node
        return self._parse_clause()

    def _parse_clause(self) -> Clause:
        field = self._parse_field()
        operator = self._parse_operator()
        operand: Operand | None = None
        if operator is Operator.CHANGED:
            self._refuse_bare_value()
        else:
            operand = self._parse_operand()
            self._check_operand(field, operator, operand)
        predicates = []
        while self._token.kind is Kind.KEYWORD and self._token.value in _PREDICATES:
            name = cast(PredicateName, self._next().value)
            predicate = Predicate(name, self._parse_operand())
            self._check_predicate(operator, predicate)
            predicates.append(predicate)
        return Clause(field, operator, operand, tuple(predicates))

    def _parse_field(self) -> Field:
        if self._is("cf"):
            return self._parse_custom_field()
        token = self._token
        if token.kind not in _TEXTS:
            hint = "You must surround '{0}' in quotation marks to use it as a field name."
            self._fail(
                "Expecting a field name",
                "Expecting a field name at the end of the query.",
                "Did you mean 'cf['?" if self._is("[") else hint,
            )
        if not token.value:
            self._fail_empty("field")
        self._next()
        if token.kind is Kind.NUMBER:
            return Field(token.value)
        return Field(token.value, None, self._parse_properties(with_path=True))

    def _parse_custom_field(self) -> Field:
        self._next()
        self._expect("[")
        token = self._token
        if token.kind is not Kind.NUMBER or token.value.startswith("-"):
            expecting = "Expecting a custom field id (a positive number)"
            self._fail(expecting, f"{expecting} before the end of the query.")
        self._next()
        self._expect("]")
        custom_id = int(token.value)
        return Field(f"cf[{custom_id}]", custom_id, self._parse_properties(with_path=False))

    def _parse_properties(self, *, with_path: bool) -> tuple[FieldProperty, ...]:
        properties = []
        while self._take("["):
            token = self._token
            if token.kind not in _TEXTS:
                self._fail("Expecting a property id", "Expecting a property id before the end of the query.")
            self._next()
            self._expect("]")
            path = ""
            while (
                with_path
                and self._token.kind is Kind.WORD
                and (self._token.value.startswith(".") or path.endswith("."))
            ):
                path += self._next().value
            properties.append(FieldProperty(token.value, path))
        return tuple(properties)

    def _parse_operator(self) -> Operator:
        token = self._token
        if token.kind is Kind.SYMBOL and token.value in _SYMBOL_OPERATORS:
            self._next()
            return _SYMBOL_OPERATORS[token.value]
        words = ""
        if self._take("in", "is", "was", "changed"):
            words = token.value
            if words in ("is", "was") and self._take("not"):
                words += " not"
            if words.startswith("was") and self._take("in"):
                words += " in"
        elif self._take("not"):
            if not self._take("in"):
                self._fail("Expecting 'IN'", "Expecting 'IN' before the end of the query.")
            words = "not in"
        else:
            at_end = f"Expecting operator before the end of the query. {_VALID_OPERATORS}"
            self._fail("Expecting operator", at_end, _VALID_OPERATORS)
        return Operator(words)

    def _parse_operand(self) -> Operand:
        token = self._token
        if self._take("empty"):
            return Empty()
        if self._is("("):
            return self._parse_list()
        if token.kind not in _TEXTS:
            self._fail_operand()
        self._next()
        if self._is("("):
            return self._parse_function(token)
        return Value(token.value, is_number=token.kind is Kind.NUMBER)

    def _parse_list(self) -> OperandList:
        self._enter()
        self._next()
        operands = [self._parse_operand()]
        while self._take(","):
            operands.append(self._parse_operand())
        self._expect(")")
        self._depth -= 1
        return OperandList(tuple(operands))

    def _parse_function(self, name: Token) -> Function:
        if not name.value:
            self._at -= 1
            self._fail_empty("function")
        self._next()
        if self._take(")"):
            return Function(name.value)
        if self._is(","):
            self._expect(")")
        arguments = [self._parse_argument()]
        while self._take(","):
            if self._is(")"):
                where = position(self._text, self._token.offset)
                raise JQLSyntaxError(f"Error in the JQL Query: Function argument must be specified. {where}")
            arguments.append(self._parse_argument())
        if not self._take(")"):
            self._fail("Expecting ')' or ','", "Expecting ')' before the end of the query.")
        return Function(name.value, tuple(arguments))

    def _parse_argument(self) -> str:
        if self._token.kind not in _TEXTS:
            at_end = "Expecting a function argument at the end of the query."
            if self._tokens[self._at - 1].value == "(":
                at_end = "Expecting ')' before the end of the query."
            hint = "You must surround '{0}' in quotation marks to use it as an argument."
            self._fail("Expecting a function argument", at_end, hint)
        return self._next().value

    def _parse_order_by(self) -> tuple[Sort, ...]:
        if not self._take("by"):
            self._fail("Expecting 'by'", "Expecting 'by' before the end of the query.")
        sorts = [self._parse_sort()]
        while self._take(","):
            sorts.append(self._parse_sort())
        if self._token.kind is not Kind.END:
            has_direction = sorts[-1].direction is not None
            self._fail("Expecting ','" if has_direction else "Expecting either 'ASC' or 'DESC'", "")
        return tuple(sorts)

    def _parse_sort(self) -> Sort:
        field = self._parse_field()
        if self._take("asc"):
            return Sort(field, "asc")
        return Sort(field, "desc" if self._take("desc") else None)

    # What the grammar lets no operator do

    def _fail_empty(self, what: str) -> NoReturn:
        where = position(self._text, self._token.offset)
        raise JQLSyntaxError(f"Error in the JQL Query: A {what} name cannot be empty. {where}")

    def _refuse_bare_value(self) -> None:
        token = self._token
        if token.kind in _TEXTS:
            raise JQLSyntaxError(
                "The CHANGED operator does not support the use of values without predicates. You must prefix the "
                f"{token.value} value with a suitable predicate."
            )

    def _check_operand(self, field: Field, operator: Operator, operand: Operand) -> None:
        is_list = isinstance(operand, OperandList)
        if operator in _LISTS:
            if isinstance(operand, Value | Empty):
                shown = f'"{operand.text}"' if isinstance(operand, Value) else "EMPTY"
                raise JQLSyntaxError(
                    f"Operator '{operator}' does not support the non-list value '{shown}' for field '{field.name}'."
                )
        elif operator in (Operator.IS, Operator.IS_NOT):
            if not isinstance(operand, Empty):
                raise JQLSyntaxError(
                    f"Operator '{operator}' supports only EMPTY or NULL, not '{render_operand(operand)}', for field "
                    f"'{field.name}'."
                )
        elif is_list:
            raise JQLSyntaxError(
                f"Operator '{operator}' does not support the list value '{render_operand(operand)}' for field "
                f"'{field.name}'."
            )
        elif operator in _COMPARISONS and isinstance(operand, Empty):
            raise JQLSyntaxError(
                f"The operator '{operator}' does not support searching for EMPTY values on the field '{field.name}'."
            )

    def _check_predicate(self, operator: Operator, predicate: Predicate) -> None:
        if operator is Operator.CHANGED or (operator in _WAS and predicate.name not in ("from", "to")):
            return
        operand = predicate.operand
        shown = f'"{operand.text}"' if isinstance(operand, Value) else render_operand(operand)
        raise JQLSyntaxError(
            f"The {operator.name} operator does not support the use of the {predicate.name} {shown} predicate."
        )
