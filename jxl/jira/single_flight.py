"""One question at a time: callers that ask for the same thing at the same moment share one answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """
    Runs a function once for all threads that ask under one key while it runs.

    It remembers nothing: whoever comes after the answer asks again. A failure reaches everybody who waited.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[Hashable, Future[T]] = {}

    def run(self, key: Hashable, ask: Callable[[], T]) -> T:
        """Give the result of ``ask()``, or that of the same question already under way in another thread."""
        with self._lock:
            flight = self._flights.get(key)
            is_pilot = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if not is_pilot:
            return flight.result()
        try:
            result = ask()
        except BaseException as exc:
            self._land(key)
            flight.set_exception(exc)
            raise
        self._land(key)
        flight.set_result(result)
        return result

    def _land(self, key: Hashable) -> None:
        with self._lock:
            del self._flights[key]
