"""
The pages: whole ones for Jira's iframe, and the same screens as fragments for moving on inside it.

Each screen is decided, then built as a template's name and variables; a page and its fragment differ only in the guard
and in what stands around. A person without the right gets the screen that explains it, with 403.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, after_this_request, current_app, g, render_template, request

from jxl.connect.auth import context_token, page_token
from jxl.connect.models import Caller
from jxl.errors import NotFound
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.guards import decided_by_screen
from jxl.permissions.policy import Action, decide
from jxl.sheets import personal
from jxl.sheets.admin_screen import admin_screen
from jxl.sheets.damage_screen import damaged_screen
from jxl.sheets.formats_screen import formats_screen
from jxl.sheets.index import Place
from jxl.sheets.list_screens import (
    ask_for_directory,
    directory_list_screen,
    project_list_screen,
)
from jxl.sheets.new_sheet_screen import new_sheet_screen
from jxl.sheets.presentation import show_project, show_sheet
from jxl.sheets.refusals import refused_in_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import BuildScreen, Screen, refused_on_site
from jxl.sheets.settings_screen import settings_screen
from jxl.sheets.store import Damaged
from jxl.sheets.structure_screen import structure_screen
from jxl.sheets.trash_screen import trash_screen
from jxl.sheets.wire import ID_PATTERN

blueprint = Blueprint("pages", __name__, url_prefix="/ui")

_ID = re.compile(ID_PATTERN)
_PROJECT_ACTIONS = (
    Action.OPEN_SHEET,
    Action.LIST_PROJECT_SHEETS,
    Action.CREATE_SHEET,
    Action.CHANGE_SHEET,
    Action.EDIT_CELLS,
    Action.BULK_CHANGE,
)


def project_screen(caller: Caller) -> Screen:
    """The sheets of a project, or the one that is named."""
    named = request.args.get("projectKey", "").strip()
    if not named:
        raise NotFound("The address names no project. Open Sheets from a project in Jira.")
    facts = tools().services.permissions.facts(caller, named)
    if request.args.get("sheet", "").strip():
        return _sheet_screen(caller, facts)
    decision = facts.decide(Action.LIST_PROJECT_SHEETS)
    if not decision.allowed:
        return refused_in_project(caller, facts, decision)
    return project_list_screen(caller, facts, decision, _may(facts), request.args)


def sheet_screen(caller: Caller) -> Screen:
    """One sheet."""
    if not request.args.get("sheet", "").strip():
        raise NotFound("The address names no sheet.")
    return project_screen(caller)


def directory_screen(caller: Caller) -> Screen:
    """The sheets of all projects, or the one that is named: links between people lead here too."""
    if request.args.get("sheet", "").strip() and request.args.get("projectKey", "").strip():
        return project_screen(caller)
    ask_for_directory(caller, request.args)
    facts = tools().services.permissions.site_facts(caller)
    decision = decide(Action.OPEN_DIRECTORY, facts)
    if not decision.allowed:
        return refused_on_site(
            facts, Action.OPEN_DIRECTORY, decision, "You can’t open the directory of sheets"
        )
    return directory_list_screen(caller, decision, request.args)


SCREENS: dict[str, BuildScreen] = {
    "project": project_screen,
    "sheet": sheet_screen,
    "directory": directory_screen,
    "admin": admin_screen,
    "formats": lambda caller: formats_screen(caller, request.args),
    "structure": lambda caller: structure_screen(caller, request.args),
    "new-sheet": lambda caller: new_sheet_screen(caller, request.args),
    "settings": lambda caller: settings_screen(caller, request.args),
    "trash": lambda caller: trash_screen(caller, request.args),
}


@blueprint.get("/project")
@page_token
@decided_by_screen(Action.LIST_PROJECT_SHEETS, Action.OPEN_SHEET)
def project_page(caller: Caller) -> Response:
    """The project page in Jira."""
    return _page(caller, project_screen)


@blueprint.get("/directory")
@page_token
@decided_by_screen(Action.OPEN_DIRECTORY, Action.OPEN_SHEET)
def directory_page(caller: Caller) -> Response:
    """The general page in Jira."""
    return _page(caller, directory_screen)


@blueprint.get("/admin")
@page_token
@decided_by_screen(Action.OPEN_ADMIN)
def admin_page(caller: Caller) -> Response:
    """The administration page in Jira."""
    return _page(caller, admin_screen)


@blueprint.get("/fragments/<name>")
@context_token
@decided_by_screen(
    Action.LIST_PROJECT_SHEETS,
    Action.OPEN_SHEET,
    Action.CREATE_SHEET,
    Action.OPEN_DIRECTORY,
    Action.OPEN_ADMIN,
)
def fragment(caller: Caller, name: str) -> Response:
    """A screen alone, for moving on inside the iframe."""
    build = SCREENS.get(name)
    if build is None:
        raise NotFound("There is no such screen.")
    return _render(caller, build(caller), "fragments/")


def _page(caller: Caller, build: BuildScreen) -> Response:
    return _render(caller, build(caller), "")


def _render(caller: Caller, screen: Screen, folder: str) -> Response:
    html = render_template(
        f"{folder}{screen.name}.html",
        caller_account=caller.person,
        site_url=caller.installation.display_url,
        screens=SCREENS,
        request_id=g.get("request_id", ""),
        **screen.variables,
    )
    return Response(html, screen.status, mimetype="text/html")


def _sheet_screen(caller: Caller, facts: ProjectFacts) -> Screen:
    decision = facts.decide(Action.OPEN_SHEET)
    if not decision.allowed:
        return refused_in_project(caller, facts, decision)
    sheet_id = request.args.get("sheet", "").strip()
    if _ID.fullmatch(sheet_id) is None:
        raise NotFound("This sheet does not exist.")
    loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    _note_opened(caller, facts.project.id, sheet_id)
    if isinstance(loaded, Damaged):
        return damaged_screen(caller, facts, loaded, decision)
    return Screen(
        "sheet",
        {
            "page_title": loaded.sheet.name,
            "project": show_project(facts.project),
            "sheet": show_sheet(loaded, facts.project),
            "may": _may(facts),
            "view": request.args.get("view", "").strip(),
            "structure": request.args.get("structure", "").strip(),
        },
        decision,
    )


def _note_opened(caller: Caller, project_id: str, sheet_id: str) -> None:
    """Note that the person opened a sheet, after the answer was sent: the page does not wait for it."""
    place, person = Place(caller.installation.id, project_id, sheet_id), caller.person
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy is of no use after the request

    def note() -> None:
        with app.app_context():
            personal.note_opened(place, person)

    @after_this_request
    def add(response: Response) -> Response:
        response.call_on_close(note)
        return response


def _may(facts: ProjectFacts) -> dict[str, Any]:
    return {action.value: facts.decide(action).to_json() for action in _PROJECT_ACTIONS}
