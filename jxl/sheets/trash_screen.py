"""The screen of a project's trash: which sheets were deleted, by whom, how long they stay, and how they come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jxl.connect.models import Caller
from jxl.errors import NotFound
from jxl.permissions.models import Action
from jxl.sheets import trash
from jxl.sheets.damage_screen import cut
from jxl.sheets.names import Person
from jxl.sheets.presentation import show_project
from jxl.sheets.refusals import refused_in_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen
from jxl.sheets.trash import Trashed
from jxl.sheets.wire import format_at

_COUNTED = (("columns", "column"), ("views", "view"), ("structures", "structure"))


def trash_screen(caller: Caller, arguments: Mapping[str, str]) -> Screen:
    """
    Build the screen of a project's trash.

    Args:
        arguments: Of the address: ``projectKey``, and ``cursor`` for a further page of the same list.

    Raises:
        NotFound: The address names no project.
        ValidationError: The cursor is none of ours.
        JiraError: Jira did not answer.
    """
    named = arguments.get("projectKey", "").strip()
    if not named:
        raise NotFound("The address names no project. Open Sheets from a project in Jira.")
    facts = tools().services.permissions.facts(caller, named)
    decision = facts.decide(Action.LIST_PROJECT_SHEETS)
    if not decision.allowed:
        return refused_in_project(caller, facts, decision)
    page = trash.list_trash(
        tools().services.sheets,
        caller.installation,
        facts.project.id,
        cursor=arguments.get("cursor") or None,
    )
    people = tools().names.people(caller, [one.head.deleted_by for one in page.sheets if one.head])
    return Screen(
        "trash",
        {
            "page_title": f"Trash of {facts.project.name}",
            "project": show_project(facts.project),
            "sheets": [_show(one, people) for one in page.sheets],
            "next": page.next,
            "kept_days": trash.KEPT.days,
            "change": facts.decide(Action.CHANGE_SHEET).to_json(),
        },
        decision,
    )


def _show(one: Trashed, people: dict[str, Person]) -> dict[str, Any]:
    head = one.head
    by = head.deleted_by if head else None
    return {
        "id": one.sheet_id,
        "name": cut(one.name) or one.sheet_id,
        "damaged": cut(one.damaged, 300),
        "about": _describe(head.counts, head.revision) if head else "",
        "deleted_at": format_at(one.deleted_at),
        "deleted_by": people.get(by, Person(by)).to_json() if by else None,
        "days_left": one.days_left,
    }


def _describe(counts: Mapping[str, int], revision: int) -> str:
    """Write "9 columns, 3 views · revision 22"; a head without counts has only its revision."""
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for member, word in _COUNTED
        if (count := counts.get(member, 0)) > 0
    ]
    return f"{', '.join(parts)} · revision {revision}" if parts else f"Revision {revision}"
