"""
What the value of a field looks like, by the ``schema`` that ``GET /field`` gives it.

Atlassian's files say of an issue's ``fields`` no more than ``{}``. These schemas come from, and are tagged with:

* SPEC: schemas and examples of the files themselves (``UserDetails``, ``StatusDetails``, ``IssueTypeDetails`` …,
  "Get issue", "Get edit issue metadata"; the agile file for ``sprint``, ``epic`` and plain text in agile lists);
* DOCS: Atlassian's guides "Jira REST API examples" (values to read and to write, by type of field) and "Atlassian
  Document Format";
* LIVE: what public clients and their recorded answers of live sites agree on (jira.js, the ``jira`` package).

Objects are closed: a member that is not named here is a difference. Null is an empty field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
DIGITS: Schema = {"type": "string", "pattern": "^[0-9]+$"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
LINK: Schema = {"type": "string", "pattern": "^https?://[^ ]+$"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
# SPEC examples, LIVE: the offset of the one who asks, without a colon.
DATE_TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}$"}
UTC: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}

# DOCS, "Atlassian Document Format": the outermost node.
DOCUMENT: Schema = {
    "type": "object",
    "properties": {
        "type": {"enum": ["doc"]},
        "version": {"enum": [1]},
        "content": {
            "type": "array",
            "items": {"type": "object", "required": ["type"], "properties": {"type": NAME}},
        },
    },
    "required": ["type", "version", "content"],
    "additionalProperties": False,
}


def closed(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    """An object with these members and no others."""
    built: Schema = {"type": "object", "additionalProperties": False}
    built["properties"] = {**required, **(optional or {})}
    return built | {"required": list(required)} if required else built


def listed(items: Schema, **limits: Any) -> Schema:
    return {"type": "array", "items": items, **limits}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


AVATARS = closed(dict.fromkeys(("16x16", "24x24", "32x32", "48x48"), LINK))
# SPEC UserDetails; e-mail addresses and zones may be withheld.
USER = closed(
    {
        "self": LINK,
        "accountId": NAME,
        "accountType": {"enum": ["atlassian", "app", "customer"]},
        "avatarUrls": AVATARS,
        "displayName": NAME,
        "active": FLAG,
    },
    {"emailAddress": NAME, "timeZone": NAME},
)
GROUP = closed({"name": NAME, "groupId": NAME, "self": LINK})  # SPEC GroupName
STATUS_CATEGORY = closed(  # SPEC StatusCategory
    {
        "self": LINK,
        "id": WHOLE,
        "key": {"enum": ["undefined", "new", "indeterminate", "done"]},
        "colorName": NAME,
        "name": NAME,
    }
)
STATUS = closed(  # SPEC StatusDetails
    {
        "self": LINK,
        "description": TEXT,
        "iconUrl": LINK,
        "name": NAME,
        "id": DIGITS,
        "statusCategory": STATUS_CATEGORY,
    }
)
ISSUE_TYPE = closed(  # SPEC IssueTypeDetails
    {
        "self": LINK,
        "id": DIGITS,
        "description": TEXT,
        "iconUrl": LINK,
        "name": NAME,
        "subtask": FLAG,
        "hierarchyLevel": {"type": "integer", "minimum": -1},
    },
    {"avatarId": WHOLE, "entityId": NAME, "scope": {"type": "object"}},
)
PRIORITY = closed({"self": LINK, "iconUrl": LINK, "name": NAME, "id": DIGITS})  # SPEC Priority, LIVE
RESOLUTION = closed({"self": LINK, "id": DIGITS, "description": TEXT, "name": NAME})  # SPEC Resolution
SECURITY = closed({"self": LINK, "id": DIGITS, "description": TEXT, "name": NAME})  # SPEC SecurityLevel
PROJECT = closed(  # SPEC Project, as in "Get issue"
    {
        "self": LINK,
        "id": DIGITS,
        "key": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]+$"},
        "name": NAME,
        "projectTypeKey": {"enum": ["software", "service_desk", "business"]},
        "simplified": FLAG,
        "avatarUrls": AVATARS,
    },
    {"projectCategory": {"type": "object"}},
)
VERSION = closed(  # SPEC Version, LIVE: the short form inside an issue
    {"self": LINK, "id": DIGITS, "name": NAME, "archived": FLAG, "released": FLAG},
    {"description": TEXT, "releaseDate": DATE},
)
COMPONENT = closed({"self": LINK, "id": DIGITS, "name": NAME}, {"description": TEXT})  # SPEC ProjectComponent
OPTION = closed({"self": LINK, "value": NAME, "id": DIGITS})  # DOCS
CASCADE = closed({"self": LINK, "value": NAME, "id": DIGITS}, {"child": OPTION})  # DOCS
TEAM = closed(  # LIVE
    {"id": NAME, "name": NAME},
    {
        "title": TEXT,
        "avatarUrl": TEXT,
        "isVisible": FLAG,
        "isVerified": FLAG,
        "isShared": FLAG,
    },
)
SPRINT = closed(  # LIVE: the Sprint field, not the agile API's sprint
    {"id": WHOLE, "name": NAME, "state": {"enum": ["future", "active", "closed"]}, "boardId": WHOLE},
    {"goal": TEXT, "startDate": UTC, "endDate": UTC, "completeDate": UTC},
)
VOTES = closed({"self": LINK, "votes": WHOLE, "hasVoted": FLAG})  # SPEC Votes
WATCHES = closed({"self": LINK, "watchCount": WHOLE, "isWatching": FLAG})  # SPEC Watchers
PROGRESS = closed(  # LIVE
    {"progress": WHOLE, "total": WHOLE}, {"percent": {"type": "integer", "minimum": 0, "maximum": 100}}
)
DURATION: Schema = {"type": "string", "pattern": r"^\d+[wdhm]( \d+[dhm])*$|^0m$"}
TIME_TRACKING = closed(  # SPEC TimeTrackingDetails
    {},
    {
        **dict.fromkeys(("originalEstimate", "remainingEstimate", "timeSpent"), DURATION),
        **dict.fromkeys(("originalEstimateSeconds", "remainingEstimateSeconds", "timeSpentSeconds"), WHOLE),
    },
)
MINI_ISSUE = closed(  # SPEC LinkedIssue, FieldsOfLinkedIssue: parents, sub-tasks, links
    {
        "id": DIGITS,
        "key": {"type": "string", "pattern": "^[A-Z][A-Z0-9_]+-[0-9]+$"},
        "self": LINK,
        "fields": closed(
            {"summary": NAME, "status": STATUS, "issuetype": ISSUE_TYPE}, {"priority": PRIORITY}
        ),
    }
)
_LINK = {
    "id": DIGITS,
    "self": LINK,
    "type": closed({"id": DIGITS, "name": NAME, "inward": NAME, "outward": NAME, "self": LINK}),
}
ISSUE_LINK: Schema = {  # SPEC IssueLink: seen from an issue it has one end
    "anyOf": [
        closed({**_LINK, "inwardIssue": MINI_ISSUE}),
        closed({**_LINK, "outwardIssue": MINI_ISSUE}),
    ]
}
VISIBILITY = closed(
    {"type": {"enum": ["role", "group"]}, "value": NAME, "identifier": NAME}
)  # SPEC Visibility
PARENT_LINK = closed(  # LIVE: sites without Plans
    {
        "hasEpicLinkFieldDependency": FLAG,
        "showField": FLAG,
        "nonEditableReason": closed({"reason": NAME, "message": NAME}),
    }
)
ISSUE_KEY: Schema = {"type": "string", "pattern": "^[A-Z][A-Z0-9_]+-[0-9]+$"}
ATTACHMENT: Schema = {"type": "object", "required": ["self", "id", "filename", "author", "created", "size"]}
# The agile API's own members, SPEC of the agile file.
AGILE_SPRINT = closed(
    {"id": WHOLE, "self": LINK, "state": {"enum": ["future", "active", "closed"]}, "name": NAME},
    {**dict.fromkeys(("startDate", "endDate", "completeDate", "createdDate"), UTC)}
    | {"originBoardId": WHOLE, "goal": TEXT},
)
AGILE_EPIC: Schema = {"type": "object", "required": ["id", "key", "self", "name", "summary", "color", "done"]}
AGILE_MEMBERS: dict[str, Schema] = {
    "flagged": FLAG,
    "sprint": or_null(AGILE_SPRINT),
    "closedSprints": listed(AGILE_SPRINT),
    "epic": or_null(AGILE_EPIC),
}
# What is never null, whatever the issue: LIVE.
NEVER_NULL = frozenset(
    {
        "summary",
        "status",
        "statusCategory",
        "issuetype",
        "project",
        "created",
        "updated",
        "progress",
        "aggregateprogress",
        "votes",
        "watches",
        "workratio",
        "labels",
        "subtasks",
        "issuelinks",
        "attachment",
        "comment",
        "worklog",
        "timetracking",
    }
)
_BY_TYPE: dict[str, Schema] = {
    "number": NUMBER,
    "date": DATE,
    "datetime": DATE_TIME,
    "option": OPTION,
    "option-with-child": CASCADE,
    "user": USER,
    "group": GROUP,
    "project": PROJECT,
    "version": VERSION,
    "component": COMPONENT,
    "team": TEAM,
    "status": STATUS,
    "statusCategory": STATUS_CATEGORY,
    "issuetype": ISSUE_TYPE,
    "priority": PRIORITY,
    "resolution": RESOLUTION,
    "securitylevel": SECURITY,
    "progress": PROGRESS,
    "timetracking": TIME_TRACKING,
    "votes": VOTES,
    "watches": WATCHES,
    "json": SPRINT,
    "string": NAME,
    "attachment": ATTACHMENT,
}
_BY_CUSTOM: dict[str, Schema] = {
    "gh-epic-link": ISSUE_KEY,
    "gh-lexo-rank": {"type": "string", "pattern": r"^[0-2]\|[0-9a-z]+:[0-9a-z]*$"},
    "jpo-custom-field-parent": PARENT_LINK,
}
_RICH = ("description", "environment")
_WITHOUT_SCHEMA = {"parent": MINI_ISSUE, "issuekey": ISSUE_KEY}


def value_schema(field_id: str, schema: Mapping[str, str] | None, *, is_wiki: bool) -> Schema:
    """
    Build the JSON schema of a field's value.

    Args:
        schema: As ``GET /field`` gives it.
        is_wiki: Rich text is wiki markup: version 2 of the API.

    Raises:
        KeyError: A type that nothing is known of.
    """
    found = _WITHOUT_SCHEMA[field_id] if schema is None else _value(field_id, schema, is_wiki=is_wiki)
    return found if field_id in NEVER_NULL else or_null(found)


def _value(field_id: str, schema: Mapping[str, str], *, is_wiki: bool) -> Schema:
    kind, custom = schema["type"], schema.get("custom", "").rpartition(":")[2]
    if kind == "any":
        return _BY_CUSTOM[custom]
    rich = TEXT if is_wiki else DOCUMENT
    special = {
        "comment": _page("comments", _comment(rich), {"self": LINK}),  # SPEC PageOfComments, LIVE: with self
        "worklog": _page("worklogs", _worklog(rich), {}),  # SPEC PageOfWorklogs
        "workratio": {"type": "integer", "minimum": -1},
        "subtasks": listed(MINI_ISSUE),
        "issuelinks": listed(ISSUE_LINK),
    }
    if field_id in special:
        return special[field_id]
    if kind == "array":
        return listed(_BY_TYPE[schema["items"]])
    if kind == "string":
        return rich if field_id in _RICH or custom == "textarea" else LINK if custom == "url" else TEXT
    return _BY_TYPE[kind]


def _page(name: str, items: Schema, further: Mapping[str, Schema]) -> Schema:
    return closed({name: listed(items), "maxResults": WHOLE, "total": WHOLE, "startAt": WHOLE, **further})


def _comment(rich: Schema) -> Schema:  # SPEC Comment
    return closed(
        {
            "self": LINK,
            "id": DIGITS,
            "body": rich,
            "created": DATE_TIME,
            "updated": DATE_TIME,
            "jsdPublic": FLAG,
        },
        {"author": USER, "updateAuthor": USER, "visibility": VISIBILITY},
    )


def _worklog(rich: Schema) -> Schema:  # SPEC Worklog
    return closed(
        {
            "self": LINK,
            "id": DIGITS,
            "issueId": DIGITS,
            "author": USER,
            "updateAuthor": USER,
            "created": DATE_TIME,
            "updated": DATE_TIME,
            "started": DATE_TIME,
            "timeSpent": DURATION,
            "timeSpentSeconds": WHOLE,
        },
        {"comment": rich, "visibility": VISIBILITY},
    )


# SPEC FieldMetadata, FieldCreateMetadata: what ``allowedValues`` holds, by the type of one value.
_ALLOWED: dict[str, Schema] = {
    "option": OPTION,
    "option-with-child": closed(
        {"self": LINK, "value": NAME, "id": DIGITS}, {"children": listed(OPTION, minItems=1)}
    ),
    "version": VERSION,
    "component": COMPONENT,
    "priority": PRIORITY,
    "resolution": RESOLUTION,
    "issuetype": ISSUE_TYPE,
    "securitylevel": SECURITY,
    "project": PROJECT,
}


def meta_schema(field_id: str, schema: Mapping[str, str] | None) -> Schema:
    """
    Build the JSON schema of a field's entry in ``editmeta``, ``createmeta`` and on transition screens.
    """
    kind = (schema or {}).get("items") or (schema or {}).get("type", "")
    allowed = _ALLOWED.get(kind)
    required: dict[str, Schema] = {
        "required": FLAG,
        "schema": {"enum": [schema]} if schema is not None else {"type": "object"},
        "name": NAME,
        "key": {"enum": [field_id]},
        "hasDefaultValue": FLAG,
        "operations": listed({"enum": ["set", "add", "remove", "edit", "copy"]}, uniqueItems=True),
    }
    optional: dict[str, Schema] = {"fieldId": {"enum": [field_id]}}
    if allowed is not None:  # large or open sets of values have an address to ask instead
        required["allowedValues"] = listed(allowed)
        optional["defaultValue"] = allowed
    else:
        optional["autoCompleteUrl"] = LINK
    return closed(required, optional)
