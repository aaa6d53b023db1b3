"""What was asked of the site's API, kept in a ring: for tests and benchmarks, read over ``/_sandbox/requests``."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class LoggedRequest:
    at: str
    method: str
    path: str
    query: str
    account_id: str | None = None
    app: str | None = None
    status: int | None = None  # None: the connection ended before an answer
    points: int = 1
    ms: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "accountId": self.account_id,
            "app": self.app,
            "status": self.status,
            "points": self.points,
            "ms": round(self.ms, 2),
        }


class RequestLog:
    """
    The last ``size`` requests, in the order in which they were answered.

    ``dropped`` counts those that fell out of the ring; ``points`` counts all since the last clearing, the dropped
    ones too. ``in_flight`` is how many are being answered now, ``most_in_flight`` the most there were at once.
    """

    def __init__(self, size: int) -> None:
        self._entries: deque[LoggedRequest] = deque(maxlen=size)
        self.in_flight = 0
        self.clear()

    def clear(self) -> None:
        self._entries.clear()
        self.dropped = 0
        self.points = 0
        self.most_in_flight = self.in_flight

    def begin(self) -> None:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

    def end(self, entry: LoggedRequest) -> None:
        self.in_flight -= 1
        if len(self._entries) == self._entries.maxlen:
            self.dropped += 1
        self._entries.append(entry)
        self.points += entry.points

    def to_json(self) -> dict[str, Any]:
        return {
            "requests": [entry.to_json() for entry in self._entries],
            "dropped": self.dropped,
            "points": self.points,
            "inFlight": self.in_flight,
            "mostInFlight": self.most_in_flight,
        }
