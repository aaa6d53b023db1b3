"""Loads of rows: order, values before use, limits, what they cost, and what happens when parts of Jira fail."""

from __future__ import annotations

import random
import threading
from typing import Any

import pytest

from jxl.errors import JiraRateLimited, JiraTimeout, JiraUnauthorized, JiraUnavailable
from jxl.jira.fields import JiraField, parse_field
from jxl.jira.images import ImageRule
from jxl.jira.kinds import Kind
from jxl.sheets.documents import parse_sheet
from jxl.sheets.plan import HIDDEN_PARENT, RowPlan, build_plan
from jxl.sheets.progress import Progress
from jxl.sheets.rows import RowLoad, mask_with
from tests.sheets.fake_issues import FakeIssues, make_issue

FIELDS = [
    JiraField(id="summary", name="Summary", kind=Kind.TEXT),
    JiraField(id="status", name="Status", kind=Kind.STATUS),
    JiraField(id="parent", name="Parent", kind=Kind.PARENT),
    JiraField(id="assignee", name="Assignee", kind=Kind.USER),
    JiraField(id="components", name="Components", kind=Kind.COMPONENTS),
    parse_field(
        {
            "id": "customfield_10014",
            "name": "Epic Link",
            "custom": True,
            "schema": {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-epic-link"},
        }
    ),
]
IMAGES = ImageRule.for_site("https://example.atlassian.net")


def make_plan(
    *fields: str, jql: str = "project = FER", wanted: list[str] | None = None, **orders: Any
) -> RowPlan:
    columns = [
        {"id": f"c{n}", "field": field} for n, field in enumerate(fields or ("key", "summary", "status"))
    ]
    sheet = parse_sheet({"name": "Plan", "scope": {"jql": jql}, "columns": columns}, "sheet1")
    return build_plan(sheet, FIELDS, wanted, IMAGES, {Kind(k): v for k, v in orders.items()})


def shuffled(count: int) -> list[int]:
    numbers = list(range(10_001, 10_001 + count))
    random.Random(count).shuffle(numbers)  # noqa: S311 - an order, not a secret
    return numbers


def of(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [event for event in events if event["type"] == kind]


def rows_of(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for event in of(events, "rows") for row in event["rows"]]


def ids_of(events: list[dict[str, Any]]) -> list[str]:
    return [i for event in of(events, "index") for i in event["ids"]]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250, 300, 301, 1000, 5001, 12_345])
def test_every_row_comes_once_in_an_index_in_order(count: int) -> None:
    source = FakeIssues(shuffled(count))
    events = list(RowLoad(source, make_plan(), seq=7).events())
    assert events[0]["type"] == "columns"
    assert ids_of(events) == source.order
    assert sorted(row["id"] for row in rows_of(events)) == sorted(source.order)
    assert events[-1] == {"type": "done", "count": count, "points": source.spent, "seq": 7}
    assert source.most_at_once <= 8


@pytest.mark.parametrize("count", [20, 40, 100, 101, 150, 200, 299, 300])
def test_up_to_300_issues_cost_one_pass(count: int) -> None:
    source = FakeIssues(shuffled(count))
    list(RowLoad(source, make_plan()).events())
    assert source.spent_on_rows <= 1.05 * count
    assert "chunk" not in source.kinds()


@pytest.mark.parametrize("count", [301, 500, 1000, 10_000])
@pytest.mark.parametrize("expected", [None, 5000])
def test_more_issues_cost_two_passes(count: int, expected: int | None) -> None:
    source = FakeIssues(shuffled(count))
    list(RowLoad(source, make_plan(), expected=expected).events())
    assert source.spent_on_rows <= 2.05 * count
    assert source.spent_on_access <= 20 + 0.02 * count


def test_a_page_may_be_smaller_than_asked_for() -> None:
    source = FakeIssues(shuffled(250), page_size=37)
    events = list(RowLoad(source, make_plan()).events())
    assert [row["id"] for row in rows_of(events)] == source.order


