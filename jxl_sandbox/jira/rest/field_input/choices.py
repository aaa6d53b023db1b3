"""
Reads values that are chosen from what the site, the project or the field offers.

One that is named by id and one that is named by its name are the same; ids win where both are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jxl_sandbox.jira.model import FieldDefinition, FieldOption, Issue
from jxl_sandbox.jira.rest.field_input.context import (
    FieldError,
    InputContext,
    as_list,
    as_object,
    text_property,
)
from jxl_sandbox.jira.rights import can_browse, can_see_issue


def read_option(_: InputContext, field: FieldDefinition, raw: Any) -> str | None:
    """Read one option."""
    if raw is None:
        return None
    return _option(field, raw, None)


def read_one_option(_: InputContext, field: FieldDefinition, raw: Any) -> str:
    """Read a member of a list of options."""
    return _option(field, raw, None)


def read_options(_: InputContext, field: FieldDefinition, raw: Any) -> list[str]:
    """Read a list of options; they are kept in their configured order."""
    chosen = {_option(field, member, None) for member in as_list(raw)}
    return [option_id for option_id in field.options if option_id in chosen]


def read_cascade(_: InputContext, field: FieldDefinition, raw: Any) -> list[str] | None:
    """Read an option of the first level, and of the second if ``child`` is given."""
    if raw is None:
        return None
    data = as_object(raw)
    if data.get("id") is None and data.get("value") is None:
        raise FieldError("Could not find valid 'id' or 'value' in the Parent Option object.")
    parent = _option(field, data, None)
    if data.get("child") is None:
        return [parent]
    return [parent, _option(field, as_object(data["child"]), parent)]


def _option(field: FieldDefinition, raw: Any, parent_id: str | None) -> str:
    data = as_object(raw)
    option_id, value = text_property(data, "id"), text_property(data, "value")
    options = [o for o in field.options.values() if o.parent_id == parent_id and not o.disabled]
    if option_id is None and value is None:
        raise FieldError(f"Specify a valid 'id' or 'name' for {field.name}")
    found: FieldOption | None
    if option_id is not None:
        found = next((o for o in options if o.id == option_id), None)
    else:
        found = next((o for o in options if o.value == value), None)
    if found is None:
        named = f"id '{option_id}'" if option_id is not None else f"value '{value}'"
        raise FieldError(f"Option {named} is not valid")
    return found.id


def read_version(context: InputContext, _: FieldDefinition, raw: Any) -> str | None:
    """Read one version of the project."""
    return None if raw is None else _of_project(context.project.versions, "Version", raw)


def read_one_version(context: InputContext, _: FieldDefinition, raw: Any) -> str:
    """Read a member of a list of versions."""
    return _of_project(context.project.versions, "Version", raw)


def read_versions(context: InputContext, _: FieldDefinition, raw: Any) -> list[str]:
    """Read versions of the project; they are kept in their configured order."""
    chosen = {_of_project(context.project.versions, "Version", member) for member in as_list(raw)}
    return [version_id for version_id in context.project.versions if version_id in chosen]


def read_one_component(context: InputContext, _: FieldDefinition, raw: Any) -> str:
    """Read a member of the components."""
    return _of_project(context.project.components, "Component", raw)


def read_components(context: InputContext, _: FieldDefinition, raw: Any) -> list[str]:
    """Read components of the project; an empty text clears them, as Atlassian's own example does."""
    members = [] if raw == "" else as_list(raw)
    chosen = [_of_project(context.project.components, "Component", member) for member in members]
    return list(dict.fromkeys(chosen))


def _of_project(entities: Mapping[str, Mapping[str, Any]], kind: str, raw: Any) -> str:
    data = as_object(raw)
    entity_id, name = text_property(data, "id"), text_property(data, "name")
    if entity_id is not None:
        if entity_id not in entities:
            raise FieldError(f"{kind} id '{entity_id}' is not valid")
        return entity_id
    if name is None:
        raise FieldError(f"Could not find valid 'id' or 'name' in {kind.lower()} object.")
    found = next((key for key, entity in entities.items() if entity["name"] == name), None)
    if found is None:
        raise FieldError(f"{kind} name '{name}' is not valid")
    return found


