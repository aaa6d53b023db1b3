"""Which cells are read-only, and the words that say so: a table of facts and verdicts."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from jxl.jira.fields import JiraField
from jxl.jira.kinds import Kind
from jxl.permissions.cells import (
    RIGHT_NAMES,
    WHOLE_ROW,
    CellFacts,
    IssueFacts,
    IssueRight,
    denial_of,
    deny,
    rights_to_ask,
    rights_without_edit,
)

FIELDS = {
    field.id: field
    for field in (
        JiraField(id="summary", name="Summary", kind=Kind.TEXT),
        JiraField(id="status", name="Status", kind=Kind.STATUS),
        JiraField(id="assignee", name="Assignee", kind=Kind.USER),
        JiraField(id="reporter", name="Reporter", kind=Kind.USER),
        JiraField(id="duedate", name="Due date", kind=Kind.DATE),
        JiraField(id="fixVersions", name="Fix versions", kind=Kind.VERSIONS),
        JiraField(id="security", name="Security level", kind=Kind.SECURITY),
        JiraField(id="timeoriginalestimate", name="Original estimate", kind=Kind.DURATION),
        JiraField(id="customfield_10020", name="Sprint", kind=Kind.SPRINT, is_custom=True),
        JiraField(id="customfield_10060", name="Risk", kind=Kind.OPTION, is_custom=True, project_id="10005"),
        JiraField(id="customfield_10031", name="Stage", kind=Kind.OPTION, is_custom=True),
        JiraField(id="created", name="Created", kind=Kind.DATETIME),
        JiraField(id="votes", name="Votes", kind=Kind.COUNT),
    )
}
ALL = frozenset(IssueRight)
ISSUE = IssueFacts(project_id="10000", project="Port Operations", issue_type="Story", status="Closed")
SCREEN = frozenset({"summary", "assignee", "reporter", "duedate", "fixVersions", "security", "timetracking"})
NO_EDIT = "You may not edit issues in Port Operations. Its administrator can give you Edit issues."


def verdicts(
    granted: frozenset[IssueRight] = ALL,
    screen: frozenset[str] = SCREEN,
    issue: IssueFacts = ISSUE,
    may_edit_others: bool = False,
) -> dict[str, str | None]:
    """What is said of each field; None where it may be changed."""
    denied = deny(FIELDS.values(), CellFacts(issue, granted, screen, may_edit_others))
    found = {field_id: denial_of(field, denied) for field_id, field in FIELDS.items()}
    return {field_id: denial and denial.message for field_id, denial in found.items()}


def test_what_is_on_the_screen_may_be_changed() -> None:
    denied = deny(FIELDS.values(), CellFacts(ISSUE, ALL, SCREEN))
    assert set(denied) == {"customfield_10060", "customfield_10031"}


def test_what_no_sheet_edits_is_not_repeated() -> None:
    for granted, screen in product((ALL, frozenset[IssueRight]()), (SCREEN, frozenset[str]())):
        assert not {"created", "votes"} & set(deny(FIELDS.values(), CellFacts(ISSUE, granted, screen)))
    assert verdicts()["created"] == "Jira keeps when an issue was created."


def test_without_edit_issues_only_rights_of_their_own_are_left() -> None:
    denied = deny(FIELDS.values(), CellFacts(ISSUE, ALL - {IssueRight.EDIT_ISSUES}))
    assert denied[WHOLE_ROW] is not None
    assert denied[WHOLE_ROW].message == NO_EDIT
    assert {field_id for field_id, denial in denied.items() if denial is None} == {"status", "assignee"}
    found = verdicts(frozenset())
    assert found["summary"] == found["duedate"] == found["customfield_10020"] == NO_EDIT
    assert found["assignee"] == (
        "You may not assign issues in Port Operations. Its administrator can give you Assign issues."
    )
    assert found["status"] == (
        "You may not change the status of issues in Port Operations. "
        "Its administrator can give you Transition issues."
    )


@pytest.mark.parametrize(
    ("field", "right", "words"),
    [
        ("assignee", IssueRight.ASSIGN_ISSUES, "assign issues"),
        ("status", IssueRight.TRANSITION_ISSUES, "change the status of issues"),
        ("reporter", IssueRight.MODIFY_REPORTER, "change the reporter of issues"),
        ("duedate", IssueRight.SCHEDULE_ISSUES, "change the due date of issues"),
        ("customfield_10020", IssueRight.SCHEDULE_ISSUES, "change the sprint of issues"),
        ("security", IssueRight.SET_ISSUE_SECURITY, "change the security level of issues"),
        ("fixVersions", IssueRight.RESOLVE_ISSUES, "change the fix versions of issues"),
    ],
)
def test_the_right_that_is_missing_is_named(field: str, right: IssueRight, words: str) -> None:
    found = verdicts(ALL - {right}, SCREEN - {field})
    assert found[field] == (
        f"You may not {words} in Port Operations. Its administrator can give you {RIGHT_NAMES[right]}."
    )
    assert found["summary"] is None
    assert right in rights_to_ask([FIELDS[field]])


def test_a_right_that_jira_does_not_ask_for_is_not_missed() -> None:
    """Only the edit screen knows whether a site guards fix versions; what it shows may be changed."""
    found = verdicts(ALL - {IssueRight.RESOLVE_ISSUES, IssueRight.SCHEDULE_ISSUES})
    assert found["fixVersions"] is None
    assert found["duedate"] is None


def test_a_field_that_is_not_on_the_screen() -> None:
    assert verdicts()["customfield_10031"] == (
        "Stage is not on the screen for editing Story issues in Port Operations. "
        "A Jira administrator can add it to the screen."
    )
    assert verdicts(issue=replace(ISSUE, is_team_managed=True))["customfield_10031"] == (
        "Stage is not among the fields of Story issues in Port Operations. The project’s administrator can add it."
    )
    assert verdicts(screen=SCREEN - {"timetracking"})["timeoriginalestimate"]
    assert verdicts()["customfield_10060"] == "Risk is a field of another project."
    assert "not among" in (
        verdicts(issue=replace(ISSUE, project_id="10005", is_team_managed=True))["customfield_10060"] or ""
    )


@pytest.mark.parametrize("granted", [ALL, ALL - {IssueRight.SET_ISSUE_SECURITY}])
def test_a_subtask_has_the_security_of_its_parent(granted: frozenset[IssueRight]) -> None:
    found = verdicts(granted, SCREEN - {"security"}, replace(ISSUE, is_subtask=True))
    assert found["security"] == "A sub-task takes its security level from its parent. Change it there."


def test_a_status_that_lets_nothing_be_edited() -> None:
    found = verdicts(screen=frozenset())
    assert found["summary"] == found["customfield_10020"] == found["duedate"]
    assert "in the status Closed" in (found["summary"] or "")
    assert "A Jira administrator can change that" in (found["summary"] or "")
    assert found["status"] is None
    assert found["assignee"] is None


def test_who_may_edit_other_issues_is_told_so() -> None:
    found = verdicts(ALL - {IssueRight.EDIT_ISSUES}, may_edit_others=True)
    assert found["summary"] == (
        "You may not edit this issue: you hold Edit issues only for some issues in Port Operations. "
        "Its administrator can change that."
    )


def test_a_service_project_is_for_agents() -> None:
    found = verdicts(frozenset(), issue=replace(ISSUE, is_service=True))
    assert found["summary"] == f"{NO_EDIT} In a service project, only agents can hold it."


def test_only_rights_that_matter_are_asked_for() -> None:
    assert rights_to_ask([FIELDS["created"], FIELDS["votes"]]) == ()
    assert rights_to_ask([FIELDS["summary"]]) == (IssueRight.EDIT_ISSUES,)
    assert rights_to_ask([FIELDS["status"]]) == (IssueRight.EDIT_ISSUES, IssueRight.TRANSITION_ISSUES)
    assert set(rights_to_ask(FIELDS.values())) == ALL
    assert rights_without_edit(FIELDS.values()) == (IssueRight.ASSIGN_ISSUES, IssueRight.TRANSITION_ISSUES)
    assert rights_without_edit([FIELDS["summary"]]) == ()


@pytest.mark.parametrize("field_id", FIELDS)
def test_nothing_known_allows_nothing(field_id: str) -> None:
    """Facts that say nothing deny every field, whatever else is on the sheet."""
    field = FIELDS[field_id]
    assert denial_of(field, deny([field], CellFacts(IssueFacts(), frozenset()))) is not None


@pytest.mark.parametrize("field_id", FIELDS)
def test_more_rights_never_deny_more(field_id: str) -> None:
    field = FIELDS[field_id]
    for screen in (frozenset[str](), SCREEN, SCREEN | {field_id}):
        for missing in IssueRight:
            less = denial_of(field, deny([field], CellFacts(ISSUE, ALL - {missing}, screen)))
            more = denial_of(field, deny([field], CellFacts(ISSUE, ALL, screen)))
            assert more is None or less is not None
