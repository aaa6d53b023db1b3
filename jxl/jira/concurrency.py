"""
Several calls at once, within bounds: running ahead of whoever takes the results, and a gate for each site.

Threads are shared by the whole process and start with its first call. A task waits for Jira, not for other
tasks: one that runs ahead itself does so in its own thread, one call after another, because tasks that wait for
threads while holding one would stand still together.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from jxl.errors import Busy

T = TypeVar("T")

_THREADS = 64  # eight loads at eight calls each; a thread that waits for Jira costs next to nothing
_GATES_KEPT = 4096


class _Threads:
    """The process's pool: made on first use, anew after a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._pid = 0
        self.local = threading.local()

    def pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None or self._pid != os.getpid():
                self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="jira")
                self._pid = os.getpid()
            return self._pool

    def run(self, task: Callable[[], T]) -> T:
        self.local.is_busy = True
        try:
            return task()
        finally:
            self.local.is_busy = False


_threads = _Threads()


def run_ahead(tasks: Iterable[Callable[[], T]], limit: int, *, ordered: bool = False) -> Iterator[T]:
    """
    Run tasks in threads, a few ahead of the consumer, and give their results.

    Args:
        tasks: Taken one by one, in the consumer's thread, as there is room; it may be without end.
        limit: How many run at the same time.
        ordered: Results in the order of the tasks; otherwise each as it is ready. Ordered results wait for the
            slowest one before them, and at most ``2 * limit`` of them wait.

    Yields:
        One result a task. The first task that raises ends the iteration with its error.

    When the consumer closes the generator, or after an error, no further task begins; those under way finish
    in the background and their results are dropped.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    if getattr(_threads.local, "is_busy", False):
        for task in tasks:
            yield task()
        return
    pool = _threads.pool()
    waiting: deque[Future[T]] = deque()  # in order of tasks
    remaining = iter(tasks)
    is_exhausted = False
    try:
        while True:
            while not is_exhausted and _has_room(waiting, limit, ordered):
                try:
                    task = next(remaining)
                except StopIteration:
                    is_exhausted = True
                else:
                    waiting.append(pool.submit(_threads.run, task))
            if not waiting:
                return
            if ordered and not waiting[0].done():
                wait([f for f in waiting if not f.done()], return_when=FIRST_COMPLETED)
                continue  # whatever came first makes room for the next task
            future = waiting[0] if ordered else _first_done(waiting)
            result = future.result()
            waiting.remove(future)
            yield result
    finally:
        for future in waiting:
            future.cancel()


def _has_room(waiting: deque[Future[T]], limit: int, ordered: bool) -> bool:
    return _unfinished(waiting) < limit and len(waiting) < (3 * limit if ordered else limit)


def _unfinished(waiting: deque[Future[T]]) -> int:
    return sum(not future.done() for future in waiting)


def _first_done(waiting: deque[Future[T]]) -> Future[T]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    return next(future for future in waiting if future in done)


class Gate:
    """
    At most so many calls to one site at the same time.

    Args:
        limit: Calls under way.
        patience_s: How long a call waits for its turn before it gives up.
    """

    def __init__(self, limit: int, patience_s: float) -> None:
        self._places = threading.BoundedSemaphore(limit)
        self._patience_s = patience_s

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=self._patience_s):
            raise Busy("Too much is being read from this Jira site at once. Try again in a moment.", 2)

    def __exit__(self, *_: object) -> None:
        self._places.release()


class Gates:
    """One :class:`Gate` a key, in this process."""

    def __init__(self, limit: int, patience_s: float) -> None:
        self._limit = limit
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._gates: OrderedDict[str, Gate] = OrderedDict()

    def gate(self, key: str) -> Gate:
        with self._lock:
            gate = self._gates.setdefault(key, Gate(self._limit, self._patience_s))
            self._gates.move_to_end(key)
            while len(self._gates) > _GATES_KEPT:
                self._gates.popitem(last=False)
            return gate
