"""JQL syntax: Atlassian's own cases, the words of errors, and printing as the parser's inverse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl_sandbox.jira.jql.ast import (
    And,
    Clause,
    Empty,
    Field,
    FieldProperty,
    Function,
    Not,
    OperandList,
    Operator,
    Or,
    Predicate,
    Query,
    Sort,
    Value,
)
from jxl_sandbox.jira.jql.errors import JQLSyntaxError
from jxl_sandbox.jira.jql.lexer import KEYWORDS, MAX_QUERY_CHARS, RESERVED_WORDS
from jxl_sandbox.jira.jql.parser import MAX_DEPTH, parse
from jxl_sandbox.jira.jql.structure import quote, render_query, to_structure

CASES = Path(__file__).parent / "data" / "jql-parser-cases"


def _cases(verdict: str) -> list[str]:
    return [jql for path in sorted(CASES.glob("*.json")) for jql in json.loads(path.read_text())[verdict]]


def test_all_of_atlassians_cases_are_here() -> None:
    assert len(_cases("valid")) + len(_cases("invalid")) == 672


@pytest.mark.parametrize("jql", _cases("valid"))
def test_valid_case_parses_and_prints_back(jql: str) -> None:
    query = parse(jql)
    assert parse(render_query(query)) == query


@pytest.mark.parametrize("jql", _cases("invalid"))
def test_invalid_case_is_refused(jql: str) -> None:
    with pytest.raises(JQLSyntaxError) as refusal:
        parse(jql)
    assert len(refusal.value.messages) == 1


def test_reserved_words_are_those_of_the_cases() -> None:
    listed = json.loads((CASES / "reserved-words.json").read_text())["invalid"]
    words = {jql.split()[0] for jql in listed if jql.endswith("= value")}
    assert words | {"during"} == KEYWORDS | RESERVED_WORDS  # `during` is a token of the grammar all the same


OPERATORS = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'."
)
ESCAPES = r"""The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX."""
IN_THE_QUERY = "Error in the JQL Query: "
EXPECTING_OPERAND = "Error in JQL Query: Expecting either a value, list or function"


@pytest.mark.parametrize(
    ("jql", "message"),
    [
        # Seen on a public Jira Cloud site.
        ("project = LAUNCH AND", IN_THE_QUERY + "Expecting a field name at the end of the query."),
        ("project =", EXPECTING_OPERAND + " before the end of the query."),
        (
            "project = LAUNCH AND status = = Done",
            EXPECTING_OPERAND
            + " but got '='. You must surround '=' in quotation marks to use it as a value. (line 1, character 31)",
        ),
        (
            "project = LAUNCH status",
            IN_THE_QUERY + "Expecting either 'OR' or 'AND' but got 'status'. (line 1, character 18)",
        ),
        (
            "project = LAUNCH AND (status = Done",
            IN_THE_QUERY + "Expecting ')' before the end of the query.",
        ),
        (
            'summary ~ "unclosed',
            IN_THE_QUERY + "The quoted string 'unclosed' has not been completed. (line 1, character 11)",
        ),
        # From Jira's REST documentation.
        (
            "invalid query",
            IN_THE_QUERY + f"Expecting operator but got 'query'. {OPERATORS} (line 1, character 9)",
        ),
        (
            "summary in test",
            "Operator 'in' does not support the non-list value '\"test\"' for field 'summary'.",
        ),
        # Known from Jira's server.
        (
            "project = INT",
            IN_THE_QUERY
            + "'INT' is a reserved JQL word. You must surround it in quotation marks to use it in a query. "
            "(line 1, character 11)",
        ),
        (
            "assignee = a@b",
            IN_THE_QUERY
            + "The character '@' is a reserved JQL character. You must enclose it in a string or use the escape "
            "'\\u0040' instead. (line 1, character 13)",
        ),
        ("comment ~ '", IN_THE_QUERY + "The quoted string has not been completed. (line 1, character 11)"),
        (
            'priority="test\nword',
            IN_THE_QUERY + "The quoted string 'test word' has not been completed. (line 1, character 10)",
        ),
        (
            "a =\n\n \\c",
            IN_THE_QUERY + f"'\\c' is an illegal JQL escape sequence. {ESCAPES} (line 3, character 2)",
        ),
        (
            "a = '\\u27zz'",
            IN_THE_QUERY + f"'\\u27z' is an illegal JQL escape sequence. {ESCAPES} (line 1, character 6)",
        ),
        (
            "a = b\\",
            IN_THE_QUERY + f"The escape sequence has not been completed. {ESCAPES} (line 1, character 6)",
        ),
        (
            "mqwwr\x7f = a",
            IN_THE_QUERY
            + "The character 'U+007F' on line 1 at position 6 must be escaped. Use the escape '\\u007f' instead. "
            "(line 1, character 6)",
        ),
        (
            "a=-3482094382084092840932809482",
            IN_THE_QUERY + "'-3482094382084092840932809482' is not a valid number. Numbers must be between "
            "-9,223,372,036,854,775,808 and 9,223,372,036,854,775,807. (line 1, character 3)",
        ),
        ("a =b order", IN_THE_QUERY + "Expecting 'by' before the end of the query."),
        ("a =b order summary", IN_THE_QUERY + "Expecting 'by' but got 'summary'. (line 1, character 12)"),
        (
            "a =b order by asc",
            IN_THE_QUERY
            + "Expecting a field name but got 'asc'. You must surround 'asc' in quotation marks to use it as a "
            "field name. (line 1, character 15)",
        ),
        (
            "a =b order by ajsks blah",
            IN_THE_QUERY + "Expecting either 'ASC' or 'DESC' but got 'blah'. (line 1, character 21)",
        ),
        ("order by a desc d", IN_THE_QUERY + "Expecting ',' but got 'd'. (line 1, character 17)"),
        ("'' = c", IN_THE_QUERY + "A field name cannot be empty. (line 1, character 1)"),
        ("a = ''()", IN_THE_QUERY + "A function name cannot be empty. (line 1, character 5)"),
        ("a", IN_THE_QUERY + f"Expecting operator before the end of the query. {OPERATORS}"),
        ("a =a and j not is empty", IN_THE_QUERY + "Expecting 'IN' but got 'is'. (line 1, character 16)"),
        ("cf", IN_THE_QUERY + "Expecting '[' before the end of the query."),
        (
            "cf[] = 1",
            IN_THE_QUERY
            + "Expecting a custom field id (a positive number) but got ']'. (line 1, character 4)",
        ),
        ("cf[29829 = world", IN_THE_QUERY + "Expecting ']' but got '='. (line 1, character 10)"),
        (
            "[78] = q",
            IN_THE_QUERY + "Expecting a field name but got '['. Did you mean 'cf['? (line 1, character 1)",
        ),
        ("a = func(, and b = c", IN_THE_QUERY + "Expecting ')' but got ','. (line 1, character 10)"),
        ("bas=func(bad,)", IN_THE_QUERY + "Function argument must be specified. (line 1, character 14)"),
        ("bas=func(bad,", IN_THE_QUERY + "Expecting a function argument at the end of the query."),
        ("k = func(abc, jk!)", IN_THE_QUERY + "Expecting ')' or ',' but got '!'. (line 1, character 17)"),
        (
            'status = "Open" by admin',
            'The EQUALS operator does not support the use of the by "admin" predicate.',
        ),
        (
            "fixVersion changed 4 by fred",
            "The CHANGED operator does not support the use of values without predicates. You must prefix the 4 value "
            "with a suitable predicate.",
        ),
        ("assignee = (a, b)", "Operator '=' does not support the list value '(a, b)' for field 'assignee'."),
    ],
)
def test_errors_are_in_jiras_words(jql: str, message: str) -> None:
    with pytest.raises(JQLSyntaxError) as refusal:
        parse(jql)
    assert refusal.value.messages == (message,)


@pytest.mark.parametrize(
    "jql",
    ["(" * 100_000, "a in " + "(" * 100_000, "not " * 100_000 + "a = b", "! " * (MAX_DEPTH + 1) + "a = b"],
    ids=["parentheses", "lists", "nots", "just too many"],
)
def test_nesting_has_a_limit(jql: str) -> None:
    with pytest.raises(JQLSyntaxError, match="nested too deeply"):
        parse(jql)


def test_nesting_up_to_the_limit_is_fine() -> None:
    assert parse("(" * MAX_DEPTH + "a = b" + ")" * MAX_DEPTH) == parse("a = b")


def test_long_chains_and_lists_are_not_nesting() -> None:
    chain = parse(" or ".join(["a = b"] * 20_000)).where
    assert isinstance(chain, Or)
    assert len(chain.clauses) == 20_000
    parse(f"id in ({','.join(map(str, range(50_000)))})")


def test_texts_of_absurd_length_are_refused() -> None:
    with pytest.raises(JQLSyntaxError, match="too long"):
        parse("a" * (MAX_QUERY_CHARS + 1))


def test_empty_text_is_a_query_without_restriction() -> None:
    assert parse(" \n") == Query()


def test_and_binds_closer_than_or_and_not_closest() -> None:
    a, b, c = (Clause(Field(name), Operator.EQUALS, Value("1", is_number=True)) for name in "abc")
    assert parse("not a = 1 and b = 1 || c = 1").where == Or((And((Not(a), b)), c))


def test_path_behind_a_property_begins_with_a_dot() -> None:
    with pytest.raises(JQLSyntaxError, match="Expecting operator but got 'unresolved'"):
        parse("issue.property[x] unresolved = b")


# Printing

_texts = st.text(max_size=8) | st.sampled_from(
    ["Done", "in progress", "order", "INT", "12", "-5d", "a.b", '"', "\\", "\n"]
)
_names = _texts.filter(bool)
_numbers = st.integers(-(2**63), 2**63 - 1).map(lambda n: Value(str(n), is_number=True))
_values = _texts.map(Value) | _numbers
_functions = st.builds(Function, _names, st.lists(_texts, max_size=3).map(tuple))
_lists = st.recursive(
    st.lists(_values | _functions | st.just(Empty()), min_size=1, max_size=3).map(
        lambda o: OperandList(tuple(o))
    ),
    lambda inner: st.lists(_values | inner, min_size=1, max_size=3).map(lambda o: OperandList(tuple(o))),
    max_leaves=4,
)
_properties = st.lists(
    st.builds(FieldProperty, _texts, _texts.map(lambda t: f".{t}" if t else "")), max_size=2
).map(tuple)
_fields = st.builds(Field, _names, st.none(), _properties) | st.integers(0, 10**6).map(
    lambda n: Field(f"cf[{n}]", n)
)
_any = _values | _functions | _lists | st.just(Empty())


def _predicates(names: str) -> st.SearchStrategy[tuple[Predicate, ...]]:
    return st.lists(st.builds(Predicate, st.sampled_from(names.split()), _any), max_size=2).map(tuple)


_clauses = st.one_of(
    st.builds(
        Clause,
        _fields,
        st.sampled_from([Operator.EQUALS, Operator.NOT_EQUALS, Operator.LIKE, Operator.NOT_LIKE]),
        _values | _functions | st.just(Empty()),
    ),
    st.builds(
        Clause,
        _fields,
        st.sampled_from(
            [
                Operator.LESS_THAN,
                Operator.GREATER_THAN,
                Operator.LESS_THAN_EQUALS,
                Operator.GREATER_THAN_EQUALS,
            ]
        ),
        _values | _functions,
    ),
    st.builds(Clause, _fields, st.sampled_from([Operator.IN, Operator.NOT_IN]), _lists | _functions),
    st.builds(Clause, _fields, st.sampled_from([Operator.IS, Operator.IS_NOT]), st.just(Empty())),
    st.builds(
        Clause,
        _fields,
        st.sampled_from([Operator.WAS, Operator.WAS_NOT]),
        _values | _functions | st.just(Empty()),
        _predicates("after before on during by"),
    ),
    st.builds(
        Clause,
        _fields,
        st.sampled_from([Operator.WAS_IN, Operator.WAS_NOT_IN]),
        _lists | _functions,
        _predicates("after before on during by"),
    ),
    st.builds(
        Clause,
        _fields,
        st.just(Operator.CHANGED),
        st.none(),
        _predicates("after before on during by from to"),
    ),
)
_nodes = st.recursive(
    _clauses,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda c: And(tuple(c))),
        st.lists(inner, min_size=2, max_size=3).map(lambda c: Or(tuple(c))),
    ),
    max_leaves=6,
)
_sorts = st.lists(st.builds(Sort, _fields, st.sampled_from([None, "asc", "desc"])), max_size=3).map(tuple)


@given(st.builds(Query, st.none() | _nodes, _sorts))
def test_a_printed_query_parses_back_to_the_same_tree(query: Query) -> None:
    assert parse(render_query(query)) == query


@given(st.text())
def test_a_quoted_text_is_read_as_that_text(text: str) -> None:
    assert parse(f"f = {quote(text)}").where == Clause(Field("f"), Operator.EQUALS, Value(text))
    assert quote(text, always=True).startswith('"')


@given(st.text(alphabet="ab12 .-=!~<>()[],\"'\\&|\nINORDERBYnot") | st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except JQLSyntaxError as refusal:
        assert refusal.messages[0]  # noqa: PT017 - both outcomes are right


def test_structure_is_that_of_jql_parse() -> None:
    query = parse(
        'summary ~ "a b" AND (labels in (urgent, "not") OR NOT assignee = currentUser()) AND status CHANGED AFTER '
        'startOfMonth(-1M) AND issue.property["spaces here"].a.b is EMPTY ORDER BY updated DESC, key'
    )
    field = {"name": "labels", "encodedName": "labels"}
    assert to_structure(query) == {
        "where": {
            "operator": "and",
            "clauses": [
                {
                    "field": {"name": "summary", "encodedName": "summary"},
                    "operator": "~",
                    "operand": {"value": "a b", "encodedValue": '"a b"'},
                },
                {
                    "operator": "or",
                    "clauses": [
                        {
                            "field": field,
                            "operator": "in",
                            "operand": {
                                "encodedOperand": '(urgent, "not")',
                                "values": [
                                    {"value": "urgent", "encodedValue": "urgent"},
                                    {"value": "not", "encodedValue": '"not"'},
                                ],
                            },
                        },
                        {
                            "operator": "not",
                            "clauses": [
                                {
                                    "field": {"name": "assignee", "encodedName": "assignee"},
                                    "operator": "=",
                                    "operand": {
                                        "function": "currentUser",
                                        "arguments": [],
                                        "encodedOperand": "currentUser()",
                                    },
                                }
                            ],
                        },
                    ],
                },
                {
                    "field": {"name": "status", "encodedName": "status"},
                    "operator": "changed",
                    "predicates": [
                        {
                            "operator": "after",
                            "operand": {
                                "function": "startOfMonth",
                                "arguments": ["-1M"],
                                "encodedOperand": "startOfMonth(-1M)",
                            },
                        }
                    ],
                },
                {
                    "field": {
                        "name": "issue.property",
                        "encodedName": "issue.property",
                        "property": [{"entity": "issue", "key": "spaces here", "path": "a.b"}],
                    },
                    "operator": "is",
                    "operand": {"keyword": "empty", "encodedOperand": "EMPTY"},
                },
            ],
        },
        "orderBy": {
            "fields": [
                {"field": {"name": "updated", "encodedName": "updated"}, "direction": "desc"},
                {"field": {"name": "key", "encodedName": "key"}},
            ]
        },
    }
