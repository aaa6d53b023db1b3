"""
What a status takes away: the workflow properties ``jira.permission.[subtasks.]<permission>.<holder>[.<suffix>]``.

Where a status has any for a permission, only those they name keep it; they never give what a scheme does not.
Sources: Atlassian support, "Useful workflow properties for Jira Cloud" (names, ``denied``, suffixes, never grants);
Javadoc of Jira's ``WorkflowBasedPermissionManager`` (``subtasks.``, holders). The values are those of Jira Cloud:
account ids, names or ids of groups, ids of roles and of custom fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jxl_sandbox.jira.model import Holder, HolderType, Issue, Site
from jxl_sandbox.jira.roles import find_role_name

PREFIX = "jira.permission."

_PERMISSIONS = {
    "project": "ADMINISTER_PROJECTS",
    "browse": "BROWSE_PROJECTS",
    "create": "CREATE_ISSUES",
    "edit": "EDIT_ISSUES",
    "update": "EDIT_ISSUES",
    "scheduleissue": "SCHEDULE_ISSUES",
    "assign": "ASSIGN_ISSUES",
    "assignable": "ASSIGNABLE_USER",
    "attach": "CREATE_ATTACHMENTS",
    "attachdeleteall": "DELETE_ALL_ATTACHMENTS",
    "attachdeleteown": "DELETE_OWN_ATTACHMENTS",
    "resolve": "RESOLVE_ISSUES",
    "close": "CLOSE_ISSUES",
    "transition": "TRANSITION_ISSUES",
    "comment": "ADD_COMMENTS",
    "commenteditall": "EDIT_ALL_COMMENTS",
    "commenteditown": "EDIT_OWN_COMMENTS",
    "commentdeleteall": "DELETE_ALL_COMMENTS",
    "commentdeleteown": "DELETE_OWN_COMMENTS",
    "delete": "DELETE_ISSUES",
    "work": "WORK_ON_ISSUES",
    "worklogeditall": "EDIT_ALL_WORKLOGS",
    "worklogeditown": "EDIT_OWN_WORKLOGS",
    "worklogdeleteall": "DELETE_ALL_WORKLOGS",
    "worklogdeleteown": "DELETE_OWN_WORKLOGS",
    "link": "LINK_ISSUES",
    "move": "MOVE_ISSUES",
    "setsecurity": "SET_ISSUE_SECURITY",
    "modifyreporter": "MODIFY_REPORTER",
    "viewversioncontrol": "VIEW_DEV_TOOLS",
    "viewvotersandwatchers": "VIEW_VOTERS_AND_WATCHERS",
    "managewatcherlist": "MANAGE_WATCHERS",
    "viewworkflowreadonly": "VIEW_READONLY_WORKFLOW",
}
_HOLDERS: dict[str, HolderType] = {
    "user": "user",
    "group": "group",
    "projectrole": "projectRole",
    "lead": "projectLead",
    "assignee": "assignee",
    "reporter": "reporter",
    "userCF": "userCustomField",
    "groupCF": "groupCustomField",
    "applicationRole": "applicationRole",
}
_WITHOUT_VALUE = frozenset({"projectLead", "assignee", "reporter"})


def holders_left(site: Site, issue: Issue, key: str) -> list[list[Holder]]:
    """
    Find who keeps a permission on an issue in its status.

    Returns:
        Lists of holders: the caller must be one of each. None where nothing is taken away; an empty one is
        nobody. The status of a sub-task and that of its parent each have their say.
    """
    own = _holders(site, _properties_of(site, issue), key, of_subtasks=False)
    parent_id = issue.values.get("parent")
    if parent_id is None or not site.issue_types[issue.values["issuetype"]].is_subtask:
        return own
    return own + _holders(site, _properties_of(site, site.issues[parent_id]), key, of_subtasks=True)


def _properties_of(site: Site, issue: Issue) -> Mapping[str, str]:
    workflow = site.workflows[site.projects[issue.project_id].workflows[issue.values["issuetype"]]]
    return workflow.status_properties.get(issue.values["status"], {})


def _holders(site: Site, properties: Mapping[str, str], key: str, *, of_subtasks: bool) -> list[list[Holder]]:
    named = [(parsed, value) for name, value in properties.items() if (parsed := read_name(name)) is not None]
    meant = [(kind, value) for (p, kind, s), value in named if p == key and s is of_subtasks]
    if not meant:
        return []
    return [[h for kind, value in meant if (h := _read_holder(site, kind, value)) is not None]]


@cache
def read_name(name: str) -> tuple[str, str, bool] | None:
    """
    Read a property's name: the permission's key, the word for the holder, whether it is about sub-tasks.

    None for other properties and for permissions that are nobody's on an issue.
    """
    if not name.startswith(PREFIX):
        return None
    words = name.removeprefix(PREFIX).split(".")
    of_subtasks = words[0] == "subtasks"
    words = words[1:] if of_subtasks else words
    if len(words) < 2 or words[0] not in _PERMISSIONS:
        return None
    return _PERMISSIONS[words[0]], words[1], of_subtasks


def _read_holder(site: Site, kind: str, value: str) -> Holder | None:
    """Read who is meant; None is nobody: ``denied``, a word that Jira does not know, a role that is not there."""
    holder_type = _HOLDERS.get(kind)
    if holder_type is None:
        return None
    if holder_type in _WITHOUT_VALUE:
        return holder_type, None
    if holder_type == "projectRole":
        role = find_role_name(site, value)
        return None if role is None else (holder_type, role)
    if holder_type == "group":
        return holder_type, next((name for name, group_id in site.groups.items() if group_id == value), value)
    if holder_type == "applicationRole":
        return holder_type, value or None
    return holder_type, value
