"""
What search knows of issues: everything at once, or, by a switch, only what was written a while ago.

Reads by id always see the truth. Jira's index lags by seconds or minutes after a write; ``reconcileIssues`` makes a
search see named issues as they are. Source: Jira Cloud REST v3, "Search for issues using JQL enhanced search".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jxl_sandbox.jira.model import Issue

_Image = tuple[int | None, "Issue | None"]


@dataclass(slots=True)
class SearchIndex:
    """
    The index of one site.

    Attributes:
        lag_ms: How long a write takes to reach search, by the site's clock; 0: none.
        is_held: Nothing reaches search until :meth:`catch_up`, whatever the clock says.
        pending: By issue id, oldest first: when a write reaches search (None: when caught up), and the issue as it
            was before it (None: there was none).
    """

    lag_ms: int = 0
    is_held: bool = False
    pending: dict[int, deque[_Image]] = field(default_factory=dict, repr=False)

    @property
    def is_lagging(self) -> bool:
        """Whether writes made now reach search later."""
        return self.is_held or self.lag_ms > 0

    def note_write(self, issue: Issue, now: Callable[[], datetime], *, is_new: bool = False) -> None:
        """Note that an issue is about to change, or to come into being."""
        if not self.is_lagging:
            return
        before: Issue | None = None
        if not is_new:
            before = copy(issue)
            before.values = dict(issue.values)
        due_ms = None if self.is_held else int(now().timestamp() * 1000) + self.lag_ms
        self.pending.setdefault(issue.id, deque()).append((due_ms, before))

    def settle(self, now: Callable[[], datetime]) -> None:
        """Let what is due reach search."""
        now_ms = int(now().timestamp() * 1000) if self.pending else 0
        for issue_id in list(self.pending):
            writes = self.pending[issue_id]
            while writes and (due_ms := writes[0][0]) is not None and due_ms <= now_ms:
                writes.popleft()
            if not writes:
                del self.pending[issue_id]

    def catch_up(self) -> int:
        """Let everything reach search. Returns how many issues that changed."""
        count = len(self.pending)
        self.pending.clear()
        return count

    def image(self, issue: Issue, reconciled: Collection[int] = ()) -> Issue | None:
        """Get an issue as search knows it; None when it does not know it yet. Call :meth:`settle` before."""
        if not self.pending or issue.id in reconciled:
            return issue
        writes = self.pending.get(issue.id)
        return writes[0][1] if writes else issue

    def images(self, issues: Iterable[Issue], reconciled: Collection[int] = ()) -> list[Issue]:
        """Get issues as search knows them, without those that it does not know yet."""
        if not self.pending:
            return list(issues)
        return [known for issue in issues if (known := self.image(issue, reconciled)) is not None]
