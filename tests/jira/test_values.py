"""Cells and looks: every field type of Jira, and any JSON in any field."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jxl.jira.durations import format_duration
from jxl.jira.images import ImageRule
from jxl.jira.looks import KINDS_WITH_LOOKS, look, look_reader
from jxl.jira.values import cell_reader, read_cell, rich_text_hash, same_value
from tests.jira.samples import AVATAR, EPIC, FIELDS, PARAGRAPH, SITE, STATUS, USER

IMAGES = ImageRule.for_site(SITE)


@pytest.mark.parametrize(
    ("field", "raw", "cell"),
    [
        ("issuekey", "FER-12", "FER-12"),
        ("summary", "Load the ferry", "Load the ferry"),
        ("summary", "a\r\nb\rc", "a\nb\nc"),
        ("summary", unicodedata.normalize("NFD", "Überfahrt"), "Überfahrt"),
        ("summary", "", None),
        ("summary", None, None),
        ("description", PARAGRAPH, {"v": rich_text_hash(PARAGRAPH), "t": "Hello"}),
        ("description", {"type": "doc", "version": 1, "content": []}, None),
        ("description", None, None),
        ("description", "h1. wiki text", "h1. wiki text"),
        ("textarea", PARAGRAPH, {"v": rich_text_hash(PARAGRAPH), "t": "Hello"}),
        ("status", STATUS, {"v": "3", "t": "In Progress"}),
        ("statusCategory", STATUS["statusCategory"], {"v": "indeterminate", "t": "In Progress"}),
        ("issuetype", {"id": "10001", "name": "Story", "subtask": False}, {"v": "10001", "t": "Story"}),
        ("priority", {"id": "2", "name": "High"}, {"v": "2", "t": "High"}),
        ("resolution", None, None),
        ("resolution", {"id": "10000", "name": "Done"}, {"v": "10000", "t": "Done"}),
        ("security", {"id": "10010", "name": "Crew only"}, {"v": "10010", "t": "Crew only"}),
        (
            "project",
            {"id": "10000", "key": "FER", "name": "Ferry Booking"},
            {"v": "10000", "t": "Ferry Booking"},
        ),
        ("assignee", USER, {"v": "5b10ac8d", "t": "Ann Lee"}),
        ("assignee", {"accountId": "5b10ac8d"}, {"v": "5b10ac8d", "t": "5b10ac8d"}),
        ("multiuser", [USER, USER], {"v": ["5b10ac8d"], "t": "Ann Lee"}),
        (
            "created",
            "2026-11-21T10:00:00.123+0530",
            {"v": "2026-11-21T04:30:00.123Z", "t": "2026-11-21 10:00"},
        ),
        ("created", "2026-11-21T10:00:00.000Z", {"v": "2026-11-21T10:00:00.000Z", "t": "2026-11-21 10:00"}),
        ("datetime", "0001-01-01T00:00:00.000+1400", "0001-01-01T00:00:00.000+1400"),
        ("updated", "yesterday", "yesterday"),
        ("updated", "2026-11-21T10:00:00", "2026-11-21T10:00:00"),
        ("duedate", "2026-11-21", "2026-11-21"),
        ("parent", EPIC, {"v": "10001", "t": "FER-1"}),
        (
            "parentlink",
            {"showField": True, "data": {"id": 10001, "key": "FER-1"}},
            {"v": "10001", "t": "FER-1"},
        ),
        ("parentlink", {"hasEpicLinkFieldDependency": False, "showField": False}, None),
        ("subtasks", [EPIC, {"id": "10002", "key": "FER-2"}], {"v": ["10001", "10002"], "t": "FER-1, FER-2"}),
        (
            "issuelinks",
            [
                {"id": "1", "type": {"inward": "is blocked by", "outward": "blocks"}, "outwardIssue": EPIC},
                {"id": "2", "type": {"inward": "is blocked by", "outward": "blocks"}, "inwardIssue": EPIC},
                {"id": "3", "type": {}},
            ],
            {"v": ["1", "2"], "t": "blocks FER-1, is blocked by FER-1"},
        ),
        ("labels", ["b", "a", "b"], {"v": ["b", "a"], "t": "b, a"}),
        ("labels", [], None),
        (
            "components",
            [{"id": "1", "name": "Web"}, {"id": "2", "name": "App"}],
            {"v": ["1", "2"], "t": "Web, App"},
        ),
        ("fixVersions", [{"id": "7", "name": "24"}], {"v": ["7"], "t": "24"}),
        ("votes", {"votes": 4, "hasVoted": False}, 4),
        ("watches", {"watchCount": 0, "isWatching": False}, 0),
        ("comment", {"comments": [], "total": 12}, 12),
        ("worklog", {"worklogs": [], "total": 2}, 2),
        ("progress", {"progress": 1, "total": 3, "percent": 33}, 33),
        ("progress", {"progress": 1, "total": 8}, 12),
        ("progress", {"progress": 0, "total": 0}, None),
        ("workratio", -1, None),
        ("workratio", 40, 40),
        ("timespent", 5400, {"v": 5400, "t": "1h 30m"}),
        ("timeestimate", 0, {"v": 0, "t": "0m"}),
        ("timeoriginalestimate", None, None),
        ("attachment", [{"id": "5", "filename": "plan.pdf"}], {"v": ["5"], "t": "plan.pdf"}),
        ("url", "https://x.example", "https://x.example"),
        ("float", 3.5, 3.5),
        ("float", 0, 0),
        ("points", 5, 5),
        ("select", {"id": "1", "value": "Red"}, {"v": "1", "t": "Red"}),
        (
            "checkboxes",
            [{"id": "1", "value": "A"}, {"id": "2", "value": "B"}],
            {"v": ["1", "2"], "t": "A, B"},
        ),
        (
            "cascading",
            {"id": "1", "value": "EU", "child": {"id": "2", "value": "DK"}},
            {"v": "1:2", "t": "EU - DK"},
        ),
        ("cascading", {"id": "1", "value": "EU"}, {"v": "1", "t": "EU"}),
        ("group", {"name": "crew", "groupId": "g-1"}, {"v": "g-1", "t": "crew"}),
        ("multigroup", [{"name": "crew"}], {"v": ["crew"], "t": "crew"}),
        ("versionpicker", {"id": "7", "name": "24"}, {"v": "7", "t": "24"}),
        (
            "sprint",
            [{"id": 1, "name": "S1", "state": "closed"}, {"id": 2, "name": "S2", "state": "active"}],
            {"v": "2", "t": "S2"},
        ),
        ("sprint", [{"id": 3, "name": "S3", "state": "future"}], {"v": "3", "t": "S3"}),
        (
            "sprint",
            [{"id": 1, "name": "S1", "state": "closed"}, {"id": 2, "name": "S2", "state": "closed"}],
            {"v": None, "t": "S1, S2"},
        ),
        ("sprint", None, None),
        ("epiclink", "FER-1", "FER-1"),
        ("rank", "0|i0001f:", "0|i0001f:"),
        ("team", {"id": "36885b3c", "name": "Docks", "isVisible": True}, {"v": "36885b3c", "t": "Docks"}),
        ("foreign", {"name": "72 %"}, "72 %"),
        ("foreign", {"some": ["thing"]}, '{"some":["thing"]}'),
        ("foreign", True, "Yes"),
        ("foreignlist", [{"title": "a"}, "b", 3, None], "a, b, 3"),
        ("foreign", [[1]], "[[1]]"),
        ("foreign", {}, None),
        ("timetracking", {"originalEstimate": "2d", "timeSpent": "3h"}, "2d estimated, 3h logged"),
        ("timetracking", {}, None),
    ],
)
def test_values_become_cells(field: str, raw: Any, cell: Any) -> None:
    assert read_cell(FIELDS[field], raw) == cell


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "key", "name", "value", "child", "type", "content", "state", "data", "accountId", "total",
             "progress", "percent", "statusCategory", "avatarUrls", "48x48", "iconUrl", "outwardIssue", "filename"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=500)
@given(name=st.sampled_from(list(FIELDS)), raw=JSON)
def test_any_json_gives_a_cell_that_can_be_sent(name: str, raw: Any) -> None:
    cell = cell_reader(FIELDS[name])(raw)
    orjson.dumps(cell)
    if isinstance(cell, dict):
        assert set(cell) == {"v", "t"}
        assert isinstance(cell["t"], str)
        assert cell["v"] is None or isinstance(cell["v"], str | int | float | list)
    else:
        assert cell is None or isinstance(cell, str | int | float)
    if raw is None:
        assert cell is None


@settings(max_examples=200)
@given(name=st.sampled_from([n for n, f in FIELDS.items() if f.kind in KINDS_WITH_LOOKS]), raw=JSON)
def test_any_json_gives_looks_that_can_be_sent(name: str, raw: Any) -> None:
    read = look_reader(FIELDS[name], IMAGES)
    assert read is not None
    looks = read(raw)
    orjson.dumps(looks)
    for value_look in looks.values():
        assert set(value_look) <= {"text", "icon", "color", "order", "avatar"}


@pytest.mark.parametrize("name", FIELDS)
def test_very_deep_json_gives_a_cell(name: str) -> None:
    """orjson reads 1,024 levels but writes only 254."""
    deep = orjson.loads(b'{"value":[' * 400 + b"1" + b"]}" * 400)
    orjson.dumps(read_cell(FIELDS[name], deep))
    document = orjson.loads(b'{"type":"doc","content":[' * 400 + b"]}" * 400)
    orjson.dumps(read_cell(FIELDS[name], document))


def test_long_rich_text_is_cut_but_compared_whole() -> None:
    def document(end: str) -> dict[str, Any]:
        return {"type": "doc", "content": [{"type": "text", "text": "word " * 2000 + end}]}

    one, other = (read_cell(FIELDS["description"], document(end)) for end in ("a", "b"))
    assert len(one["t"]) == 2000
    assert one["t"] == other["t"]
    assert one["v"] != other["v"]


def test_the_order_of_members_does_not_change_a_rich_text() -> None:
    assert rich_text_hash({"type": "doc", "version": 1}) == rich_text_hash({"version": 1, "type": "doc"})


@pytest.mark.parametrize(
    ("field", "left", "right", "is_same"),
    [
        ("labels", ["a", "b"], ["b", "a"], True),
        ("labels", ["a"], ["a", "b"], False),
        ("labels", [], None, True),
        ("summary", "", None, True),
        ("summary", "a\r\nb", "a\nb", True),
        ("summary", unicodedata.normalize("NFD", "é"), "é", True),
        ("summary", "a", "A", False),
        ("float", 1, 1.0, True),
        ("float", 0, None, False),
        ("float", 1, 2, False),
        ("created", "2026-11-21T10:00:00.000+0100", "2026-11-21T09:00:00.000Z", True),
        ("created", "2026-11-21T10:00:00.000Z", "2026-11-21T09:00:00.000Z", False),
        ("created", "nonsense", "nonsense", True),
        ("assignee", "5b10ac8d", "5b10ac8d", True),
        ("assignee", "5b10ac8d", None, False),
        ("fixVersions", ["1", 2], ["2", "1"], True),
    ],
)
def test_equality_is_jiras(field: str, left: Any, right: Any, is_same: bool) -> None:
    assert same_value(FIELDS[field], left, right) is is_same
    assert same_value(FIELDS[field], right, left) is is_same


@pytest.mark.parametrize(
    ("field", "raw", "expected"),
    [
        ("status", STATUS, {"text": "In Progress", "color": "information", "order": 2}),
        ("status", {"id": "9", "name": "Odd"}, {"text": "Odd", "color": "neutral"}),
        ("priority", {"id": "1", "name": "P", "iconUrl": SITE + "/i"}, {"text": "P", "icon": SITE + "/i", "order": 1}),
        ("priority", {"id": "1", "name": "P1", "iconUrl": "https://evil.example/i"}, {"text": "P1", "order": 1}),
        ("issuetype", {"id": "5", "name": "Epic", "hierarchyLevel": 1}, {"text": "Epic", "order": -1}),
        ("issuetype", {"id": "5", "name": "Sub-task", "subtask": True}, {"text": "Sub-task", "order": 1}),
        ("assignee", USER, {"text": "Ann Lee", "avatar": AVATAR}),
        ("sprint", [{"id": 4, "name": "S4", "state": "active"}], {"text": "S4", "color": "information", "order": 4}),
        ("select", {"id": "1", "value": "Red"}, {"text": "Red"}),
        ("summary", "text", None),
        ("assignee", None, None),
    ],
)  # fmt: skip
def test_looks(field: str, raw: Any, expected: Any) -> None:
    assert look(FIELDS[field], raw, IMAGES) == expected


def test_lists_give_a_look_each_under_the_ids_of_the_cell() -> None:
    raw = [{"id": "1", "name": "Web"}, {"id": "2", "name": "App"}]
    read = look_reader(FIELDS["components"], order={"2": 0, "1": 1})
    assert read is not None
    assert read(raw) == {"1": {"text": "Web", "order": 1}, "2": {"text": "App", "order": 0}}
    assert list(read(raw)) == read_cell(FIELDS["components"], raw)["v"]


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        (SITE + "/secure/x.png?size=small", True),
        ("https://avatar-management.services.atl-paas.net/a/48", True),
        ("https://other.atlassian.net/x.png", True),
        ("https://i0.wp.com/a.png", True),
        ("https://secure.gravatar.com/avatar/1", True),
        ("https://secure.gravatar.com:443/avatar/1", True),
        ("http://secure.gravatar.com/avatar/1", False),
        ("http://ferries.atlassian.net/x.png", False),
        ("https://secure.gravatar.com:8443/avatar/1", False),
        ("https://gravatar.com.evil.example/x", False),
        ("https://evilatl-paas.net/x", False),
        ("https://atl-paas.net.evil.example/x", False),
        ("https://user@secure.gravatar.com/x", False),
        ("https://evil.example\\@secure.gravatar.com/x", False),
        ("https://secure.gravatar.com/x') url(https://evil.example", False),
        ("javascript:alert(1)", False),
        ("data:image/png;base64,AAAA", False),
        ("//secure.gravatar.com/x", False),
        ("/relative.png", False),
        ("https://[bad", False),
        ("https://secure.gravatar.com:port/", False),
        ("", False),
        (None, False),
        (7, False),
        ("https://secure.gravatar.com/" + "x" * 3000, False),
    ],
)
def test_which_images_reach_a_browser(url: Any, passes: bool) -> None:
    assert IMAGES.allow(url) == (url if passes else None)


def test_a_local_site_shows_its_own_images_over_http() -> None:
    rule = ImageRule.for_site("http://localhost:8800", "")
    assert rule.allow("http://localhost:8800/a.svg")
    assert rule.allow("http://localhost:8801/a.svg") is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0m"),
        (60, "1m"),
        (90, "1m 30s"),
        (3600, "1h"),
        (8 * 3600, "1d"),
        (40 * 3600, "1w"),
        ((40 + 16 + 3) * 3600 + 1800, "1w 2d 3h 30m"),
        (-5400, "-1h 30m"),
    ],
)
def test_durations(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


def test_durations_follow_the_sites_working_days() -> None:
    assert format_duration(30 * 3600, hours_per_day=7.5, days_per_week=4) == "1w"


@given(
    moment=st.datetimes(),
    offset=st.sampled_from(["+0000", "-0000", "+0100", "-0800", "+1400", "+2300", "+0530", "-0930", "+2400"]),
)
@example(moment=datetime(1, 1, 1, tzinfo=UTC), offset="+0100")
@example(moment=datetime(9999, 12, 31, 23, 59, tzinfo=UTC), offset="-0100")
def test_a_date_time_is_its_instant_in_utc(moment: datetime, offset: str) -> None:
    """The way for offsets of whole hours comes to what the library says, or both say that it is none."""
    raw = f"{moment:%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}{offset}"
    raw = f"{moment.year:04}-{raw}"
    cell = cell_reader(FIELDS["datetime"])(raw)
    try:
        instant = datetime.fromisoformat(raw).astimezone(UTC)
    except (ValueError, OverflowError):
        assert cell == raw
        return
    assert cell["v"] == instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert cell["t"] == raw[:10] + " " + raw[11:16]
