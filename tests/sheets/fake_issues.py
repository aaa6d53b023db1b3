"""Jira as a load sees it, in memory: pages, counts and bulk reads that can be held, failed and counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from jxl.errors import JiraBadRequest, JiraNotFound
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
            "reporter": None,
            "assignee": None,
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

    The person holds every right on every issue but those in ``withheld`` (issue ids by right), and may change
    ``screens`` (fields by issue type and status) or else ``screen``.
    """

    def __init__(self, order: Sequence[int], page_size: int = 100, ids_size: int = 5000) -> None:
        self.order = [str(number) for number in order]
        self.page_size, self.ids_size = page_size, ids_size
        self.issues = {str(number): make_issue(number) for number in order}
        self.calls: list[tuple[str, Any]] = []
        self.spent = 0
        self.spent_on_access = 0
        self.withheld: dict[str, set[str]] = {}
        self.screen = frozenset({"summary", "assignee", "components", "duedate"})
        self.screens: dict[tuple[str, str], frozenset[str]] = {}
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
                if kind in ("rights", "screen"):
                    self.spent_on_access += 1 + cost
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

    def granted(self, ids: Sequence[str], rights: Sequence[str]) -> dict[str, frozenset[str]]:
        def act() -> tuple[dict[str, frozenset[str]], int]:
            held = {r: frozenset(i for i in ids if i not in self.withheld.get(r, ())) for r in rights}
            return held, 2 * len(rights)

        return self._call("rights", (tuple(ids), tuple(rights)), act)  # type: ignore[no-any-return]

    def on_screen(self, issue_id: str, key: Hashable) -> frozenset[str]:  # noqa: ARG002 - the protocol
        def act() -> tuple[frozenset[str], int]:
            if issue_id not in self.issues:
                raise JiraNotFound
            if not self.screens:
                return self.screen, 1
            values = self.issues[issue_id]["fields"]
            kind = (values["issuetype"]["id"], values["status"]["id"])
            return self.screens.get(kind, self.screen), 1

        return self._call("screen", issue_id, act)  # type: ignore[no-any-return]

    @property
    def spent_on_rows(self) -> int:
        return self.spent - self.spent_on_access

    def points(self) -> int:
        return self.spent

    def _copy(self, issue_id: str) -> dict[str, Any]:
        issue = self.issues[issue_id]
        return {**issue, "fields": dict(issue["fields"])}
