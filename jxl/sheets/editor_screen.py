"""
The screens that edit a part of a sheet: everybody who may open the sheet sees them, and who may not change it is told
why. What they write goes through the API, which decides again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jxl.connect.models import Caller
from jxl.errors import NotFound
from jxl.permissions.gateway import ProjectFacts
from jxl.permissions.policy import Action, Decision
from jxl.sheets.presentation import show_project, show_sheet
from jxl.sheets.refusals import refused_in_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen
from jxl.sheets.store import Damaged
from jxl.sheets.wire import ID_PATTERN

_ID = re.compile(ID_PATTERN)
_NEW = "new"


def editor_screen(
    caller: Caller, arguments: Mapping[str, str], name: str, title: str, list_name: str
) -> Screen:
    """
    Build the screen that edits one of the lists of a sheet.

    Args:
        arguments: Of the address: ``projectKey``, ``sheet`` and ``item``, which is the id of what is open or ``new``.
        name: Of the screen.
        title: What the page is called.
        list_name: ``formats`` or ``structures``.

    Raises:
        NotFound: The address names no sheet that is there, or no item of its list.
    """
    named, sheet_id, item = (arguments.get(key, "").strip() for key in ("projectKey", "sheet", "item"))
    if not named or _ID.fullmatch(sheet_id) is None:
        raise NotFound("This sheet does not exist.")
    facts = tools().services.permissions.facts(caller, named)
    decision = facts.decide(Action.OPEN_SHEET)
    if not decision.allowed:
        return refused_in_project(caller, facts, decision)
    loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    if isinstance(loaded, Damaged):
        return _damaged(loaded, decision)
    items = getattr(loaded.sheet, list_name)
    if item not in ("", _NEW) and item not in {one.id for one in items}:
        raise NotFound("It is not in this sheet any more.")
    return Screen(
        name,
        {
            "page_title": f"{title}: {loaded.sheet.name}",
            "project": show_project(facts.project),
            "sheet": show_sheet(loaded, facts.project),
            "item": item,
            "change": facts.decide(Action.CHANGE_SHEET).to_json(),
            "may": _may(facts),
        },
        decision,
    )


def _may(facts: ProjectFacts) -> dict[str, Any]:
    return {
        action.value: facts.decide(action).to_json() for action in (Action.OPEN_SHEET, Action.CHANGE_SHEET)
    }


def _damaged(loaded: Damaged, decision: Decision) -> Screen:
    error = {
        "code": "sheet_damaged",
        "message": f"{loaded.reason} Open the sheet to see what can be restored.",
        "status": 409,
    }
    return Screen("error", {"page_title": "Damaged sheet", "error": error}, decision)
