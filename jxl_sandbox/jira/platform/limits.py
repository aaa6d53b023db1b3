"""
Jira's three rate limits as switches, all off at first: points an hour, bursts, and writes of one issue.

Points are counted always. All time is the site's clock. Source: Jira Cloud, "Rate limiting".
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.responses import JSONResponse, Response

from jxl_sandbox.jira.model import Site
from jxl_sandbox.jira.rest.operations import find_called

POINTS_PER_HOUR = 65_000
HOUR_S = 3600
BURST_PER_SECOND = {"GET": 100, "POST": 100, "PUT": 50, "DELETE": 50}
# Endpoints with more than the default of their method; the others that Jira raised are not published.
RAISED_PER_SECOND = {
    ("GET", "/rest/api/3/issue/{issueIdOrKey}"): 150,
    ("GET", "/rest/api/3/issue/{issueIdOrKey}/changelog"): 200,
    ("GET", "/rest/api/3/user"): 150,
    ("POST", "/rest/api/3/search/approximate-count"): 150,
    ("PUT", "/rest/api/3/component/{id}"): 500,
}
ISSUE_WRITES = ((20, 2), (100, 30))  # at most so many in so many seconds
NEAR_SHARE = 0.2  # less than this left: X-RateLimit-NearLimit
QUOTA_POLICY = "global-app-quota"
BURST_POLICY = "jira-burst-based"


@dataclass(slots=True)
class LimitSwitches:
    """
    Which limits hold. ``burst_per_second`` stands for the number of every endpoint; None: Jira's.
    """

    points: bool = False
    points_per_hour: int = POINTS_PER_HOUR
    burst: bool = False
    burst_per_second: int | None = None
    issue_writes: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """
    A call as the limits see it.

    ``path`` begins with ``/rest/``. ``app_id`` is whose quota it counts for; None: nobody's, as with API tokens, with
    people in a browser, and over the bridge.
    """

    method: str
    path: str
    app_id: str | None


@dataclass(slots=True)
class Limits:
    """What was used of each limit."""

    switches: LimitSwitches = field(default_factory=LimitSwitches)
    _used: dict[str, tuple[int, int]] = field(default_factory=dict)  # app id -> (hour, points)
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)  # -> (tokens, when)
    _writes: dict[int, deque[float]] = field(default_factory=dict)  # issue id -> when

    def reset(self) -> None:
        """Switch all off and forget what was used."""
        self.switches = LimitSwitches()
        self._used.clear()
        self._buckets.clear()
        self._writes.clear()

    def admit(self, site: Site, call: Call) -> Response | None:
        """
        Let a call through, or make its 429. What is refused costs nothing.
        """
        now_s = site.now().timestamp()
        issue_id = _written_issue(site, call) if self.switches.issue_writes else None
        refusal = (self._check_quota(call, now_s) if self.switches.points else None) or (
            self._check_writes(issue_id, now_s) if issue_id is not None else None
        )
        if refusal is None and self.switches.burst:
            refusal = self._take_token(call, now_s)
        if refusal is None and issue_id is not None:
            self._writes[issue_id].append(now_s)
        return refusal

    def charge(self, call: Call, points: int, now: datetime) -> dict[str, str]:
        """
        Count what a call has cost; returns the headers that tell the app about its quota.
        """
        if call.app_id is None:
            return {}
        now_s = now.timestamp()
        used = self.points_used(call.app_id, now) + points
        self._used[call.app_id] = (int(now_s // HOUR_S), used)
        quota = self.switches.points_per_hour
        left, reset_s = max(0, quota - used), HOUR_S - int(now_s % HOUR_S)
        prefix = "" if self.switches.points else "Beta-"
        headers = {f"{prefix}RateLimit-Policy": f'"{QUOTA_POLICY}";q={quota};w={HOUR_S}'}
        if left < quota * NEAR_SHARE:
            headers[f"{prefix}RateLimit"] = f'"{QUOTA_POLICY}";r={left};t={reset_s}'
        if self.switches.points:
            headers |= _numbers(quota, left, now_s + reset_s)
        return headers

    def points_used(self, app_id: str, now: datetime) -> int:
        """Get what an app has used in this hour, which begins at the top of each hour of UTC."""
        return self._used_by(app_id, now.timestamp())

    def set_points_used(self, app_id: str, points: int, now: datetime) -> None:
        self._used[app_id] = (int(now.timestamp() // HOUR_S), points)

    def to_json(self, now: datetime) -> dict[str, Any]:
        switches = self.switches
        return {
            "points": switches.points,
            "pointsPerHour": switches.points_per_hour,
            "burst": switches.burst,
            "burstPerSecond": switches.burst_per_second,
            "issueWrites": switches.issue_writes,
            "pointsUsed": {app_id: self.points_used(app_id, now) for app_id in self._used},
        }

    def _used_by(self, app_id: str, now_s: float) -> int:
        hour, used = self._used.get(app_id, (0, 0))
        return used if hour == int(now_s // HOUR_S) else 0

    def _check_quota(self, call: Call, now_s: float) -> Response | None:
        if call.app_id is None:
            return None
        quota = self.switches.points_per_hour
        if self._used_by(call.app_id, now_s) < quota:
            return None
        return _refusal(
            "jira-quota-global-based", quota, now_s, HOUR_S - now_s % HOUR_S, QUOTA_POLICY, HOUR_S
        )

    def _check_writes(self, issue_id: int, now_s: float) -> Response | None:
        longest_s = max(window_s for _, window_s in ISSUE_WRITES)
        writes = self._writes.setdefault(issue_id, deque())
        while writes and now_s - writes[0] >= longest_s:
            writes.popleft()
        for most, window_s in ISSUE_WRITES:
            recent = [at for at in writes if now_s - at < window_s]
            if len(recent) >= most:
                wait_s = recent[-most] + window_s - now_s
                return _refusal("jira-per-issue-on-write", most, now_s, wait_s)
        return None

    def _take_token(self, call: Call, now_s: float) -> Response | None:
        operation = find_called(call.method, call.path)
        method = "GET" if call.method == "HEAD" else call.method
        endpoint = (method, operation.path if operation is not None else call.path)
        rate = self.switches.burst_per_second or RAISED_PER_SECOND.get(
            endpoint, BURST_PER_SECOND.get(method, BURST_PER_SECOND["PUT"])
        )
        tokens, at_s = self._buckets.get(endpoint, (float(rate), now_s))
        tokens = min(float(rate), tokens + max(0.0, now_s - at_s) * rate)
        if tokens < 1:
            self._buckets[endpoint] = (tokens, now_s)
            return _refusal("jira-burst-based", rate, now_s, (1 - tokens) / rate, BURST_POLICY, 1)
        self._buckets[endpoint] = (tokens - 1, now_s)
        return None


def _written_issue(site: Site, call: Call) -> int | None:
    """Find the issue that a call writes to; making an issue writes to none."""
    parts = call.path.split("/")  # "", "rest", "api", "3", "issue", "KEY-1", …
    if call.method in ("GET", "HEAD") or len(parts) < 6 or parts[2] != "api" or parts[4] != "issue":
        return None
    issue = site.find_issue(parts[5])
    return issue.id if issue is not None else None


def _refusal(
    reason: str, limit: int, now_s: float, wait_s: float, policy: str | None = None, window_s: int = 0
) -> Response:
    retry_after_s = max(1, math.ceil(wait_s))
    headers = {
        "Retry-After": str(retry_after_s),
        "RateLimit-Reason": reason,
        **_numbers(limit, 0, now_s + retry_after_s),
    }
    if policy is not None:
        headers["RateLimit-Policy"] = f'"{policy}";q={limit};w={window_s}'
        headers["RateLimit"] = f'"{policy}";r=0;t={retry_after_s}'
    body = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
    return JSONResponse(body, 429, headers)


def _numbers(limit: int, left: int, reset_s: float) -> dict[str, str]:
    headers = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": f"{datetime.fromtimestamp(reset_s, UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    if left < limit * NEAR_SHARE:
        headers["X-RateLimit-NearLimit"] = "true"
    return headers
