"""
Who may do what on the site: global permissions, schemes, roles, workflow properties, issue security, apps.

Pure decisions over :class:`Site`; nothing is cached between calls, so a changed grant counts at once. Sources:
Jira Cloud REST v3, "Get my permissions" and "Get bulk permissions"; Atlassian Connect, "Scopes".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from jxl_sandbox.jira.model import Actor, Holder, Issue, Project, Site
from jxl_sandbox.jira.workflow_permissions import holders_left


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What each Connect scope lets the app's own user do; a scope implies those named after it.
_IMPLIED_SCOPES: dict[str, frozenset[str]] = {
    "WRITE": frozenset({"READ"}),
    "DELETE": frozenset({"READ", "WRITE"}),
    "PROJECT_ADMIN": frozenset({"READ", "WRITE", "DELETE"}),
    "ADMIN": frozenset({"READ", "WRITE", "DELETE", "PROJECT_ADMIN"}),
}
_APP_PROJECT_KEYS: dict[str, frozenset[str]] = {
    "READ": _keys("BROWSE_PROJECTS VIEW_VOTERS_AND_WATCHERS VIEW_READONLY_WORKFLOW"),
    "WRITE": _keys(
        "EDIT_ISSUES CREATE_ISSUES TRANSITION_ISSUES ASSIGN_ISSUES SCHEDULE_ISSUES LINK_ISSUES MOVE_ISSUES "
        "RESOLVE_ISSUES CLOSE_ISSUES MODIFY_REPORTER ADD_COMMENTS EDIT_OWN_COMMENTS CREATE_ATTACHMENTS "
        "WORK_ON_ISSUES EDIT_OWN_WORKLOGS MANAGE_WATCHERS"
    ),
    "DELETE": _keys(
        "DELETE_ISSUES DELETE_OWN_COMMENTS DELETE_OWN_ATTACHMENTS DELETE_OWN_WORKLOGS DELETE_ALL_COMMENTS "
        "DELETE_ALL_ATTACHMENTS DELETE_ALL_WORKLOGS"
    ),
    "PROJECT_ADMIN": _keys(
        "ADMINISTER_PROJECTS EDIT_WORKFLOW EDIT_ISSUE_LAYOUT MANAGE_SPRINTS_PERMISSION SET_ISSUE_SECURITY"
    ),
}
_APP_GLOBAL_KEYS: dict[str, frozenset[str]] = {
    "READ": frozenset({"USER_PICKER"}),
    "ADMIN": frozenset({"ADMINISTER"}),
}

# In a service project only agents work on issues; a person with another product's licence looks and comments.
_AGENT_KEYS = _keys(
    "EDIT_ISSUES CREATE_ISSUES TRANSITION_ISSUES ASSIGN_ISSUES ASSIGNABLE_USER SCHEDULE_ISSUES LINK_ISSUES "
    "MOVE_ISSUES RESOLVE_ISSUES CLOSE_ISSUES DELETE_ISSUES MODIFY_REPORTER SET_ISSUE_SECURITY WORK_ON_ISSUES "
    "EDIT_OWN_WORKLOGS EDIT_ALL_WORKLOGS DELETE_OWN_WORKLOGS DELETE_ALL_WORKLOGS SERVICEDESK_AGENT"
)
SERVICE_APPLICATION = "jira-servicedesk"

Condition = tuple[Literal["user", "group"], str]  # a field of the issue that names people, or groups
Conditions = frozenset[Condition]


def expand_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """
    Add the scopes that granted ones imply: ``WRITE`` implies ``READ`` and so on.
    """
    granted = {scope.upper() for scope in scopes}
    return frozenset(granted.union(*(_IMPLIED_SCOPES.get(scope, frozenset()) for scope in granted)))


def is_licensed(site: Site, actor: Actor, application: str | None = None) -> bool:
    """
    Whether the person may use an application of the site; left out: any of them. Apps hold no licence.
    """
    user = actor.user
    if user is None or not user.active or user.account_type != "atlassian":
        return False
    if application is not None:
        return bool(user.groups & site.application_roles.get(application, set()))
    return any(user.groups & groups for groups in site.application_roles.values())


def has_global(site: Site, actor: Actor, key: str) -> bool:
    """
    Whether the actor holds a global permission, an app's own ones included.
    """
    if actor.kind == "app" and any(key in _APP_GLOBAL_KEYS.get(s, ()) for s in expand_scopes(actor.scopes)):
        return True
    return any(_holds_always(site, actor, None, holder) for holder in site.global_grants.get(key, ()))


def has_project(site: Site, actor: Actor, key: str, project: Project, issue: Issue | None = None) -> bool:
    """
    Whether the actor holds a project permission.

    Without an issue it is asked for the project: true if it holds for any issue there, so a grant to the
    reporter counts when the person reported one. With an issue it is asked for that one in its status; whether
    the person sees it at all is :func:`can_see_issue`'s question.
    """
    conditions = _conditions(site, actor, key, project)
    if issue is not None:
        return _meets(actor, conditions, issue) and _status_leaves(site, actor, key, issue)
    if conditions is True or not conditions:
        return conditions is True
    issues = (site.issues[issue_id] for issue_id in project.issue_ids)
    return any(_meets(actor, conditions, i) and _status_leaves(site, actor, key, i) for i in issues)


def has_project_anywhere(site: Site, actor: Actor, key: str) -> bool:
    """
    Whether the actor holds a project permission in any project: what the global context of a call asks.
    """
    return any(has_project(site, actor, key, project) for project in site.projects.values())


def project_ids_with(site: Site, actor: Actor, key: str) -> set[str]:
    """
    Find the ids of the projects in which the actor holds a project permission.
    """
    return {project.id for project in site.projects.values() if has_project(site, actor, key, project)}


def can_browse(site: Site, actor: Actor, project: Project) -> bool:
    """
    Whether the project exists for the actor: who may administer it sees it, who may browse it sees it.
    """
    return has_project(site, actor, "BROWSE_PROJECTS", project) or can_administer(site, actor, project)


def can_administer(site: Site, actor: Actor, project: Project) -> bool:
    """
    Whether the actor may change the project itself: its own administrators, and those of Jira.
    """
    return has_project(site, actor, "ADMINISTER_PROJECTS", project) or has_global(site, actor, "ADMINISTER")


def can_see_issue(site: Site, actor: Actor, issue: Issue) -> bool:
    """
    Whether the actor may browse the issue's project, for this issue, and is in its security level.
    """
    return IssueSight(site, actor).sees(issue)


class IssueSight:
    """
    Which issues an actor sees, with the grants worked out once a project; for the length of one request.
    """

    def __init__(self, site: Site, actor: Actor) -> None:
        self._site = site
        self._actor = actor
        self._browse: dict[str, Conditions | bool] = {}
        self._levels: dict[str, Conditions | bool] = {}
        self._has_status_rules = any(w.status_properties for w in site.workflows.values())

    def sees(self, issue: Issue) -> bool:
        """Whether the actor sees one issue."""
        browse = self._browse.get(issue.project_id)
        if browse is None:
            project = self._site.projects[issue.project_id]
            browse = self._browse[issue.project_id] = _conditions(
                self._site, self._actor, "BROWSE_PROJECTS", project
            )
        if browse is not True and not _meets(self._actor, browse, issue):
            return False
        if self._has_status_rules and not _status_leaves(self._site, self._actor, "BROWSE_PROJECTS", issue):
            return False
        level_id = issue.values.get("security")
        if level_id is None:
            return True
        key = f"{issue.project_id}/{level_id}"
        level = self._levels.get(key)
        if level is None:
            project = self._site.projects[issue.project_id]
            holders = project.security_levels[level_id].holders
            level = self._levels[key] = _reduce(self._site, self._actor, project, holders)
        return level is True or _meets(self._actor, level, issue)

    def project_ids(self) -> set[str]:
        """Find the projects in which the actor may see any issue."""
        return project_ids_with(self._site, self._actor, "BROWSE_PROJECTS")


class IssueRight:
    """
    For which issues an actor holds one project permission, with the grants worked out once a project; for the
    length of one request. Whether the actor sees an issue at all is :class:`IssueSight`'s question.
    """

    def __init__(self, site: Site, actor: Actor, key: str) -> None:
        self._site = site
        self._actor = actor
        self._key = key
        self._granted: dict[str, Conditions | bool] = {}
        self._has_status_rules = any(w.status_properties for w in site.workflows.values())

    def holds(self, issue: Issue) -> bool:
        """Whether the actor holds the permission for one issue in its status."""
        granted = self._granted.get(issue.project_id)
        if granted is None:
            project = self._site.projects[issue.project_id]
            granted = self._granted[issue.project_id] = _conditions(
                self._site, self._actor, self._key, project
            )
        if granted is not True and not _meets(self._actor, granted, issue):
            return False
        return not self._has_status_rules or _status_leaves(self._site, self._actor, self._key, issue)


def _meets(actor: Actor, conditions: Conditions | bool, issue: Issue) -> bool:
    """Whether one of the issue's fields names the person, or a group of theirs."""
    user = actor.user
    if isinstance(conditions, bool) or user is None or not user.active:
        return conditions is True
    for kind, field_id in conditions:
        value = issue.values.get(field_id)
        named = value if isinstance(value, list) else (value,)
        if user.account_id in named if kind == "user" else not user.groups.isdisjoint(named):
            return True
    return False


