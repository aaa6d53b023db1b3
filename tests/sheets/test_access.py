"""What a load says of rights: which classes, when, at what price, and what happens when Jira does not answer."""

from __future__ import annotations

import dataclasses
import random
import threading
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from jxl.errors import (
    JiraNotFound,
    JiraRateLimited,
    JiraRefused,
    JiraTimeout,
    JiraUnavailable,
    JxlError,
)
from jxl.sheets.access import UNCHECKED_MOST
from jxl.sheets.cell_rights import ask_denials
from jxl.sheets.cursor import Binding, CursorSigner
from jxl.sheets.edit_screens import KnownScreens
from jxl.sheets.framing import read_bounded
from jxl.sheets.plan import RowPlan
from jxl.sheets.progress import Progress
from jxl.sheets.rows import RowLoad
from tests.sheets.fake_issues import FakeIssues
from tests.sheets.test_rows import FIELDS, make_plan, of, rows_of, shuffled

ME = "me"
TYPES = {"10001": "Story", "10002": "Task", "10003": "Bug"}
STATUSES = {"1": "Open", "3": "In progress", "6": "Closed"}
PROJECTS = {"10000": ("FER", "Ferry"), "10001": ("PORT", "Port Operations")}
NO_EDIT = "You may not edit issues in Ferry. Its administrator can give you Edit issues."
PLAN = ("summary", "assignee", "status", "components")


def many(count: int, page_size: int = 100, seed: int = 1) -> FakeIssues:
    """Issues of many classes, mixed; the order is that of their ids."""
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    source = FakeIssues(shuffled(count), page_size=page_size)
    for issue in source.issues.values():
        project, kind, status = (chance.choice(list(some)) for some in (PROJECTS, TYPES, STATUSES))
        key, name = PROJECTS[project]
        issue["fields"].update(
            project={"id": project, "key": key, "name": name},
            issuetype={"id": kind, "name": TYPES[kind]},
            status={"id": status, "name": STATUSES[status]},
            reporter=chance.choice([None, {"accountId": ME}, {"accountId": "other"}]),
            assignee=chance.choice([None, {"accountId": ME}, {"accountId": "other"}]),
        )
    return source


def ingredients(issue: dict[str, Any]) -> tuple[Any, ...]:
    values = issue["fields"]
    people = (values["reporter"] == {"accountId": ME}, values["assignee"] == {"accountId": ME})
    return (values["project"]["id"], values["issuetype"]["id"], values["status"]["id"], *people)


def load(source: FakeIssues, plan: RowPlan | None = None, **options: Any) -> list[dict[str, Any]]:
    return list(RowLoad(source, plan or make_plan(*PLAN), account_id=ME, **options).events())


def verdicts(events: list[dict[str, Any]]) -> dict[str, dict[str, Any] | None]:
    """What a reader of the events ends with: denials by issue id, None where rights are still being checked."""
    classes: dict[str, dict[str, Any]] = {}
    moved: dict[str, str] = {}
    for event in of(events, "access"):
        assert not set(event["classes"]) & set(classes), "told twice"
        assert set(event) <= {"type", "classes", "rows"}
        classes |= event["classes"]
        moved |= event.get("rows", {})
    return {row["id"]: classes.get(moved.get(row["id"], row["access"])) for row in rows_of(events)}


def is_unknown(denials: dict[str, Any] | None) -> bool:
    return denials is not None and list(denials) == ["*"] and denials["*"]["code"] == "unknown"


@pytest.mark.parametrize("count", [1, 100, 250, 301, 2500])
def test_every_row_has_a_class_and_every_class_is_named(count: int) -> None:
    source = many(count)
    events = load(source)
    found = verdicts(events)
    assert len(found) == count
    assert all(denials == {} for denials in found.values())
    names: dict[tuple[Any, ...], set[str]] = {}
    for row in rows_of(events):
        names.setdefault(ingredients(source.issues[row["id"]]), set()).add(row["access"])
    assert all(len(name) == 1 for name in names.values())
    assert len({name for some in names.values() for name in some}) == len(names)
    assert events[-1]["type"] == "done"
    assert events[-1]["points"] == source.spent