def test_the_first_rows_come_with_the_first_answer() -> None:
    """Whatever else is under way, the first page's rows need one answer of Jira."""
    source = FakeIssues(shuffled(10_000))
    hold = threading.Event()
    source.before = lambda kind, what: None if (kind, what) == ("page", None) else hold.wait(10) and None
    events = RowLoad(source, make_plan(), expected=10_000).events()
    try:
        assert [next(events)["type"] for _ in range(5)] == ["columns", "index", "values", "values", "values"]
        assert len(next(events)["rows"]) == 100
    finally:
        hold.set()
        events.close()


@pytest.mark.parametrize("expected", [None, 1000])
@pytest.mark.parametrize("slow", ["page", "ids", "count", "chunk"])
def test_no_row_is_read_twice_however_answers_cross(expected: int | None, slow: str) -> None:
    """Each kind of answer in turn comes later than all the others that are under way."""
    source = FakeIssues(shuffled(480))
    others = threading.Semaphore(0)

    def hold(kind: str, what: Any) -> None:
        if kind == slow:
            others.acquire(timeout=0.05)

    source.before = hold
    events = list(RowLoad(source, make_plan(), expected=expected).events())
    ids = [row["id"] for row in rows_of(events)]
    assert len(ids) == len(set(ids)) == 480
    assert source.spent_on_rows <= 2.05 * 480


def test_rows_hold_what_was_promised() -> None:
    source = FakeIssues([1, 9])
    source.issues["1"] = make_issue(1, parent={"id": "9", "key": "FER-9"})
    events = list(RowLoad(source, make_plan()).events())
    row, _ = rows_of(events)
    assert [row] == [
        {
            "id": "1",
            "key": "FER-1",
            "project": "10000",
            "issueType": "10001",
            "parent": "9",
            "updated": "2026-11-21T10:00:00.000Z",
            "access": row["access"],
            "cells": ["FER-1", "Issue 1", {"v": "3", "t": "In progress"}],
        }
    ]
    assert {"type": "access", "classes": {row["access"]: {}}} in of(events, "access")
    assert [(c["id"], c["field"], c["type"]) for c in events[0]["columns"]] == [
        ("c0", "key", "key"),
        ("c1", "summary", "text"),
        ("c2", "status", "status"),
    ]


def test_looks_come_before_their_first_use_and_once() -> None:
    source = FakeIssues(range(1, 1201))
    for number, issue in enumerate(source.issues.values()):
        person = f"person{number // 400}"
        issue["fields"]["assignee"] = {"accountId": person, "displayName": person}
        issue["fields"]["components"] = [{"id": "a", "name": "A"}, {"id": f"c{number // 600}", "name": "C"}]
    plan = make_plan("assignee", "components", "status", "status", status={"3": 42})
    seen: dict[str, set[str]] = {}
    for event in RowLoad(source, plan).events():
        if event["type"] == "values":
            fresh = set(event["values"])
            assert not fresh & seen.setdefault(event["field"], set())
            seen[event["field"]] |= fresh
            if event["field"] == "status":
                assert event["values"]["3"] == {"text": "In progress", "color": "information", "order": 42}
        for row in event.get("rows", ()):
            assignee, components, *_ = row["cells"]
            assert assignee["v"] in seen["assignee"]
            assert set(components["v"]) <= seen["components"]
            assert row["issueType"] in seen["issuetype"]
            assert row["project"] in seen["project"]
    assert seen["assignee"] == {"person0", "person1", "person2"}
    assert seen["components"] == {"a", "c0", "c1"}


def test_only_the_fields_shown_are_asked_for() -> None:
    plan = make_plan(wanted=["status", "key", "nothing", "customfield_10014"])
    needed = {"issuetype", "project", "parent", "updated"}
    assert set(plan.fields) == {"status", "customfield_10014", "reporter", "assignee"} | needed
    assert set(make_plan(wanted=["key", "customfield_10014"]).fields) == {"customfield_10014"} | needed
    assert [(c.about["id"], c.about["type"]) for c in plan.columns] == [
        ("c2", "status"),
        ("c0", "key"),
        ("nothing", "missing"),
        ("customfield_10014", "other"),
    ]


