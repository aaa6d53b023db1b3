"""
Having Jira judge a query as the person: whether it is one, about how many issues it finds, and the first of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from jxl.errors import JiraBadRequest, ValidationError
from jxl.jira.client import JiraClient
from jxl.jira.concurrency import run_ahead
from jxl.jira.jql import read_problem
from jxl.jira.search import JQLCheck, approximate_count, fetch_page, parse_jql

MAX_FIRST_ROWS = 20
_SHOWN_FIELDS = ("summary", "issuetype", "status", "assignee")


@dataclass(frozen=True, slots=True)
class Found:
    """``count`` is Jira's estimate; ``rows`` are the first issues in the order of the query, as the API gives them."""

    count: int
    rows: list[dict[str, Any]]
    warnings: tuple[str, ...]


def check_jql(client: JiraClient, jql: str) -> None:
    """
    Have Jira judge a query as the person: the smallest search there is.

    Raises:
        ValidationError: ``jql_invalid``, in Jira's own words.
    """
    try:
        fetch_page(client, jql, ["id"], 1)
    except JiraBadRequest as exc:
        raise jql_refused(exc.messages or [exc.message]) from exc


def look_at(client: JiraClient, jql: str, row_count: int) -> Found:
    """
    Judge, count and read the first issues of a query, side by side.

    Args:
        row_count: How many issues to read, at most 20; 0 reads none.

    Raises:
        ValidationError: ``jql_invalid``; ``details.problems`` say what is wrong and where.
    """
    issues: list[dict[str, Any]] = []
    counts: list[int] = []
    checks: list[JQLCheck] = []
    refusals: list[JiraBadRequest] = []

    def search() -> None:
        fields = list(_SHOWN_FIELDS) if row_count else ["id"]
        page = fetch_page(client, jql, fields, max(row_count, 1))
        issues.extend(page.issues[:row_count])

    # Jira's parser names every problem, the search only the first: what the parser says is said.
    tasks = [
        partial(_keep_refusal, task, refusals)
        for task in (
            search,
            lambda: counts.append(approximate_count(client, jql)),
            lambda: checks.append(parse_jql(client, jql)),
        )
    ]
    for _ in run_ahead(tasks, len(tasks), ordered=True):
        pass
    check = checks[0] if checks else JQLCheck((), (), None)
    if refusals or check.errors:
        raise jql_refused(check.errors or refusals[0].messages or [refusals[0].message])
    return Found(counts[0], [_show_row(issue) for issue in issues], check.warnings)


def jql_refused(messages: list[str] | tuple[str, ...]) -> ValidationError:
    """Build the 422 about a query that Jira does not take, in Jira's own words."""
    words = " ".join(messages)
    refused = ValidationError(words, fields={"scope.jql": words}, code="jql_invalid")
    refused.details["jiraMessages"] = list(messages)
    refused.details["problems"] = [asdict(read_problem(message)) for message in messages]
    return refused


def _keep_refusal(task: Callable[[], None], refusals: list[JiraBadRequest]) -> None:
    try:
        task()
    except JiraBadRequest as exc:
        refusals.append(exc)


def _show_row(issue: dict[str, Any]) -> dict[str, Any]:
    fields = issue.get("fields")
    values = fields if isinstance(fields, dict) else {}
    status = values.get("status")
    category = status.get("statusCategory") if isinstance(status, dict) else None
    return {
        "key": str(issue.get("key") or ""),
        "summary": values.get("summary") if isinstance(values.get("summary"), str) else "",
        "issueType": _name(values.get("issuetype"), "name"),
        "status": _name(status, "name"),
        "statusCategory": _name(category, "key"),
        "assignee": _name(values.get("assignee"), "displayName"),
    }


def _name(value: Any, member: str) -> str:
    found = value.get(member) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
