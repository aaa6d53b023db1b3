"""Editing issues: every type of field with values that Jira takes, and those it refuses in its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.seeds import fields as f
from tests.sandbox.rest_site import Api, error_of, seeded_site

UNSET = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
NO_DOCUMENT = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of {} characters."
TEAM = "1f2b7a30-5a0e-4e0a-9b67-0a4c7a3f9d11"


@pytest.fixture(scope="module")
def api() -> Api:
    """One site for the whole table: each test empties the issue it writes to."""
    return Api(seeded_site())


def task(api: Api, key: str = "PLAT") -> Issue:
    """The project's first plain issue, emptied of what the tests write."""
    issue = next(
        api.site.issues[i]
        for i in api.project(key).issue_ids
        if api.site.issues[i].values["issuetype"] in (c.TASK, c.BUG)
    )
    for name in list(issue.values):
        if name.startswith("customfield_") and name != f.RANK:
            del issue.values[name]
    values: dict[str, Any] = dict.fromkeys(
        (
            "description",
            "environment",
            "duedate",
            "parent",
            "timeoriginalestimate",
            "timeestimate",
            "assignee",
        )
    )
    lists: dict[str, Any] = {"labels": [], "components": [], "versions": [], "fixVersions": []}
    api.site.change_issue(issue, {**values, **lists, "summary": "As it was", "priority": "4"})
    return issue


def put(api: Api, issue: Issue, body: Any, who: Any = "site administrator", query: str = "") -> Any:
    return api.call("PUT", f"issue/{issue.key}{query}", who, json=body)


def field_of(api: Api, issue: Issue, field_id: str) -> Any:
    return api.get(f"issue/{issue.key}", fields=field_id).json()["fields"].get(field_id)


def paragraph(*content: Any) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": list(content)}]}


def names(member: str) -> Callable[[Any], Any]:
    return lambda value: [v[member] for v in value] if isinstance(value, list) else value and value[member]


PLAIN: Callable[[Any], Any] = lambda value: value  # noqa: E731 -- the simplest of a table's readers
RICH = paragraph(
    {"type": "text", "text": "Bold", "marks": [{"type": "strong"}]},
    {"type": "hardBreak"},
    {"type": "mention", "attrs": {"id": "1", "text": "@somebody"}},
)
ACCOUNT = "<member>"  # put in place of the account id of the project's member

