"""
The rights that count: our own, which the descriptor brings into Jira, and Jira's that the policy asks for.

Keys only. What people read of them (name, description) stands in the descriptor; a test compares.
"""

from __future__ import annotations

from enum import StrEnum


class GlobalPermission(StrEnum):
    """Module keys of ``jiraGlobalPermissions``: granted for the whole site."""

    VIEW_SHEETS = "view-sheets"
    EDIT_SHEETS = "edit-sheets"
    BULK_CHANGE_SHEETS = "bulk-change-sheets"
    VIEW_SHEETS_DIRECTORY = "view-sheets-directory"


class SchemePermission(StrEnum):
    """Module keys of ``jiraProjectPermissions``: granted in permission schemes and roles of projects."""

    VIEW_SHEETS = "view-sheets-project"
    EDIT_SHEETS = "edit-sheets-project"
    BULK_CHANGE_SHEETS = "bulk-change-sheets-project"


class JiraPermission(StrEnum):
    """Keys of Jira's own permissions."""

    BROWSE_PROJECTS = "BROWSE_PROJECTS"
    EDIT_ISSUES = "EDIT_ISSUES"
    ADMINISTER_PROJECTS = "ADMINISTER_PROJECTS"
    ADMINISTER = "ADMINISTER"


#: What Jira's screens call these rights; ours as in the descriptor.
NAMES: dict[GlobalPermission | SchemePermission | JiraPermission, str] = {
    GlobalPermission.VIEW_SHEETS: "JXL: View sheets",
    GlobalPermission.EDIT_SHEETS: "JXL: Edit sheets",
    GlobalPermission.BULK_CHANGE_SHEETS: "JXL: Make bulk changes in sheets",
    GlobalPermission.VIEW_SHEETS_DIRECTORY: "JXL: View sheets directory",
    SchemePermission.VIEW_SHEETS: "JXL: View sheets",
    SchemePermission.EDIT_SHEETS: "JXL: Edit sheets",
    SchemePermission.BULK_CHANGE_SHEETS: "JXL: Make bulk changes in sheets",
    JiraPermission.BROWSE_PROJECTS: "Browse projects",
    JiraPermission.EDIT_ISSUES: "Edit issues",
    JiraPermission.ADMINISTER_PROJECTS: "Administer projects",
    JiraPermission.ADMINISTER: "Administer Jira",
}


def rest_key(addon_key: str, module_key: str) -> str:
    """Build the key under which Jira's REST API knows a permission of ours: ``{addonKey}__{moduleKey}``."""
    return f"{addon_key}__{module_key}"
