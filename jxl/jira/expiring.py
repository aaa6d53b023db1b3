"""A small table whose entries go stale; bounded, and safe for threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ExpiringTable(Generic[K, V]):
    """
    Keeps values until a moment that comes with each. The clock is the caller's: all times are its seconds.

    Args:
        max_entries: The entries used longest ago make room for new ones.
    """

    def __init__(self, max_entries: int) -> None:
        self._max_entries = max_entries
        self._lock = threading.Lock()
        self._entries: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def find(self, key: K, now_s: float) -> V | None:
        """Find a value that is not stale; at its very moment of expiry it is."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry[0] <= now_s:
                del self._entries[key]
                return None
            self._entries.move_to_end(key)
            return entry[1]

    def put(self, key: K, value: V, expires_at_s: float) -> None:
        with self._lock:
            self._entries[key] = (expires_at_s, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self._max_entries:
                self._entries.popitem(last=False)

    def discard(self, key: K, value: V) -> None:
        """Forget a value, unless another one has taken its place meanwhile."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry[1] == value:
                del self._entries[key]