# field, what is sent, what GET then gives (by the reader)
GOOD: list[tuple[str, Any, Callable[[Any], Any], Any]] = [
    ("summary", "Another one", PLAIN, "Another one"),
    ("summary", "x" * 255, len, 255),
    ("description", RICH, PLAIN, RICH),
    ("description", {"type": "doc", "version": 1, "content": []}, PLAIN, None),
    ("environment", RICH, PLAIN, RICH),
    ("environment", None, PLAIN, None),
    ("labels", ["b", "a", "b"], PLAIN, ["a", "b"]),
    ("labels", [], PLAIN, []),
    ("duedate", "2026-02-28", PLAIN, "2026-02-28"),
    ("duedate", None, PLAIN, None),
    ("priority", {"id": "1"}, names("name"), "Highest"),
    ("priority", {"name": "Low"}, names("name"), "Low"),
    ("issuetype", {"name": "Story"}, names("name"), "Story"),
    ("assignee", {"accountId": ACCOUNT}, names("accountId"), ACCOUNT),
    ("assignee", {"id": ACCOUNT}, names("accountId"), ACCOUNT),
    ("assignee", {"accountId": "-1"}, PLAIN, None),
    ("assignee", None, PLAIN, None),
    ("reporter", {"accountId": ACCOUNT}, names("accountId"), ACCOUNT),
    (
        "timetracking",
        {"originalEstimate": "1w 1d"},
        lambda v: (v["originalEstimateSeconds"], v["remainingEstimateSeconds"]),
        (172_800, 172_800),
    ),
    (
        "timetracking",
        {"originalEstimate": "2h", "remainingEstimate": "90"},
        lambda v: (v["originalEstimate"], v["remainingEstimate"]),
        ("2h", "1h 30m"),
    ),
    (f.CUSTOMER_REFERENCE, "CR-1", PLAIN, "CR-1"),
    (f.CUSTOMER_REFERENCE, "", PLAIN, None),
    (f.REFERENCE_URL, "https://example.org/a?b=c", PLAIN, "https://example.org/a?b=c"),
    (f.ACCEPTANCE_CRITERIA, RICH, PLAIN, RICH),
    (f.STORY_POINTS, 0, PLAIN, 0),
    (f.STORY_POINTS, 3.5, PLAIN, 3.5),
    (f.STORY_POINTS, None, PLAIN, None),
    (f.START_DATE, "2024-02-29", PLAIN, "2024-02-29"),
    (f.REVIEW_AT, "2026-11-21T10:00:00.000+0100", PLAIN, "2026-11-21T10:00:00.000+0100"),
    (f.REVIEW_AT, "2026-11-21T09:00:00Z", PLAIN, "2026-11-21T10:00:00.000+0100"),
    (f.STAGE, {"value": "Pilot"}, names("value"), "Pilot"),
    (f.STAGE, {"id": "1003100"}, names("value"), "Development"),
    (f.STAGE, None, PLAIN, None),
    (f.ROLLOUT, {"value": "In steps"}, names("value"), "In steps"),
    (f.PLATFORMS, [{"value": "iOS"}, {"value": "Linux"}], names("value"), ["Linux", "iOS"]),
    (f.PLATFORMS, [], PLAIN, None),
    (f.CHECKS, [{"value": "Security"}], names("value"), ["Security"]),
    (f.FLAGGED, [{"value": "Impediment"}], names("value"), ["Impediment"]),
    (
        f.AREA,
        {"value": "Operations", "child": {"value": "Monitoring"}},
        lambda v: (v["value"], v["child"]["value"]),
        ("Operations", "Monitoring"),
    ),
    (f.AREA, {"value": "Operations"}, lambda v: (v["value"], "child" in v), ("Operations", False)),
    (f.REVIEWER, {"accountId": ACCOUNT}, names("accountId"), ACCOUNT),
    (f.STAKEHOLDERS, [{"accountId": ACCOUNT}], names("accountId"), [ACCOUNT]),
    (f.OWNING_GROUP, {"name": "jira-users"}, names("name"), "jira-users"),
    (f.INFORMED_GROUPS, [{"name": "jira-users"}], names("name"), ["jira-users"]),
    (f.TOPICS, ["one", "two"], PLAIN, ["one", "two"]),
    (f.RELATED_PROJECT, {"key": "BATCH"}, names("key"), "BATCH"),
    (f.RELATED_PROJECT, {"id": "10001"}, names("key"), "BATCH"),
    (f.TEAM, TEAM, names("name"), "Harbour"),
    (f.TEAM, None, PLAIN, None),
]


@pytest.mark.parametrize(("field_id", "sent", "read", "wanted"), GOOD)
def test_a_good_value_comes_back(
    api: Api, field_id: str, sent: Any, read: Callable[[Any], Any], wanted: Any
) -> None:
    issue, member = task(api), api.person("member").account_id

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: filled(v) for k, v in value.items()}
        if isinstance(value, list):
            return [filled(v) for v in value]
        return member if value == ACCOUNT else value

    answer = put(api, issue, {"fields": {field_id: filled(sent)}})
    assert (answer.status_code, answer.content) == (204, b""), answer.text
    assert read(field_of(api, issue, field_id)) == filled(wanted)


