"""What the front end is told of a column: type, editor, alignment, width, and why it can never be edited. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jxl.jira.kinds import Kind
from jxl.jira.looks import KINDS_WITH_LOOKS

if TYPE_CHECKING:
    from jxl.jira.fields import JiraField

_PLURAL = frozenset(
    {
        Kind.USERS,
        Kind.GROUPS,
        Kind.OPTIONS,
        Kind.LABELS,
        Kind.VERSIONS,
        Kind.COMPONENTS,
        Kind.SUBTASKS,
        Kind.LINKS,
        Kind.ATTACHMENTS,
    }
)
_RIGHT_ALIGNED = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.DURATION, Kind.COUNT})
_EDITORS = {
    Kind.TEXT: "text",
    Kind.RICH_TEXT: "richText",
    Kind.URL: "url",
    Kind.NUMBER: "number",
    Kind.DURATION: "duration",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.USER: "user",
    Kind.USERS: "users",
    Kind.GROUP: "select",
    Kind.GROUPS: "multiSelect",
    Kind.OPTION: "select",
    Kind.OPTIONS: "multiSelect",
    Kind.CASCADE: "cascade",
    Kind.LABELS: "labels",
    Kind.STATUS: "transition",
    Kind.PRIORITY: "select",
    Kind.ISSUE_TYPE: "select",
    Kind.RESOLUTION: "select",
    Kind.SECURITY: "select",
    Kind.PROJECT: "select",
    Kind.VERSION: "select",
    Kind.VERSIONS: "multiSelect",
    Kind.COMPONENTS: "multiSelect",
    Kind.PARENT: "issue",
    Kind.SPRINT: "sprint",
}
_WIDTHS = {
    Kind.KEY: 96,
    Kind.TEXT: 200,
    Kind.RICH_TEXT: 320,
    Kind.URL: 200,
    Kind.NUMBER: 96,
    Kind.PERCENT: 96,
    Kind.DURATION: 112,
    Kind.DATE: 112,
    Kind.DATETIME: 152,
    Kind.USER: 160,
    Kind.USERS: 200,
    Kind.STATUS: 152,
    Kind.PRIORITY: 112,
    Kind.ISSUE_TYPE: 112,
    Kind.COUNT: 80,
    Kind.LINKS: 240,
    Kind.RANK: 120,
}
_SUMMARY_WIDTH = 360
_DEFAULT_WIDTH = 144
_READ_ONLY_IDS = {
    "creator": "Jira keeps who created an issue.",
    "created": "Jira keeps when an issue was created.",
    "updated": "Jira keeps when an issue was last changed.",
    "lastViewed": "Jira keeps when you last viewed an issue.",
    "resolutiondate": "Jira keeps when an issue was resolved.",
    "statuscategorychangedate": "Jira keeps when an issue last moved between to do, in progress and done.",
    "project": "Moving issues to another project is done in Jira.",
    "timespent": "Logged time comes from work logs.",
    "aggregatetimespent": "Logged time comes from work logs.",
    "aggregatetimeestimate": "This is the sum over the issue and its sub-tasks. Change it there.",
    "aggregatetimeoriginalestimate": "This is the sum over the issue and its sub-tasks. Change it there.",
}
_READ_ONLY_KINDS = {
    Kind.KEY: "Jira gives each issue its key.",
    Kind.PERCENT: "Jira works this out from estimates and logged time.",
    Kind.STATUS_CATEGORY: "The category comes from the status. Change that.",
    Kind.SUBTASKS: "Sub-tasks are added in the issue.",
    Kind.LINKS: "Links are added and removed in the issue.",
    Kind.COUNT: "Jira counts this.",
    Kind.ATTACHMENTS: "Files are added in the issue.",
    Kind.RANK: "Drag rows to change the rank.",
    Kind.TIME_TRACKING: "Estimates have columns of their own. Change them there.",
    Kind.TEAM: "Teams are changed in the issue.",
    Kind.OTHER: "jxl does not know how to change this field. Change it in the issue.",
}


def describe(field: JiraField, column_id: str | None = None, title: str | None = None) -> dict[str, Any]:
    """
    Describe a column.

    Args:
        column_id: Id of the column in its sheet; the field id when left out.
        title: A name that the sheet gives instead of the field's.

    Returns:
        ``{"id", "field", "name", "type", "editor", "multi", "align", "width", "looks"}``; ``editor`` is None and
        ``readOnly`` is ``{"code", "message"}`` where no value of the column can be edited in a sheet; ``project`` is
        set for a field of one team-managed project; ``fieldName`` is there when ``title`` replaced it.
    """
    kind = field.kind
    reason = read_only_reason(field)
    column: dict[str, Any] = {
        "id": column_id or field.id,
        "field": field.id,
        "name": title or field.name,
        "type": kind.value,
        "editor": None if reason else _EDITORS.get(kind),
        "multi": kind in _PLURAL,
        "align": "right" if kind in _RIGHT_ALIGNED else "left",
        "width": _SUMMARY_WIDTH if field.id == "summary" else _WIDTHS.get(kind, _DEFAULT_WIDTH),
        "looks": kind in KINDS_WITH_LOOKS,
    }
    if title and title != field.name:
        column["fieldName"] = field.name
    if reason:
        column["readOnly"] = {"code": "field_read_only", "message": reason}
    if field.project_id is not None:
        column["project"] = field.project_id
    return column


def read_only_reason(field: JiraField) -> str | None:
    """Say why no value of a field can be edited in a sheet; None when Jira decides issue by issue."""
    if not field.is_custom and field.id in _READ_ONLY_IDS:
        return _READ_ONLY_IDS[field.id]
    if field.custom.endswith(":readonlyfield"):
        return "Another app fills this field."
    return _READ_ONLY_KINDS.get(field.kind)
