"""
What each person looked at, and when they logged in: what ``issueHistory()``, ``lastViewed`` and the two login
functions of JQL answer from.

An issue counts as viewed when its page is opened, or when REST reads it with ``updateHistory=true``; a search or a
plain read is no view. A login is a switch of person on the pages: API tokens, apps and OAuth have no session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

MOST_VIEWED = 50  # as many as issueHistory() gives
_NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(slots=True)
class Visits:
    """By account id. Moments are those of the site's clock, kept as epoch milliseconds."""

    _views: dict[str, dict[int, int]] = field(default_factory=dict)
    _logins: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def note_view(self, account_id: str, issue_id: int, at: datetime) -> None:
        """Remember that a person viewed an issue; of more than :data:`MOST_VIEWED` the oldest is forgotten."""
        views = self._views.setdefault(account_id, {})
        views.pop(issue_id, None)
        views[issue_id] = _ms(at)
        if len(views) > MOST_VIEWED:
            del views[next(iter(views))]

    def views_of(self, account_id: str) -> Mapping[int, int]:
        """Give the ids of the issues that a person viewed with the time of the last view, oldest first."""
        return self._views.get(account_id, _NOTHING)

    def note_login(self, account_id: str, at: datetime) -> None:
        """Remember the beginning of a session; only the present one and the one before are kept."""
        self._logins[account_id] = (*self._logins.get(account_id, ()), _ms(at))[-2:]

    def current_login(self, account_id: str) -> int | None:
        """Give the time at which a person's present session began; None if they never logged in."""
        logins = self._logins.get(account_id)
        return logins[-1] if logins else None

    def last_login(self, account_id: str) -> int | None:
        """Give the time at which the session before the present one began; None if there was none."""
        logins = self._logins.get(account_id, ())
        return logins[0] if len(logins) > 1 else None


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