# field, what is sent, what Jira says
BAD: list[tuple[str, Any, str]] = [
    ("summary", None, "You must specify a summary of the issue."),
    ("summary", "  ", "You must specify a summary of the issue."),
    ("summary", "a\nb", "The summary is invalid because it contains newline characters."),
    ("summary", "x" * 256, "Summary can't exceed 255 characters."),
    ("summary", 7, "Operation value must be a string"),
    ("description", "plain text", NO_DOCUMENT),
    ("description", paragraph({"type": "text", "text": ""}), NO_DOCUMENT),
    ("description", paragraph({"type": "paragraph", "content": []}), NO_DOCUMENT),
    ("description", paragraph({"type": "nonsense"}), NO_DOCUMENT),
    (
        "description",
        paragraph({"type": "text", "text": "a", "marks": [{"type": "code"}, {"type": "strong"}]}),
        NO_DOCUMENT,
    ),
    ("description", {"type": "doc", "version": 1, "content": [{"type": "layoutSection"}]}, NO_DOCUMENT),
    ("description", {"type": "doc", "content": []}, NO_DOCUMENT),
    ("description", paragraph({"type": "text", "text": "x" * 32_768}), TOO_LONG.format("32,767")),
    (f.WORKAROUND, "plain", NO_DOCUMENT),
    ("labels", ["a b"], "The label 'a b' contains spaces which is invalid."),
    ("labels", "a", "data was not an array"),
    ("labels", ["a", 1], "string expected at index 1"),
    ("duedate", "2026-02-30", "Error parsing date string: 2026-02-30"),
    ("duedate", "30.01.2026", "Error parsing date string: 30.01.2026"),
    ("duedate", 20260130, "Operation value must be a string"),
    ("priority", {"id": "99"}, "The priority selected is invalid."),
    ("priority", None, "The priority selected is invalid."),
    ("priority", {"name": "Huge"}, "Priority name 'Huge' is not valid"),
    ("priority", {"id": 1}, "expected 'id' property to be a string"),
    ("priority", "High", "data was not an object"),
    ("issuetype", {"name": "Epic"}, "The issue type selected is invalid."),
    ("issuetype", {"id": c.INCIDENT}, "The issue type selected is invalid."),
    ("assignee", {"accountId": "nobody"}, "User 'nobody' cannot be assigned issues."),
    ("assignee", "nobody", "data was not an object"),
    ("reporter", None, "Reporter is required."),
    ("reporter", {"accountId": "nobody"}, "The reporter specified is not a user."),
    ("components", [{"id": "1"}], "Component id '1' is not valid"),
    ("components", [{"name": "No such"}], "Component name 'No such' is not valid"),
    ("versions", [{"name": "No such"}], "Version name 'No such' is not valid"),
    ("fixVersions", [{"id": "1"}], "Version id '1' is not valid"),
    ("fixVersions", {"id": "1"}, "data was not an array"),
    ("parent", {"key": "NOPE-1"}, "Could not find issue by id or key."),
    (f.CUSTOMER_REFERENCE, 5, "Operation value must be a string"),
    (f.CUSTOMER_REFERENCE, "x" * 256, TOO_LONG.format("255")),
    (f.REFERENCE_URL, "not a link", "Not a valid URL"),
    (f.STORY_POINTS, "3", "Operation value must be a number."),
    (f.STORY_POINTS, True, "Operation value must be a number."),
    (f.START_DATE, "tomorrow", "Error parsing date string: tomorrow"),
    (f.REVIEW_AT, "2026-11-21 10:00", "Error parsing date string: 2026-11-21 10:00"),
    (f.STAGE, {"id": "1"}, "Option id '1' is not valid"),
    (f.STAGE, {"value": "Moon"}, "Option value 'Moon' is not valid"),
    (f.STAGE, {}, "Specify a valid 'id' or 'name' for Deployment stage"),
    (f.STAGE, "Pilot", "data was not an object"),
    (f.PLATFORMS, [{"value": "Amiga"}], "Option value 'Amiga' is not valid"),
    (f.PLATFORMS, {"value": "Linux"}, "data was not an array"),
    (
        f.AREA,
        {"child": {"value": "Pages"}},
        "Could not find valid 'id' or 'value' in the Parent Option object.",
    ),
    (f.AREA, {"value": "Operations", "child": {"value": "Pages"}}, "Option value 'Pages' is not valid"),
    (f.AREA, {"value": "Pages"}, "Option value 'Pages' is not valid"),
    (f.REVIEWER, {"accountId": "nobody"}, "User 'nobody' was not found in the system."),
    (f.STAKEHOLDERS, [{"accountId": "nobody"}], "User 'nobody' was not found in the system."),
    (f.OWNING_GROUP, {"name": "nobodies"}, "Could not find group with name 'nobodies'"),
    (f.TOPICS, ["a b"], "The label 'a b' contains spaces which is invalid."),
    (f.RELATED_PROJECT, {"key": "NOPE"}, "valid project is required"),
    (f.FOUND_IN, {"id": "1"}, "Version id '1' is not valid"),
    (f.BACKPORT_TO, [{"name": "x"}], "Version name 'x' is not valid"),
    (f.TEAM, "1", "Team id '1' is not valid"),
    (f.TEAM, {"id": TEAM}, f"Team id '{{'id': '{TEAM}'}}' is not valid"),
    (f.SPRINT, "1", "Number value expected as the Sprint id."),
    (f.SPRINT, [1], "Number value expected as the Sprint id."),
    (f.SPRINT, {"id": 1}, "Number value expected as the Sprint id."),
    (f.SPRINT, 1, "Issue can be assigned only active or future sprints."),
    (f.RANK, "0|i00000:", UNSET.format(f.RANK)),
    (f.EXTERNAL_REFERENCE, "x", UNSET.format(f.EXTERNAL_REFERENCE)),
    (f.TEAM_RISK, {"value": "Low"}, UNSET.format(f.TEAM_RISK)),
    ("status", {"id": c.DONE}, UNSET.format("status")),
    ("created", "2026-01-01", UNSET.format("created")),
    ("resolution", {"id": "10000"}, UNSET.format("resolution")),
    ("nonsense", 1, UNSET.format("nonsense")),
]