def test_a_screen_is_asked_for_once_for_all_that_are_the_same_to_it() -> None:
    source = many(3000)
    load(source)
    assert source.kinds().count("screen") == len(PROJECTS) * len(TYPES) * len(STATUSES)
    assert source.kinds().count("rights") <= 1 + 3000 // 1000 + 1
    for kind, what in source.calls:
        if kind == "rights":
            assert len(what[0]) <= 1000
            assert what[1] == ("ASSIGN_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES")
    assert source.most_at_once <= 8


def test_the_price_of_ten_thousand_rows_stays_in_its_bound() -> None:
    source = many(10_000)
    load(source, expected=10_000)
    assert source.spent <= 2.05 * 10_000


def test_without_edit_issues_there_is_no_question_about_screens() -> None:
    source = many(400)
    source.withheld = {"EDIT_ISSUES": set(source.issues), "ASSIGN_ISSUES": set(source.issues)}
    found = verdicts(load(source))
    assert "screen" not in source.kinds()
    for issue_id, denials in found.items():
        assert denials is not None
        assert (denials["*"]["message"] == NO_EDIT) == (ingredients(source.issues[issue_id])[0] == "10000")
        assert denials["status"] is None
        assert denials["assignee"]["code"] == "no_right"


def test_where_edit_issues_is_known_to_be_missing_nothing_is_asked() -> None:
    source = many(400)
    source.withheld = {"EDIT_ISSUES": set(source.issues)}
    nowhere = dict.fromkeys(PROJECTS, False)
    found = verdicts(load(source, make_plan("summary", "components"), may_edit=nowhere))
    assert not {"rights", "screen"} & set(source.kinds())
    assert all(denials and denials["*"]["code"] == "no_right" for denials in found.values())
    load(source, make_plan("summary", "assignee"), may_edit=nowhere)
    assert {what[1] for kind, what in source.calls if kind == "rights"} == {("ASSIGN_ISSUES",)}


def test_where_no_column_can_be_edited_nothing_is_asked() -> None:
    source = many(400)
    found = verdicts(load(source, make_plan("key", "customfield_10014")))
    assert not {"rights", "screen"} & set(source.kinds())
    assert all(denials == {} for denials in found.values())


def test_fields_off_the_screen_and_a_status_without_edits() -> None:
    source = many(300)
    source.screens = {(kind, "6"): frozenset() for kind in TYPES}
    source.screens |= {("10002", status): frozenset({"summary"}) for status in ("1", "3")}
    for issue_id, denials in verdicts(load(source)).items():
        _, kind, status, *_ = ingredients(source.issues[issue_id])
        assert denials is not None
        if status == "6":
            assert denials["*"]["code"] == "status_read_only"
            assert "in the status Closed" in denials["*"]["message"]
            assert denials["status"] is denials["assignee"] is None
        else:
            assert set(denials) == ({"components"} if kind == "10002" else set())


