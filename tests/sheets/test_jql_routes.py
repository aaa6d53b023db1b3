"""Queries over HTTP: judged with the place of what is wrong, counted, and completed as the person."""

from __future__ import annotations

from typing import Any

import pytest

from jxl.permissions.policy import Facts
from tests.sheets.live import Live, told


@pytest.fixture
def key(live: Live) -> str:
    return live.projects[0]


def check(live: Live, key: str, about: str = "site administrator", **body: Any) -> Any:
    return live.call("POST", f"/api/v1/projects/{key}/jql/check", body, about)


def problems_of(answer: Any) -> list[dict[str, Any]]:
    error = answer.json["error"]
    assert (answer.status_code, error["code"]) == (422, "jql_invalid"), answer.text
    return list(error["details"]["problems"])


def test_first_rows_come_with_the_count(live: Live, key: str) -> None:
    jql = f"project = {key} ORDER BY key ASC"
    answer = check(live, key, jql=jql, rows=3).json
    assert answer["count"] >= 250
    assert [row["key"] for row in answer["rows"]] == [f"{key}-1", f"{key}-2", f"{key}-3"]
    assert all(
        set(row) == {"key", "summary", "issueType", "status", "statusCategory", "assignee"}
        for row in answer["rows"]
    )
    assert all(row["summary"] and row["status"] and row["issueType"] for row in answer["rows"])


@pytest.mark.parametrize(
    ("jql", "place", "word"),
    [
        ("project = {key} status = Done", (1, None), "status"),
        ("project = {key}\nAND status == Done", (2, None), "="),
        ("colour = blue", (None, None), "colour"),
        ("status = Shipped", (None, None), "Shipped"),
    ],
)
def test_what_is_wrong_has_its_place(
    live: Live, key: str, jql: str, place: tuple[int | None, None], word: str
) -> None:
    """Jira's parser tells line and character; of names that nobody knows it says only the word."""
    problem = problems_of(check(live, key, jql=jql.format(key=key)))[0]
    assert problem["word"] == word
    assert problem["line"] == place[0]
    assert (problem["character"] is None) == (place[0] is None)


def test_all_problems_are_told(live: Live, key: str) -> None:
    found = problems_of(check(live, key, jql="colour = blue AND taste = sweet"))
    assert {problem["word"] for problem in found} == {"colour", "taste"}


@pytest.mark.parametrize("rows", [-1, 21, "3", True])
def test_only_a_few_rows_are_given(live: Live, key: str, rows: Any) -> None:
    answer = check(live, key, jql=f"project = {key}", rows=rows)
    assert answer.status_code == 422
    assert "rows" in answer.json["error"]["details"]["fields"]


def test_the_language_is_asked_once_and_kept_per_person(live: Live, key: str) -> None:
    live.app.extensions.pop("jxl.sheets", None)
    live.forget_requests()
    for about in ("site administrator", "site administrator", "member"):
        words = live.call("GET", f"/api/v1/projects/{key}/jql/words", about=about).json
    assert words is not None
    fields = {field["value"]: field for field in words["fields"]}
    assert "in" in [operator.lower() for operator in fields["status"]["operators"]]
    assert fields["status"]["hasValues"]
    assert "currentUser()" in {function["value"] for function in words["functions"]}
    asked = [call for call in live.requests() if call["path"].endswith("/jql/autocompletedata")]
    assert len({call["accountId"] for call in asked}) == len(asked) == 2


def test_values_of_a_field(live: Live, key: str) -> None:
    answer = live.call("GET", f"/api/v1/projects/{key}/jql/suggest?field=status&text=don").json
    assert answer is not None
    assert {"value": "Done", "text": "Done"} in answer["values"]
    none = live.call("GET", f"/api/v1/projects/{key}/jql/suggest?field=nosuchfield&text=a")
    assert (none.status_code, none.json) == (200, {"values": [], "next": None})


@pytest.mark.parametrize("query", ["", "field=%20", f"field={'x' * 256}", "field=status&predicate=before"])
def test_a_wrong_question_for_values_is_refused(live: Live, key: str, query: str) -> None:
    assert live.call("GET", f"/api/v1/projects/{key}/jql/suggest?{query}").status_code == 422


def test_whoever_may_neither_make_nor_open_sheets_gets_nothing(live: Live, key: str) -> None:
    with told(live, Facts(browse=True)):
        for path in ("words", "suggest?field=status"):
            assert live.call("GET", f"/api/v1/projects/{key}/jql/{path}").status_code == 403
        assert check(live, key, jql="project = X").status_code == 403
