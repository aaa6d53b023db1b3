"""
The policy: verdicts with their reasons, from facts alone. Pure: no network, clock or globals.

``rules.py`` says what is allowed, ``reasons.py`` says why; nothing else in jxl decides.
"""

from __future__ import annotations

from jxl.permissions.catalogue import JiraPermission
from jxl.permissions.models import SITE_ACTIONS, Action, Decision, Facts, MissingRight
from jxl.permissions.reasons import Words, jira_right, why_allowed, why_denied
from jxl.permissions.rules import RULES, may_bulk_change_in

__all__ = [
    "SITE_ACTIONS",
    "Action",
    "Decision",
    "Facts",
    "MissingRight",
    "decide",
    "decide_all",
    "may_bulk_change_in",
]


def decide(
    action: Action, facts: Facts, project_name: str = "", *, is_team_managed: bool = False, person: str = ""
) -> Decision:
    """
    Decide about one action.

    Args:
        project_name: Of the project that holds the sheet; it is not named to somebody who may not browse it.
        is_team_managed: Whether the project has roles of its own instead of a permission scheme.
        person: Whose verdict it is, when somebody else reads it; the reason then speaks of them by this name.

    Editing cells is a yes to trying: Jira decides about each field of each issue. A bulk change needs the right in
    each issue's own project, see :func:`may_bulk_change_in`.
    """
    words = Words(project_name or "this project", is_team_managed, person)
    if action not in SITE_ACTIONS and not facts.browse:
        return Decision(False, words.cannot_browse(), (jira_right(JiraPermission.BROWSE_PROJECTS),))
    if RULES[action](facts):
        return Decision(True, why_allowed(action, facts, words))
    reason, missing = why_denied(action, facts, words)
    return Decision(False, reason, missing)


def decide_all(
    facts: Facts, project_name: str, *, is_team_managed: bool = False, person: str = ""
) -> dict[Action, Decision]:
    """Decide about every action, in the order of the enumeration."""
    return {
        action: decide(action, facts, project_name, is_team_managed=is_team_managed, person=person)
        for action in Action
    }