def test_a_column_of_a_field_that_the_person_does_not_see_is_empty() -> None:
    source = FakeIssues([1])
    source.issues["1"]["fields"]["secret"] = "x"
    events = list(RowLoad(source, make_plan("key", "secret")).events())
    assert events[0]["columns"][1] == {
        "id": "c1",
        "field": "secret",
        "name": "secret",
        "type": "missing",
        "editor": None,
        "multi": False,
    }
    assert rows_of(events)[0]["cells"] == ["FER-1", None]


@pytest.mark.parametrize("field", ["parent", "customfield_10014"])
def test_a_parent_that_may_not_be_seen_is_not_named(field: str) -> None:
    """Jira names the parent of an issue to whoever sees the issue; we do not pass that on."""
    source = FakeIssues([1, 2, 3, 4])
    parents = {"1": ("2", "FER-2"), "3": ("77", "FER-77"), "4": ("88", "FER-88")}
    for child, (parent, key) in parents.items():
        source.issues[child]["fields"]["parent"] = {"id": parent, "key": key, "fields": {"summary": "Secret"}}
        source.issues[child]["fields"]["customfield_10014"] = key
    source.issues["77"] = make_issue(77)
    events = list(RowLoad(source, make_plan("key", field)).events())
    cells = {row["id"]: row["cells"][1] for row in rows_of(events)}
    texts = {i: cell["t"] if isinstance(cell, dict) else cell for i, cell in cells.items()}
    assert texts == {"1": "FER-2", "2": None, "3": "FER-77", "4": HIDDEN_PARENT}
    assert "FER-88" not in repr(events)
    assert "Secret" not in repr(events)
    named = {row["id"]: row["parent"] for row in rows_of(events)}
    assert (named["1"], named["3"]) == ("2", "77")
    assert named["4"].startswith("~")
    assert cells["4"] == {"v": named["4"], "t": HIDDEN_PARENT}


def test_a_parent_goes_by_a_mask_until_it_is_listed() -> None:
    """No question is asked for it: whoever the search lists may be named, anybody else stays masked."""
    source = FakeIssues(range(1, 501))
    for child, parent in (("1", "450"), ("2", "450"), ("3", "9999"), ("400", "9999"), ("5", "7")):
        source.issues[child]["fields"]["parent"] = {"id": parent, "key": f"FER-{parent}"}
    events = list(RowLoad(source, make_plan()).events())
    parents = {row["id"]: row["parent"] for row in rows_of(events)}
    lifted = {mask: i for event in of(events, "parents") for mask, i in event["ids"].items()}
    assert set(lifted.values()) <= {"450"}
    assert {lifted.get(parents[i], parents[i]) for i in ("1", "2")} == {"450"}
    assert parents["5"] == "7"
    assert parents["3"] == parents["400"]
    assert parents["3"] not in lifted
    assert "9999" not in repr(events)


def test_masks_are_the_same_where_their_secret_is_known() -> None:
    one, other = mask_with(b"k" * 32), mask_with(b"o" * 32)
    assert one("10001") == one("10001") != one("10002")
    assert one("10001") != other("10001")
    assert "10001" not in one("10001")


def test_what_is_gone_between_listing_and_reading_is_not_in_the_rows() -> None:
    source = FakeIssues(range(1, 501))
    for hidden in ("350", "420"):
        del source.issues[hidden]
    events = list(RowLoad(source, make_plan(), progress=Progress(known=["350", "5", "9999"])).events())
    assert len(ids_of(events)) == 500
    assert {row["id"] for row in rows_of(events)} == set(source.issues)
    assert of(events, "gone") == [{"type": "gone", "ids": ["350", "9999"]}]
    assert events[-1]["count"] == 498


def test_a_chunk_that_fails_is_said_and_the_rest_goes_on() -> None:
    source = FakeIssues(range(1, 1001))

    def fail(kind: str, what: Any) -> None:
        if kind == "chunk" and "555" in what:
            raise JiraTimeout

    source.before = fail
    events = list(RowLoad(source, make_plan(), progress=Progress(known=["555", "1"])).events())
    (error,) = of(events, "error")
    assert "555" in error["ids"]
    assert len(error["ids"]) == 100
    assert error["error"]["code"] == "jira_timeout"
    assert events[-1]["count"] == 900
    assert of(events, "gone") == []


