"""
The two framings of the row protocol: a stream of lines, or answers of bounded size and a cursor to go on.

Independent of the web framework: gives bytes. Owns the limit of loads in one process, so that pages always have
threads.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import orjson

from jxl.errors import Busy, JxlError
from jxl.sheets.plan import Event
from jxl.sheets.progress import Progress
from jxl.sheets.rows import RowLoad

logger = logging.getLogger(__name__)

MAX_LOADS = 8  # of the 32 threads of a process; each may hold eight calls to Jira
MAX_ANSWER_BYTES = 4_000_000
MAX_ANSWER_S = 18.0  # what is on its way when time is up ends with 20 s
_TIME_TO_END_S = 4.0  # a call to Jira rarely takes longer
_CURSOR_ROOM = 300_000
_EVENT_ROOM = 2
_CROWDED = "Many sheets are being loaded at this moment. This one is tried again shortly."


class LoadLimit:
    """
    At most so many loads, or other long answers, at the same time in this process.

    Args:
        limit: Answers.
        refusal: What whoever finds no place is told.
    """

    def __init__(self, limit: int = MAX_LOADS, refusal: str = _CROWDED) -> None:
        self._places = threading.BoundedSemaphore(limit)
        self._refusal = refusal

    def enter(self) -> LoadPlace:
        """
        Take a place.

        Raises:
            Busy: There is none left.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(self._refusal, 2)
        return LoadPlace(self._places)


class LoadPlace:
    """A place in the limit; given back once, however often it is left."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._is_left = False

    def leave(self) -> None:
        with self._lock:
            if self._is_left:
                return
            self._is_left = True
        self._places.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


class LineStream:
    """
    A load as lines of JSON, one an event.

    An iterator of its own class and not a generator: a server that gives up before the first line closes it too, and
    then the place must be left as well.

    Args:
        load: The load.
        place: Left when the stream ends or is closed.
        on_end: Told the number of rows of a load that was finished.
    """

    def __init__(self, load: RowLoad, place: LoadPlace, on_end: Callable[[int], None]) -> None:
        self._load = load
        self._place = place
        self._on_end = on_end
        self._batches = load.batches()
        self._is_broken = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if self._is_broken:
                raise StopIteration
            lines = b"".join(orjson.dumps(event) + b"\n" for event in next(self._batches))
        except StopIteration:
            if self._load.is_finished and not self._load.has_failed:
                self._on_end(self._load.count)
            self.close()
            raise
        except Exception as exc:
            logger.error("a load of rows crashed", exc_info=exc)
            self._is_broken = True
            error = self._load.describe_error(JxlError())
            return orjson.dumps({"type": "error", "ids": [], "error": error}) + b"\n"
        return lines

    def close(self) -> None:
        """End the load; calls to Jira that are not begun are not made."""
        self._batches.close()
        self._place.leave()


@dataclass(frozen=True, slots=True)
class Answer:
    """A bounded answer: events as JSON, and where to go on; None when the load is over."""

    events: list[bytes]
    progress: Progress | None

    def to_bytes(self, cursor: str | None) -> bytes:
        return b'{"events":[' + b",".join(self.events) + b'],"cursor":' + orjson.dumps(cursor) + b"}"


def read_bounded(
    load: RowLoad,
    *,
    max_bytes: int = MAX_ANSWER_BYTES - _CURSOR_ROOM,
    max_s: float = MAX_ANSWER_S,
    monotonic_s: Callable[[], float] = time.monotonic,
) -> Answer:
    """
    Run a load until it is over, the answer is full, or time is up.

    Near its end nothing new is asked of Jira and what is under way is waited for. Rows that do not fit all the same are
    fetched again by the next request; a row that fits into no answer is an ``error``.
    """
    until = monotonic_s() + max_s
    pack = _Pack(max_bytes)
    with closing(load.batches(lambda: until - monotonic_s())) as batches:
        for batch in batches:
            back = pack.add(batch, load)
            load.put_back(back)
            if back or monotonic_s() >= until:
                break
            if until - monotonic_s() < _TIME_TO_END_S or not pack.has_room_for(load.calls_under_way + 1):
                load.end_soon()
    is_over = load.is_finished
    return Answer(pack.events, None if is_over else load.checkpoint())


class _Pack:
    """Events of one answer, up to a size."""

    def __init__(self, max_bytes: int) -> None:
        self.events: list[bytes] = []
        self._room = max_bytes
        self._max_bytes = max_bytes
        self._largest = 0

    def has_room_for(self, batches: int) -> bool:
        """Whether so many more batches fit, if they are as large as the largest so far."""
        return self._room > batches * self._largest

    def add(self, batch: list[Event], load: RowLoad) -> list[str]:
        """Add a batch; gives the ids of rows that did not fit."""
        back: list[str] = []
        before = self._room
        for event in batch:
            if event["type"] == "rows":
                back = self._add_rows(event["rows"], load)
            else:
                self._append(orjson.dumps(event))
        self._largest = max(self._largest, before - self._room)
        return back

    def _append(self, data: bytes) -> None:
        self.events.append(data)
        self._room -= len(data) + _EVENT_ROOM

    def _add_rows(self, rows: list[dict[str, Any]], load: RowLoad) -> list[str]:
        whole = orjson.dumps({"type": "rows", "rows": rows})
        if len(whole) <= self._room:
            self._append(whole)
            return []
        fitting: list[bytes] = []
        for number, row in enumerate(rows):
            data = orjson.dumps(row)
            if len(data) + 40 > self._max_bytes // 2:
                error = load.describe_error(
                    JxlError("This row is too large to be shown. Show fewer columns.", code="row_too_large")
                )
                self._append(orjson.dumps({"type": "error", "ids": [row["id"]], "error": error}))
                continue
            if len(data) + 40 > self._room:
                self._close_rows(fitting)
                return [later["id"] for later in rows[number:]]
            fitting.append(data)
            self._room -= len(data) + 1
        self._close_rows(fitting)
        return []

    def _close_rows(self, rows: list[bytes]) -> None:
        if rows:
            self.events.append(b'{"type":"rows","rows":[' + b",".join(rows) + b"]}")
