"""What goes with a new issue or an edit in one call: transition, comments, links, work logs."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.events import Event
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.seeds import catalogue as c
from tests.sandbox.rest_site import Api, error_of, seeded_site

UNSET = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def document(words: str) -> dict[str, Any]:
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def new(key: str = "PLAT", **more: Any) -> dict[str, Any]:
    fields = {"project": {"key": key}, "issuetype": {"name": "Task"}, "summary": "New"}
    return {"fields": fields, **more}


def issue_of(api: Api, key: str, **values: Any) -> Issue:
    issues = (api.site.issues[i] for i in api.project(key).issue_ids)
    return next(i for i in issues if all(i.values.get(name) == value for name, value in values.items()))


def put(api: Api, issue: Issue, update: dict[str, Any], who: Any = "site administrator") -> Any:
    return api.call("PUT", f"issue/{issue.key}", who, json={"update": update})


def test_a_new_issue_goes_on_at_once(api: Api) -> None:
    events: list[Event] = []
    api.site.listeners.append(events.append)
    answer = api.post("issue", new(transition={"id": "61"}))
    assert answer.status_code == 201
    made = answer.json()
    assert made["transition"] == {"status": 200, "errorCollection": {"errorMessages": [], "errors": {}}}
    shown = api.get(f"issue/{made['key']}").json()["fields"]
    assert (shown["status"]["name"], shown["resolution"]["name"]) == ("Done", "Done")
    assert [event.name for event in events] == ["jira:issue_created", "jira:issue_updated"]


def test_a_transition_that_cannot_be_made_leaves_the_issue(api: Api) -> None:
    """The answer tells both."""
    made = api.post("issue", new(transition={"id": "9999"})).json()
    assert made["transition"]["status"] == 400
    assert made["transition"]["errorCollection"]["errorMessages"]
    assert api.get(f"issue/{made['key']}").json()["fields"]["status"]["name"] == "Backlog"
    asking = api.post("issue", new("RICH", transition={"id": "5"})).json()
    assert asking["transition"]["errorCollection"]["errors"] == {"resolution": "Resolution is required."}


def test_without_a_transition_there_is_no_word_of_it(api: Api) -> None:
    assert "transition" not in api.post("issue", new()).json()


@pytest.mark.parametrize("transition", [{}, {"id": "x"}, "61", {"id": True}])
def test_what_is_no_transition(api: Api, transition: Any) -> None:
    before = len(api.site.issues)
    assert api.post("issue", new(transition=transition)).status_code == 400
    assert len(api.site.issues) == before


def test_a_new_issue_is_linked(api: Api) -> None:
    one, other = issue_of(api, "PLAT"), issue_of(api, "RICH")
    links = [
        {"add": {"type": {"name": "Blocks"}, "outwardIssue": {"key": one.key}}},
        {"add": {"type": {"name": "Relates"}, "inwardIssue": {"key": other.key}}},
    ]
    made = api.post("issue", new(update={"issuelinks": links})).json()
    shown = api.get(f"issue/{made['key']}").json()["fields"]["issuelinks"]
    assert [(link["type"]["name"], "outwardIssue" in link) for link in shown] == [
        ("Blocks", True),
        ("Relates", False),
    ]
    assert one.values["issuelinks"][-1]["issue"] == int(made["id"])


def test_a_bad_link_makes_no_issue(api: Api) -> None:
    before, number = len(api.site.issues), api.project("PLAT").next_number
    for value in (
        {"type": {"name": "Blocks"}},
        {"type": {"name": "Nope"}, "outwardIssue": {"key": "PLAT-1"}},
    ):
        answer = api.post("issue", new(update={"issuelinks": [{"add": value}]}))
        assert answer.status_code in (400, 404)
    assert error_of(api.post("issue", new(update={"issuelinks": [{"remove": {}}]})))[0] == 400
    assert (len(api.site.issues), api.project("PLAT").next_number) == (before, number)


def test_a_new_issue_takes_no_comment(api: Api) -> None:
    """The comment is on no screen for new issues."""
    answer = api.post("issue", new(update={"comment": [{"add": {"body": document("x")}}]}))
    assert error_of(answer) == (400, [], {"comment": UNSET.format("comment")})


def test_work_on_a_new_issue_needs_the_screen(api: Api) -> None:
    project = api.project("PLAT")
    body = new(update={"worklog": [{"add": {"timeSpent": "60m", "started": "2026-06-05T11:05:00.000+0000"}}]})
    assert error_of(api.post("issue", body))[2] == {"worklog": UNSET.format("worklog")}
    kind = next(i for i in project.issue_type_ids if api.site.issue_types[i].name == "Task")
    project.edit_screens[kind] = (*project.edit_screens[kind], "worklog")
    body["fields"]["timetracking"] = {"originalEstimate": "3h"}
    made = api.post("issue", body, "member").json()
    shown = api.get(f"issue/{made['key']}").json()["fields"]
    assert [log["timeSpentSeconds"] for log in shown["worklog"]["worklogs"]] == [3600]
    assert shown["timetracking"]["remainingEstimate"] == "2h"


def test_many_at_once(api: Api) -> None:
    other = issue_of(api, "RICH")
    link = {"add": {"type": {"name": "Blocks"}, "outwardIssue": {"key": other.key}}}
    updates = [new(update={"issuelinks": [link]}, transition={"id": "61"}), new(update={"issuelinks": [{}]})]
    answer = api.post("issue/bulk", {"issueUpdates": updates}).json()
    (made,) = answer["issues"]
    assert made["transition"]["status"] == 200
    assert answer["errors"][0]["failedElementNumber"] == 1
    assert (
        api.get(f"issue/{made['key']}").json()["fields"]["issuelinks"][0]["outwardIssue"]["key"] == other.key
    )


def test_several_comments_in_one_edit(api: Api) -> None:
    issue = issue_of(api, "PLAT")
    issue.values["comment"] = []
    answer = put(
        api, issue, {"comment": [{"add": {"body": document(word)}} for word in ("a", "b", "c")]}, "member"
    )
    assert answer.status_code == 204
    shown = api.get(f"issue/{issue.key}/comment").json()["comments"]
    assert [comment["body"] for comment in shown] == [document("a"), document("b"), document("c")]
    assert len({comment["id"] for comment in shown}) == 3
    assert api.get(f"issue/{issue.key}/comment/{shown[2]['id']}").status_code == 200


def test_an_edit_changes_and_removes_comments(api: Api) -> None:
    issue = issue_of(api, "PLAT")
    issue.values["comment"] = []
    put(api, issue, {"comment": [{"add": {"body": document(word)}} for word in ("a", "b")]}, "member")
    one, other = (comment["id"] for comment in issue.values["comment"])
    steps = [{"edit": {"id": one, "body": document("changed")}}, {"remove": {"id": other}}]
    assert put(api, issue, {"comment": steps}, "member").status_code == 204
    assert [comment["body"] for comment in issue.values["comment"]] == [document("changed")]
    missing = put(api, issue, {"comment": [{"remove": {"id": other}}]})
    assert error_of(missing)[2] == {"comment": f"Can not find a comment for the id: {other}."}
    scheme = api.project("PLAT").scheme
    scheme.grants = [g for g in scheme.grants if not g.permission.endswith("_COMMENTS")]
    for step in ({"edit": {"id": one, "body": document("x")}}, {"remove": {"id": one}}):
        assert put(api, issue, {"comment": [step]}).status_code == 400


def test_work_is_logged_with_an_edit_where_the_screen_has_it(api: Api) -> None:
    issue = issue_of(api, "PLAT")
    issue.values |= {"worklog": [], "timespent": None, "timeestimate": 36000}
    steps = {
        "worklog": [{"add": {"timeSpent": "1h", "comment": document("x")}}, {"add": {"timeSpent": "2h"}}]
    }
    assert error_of(put(api, issue, steps))[2] == {"worklog": UNSET.format("worklog")}
    project = api.project("PLAT")
    kind = issue.values["issuetype"]
    project.edit_screens[kind] = (*project.edit_screens[kind], "worklog")
    assert put(api, issue, steps, "member").status_code == 204
    assert (issue.values["timespent"], issue.values["timeestimate"]) == (3 * 3600, 7 * 3600)
    leave = {"worklog": [{"add": {"timeSpent": "1h", "adjustEstimate": "leave"}}]}
    assert put(api, issue, leave, "member").status_code == 204
    assert issue.values["timeestimate"] == 7 * 3600
    assert put(api, issue, {"worklog": [{"add": {"timeSpent": "soon"}}]}, "member").status_code == 400
    assert put(api, issue, {"worklog": [{"remove": {"id": "1"}}]}, "member").status_code == 400


def test_one_bad_step_and_nothing_is_stored(api: Api) -> None:
    issue = issue_of(api, "PLAT", issuetype=c.TASK)
    held = list(issue.values.get("comment") or ())
    bad: list[dict[str, Any]] = [{"add": {"body": "no document"}}, {"set": {}}, {"add": {}, "remove": {}}, {}]
    for step in bad:
        answer = put(api, issue, {"comment": [{"add": {"body": document("fine")}}, step]})
        assert answer.status_code == 400
    assert put(api, issue, {"comment": {"add": {}}}).status_code == 400
    assert (issue.values.get("comment") or []) == held
