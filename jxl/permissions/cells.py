"""
Which cells of an issue a person may change, and why not: the words and the rule. Pure.

Jira's own answers go in: the rights that the person holds on the issue, and the fields that its edit screen lets them
change. A denial says what is so and who can change it. It only tells beforehand what Jira will say: a write is asked
of Jira anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jxl.jira.columns import read_only_reason
from jxl.jira.fields import JiraField
from jxl.jira.kinds import Kind

WHOLE_ROW = "*"


class IssueRight(StrEnum):
    """Keys of Jira's permissions that decide about an issue, not about its project alone."""

    EDIT_ISSUES = "EDIT_ISSUES"
    ASSIGN_ISSUES = "ASSIGN_ISSUES"
    MODIFY_REPORTER = "MODIFY_REPORTER"
    RESOLVE_ISSUES = "RESOLVE_ISSUES"
    SCHEDULE_ISSUES = "SCHEDULE_ISSUES"
    SET_ISSUE_SECURITY = "SET_ISSUE_SECURITY"
    TRANSITION_ISSUES = "TRANSITION_ISSUES"


#: What Jira's screens call these rights.
RIGHT_NAMES: dict[IssueRight, str] = {
    IssueRight.EDIT_ISSUES: "Edit issues",
    IssueRight.ASSIGN_ISSUES: "Assign issues",
    IssueRight.MODIFY_REPORTER: "Modify reporter",
    IssueRight.RESOLVE_ISSUES: "Resolve issues",
    IssueRight.SCHEDULE_ISSUES: "Schedule issues",
    IssueRight.SET_ISSUE_SECURITY: "Set issue security",
    IssueRight.TRANSITION_ISSUES: "Transition issues",
}

# Fields that one right alone decides about: Jira has a call of its own for each, which asks neither for Edit issues nor
# for an edit screen (Jira Cloud REST v3, "Assign issue", "Transition issue").
_OWN_WAY = {"assignee": IssueRight.ASSIGN_ISSUES, "status": IssueRight.TRANSITION_ISSUES}
# Fields that the edit screen holds back from who lacks this right beside Edit issues.
_GUARDS = {
    "duedate": IssueRight.SCHEDULE_ISSUES,
    "fixVersions": IssueRight.RESOLVE_ISSUES,
    "reporter": IssueRight.MODIFY_REPORTER,
    "security": IssueRight.SET_ISSUE_SECURITY,
}
# The edit screen has one field for both estimates.
_ON_SCREEN_AS = {"timeestimate": "timetracking", "timeoriginalestimate": "timetracking"}
_DOINGS = {
    IssueRight.EDIT_ISSUES: "edit issues",
    IssueRight.ASSIGN_ISSUES: "assign issues",
    IssueRight.MODIFY_REPORTER: "change the reporter of issues",
    IssueRight.RESOLVE_ISSUES: "change the fix versions of issues",
    IssueRight.SCHEDULE_ISSUES: "change the due date of issues",
    IssueRight.SET_ISSUE_SECURITY: "change the security level of issues",
    IssueRight.TRANSITION_ISSUES: "change the status of issues",
}


@dataclass(frozen=True, slots=True)
class Denial:
    """Why a cell is read-only; ``code`` is for programs, ``message`` for the person."""

    code: str
    message: str

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message}


UNKNOWN = Denial(
    "unknown", "Jira did not say what you may change here. Load the sheet again to ask once more."
)
NOT_THERE = Denial("not_found", "This issue does not exist, or you may not see it.")
NO_FIELD = Denial("field_missing", "Jira does not have this field, or you may not see it.")


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """
    What an issue is, as far as wording needs it: all of it stands in a row that the person sees.

    Attributes:
        is_service: Of a service project, where only agents work on issues.
    """

    project_id: str = ""
    project: str = ""
    is_team_managed: bool = False
    is_service: bool = False
    issue_type: str = ""
    is_subtask: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True)
class CellFacts:
    """
    What Jira says of one person and one issue.

    Attributes:
        granted: Rights held on this issue, among those that were asked for.
        on_screen: Ids of the fields that the edit screen lets the person change; not looked at without Edit issues.
        may_edit_others: Whether the person holds Edit issues on some other issue of the project.
    """

    issue: IssueFacts
    granted: frozenset[IssueRight]
    on_screen: frozenset[str] = frozenset()
    may_edit_others: bool = False


def rights_to_ask(fields: Iterable[JiraField]) -> tuple[IssueRight, ...]:
    """List the rights that decide about fields, in a fixed order; none for fields that no sheet edits."""
    wanted: set[IssueRight] = set()
    for field in editable_fields(fields):
        wanted.add(IssueRight.EDIT_ISSUES)
        right = _OWN_WAY.get(field.id) or _guard(field)
        if right is not None:
            wanted.add(right)
    return tuple(sorted(wanted))


