"""
Reads what ties an issue to other things: its parent, its sprint, its links.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import FieldDefinition, Issue
from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext, as_object, text_property
from jxl_sandbox.jira.rights import can_browse, can_see_issue

_WRONG_LEVEL = "Given parent work item does not belong to appropriate hierarchy."
_NO_PARENT = "Issue type is a sub-task but parent issue key or id not specified."


def read_parent(context: InputContext, _: FieldDefinition, raw: Any) -> int | None:
    """
    Read the parent: an issue one level above, in the same project for sub-tasks and team-managed projects.

    ``{"none": true}`` takes it away, which a sub-task does not bear.
    """
    data = as_object(raw)
    if data.get("none") is True:
        if context.issue_type.is_subtask:
            raise FieldError(_NO_PARENT)
        return None
    parent = find_named_issue(context, data)
    level = context.site.issue_types[parent.values["issuetype"]].hierarchy_level
    is_own = context.issue is not None and parent.id == context.issue.id
    if is_own or level != context.issue_type.hierarchy_level + 1:
        raise FieldError(_WRONG_LEVEL)
    if parent.project_id == context.project.id:
        return parent.id
    if context.issue_type.is_subtask:
        raise FieldError("Sub-tasks must be created in the same project as the parent.", "project")
    if "next-gen" in (context.project.style, context.site.projects[parent.project_id].style):
        raise FieldError(_WRONG_LEVEL)
    return parent.id


def find_named_issue(context: InputContext, data: dict[str, Any]) -> Issue:
    """
    Find the issue that ``{"id"}`` or ``{"key"}`` names, if the caller sees it.

    Raises:
        FieldError: There is none.
    """
    named = text_property(data, "id") or text_property(data, "key")
    if named is None:
        raise FieldError("Could not find issue by id or key.")
    parent = context.site.find_issue(named)
    if parent is None or not can_see_issue(context.site, context.actor, parent):
        raise FieldError("Could not find issue by id or key.")
    return parent


def read_sprint(context: InputContext, field: FieldDefinition, raw: Any) -> list[int]:
    """
    Read the bare number of an open sprint, or null; closed sprints that the issue was in stay with it.
    """
    held: list[int] = context.values.get(field.id) or []
    past = [i for i in held if context.site.sprints[i].state == "closed"]
    if raw is None:
        return past
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise FieldError("Number value expected as the Sprint id.")
    sprint = context.site.sprints.get(raw)
    if sprint is not None:
        board = context.site.boards[sprint.board_id]
        if not can_browse(context.site, context.actor, context.site.projects[board.project_id]):
            sprint = None
    if sprint is None:
        raise FieldError(f"Sprint with id '{raw}' does not exist.")
    if sprint.state == "closed":
        raise FieldError("Issue can be assigned only active or future sprints.")
    if context.issue_type.is_subtask:
        raise FieldError("Sub-tasks cannot be associated to a sprint. They follow their parent.")
    return [*past, sprint.id]
