"""What a load of rows asks of Jira, as a protocol that tests can stand in for, and Jira itself behind it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from jxl.jira.client import JiraClient
from jxl.jira.issues import BulkIssues, bulk_fetch_with_errors, fetch_editmeta
from jxl.jira.permissions import check
from jxl.jira.search import SearchPage, approximate_count, fetch_page

Ask = Callable[[], frozenset[str]]


def ask_always(_key: Hashable, ask: Ask) -> frozenset[str]:
    """Remember nothing."""
    return ask()


class IssueSource(Protocol):
    """Jira, as the person: what a load asks of it. Safe for threads."""

    def search(self, jql: str, fields: Sequence[str], max_results: int, token: str | None) -> SearchPage: ...

    def count(self, jql: str) -> int: ...

    def fetch(self, ids: Sequence[str], fields: Sequence[str]) -> BulkIssues: ...

    def granted(self, ids: Sequence[str], rights: Sequence[str]) -> dict[str, frozenset[str]]:
        """Of up to 1,000 issues, the ids on which the person holds each right."""
        ...

    def on_screen(self, issue_id: str, key: Hashable) -> frozenset[str]:
        """
        Ids of the fields that an issue's edit screen lets the person change now.

        Args:
            key: Issues with the same key have the same answer.
        """
        ...

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
        find_screen: Gives what is remembered of a screen, or asks; told the key and the question.
    """

    client: JiraClient
    gate: AbstractContextManager[Any] = field(default_factory=nullcontext)
    find_screen: Callable[[Hashable, Ask], frozenset[str]] = ask_always

    def search(self, jql: str, fields: Sequence[str], max_results: int, token: str | None) -> SearchPage:
        with self.gate:
            return fetch_page(self.client, jql, fields, max_results, token)

    def count(self, jql: str) -> int:
        with self.gate:
            return approximate_count(self.client, jql)

    def fetch(self, ids: Sequence[str], fields: Sequence[str]) -> BulkIssues:
        with self.gate:
            return bulk_fetch_with_errors(self.client, ids, fields)

    def granted(self, ids: Sequence[str], rights: Sequence[str]) -> dict[str, frozenset[str]]:
        with self.gate:
            return check(self.client, (), rights, (), ids).issues

    def on_screen(self, issue_id: str, key: Hashable) -> frozenset[str]:
        def ask() -> frozenset[str]:
            with self.gate:
                return frozenset(fetch_editmeta(self.client, issue_id))

        return self.find_screen(key, ask)

    def points(self) -> int:
        return self.client.usage.points
