"""Stand-ins: project properties in a dictionary that fail where a test wants it, and a clock that is moved by hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from jxl.errors import JiraNotFound, JiraUnavailable
from jxl.sheets.untrusted import utf16_units

JIRA_LIMIT = 32_768


class Crash(BaseException):
    """The process ends here: nothing of ours may catch it."""


class MovedClock:
    """A time that only tests move."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class FakeProperties:
    """
    The properties of one project: values as bytes, as Jira would keep them, and a log of calls.

    ``before`` and ``after`` are called around each call with its number, verb and key, and may raise.
    """

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.calls: list[tuple[str, str]] = []
        self.before: Callable[[int, str, str], None] = lambda *_: None
        self.after: Callable[[int, str, str], None] = lambda *_: None
        self._lock = threading.Lock()

    def _call(self, verb: str, key: str, act: Callable[[], Any]) -> Any:
        with self._lock:
            number = len(self.calls)
            self.calls.append((verb, key))
        self.before(number, verb, key)
        value = act()
        self.after(number, verb, key)
        return value

    def list_keys(self) -> list[str]:
        return list(self._call("list", "", lambda: list(self.values)))

    def fetch(self, key: str) -> Any:
        def act() -> Any:
            if key not in self.values:
                raise JiraNotFound
            try:
                return orjson.loads(self.values[key])
            except orjson.JSONDecodeError as exc:  # as the client says it of an answer that it cannot read
                raise JiraUnavailable(jira_status=200) from exc

        return self._call("fetch", key, act)

    def put(self, key: str, value: Any) -> None:
        data = orjson.dumps(value)
        assert utf16_units(data) <= JIRA_LIMIT
        assert len(key) <= 255

        def act() -> None:
            self.values[key] = data

        self._call("put", key, act)

    def delete(self, key: str) -> None:
        def act() -> None:
            if self.values.pop(key, None) is None:
                raise JiraNotFound

        self._call("delete", key, act)
