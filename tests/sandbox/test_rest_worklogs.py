"""Work logs: what is logged, what it leaves of the estimate, who may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jxl_sandbox.jira.events import Event, IssueEvent
from jxl_sandbox.jira.model import Grant, Issue
from jxl_sandbox.jira.rest.dates import read_duration, read_moment
from tests.sandbox.rest_site import Api, error_of, seeded_site

HOUR = 3600


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    """An issue without any work, with ten hours to go."""
    issues = (api.site.issues[n] for n in api.project("PLAT").issue_ids)
    issue = next(i for i in issues if "worklog" not in i.values)
    issue.values |= {"worklog": [], "timespent": None, "timeestimate": 10 * HOUR}
    return issue


@pytest.fixture
def grants(api: Api) -> Iterator[list[Grant]]:
    held = api.project("PLAT").scheme.grants
    before = list(held)
    yield held
    held[:] = before


def log(api: Api, issue: Issue, body: dict[str, Any], who: Any = "member", query: str = "") -> dict[str, Any]:
    answer = api.post(f"issue/{issue.key}/worklog{query}", body, who)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def times(api: Api, issue: Issue) -> tuple[int | None, int | None]:
    """Spent and remaining."""
    fields = api.get(f"issue/{issue.key}", fields="timespent,timeestimate").json()["fields"]
    return fields["timespent"], fields["timeestimate"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 30m", 5400),
        ("1w 2d", 7 * 8 * HOUR),
        ("1.5h", 5400),
        ("90", 5400),
        ("2H30M", 9000),
        (" 1d ", 8 * HOUR),
        ("", None),
        ("1y", None),
        ("-1h", None),
        ("soon", None),
        ("1h soon", None),
        ("999999999w", None),
    ],
)
def test_durations(text: str, seconds: int | None) -> None:
    assert read_duration(text) == seconds


def test_moments() -> None:
    assert read_moment("2021-01-17T12:34:00.000+0000") == 1_610_886_840_000
    assert read_moment("2021-01-17T12:34:00.500+0200") == 1_610_879_640_500
    assert read_moment("2021-13-17T12:34:00.000+0000") is None
    assert read_moment("2021-01-17") is None


def test_a_new_work_log(api: Api, issue: Issue) -> None:
    events: list[Event] = []
    hear = events.append
    api.site.listeners.append(hear)
    made = log(api, issue, {"timeSpent": "1h 30m", "started": "2026-06-16T09:00:00.000+0000"})
    api.site.listeners.remove(hear)
    assert made["author"]["accountId"] == api.person("member").account_id
    assert (made["timeSpent"], made["timeSpentSeconds"]) == ("1h 30m", 5400)
    assert made["started"] == "2026-06-16T17:00:00.000+0800"
    assert made["issueId"] == str(issue.id)
    assert api.get(f"issue/{issue.key}/worklog/{made['id']}", "member").json() == made
    assert times(api, issue) == (5400, 10 * HOUR - 5400)
    assert [event.name for event in events] == ["jira:issue_updated", "worklog_created"]
    assert isinstance(events[0], IssueEvent)
    entry = events[0].changelog_entry
    assert entry is not None
    assert {item["field"]: (item["from"], item["to"]) for item in entry["items"]} == {
        "WorklogId": (None, made["id"]),
        "timespent": (None, "5400"),
        "timeestimate": ("36000", "30600"),
    }
    tracking = api.get(f"issue/{issue.key}", fields="timetracking").json()["fields"]["timetracking"]
    assert tracking["timeSpent"] == "1h 30m"
    assert tracking["remainingEstimate"] == "1d 30m"


@pytest.mark.parametrize(
    ("query", "remaining"),
    [
        ("", 8 * HOUR),
        ("?adjustEstimate=auto", 8 * HOUR),
        ("?adjustEstimate=leave", 10 * HOUR),
        ("?adjustEstimate=new&newEstimate=1d", 8 * HOUR),
        ("?adjustEstimate=manual&reduceBy=30m", 10 * HOUR - 1800),
        ("?adjustEstimate=manual&reduceBy=4w", 0),
    ],
)
def test_ways_to_adjust(api: Api, issue: Issue, query: str, remaining: int) -> None:
    log(api, issue, {"timeSpentSeconds": 2 * HOUR}, query=query)
    assert times(api, issue) == (2 * HOUR, remaining)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?adjustEstimate=new", "newEstimate"),
        ("?adjustEstimate=new&newEstimate=soon", "newEstimate"),
        ("?adjustEstimate=manual", "reduceBy"),
        ("?adjustEstimate=odd", "adjustEstimate"),
    ],
)
def test_wrong_ways_to_adjust(api: Api, issue: Issue, query: str, field: str) -> None:
    answer = api.post(f"issue/{issue.key}/worklog{query}", {"timeSpent": "1h"}, "member")
    status, _, errors = error_of(answer)
    assert (status, set(errors)) == (400, {field})
    assert times(api, issue) == (None, 10 * HOUR)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "You must indicate the time spent working."),
        ({"timeSpent": ""}, "You must indicate the time spent working."),
        ({"timeSpent": "soon"}, "Invalid time duration entered."),
        ({"timeSpentSeconds": 0}, "Invalid time duration entered."),
        ({"timeSpentSeconds": -60}, "Invalid time duration entered."),
    ],
)
def test_no_time(api: Api, issue: Issue, body: dict[str, Any], words: str) -> None:
    answer = api.post(f"issue/{issue.key}/worklog", body, "member")
    assert error_of(answer) == (400, [], {"timeLogged": words})


def test_bodies_that_are_no_work_log(api: Api, issue: Issue) -> None:
    bodies: list[Any] = [
        {"timeSpent": 5},
        {"timeSpentSeconds": 1.5},
        {"timeSpent": "1h", "started": "today"},
        [],
    ]
    for body in bodies:
        assert api.post(f"issue/{issue.key}/worklog", body, "member").status_code == 400
    for started in ("0001-01-01T00:00:00.000+1400", "9999-12-31T23:59:59.999-1200"):
        body = {"timeSpent": "1h", "started": started}
        assert api.post(f"issue/{issue.key}/worklog", body, "member").status_code == 400
    both = {"timeSpent": "1h", "timeSpentSeconds": 3600}
    assert api.post(f"issue/{issue.key}/worklog", both, "member").status_code == 400


def test_editing_moves_the_estimate_by_the_difference(api: Api, issue: Issue) -> None:
    made = log(api, issue, {"timeSpent": "2h"})
    path = f"/rest/api/3/issue/{issue.key}/worklog/{made['id']}"
    changed = api.call("PUT", path, "member", json={"timeSpent": "5h"})
    assert changed.status_code == 200
    assert changed.json()["timeSpentSeconds"] == 5 * HOUR
    assert changed.json()["started"] == made["started"]
    assert times(api, issue) == (5 * HOUR, 5 * HOUR)
    api.call("PUT", f"{path}?adjustEstimate=leave", "member", json={"timeSpent": "1h"})
    assert times(api, issue) == (HOUR, 5 * HOUR)


@pytest.mark.parametrize(
    ("query", "remaining"),
    [
        ("", 10 * HOUR),
        ("?adjustEstimate=leave", 8 * HOUR),
        ("?adjustEstimate=manual&increaseBy=30m", 8 * HOUR + 1800),
        ("?adjustEstimate=new&newEstimate=0", 0),
    ],
)
def test_deleting_gives_the_time_back(api: Api, issue: Issue, query: str, remaining: int) -> None:
    made = log(api, issue, {"timeSpent": "2h"})
    path = f"/rest/api/3/issue/{issue.key}/worklog/{made['id']}"
    assert api.call("DELETE", f"{path}{query}", "member").status_code == 204
    assert times(api, issue)[1] == remaining
    assert not times(api, issue)[0]
    assert api.call("DELETE", path, "member").status_code == 404


def test_list_and_the_issues_own(api: Api, issue: Issue) -> None:
    for day in range(10, 32):
        log(api, issue, {"timeSpent": "1m", "started": f"2026-05-{day:02d}T09:00:00.000+0000"})
    page = api.get(f"issue/{issue.key}/worklog", "member").json()
    assert (page["total"], page["maxResults"], len(page["worklogs"])) == (22, 5000, 22)
    part = api.get(f"issue/{issue.key}/worklog", "member", startAt=20, maxResults=5).json()
    assert len(part["worklogs"]) == 2
    late = read_moment("2026-05-30T09:00:00.000+0000")
    assert api.get(f"issue/{issue.key}/worklog", "member", startedAfter=late).json()["total"] == 2
    assert api.get(f"issue/{issue.key}/worklog", "member", startedBefore=late).json()["total"] == 21
    own = api.get(f"issue/{issue.key}", fields="worklog").json()["fields"]["worklog"]
    assert (own["total"], own["maxResults"], len(own["worklogs"])) == (22, 20, 20)


def test_seeded_work_logs_are_told_alike(api: Api) -> None:
    issue = next(i for i in api.site.issues.values() if len(i.values.get("worklog") or ()) > 1)
    listed = api.get(f"issue/{issue.key}/worklog").json()["worklogs"]
    own = api.get(f"issue/{issue.key}", fields="worklog").json()["fields"]["worklog"]["worklogs"]
    assert listed[: len(own)] == own
    assert {"created", "updated", "started", "author", "updateAuthor", "timeSpent"} <= listed[0].keys()


def test_who_may_log(api: Api, issue: Issue, grants: list[Grant]) -> None:
    made = log(api, issue, {"timeSpent": "1h"}, "site administrator")
    path = f"/rest/api/3/issue/{issue.key}/worklog"
    body = {"timeSpent": "1h"}
    assert api.call("POST", path, "viewer", json=body).status_code == 400
    assert api.call("POST", path, "no access", json=body).status_code == 404
    assert api.call("GET", path, "viewer").status_code == 200
    assert api.call("GET", path, "no access").status_code == 404
    grants[:] = [g for g in grants if g.permission not in ("EDIT_ALL_WORKLOGS", "DELETE_ALL_WORKLOGS")]
    assert api.call("PUT", f"{path}/{made['id']}", "member", json=body).status_code == 400
    assert api.call("DELETE", f"{path}/{made['id']}", "member").status_code == 400
    assert api.call("PUT", f"{path}/{made['id']}", "site administrator", json=body).status_code == 200
    assert api.call("DELETE", f"{path}/{made['id']}", "site administrator").status_code == 204


def test_no_work_is_logged_in_a_status_that_allows_no_edits(api: Api, issue: Issue) -> None:
    workflow = api.site.workflows[api.project("PLAT").workflows[issue.values["issuetype"]]]
    before = workflow.read_only_status_ids
    made = log(api, issue, {"timeSpent": "1h"})
    workflow.read_only_status_ids = frozenset({issue.values["status"]})
    try:
        path = f"/rest/api/3/issue/{issue.key}/worklog"
        assert api.call("POST", path, "member", json={"timeSpent": "1h"}).status_code == 400
        assert api.call("DELETE", f"{path}/{made['id']}", "member").status_code == 400
        assert api.call("DELETE", f"{path}/{made['id']}?overrideEditableFlag=true").status_code == 403
    finally:
        workflow.read_only_status_ids = before


def test_a_work_log_for_a_role_is_for_that_role(api: Api, issue: Issue) -> None:
    """Its time counts for everybody all the same."""
    body = {"timeSpent": "1h", "visibility": {"type": "role", "value": "Administrators"}}
    made = log(api, issue, body, "project administrator")
    assert made["visibility"]["value"] == "Administrators"
    assert api.get(f"issue/{issue.key}/worklog", "member").json()["total"] == 0
    assert api.get(f"issue/{issue.key}/worklog/{made['id']}", "member").status_code == 404
    assert api.get(f"issue/{issue.key}", "member", fields="worklog").json()["fields"]["worklog"]["total"] == 0
    assert times(api, issue)[0] == HOUR
    author = api.person("project administrator").account_id
    jql = f'key = {issue.key} AND worklogAuthor = "{author}"'
    assert api.keys(jql, "project administrator") == [issue.key]
    assert api.keys(jql, "member") == []


def test_a_comment_of_a_work_log(api: Api, issue: Issue) -> None:
    adf = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Dug."}]}],
    }
    assert log(api, issue, {"timeSpent": "1h", "comment": adf})["comment"] == adf
    assert "comment" not in log(api, issue, {"timeSpent": "1h"})
    answer = api.post(f"issue/{issue.key}/worklog", {"timeSpent": "1h", "comment": "Dug."}, "member")
    assert set(error_of(answer)[2]) == {"comment"}


def test_a_deleted_work_log_leaves_its_id(api: Api, issue: Issue) -> None:
    made = log(api, issue, {"timeSpent": "1h"})
    assert api.call("DELETE", f"issue/{issue.key}/worklog/{made['id']}").status_code == 204
    items = {i["field"]: (i["fromString"], i["toString"]) for i in issue.changelog[-1]["items"]}
    assert items["WorklogId"] == (made["id"], None)
    assert items["timespent"] == ("3600", None)
    shown = api.get(f"issue/{issue.key}/changelog").json()["values"][-1]["items"]
    assert next(item for item in shown if item["field"] == "WorklogId").get("fieldId") is None
