"""Transitions, and the bulk operations that Connect apps are kept out of."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def issue_of(api: Api, key: str, **values: Any) -> Issue:
    return next(
        issue
        for issue in (api.site.issues[i] for i in api.project(key).issue_ids)
        if all(issue.values.get(name) == value for name, value in values.items())
    )


def move(api: Api, issue: Issue, transition_id: Any, who: Any = "site administrator", **body: Any) -> Any:
    return api.post(f"issue/{issue.key}/transitions", {"transition": {"id": transition_id}, **body}, who)


def offered(api: Api, issue: Issue, who: Any = "site administrator", **params: Any) -> list[Any]:
    body = api.get(f"issue/{issue.key}/transitions", who, **params).json()
    assert body["expand"] == "transitions"
    found: list[Any] = body["transitions"]
    return found


def test_an_open_workflow_leads_everywhere(api: Api) -> None:
    issue = issue_of(api, "PLAT", status=c.IN_PROGRESS)
    found = offered(api, issue, "member")
    assert [t["name"] for t in found][-1] == "Done"
    assert set(found[0]) == {
        *(
            "id",
            "name",
            "to",
            "hasScreen",
            "isGlobal",
            "isInitial",
            "isAvailable",
            "isConditional",
            "isLooped",
        ),
    }
    assert all(t["isGlobal"] and not t["hasScreen"] for t in found)
    assert [t["name"] for t in found if t["isLooped"]] == ["In Progress"]
    assert offered(api, issue, transitionId="61") == [found[-1]]
    assert offered(api, issue, transitionId="999") == []
    assert offered(api, issue, "viewer") == []
    embedded = api.get(f"issue/{issue.key}", "member", expand="transitions").json()["transitions"]
    assert embedded == found


def test_done_resolves_and_back_opens_again(api: Api) -> None:
    issue = issue_of(api, "PLAT", status=c.IN_PROGRESS)
    assert move(api, issue, "61", "member").status_code == 204
    shown = api.get(f"issue/{issue.key}").json()["fields"]
    assert (shown["status"]["name"], shown["resolution"]["name"]) == ("Done", "Done")
    assert shown["resolutiondate"] == shown["statuscategorychangedate"] == shown["updated"]
    items = {i["field"]: (i["fromString"], i["toString"]) for i in issue.changelog[-1]["items"]}
    assert items == {"status": ("In Progress", "Done"), "resolution": (None, "Done")}
    assert issue.key in api.keys("project = PLAT AND status CHANGED TO Done")
    assert move(api, issue, 31, "member").status_code == 204
    shown = api.get(f"issue/{issue.key}").json()["fields"]
    assert (shown["resolution"], shown["resolutiondate"]) == (None, None)


def test_a_screen_that_asks_for_a_resolution(api: Api) -> None:
    issue = issue_of(api, "RICH", status=c.OPEN)
    asking = next(t for t in offered(api, issue, expand="transitions.fields") if t["id"] == "5")
    assert (asking["hasScreen"], asking["isConditional"]) == (True, True)
    assert asking["fields"]["resolution"]["required"]
    assert asking["fields"]["resolution"]["allowedValues"][0]["name"] == "Done"
    assert error_of(move(api, issue, "5")) == (400, [], {"resolution": "Resolution is required."})
    for bad, words in (
        ({"name": "Nope"}, "Resolution name 'Nope' is not valid"),
        ({"id": "1"}, "The resolution selected is invalid."),
    ):
        assert error_of(move(api, issue, "5", fields={"resolution": bad}))[2] == {"resolution": words}
    off_screen = move(api, issue, "5", fields={"resolution": {"name": "Fixed"}, "summary": "x"})
    assert set(error_of(off_screen)[2]) == {"summary"}
    assert issue.values["status"] == c.OPEN
    text = {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}],
    }
    answer = move(
        api,
        issue,
        "5",
        fields={"resolution": {"name": "Fixed"}},
        update={"comment": [{"add": {"body": text}}]},
    )
    assert answer.status_code == 204, answer.text
    assert (issue.values["status"], issue.values["resolution"]) == (c.RESOLVED, "10004")
    assert issue.values["comment"][-1]["body"] == text


def test_a_comment_needs_a_screen(api: Api) -> None:
    """Without one, Jira makes the transition and drops the comment: 204 all the same."""
    text = {"type": "paragraph", "content": [{"type": "text", "text": "Hi"}]}
    comment = [{"add": {"body": {"type": "doc", "version": 1, "content": [text]}}}]
    issue = issue_of(api, "PLAT", status=c.IN_PROGRESS)
    held = list(issue.values.get("comment") or ())
    assert move(api, issue, "61", "member", update={"comment": comment}).status_code == 204
    assert issue.values["resolution"] is not None
    assert (issue.values.get("comment") or []) == held
    issue = issue_of(api, "RICH", status=c.OPEN)
    held = list(issue.values.get("comment") or ())
    answer = move(
        api, issue, "5", fields={"resolution": {"name": "Fixed"}}, update={"comment": [*comment, *comment]}
    )
    assert answer.status_code == 204
    assert len(issue.values["comment"]) == len(held) + 2
    assert len({entry["id"] for entry in issue.values["comment"]}) == len(held) + 2


def test_work_is_not_logged_with_a_screen_without_it(api: Api) -> None:
    issue = issue_of(api, "RICH", status=c.OPEN)
    answer = move(
        api,
        issue,
        "5",
        fields={"resolution": {"name": "Fixed"}},
        update={"worklog": [{"add": {"timeSpent": "1h"}}]},
    )
    assert set(error_of(answer)[2]) == {"worklog"}
    assert issue.values["status"] == c.OPEN


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Missing 'transition' identifier"),
        ({"transition": {}}, "Missing 'transition' identifier"),
        ({"transition": {"id": "x"}}, "'transition' identifier must be an integer"),
        ({"transition": {"id": "999"}}, "Transition id '999' is not valid for this issue."),
        ({"transition": {"id": "3"}}, "Transition id '3' is not valid for this issue."),
    ],
)
def test_transitions_that_are_not_there(api: Api, body: Any, words: str) -> None:
    issue = issue_of(api, "RICH", status=c.OPEN)
    assert error_of(api.post(f"issue/{issue.key}/transitions", body)) == (400, [words], {})


def test_rights_to_transition(api: Api) -> None:
    issue, hidden = issue_of(api, "PLAT", status=c.IN_PROGRESS), issue_of(api, "BUS", status=c.IN_PROGRESS)
    assert error_of(move(api, issue, "61", "viewer"))[0] == 400
    assert error_of(move(api, hidden, "61", "viewer"))[0] == 404
    scheme = api.project("RICH").scheme
    scheme.grants = [g for g in scheme.grants if g.permission != "RESOLVE_ISSUES"]
    conditional = issue_of(api, "RICH", status=c.OPEN)
    assert "5" not in [t["id"] for t in offered(api, conditional)]
    shown = offered(api, conditional, includeUnavailableTransitions="true")
    assert [t["isAvailable"] for t in shown if t["id"] == "5"] == [False]


EDIT: dict[str, Any] = {
    "labelsFields": [
        {"fieldId": "labels", "bulkEditMultiSelectFieldOption": "ADD", "labels": [{"name": "mass"}]}
    ],
    "priority": {"priorityId": "1"},
    "clearableNumberFields": [{"fieldId": f.STORY_POINTS, "value": 8}],
    "singleSelectFields": [{"fieldId": f.STAGE, "option": {"optionId": -1}}],
    "singleSelectClearableUserPickerFields": [{"fieldId": "assignee"}],
    "datePickerFields": [{"fieldId": "duedate", "date": {"formattedDate": "2026-02-02"}}],
}
ACTIONS = ["labels", "priority", f.STORY_POINTS, f.STAGE, "assignee", "duedate"]


def test_bulk_edit(api: Api) -> None:
    issues = [
        i
        for i in (api.site.issues[n] for n in api.project("PLAT").issue_ids)
        if i.values["issuetype"] == c.BUG
    ]
    chosen, hidden = issues[:3], issue_of(api, "TOOLS", status=c.OPEN)
    closed = issue_of(api, "RICH", status=c.CLOSED)
    words = [*(i.key for i in chosen), hidden.key, "NOPE-1", closed.key]
    body = {"selectedIssueIdsOrKeys": words, "selectedActions": ACTIONS, "editedFieldsInput": EDIT}
    answer = api.post("bulk/issues/fields", body, "member")
    assert answer.status_code == 201, answer.text
    task = api.get(f"bulk/queue/{answer.json()['taskId']}", "member").json()
    assert (task["status"], task["progressPercent"], task["totalIssueCount"]) == ("COMPLETE", 100, 6)
    assert task["processedAccessibleIssues"] == [i.id for i in chosen]
    assert task["invalidOrInaccessibleIssueCount"] == 2
    assert str(closed.id) in task["failedAccessibleIssues"]
    for issue in chosen:
        values = issue.values
        assert "mass" in values["labels"]
        assert (values["priority"], values[f.STORY_POINTS], values["assignee"]) == ("1", 8, None)
        assert (values.get(f.STAGE), values["duedate"]) == (None, "2026-02-02")


def bulk_error(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["message"]


def test_bulk_edits_that_are_refused(api: Api) -> None:
    issue = issue_of(api, "PLAT", status=c.IN_PROGRESS)
    body = {"selectedIssueIdsOrKeys": [issue.key], "selectedActions": ACTIONS[1:], "editedFieldsInput": EDIT}
    assert bulk_error(api.post("bulk/issues/fields", body)) == (
        400,
        "The following editedFieldInput values are not listed as selectedActions : labels",
    )
    body["selectedActions"] = ACTIONS
    assert bulk_error(api.post("bulk/issues/fields", body, "service agent"))[0] == 403
    many = {**body, "selectedIssueIdsOrKeys": [str(n) for n in range(1001)]}
    assert bulk_error(api.post("bulk/issues/fields", many))[0] == 400
    assert error_of(api.get("bulk/queue/1"))[0] == 400
    for path in ("bulk/issues/fields", "bulk/issues/transition", "bulk/queue/1"):
        for kind in ("app", "impersonation"):
            actor = app_actor(api.site, "ADMIN", kind=kind, person=api.person("member"))
            assert error_of(api.get(path, actor))[:2] == (
                403,
                ["Connect apps cannot access this REST resource."],
            )


def test_fields_that_issues_have_in_common(api: Api) -> None:
    plat, batch = issue_of(api, "PLAT", issuetype=c.BUG), issue_of(api, "BATCH", issuetype=c.TEAM_TASK)
    query = {"issueIdsOrKeys": f"{plat.key},{batch.key}"}
    fields = {x["id"]: x for x in api.get("bulk/issues/fields", **query).json()["fields"]}
    assert "unavailableMessage" in fields[f.STORY_POINTS]
    assert "unavailableMessage" not in fields["labels"]
    assert fields["labels"]["multiSelectFieldOptions"] == ["ADD", "REMOVE", "REPLACE", "REMOVE_ALL"]
    found = api.get("bulk/issues/fields", **query, searchText="prior").json()["fields"]
    assert [x["id"] for x in found] == ["priority"]


def test_bulk_transitions(api: Api) -> None:
    plat, rich = issue_of(api, "PLAT", status=c.IN_PROGRESS), issue_of(api, "RICH", status=c.OPEN)
    rows = api.get("bulk/issues/transition", issueIdsOrKeys=f"{plat.key},{rich.key}").json()[
        "availableTransitions"
    ]
    by_issue = {row["issues"][0]: row for row in rows}
    assert 61 in [t["transitionId"] for t in by_issue[plat.key]["transitions"]]
    assert by_issue[rich.key]["isTransitionsFiltered"]
    assert [t["transitionId"] for t in by_issue[rich.key]["transitions"]] == [4]
    inputs = [
        {"selectedIssueIdsOrKeys": [plat.key], "transitionId": "61"},
        {"selectedIssueIdsOrKeys": [rich.key], "transitionId": "5"},
    ]
    answer = api.post("bulk/issues/transition", {"bulkTransitionInputs": inputs})
    task = api.get(f"bulk/queue/{answer.json()['taskId']}").json()
    assert task["processedAccessibleIssues"] == [plat.id]
    assert task["failedAccessibleIssues"] == {str(rich.id): ["Resolution is required."]}
    assert (plat.values["status"], rich.values["status"]) == (c.DONE, c.OPEN)