@pytest.mark.parametrize("count", [90, 300, 2500])
def test_rights_that_differ_inside_a_class_move_single_rows(count: int) -> None:
    """A grant to whom a user picker names holds for single issues, whatever their class."""
    source = many(count)
    few = set(random.Random(3).sample(sorted(source.issues), count // 10))  # noqa: S311 - a sample
    source.withheld = {
        "EDIT_ISSUES": set(source.issues) - few,
        "ASSIGN_ISSUES": set(list(source.issues)[::7]),
    }
    found = verdicts(load(source))
    for issue_id, denials in found.items():
        assert denials is not None
        assert ("*" not in denials) == (issue_id in few)
        if "*" in denials and issue_id not in source.withheld["ASSIGN_ISSUES"]:
            assert denials["assignee"] is None
        else:
            assert bool(denials.get("assignee")) == (issue_id in source.withheld["ASSIGN_ISSUES"])


def test_reporters_that_may_edit_their_own_need_no_moves() -> None:
    source = many(1500)
    mine = {i for i, issue in source.issues.items() if ingredients(issue)[3]}
    source.withheld = {"EDIT_ISSUES": set(source.issues) - mine}
    events = load(source)
    assert not any("rows" in event for event in of(events, "access"))
    found = verdicts(events)
    assert {issue_id for issue_id, denials in found.items() if denials == {}} == mine
    others = [denials["*"]["message"] for denials in found.values() if denials]
    assert all("only for some issues" in message for message in others)


def test_an_issue_in_a_strange_shape_has_a_class_too() -> None:
    source = FakeIssues([1, 2, 3])
    source.issues["1"]["fields"] = {}
    source.issues["2"]["fields"].update(status=[], issuetype="x", project={"id": {}}, reporter="?")
    source.withheld = {"EDIT_ISSUES": {"2"}}
    found = verdicts(load(source))
    assert found["1"] == found["3"] == {}
    assert found["2"] is not None
    assert found["2"]["*"]["message"].startswith("You may not edit")


# -- when -------------------------------------------------------------------------------------------------------------


def test_the_first_page_is_asked_about_while_rows_still_come() -> None:
    source = many(10_000)
    events = load(source, expected=10_000)
    first = {row["access"] for row in of(events, "rows")[0]["rows"]}
    kinds = source.kinds()
    last_chunk = len(kinds) - kinds[::-1].index("chunk")
    assert len(next(what for kind, what in source.calls if kind == "rights")[0]) == 100
    assert "screen" in kinds[:last_chunk]
    told = {
        name
        for event in of(events[: events.index(of(events, "rows")[-1])], "access")
        for name in event["classes"]
    }
    assert first & told


def test_rows_do_not_wait_for_rights() -> None:
    """Where Jira does not answer questions about rights in time, all rows come nevertheless."""
    source = many(1000)
    hold = threading.Event()
    source.before = lambda kind, _: hold.wait(20) and None if kind in ("rights", "screen") else None
    events = RowLoad(source, make_plan(*PLAN), account_id=ME).events()
    count = 0
    for event in events:
        count += len(event.get("rows", ())) if event["type"] == "rows" else 0
        if count == 1000:
            break
    hold.set()
    rest = list(events)
    assert rest[-1]["type"] == "done"
    assert of(rest, "access")


def test_beside_rows_there_is_one_question_at_a_time() -> None:
    source = many(5000)
    counts: list[tuple[int, int]] = []
    now = {"chunk": 0, "access": 0}
    lock = threading.Lock()
    inner = source._call

    def call(kind: str, what: Any, act: Callable[[], Any]) -> Any:
        name = "access" if kind in ("rights", "screen") else "chunk"
        with lock:
            now[name] += 1
            counts.append((now["chunk"], now["access"]))
        try:
            return inner(kind, what, act)
        finally:
            with lock:
                now[name] -= 1

    source._call = call  # type: ignore[method-assign]
    load(source, expected=5000)
    assert all(asked <= 1 for rows, asked in counts if rows >= 7)


# -- trouble ----------------------------------------------------------------------------------------------------------

ERRORS = [
    JiraRefused(),
    JiraNotFound(),
    JiraUnavailable(),
    JiraTimeout(),
    JiraRateLimited(1800, "jira-quota-tenant-based"),
]


@pytest.mark.parametrize("count", [50, 300, 2500])
@pytest.mark.parametrize("failing", ["rights", "screen"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_no_answer_denies_all_and_rows_come(count: int, failing: str, error: JxlError) -> None:
    source = many(count)

    def fail(kind: str, _what: Any) -> None:
        if kind == failing:
            raise error

    source.before = fail
    events = load(source)
    assert events[-1]["count"] == count
    assert not of(events, "error")
    assert all(is_unknown(denials) for denials in verdicts(events).values())
    limit = (
        8 if isinstance(error, JiraRateLimited) else 16
    )  # what is under way when it is given up is counted
    assert source.kinds().count(failing) <= limit * (3 if isinstance(error, JiraNotFound) else 1)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_what_was_answered_before_the_trouble_counts_and_the_rest_is_unknown(after: int) -> None:
    """Rows of a class that is named already are taken out of it when their own question fails."""
    source = many(3500)
    few = set(list(source.issues)[::11])
    source.withheld = {"EDIT_ISSUES": few}
    asked: list[set[str]] = []

    def fail(kind: str, what: Any) -> None:
        if kind == "rights":
            asked.append(set(what[0]))
            if len(asked) > after:
                raise JiraTimeout

    source.before = fail
    events = load(source)
    known = set().union(*asked[:after])
    for issue_id, denials in verdicts(events).items():
        assert is_unknown(denials) or (issue_id in known and denials is not None)
        if issue_id in few:
            assert denials is not None
            assert "*" in denials


def test_one_failure_is_not_the_end_of_questions() -> None:
    source = many(2500)
    state = {"failed": False}

    def fail(kind: str, what: Any) -> None:
        if kind == "rights" and len(what[0]) == 1000 and not state["failed"]:
            state["failed"] = True
            raise JiraTimeout

    source.before = fail
    found = verdicts(load(source))
    unknown = sum(is_unknown(denials) for denials in found.values())
    assert 0 < unknown <= 1000
    assert sum(denials == {} for denials in found.values()) == 2500 - unknown


def test_an_issue_that_went_away_does_not_speak_for_the_others() -> None:
    source = FakeIssues(range(1, 11))
    gone: list[str] = []

    def vanish(kind: str, what: Any) -> None:
        if kind == "screen" and not gone:
            gone.append(what)
            del source.issues[what]

    source.before = vanish
    found = verdicts(load(source))
    assert gone
    assert all(denials == {} for denials in found.values())
    assert source.kinds().count("screen") == 2


# -- bounded answers --------------------------------------------------------------------------------------------------


def bounded(
    source: FakeIssues, plan: RowPlan | None = None, **limits: Any
) -> tuple[list[dict[str, Any]], int]:
    """Load in answers, each by a process that knows nothing but the cursor; gives events and the longest cursor."""
    signer = CursorSigner(["key"], lambda: 0.0)
    binding = Binding(1, ME, "10000", "sheet", 1, "digest")
    events: list[dict[str, Any]] = []
    longest = 0
    progress: Progress | None = None
    for _ in range(500):
        row_load = RowLoad(source, plan or make_plan(*PLAN), account_id=ME, progress=progress)
        answer = read_bounded(row_load, **limits)
        events += orjson.loads(answer.to_bytes(None))["events"]
        if answer.progress is None:
            return events, longest
        cursor = signer.write(binding, answer.progress)
        longest = max(longest, len(cursor))
        progress = signer.read(binding, cursor)
    raise AssertionError("a load that does not come to an end")


@pytest.mark.parametrize("count", [99, 300, 1000, 4000])
@pytest.mark.parametrize("max_bytes", [40_000, 200_000, 4_000_000])
def test_bounded_answers_say_the_same(count: int, max_bytes: int) -> None:
    source = many(count)
    source.withheld = {"EDIT_ISSUES": set(list(source.issues)[::9])}
    source.screens = {("10003", "6"): frozenset()}
    whole = verdicts(load(source))
    source.calls.clear()
    events, _ = bounded(source, max_bytes=max_bytes)
    found = verdicts(events)
    assert found.keys() == whole.keys()
    for issue_id, denials in found.items():
        assert denials is not None
        assert denials.keys() == (whole[issue_id] or {}).keys()
    classes = [name for event in of(events, "access") for name in event["classes"]]
    assert len(classes) == len(set(classes))
    assert events[-1]["type"] == "done"


def test_answers_ended_by_time_say_the_same() -> None:
    source = many(2000)
    clock = {"s": 0.0}

    def slow(*_: Any) -> None:
        clock["s"] += 0.7

    source.before = slow
    events, _ = bounded(source, max_s=5.0, monotonic_s=lambda: clock["s"])
    assert len(rows_of(events)) == 2000
    assert all(denials == {} for denials in verdicts(events).values())


def test_a_question_that_an_answer_did_not_wait_for_is_asked_again() -> None:
    source = FakeIssues(range(1, 51))
    hold = threading.Event()
    source.before = lambda kind, _: hold.wait(20) and None if kind == "screen" else None
    clock = iter([0.0, 0.0, 0.0, 0.0])
    answer = read_bounded(
        RowLoad(source, make_plan(*PLAN), account_id=ME), max_s=10, monotonic_s=lambda: next(clock, 9.9)
    )
    hold.set()
    assert answer.progress is not None
    progress = Progress(**orjson.loads(orjson.dumps(dataclasses.asdict(answer.progress))))
    events = [orjson.loads(event) for event in answer.events]
    again = read_bounded(RowLoad(source, make_plan(*PLAN), account_id=ME, progress=progress))
    events += [orjson.loads(event) for event in again.events]
    assert again.progress is None
    assert len(rows_of(events)) == 50
    assert all(denials == {} for denials in verdicts(events).values())


def test_cursors_stay_small() -> None:
    """However long the sheet, the rows whose rights are not known yet are few enough for a cursor."""
    source = many(30_000)
    events, longest = bounded(source, max_bytes=1_000_000)
    assert longest < 150_000
    assert all(denials == {} for denials in verdicts(events).values())


def test_rows_waiting_for_rights_are_limited() -> None:
    source = many(30_000)
    waiting = most = 0
    for event in RowLoad(source, make_plan(*PLAN), account_id=ME, expected=30_000).events():
        waiting += len(event["rows"]) if event["type"] == "rows" else 0
        asked = sum(len(what[0]) for kind, what in list(source.calls) if kind == "rights")
        most = max(most, waiting - asked)
    assert most <= UNCHECKED_MOST + 2500


def test_known_and_refresh_bring_rights_too() -> None:
    source = many(120)
    known = list(source.issues)[:60]
    events = load(source, progress=Progress(known=[*known, "424242"]))
    assert of(events, "gone") == [{"type": "gone", "ids": ["424242"]}]
    assert all(denials == {} for denials in verdicts(events).values())


# -- before a write ---------------------------------------------------------------------------------------------------


def test_before_a_write_jira_is_asked_anew() -> None:
    source = many(250)
    ids = list(source.issues)
    source.withheld = {"EDIT_ISSUES": set(ids[:5]), "ASSIGN_ISSUES": {ids[7]}}
    del source.issues[ids[9]]
    cells = {issue_id: ["summary", "assignee", "customfield_10014", "nothing"] for issue_id in ids}
    denials = ask_denials(source, cells, FIELDS)
    assert set(denials) == set(ids)
    for place, issue_id in enumerate(ids):
        codes = {field_id: denial.code for field_id, denial in denials[issue_id].items()}
        if place == 9:
            assert codes == dict.fromkeys(cells[issue_id], "not_found")
            continue
        assert codes["nothing"] == "field_missing"
        assert codes["customfield_10014"] == "field_read_only"
        assert ("summary" in codes) == (place < 5)
        assert ("assignee" in codes) == (place == 7)
    assert source.kinds().count("rights") == 1
    assert source.kinds().count("chunk") == 3
    assert source.kinds().count("screen") <= 2 * len(PROJECTS) * len(TYPES) * len(STATUSES)
    assert source.most_at_once <= 8


@pytest.mark.parametrize("failing", ["rights", "screen", "chunk"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_before_a_write_no_answer_allows_nothing(failing: str, error: JxlError) -> None:
    source = many(20)

    def fail(kind: str, _what: Any) -> None:
        if kind == failing:
            raise error

    source.before = fail
    denials = ask_denials(source, {issue_id: ["summary"] for issue_id in source.issues}, FIELDS)
    assert {denial["summary"].code for denial in denials.values()} == {"unknown"}
    assert len(denials) == 20


def test_before_a_write_of_nothing_nothing_is_asked() -> None:
    source = many(3)
    assert ask_denials(source, {}, FIELDS) == {}
    assert source.calls == []


# -- what is remembered ------------------------------------------------------------------------------------------------


def test_screens_are_remembered_for_a_minute_and_failures_are_not() -> None:
    now = {"s": 0.0}
    screens = KnownScreens(lambda: now["s"])
    asked: list[str] = []

    def answer(text: str) -> frozenset[str]:
        asked.append(text)
        if text == "trouble":
            raise JiraTimeout
        return frozenset({text})

    with pytest.raises(JiraTimeout):
        screens.find_or_ask(("me", "a"), lambda: answer("trouble"))
    for moment, key, expected in ((0, "a", "1"), (59.9, "a", "1"), (59.9, "b", "2"), (60, "a", "3")):
        now["s"] = moment
        assert screens.find_or_ask(("me", key), lambda: answer(str(len(asked)))) == {expected}
    assert asked == ["trouble", "1", "2", "3"]


def test_a_screen_that_shows_nothing_is_remembered_too() -> None:
    screens = KnownScreens(lambda: 0.0)
    assert screens.find_or_ask("key", frozenset) == frozenset()

    def never() -> frozenset[str]:
        raise AssertionError

    assert screens.find_or_ask("key", never) == frozenset()
