"""
The site's clock: real time until somebody moves it.

Owns the offset only. Rules, seeds and tokens take all their time from here, never from ``datetime.now``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SiteClock:
    """
    A callable clock that can be moved or stopped; what :attr:`Site.now` holds.

    Args:
        start: The moment it stands at when made, aware; left out: real time. It runs on from there.
        stopped: Whether it stands still until moved, as tests want it.
    """

    def __init__(self, start: datetime | None = None, *, stopped: bool = False) -> None:
        self._offset = timedelta()
        self._stopped_at: datetime | None = None
        if start is not None:
            self.set(start)
        if stopped:
            self._stopped_at = start if start is not None else datetime.now(UTC)

    def __call__(self) -> datetime:
        if self._stopped_at is not None:
            return self._stopped_at
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """Make it ``moment`` (aware) now; a running clock runs on from there."""
        if moment.tzinfo is None:
            raise ValueError("the site's clock needs a moment with a UTC offset")
        if self._stopped_at is not None:
            self._stopped_at = moment.astimezone(UTC)
        self._offset = moment - datetime.now(UTC)

    def move(self, by: timedelta) -> None:
        """Move forwards, or backwards when ``by`` is negative."""
        self._offset += by
        if self._stopped_at is not None:
            self._stopped_at += by

    def reset(self) -> None:
        """Back to real time, running."""
        self._offset = timedelta()
        self._stopped_at = None