def _status_leaves(site: Site, actor: Actor, key: str, issue: Issue) -> bool:
    """Whether the issue's status leaves the actor a permission; apps that act as themselves are not spared."""
    project = site.projects[issue.project_id]
    kept = holders_left(site, issue, key)
    return all(_meets(actor, _reduce(site, actor, project, holders), issue) for holders in kept)


def _conditions(site: Site, actor: Actor, key: str, project: Project) -> Conditions | bool:
    """
    Reduce a scheme's grants of one permission to what they mean to one actor.

    Returns:
        True: holds for every issue. Else the issue's fields (``("user", "reporter")``, ``("group", field id)``
        …) one of which must name the person or a group of theirs; empty: holds for none.
    """
    if actor.kind == "app" and any(key in _APP_PROJECT_KEYS.get(s, ()) for s in expand_scopes(actor.scopes)):
        return True
    if project.type_key == "service_desk" and key in _AGENT_KEYS and actor.kind != "app":
        is_agent = is_licensed(site, actor, SERVICE_APPLICATION) and (
            key == "SERVICEDESK_AGENT" or _conditions(site, actor, "SERVICEDESK_AGENT", project) is True
        )
        if not is_agent:
            return False
    holders = ((g.holder_type, g.parameter) for g in project.scheme.grants if g.permission == key)
    return _reduce(site, actor, project, holders)


