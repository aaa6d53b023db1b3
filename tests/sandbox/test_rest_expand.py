"""What ``expand`` brings beside fields: rendered ones, versions of them, operations, transitions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.rest.shown_dates import shown_duration, shown_relative, shown_size
from tests.sandbox.rest_site import NOW, Api, seeded_site

HOUR = 3600


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def document(words: str) -> dict[str, Any]:
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


@pytest.fixture
def issue(api: Api) -> Issue:
    """An issue of two hours ago, as the member's clock in Singapore shows it, with words, dates and times."""
    issue = api.site.issues[api.project("PLAT").issue_ids[4]]
    issue.values |= {
        "description": document("Is 1 < 2?"),
        "environment": None,
        "duedate": "2026-07-01",
        "timeoriginalestimate": 10 * HOUR,
        "timeestimate": 9 * HOUR,
        "timespent": HOUR,
        "comment": [],
        "worklog": [],
    }
    issue.created_ms = issue.updated_ms = int((NOW - timedelta(hours=2)).timestamp() * 1000)
    issue.version += 1
    return issue


def test_rendered_fields(api: Api, issue: Issue) -> None:
    body = api.get(f"issue/{issue.key}", "member", expand="renderedFields").json()
    shown = body["renderedFields"]
    assert shown.keys() == body["fields"].keys()
    assert shown["description"] == "<p>Is 1 &lt; 2?</p>"
    assert (shown["environment"], shown["summary"], shown["status"]) == ("", None, None)
    assert (shown["created"], shown["duedate"]) == ("2 hours ago", "01/Jul/26")
    assert shown["timetracking"] == {
        "originalEstimate": "1 day, 2 hours",
        "remainingEstimate": "1 day, 1 hour",
        "timeSpent": "1 hour",
        "originalEstimateSeconds": 36000,
        "remainingEstimateSeconds": 32400,
        "timeSpentSeconds": 3600,
    }
    assert (shown["timespent"], shown["aggregatetimespent"]) == ("1 hour", "1 hour")
    assert shown["attachment"] == []


def test_rendered_fields_follow_those_asked_for(api: Api, issue: Issue) -> None:
    body = api.get(f"issue/{issue.key}", "member", fields="duedate", expand="renderedFields").json()
    assert body["renderedFields"] == {"duedate": "01/Jul/26"}


def test_rendered_comments_and_work_logs(api: Api, issue: Issue) -> None:
    api.post(f"issue/{issue.key}/comment", {"body": document("So it is")}, "member")
    hidden = {"body": document("x"), "visibility": {"type": "role", "value": "Administrators"}}
    api.post(f"issue/{issue.key}/comment", hidden)
    api.post(f"issue/{issue.key}/worklog", {"timeSpent": "90m", "comment": document("Read")}, "member")
    shown = api.get(f"issue/{issue.key}", "member", expand="renderedFields").json()["renderedFields"]
    (comment,) = shown["comment"]["comments"]
    assert (comment["body"], comment["created"]) == ("<p>So it is</p>", "Just now")
    (log,) = shown["worklog"]["worklogs"]
    assert (log["comment"], log["started"], log["timeSpent"]) == (
        "<p>Read</p>",
        "Just now",
        "1 hour, 30 minutes",
    )


@pytest.mark.parametrize("version", ["2", "3", "latest"])
def test_rendered_fields_wherever_issues_are_read(api: Api, issue: Issue, version: str) -> None:
    base = f"/rest/api/{version}"
    bulk = {"issueIdsOrKeys": [issue.key], "fields": ["description"], "expand": ["renderedFields"]}
    query = {"jql": f"key = {issue.key}", "fields": ["description"], "expand": "renderedFields"}
    for answer in (
        api.get(f"{base}/issue/{issue.key}", "member", fields="description", expand="renderedFields").json(),
        api.post(f"{base}/issue/bulkfetch", bulk, "member").json()["issues"][0],
        api.post(f"{base}/search/jql", query, "member").json()["issues"][0],
    ):
        assert answer["renderedFields"] == {"description": "<p>Is 1 &lt; 2?</p>"}


def test_an_edit_answers_with_what_is_expanded(api: Api, issue: Issue) -> None:
    answer = api.call(
        "PUT",
        f"issue/{issue.key}?returnIssue=true&expand=renderedFields,transitions",
        json={"fields": {"duedate": "2026-08-02"}},
    )
    assert answer.json()["renderedFields"]["duedate"] == "02/Aug/26"
    assert answer.json()["transitions"]


def test_versions_stand_in_place_of_fields(api: Api, issue: Issue) -> None:
    body = api.get(f"issue/{issue.key}", fields="summary", expand="versionedRepresentations").json()
    assert "fields" not in body
    whole = api.get(f"issue/{issue.key}").json()["fields"]
    assert body["versionedRepresentations"] == {name: {"1": value} for name, value in whole.items()}
    bulk = {"issueIdsOrKeys": [issue.key], "expand": ["versionedRepresentations"]}
    (found,) = api.post("issue/bulkfetch", bulk).json()["issues"]
    assert "fields" not in found
    assert found["versionedRepresentations"]["summary"] == {"1": whole["summary"]}


def test_operations_are_what_the_caller_may_do(api: Api, issue: Issue) -> None:
    def links(who: str) -> set[str]:
        body = api.get(f"issue/{issue.key}", who, expand="operations").json()["operations"]
        return {
            link["id"] for top in body["linkGroups"] for group in top["groups"] for link in group["links"]
        }

    offered = api.get(f"issue/{issue.key}/transitions", "member").json()["transitions"]
    assert {"edit-issue", "comment-issue"} <= links("member")
    assert {f"action_id_{move['id']}" for move in offered} <= links("member")
    assert "edit-issue" not in links("viewer")


def test_fields_of_transitions(api: Api) -> None:
    """Every screen takes a comment, and none lists it."""
    issue = api.site.issues[api.project("RICH").issue_ids[3]]
    body = api.get(f"issue/{issue.key}", expand="transitions.fields").json()
    alone = api.get(f"issue/{issue.key}/transitions", expand="transitions.fields").json()
    assert body["transitions"] == alone["transitions"]
    assert all("comment" not in move["fields"] for move in body["transitions"])


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(seconds=59), "Just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=13, minutes=29), "13 hours ago"),
        (timedelta(hours=13, minutes=31), "Yesterday 11:59 PM"),
        (timedelta(days=3), "3 days ago 1:30 PM"),
        (timedelta(days=7), "10/Jun/26 1:30 PM"),
        (timedelta(days=-1), "18/Jun/26 1:30 PM"),
    ],
)
def test_moments_in_words(gone: timedelta, words: str) -> None:
    moment = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
    assert shown_relative(int((moment - gone).timestamp() * 1000), "Etc/UTC", moment) == words


def test_durations_and_sizes_in_words() -> None:
    assert shown_duration(0) == "0 minutes"
    assert shown_duration(45 * HOUR + 60) == "1 week, 5 hours, 1 minute"
    assert [shown_size(size) for size in (0, 1023, 2048, 3 * 1024 * 1024)] == [
        "0 bytes",
        "1023 bytes",
        "2 kB",
        "3.0 MB",
    ]
