"""
How sheets are shown: documents and list entries as the API and the pages give them. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jxl.jira.projects import JiraProject
from jxl.permissions.models import Action, Facts
from jxl.permissions.policy import decide
from jxl.sheets.listing import Listed
from jxl.sheets.names import Person
from jxl.sheets.parts import Head
from jxl.sheets.saving import Stored
from jxl.sheets.store import Damaged
from jxl.sheets.wire import format_at


def show_project(project: JiraProject) -> dict[str, Any]:
    return {"id": project.id, "key": project.key, "name": project.name}


def show_sheet(loaded: Stored | Damaged, project: JiraProject) -> dict[str, Any]:
    """
    Write a whole sheet.

    A damaged one has ``damaged`` with the reasons and the revisions that its head lists, and the members that could be
    read.
    """
    if isinstance(loaded, Stored):
        return loaded.sheet.to_json() | {"project": show_project(project)}
    history = loaded.head.history if loaded.head is not None else []
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
                for entry in history
            ],
        },
    }


def people_of(listed: list[Listed]) -> list[str | None]:
    """Collect the account ids that a list shows."""
    heads = [one.head for one in listed if one.head is not None]
    return [account_id for head in heads for account_id in (head.created_by, head.updated_by)]


def show_listed(
    one: Listed, project: JiraProject, facts: Facts, people: Mapping[str, Person]
) -> dict[str, Any]:
    """Write one entry of a list."""
    head = one.head
    return {
        "id": one.sheet_id,
        "name": one.name,
        "description": head.description if head else "",
        "project": show_project(project),
        "columnsCount": _count(head, "columns"),
        "viewsCount": _count(head, "views"),
        "revision": head.revision if head else None,
        "createdAt": head.created_at if head else None,
        "createdBy": _person(head.created_by if head else None, people),
        "owner": _person(head.created_by if head else None, people),
        "updatedAt": format_at(one.updated_at) if one.updated_at and one.updated_at.year > 1970 else None,
        "updatedBy": _person(head.updated_by if head else None, people),
        "youMay": you_may(facts),
        "damaged": one.damaged,
    }


def you_may(facts: Facts) -> str:
    """Say in a word or two what a person may do with the issues of a sheet; Jira decides about each."""
    if not facts.edit_issues:
        return "View"
    return "Edit, bulk changes" if decide(Action.BULK_CHANGE, facts).allowed else "Edit one by one"


def _count(head: Head | None, name: str) -> int | None:
    return head.counts.get(name) if head else None


def _person(account_id: str | None, people: Mapping[str, Person]) -> dict[str, Any] | None:
    if account_id is None:
        return None
    return people.get(account_id, Person(account_id)).to_json()
