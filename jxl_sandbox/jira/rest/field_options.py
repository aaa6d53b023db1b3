"""
Options of custom fields, to make and to change. A field has one context, so its options are those of the context.

Source: Jira Cloud REST v3, "Issue custom field options". Options are disabled, or renamed; removing and reordering
them is not built.
"""

from __future__ import annotations

from dataclasses import replace
from types import NoneType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jxl_sandbox.jira.model import FieldDefinition, FieldOption, Site
from jxl_sandbox.jira.rest.errors import INVALID_PAYLOAD, RestError
from jxl_sandbox.jira.rest.params import read_object
from jxl_sandbox.jira.rest.routing import count_points, json_response, site_of

_WITH_OPTIONS = frozenset({"option", "options", "cascade"})
_MOST_AT_ONCE, _MOST, _LONGEST = 1000, 10_000, 255
_NEW = {"value": str, "optionId": str, "disabled": bool}
_CHANGED = {"id": str, "value": str, "disabled": bool}


async def create_options(request: Request, field: FieldDefinition) -> Response:
    """
    Add options at the end: all that the body names, or none.

    Raises:
        RestError: 400; a field without options, too many, a value that is empty, too long or there already.
    """
    site = site_of(request)
    wished = await _read(request, field, _NEW)
    if len(field.options) + len(wished) > _MOST:
        raise RestError(400, f"A field can have at most {_MOST} options.")
    number = _next_id(site)
    options = dict(field.options)
    made = []
    for place, wish in enumerate(wished):
        parent_id = wish.get("optionId")
        _check_parent(field, parent_id)
        if "value" not in wish:
            raise RestError(400, INVALID_PAYLOAD)
        option = FieldOption(
            str(number + place), wish["value"].strip(), parent_id, wish.get("disabled", False)
        )
        _check_value(options, option)
        options[option.id] = option
        made.append(option)
    _store(site, field, options)
    count_points(request, len(made))
    return json_response({"options": [option_json(option) for option in made]})


async def update_options(request: Request, field: FieldDefinition) -> Response:
    """
    Rename options, disable or enable them: all that the body names, or none. Only what changed is told.

    Raises:
        RestError: 400 as for new ones; 404, an option that the field does not have.
    """
    site = site_of(request)
    options = dict(field.options)
    changed = []
    for wish in await _read(request, field, _CHANGED):
        before = options.get(wish.get("id", ""))
        if before is None:
            raise RestError(404, f"The custom field option '{wish.get('id', '')}' was not found.")
        after = replace(
            before,
            value=wish.get("value", before.value).strip(),
            disabled=wish.get("disabled", before.disabled),
        )
        if after != before:
            _check_value(options, after)
            options[after.id] = after
            changed.append(after)
    _store(site, field, options)
    count_points(request, len(changed))
    told = [{"id": o.id, "value": o.value, "disabled": o.disabled} for o in changed]
    return json_response({"options": told})


def option_json(option: FieldOption) -> dict[str, Any]:
    """
    Build an option as the lists of a context give it; ``optionId`` is its parent's.
    """
    built: dict[str, Any] = {"id": option.id, "value": option.value, "disabled": option.disabled}
    if option.parent_id is not None:
        built["optionId"] = option.parent_id
    return built


async def _read(request: Request, field: FieldDefinition, members: dict[str, type]) -> list[dict[str, Any]]:
    body = await read_object(request, {"options": "objects"})
    wished: list[dict[str, Any]] = body.get("options", [])
    if field.kind not in _WITH_OPTIONS:
        raise RestError(400, f"The custom field '{field.id}' does not support options.")
    if len(wished) > _MOST_AT_ONCE:
        raise RestError(400, f"At most {_MOST_AT_ONCE} options can be sent at once.")
    for wish in wished:
        for name, value in wish.items():
            if name not in members or not isinstance(value, (members[name], NoneType)):
                raise RestError(400, INVALID_PAYLOAD)
    return [{name: value for name, value in wish.items() if value is not None} for wish in wished]


def _check_parent(field: FieldDefinition, parent_id: str | None) -> None:
    if parent_id is None:
        return
    if field.kind != "cascade":
        raise RestError(400, f"The options of '{field.id}' have no options below them.")
    parent = field.options.get(parent_id)
    if parent is None or parent.parent_id is not None:
        raise RestError(400, f"The option '{parent_id}' cannot have options below it.")


def _check_value(options: dict[str, FieldOption], wished: FieldOption) -> None:
    if not wished.value:
        raise RestError(400, "The value of an option must not be empty.")
    if len(wished.value) > _LONGEST:
        raise RestError(400, f"The value of an option must not exceed {_LONGEST} characters.")
    for other in options.values():
        is_beside = other.id != wished.id and other.parent_id == wished.parent_id
        if is_beside and other.value.casefold() == wished.value.casefold():
            raise RestError(400, f"The option '{wished.value}' exists already.")


def _next_id(site: Site) -> int:
    return 1 + max(int(option_id) for field in site.fields.values() for option_id in field.options)


def _store(site: Site, field: FieldDefinition, options: dict[str, FieldOption]) -> None:
    field.options.clear()
    field.options.update(options)
    site.config_version += 1
