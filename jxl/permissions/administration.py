"""
What the administration page says about rights: who holds a grant, what somebody may do and who can change that. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jxl.jira.people import JiraPerson
from jxl.jira.permission_schemes import Holder, PermissionScheme
from jxl.jira.projects import JiraProject
from jxl.permissions.catalogue import NAMES, GlobalPermission, JiraPermission, SchemePermission, rest_key
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.models import Action, Decision, Facts, MissingRight
from jxl.permissions.policy import decide_all

LABELS: dict[Action, str] = {
    Action.OPEN_SHEET: "Open a sheet",
    Action.LIST_PROJECT_SHEETS: "See the project’s sheets",
    Action.OPEN_DIRECTORY: "Open the directory of all sheets",
    Action.CREATE_SHEET: "Create a sheet",
    Action.CHANGE_SHEET: "Change and delete sheets",
    Action.EDIT_CELLS: "Edit one issue",
    Action.BULK_CHANGE: "Change several issues at once",
    Action.OPEN_ADMIN: "Open this page",
}

_APPLICATIONS = {
    "jira-software": "Jira",
    "jira-core": "Jira, business projects",
    "jira-servicedesk": "Jira Service Management",
    "jira-product-discovery": "Jira Product Discovery",
}
_PLAIN_HOLDERS = {
    "anyone": "anyone, also people who are not logged in",
    "assignee": "the assignee of an issue",
    "reporter": "the reporter of an issue",
    "projectLead": "the project lead",
    "sd.customer.portal.only": "customers of the service project",
}
_NAMED_HOLDERS = {
    "group": "group",
    "projectRole": "role",
    "userCustomField": "people in the field",
    "groupCustomField": "groups in the field",
}

# Each right with the facts that say whether it is held on the site and in the project.
_RIGHTS: tuple[tuple[GlobalPermission | JiraPermission, str | None, str | None], ...] = (
    (GlobalPermission.VIEW_SHEETS, "global_view", "scheme_view"),
    (GlobalPermission.EDIT_SHEETS, "global_edit", "scheme_edit"),
    (GlobalPermission.BULK_CHANGE_SHEETS, "global_bulk", "scheme_bulk"),
    (GlobalPermission.VIEW_SHEETS_DIRECTORY, "global_directory", None),
    (JiraPermission.BROWSE_PROJECTS, None, "browse"),
    (JiraPermission.EDIT_ISSUES, None, "edit_issues"),
    (JiraPermission.ADMINISTER_PROJECTS, None, "administer_projects"),
    (JiraPermission.ADMINISTER, "administer", None),
)

JSON = dict[str, Any]


def describe_holder(holder: Holder) -> str:
    """Say in plain words whom a grant is made to."""
    if holder.kind in _PLAIN_HOLDERS:
        return _PLAIN_HOLDERS[holder.kind]
    if holder.kind == "applicationRole":
        product = _APPLICATIONS.get(holder.name, holder.name)
        return f"everyone with a licence for {product}" if product else "everyone with a licence"
    if holder.kind == "user":
        return holder.name or "a former user"
    if holder.kind in _NAMED_HOLDERS:
        return f"{_NAMED_HOLDERS[holder.kind]} {holder.name or 'that no longer exists'}"
    return f"{holder.kind} {holder.name}".strip()


def lets_anyone_browse(scheme: PermissionScheme) -> bool:
    """Whether projects with this scheme, and what stands in their properties, are public."""
    return Holder("anyone") in scheme.holders(JiraPermission.BROWSE_PROJECTS.value)


def show_grants(scheme: PermissionScheme, addon_key: str) -> JSON:
    """Write whom a scheme grants our three permissions to; nobody is an empty list."""
    return {
        "scheme": {"id": scheme.id, "name": scheme.name},
        "isPublic": lets_anyone_browse(scheme),
        "permissions": [
            {
                "key": right.value,
                "name": NAMES[right],
                "holders": [describe_holder(h) for h in scheme.holders(rest_key(addon_key, right.value))],
            }
            for right in SchemePermission
        ],
    }


def show_check(person: JiraPerson, found: ProjectFacts) -> JSON:
    """
    Write what somebody may do in a project, each with the reason, and what of it Jira grants where.

    Somebody whose account is closed has no verdicts: Jira's answer about them is about rights that nobody can use.
    """
    project = found.project
    answer: JSON = {"person": show_person(person), "project": show_project(project), "problem": None}
    if not person.is_active:
        answer["problem"] = (
            f"The account of {person.display_name} is deactivated. Nobody can log in with it, so it may do nothing. "
            "An organisation administrator can activate it."
        )
        return answer | {"actions": [], "rights": []}
    decisions = decide_all(
        found.facts, project.name, is_team_managed=project.is_team_managed, person=person.display_name
    )
    actions = [_show_decision(action, decisions[action], found.facts) for action in Action]
    actions.insert(len(actions) - 1, _show_copying(decisions[Action.OPEN_SHEET]))
    return answer | {"actions": actions, "rights": _show_rights(found.facts)}


def show_person(person: JiraPerson) -> JSON:
    return {
        "accountId": person.account_id,
        "displayName": person.display_name,
        "email": person.email,
        "avatarUrl": person.avatar_url,
    }


def show_project(project: JiraProject) -> JSON:
    return {
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "isTeamManaged": project.is_team_managed,
    }


def who_can_change(missing: Iterable[MissingRight]) -> str:
    """Say in a few words who can grant what is missing, each once."""
    return "; ".join(dict.fromkeys(_who_grants(right) for right in missing))


def _who_grants(right: MissingRight) -> str:
    match right.places:
        case ("site", "scheme"):
            return "Jira administrator, on the site or in the scheme"
        case ("site", "role"):
            return "Jira administrator on the site, or project administrator under Access"
        case ("site",):
            return "Jira administrator, Global permissions"
        case _:
            return "Project administrator"


def _show_decision(action: Action, decision: Decision, facts: Facts) -> JSON:
    verdict, who = ("yes" if decision.allowed else "no"), who_can_change(decision.missing)
    if action is Action.EDIT_CELLS and decision.allowed:
        verdict, who = "byIssue", "" if facts.edit_issues else "Project administrator"
    return {
        "action": action.value,
        "label": LABELS[action],
        "verdict": verdict,
        "reason": decision.reason,
        "who": who,
    }


def _show_copying(opening: Decision) -> JSON:
    """Select, copy and export what is visible: whoever may open a sheet may do it."""
    return {
        "action": "copy",
        "label": "Select, copy and export",
        "verdict": "yes" if opening.allowed else "no",
        "reason": "Follows from opening the sheet." if opening.allowed else opening.reason,
        "who": who_can_change(opening.missing),
    }


def _show_rights(facts: Facts) -> list[JSON]:
    return [
        {
            "name": NAMES[right],
            "onSite": None if on_site is None else getattr(facts, on_site),
            "inProject": None if in_project is None else getattr(facts, in_project),
        }
        for right, on_site, in_project in _RIGHTS
    ]
