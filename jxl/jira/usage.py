"""
How many calls were made and what they cost in Jira's hourly points. An estimate: Jira does not tell.

A call costs 1, plus 1 for each issue, project or other object read and 2 for each user, group, role or
permission; a write costs 1 flat ("Rate limiting", Jira Cloud REST). The quota is shared by all customers of an app.
"""

from __future__ import annotations

import threading
from typing import Any

_DOUBLE_COST = ("/user", "/users", "/group", "/groups", "/role", "/myself", "/permissions", "/mypermissions")
_LISTS = (
    "issues",
    "values",
    "keys",
    "queries",
    "projects",
    "users",
    "globalPermissions",
    "projectPermissions",
)


class Usage:
    """Counts for one client, safe for the threads of one load."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = 0
        self._points = 0

    @property
    def calls(self) -> int:
        """Requests sent to Jira, repeated ones included."""
        return self._calls

    @property
    def points(self) -> int:
        """Estimated points of these calls."""
        return self._points

    def add(self, points: int) -> None:
        """Count one call."""
        with self._lock:
            self._calls += 1
            self._points += points


def estimate_points(path: str, is_read: bool, answer: Any) -> int:
    """
    Estimate what one call cost.

    Args:
        path: Path without query, ``/rest/api/3/…``.
        answer: Parsed JSON; None when there was none or the call failed.
    """
    if not is_read or answer is None:
        return 1
    resource = path.removeprefix("/rest/api/3")
    weight = 2 if any(resource == p or resource.startswith(p + "/") for p in _DOUBLE_COST) else 1
    return 1 + weight * _objects_in(answer)


def _objects_in(answer: Any) -> int:
    if isinstance(answer, list):
        return len(answer)
    if isinstance(answer, dict):
        permissions = answer.get("permissions")
        if isinstance(permissions, dict):
            return len(permissions)
        lists = [answer[name] for name in _LISTS if isinstance(answer.get(name), list)]
        if lists:
            return sum(map(len, lists))
    return 1
