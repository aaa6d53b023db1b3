"""
Permissions of a seeded site: the built-in keys, the permission schemes and the global grants.

The schemes differ so that each person sees another set of projects; ``projects.py`` says who has which role.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from jxl_sandbox.jira.model import Grant, HolderType, PermissionDefinition, PermissionScheme
from jxl_sandbox.jira.seeds import people

ADMINISTRATORS, MEMBER, VIEWER, AGENTS = "Administrators", "Member", "Viewer", "Service Desk Team"


def _keys(text: str) -> list[str]:
    return text.split()


# key, name, what it allows; ids are given in this order
_PROJECT: list[tuple[str, str, str]] = [
    ("ADMINISTER_PROJECTS", "Administer Projects", "Ability to administer a project in Jira."),
    ("EDIT_WORKFLOW", "Edit Workflows", "Ability to edit the project's workflows."),
    ("EDIT_ISSUE_LAYOUT", "Edit Issue Layout", "Ability to edit the layout of issues."),
    ("BROWSE_PROJECTS", "Browse Projects", "Ability to browse projects and the issues within them."),
    ("MANAGE_SPRINTS_PERMISSION", "Manage sprints", "Ability to manage sprints."),
    ("SERVICEDESK_AGENT", "Service Project Agent", "Allows users to interact with customers and requests."),
    ("VIEW_DEV_TOOLS", "View Development Tools", "Allows users to view development related information."),
    (
        "VIEW_READONLY_WORKFLOW",
        "View Read-Only Workflow",
        "Users may view a read-only version of a workflow.",
    ),
    ("ASSIGNABLE_USER", "Assignable User", "Users with this permission may be assigned to issues."),
    ("ASSIGN_ISSUES", "Assign Issues", "Ability to assign issues to other people."),
    ("CLOSE_ISSUES", "Close Issues", "Ability to close issues."),
    ("CREATE_ISSUES", "Create Issues", "Ability to create issues."),
    ("DELETE_ISSUES", "Delete Issues", "Ability to delete issues."),
    ("EDIT_ISSUES", "Edit Issues", "Ability to edit issues."),
    ("LINK_ISSUES", "Link Issues", "Ability to link issues together."),
    ("MODIFY_REPORTER", "Modify Reporter", "Ability to modify the reporter of an issue."),
    ("MOVE_ISSUES", "Move Issues", "Ability to move issues between projects or between workflows."),
    ("RESOLVE_ISSUES", "Resolve Issues", "Ability to resolve and reopen issues."),
    ("SCHEDULE_ISSUES", "Schedule Issues", "Ability to view or edit an issue's due date and rank."),
    ("SET_ISSUE_SECURITY", "Set Issue Security", "Ability to set the level of security on an issue."),
    ("TRANSITION_ISSUES", "Transition Issues", "Ability to transition issues."),
    ("MANAGE_WATCHERS", "Manage Watchers", "Ability to manage the watchers of an issue."),
    ("VIEW_VOTERS_AND_WATCHERS", "View Voters and Watchers", "Ability to view the voters and watchers."),
    ("ADD_COMMENTS", "Add Comments", "Ability to comment on issues."),
    ("DELETE_ALL_COMMENTS", "Delete All Comments", "Ability to delete all comments made on issues."),
    ("DELETE_OWN_COMMENTS", "Delete Own Comments", "Ability to delete own comments made on issues."),
    ("EDIT_ALL_COMMENTS", "Edit All Comments", "Ability to edit all comments made on issues."),
    ("EDIT_OWN_COMMENTS", "Edit Own Comments", "Ability to edit own comments made on issues."),
    ("CREATE_ATTACHMENTS", "Create Attachments", "Users with this permission may create attachments."),
    ("DELETE_ALL_ATTACHMENTS", "Delete All Attachments", "Users may delete all attachments."),
    ("DELETE_OWN_ATTACHMENTS", "Delete Own Attachments", "Users may delete own attachments."),
    ("WORK_ON_ISSUES", "Work On Issues", "Ability to log work done against an issue."),
    ("EDIT_ALL_WORKLOGS", "Edit All Worklogs", "Ability to edit all worklogs made on issues."),
    ("EDIT_OWN_WORKLOGS", "Edit Own Worklogs", "Ability to edit own worklogs made on issues."),
    ("DELETE_ALL_WORKLOGS", "Delete All Worklogs", "Ability to delete all worklogs made on issues."),
    ("DELETE_OWN_WORKLOGS", "Delete Own Worklogs", "Ability to delete own worklogs made on issues."),
]
_GLOBAL: list[tuple[str, str, str]] = [
    ("ADMINISTER", "Administer Jira", "Create and administer projects, issue types, fields, workflows …"),
    ("SYSTEM_ADMIN", "Jira System Administrators", "Ability to perform all administration functions."),
    ("CREATE_PROJECT", "Create team-managed projects", "Ability to create team-managed projects."),
    ("USER_PICKER", "Browse users and groups", "View and select users or groups from the user picker."),
    ("BULK_CHANGE", "Make bulk changes", "Modify collections of issues at once."),
    ("CREATE_SHARED_OBJECTS", "Share dashboards and filters", "Share dashboards and filters with others."),
    ("MANAGE_GROUP_FILTER_SUBSCRIPTIONS", "Manage group filter subscriptions", "Manage subscriptions."),
]

_MEMBER_KEYS = _keys(
    "VIEW_DEV_TOOLS VIEW_READONLY_WORKFLOW ASSIGNABLE_USER ASSIGN_ISSUES CLOSE_ISSUES CREATE_ISSUES EDIT_ISSUES "
    "LINK_ISSUES MOVE_ISSUES RESOLVE_ISSUES SCHEDULE_ISSUES TRANSITION_ISSUES VIEW_VOTERS_AND_WATCHERS "
    "ADD_COMMENTS DELETE_OWN_COMMENTS EDIT_OWN_COMMENTS CREATE_ATTACHMENTS DELETE_OWN_ATTACHMENTS "
    "WORK_ON_ISSUES EDIT_OWN_WORKLOGS DELETE_OWN_WORKLOGS"
)
_ADMIN_ONLY_KEYS = _keys(
    "ADMINISTER_PROJECTS EDIT_WORKFLOW EDIT_ISSUE_LAYOUT MANAGE_SPRINTS_PERMISSION DELETE_ISSUES MODIFY_REPORTER "
    "SET_ISSUE_SECURITY MANAGE_WATCHERS DELETE_ALL_COMMENTS EDIT_ALL_COMMENTS DELETE_ALL_ATTACHMENTS "
    "EDIT_ALL_WORKLOGS DELETE_ALL_WORKLOGS"
)

Holder = tuple[HolderType, str | None]


def definitions() -> list[PermissionDefinition]:
    """
    Build the built-in permissions; apps bring more when they are installed.
    """
    kinds: tuple[tuple[Literal["GLOBAL", "PROJECT"], list[tuple[str, str, str]]], ...] = (
        ("GLOBAL", _GLOBAL),
        ("PROJECT", _PROJECT),
    )
    built: list[PermissionDefinition] = []
    for kind, rows in kinds:
        for key, name, description in rows:
            built.append(PermissionDefinition(key, name, description, kind, str(len(built))))
    return built


def global_grants() -> dict[str, list[Holder]]:
    """
    Build who holds the built-in global permissions; nobody on a Cloud site is a system administrator.
    """
    admins: list[Holder] = [("group", people.JIRA_ADMINS)]
    software: list[Holder] = [*admins, ("group", people.SOFTWARE_USERS)]
    return {
        "ADMINISTER": list(admins),
        "SYSTEM_ADMIN": [],
        "CREATE_PROJECT": list(admins),
        "USER_PICKER": [*software, ("group", people.SERVICE_USERS)],
        "BULK_CHANGE": list(software),
        "CREATE_SHARED_OBJECTS": [*software, ("group", people.SERVICE_USERS)],
        "MANAGE_GROUP_FILTER_SUBSCRIPTIONS": list(admins),
    }


class SchemeBuilder:
    """Builds schemes whose grants are numbered through the whole site."""

    def __init__(self) -> None:
        self._next_grant = 10100

    def scheme(
        self,
        scheme_id: int,
        name: str,
        description: str,
        *,
        browse: Iterable[Holder],
        edit: Iterable[Holder],
        administer: Iterable[Holder],
        agents: Iterable[Holder] = (),
    ) -> PermissionScheme:
        """
        Build a scheme from who may look, who may work and who may administer.

        Those who may work hold the members' keys; those who administer hold these as well.
        """
        rows: dict[str, list[Holder]] = {"BROWSE_PROJECTS": list(browse)}
        workers, admins = list(edit), list(administer)
        for key in _MEMBER_KEYS:
            rows[key] = [*workers, *(h for h in admins if h not in workers)]
        for key in _ADMIN_ONLY_KEYS:
            rows[key] = admins
        if agents := list(agents):
            rows["SERVICEDESK_AGENT"] = agents
        scheme = PermissionScheme(scheme_id, name, description)
        for key, holders in rows.items():
            for holder_type, parameter in holders:
                scheme.grants.append(Grant(self._next_grant, key, holder_type, parameter))
                self._next_grant += 1
        return scheme


def schemes() -> dict[str, PermissionScheme]:
    """
    Build the schemes by the name that ``projects.py`` uses; ``team`` is private to the team-managed project.
    """
    role_admin: Holder = ("projectRole", ADMINISTRATORS)
    role_member: Holder = ("projectRole", MEMBER)
    role_viewer: Holder = ("projectRole", VIEWER)
    role_agents: Holder = ("projectRole", AGENTS)
    build = SchemeBuilder()
    return {
        "software": build.scheme(
            10000,
            "Default software scheme",
            "Roles decide: viewers look, members work, administrators administer.",
            browse=[role_admin, role_member, role_viewer],
            edit=[role_member, role_admin],
            administer=[role_admin],
        ),
        "open": build.scheme(
            10001,
            "Open software scheme",
            "Everybody with Jira Software looks; members, reporters and assignees work.",
            browse=[("group", people.SOFTWARE_USERS), role_admin],
            edit=[role_member, ("reporter", None), ("assignee", None)],
            administer=[role_admin, ("projectLead", None)],
        ),
        "restricted": build.scheme(
            10002,
            "Restricted scheme",
            "Only members look and work; issue security levels hide some issues even from them.",
            browse=[role_admin, role_member],
            edit=[role_member],
            administer=[role_admin],
        ),
        "service": build.scheme(
            10003,
            "Service project scheme",
            "Agents work; collaborators look.",
            browse=[role_admin, role_agents, role_viewer],
            edit=[role_agents, role_viewer],
            administer=[role_admin],
            agents=[role_agents],
        ),
        "business": build.scheme(
            10004,
            "Business scheme",
            "Members work; viewers look; the lead administers.",
            browse=[role_member, role_viewer, role_admin],
            edit=[role_member],
            administer=[("projectLead", None), role_admin],
        ),
        "team": build.scheme(
            10005,
            "Access of a team-managed project",
            "Administrator, Member and Viewer.",
            browse=[role_admin, role_member, role_viewer],
            edit=[role_member],
            administer=[role_admin],
        ),
    }
