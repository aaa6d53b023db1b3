"""The administration page: what can be granted, how to set it up, what is public, and whether all is well."""

from __future__ import annotations

from typing import Any

from jxl.connect.descriptor import load_source
from jxl.connect.models import Caller
from jxl.errors import JxlError
from jxl.permissions.catalogue import GlobalPermission, SchemePermission
from jxl.permissions.jira_screens import global_permissions, permission_schemes
from jxl.permissions.policy import Action, Facts, decide
from jxl.sheets import health, index
from jxl.sheets.publicity import Publicity, find_public
from jxl.sheets.routes import tools
from jxl.sheets.screens import Screen, refused_on_site

_GRANTED_BY = {
    GlobalPermission.VIEW_SHEETS: "global_view",
    GlobalPermission.EDIT_SHEETS: "global_edit",
    GlobalPermission.BULK_CHANGE_SHEETS: "global_bulk",
    GlobalPermission.VIEW_SHEETS_DIRECTORY: "global_directory",
}
_IN_SCHEME = {
    GlobalPermission.VIEW_SHEETS: SchemePermission.VIEW_SHEETS,
    GlobalPermission.EDIT_SHEETS: SchemePermission.EDIT_SHEETS,
    GlobalPermission.BULK_CHANGE_SHEETS: SchemePermission.BULK_CHANGE_SHEETS,
}


def admin_screen(caller: Caller) -> Screen:
    """What can be granted and whether all is well; for those who administer Jira, asked afresh."""
    facts = tools().services.permissions.site_facts(caller, fresh=True)
    decision = decide(Action.OPEN_ADMIN, facts)
    if not decision.allowed:
        return refused_on_site(facts, Action.OPEN_ADMIN, decision, "You can’t open the administration of JXL")
    site_url = caller.installation.display_url
    return Screen(
        "admin",
        {
            "page_title": "Administration of JXL",
            "permissions": show_permissions(facts),
            "jira_screens": {
                "global_permissions": global_permissions(site_url),
                "permission_schemes": permission_schemes(site_url),
            },
            "public": _show_public(caller),
            "health": health.check(tools().services, caller.installation),
        },
        decision,
    )


def show_permissions(facts: Facts) -> list[dict[str, Any]]:
    """
    Write the permissions in the descriptor's words: each global one, with the one of schemes that gives the same.

    Jira tells only about the person who asks who holds a global permission.
    """
    modules = load_source()["modules"]
    in_scheme = {module["key"]: module for module in modules["jiraProjectPermissions"]}
    shown = []
    for module in modules["jiraGlobalPermissions"]:
        right = GlobalPermission(module["key"])
        twin = in_scheme[_IN_SCHEME[right].value] if right in _IN_SCHEME else None
        shown.append(
            {
                "name": module["name"]["value"],
                "key": module["key"],
                "description": module["description"]["value"],
                "granted_to_you": getattr(facts, _GRANTED_BY[right]),
                "scheme_key": twin["key"] if twin else None,
                "scheme_description": twin["description"]["value"] if twin else None,
            }
        )
    return shown


def _show_public(caller: Caller) -> dict[str, Any]:
    """Which sheets can be read without logging in; projects by name, by id where Jira does not name them."""
    entries = index.list_entries(caller.installation.id)
    project_ids = list(dict.fromkeys(entry.project_id for entry in entries if entry.revision))
    client = tools().services.jira.as_user(caller.installation, caller.person)
    found = find_public(client, project_ids)
    return {
        "is_known": found.is_known,
        "schemes": found.schemes,
        "projects": _names(caller, found),
        "not_asked": found.not_asked,
    }


def _names(caller: Caller, found: Publicity) -> list[str]:
    try:
        projects = tools().names.projects(caller, found.project_ids)
    except JxlError:
        return [f"project {project_id}" for project_id in found.project_ids]
    return [projects[i].name if i in projects else f"project {i}" for i in found.project_ids]
