"""What Jira says about JQL, the odd answers included."""

from __future__ import annotations

import pytest

from jxl.jira.client import JiraClient, api_path
from jxl.jira.jql import Suggestion, fetch_suggestions, fetch_words, read_problem
from tests.jira.scripted import Answer, ScriptedServer

WORDS = api_path("jql", "autocompletedata")
VALUES = api_path("jql", "autocompletedata", "suggestions")


def test_flags_are_words_and_what_cannot_be_read_is_left_out(
    server: ScriptedServer, client: JiraClient
) -> None:
    server.on(
        "GET",
        WORDS,
        Answer(
            {
                "visibleFieldNames": [
                    {
                        "value": "status",
                        "auto": "true",
                        "orderable": "false",
                        "operators": ["=", 3],
                        "types": None,
                    },
                    {"displayName": "has no value"},
                    "not an object",
                ],
                "visibleFunctionNames": [{"value": "openSprints()", "isList": "true"}, None],
                "jqlReservedWords": ["and", None],
            }
        ),
    )
    words = fetch_words(client)
    assert [(f.value, f.name, f.has_values, f.can_order, f.operators) for f in words.fields] == [
        ("status", "status", True, False, ("=",))
    ]
    assert [(f.value, f.is_list) for f in words.functions] == [("openSprints()", True)]
    assert words.reserved == ("and",)


def test_names_of_values_are_text_not_html(server: ScriptedServer, client: JiraClient) -> None:
    server.on(
        "GET",
        VALUES,
        Answer(
            {
                "results": [
                    {"value": '"In Review"', "displayName": "<b>In</b> Review &lt;script&gt;"},
                    {"value": "x"},
                    {"displayName": "no value"},
                ]
            }
        ),
    )
    found = fetch_suggestions(client, "status", "in")
    assert found == [Suggestion('"In Review"', "In Review <script>"), Suggestion("x", "x")]
    assert "fieldName=status&fieldValue=in" in server.asked(VALUES)[-1].target
    fetch_suggestions(client, "status", "in", "from")
    target = server.asked(VALUES)[-1].target
    assert "fieldName=status&predicateName=from&predicateValue=in" in target


@pytest.mark.parametrize(
    ("message", "line", "character", "word"),
    [
        (
            "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'x'. (line 2, character 18)",
            2,
            18,
            "x",
        ),
        ("Field 'colour' does not exist or you do not have permission to view it.", None, None, "colour"),
        ("The value 'Shipped' does not exist for the field 'status'.", None, None, "Shipped"),
        ("Unable to find JQL function 'noSuchFunction()'.", None, None, "noSuchFunction()"),
        ("Error in the JQL Query: Expecting a field name at the end of the query.", None, None, ""),
    ],
)
def test_the_place_of_a_problem_is_read_from_its_words(
    message: str, line: int | None, character: int | None, word: str
) -> None:
    problem = read_problem(message)
    assert (problem.line, problem.character, problem.word) == (line, character, word)