def test_issues_that_jira_cannot_read_are_said() -> None:
    source = FakeIssues(range(1, 501))
    source.unreadable = {"400": "Index is busy."}
    events = list(RowLoad(source, make_plan()).events())
    (error,) = of(events, "error")
    assert error["ids"] == ["400"]
    assert "Index is busy." in error["error"]["message"]
    assert events[-1]["count"] == 499


@pytest.mark.parametrize("failing", ["page", "ids"])
def test_a_failure_of_the_order_ends_the_load(failing: str) -> None:
    source = FakeIssues(range(1, 1001))

    def fail(kind: str, what: Any) -> None:
        if kind == failing:
            raise JiraUnavailable

    source.before = fail
    events = list(RowLoad(source, make_plan()).events())
    assert events[-1]["type"] == "error"
    assert events[-1]["ids"] == []
    assert not of(events, "done")


@pytest.mark.parametrize("error", [JiraRateLimited(1800, "jira-quota-tenant-based"), JiraUnauthorized()])
def test_some_failures_of_a_chunk_end_the_load(error: Exception) -> None:
    source = FakeIssues(range(1, 5001))

    def fail(kind: str, what: Any) -> None:
        if kind == "chunk":
            raise error

    source.before = fail
    events = list(RowLoad(source, make_plan()).events())
    assert events[-1]["type"] == "error"
    assert not of(events, "done")
    assert source.kinds().count("chunk") <= 16


def test_a_jira_that_is_down_is_not_asked_on_and_on() -> None:
    source = FakeIssues(range(1, 10_001))

    def fail(kind: str, what: Any) -> None:
        if kind == "chunk":
            raise JiraUnavailable

    source.before = fail
    events = list(RowLoad(source, make_plan()).events())
    assert not of(events, "done")
    assert source.kinds().count("chunk") <= 20


def test_a_count_that_fails_changes_nothing() -> None:
    source = FakeIssues(range(1, 1001))

    def fail(kind: str, what: Any) -> None:
        if kind == "count":
            raise JiraTimeout

    source.before = fail
    events = list(RowLoad(source, make_plan()).events())
    assert events[-1]["count"] == 1000


def test_closing_makes_no_more_calls() -> None:
    source = FakeIssues(range(1, 10_001))
    gate = threading.Semaphore(0)

    def hold(kind: str, what: Any) -> None:
        if kind == "chunk":
            gate.acquire(timeout=10)

    source.before = hold
    events = RowLoad(source, make_plan(), expected=10_000).events()
    for event in events:
        if event["type"] == "index" and len(event["ids"]) > 1000:
            break
    events.close()
    begun = source.kinds().count("chunk")
    gate.release(1000)
    assert begun <= 8
    assert source.kinds().count("chunk") <= 8


def test_a_bad_query_is_told_in_jiras_words() -> None:
    events = list(RowLoad(FakeIssues([1]), make_plan(jql="bad = 1")).events())
    assert events[-1]["error"]["code"] == "jira_bad_request"
    assert "colour" in events[-1]["error"]["message"]


def test_issues_in_strange_shapes_do_not_end_a_load() -> None:
    source = FakeIssues([1, 2])
    source.issues["1"]["fields"] = {}
    source.issues["2"]["fields"].update(status=[], issuetype="x", project={"id": True}, parent="?", updated=7)
    events = list(RowLoad(source, make_plan("key", "status", "parent")).events())
    assert events[-1]["count"] == 2


def test_more_ids_are_listed_only_when_they_are_soon_needed() -> None:
    """A bounded answer carries what is listed and not read in its cursor, so listing must not run far ahead."""
    source = FakeIssues(range(1, 60_001))
    events = RowLoad(source, make_plan(), expected=60_000).events()
    most = listed = read = 0
    for event in events:
        listed += len(event["ids"]) if event["type"] == "index" else 0
        read += len(event["rows"]) if event["type"] == "rows" else 0
        most = max(most, listed - read)
    assert read == 60_000
    assert most <= 10_000 + 1600