@pytest.mark.parametrize(("field_id", "sent", "words"), BAD)
def test_a_bad_value_changes_nothing(api: Api, field_id: str, sent: Any, words: str) -> None:
    issue = task(api)
    before = (dict(issue.values), issue.updated_ms, issue.version, list(issue.changelog))
    answer = put(api, issue, {"fields": {"environment": RICH, field_id: sent}})
    assert error_of(answer) == (400, [], {field_id: words})
    assert (dict(issue.values), issue.updated_ms, issue.version, list(issue.changelog)) == before


@pytest.mark.parametrize("word", ["original", "remaining"])
def test_a_bad_estimate_is_told_under_its_own_name(api: Api, word: str) -> None:
    answer = put(api, task(api), {"fields": {"timetracking": {f"{word}Estimate": "soon"}}})
    words = f"The {word} estimate specified is not valid."
    assert error_of(answer) == (400, [], {f"timetracking_{word}estimate": words})


def test_all_bad_fields_are_told_at_once(api: Api) -> None:
    issue = task(api)
    status, messages, errors = error_of(
        put(api, issue, {"fields": {"summary": "", "duedate": "x", "nope": 1}})
    )
    assert (status, messages, set(errors)) == (400, [], {"summary", "duedate", "nope"})
    assert field_of(api, issue, "summary") == "As it was"


def test_versions_and_components_by_id_and_name(api: Api) -> None:
    issue, project = task(api), api.project("PLAT")
    (first, second), component = list(project.versions.values())[:2], next(iter(project.components.values()))
    body = {
        "fixVersions": [{"name": second["name"]}, {"id": first["id"]}],
        "versions": [{"id": second["id"]}],
        "components": [{"name": component["name"]}],
        f.FOUND_IN: {"name": first["name"]},
        f.BACKPORT_TO: [{"id": second["id"]}],
    }
    assert put(api, issue, {"fields": body}).status_code == 204
    shown = api.get(f"issue/{issue.key}").json()["fields"]
    assert [v["id"] for v in shown["fixVersions"]] == [first["id"], second["id"]]
    assert [v["id"] for v in shown["versions"]] == [second["id"]]
    assert [v["id"] for v in shown["components"]] == [component["id"]]
    assert (shown[f.FOUND_IN]["id"], shown[f.BACKPORT_TO][0]["id"]) == (first["id"], second["id"])


