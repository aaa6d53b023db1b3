"""
How sheets are shown: documents and list entries as the API and the pages give them. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jxl.jira.projects import JiraProject
from jxl.permissions.models import Action, Facts
from jxl.permissions.policy import decide
from jxl.sheets.cards import Card
from jxl.sheets.names import Person
from jxl.sheets.saving import Stored
from jxl.sheets.store import Damaged
from jxl.sheets.wire import format_at


def show_project(project: JiraProject) -> dict[str, Any]:
    return {"id": project.id, "key": project.key, "name": project.name}


def show_sheet(loaded: Stored | Damaged, project: JiraProject) -> dict[str, Any]:
    """
    Write a whole sheet.

    A damaged one has ``damaged`` with the reasons and the revisions that can be restored, and the members that could be
    read.
    """
    if isinstance(loaded, Stored):
        return loaded.sheet.to_json() | {"project": show_project(project)}
    return {
        **loaded.readable,
        "id": loaded.sheet_id,
        "name": loaded.readable.get("name") or loaded.sheet_id,
        "project": show_project(project),
        "damaged": {
            "code": loaded.flaws[0].code,
            "message": loaded.reason,
            "flaws": [{"code": flaw.code, "message": flaw.text} for flaw in loaded.flaws],
            "revisions": [
                entry.model_dump(mode="json", by_alias=True, include={"revision", "updated_at", "updated_by"})
                for entry in loaded.restorable
            ],
        },
    }


def people_of(cards: list[Card]) -> list[str | None]:
    """Collect the account ids that a list shows."""
    return [account_id for card in cards for account_id in (card.created_by, card.updated_by)]


def show_card(card: Card, project: JiraProject, facts: Facts, people: Mapping[str, Person]) -> dict[str, Any]:
    """Write one entry of a list. What is not known is null."""
    change = decide(Action.CHANGE_SHEET, facts, project.name, is_team_managed=project.is_team_managed)
    return {
        "id": card.sheet_id,
        "name": card.name,
        "description": card.description or "",
        "project": show_project(project),
        "columnsCount": card.columns_count,
        "viewsCount": card.views_count,
        "structure": card.structure,
        "revision": card.revision or None,
        "createdAt": _at(card.created_at),
        "createdBy": _person(card.created_by, people),
        "owner": _person(card.created_by, people),
        "updatedAt": _at(card.updated_at),
        "updatedBy": _person(card.updated_by, people),
        "favourite": card.is_favourite,
        "openedAt": _at(card.opened_at),
        "youMay": you_may(facts),
        "may": {Action.CHANGE_SHEET.value: change.to_json()},
        "damaged": card.flaw,
    }


def you_may(facts: Facts) -> str:
    """Say in a word or two what a person may do with the issues of a sheet; Jira decides about each."""
    if not facts.edit_issues:
        return "View"
    return "Edit, bulk changes" if decide(Action.BULK_CHANGE, facts).allowed else "Edit one by one"


def _at(at: datetime | None) -> str | None:
    """Times before 1971 stand for those that nobody knows."""
    return format_at(at) if at is not None and at.year > 1970 else None


def _person(account_id: str | None, people: Mapping[str, Person]) -> dict[str, Any] | None:
    if account_id is None:
        return None
    return people.get(account_id, Person(account_id)).to_json()
