"""
Trouble on demand: rules set over ``/_sandbox/faults`` that spoil answers of the site's API.

A rule says which requests it meets and what happens to them. The first rule that meets a request decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from jxl_sandbox.jira.platform.shapes import ShapeError, check_members

MEMBERS = {
    "match": str,
    "method": str,
    "status": int,
    "times": int,
    "after": int,
    "latencyMs": int | float,
    "body": object,
    "headers": dict,
    "close": bool,
    "invalidJson": bool,
    "empty": bool,
}


@dataclass(slots=True)
class FaultRule:
    """
    One rule.

    Attributes:
        match: Glob over the path without query, ``*`` matching slashes too.
        method: Upper case; None meets every method.
        times: How many requests it still meets; None: until it is cleared.
        after: How many matching requests go through first.
        latency_ms: Added before the answer, and before the fault if there is one.
        status: Answer this instead of the real answer; None with nothing else set only delays.
        close: End the connection without an answer.
    """

    match: str
    method: str | None = None
    times: int | None = None
    after: int = 0
    latency_ms: float = 0
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    close: bool = False
    invalid_json: bool = False
    empty: bool = False

    @classmethod
    def from_json(cls, raw: Any) -> FaultRule:
        """
        Read a rule.

        Raises:
            ShapeError: A member is unknown or of the wrong type, or ``match`` is missing.
        """
        check_members("a rule", raw, MEMBERS, required=("match",))
        headers = raw.get("headers", {})
        if not all(isinstance(v, str) for v in headers.values()):
            raise ShapeError("headers of a rule map names to texts.")
        status = raw.get("status")
        if status is not None and not 200 <= status <= 599:
            raise ShapeError("status of a rule is a number from 200 to 599.")
        return cls(
            match=raw["match"],
            method=raw["method"].upper() if "method" in raw else None,
            times=raw.get("times"),
            after=raw.get("after", 0),
            latency_ms=raw.get("latencyMs", 0),
            status=status,
            body=raw.get("body"),
            headers=headers,
            close=raw.get("close", False),
            invalid_json=raw.get("invalidJson", False),
            empty=raw.get("empty", False),
        )

    @property
    def answers(self) -> bool:
        """Whether the rule answers in place of the site (else it only delays)."""
        return self.status is not None or self.invalid_json or self.empty or self.body is not None

    def meets(self, method: str, path: str) -> bool:
        return (self.method is None or self.method == method) and fnmatchcase(path, self.match)

    def answer(self, now: datetime) -> tuple[int, dict[str, str], bytes | str | Any]:
        """Build status, headers and body: bytes as they are, anything else to be sent as JSON."""
        status = self.status or 200
        headers = {**(_rate_limit_headers(now) if status == 429 else {}), **self.headers}
        if self.empty:
            return status, headers, b""
        if self.invalid_json:
            return status, headers, b'{"issues": [{"id": "100'
        if self.body is not None:
            return status, headers, self.body
        return (
            status,
            headers,
            {"errorMessages": [_MESSAGES.get(status, "A fault was asked for.")], "errors": {}},
        )


_MESSAGES = {
    400: "The request could not be understood.",
    401: "Client must be authenticated to access this resource.",
    403: "You do not have permission to do this.",
    404: "Issue does not exist or you do not have permission to see it.",
    429: "Rate limit exceeded.",
    500: "Internal server error",
    503: "The service is unavailable.",
}


def _rate_limit_headers(now: datetime) -> dict[str, str]:
    """Jira's headers of a burst limit, whose bucket is empty for five more seconds."""
    return {
        "Retry-After": "5",
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": (now + timedelta(seconds=5)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "X-RateLimit-NearLimit": "true",
        "RateLimit-Reason": "jira-burst-based",
        "RateLimit-Policy": '"jira-burst-based";q=100;w=1',
        "RateLimit": '"jira-burst-based";r=0;t=5',
    }


class FaultRules:
    """The rules in force, in order."""

    def __init__(self) -> None:
        self.rules: list[FaultRule] = []

    def take(self, method: str, path: str) -> FaultRule | None:
        """Find the rule for a request and count the request against it."""
        for rule in self.rules:
            if not rule.meets(method, path) or rule.times == 0:
                continue
            if rule.after > 0:
                rule.after -= 1
                return None
            if rule.times is not None:
                rule.times -= 1
            return rule
        return None
