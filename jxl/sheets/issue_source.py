"""What a load of rows asks of Jira, as a protocol that tests can stand in for, and Jira itself behind it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from jxl.jira.client import JiraClient
from jxl.jira.issues import BulkIssues, bulk_fetch_with_errors
from jxl.jira.search import SearchPage, approximate_count, fetch_page


class IssueSource(Protocol):
    """Jira, as the person: what a load asks of it. Safe for threads."""

    def search(self, jql: str, fields: Sequence[str], max_results: int, token: str | None) -> SearchPage: ...

    def count(self, jql: str) -> int: ...

    def fetch(self, ids: Sequence[str], fields: Sequence[str]) -> BulkIssues: ...

    def points(self) -> int:
        """What was spent so far."""
        ...


@dataclass(frozen=True, slots=True)
class JiraIssues:
    """
    An :class:`IssueSource`.

    Args:
        client: Made for this load, so that its usage is the load's.
        gate: Entered for each call: all loads of a site together leave room for the calls of its pages.
    """

    client: JiraClient
    gate: AbstractContextManager[Any] = field(default_factory=nullcontext)

    def search(self, jql: str, fields: Sequence[str], max_results: int, token: str | None) -> SearchPage:
        with self.gate:
            return fetch_page(self.client, jql, fields, max_results, token)

    def count(self, jql: str) -> int:
        with self.gate:
            return approximate_count(self.client, jql)

    def fetch(self, ids: Sequence[str], fields: Sequence[str]) -> BulkIssues:
        with self.gate:
            return bulk_fetch_with_errors(self.client, ids, fields)

    def points(self) -> int:
        return self.client.usage.points
