"""
Why a person may or may not: the words of the policy. Pure.

One pattern: what is so, then who can change it. Rights carry the names that Jira's own screens show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jxl.permissions.catalogue import NAMES, GlobalPermission, JiraPermission, SchemePermission
from jxl.permissions.models import Action, Facts, MissingRight
from jxl.permissions.rules import may_bulk_change_in, may_create, may_open, may_work


@dataclass(frozen=True, slots=True)
class Words:
    """
    The phrases that depend on the project and on whom they are about.

    Attributes:
        person: Somebody else's name, when an administrator asks about them; empty when the person reads it themselves.
    """

    project: str
    is_team_managed: bool
    person: str = ""

    @property
    def subject(self) -> str:
        """At the beginning of a sentence."""
        return self.person or "You"

    @property
    def them(self) -> str:
        """Inside of a sentence. A name is said again: "they" could be somebody else."""
        return self.person or "you"

    def does(self, verb: str) -> str:
        return verb + "s" if self.person else verb

    def cannot(self, action: Action) -> str:
        what = {
            Action.OPEN_SHEET: f"open sheets in {self.project}",
            Action.LIST_PROJECT_SHEETS: f"see the sheets of {self.project}",
            Action.OPEN_DIRECTORY: "open the sheets directory",
            Action.CREATE_SHEET: f"create sheets in {self.project}",
            Action.CHANGE_SHEET: f"change or delete sheets in {self.project}",
            Action.EDIT_CELLS: f"edit cells in sheets of {self.project}",
            Action.BULK_CHANGE: f"change several issues at once in {self.project}",
            Action.OPEN_ADMIN: "open the administration of JXL",
        }[action]
        return f"{self.subject} may not {what}"

    def cannot_browse(self) -> str:
        """Before everything else in a project; to the person themselves, the project is not named."""
        project = self.project if self.person else "this project"
        return f"{self.subject} may not browse {project}. Its administrator can give {self.them} Browse projects."

    def grant(self, *names: str) -> str:
        """Say who can grant rights of ours that count on the site and in the project."""
        rights = " and ".join(names)
        if self.is_team_managed:
            return (
                f"A Jira administrator can grant {rights} on the site, "
                f"or the project's administrator in a role under Access."
            )
        return f"A Jira administrator can grant {rights}, on the site or in the scheme."

    def held(self, right: GlobalPermission, on_site: bool, in_project: bool) -> str:
        place = "in a role of the project" if self.is_team_managed else "in the scheme"
        places = [text for text, is_held in (("on the site", on_site), (place, in_project)) if is_held]
        return f"{self.does('hold')} {NAMES[right]} {' and '.join(places)}"


def why_allowed(action: Action, facts: Facts, words: Words) -> str:
    """Say why a person may do what they may."""
    views = words.held(GlobalPermission.VIEW_SHEETS, facts.global_view, facts.scheme_view)
    match action:
        case Action.OPEN_SHEET | Action.LIST_PROJECT_SHEETS:
            reason = f"{words.subject} may browse {words.project} and {views}."
        case Action.OPEN_DIRECTORY:
            right = (
                GlobalPermission.VIEW_SHEETS if facts.global_view else GlobalPermission.VIEW_SHEETS_DIRECTORY
            )
            reason = f"{words.subject} {words.does('hold')} {NAMES[right]} on the site."
        case Action.CREATE_SHEET:
            reason = f"{words.subject} {_why_editor(facts, words)}."
        case Action.CHANGE_SHEET:
            reason = (
                f"{words.subject} may open the sheets of {words.project} and {_why_editor(facts, words)}."
            )
        case Action.EDIT_CELLS:
            reason = (
                f"{words.subject} may open the sheet. Jira decides issue by issue and field by field what "
                f"{words.them} may edit."
            )
            if not facts.edit_issues:
                reason = (
                    f"{words.subject} may open the sheet, but {words.them} may not edit issues in {words.project}. "
                    f"Its administrator can give {words.them} Edit issues. What has a right of its own, such as the "
                    "assignee, Jira decides one by one."
                )
        case Action.BULK_CHANGE:
            bulk = words.held(GlobalPermission.BULK_CHANGE_SHEETS, facts.global_bulk, facts.scheme_bulk)
            reason = (
                f"{words.subject} may open the sheet and {bulk}. Jira decides about each issue and field."
            )
        case Action.OPEN_ADMIN:
            reason = f"{words.subject} {words.does('administer')} Jira."
    return reason


def _why_editor(facts: Facts, words: Words) -> str:
    if facts.scheme_edit:
        return words.held(GlobalPermission.EDIT_SHEETS, False, True)
    work = (
        f"may edit issues in {words.project}"
        if facts.edit_issues
        else f"{words.does('administer')} {words.project}"
        if facts.administer_projects
        else f"{words.does('administer')} Jira"
    )
    return f"{words.held(GlobalPermission.EDIT_SHEETS, True, False)} and {work}"


def why_denied(action: Action, facts: Facts, words: Words) -> tuple[str, tuple[MissingRight, ...]]:
    """Say which right is missing, where it is granted and who can grant it."""
    cannot = words.cannot(action)
    if action is Action.OPEN_ADMIN:
        return (
            f"{cannot}. It is for Jira administrators; one of them can make {words.them} one.",
            (MissingRight((JiraPermission.ADMINISTER,), NAMES[JiraPermission.ADMINISTER], ("site",)),),
        )
    if action is Action.OPEN_DIRECTORY:
        rights = (GlobalPermission.VIEW_SHEETS, GlobalPermission.VIEW_SHEETS_DIRECTORY)
        return (
            f"{cannot}. A Jira administrator can grant {' or '.join(NAMES[r] for r in rights)}, on the site.",
            tuple(MissingRight((right,), NAMES[right], ("site",)) for right in rights),
        )
    missing: list[MissingRight] = []
    needs_view = action is not Action.CREATE_SHEET and not may_open(facts)
    if needs_view:
        missing.append(_our_right(GlobalPermission.VIEW_SHEETS, SchemePermission.VIEW_SHEETS, words))
    if action is Action.BULK_CHANGE and not may_bulk_change_in(facts):
        missing.append(
            _our_right(GlobalPermission.BULK_CHANGE_SHEETS, SchemePermission.BULK_CHANGE_SHEETS, words)
        )
    if action in (Action.CREATE_SHEET, Action.CHANGE_SHEET) and not may_create(facts):
        return _why_no_editor(cannot, facts, words, missing)
    if action is Action.CHANGE_SHEET:
        cannot += f", because {words.them} may not open them"
    return f"{cannot}. {words.grant(*_names(missing))}", tuple(missing)


def _why_no_editor(
    cannot: str, facts: Facts, words: Words, missing: list[MissingRight]
) -> tuple[str, tuple[MissingRight, ...]]:
    edit = _our_right(GlobalPermission.EDIT_SHEETS, SchemePermission.EDIT_SHEETS, words)
    if not facts.global_edit:
        missing.append(edit)
        reason = f"{cannot}. {words.grant(*_names(missing))}"
        if not may_work(facts):
            reason += f" On the site, {edit.name} counts together with Edit issues in {words.project}."
        return reason, tuple(missing)
    place = "in a role under Access" if words.is_team_managed else "in the scheme"
    who = "that administrator" if words.is_team_managed else "a Jira administrator"
    reason = (
        f"{cannot}. {words.subject} {words.does('hold')} {edit.name} on the site, which counts together with Edit "
        f"issues. The administrator of {words.project} can give {words.them} Edit issues, or {who} can grant "
        f"{edit.name} {place}."
    )
    if missing:
        reason += f" {words.subject} may not open sheets there either. {words.grant(*_names(missing))}"
    return reason, (*missing, jira_right(JiraPermission.EDIT_ISSUES))


def _names(missing: Iterable[MissingRight]) -> list[str]:
    return [right.name for right in missing]


def _our_right(on_site: GlobalPermission, in_project: SchemePermission, words: Words) -> MissingRight:
    return MissingRight(
        (on_site, in_project), NAMES[on_site], ("site", "role" if words.is_team_managed else "scheme")
    )


def jira_right(right: JiraPermission) -> MissingRight:
    return MissingRight((right,), NAMES[right], ("project",))
