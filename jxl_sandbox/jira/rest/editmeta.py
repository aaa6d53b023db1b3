"""
Which fields of an issue the caller may edit now, and with what: ``editmeta``.

A field is there if it is on the project's edit screen, in context, its special permission is held, the caller
may edit the issue and the status allows edits. Source: Jira Cloud REST v3, "Get edit issue metadata".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, IssueType, Project, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.field_input.update import operations_of
from jxl_sandbox.jira.rights import can_browse, has_project

_NEEDS = {
    "assignee": "ASSIGN_ISSUES",
    "reporter": "MODIFY_REPORTER",
    "duedate": "SCHEDULE_ISSUES",
    "security": "SET_ISSUE_SECURITY",
    "issuelinks": "LINK_ISSUES",
    "attachment": "CREATE_ATTACHMENTS",
    "comment": "ADD_COMMENTS",
    "worklog": "WORK_ON_ISSUES",
}
_REQUIRED = frozenset({"summary", "issuetype", "reporter"})
_OF_PARENTS = frozenset({"security"})  # a sub-task has its parent's


def edit_meta(site: Site, actor: Actor, issue: Issue, *, whole: bool = False) -> dict[str, Any]:
    """
    Build the answer: ``{"fields": {id: meta}}``, without any field when the issue may not be edited.

    Args:
        whole: Look past the status of the issue, as apps that administer Jira may (``overrideEditableFlag``).
    """
    project = site.projects[issue.project_id]
    type_id = issue.values["issuetype"]
    return {
        "fields": {
            field_id: field_meta(site, actor, project, type_id, site.fields[field_id], issue)
            for field_id in editable_ids(site, actor, issue, whole=whole)
        }
    }


def editable_ids(site: Site, actor: Actor, issue: Issue, *, whole: bool = False) -> list[str]:
    """
    List the fields the caller may edit now, in the order of the screen; none where the issue may not be edited.
    """
    project = site.projects[issue.project_id]
    type_id = issue.values["issuetype"]
    if is_read_only(site, issue) and not whole:
        return []
    if not has_project(site, actor, "EDIT_ISSUES", project, issue):
        return []
    return settable_ids(site, actor, project, type_id, project.edit_screens[type_id], issue)


def settable_ids(
    site: Site,
    actor: Actor,
    project: Project,
    type_id: str,
    screen: Iterable[str],
    issue: Issue | None = None,
) -> list[str]:
    """
    List the fields of a screen that are in context and whose special permission the caller holds.
    """
    is_subtask = site.issue_types[type_id].is_subtask
    found = []
    for field_id in screen:
        needed = _NEEDS.get(field_id)
        if not site.fields[field_id].is_in_context(project, type_id):
            continue
        if needed is not None and not has_project(site, actor, needed, project, issue):
            continue
        if field_id in _OF_PARENTS and is_subtask:
            continue
        found.append(field_id)
    return found


def is_read_only(site: Site, issue: Issue) -> bool:
    """
    Whether the issue's status has the workflow property ``jira.issue.editable = false``.
    """
    project = site.projects[issue.project_id]
    workflow = site.workflows[project.workflows[issue.values["issuetype"]]]
    return issue.values["status"] in workflow.read_only_status_ids


def is_required(site: Site, type_id: str, field_id: str) -> bool:
    """
    Whether an issue of the type may not be without the field.
    """
    return field_id in _REQUIRED or (field_id == "parent" and site.issue_types[type_id].is_subtask)


def field_meta(
    site: Site,
    actor: Actor,
    project: Project,
    type_id: str,
    field: FieldDefinition,
    issue: Issue | None = None,
    *,
    required: bool | None = None,
) -> dict[str, Any]:
    """
    Describe how one field is written.

    Args:
        issue: Left out for one that is yet to be created.
        required: Says so where a screen asks for it; left out: as the field is anyway.
    """
    must = is_required(site, type_id, field.id) if required is None else required
    meta: dict[str, Any] = {"required": must}
    meta["schema"] = field.schema or {"type": "issuelink", "system": field.id}
    meta |= {"name": field.name, "key": field.key}
    link = _auto_complete(site, project, issue, field)
    if link is not None:
        meta["autoCompleteUrl"] = link
    meta |= {"hasDefaultValue": field.id == "priority", "operations": operations_of(field)}
    if field.id == "priority":
        meta["defaultValue"] = e.priority_json(site, site.priorities["3"])
    allowed = _allowed_values(site, actor, project, type_id, field, is_new=issue is None)
    if allowed is not None:
        meta["allowedValues"] = allowed
    return meta


def _auto_complete(site: Site, project: Project, issue: Issue | None, field: FieldDefinition) -> str | None:
    users, suggestions = "/user/search?query=", "/jql/autocompletedata/suggestions?fieldName={}&fieldValue="
    paths = {
        "user": users,
        "users": users,
        "labels": suggestions.format(quote((field.clause_names or (field.id,))[0])),
        "group": "/groups/picker?query=",
        "groups": "/groups/picker?query=",
        "issuelinks": "/issue/picker?currentProjectId=&showSubTaskParent=true&showSubTasks=true&query=",
    }
    if field.id == "assignee":
        where = f"issueKey={issue.key}" if issue is not None else f"project={project.key}"
        return f"{site.base_url}{e.API}/user/assignable/search?{where}&query="
    if field.kind == "sprint":
        return f"{site.base_url}/rest/greenhopper/1.0/sprint/picker?query="
    return f"{site.base_url}{e.API}{paths[field.kind]}" if field.kind in paths else None


def _allowed_values(
    site: Site, actor: Actor, project: Project, type_id: str, field: FieldDefinition, *, is_new: bool
) -> list[Any] | None:
    options = [o for o in field.options.values() if not o.disabled]
    versions = (v for v in project.versions.values() if not v["archived"])
    match field.kind:
        case "issuetype":
            values = [e.issue_type_json(site, t) for t in _types_for(site, project, type_id, is_new=is_new)]
        case "priority":
            values = [e.priority_json(site, p) for p in site.priorities.values()]
        case "resolution":
            values = [e.resolution_json(site, r) for r in site.resolutions.values()]
        case "components":
            values = [e.component_json(site, c) for c in project.components.values()]
        case "versions" | "version":
            values = [e.version_json(site, v) for v in versions]
        case "security":
            values = [e.security_json(site, project, level_id) for level_id in project.security_levels]
        case "project":
            known = [p for p in site.projects.values() if can_browse(site, actor, p)]
            values = [e.project_json(site, p) for p in known]
        case "cascade":
            values = [_with_children(site, field, o.id) for o in options if o.parent_id is None]
        case "option" | "options":
            values = [e.option_json(site, o) for o in options]
        case _:
            return None
    return values


def _with_children(site: Site, field: FieldDefinition, option_id: str) -> dict[str, Any]:
    built = e.option_json(site, field.options[option_id])
    children = [o for o in field.options.values() if o.parent_id == option_id and not o.disabled]
    if children:
        built["children"] = [e.option_json(site, o) for o in children]
    return built


def _types_for(site: Site, project: Project, type_id: str, *, is_new: bool) -> list[IssueType]:
    """A new issue has its type already; another may take one of its level that has the same workflow."""
    if is_new:
        return [site.issue_types[type_id]]
    level, workflow = site.issue_types[type_id].hierarchy_level, project.workflows[type_id]
    types = (site.issue_types[i] for i in project.issue_type_ids)
    return [t for t in types if t.hierarchy_level == level and project.workflows[t.id] == workflow]
