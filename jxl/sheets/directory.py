"""
Lists of sheets as one person may see them: which entries, with whose names, and what they may do there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jxl.connect.models import Caller
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.policy import Action, decide
from jxl.sheets import listing
from jxl.sheets.presentation import people_of, show_listed
from jxl.sheets.services import SheetTools


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which page of a list."""

    query: str = ""
    cursor: str | None = None
    limit: int = listing.DEFAULT_LIMIT


def show_project_sheets(
    tools: SheetTools, caller: Caller, facts: ProjectFacts, asked: ListRequest
) -> dict[str, Any]:
    """Write a page of a project's sheets; that the person may see the list was decided before."""
    page = listing.list_project(
        tools.services.sheets,
        caller.installation,
        facts.project.id,
        query=asked.query,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    people = tools.names.people(caller, people_of(page.sheets))
    values = [show_listed(one, facts.project, facts.facts, people) for one in page.sheets]
    return {"values": values, "next": page.next}


def show_directory(tools: SheetTools, caller: Caller, asked: ListRequest) -> dict[str, Any]:
    """
    Write a page of the directory; that the person may open it was decided before.

    An entry is there only if the person may open the sheet.
    """
    installation = caller.installation
    project_ids = listing.projects_with_sheets(installation)
    facts = tools.services.permissions.facts_for_projects(caller, project_ids)
    allowed = [i for i in project_ids if decide(Action.OPEN_SHEET, facts[i]).allowed]
    page = listing.list_directory(
        tools.services.sheets,
        installation,
        allowed,
        query=asked.query,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    projects = tools.names.projects(caller, [one.project_id for one in page.sheets])
    people = tools.names.people(caller, people_of(page.sheets))
    values = [
        show_listed(one, projects[one.project_id], facts[one.project_id], people)
        for one in page.sheets
        if one.project_id in projects
    ]
    return {"values": values, "next": page.next}
