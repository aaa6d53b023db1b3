"""What kinds of values Jira's fields hold, and which field is of which kind. Pure."""

from __future__ import annotations

from enum import StrEnum

_PLATFORM = "com.atlassian.jira.plugin.system.customfieldtypes:"
_SOFTWARE = "com.pyxis.greenhopper.jira:"


class Kind(StrEnum):
    """The value is the column's ``type`` on the wire. Plural kinds hold lists."""

    KEY = "key"
    TEXT = "text"
    RICH_TEXT = "richText"
    URL = "url"
    NUMBER = "number"
    PERCENT = "percent"
    DURATION = "duration"
    TIME_TRACKING = "timetracking"
    DATE = "date"
    DATETIME = "datetime"
    USER = "user"
    USERS = "users"
    GROUP = "group"
    GROUPS = "groups"
    OPTION = "option"
    OPTIONS = "options"
    CASCADE = "cascade"
    LABELS = "labels"
    STATUS = "status"
    STATUS_CATEGORY = "statusCategory"
    PRIORITY = "priority"
    ISSUE_TYPE = "issuetype"
    RESOLUTION = "resolution"
    SECURITY = "security"
    PROJECT = "project"
    VERSION = "version"
    VERSIONS = "versions"
    COMPONENTS = "components"
    PARENT = "parent"
    SUBTASKS = "subtasks"
    LINKS = "links"
    SPRINT = "sprint"
    RANK = "rank"
    TEAM = "team"
    COUNT = "count"
    ATTACHMENTS = "attachments"
    OTHER = "other"


_BY_ID = {
    "issuekey": Kind.KEY,
    "summary": Kind.TEXT,
    "description": Kind.RICH_TEXT,
    "environment": Kind.RICH_TEXT,
    "status": Kind.STATUS,
    "statusCategory": Kind.STATUS_CATEGORY,
    "priority": Kind.PRIORITY,
    "issuetype": Kind.ISSUE_TYPE,
    "resolution": Kind.RESOLUTION,
    "security": Kind.SECURITY,
    "project": Kind.PROJECT,
    "parent": Kind.PARENT,
    "subtasks": Kind.SUBTASKS,
    "issuelinks": Kind.LINKS,
    "labels": Kind.LABELS,
    "components": Kind.COMPONENTS,
    "fixVersions": Kind.VERSIONS,
    "versions": Kind.VERSIONS,
    "timeestimate": Kind.DURATION,
    "timeoriginalestimate": Kind.DURATION,
    "timespent": Kind.DURATION,
    "aggregatetimeestimate": Kind.DURATION,
    "aggregatetimeoriginalestimate": Kind.DURATION,
    "aggregatetimespent": Kind.DURATION,
    "timetracking": Kind.TIME_TRACKING,
    "progress": Kind.PERCENT,
    "aggregateprogress": Kind.PERCENT,
    "workratio": Kind.PERCENT,
    "votes": Kind.COUNT,
    "watches": Kind.COUNT,
    "comment": Kind.COUNT,
    "worklog": Kind.COUNT,
    "attachment": Kind.ATTACHMENTS,
}
_BY_CUSTOM = {
    _PLATFORM + "textarea": Kind.RICH_TEXT,
    _PLATFORM + "url": Kind.URL,
    _PLATFORM + "select": Kind.OPTION,
    _PLATFORM + "radiobuttons": Kind.OPTION,
    _PLATFORM + "multiselect": Kind.OPTIONS,
    _PLATFORM + "multicheckboxes": Kind.OPTIONS,
    _PLATFORM + "cascadingselect": Kind.CASCADE,
    _PLATFORM + "labels": Kind.LABELS,
    _PLATFORM + "atlassian-team": Kind.TEAM,
    _SOFTWARE + "gh-sprint": Kind.SPRINT,
    _SOFTWARE + "gh-lexo-rank": Kind.RANK,
    _SOFTWARE + "gh-epic-label": Kind.TEXT,
    _SOFTWARE + "gh-epic-link": Kind.OTHER,
    "com.atlassian.teams:rm-teams-custom-field-team": Kind.TEAM,
    "com.atlassian.jpo:jpo-custom-field-parent": Kind.PARENT,
}
_BY_TYPE = {
    "string": Kind.TEXT,
    "number": Kind.NUMBER,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "user": Kind.USER,
    "group": Kind.GROUP,
    "option": Kind.OPTION,
    "option-with-child": Kind.CASCADE,
    "version": Kind.VERSION,
    "project": Kind.PROJECT,
    "priority": Kind.PRIORITY,
    "resolution": Kind.RESOLUTION,
    "status": Kind.STATUS,
    "issuetype": Kind.ISSUE_TYPE,
    "team": Kind.TEAM,
}
_BY_ITEMS = {
    "user": Kind.USERS,
    "group": Kind.GROUPS,
    "option": Kind.OPTIONS,
    "version": Kind.VERSIONS,
    "component": Kind.COMPONENTS,
    "string": Kind.LABELS,
}


def kind_of(field_id: str, schema_type: str, items: str, custom: str) -> Kind:
    """
    Tell a field's kind from its id and schema.

    A field that nobody here knows is ``other``: its values are read as text and not edited.
    """
    if not custom and field_id in _BY_ID:
        return _BY_ID[field_id]
    if custom in _BY_CUSTOM:
        return _BY_CUSTOM[custom]
    if schema_type == "array":
        return _BY_ITEMS.get(items, Kind.OTHER)
    return _BY_TYPE.get(schema_type, Kind.OTHER)
