"""
Turns the typed groups of a bulk edit into the ``fields`` and ``update`` of an edit of one issue.

Source: Jira Cloud REST v3, "Bulk edit issues", ``JiraIssueFields``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jxl_sandbox.jira.rest.bulk_errors import BulkError

MULTI_OPTIONS = ("ADD", "REMOVE", "REPLACE", "REMOVE_ALL")
_CLEARED = -1
Step = tuple[str, Any]  # "fields" or "update", and what stands there for the field


def _given(entry: dict[str, Any], *path: str) -> Any:
    """Follow members down; a missing one is refused."""
    value: Any = entry
    for name in path:
        if not isinstance(value, dict) or value.get(name) is None:
            raise BulkError(400, f"The property '{name}' is required.")
        value = value[name]
    return value


def _maybe(entry: dict[str, Any], *path: str) -> Any:
    value: Any = entry
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _option(raw: Any) -> dict[str, str] | None:
    option_id = _given(raw, "optionId") if isinstance(raw, dict) else None
    return None if option_id in (_CLEARED, str(_CLEARED)) else {"id": str(option_id)}


def _members(entry: dict[str, Any], name: str, inner: str) -> list[Any]:
    rows = entry.get(name) or []
    if not isinstance(rows, list):
        raise BulkError(400, f"The property '{name}' must be an array.")
    return [_given(row, inner) for row in rows]


def _cascade(entry: dict[str, Any]) -> Step:
    parent = _option(_given(entry, "parentOptionValue"))
    child = _maybe(entry, "childOptionValue")
    if parent is None or child is None:
        return "fields", parent
    return "fields", {**parent, "child": _option(child)}


def _multi(entry: dict[str, Any], name: str, inner: str, member: Callable[[str], Any]) -> Step:
    how = _given(entry, "bulkEditMultiSelectFieldOption")
    if how not in MULTI_OPTIONS:
        raise BulkError(400, f"'{how}' is not one of {', '.join(MULTI_OPTIONS)}.")
    values = [member(str(value)) for value in _members(entry, name, inner)]
    if how in ("REPLACE", "REMOVE_ALL"):
        return "fields", values if how == "REPLACE" else []
    return "update", [{how.lower(): value} for value in values]


def _by_id(value: str) -> dict[str, str]:
    return {"id": value}


# Groups that are lists of fields; each entry names its field.
_LISTS: dict[str, Callable[[dict[str, Any]], Step]] = {
    "singleLineTextFields": lambda e: ("fields", _given(e, "text")),
    "urlFields": lambda e: ("fields", _given(e, "url")),
    "richTextFields": lambda e: ("fields", _given(e, "richText", "adfValue")),
    "clearableNumberFields": lambda e: ("fields", e.get("value")),
    "datePickerFields": lambda e: ("fields", _maybe(e, "date", "formattedDate")),
    "dateTimePickerFields": lambda e: ("fields", _given(e, "dateTime", "formattedDateTime")),
    "singleSelectFields": lambda e: ("fields", _option(_given(e, "option"))),
    "multipleSelectFields": lambda e: (
        "fields",
        [_by_id(str(v)) for v in _members(e, "options", "optionId")],
    ),
    "cascadingSelectFields": _cascade,
    "labelsFields": lambda e: _multi(e, "labels", "name", str),
    "multipleVersionPickerFields": lambda e: _multi(e, "versions", "versionId", _by_id),
    "singleVersionPickerFields": lambda e: ("fields", _by_id(str(_given(e, "version", "versionId")))),
    "singleSelectClearableUserPickerFields": lambda e: (
        "fields",
        {"accountId": _maybe(e, "user", "accountId")} if _maybe(e, "user", "accountId") else None,
    ),
    "multipleSelectClearableUserPickerFields": lambda e: (
        "fields",
        [{"accountId": v} for v in _members(e, "users", "accountId")],
    ),
    "singleGroupPickerFields": lambda e: ("fields", {"name": _given(e, "group", "groupName")}),
    "multipleGroupPickerFields": lambda e: (
        "fields",
        [{"name": v} for v in _members(e, "groups", "groupName")],
    ),
}
# Groups that are one field, whose id follows from the group.
_SINGLES: dict[str, tuple[str, Callable[[dict[str, Any]], Step]]] = {
    "priority": ("priority", lambda e: ("fields", _by_id(str(_given(e, "priorityId"))))),
    "issueType": ("issuetype", lambda e: ("fields", _by_id(str(_given(e, "issueTypeId"))))),
    "multiselectComponents": ("components", lambda e: _multi(e, "components", "componentId", _by_id)),
    "originalEstimateField": (
        "timetracking",
        lambda e: ("update", [{"edit": {"originalEstimate": _given(e, "originalEstimateField")}}]),
    ),
    "timeTrackingField": (
        "timetracking",
        lambda e: ("update", [{"edit": {"remainingEstimate": _given(e, "timeRemaining")}}]),
    ),
}


def read_edit(editing: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], str | None]:
    """
    Read ``editedFieldsInput``.

    Returns:
        The body of an edit of one issue, and the id of the status issues are to go to, if any.

    Raises:
        BulkError: 400; a group that there is not, or one of another shape. 501; a group the sandbox has no
            field for.
    """
    body: dict[str, dict[str, Any]] = {"fields": {}, "update": {}}
    status_id = None
    for group, value in editing.items():
        if value is None:
            continue
        if group == "status":
            status_id = str(_given(value, "statusId"))
        elif group in _SINGLES:
            field_id, read = _SINGLES[group]
            _put(body, field_id, read(_as_entry(group, value)))
        elif group in _LISTS:
            if not isinstance(value, list):
                raise BulkError(400, f"The property '{group}' must be an array.")
            for entry in value:
                checked = _as_entry(group, entry)
                _put(body, str(_given(checked, "fieldId")), _LISTS[group](checked))
        elif group == "colorFields":
            raise BulkError(501, "The sandbox has no field for colors.")
        else:
            raise BulkError(400, f"'{group}' is not a known group of fields.")
    return body, status_id


def _as_entry(group: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BulkError(400, f"The property '{group}' does not hold an object.")
    return value


def _put(body: dict[str, dict[str, Any]], field_id: str, step: Step) -> None:
    place, value = step
    if place == "update":
        body["update"].setdefault(field_id, []).extend(value)
    else:
        body["fields"][field_id] = value
