"""The two framings: the same events, bounded answers that can be continued, cursors that cannot be bent."""

from __future__ import annotations

import base64
import dataclasses
import threading
from typing import Any

import orjson
import pytest

from jxl.errors import Busy, JiraUnavailable, ValidationError
from jxl.sheets.cursor import Binding, CursorSigner
from jxl.sheets.framing import Answer, LineStream, LoadLimit, read_bounded
from jxl.sheets.progress import Progress
from jxl.sheets.rows import RowLoad
from tests.sheets.fake_issues import FakeIssues
from tests.sheets.test_rows import make_plan, shuffled

BINDING = Binding(1, "person", "10000", "sheet1", 3, "digest")


class Time:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now() -> Time:
    return Time()


@pytest.fixture
def signer(now: Time) -> CursorSigner:
    return CursorSigner(["key-1"], now)


def lines(stream: LineStream) -> list[dict[str, Any]]:
    return [orjson.loads(line) for block in stream for line in block.splitlines()]


def events_of(answer: Answer, cursor: str | None = None) -> list[dict[str, Any]]:
    body = orjson.loads(answer.to_bytes(cursor))
    assert body["cursor"] == cursor
    return list(body["events"])


def bounded(source: FakeIssues, **limits: Any) -> tuple[list[dict[str, Any]], list[int], int]:
    """Load in bounded answers to the end; gives events, sizes of the answers, and how many there were."""
    events: list[dict[str, Any]] = []
    sizes: list[int] = []
    progress: Progress | None = None
    while True:
        answer = read_bounded(
            RowLoad(source, make_plan(), progress=progress, expected=limits.pop("expected", None)), **limits
        )
        events += events_of(answer)
        sizes.append(len(answer.to_bytes(None)))
        if answer.progress is None:
            return events, sizes, len(sizes)
        assert len(sizes) < 500, "a load that does not come to an end"
        progress = Progress(**orjson.loads(orjson.dumps(dataclasses.asdict(answer.progress))))


def rows_of(events: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for event in events if event["type"] == "rows" for row in event["rows"]]


@pytest.mark.parametrize("count", [0, 99, 250, 1000, 10_000])
def test_a_stream_holds_the_events(count: int) -> None:
    source = FakeIssues(shuffled(count))
    ended: list[int] = []
    limit = LoadLimit(1)
    events = lines(LineStream(RowLoad(source, make_plan()), limit.enter(), ended.append))
    assert events[0]["type"] == "columns"
    assert sorted(rows_of(events)) == sorted(source.order)
    assert events[-1]["count"] == count
    assert ended == [count]
    limit.enter().leave()


@pytest.mark.parametrize("count", [0, 1, 150, 300, 301, 1000, 6000])
@pytest.mark.parametrize("max_bytes", [30_000, 100_000, 4_000_000])
def test_bounded_answers_add_up_to_the_same(count: int, max_bytes: int) -> None:
    source = FakeIssues(shuffled(count))
    events, sizes, _ = bounded(source, max_bytes=max_bytes)
    assert sorted(rows_of(events)) == sorted(source.order)
    assert [event["type"] for event in events].count("columns") == 1
    assert events[-1]["type"] == "done"
    assert events[-1]["count"] == count
    index = [i for event in events if event["type"] == "index" for i in event["ids"]]
    assert list(dict.fromkeys(index)) == source.order
    if count >= 1000:
        largest_index = 60_000
        assert all(size <= max_bytes + largest_index for size in sizes)


def test_few_points_are_lost_between_bounded_answers() -> None:
    source = FakeIssues(shuffled(10_000))
    events, _, answers = bounded(source, max_bytes=1_000_000, expected=10_000)
    assert answers >= 2
    assert events[-1]["count"] == 10_000
    assert source.spent <= 2.05 * 10_000
    assert events[-1]["points"] == source.spent


def test_time_ends_an_answer_too() -> None:
    source = FakeIssues(shuffled(3000))
    time = Time()

    def slow(kind: str, what: Any) -> None:
        time.at += 1.0

    source.before = slow
    events, _, answers = bounded(source, max_s=6.0, monotonic_s=time)
    assert answers > 1
    assert sorted(rows_of(events)) == sorted(source.order)


def test_an_answer_in_which_jira_gives_nothing_can_be_continued() -> None:
    source = FakeIssues(shuffled(10))
    hold = threading.Event()
    source.before = lambda *_: hold.wait(5) and None
    answer = read_bounded(RowLoad(source, make_plan()), max_s=0.01)
    hold.set()
    assert answer.progress is not None
    again = read_bounded(RowLoad(source, make_plan(), progress=answer.progress))
    assert len(rows_of(events_of(again))) == 10