OPERATIONS: list[tuple[str, list[Any], Any, Any]] = [
    ("labels", [{"add": "new"}, {"remove": "old"}], ["kept", "old"], ["kept", "new"]),
    ("labels", [{"set": ["x"]}, {"add": "a"}], ["kept"], ["a", "x"]),
    ("labels", [{"remove": "none"}], ["kept"], ["kept"]),
    (f.TOPICS, [{"add": "t"}], None, ["t"]),
    ("summary", [{"set": "S"}], "s", "S"),
    (f.PLATFORMS, [{"add": {"value": "Linux"}}], ["1003204"], ["1003200", "1003204"]),
    (f.PLATFORMS, [{"remove": {"value": "iOS"}}], ["1003204"], []),
    (f.INFORMED_GROUPS, [{"add": {"name": "jira-users"}}], ["site-admins"], ["site-admins", "jira-users"]),
    ("components", [{"set": ""}], ["10000"], []),
]


@pytest.mark.parametrize(("field_id", "steps", "before", "after"), OPERATIONS)
def test_operations_on_lists(api: Api, field_id: str, steps: list[Any], before: Any, after: Any) -> None:
    issue = task(api)
    api.site.change_issue(issue, {field_id: before})
    answer = put(api, issue, {"update": {field_id: steps}})
    assert answer.status_code == 204, answer.text
    assert issue.values[field_id] == after


def test_operations_that_a_field_has_not(api: Api) -> None:
    issue = task(api)
    answer = put(api, issue, {"update": {"summary": [{"add": "x"}]}})
    assert error_of(answer)[2] == {
        "summary": "Field with id 'summary' and name 'Summary' does not support operation 'add' "
        "Supported operation(s) are: 'set'"
    }
    assert error_of(put(api, issue, {"update": {"labels": {"add": "x"}}}))[0] == 400
    twice = put(api, issue, {"fields": {"labels": []}, "update": {"labels": [{"add": "x"}]}})
    assert error_of(twice)[0] == 400


@pytest.mark.parametrize("body", [[], "x", {"fields": []}, {"update": 1}, {"properties": {}}])
def test_bodies_of_another_shape(api: Api, body: Any) -> None:
    assert put(api, task(api), body).status_code == 400


def test_only_one_estimate_is_edited(api: Api) -> None:
    issue = task(api)
    api.site.change_issue(issue, {"timeoriginalestimate": 3600, "timeestimate": 60})
    put(api, issue, {"update": {"timetracking": [{"edit": {"remainingEstimate": "4d"}}]}})
    assert (issue.values["timeoriginalestimate"], issue.values["timeestimate"]) == (3600, 4 * 8 * 3600)


def test_closed_sprints_stay_with_an_issue(api: Api) -> None:
    issue, sprints = task(api), api.site.sprints
    board = next(b for b in api.site.boards.values() if b.project_id == issue.project_id)
    mine = [s for s in sprints.values() if s.board_id == board.id]
    closed, (active, future) = mine[0], [s for s in mine if s.state != "closed"][:2]
    api.site.change_issue(issue, {f.SPRINT: [closed.id, active.id]})
    assert put(api, issue, {"fields": {f.SPRINT: future.id}}).status_code == 204
    assert [s["id"] for s in field_of(api, issue, f.SPRINT)] == [closed.id, future.id]
    assert put(api, issue, {"fields": {f.SPRINT: None}}).status_code == 204
    assert issue.values[f.SPRINT] == [closed.id]
    assert error_of(put(api, issue, {"fields": {f.SPRINT: 999}}))[0] == 400


