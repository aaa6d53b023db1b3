"""Running ahead: order, bounds, errors and giving up, decided by events and never by time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from jxl.errors import Busy
from jxl.jira.concurrency import Gate, Gates, run_ahead
from jxl.jira.expiring import ExpiringTable
from jxl.jira.single_flight import SingleFlight


def constant(value: int) -> Callable[[], int]:
    return lambda: value


def recording(ran: list[int], value: int) -> Callable[[], int]:
    def run() -> int:
        ran.append(value)
        return value

    return run


def test_ordered_results_come_in_order() -> None:
    """The first task ends last, and still its result comes first."""
    last_started = threading.Event()

    def first() -> int:
        last_started.wait(10)
        return 0

    def last() -> int:
        last_started.set()
        return 2

    assert list(run_ahead([first, constant(1), last], 3, ordered=True)) == [0, 1, 2]


def test_unordered_results_come_as_they_are_ready() -> None:
    release = threading.Event()

    def slow() -> int:
        release.wait(10)
        return 0

    results = run_ahead([slow, constant(1)], 2)
    assert next(results) == 1
    release.set()
    assert list(results) == [0]


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 8])
def test_never_more_at_once_than_the_limit(ordered: bool, limit: int) -> None:
    lock = threading.Lock()
    now = most = 0

    def task(number: int) -> Callable[[], int]:
        def run() -> int:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            with lock:
                now -= 1
            return number

        return run

    results = list(run_ahead((task(n) for n in range(50)), limit, ordered=ordered))
    assert sorted(results) == list(range(50))
    assert most <= limit
    if ordered:
        assert results == list(range(50))


@pytest.mark.parametrize("ordered", [False, True])
def test_tasks_are_taken_only_as_needed(ordered: bool) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Callable[[], int]]:
        number = 0
        while True:
            taken.append(number)
            yield constant(number)
            number += 1

    results = run_ahead(endless(), 2, ordered=ordered)
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(taken) <= 8


@pytest.mark.parametrize("ordered", [False, True])
def test_the_first_error_ends_it(ordered: bool) -> None:
    def fail() -> int:
        raise Busy("full")

    ran: list[int] = []

    def tasks() -> Iterator[Callable[[], int]]:
        yield fail
        for number in range(100):
            yield recording(ran, number)

    with pytest.raises(Busy, match="full"):
        list(run_ahead(tasks(), 2, ordered=ordered))
    assert len(ran) < 100


def test_closing_cancels_what_has_not_begun() -> None:
    """With all but one of the process's threads taken, the third task waits in line; closing takes it out."""
    release = threading.Event()
    begun = threading.Semaphore(0)
    ran: list[int] = []

    def hold() -> int:
        begun.release()
        release.wait(10)
        return 0

    feeder = threading.Thread(target=lambda: list(run_ahead([hold] * 63, 63)))
    feeder.start()
    for _ in range(63):
        assert begun.acquire(timeout=10)
    results = run_ahead([constant(1), hold, recording(ran, 3)], 3)
    assert next(results) == 1
    assert begun.acquire(timeout=10)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    release.set()
    feeder.join()
    assert list(run_ahead([constant(4)], 1)) == [4], "whatever stood in line before this has had its turn"
    assert ran == []


def test_a_task_that_runs_ahead_itself_cannot_stand_still() -> None:
    def outer() -> list[int]:
        return list(run_ahead([constant(1), constant(2)], 2, ordered=True))

    assert list(run_ahead([outer] * 100, 64)) == [[1, 2]] * 100


def test_a_limit_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="limit"):
        list(run_ahead([constant(1)], 0))


def test_each_site_has_its_own_gate() -> None:
    gates = Gates(1, patience_s=0.0)
    with gates.gate("a"):
        with gates.gate("b"):
            pass
        with pytest.raises(Busy), gates.gate("a"):
            pass
    with gates.gate("a"):
        pass


def test_a_gate_lets_in_as_many_as_it_says() -> None:
    gate = Gate(2, patience_s=0.0)
    with gate, gate, pytest.raises(Busy), gate:
        pass


def test_a_failure_reaches_everybody_who_waited_and_is_not_remembered() -> None:
    flight: SingleFlight[int] = SingleFlight()

    def fail() -> int:
        raise Busy("no")

    with pytest.raises(Busy):
        flight.run("key", fail)
    assert flight.run("key", lambda: 7) == 7


def test_a_table_forgets() -> None:
    table: ExpiringTable[str, int] = ExpiringTable(2)
    table.put("a", 1, expires_at_s=10)
    assert table.find("a", 9.9) == 1
    assert table.find("a", 10) is None
    table.put("a", 1, 10)
    table.put("b", 2, 10)
    assert table.find("a", 0) == 1
    table.put("c", 3, 10)
    assert (table.find("a", 0), table.find("b", 0), table.find("c", 0)) == (1, None, 3)
    table.discard("a", 99)
    assert table.find("a", 0) == 1
    table.discard("a", 1)
    assert table.find("a", 0) is None
