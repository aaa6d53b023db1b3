"""
The screens that list sheets: those of a project, and the directory. Further pages are the same screen, of which the
browser takes the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jxl.connect.models import Caller
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.models import Decision
from jxl.sheets import directory
from jxl.sheets.cards import Only
from jxl.sheets.list_requests import ListRequest, parse_list_request
from jxl.sheets.presentation import show_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen

JSON = dict[str, Any]


def project_list_screen(
    caller: Caller, facts: ProjectFacts, decision: Decision, may: JSON, query: Mapping[str, str]
) -> Screen:
    """
    A project's sheets.

    Args:
        decision: That the person may see the list.
        may: What else they may do in the project, as verdicts by action.
        query: Of the address: which page of the list.
    """
    asked = parse_list_request(query)
    page = directory.show_project_sheets(tools(), caller, facts, asked)
    variables = {
        "page_title": f"Sheets of {facts.project.name}",
        "project": show_project(facts.project),
        "may": may,
        "trash_count": directory.count_trash(tools(), caller, facts.project.id),
        **_variables(asked, page),
    }
    return Screen("project", variables, decision)


def ask_for_directory(caller: Caller, query: Mapping[str, str]) -> None:
    """Ask ahead of the decision about the site: the answer about all projects tells that as well."""
    directory.ask_ahead(tools(), caller, parse_list_request(query))


def directory_list_screen(caller: Caller, decision: Decision, query: Mapping[str, str]) -> Screen:
    """The sheets of all projects."""
    asked = parse_list_request(query)
    page = directory.show_directory(tools(), caller, asked)
    return Screen("directory", {"page_title": "All sheets", **_variables(asked, page)}, decision)


def _variables(asked: ListRequest, page: JSON) -> JSON:
    is_filtered = bool(asked.query or asked.owner or asked.project) or asked.only is not Only.ALL
    return {
        "sheets": page["values"],
        "next": page["next"],
        "counts": page["counts"],
        "asked": {
            "only": asked.only.value,
            "sort": asked.page.sort.value,
            "dir": "desc" if asked.page.is_descending else "asc",
            "is_searched": bool(asked.query or asked.owner or asked.project),
        },
        "is_empty": not is_filtered and page["counts"]["all"] == 0,
    }