def test_parents_are_one_level_above(api: Api) -> None:
    issue = task(api)
    epic = next(
        i
        for i in api.site.issues.values()
        if i.project_id == issue.project_id and i.values["issuetype"] == c.EPIC
    )
    other = next(
        api.site.issues[i]
        for i in api.project("PLAT").issue_ids[::-1]
        if api.site.issues[i].values["issuetype"] == c.BUG
    )
    wrong = "Given parent work item does not belong to appropriate hierarchy."
    assert put(api, issue, {"fields": {"parent": {"key": epic.key}}}).status_code == 204
    assert field_of(api, issue, "parent")["key"] == epic.key
    assert issue.id in api.site.children[epic.id]
    assert error_of(put(api, issue, {"fields": {"parent": {"id": str(other.id)}}}))[2] == {"parent": wrong}
    hidden = next(
        i
        for i in api.site.issues.values()
        if i.project_id == api.project("BUS").id and i.values["issuetype"] == c.EPIC
    )
    answer = put(api, issue, {"fields": {"parent": {"key": hidden.key}}}, "project administrator")
    assert error_of(answer)[2] == {"parent": "Could not find issue by id or key."}
    assert put(api, issue, {"update": {"parent": [{"set": {"none": True}}]}}).status_code == 204
    assert "parent" not in api.get(f"issue/{issue.key}").json()["fields"]
    subtask = next(
        i
        for i in api.site.issues.values()
        if i.project_id == issue.project_id and i.values["issuetype"] == c.SUBTASK
    )
    assert error_of(put(api, subtask, {"update": {"parent": [{"set": {"none": True}}]}}))[2] == {
        "parent": "Issue type is a sub-task but parent issue key or id not specified."
    }


def test_security_levels_go_for_sub_tasks_too(api: Api) -> None:
    subtask = next(
        i
        for i in api.site.issues.values()
        if i.project_id == api.project("BUS").id and i.values["issuetype"] == c.SUBTASK
    )
    parent = api.site.issues[subtask.values["parent"]]
    api.site.change_issue(parent, {"security": None})
    assert put(api, parent, {"fields": {"security": {"name": "Team"}}}).status_code == 204
    assert (parent.values["security"], subtask.values["security"]) == ("10000", "10000")
    assert error_of(put(api, subtask, {"fields": {"security": None}}))[2] == {
        "security": UNSET.format("security")
    }
    assert error_of(put(api, parent, {"fields": {"security": {"id": "1"}}}))[0] == 400
    assert error_of(put(api, parent, {"fields": {"security": None}}, "member"))[2] == {
        "security": UNSET.format("security")
    }


@pytest.mark.parametrize(
    ("permission", "field_id", "value"),
    [
        ("ASSIGN_ISSUES", "assignee", None),
        ("SCHEDULE_ISSUES", "duedate", "2026-01-01"),
        ("MODIFY_REPORTER", "reporter", {"accountId": ACCOUNT}),
    ],
)
def test_some_fields_need_a_permission_of_their_own(
    api: Api, permission: str, field_id: str, value: Any
) -> None:
    issue, scheme = task(api), api.project("PLAT").scheme
    held = scheme.grants
    scheme.grants = [g for g in held if g.permission != permission]
    try:
        answer = put(api, issue, {"fields": {field_id: value}})
    finally:
        scheme.grants = held
    assert error_of(answer) == (400, [], {field_id: UNSET.format(field_id)})


def test_text_of_version_2_is_wiki(api: Api) -> None:
    issue = task(api)
    answer = api.call(
        "PUT", f"/rest/api/2/issue/{issue.key}", json={"fields": {"description": "Plain words"}}
    )
    assert answer.status_code == 204, answer.text
    assert field_of(api, issue, "description") == document("Plain words")
    answer = api.call("PUT", f"/rest/api/2/issue/{issue.key}", json={"fields": {"description": RICH}})
    assert error_of(answer)[2] == {"description": "Operation value must be a string"}
