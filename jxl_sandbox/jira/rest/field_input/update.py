"""
Reads ``fields`` and ``update`` of a write into new inner values, or into one answer with every bad field.

Nothing is stored here: who calls stores all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from jxl_sandbox.jira.model import FieldDefinition
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.field_input import choices, people, relations, scalars
from jxl_sandbox.jira.rest.field_input.context import FieldError, InputContext
from jxl_sandbox.jira.rest.field_input.tracking import read_time_tracking

Reader = Callable[[InputContext, FieldDefinition, Any], Any]

_SET: dict[str, Reader] = {
    "string": scalars.read_text,
    "url": scalars.read_url,
    "adf": scalars.read_rich_text,
    "number": scalars.read_number,
    "date": scalars.read_date,
    "datetime": scalars.read_date_time,
    "labels": scalars.read_labels,
    "team": scalars.read_team,
    "option": choices.read_option,
    "options": choices.read_options,
    "cascade": choices.read_cascade,
    "version": choices.read_version,
    "versions": choices.read_versions,
    "components": choices.read_components,
    "priority": choices.read_priority,
    "resolution": choices.read_resolution,
    "issuetype": choices.read_issue_type,
    "security": choices.read_security,
    "project": choices.read_project,
    "group": choices.read_group,
    "groups": choices.read_groups,
    "user": people.read_user,
    "users": people.read_users,
    "parent": relations.read_parent,
    "sprint": relations.read_sprint,
}
_MEMBER: dict[str, Reader] = {
    "labels": scalars.read_label,
    "options": choices.read_one_option,
    "versions": choices.read_one_version,
    "components": choices.read_one_component,
    "groups": choices.read_one_group,
    "users": people.read_one_user,
}
_ORDERED = frozenset({"options", "versions"})
_NOT_VALUES = frozenset(
    {"comment", "worklog", "attachment", "issuelinks"}
)  # side_effects.py takes what it can


def not_settable(field_id: str) -> str:
    """
    Say that a field cannot be written; Jira does not tell a missing field from one that is not on the screen.
    """
    return f"Field '{field_id}' cannot be set. It is not on the appropriate screen, or unknown."


def not_supported(field: FieldDefinition, operation: str) -> str:
    """
    Say that ``update`` cannot do something with a field.
    """
    supported = ", ".join(operations_of(field))
    return (
        f"Field with id '{field.id}' and name '{field.name}' does not support operation '{operation}' "
        f"Supported operation(s) are: '{supported}'"
    )


def is_readable(field: FieldDefinition) -> bool:
    """
    Whether the field has a reader, so that an app that looks past screens may write it.
    """
    return field.kind in _SET or field.id == "timetracking"


def operations_of(field: FieldDefinition) -> list[str]:
    """
    List what ``update`` can do with a field.
    """
    if field.kind in _MEMBER:
        return ["add", "set", "remove"]
    special = {
        "issuetype": [],
        "issuelinks": ["add", "copy"],
        "attachment": ["set", "copy"],
        "comment": ["add", "edit", "remove"],
        "worklog": ["add"],
        "timetracking": ["set", "edit"],
    }
    return special.get(field.id, ["set"])


def section(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """
    Get an object of the body, which may be left out.

    Raises:
        RestError: 400; it is something else.
    """
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RestError(400, INVALID_PAYLOAD)
    return value


def read_changes(
    context: InputContext, body: Mapping[str, Any], allowed: Collection[str], required: Collection[str] = ()
) -> dict[str, Any]:
    """
    Read all fields of a body.

    Args:
        allowed: Ids of the fields that may be written here.
        required: Ids of those that must not be empty afterwards.

    Returns:
        New inner values by field id.

    Raises:
        RestError: 400 with every field that is wrong.
    """
    fields, update = section(body, "fields"), section(body, "update")
    changes: dict[str, Any] = {}
    errors: dict[str, str] = {}
    refused: set[str] = set()
    for field_id in dict.fromkeys([*fields, *update]):
        field = context.site.fields.get(field_id)
        try:
            if field is None or field_id not in allowed:
                raise FieldError(not_settable(field_id))
            if field_id in _NOT_VALUES:
                raise FieldError(f"Field does not support update '{field_id}'")
            if field_id in fields and field_id in update:
                raise FieldError(f"Field '{field_id}' cannot be in both 'fields' and 'update'.")
            if field_id in fields:
                changes |= _set(context, field, fields[field_id])
            else:
                changes |= _operate(context, field, update[field_id])
        except FieldError as error:
            errors[error.field_id or field_id] = error.message
            refused.add(field_id)
    for field_id in required:
        held = changes[field_id] if field_id in changes else context.values.get(field_id)
        if held in (None, "", []) and field_id not in refused:
            field = context.site.fields[field_id]
            is_summary = field_id == "summary"
            errors[field_id] = (
                "You must specify a summary of the issue." if is_summary else f"{field.name} is required."
            )
    if errors:
        raise RestError(400, errors=errors)
    return changes


def _set(context: InputContext, field: FieldDefinition, raw: Any) -> dict[str, Any]:
    if field.id == "timetracking":
        return dict(read_time_tracking(context, raw))
    reader = _SET.get(field.kind)
    if reader is None:
        raise FieldError(not_settable(field.id))
    return {field.id: reader(context, field, raw)}


def _operate(context: InputContext, field: FieldDefinition, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, list):
        raise FieldError("data was not an array")
    changes: dict[str, Any] = {}
    for step in raw:
        if not isinstance(step, dict) or len(step) != 1:
            raise FieldError("Can not instantiate an operation: exactly one of its names is expected.")
        [(operation, value)] = step.items()
        if operation not in operations_of(field):
            raise FieldError(not_supported(field, operation))
        if operation in ("set", "edit"):
            changes |= _set(context, field, value)
            continue
        held = changes[field.id] if field.id in changes else context.values.get(field.id)
        member = _MEMBER[field.kind](context, field, value)
        changes[field.id] = _with(context, field, list(held or ()), member, is_added=operation == "add")
    return changes


def _with(
    context: InputContext, field: FieldDefinition, held: list[Any], member: Any, *, is_added: bool
) -> list[Any]:
    """Add or take away one member; labels stay sorted, options and versions in their configured order."""
    kept = [value for value in held if value != member]
    if not is_added:
        return kept
    if field.kind == "labels":
        return sorted([*kept, member])
    if field.kind not in _ORDERED:
        return held if member in held else [*held, member]
    order = list(field.options if field.kind == "options" else context.project.versions)
    return sorted([*kept, member], key=lambda v: order.index(v) if v in order else len(order))
