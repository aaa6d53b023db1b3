"""Values on their way to Jira and back: what is written of each kind, and what history tells of what was there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl.jira.adf import to_text
from jxl.jira.codecs import (
    WRITABLE,
    Wanted,
    build_body,
    check_value,
    holds_text,
    not_offered,
    read_choices,
    text_document,
    write_shape,
    written_as,
)
from jxl.jira.fields import JiraField
from jxl.jira.histories import find_overwritten, read_lost
from jxl.jira.kinds import Kind
from jxl.jira.typed_text import Choice, Problem
from jxl.jira.values import cell_reader, same_value

GROUP_ID = "276f955c-63d7-42c8-9520-92d01dca0625"


def field(kind: Kind, field_id: str = "customfield_1") -> JiraField:
    return JiraField(id=field_id, name="Field", kind=kind, is_custom=field_id.startswith("customfield"))


@pytest.mark.parametrize(
    ("kind", "value", "shape"),
    [
        (Kind.TEXT, "a", "a"),
        (Kind.TEXT, None, None),
        (Kind.URL, "https://example.org", "https://example.org"),
        (Kind.NUMBER, 0, 0),
        (Kind.DATE, "2026-11-21", "2026-11-21"),
        (Kind.DATETIME, "2026-11-21T09:00:00.000Z", "2026-11-21T09:00:00.000+0000"),
        (Kind.DATETIME, "2026-11-21T10:00:00+01:00", "2026-11-21T09:00:00.000+0000"),
        (Kind.OPTION, "7", {"id": "7"}),
        (Kind.PRIORITY, "2", {"id": "2"}),
        (Kind.VERSION, "8", {"id": "8"}),
        (Kind.SECURITY, None, None),
        (Kind.OPTIONS, ["1", "2"], [{"id": "1"}, {"id": "2"}]),
        (Kind.OPTIONS, None, []),
        (Kind.COMPONENTS, [], []),
        (Kind.CASCADE, "1:2", {"id": "1", "child": {"id": "2"}}),
        (Kind.CASCADE, "1", {"id": "1"}),
        (Kind.USER, "a:1", {"accountId": "a:1"}),
        (Kind.USERS, ["a", "b"], [{"accountId": "a"}, {"accountId": "b"}]),
        (Kind.GROUP, GROUP_ID, {"groupId": GROUP_ID}),
        (Kind.GROUP, "old-group", {"name": "old-group"}),
        (Kind.GROUPS, [GROUP_ID], [{"groupId": GROUP_ID}]),
        (Kind.LABELS, ["b", "a", "b"], ["b", "a"]),
    ],
)
def test_what_is_written(kind: Kind, value: Any, shape: Any) -> None:
    wanted = check_value(field(kind), value)
    assert isinstance(wanted, Wanted)
    assert write_shape(field(kind), wanted) == shape


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.NUMBER, "5"),
        (Kind.NUMBER, True),
        (Kind.DURATION, -60),
        (Kind.TEXT, 5),
        (Kind.TEXT, ["a"]),
        (Kind.DATE, "21.11.2026"),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATETIME, "2026-11-21T10:00:00"),
        (Kind.OPTION, {"id": "1"}),
        (Kind.OPTIONS, "1"),
        (Kind.OPTIONS, [1]),
        (Kind.LABELS, [""]),
        (Kind.CASCADE, "a:b"),
        (Kind.PARENT, "PLAT-1"),
        (Kind.SPRINT, "~mask"),
        (Kind.RICH_TEXT, {"type": "paragraph"}),
        (Kind.RICH_TEXT, "text"),
    ],
)
def test_what_cannot_be_a_value_is_said(kind: Kind, value: Any) -> None:
    assert isinstance(check_value(field(kind), value), Problem)


@given(
    st.sampled_from(sorted(WRITABLE)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ),
)
def test_no_json_breaks_the_check(kind: Kind, value: Any) -> None:
    checked = check_value(field(kind), value)
    if isinstance(checked, Wanted):
        build_body([(field(kind), checked)])


def test_estimates_and_parents_are_written_in_their_own_ways() -> None:
    original, left = field(Kind.DURATION, "timeoriginalestimate"), field(Kind.DURATION, "timeestimate")
    parent = field(Kind.PARENT, "parent")
    body = build_body([(original, Wanted(9000)), (left, Wanted(None)), (parent, Wanted("10001"))])
    assert body.update == {
        "timetracking": [{"edit": {"originalEstimate": "150m", "remainingEstimate": None}}]
    }
    assert body.fields == {"parent": {"id": "10001"}}
    assert build_body([(parent, Wanted(None))]).update == {"parent": [{"set": {"none": True}}]}
    assert "timetracking_originalestimate" in written_as(original)


@given(st.text(max_size=60))
def test_a_text_comes_back_from_its_document(text: str) -> None:
    document = text_document(text)
    assert (document is None) == (not text.strip())
    if document is not None:
        assert holds_text(document, text)
        assert to_text(document).strip() == to_text(text_document(to_text(document))).strip()
        assert all("text" not in n or n["text"] for p in document["content"] for n in p.get("content", []))


def test_choices_of_a_screen() -> None:
    meta = {
        "allowedValues": [
            {"id": "1", "value": "Back end", "children": [{"id": "11", "value": "Storage"}]},
            {"id": 2, "name": "Other", "key": "OTH"},
            "odd",
            {"value": "no id"},
        ]
    }
    assert read_choices(meta) == [
        Choice("1", "Back end"),
        Choice("1:11", "Back end - Storage", ("Storage", "Back end > Storage", "Back end/Storage")),
        Choice("2", "Other", ("OTH",)),
    ]
    assert read_choices({}) is None
    assert read_choices(None) is None
    assert not_offered(field(Kind.OPTION), "1", read_choices(meta)) is None
    assert isinstance(not_offered(field(Kind.OPTIONS), ["1", "9"], read_choices(meta)), Problem)
    assert not_offered(field(Kind.OPTION), "9", None) is None


# -- history --------------------------------------------------------------------------------------------------------

READ_AT = "2026-11-21T10:00:00.000+0000"


def entry(number: int, author: str, at: str, **item: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "author": {"accountId": author, "displayName": author.upper()},
        "created": f"2026-11-21T{at}.000+0000",
        "items": [{"fieldId": "customfield_1", **item}],
    }


def issue(value: Any, *histories: dict[str, Any]) -> dict[str, Any]:
    return {"fields": {"customfield_1": value}, "changelog": {"histories": list(histories)}}


def things(*ids: str) -> list[dict[str, str]]:
    return [{"id": i, "name": f"n{i}"} for i in ids]


@pytest.mark.parametrize(
    ("kind", "read", "item", "lost"),
    [
        (Kind.TEXT, "a", {"fromString": "b"}, "b"),
        (Kind.TEXT, "a", {"fromString": None}, None),
        (Kind.NUMBER, 5, {"fromString": "13"}, 13.0),
        (Kind.DATE, "2026-01-01", {"from": "2026-02-02", "fromString": "2026-02-02"}, "2026-02-02"),
        (Kind.OPTION, {"id": "1", "value": "x"}, {"from": "2", "fromString": "y"}, {"v": "2", "t": "y"}),
        (Kind.USER, {"accountId": "a"}, {"from": None, "fromString": None}, None),
        (Kind.LABELS, ["a"], {"fromString": "a b"}, {"v": ["a", "b"], "t": "a, b"}),
        (Kind.OPTIONS, things("1"), {"from": "[1, 2]", "fromString": "x,y"}, {"v": ["1", "2"], "t": "x,y"}),
        (Kind.USERS, [], {"from": "a, b", "fromString": "A, B"}, {"v": ["a", "b"], "t": "A, B"}),
        (
            Kind.CASCADE,
            None,
            {"from": None, "fromString": "Parent values: X(1)Level 1 values: Y(2)"},
            {"v": "1:2", "t": "Parent values: X(1)Level 1 values: Y(2)"},
        ),
        (
            Kind.DATETIME,
            "2026-11-21T10:00:00.000+0100",
            {"from": "1800000000000", "fromString": "1800000000000"},
            {"v": "2027-01-15T08:00:00.000Z", "t": "2027-01-15 08:00"},
        ),
        (Kind.DURATION, 60, {"from": "3600", "fromString": "3600"}, {"v": 3600, "t": "3600"}),
    ],
)
def test_what_was_replaced_unseen_is_found(kind: Kind, read: Any, item: dict[str, Any], lost: Any) -> None:
    ours = entry(2, "me", "10:00:09", **item)
    theirs = entry(1, "them", "10:00:05")
    found = find_overwritten(field(kind), read, issue(None, ours, theirs), "me", READ_AT)
    assert found is not None
    assert (found.history_id, found.lost, found.author, found.name) == ("2", lost, "them", "THEM")
    assert read_lost(field(kind), issue(None, ours, theirs), "2") == lost


def test_what_was_seen_is_no_loss() -> None:
    moment = issue(None, entry(2, "me", "10:00:09", **{"from": "2026-11-21T09:00:00+0000"}))
    read = "2026-11-21T10:00:00.000+0100"
    assert find_overwritten(field(Kind.DATETIME), read, moment, "me", READ_AT) is None
    seen = issue("c", entry(2, "me", "10:00:09", fromString="a"))
    assert find_overwritten(field(Kind.TEXT), "a", seen, "me", READ_AT) is None
    assert find_overwritten(field(Kind.TEXT), "a", issue("a"), "me", READ_AT) is None
    assert find_overwritten(field(Kind.TEXT), "a", {}, "me", READ_AT) is None


def test_members_that_came_and_went() -> None:
    ours = entry(2, "me", "10:00:09")
    ours["items"] = [
        {"fieldId": "customfield_1", "from": "1", "fromString": "n1", "to": None},
        {"fieldId": "customfield_1", "from": "3", "fromString": "n3", "to": None},
        {"fieldId": "customfield_1", "from": None, "to": "2", "toString": "n2"},
    ]
    found = find_overwritten(field(Kind.COMPONENTS), things("1"), issue(things("2"), ours), "me", READ_AT)
    assert found is not None
    assert found.lost == {"v": ["1", "3"], "t": "n1, n3"}
    assert (
        find_overwritten(field(Kind.COMPONENTS), things("1", "3"), issue(things("2"), ours), "me", READ_AT)
        is None
    )


def test_rich_text_goes_by_who_wrote_in_between() -> None:
    ours = entry(3, "me", "10:00:09", fromString="*theirs*")
    rich = field(Kind.RICH_TEXT)
    before = text_document("mine")
    found = find_overwritten(rich, before, issue(None, ours, entry(2, "them", "10:00:05")), "me", READ_AT)
    assert found is not None
    assert found.lost == {"t": "*theirs*"}
    old = entry(1, "them", "09:00:00")
    assert find_overwritten(rich, before, issue(None, ours, old), "me", READ_AT) is None


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_a_written_text_is_the_same_when_read(text: str, other: str) -> None:
    """What is written compares equal with what is read of it."""
    kind = field(Kind.TEXT)
    wanted = check_value(kind, text)
    assert isinstance(wanted, Wanted)
    assert same_value(kind, cell_reader(kind)(write_shape(kind, wanted)), wanted.value)
    assert same_value(kind, text, other) == same_value(kind, other, text)
