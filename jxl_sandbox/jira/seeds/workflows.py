"""
The workflows of a seeded site with their transitions.

Two are open (any status to any other, as Jira's own templates have it), two are strict: resolving and closing
there takes a screen that asks for a resolution.
"""

from __future__ import annotations

from collections.abc import Sequence

from jxl_sandbox.jira.model import Workflow
from jxl_sandbox.jira.roles import ADMINISTRATORS_ID
from jxl_sandbox.jira.seeds import catalogue as c
from jxl_sandbox.jira.workflow_model import Transition

RESOLUTION_SCREEN = ("resolution", "fixVersions", "assignee", "comment", "issuelinks")
_DONE = "10000"
# An escalated request is its assignee's: the other agents still read it, comment and move it, but change no field.
_SUPPORT_PROPERTIES = {
    c.ESCALATED: {
        "jira.permission.edit.assignee": "",
        "jira.permission.edit.projectrole": str(ADMINISTRATORS_ID),
    }
}


def workflows() -> list[Workflow]:
    """
    Build the workflows. In two of them a closed issue may not be edited any more; in one an escalated one not by
    everybody.
    """
    software = (c.BACKLOG, c.SELECTED, c.IN_PROGRESS, c.BLOCKED, c.IN_REVIEW, c.DONE)
    names = ("Backlog", "Selected for Development", "In Progress", "Blocked", "In Review", "Done")
    team = (c.TEAM_TODO, c.TEAM_DOING, c.TEAM_DONE)
    return [
        Workflow("software", "Software development", software, transitions=_open(software, names)),
        Workflow(
            "classic",
            "Classic",
            (c.OPEN, c.IN_PROGRESS, c.RESOLVED, c.CLOSED),
            frozenset({c.CLOSED}),
            _classic(),
        ),
        Workflow(
            "support",
            "Service management",
            (c.OPEN, c.WAITING_SUPPORT, c.WAITING_CUSTOMER, c.ESCALATED, c.RESOLVED, c.CLOSED),
            frozenset({c.CLOSED}),
            _support(),
            _SUPPORT_PROPERTIES,
        ),
        Workflow("team", "Team workflow", team, transitions=_open(team, ("To Do", "In Progress", "Done"))),
    ]


def _open(status_ids: Sequence[str], names: Sequence[str]) -> tuple[Transition, ...]:
    """A global transition to each status; the last one resolves the issue, the others open it."""
    last = len(status_ids) - 1
    return tuple(
        Transition(
            f"{place + 1}1",
            name,
            status_id,
            resolution_id=_DONE if place == last else None,
            clears_resolution=place != last,
        )
        for place, (status_id, name) in enumerate(zip(status_ids, names, strict=True))
    )


def _asking(
    transition_id: str, name: str, to: str, begins: frozenset[str], permission: str | None = None
) -> Transition:
    """A transition whose screen asks for the resolution."""
    return Transition(
        transition_id,
        name,
        to,
        begins,
        screen=RESOLUTION_SCREEN,
        required=frozenset({"resolution"}),
        permission=permission,
    )


def _classic() -> tuple[Transition, ...]:
    at_work = frozenset({c.OPEN, c.IN_PROGRESS})
    return (
        Transition("4", "Start Progress", c.IN_PROGRESS, frozenset({c.OPEN})),
        Transition("301", "Stop Progress", c.OPEN, frozenset({c.IN_PROGRESS})),
        _asking("5", "Resolve Issue", c.RESOLVED, at_work, "RESOLVE_ISSUES"),
        _asking("2", "Close Issue", c.CLOSED, at_work, "CLOSE_ISSUES"),
        Transition("701", "Close Issue", c.CLOSED, frozenset({c.RESOLVED}), permission="CLOSE_ISSUES"),
        Transition(
            "3",
            "Reopen Issue",
            c.OPEN,
            frozenset({c.RESOLVED, c.CLOSED}),
            permission="RESOLVE_ISSUES",
            clears_resolution=True,
        ),
    )


def _support() -> tuple[Transition, ...]:
    waiting = frozenset({c.WAITING_SUPPORT, c.WAITING_CUSTOMER, c.ESCALATED})
    return (
        Transition("11", "Take over", c.WAITING_SUPPORT, frozenset({c.OPEN})),
        Transition("21", "Respond to customer", c.WAITING_CUSTOMER, frozenset({c.WAITING_SUPPORT})),
        Transition("31", "Respond to support", c.WAITING_SUPPORT, frozenset({c.WAITING_CUSTOMER})),
        Transition("41", "Escalate", c.ESCALATED, frozenset({c.WAITING_SUPPORT})),
        Transition("51", "Back to support", c.WAITING_SUPPORT, frozenset({c.ESCALATED})),
        _asking("61", "Resolve this issue", c.RESOLVED, frozenset({c.OPEN}) | waiting),
        Transition(
            "71", "Back in progress", c.WAITING_SUPPORT, frozenset({c.RESOLVED}), clears_resolution=True
        ),
        Transition("81", "Close", c.CLOSED, frozenset({c.RESOLVED})),
        Transition(
            "91",
            "Reopen",
            c.OPEN,
            frozenset({c.CLOSED}),
            permission="ADMINISTER_PROJECTS",
            clears_resolution=True,
        ),
    )
