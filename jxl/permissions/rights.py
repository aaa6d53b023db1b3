"""
Which rights decide about an action, and which of them a person has: what the page of a refused person lists.

Pure. A verdict says why not; this says what there is to grant, so that a request to an administrator can name it.
"""

from __future__ import annotations

from dataclasses import dataclass

from jxl.permissions.catalogue import NAMES, GlobalPermission
from jxl.permissions.models import Action, Facts


@dataclass(frozen=True, slots=True)
class Right:
    """
    One right that counts.

    Attributes:
        label: Its name as Jira's screens show it, with the place where it is granted.
        allowed: Whether the person has it.
        reason: Where it is granted and who can grant it.
    """

    label: str
    allowed: bool
    reason: str


ONE_IS_ENOUGH = "One of the two is enough."


def rights_to_open(
    facts: Facts, *, is_team_managed: bool = False, ungranted_scheme: str | None = None
) -> list[Right]:
    """
    List what opening the sheets of a project needs: Jira's own right, and one of two of ours.

    Args:
        ungranted_scheme: The project's permission scheme, where it is known that it grants the right to nobody.
    """
    name = NAMES[GlobalPermission.VIEW_SHEETS]
    if is_team_managed:
        in_project = "Access: a role with this app permission. The project’s administrator can grant it."
    else:
        where = (
            f"Not granted to anyone yet in the scheme “{ungranted_scheme}”."
            if ungranted_scheme
            else "The permission scheme."
        )
        in_project = f"{where} A Jira administrator, or whoever may edit it, can grant it."
    return [
        Right("Browse the project", facts.browse, "Jira’s own right."),
        Right(
            f"{name}, on the site",
            facts.global_view,
            "Global permissions. A Jira administrator can grant it.",
        ),
        Right(f"{name}, in this project", facts.scheme_view, in_project),
    ]


def rights_on_site(action: Action, facts: Facts) -> list[Right]:
    """List what an action on the site needs: the directory one of two rights of ours, administration Jira's own."""
    where = "Global permissions. A Jira administrator can grant it."
    if action is Action.OPEN_ADMIN:
        return [Right("Administer Jira", facts.administer, where)]
    return [
        Right(f"{NAMES[GlobalPermission.VIEW_SHEETS]}, on the site", facts.global_view, where),
        Right(f"{NAMES[GlobalPermission.VIEW_SHEETS_DIRECTORY]}, on the site", facts.global_directory, where),
    ]
