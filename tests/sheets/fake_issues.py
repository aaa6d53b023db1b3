"""Jira as a load sees it, in memory: pages, counts and bulk reads that can be held, failed and counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from jxl.errors import JiraBadRequest
from jxl.jira.issues import BulkIssues
from jxl.jira.search import SearchPage


def make_issue(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "key": f"FER-{number}",
        "fields": {
            "summary": f"Issue {number}",
            "status": {"id": "3", "name": "In progress", "statusCategory": {"key": "indeterminate"}},
            "issuetype": {"id": "10001", "name": "Story", "iconUrl": "https://example.atlassian.net/s.svg"},
            "project": {"id": "10000", "key": "FER", "name": "Ferry"},
            "updated": "2026-11-21T12:00:00.000+0200",
            **values,
        },
    }


class FakeIssues:
    """
    Args:
        order: Ids in the order of the query; the person may see them all.
        page_size: Issues a page of a search with values.
        ids_size: Ids a page.
    """

    def __init__(self, order: Sequence[int], page_size: int = 100, ids_size: int = 5000) -> None:
        self.order = [str(number) for number in order]
        self.page_size, self.ids_size = page_size, ids_size
        self.issues = {str(number): make_issue(number) for number in order}
        self.calls: list[tuple[str, Any]] = []
        self.spent = 0
        self.most_at_once = 0
        self.before: Callable[[str, Any], None] = lambda *_: None
        self.unreadable: dict[str, str] = {}
        self._at_once = 0
        self._lock = threading.Lock()

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.calls]

    def _call(self, kind: str, what: Any, act: Callable[[], tuple[Any, int]]) -> Any:
        with self._lock:
            self.calls.append((kind, what))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            self.before(kind, what)
            answer, cost = act()
            with self._lock:
                self.spent += 1 + cost
            return answer
        finally:
            with self._lock:
                self._at_once -= 1

    def search(self, jql: str, fields: Sequence[str], max_results: int, token: str | None) -> SearchPage:
        is_ids = list(fields) == ["id"]

        def act() -> tuple[SearchPage, int]:
            if "bad" in jql:
                raise JiraBadRequest("Field 'colour' does not exist.")
            start = int(token or 0)
            end = start + min(max_results, self.ids_size if is_ids else self.page_size)
            ids = self.order[start:end]
            issues = [{"id": i} if is_ids else self._copy(i) for i in ids]
            return SearchPage(issues, str(end) if end < len(self.order) else None), len(issues)

        return self._call("ids" if is_ids else "page", token, act)  # type: ignore[no-any-return]

    def count(self, jql: str) -> int:
        return self._call("count", jql, lambda: (len(self.order), 0))  # type: ignore[no-any-return]

    def fetch(self, ids: Sequence[str], fields: Sequence[str]) -> BulkIssues:  # noqa: ARG002 - the protocol
        def act() -> tuple[BulkIssues, int]:
            found = [
                self._copy(i) for i in sorted(ids, key=int) if i in self.issues and i not in self.unreadable
            ]
            return BulkIssues(found, {i: self.unreadable[i] for i in ids if i in self.unreadable}), len(found)

        return self._call("chunk", tuple(ids), act)  # type: ignore[no-any-return]

    def points(self) -> int:
        return self.spent

    def _copy(self, issue_id: str) -> dict[str, Any]:
        issue = self.issues[issue_id]
        return {**issue, "fields": dict(issue["fields"])}