def test_gone_is_told_at_the_end_of_the_last_answer() -> None:
    source = FakeIssues(range(1, 1001))
    del source.issues["700"]
    progress: Progress | None = Progress(known=["700", "1", "424242"])
    gone: list[str] = []
    while progress is not None:
        answer = read_bounded(RowLoad(source, make_plan(), progress=progress), max_bytes=60_000)
        gone += [i for event in events_of(answer) if event["type"] == "gone" for i in event["ids"]]
        progress = answer.progress
    assert gone == ["700", "424242"]


def test_a_row_that_fits_nowhere_is_said() -> None:
    source = FakeIssues([1, 2, 3])
    source.issues["2"]["fields"]["summary"] = "x" * 50_000
    events, _, _ = bounded(source, max_bytes=40_000)
    assert sorted(rows_of(events)) == ["1", "3"]
    (error,) = [event for event in events if event["type"] == "error"]
    assert error["ids"] == ["2"]
    assert error["error"]["code"] == "row_too_large"


def test_a_failed_load_has_no_cursor() -> None:
    source = FakeIssues(range(1, 1001))

    def fail(kind: str, what: Any) -> None:
        if kind == "ids":
            raise JiraUnavailable

    source.before = fail
    answer = read_bounded(RowLoad(source, make_plan()))
    assert answer.progress is None
    assert events_of(answer)[-1]["type"] == "error"


def test_a_crash_inside_a_stream_is_told_in_it() -> None:
    source = FakeIssues([1])

    def crash(*_: Any) -> None:
        raise RuntimeError("no such thing")

    source.before = crash
    limit = LoadLimit(1)
    events = lines(LineStream(RowLoad(source, make_plan()), limit.enter(), lambda _: None))
    assert events[-1]["error"]["code"] == "internal_error"
    assert "no such thing" not in repr(events)
    limit.enter().leave()


def test_places_are_few_and_are_given_back_once() -> None:
    limit = LoadLimit(2)
    first, _second = limit.enter(), limit.enter()
    with pytest.raises(Busy) as caught:
        limit.enter()
    assert caught.value.retry_after_s
    first.leave()
    first.leave()
    limit.enter()
    with pytest.raises(Busy):
        limit.enter()


def test_a_stream_that_is_never_read_leaves_its_place() -> None:
    limit = LoadLimit(1)
    source = FakeIssues(shuffled(10))
    LineStream(RowLoad(source, make_plan()), limit.enter(), lambda _: None).close()
    assert source.calls == []
    limit.enter()


# -- cursors --------------------------------------------------------------------------------------------------------


def test_a_cursor_says_where_to_go_on(signer: CursorSigner) -> None:
    progress = Progress("ids", "token", False, ["1", "2"], ["3"], ["4"], 5, 6)
    assert signer.read(BINDING, signer.write(BINDING, progress)) == progress


def test_a_cursor_of_much_work_stays_small(signer: CursorSigner) -> None:
    pending = [str(number) for number in shuffled(11_000)]
    cursor = signer.write(BINDING, Progress("ids", "x" * 300, pending=pending))
    assert len(cursor) < 60_000
    assert signer.read(BINDING, cursor).pending == pending


@pytest.mark.parametrize(
    "change",
    [
        {"installation_id": 2},
        {"account_id": "other"},
        {"project_id": "10001"},
        {"sheet_id": "sheet2"},
        {"revision": 4},
        {"digest": "other"},
    ],
)
def test_a_cursor_is_of_no_use_elsewhere(signer: CursorSigner, change: dict[str, Any]) -> None:
    cursor = signer.write(BINDING, Progress())
    with pytest.raises(ValidationError) as caught:
        signer.read(dataclasses.replace(BINDING, **change), cursor)
    assert (caught.value.code, caught.value.status) == ("cursor_stale", 422)


def test_every_changed_byte_is_noticed(signer: CursorSigner) -> None:
    cursor = signer.write(BINDING, Progress(pending=["1"]))
    data = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    for place in range(len(data)):
        bent = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(ValidationError):
            signer.read(BINDING, base64.urlsafe_b64encode(bent).decode())


@pytest.mark.parametrize(
    "cursor", ["", "x", "====", "é", "A" * 500_000, base64.urlsafe_b64encode(b"\0" * 40).decode()]
)
def test_nonsense_is_no_cursor(signer: CursorSigner, cursor: str) -> None:
    with pytest.raises(ValidationError):
        signer.read(BINDING, cursor)


def test_cursors_end_after_an_hour(signer: CursorSigner, now: Time) -> None:
    cursor = signer.write(BINDING, Progress())
    now.at += 3599
    signer.read(BINDING, cursor)
    now.at += 1
    with pytest.raises(ValidationError):
        signer.read(BINDING, cursor)


def test_older_keys_are_still_accepted(now: Time) -> None:
    cursor = CursorSigner(["old"], now).write(BINDING, Progress())
    CursorSigner(["new", "old"], now).read(BINDING, cursor)
    with pytest.raises(ValidationError):
        CursorSigner(["new"], now).read(BINDING, cursor)