def read_priority(context: InputContext, _: FieldDefinition, raw: Any) -> str:
    """Read a priority; an issue always has one."""
    if raw is None:
        raise FieldError("The priority selected is invalid.")
    return _of_site(context.site.priorities.values(), "Priority", raw, "The priority selected is invalid.")


def read_resolution(context: InputContext, _: FieldDefinition, raw: Any) -> str | None:
    """Read a resolution."""
    if raw is None:
        return None
    words = "The resolution selected is invalid."
    return _of_site(context.site.resolutions.values(), "Resolution", raw, words)


def read_issue_type(context: InputContext, _: FieldDefinition, raw: Any) -> str:
    """
    Read the type an issue is to have: of its project and level, with the same workflow; all else is a move.
    """
    words = "The issue type selected is invalid."
    types = [context.site.issue_types[i] for i in context.project.issue_type_ids]
    if raw is None:
        raise FieldError("Issue type is required.")
    chosen = _of_site(types, "Issue type", raw, words)
    before = context.values.get("issuetype")
    if before is not None and chosen != before:
        known = context.site.issue_types
        workflows = context.project.workflows
        if (
            known[chosen].hierarchy_level != known[before].hierarchy_level
            or workflows[chosen] != workflows[before]
        ):
            raise FieldError(words)
    return chosen


def read_security(context: InputContext, _: FieldDefinition, raw: Any) -> str | None:
    """Read a security level; only one that the caller is in."""
    if raw is None:
        return None
    levels = [level for level in context.project.security_levels.values() if _is_in_level(context, level.id)]
    return _of_site(levels, "Security level", raw, "The security level selected is invalid.")


def _is_in_level(context: InputContext, level_id: str) -> bool:
    """Whether the caller would still see the issue if it had the level."""
    trial = Issue(0, "", context.project.id, {**context.values, "security": level_id}, 0, 0)
    return can_see_issue(context.site, context.actor, trial)


def _of_site(entities: Iterable[Any], kind: str, raw: Any, wrong_id: str) -> str:
    data = as_object(raw)
    entity_id, name = text_property(data, "id"), text_property(data, "name")
    if entity_id is None and name is None:
        raise FieldError(f"Could not find valid 'id' or 'name' in {kind.lower()} object.")
    for entity in entities:
        if entity.id == entity_id or (entity_id is None and entity.name == name):
            return str(entity.id)
    raise FieldError(wrong_id if entity_id is not None else f"{kind} name '{name}' is not valid")


def read_project(context: InputContext, _: FieldDefinition, raw: Any) -> str | None:
    """Read a project that the caller may browse."""
    if raw is None:
        return None
    data = as_object(raw)
    named = text_property(data, "id") or text_property(data, "key")
    project = context.site.find_project(named) if named else None
    if project is None or not can_browse(context.site, context.actor, project):
        raise FieldError("valid project is required")
    return project.id


def read_group(context: InputContext, _: FieldDefinition, raw: Any) -> str | None:
    """Read a group by its name or id."""
    return None if raw is None else read_one_group(context, _, raw)


def read_one_group(context: InputContext, _: FieldDefinition, raw: Any) -> str:
    """Read a member of a list of groups."""
    data = as_object(raw)
    name, group_id = text_property(data, "name"), text_property(data, "groupId")
    groups = context.site.groups
    if name is None and group_id is None:
        raise FieldError("Could not find valid 'name' or 'groupId' in group object.")
    found = name if name in groups else next((n for n, i in groups.items() if i == group_id), None)
    if found is None:
        raise FieldError(f"Could not find group with name '{name if name is not None else group_id}'")
    return found


def read_groups(context: InputContext, field: FieldDefinition, raw: Any) -> list[str]:
    """Read a list of groups."""
    return list(dict.fromkeys(read_one_group(context, field, member) for member in as_list(raw)))
