"""
The screen of a sheet's settings: everybody who may open the sheet sees it, and who may not change it is told why. What
it writes goes through the API, which decides again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jxl.connect.models import Caller
from jxl.errors import NotFound
from jxl.permissions.policy import Action
from jxl.sheets.presentation import show_project, show_sheet
from jxl.sheets.refusals import refused_in_project
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen
from jxl.sheets.store import Damaged
from jxl.sheets.wire import ID_PATTERN

_ID = re.compile(ID_PATTERN)


def settings_screen(caller: Caller, arguments: Mapping[str, str]) -> Screen:
    """
    Build the screen of one sheet's settings.

    Args:
        arguments: Of the address: ``projectKey`` and ``sheet``.

    Raises:
        NotFound: The address names no sheet that is there.
    """
    named, sheet_id = arguments.get("projectKey", "").strip(), arguments.get("sheet", "").strip()
    if not named or _ID.fullmatch(sheet_id) is None:
        raise NotFound("This sheet does not exist.")
    facts = tools().services.permissions.facts(caller, named)
    decision = facts.decide(Action.OPEN_SHEET)
    if not decision.allowed:
        return refused_in_project(caller, facts, decision)
    loaded = tools().services.sheets.load(caller.installation, facts.project.id, sheet_id)
    if isinstance(loaded, Damaged):
        error = {
            "code": "sheet_damaged",
            "message": f"{loaded.reason} Open the sheet to see what can be restored.",
            "status": 409,
        }
        return Screen("error", {"page_title": "Damaged sheet", "error": error}, decision)
    return Screen(
        "settings",
        {
            "page_title": f"Settings: {loaded.sheet.name}",
            "project": show_project(facts.project),
            "sheet": show_sheet(loaded, facts.project),
            "change": facts.decide(Action.CHANGE_SHEET).to_json(),
            "create": facts.decide(Action.CREATE_SHEET).to_json(),
        },
        decision,
    )