def rights_without_edit(fields: Iterable[JiraField]) -> tuple[IssueRight, ...]:
    """List the rights that still let fields be changed where Edit issues is missing."""
    return tuple(sorted({_OWN_WAY[field.id] for field in fields if field.id in _OWN_WAY}))


def editable_fields(fields: Iterable[JiraField]) -> list[JiraField]:
    """Leave out the fields that are read-only in every sheet: their columns say so themselves."""
    return [field for field in fields if read_only_reason(field) is None]


def deny(fields: Iterable[JiraField], facts: CellFacts) -> dict[str, Denial | None]:
    """
    Say which fields of an issue are read-only for the person.

    Returns:
        Denials by field id; a field that is not named may be changed. ``*`` denies every field, and then None lifts
        that for a field which another right still lets the person change.
    """
    denials: dict[str, Denial | None] = {}
    whole = _whole_row(facts)
    if whole is not None:
        denials[WHOLE_ROW] = whole
    for field in editable_fields(fields):
        own_right = _OWN_WAY.get(field.id)
        if own_right is not None:
            if own_right not in facts.granted:
                denials[field.id] = _missing(own_right, facts)
            elif whole is not None:
                denials[field.id] = None
        elif whole is None:
            denial = _on_screen(field, facts)
            if denial is not None:
                denials[field.id] = denial
    return denials


def denial_of(field: JiraField, denials: Mapping[str, Denial | None]) -> Denial | None:
    """Find what :func:`deny` said about one field of its answer; None where it may be changed."""
    reason = read_only_reason(field)
    if reason is not None:
        return Denial("field_read_only", reason)
    return denials[field.id] if field.id in denials else denials.get(WHOLE_ROW)


def _whole_row(facts: CellFacts) -> Denial | None:
    issue = facts.issue
    if IssueRight.EDIT_ISSUES not in facts.granted:
        if facts.may_edit_others:
            return Denial(
                "no_right",
                f"You may not edit this issue: you hold Edit issues only for some issues in {_project(issue)}. "
                "Its administrator can change that.",
            )
        return _missing(IssueRight.EDIT_ISSUES, facts)
    if not facts.on_screen:
        # Who may edit an issue and is shown no field at all stands before jira.issue.editable = false.
        return Denial(
            "status_read_only",
            f"The workflow does not let issues be edited in the status {issue.status or 'that this one has'}. "
            f"{_screen_owner(issue)} can change that; until then, only issues in another status can be edited.",
        )
    return None


def _on_screen(field: JiraField, facts: CellFacts) -> Denial | None:
    guard = _guard(field)
    if field.kind is Kind.SPRINT and guard is not None:
        # Sprints are changed by a call of the board, which asks for both rights and for no screen.
        return None if guard in facts.granted else _missing(guard, facts, "change the sprint of issues")
    if field.id in facts.on_screen or _ON_SCREEN_AS.get(field.id) in facts.on_screen:
        return None
    if field.id == "security" and facts.issue.is_subtask:
        return Denial(
            "field_of_parent", "A sub-task takes its security level from its parent. Change it there."
        )
    if guard is not None and guard not in facts.granted:
        return _missing(guard, facts)
    return _not_on_screen(field, facts.issue)


def _not_on_screen(field: JiraField, issue: IssueFacts) -> Denial:
    if field.project_id is not None and field.project_id != issue.project_id:
        return Denial("field_elsewhere", f"{field.name} is a field of another project.")
    kind = f"{issue.issue_type} issues" if issue.issue_type else "this issue"
    if issue.is_team_managed:
        return Denial(
            "not_on_screen",
            f"{field.name} is not among the fields of {kind} in {_project(issue)}. "
            "The project’s administrator can add it.",
        )
    return Denial(
        "not_on_screen",
        f"{field.name} is not on the screen for editing {kind} in {_project(issue)}. "
        "A Jira administrator can add it to the screen.",
    )


def _guard(field: JiraField) -> IssueRight | None:
    return IssueRight.SCHEDULE_ISSUES if field.kind is Kind.SPRINT else _GUARDS.get(field.id)


def _missing(right: IssueRight, facts: CellFacts, doing: str = "") -> Denial:
    issue = facts.issue
    agents = " In a service project, only agents can hold it." if issue.is_service else ""
    return Denial(
        "no_right",
        f"You may not {doing or _DOINGS[right]} in {_project(issue)}. "
        f"Its administrator can give you {RIGHT_NAMES[right]}.{agents}",
    )


def _project(issue: IssueFacts) -> str:
    return issue.project or "this project"


def _screen_owner(issue: IssueFacts) -> str:
    return "The project’s administrator" if issue.is_team_managed else "A Jira administrator"