def _reduce(site: Site, actor: Actor, project: Project, holders: Iterable[Holder]) -> Conditions | bool:
    per_issue: set[Condition] = set()
    for holder in holders:
        holder_type, parameter = holder
        if holder_type in ("reporter", "assignee"):
            per_issue.add(("user", holder_type))
        elif holder_type in ("userCustomField", "groupCustomField"):
            per_issue.add(("user" if holder_type == "userCustomField" else "group", parameter or ""))
        elif _holds_always(site, actor, project, holder):
            return True
    return frozenset(per_issue)


def _holds_always(site: Site, actor: Actor, project: Project | None, holder: Holder) -> bool:  # noqa: PLR0911
    """Whether a holder means this actor whatever the issue is."""
    holder_type, parameter = holder
    if holder_type == "anyone":
        return True
    user = actor.user
    if user is None or not user.active:
        return False
    if holder_type == "applicationRole":
        return is_licensed(site, actor, parameter)
    if holder_type == "group":
        return parameter in user.groups
    if holder_type == "user":
        return parameter == user.account_id
    if project is None:  # customers of a portal are nobody in Jira itself: they fall through too
        return False
    if holder_type == "projectLead":
        return project.lead == user.account_id
    if holder_type == "projectRole":
        actors = project.roles.get(parameter or "", set())
        return f"user:{user.account_id}" in actors or any(f"group:{g}" in actors for g in user.groups)
    return False
