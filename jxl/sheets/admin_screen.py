"""The administration page: what can be granted, how to set it up, and whether all is well."""

from __future__ import annotations

from typing import Any

from jxl.connect.descriptor import load_source
from jxl.connect.models import Caller
from jxl.permissions.catalogue import GlobalPermission
from jxl.permissions.policy import Action, Facts, decide
from jxl.sheets import health
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen, refused_on_site

_GRANTED_BY = {
    GlobalPermission.VIEW_SHEETS: "global_view",
    GlobalPermission.EDIT_SHEETS: "global_edit",
    GlobalPermission.BULK_CHANGE_SHEETS: "global_bulk",
    GlobalPermission.VIEW_SHEETS_DIRECTORY: "global_directory",
}


def admin_screen(caller: Caller) -> Screen:
    """What can be granted and whether all is well; for those who administer Jira."""
    facts = tools().services.permissions.site_facts(caller)
    decision = decide(Action.OPEN_ADMIN, facts)
    if not decision.allowed:
        return refused_on_site(facts, Action.OPEN_ADMIN, decision, "You can’t open the administration of JXL")
    return Screen(
        "admin",
        {
            "page_title": "Administration of JXL",
            "site": caller.installation.display_url,
            "permissions": _permissions(facts),
            "health": health.check(tools().services, caller.installation),
        },
        decision,
    )


def _permissions(facts: Facts) -> list[dict[str, Any]]:
    """The permissions as the descriptor words them; Jira tells only about the person who asks."""
    modules = load_source()["modules"]
    shown = [
        {
            "key": module["key"],
            "name": f"{module['name']['value']}, on the site",
            "description": module["description"]["value"],
            "granted_to_you": getattr(facts, _GRANTED_BY[GlobalPermission(module["key"])]),
        }
        for module in modules["jiraGlobalPermissions"]
    ]
    shown += [
        {
            "key": module["key"],
            "name": f"{module['name']['value']}, in a project’s scheme",
            "description": module["description"]["value"],
            "granted_to_you": None,
        }
        for module in modules["jiraProjectPermissions"]
    ]
    return shown
