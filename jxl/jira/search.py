"""
Searching by JQL. Source: Jira Cloud REST v3, "Issue search" and "JQL".

A search has no total and no offset: pages are walked in order by token. It lags behind writes by seconds or more,
so values are read by ``issues.bulk_fetch``, which does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jxl.errors import JiraUnavailable
from jxl.jira.client import JiraClient, api_path, expect_list, expect_object

LARGEST_PAGE = 5000


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Issues in the order of the query; ``next_page_token`` is None after the last page."""

    issues: list[dict[str, Any]]
    next_page_token: str | None


@dataclass(frozen=True, slots=True)
class JQLCheck:
    """What Jira says of a query, in its own words; ``structure`` is its parse, None when it has errors."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    structure: dict[str, Any] | None


def fetch_page(
    client: JiraClient,
    jql: str,
    fields: Sequence[str],
    max_results: int,
    next_page_token: str | None = None,
) -> SearchPage:
    """
    Fetch one page of a search.

    Args:
        jql: Must have a restriction, ordering alone is refused by Jira.
        fields: Field ids; ``["id"]`` or ``["key"]`` allow the largest pages.
        max_results: At most 5,000. Jira may give fewer and still have more: only the token tells.
        next_page_token: From the page before; None for the first.

    Raises:
        JiraBadRequest: Jira does not understand the query; ``messages`` say why.
    """
    path = api_path("search", "jql")
    body: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": max_results}
    if next_page_token is not None:
        body["nextPageToken"] = next_page_token
    answer = expect_object(client.post_json(path, body, is_read=True), path)
    token = answer.get("nextPageToken")
    token = token if isinstance(token, str) and token and answer.get("isLast") is not True else None
    if token is not None and token == next_page_token:
        raise JiraUnavailable("Jira gives the same page of a search again and again. Try again.", path=path)
    issues = expect_list(answer.get("issues"), path)
    return SearchPage([expect_object(issue, path) for issue in issues], token)


def approximate_count(client: JiraClient, jql: str) -> int:
    """
    Ask about how many issues a query finds; an estimate, for "about 120 issues".

    Raises:
        JiraBadRequest: Jira does not understand the query.
    """
    path = api_path("search", "approximate-count")
    count = expect_object(client.post_json(path, {"jql": jql}, is_read=True), path).get("count")
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise JiraUnavailable("Jira's answer cannot be read. Try again.", path=path)
    return count


def parse_jql(client: JiraClient, jql: str) -> JQLCheck:
    """Ask Jira what it makes of a query, as the client's person: names that they may not see count as unknown."""
    path = api_path("jql", "parse")
    answer = expect_object(
        client.post_json(path, {"queries": [jql]}, params={"validation": "strict"}, is_read=True), path
    )
    queries = expect_list(answer.get("queries"), path)
    if not queries:
        raise JiraUnavailable("Jira's answer cannot be read. Try again.", path=path)
    query = expect_object(queries[0], path)
    structure = query.get("structure")
    return JQLCheck(
        _texts(query.get("errors")),
        _texts(query.get("warnings")),
        structure if isinstance(structure, dict) else None,
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()
