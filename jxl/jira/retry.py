"""
Which failures are worth another try, and after how long. Pure: it decides, the client waits.

Only what is safe to repeat comes here. Atlassian's guidance: at most four tries, growing waits with jitter,
``Retry-After`` as a minimum, and none of it against the hourly quota ("Rate limiting", Jira Cloud REST).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jxl.errors import JiraError, JiraRateLimited, JiraUnavailable

_PASSING_STATUSES = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """
    Attributes:
        limited_tries: How often a call is made at most while Jira answers 429.
        broken_retries: How often a call is repeated after 502, 503, 504 or a broken connection.
        longest_wait_s: A person is waiting: a longer wait is an answer, not a nap.
        budget_s: Longest time for all tries of one call together.
    """

    limited_tries: int = 4
    broken_retries: int = 2
    longest_wait_s: float = 10.0
    budget_s: float = 30.0


@dataclass(slots=True)
class Tries:
    """The tries of one call. Not for several threads."""

    policy: RetryPolicy
    started_at_s: float
    _limited: int = field(default=0, init=False)
    _broken: int = field(default=0, init=False)

    def wait_after(self, failure: JiraError, now_s: float, chance: float) -> float | None:
        """
        Say how long to wait before the next try.

        Args:
            failure: What the last try gave.
            now_s: By the same clock as ``started_at_s``.
            chance: In [0, 1), spreads the waits of many callers over 30 %.

        Returns:
            Seconds, or None when the failure stands.
        """
        if isinstance(failure, JiraRateLimited):
            self._limited += 1
            if self._limited >= self.policy.limited_tries or failure.reason.startswith("jira-quota"):
                return None
            wait_s = max(failure.wait_s, 2.0 ** (self._limited - 1))
        elif isinstance(failure, JiraUnavailable) and _is_passing(failure):
            self._broken += 1
            if self._broken > self.policy.broken_retries:
                return None
            wait_s = max(float(failure.retry_after_s or 0), 0.25 * 2.0 ** (self._broken - 1))
        else:
            return None
        wait_s *= 1.0 + 0.3 * chance
        if wait_s > self.policy.longest_wait_s:
            return None
        if now_s - self.started_at_s + wait_s > self.policy.budget_s:
            return None
        return wait_s


def _is_passing(failure: JiraUnavailable) -> bool:
    """A broken connection has no status; 500 and unreadable answers tend to come again, so they are not repeated."""
    return failure.jira_status is None or failure.jira_status in _PASSING_STATUSES
