"""
Which fields of an issue the caller may edit now, and with what: ``editmeta``.

A field is there if it is on the project's edit screen, in context, its special permission is held, the caller
may edit the issue and the status allows edits. Source: Jira Cloud REST v3, "Get edit issue metadata".
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Project, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rights import has_project

_NEEDS = {
    "assignee": "ASSIGN_ISSUES",
    "reporter": "MODIFY_REPORTER",
    "duedate": "SCHEDULE_ISSUES",
    "security": "SET_ISSUE_SECURITY",
    "issuelinks": "LINK_ISSUES",
    "attachment": "CREATE_ATTACHMENTS",
    "comment": "ADD_COMMENTS",
}
_REQUIRED = frozenset({"summary", "issuetype", "reporter"})
_LISTS = frozenset({"labels", "components", "versions", "options", "users", "groups"})
_OPERATIONS: dict[str, list[str]] = {
    "issuetype": [],
    "issuelinks": ["add", "copy"],
    "attachment": ["set", "copy"],
    "comment": ["add", "edit", "remove"],
    "timetracking": ["set", "edit"],
    "parent": ["set"],
}


def edit_meta(site: Site, actor: Actor, issue: Issue) -> dict[str, Any]:
    """
    Build the answer: ``{"fields": {id: meta}}``, without any field when the issue may not be edited.
    """
    project = site.projects[issue.project_id]
    type_id = issue.values["issuetype"]
    if is_read_only(site, issue) or not has_project(site, actor, "EDIT_ISSUES", project, issue):
        return {"fields": {}}
    fields = {}
    for field_id in project.edit_screens[type_id]:
        field = site.fields[field_id]
        needed = _NEEDS.get(field_id)
        if not field.is_in_context(project, type_id):
            continue
        if needed is not None and not has_project(site, actor, needed, project, issue):
            continue
        fields[field_id] = _field_meta(site, project, issue, field)
    return {"fields": fields}


def is_read_only(site: Site, issue: Issue) -> bool:
    """
    Whether the issue's status has the workflow property ``jira.issue.editable = false``.
    """
    project = site.projects[issue.project_id]
    workflow = site.workflows[project.workflows[issue.values["issuetype"]]]
    return issue.values["status"] in workflow.read_only_status_ids


def _field_meta(site: Site, project: Project, issue: Issue, field: FieldDefinition) -> dict[str, Any]:
    operations = _OPERATIONS.get(field.id)
    if operations is None:
        operations = ["add", "set", "remove"] if field.kind in _LISTS else ["set"]
    is_required = field.id in _REQUIRED or (
        field.id == "parent" and site.issue_types[issue.values["issuetype"]].is_subtask
    )
    meta: dict[str, Any] = {"required": is_required}
    meta["schema"] = field.schema or {"type": "issuelink", "system": field.id}
    meta |= {"name": field.name, "key": field.key}
    link = _auto_complete(site, issue, field)
    if link is not None:
        meta["autoCompleteUrl"] = link
    meta |= {"hasDefaultValue": field.id == "priority", "operations": operations}
    if field.id == "priority":
        meta["defaultValue"] = e.priority_json(site, site.priorities["3"])
    allowed = _allowed_values(site, project, issue, field)
    if allowed is not None:
        meta["allowedValues"] = allowed
    return meta


def _auto_complete(site: Site, issue: Issue, field: FieldDefinition) -> str | None:
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
        return f"{site.base_url}{e.API}/user/assignable/search?issueKey={issue.key}&query="
    if field.kind == "sprint":
        return f"{site.base_url}/rest/greenhopper/1.0/sprint/picker?query="
    return f"{site.base_url}{e.API}{paths[field.kind]}" if field.kind in paths else None


def _allowed_values(site: Site, project: Project, issue: Issue, field: FieldDefinition) -> list[Any] | None:
    level = site.issue_types[issue.values["issuetype"]].hierarchy_level
    types = (site.issue_types[i] for i in project.issue_type_ids)
    options = [o for o in field.options.values() if not o.disabled]
    versions = (v for v in project.versions.values() if not v["archived"])
    match field.kind:
        case "issuetype":
            values = [e.issue_type_json(site, t) for t in types if t.hierarchy_level == level]
        case "priority":
            values = [e.priority_json(site, p) for p in site.priorities.values()]
        case "components":
            values = [e.component_json(site, c) for c in project.components.values()]
        case "versions" | "version":
            values = [e.version_json(site, v) for v in versions]
        case "security":
            values = [e.security_json(site, project, level_id) for level_id in project.security_levels]
        case "project":
            values = [e.project_json(site, p) for p in site.projects.values()]
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
