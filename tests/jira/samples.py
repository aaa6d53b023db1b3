"""Fields as Jira's catalogue shows them, with values as issues hold them."""

from __future__ import annotations

from typing import Any

from jxl.jira.fields import JiraField, parse_field

P = "com.atlassian.jira.plugin.system.customfieldtypes:"
G = "com.pyxis.greenhopper.jira:"
SITE = "https://ferries.atlassian.net"


def system(field_id: str, schema_type: str | None, items: str = "", **more: Any) -> JiraField:
    schema = {"type": schema_type, "items": items, "system": field_id} if schema_type else None
    return parse_field({"id": field_id, "name": field_id.title(), "custom": False, "schema": schema, **more})


def custom(key: str, schema_type: str, items: str = "") -> JiraField:
    return parse_field(
        {
            "id": "customfield_10100",
            "name": "Custom",
            "custom": True,
            "schema": {"type": schema_type, "items": items, "custom": key, "customId": 10100},
        }
    )


FIELDS: dict[str, JiraField] = {
    "issuekey": system("issuekey", None),
    "summary": system("summary", "string"),
    "description": system("description", "string"),
    "environment": system("environment", "string"),
    "status": system("status", "status"),
    "statusCategory": system("statusCategory", "statusCategory"),
    "issuetype": system("issuetype", "issuetype"),
    "priority": system("priority", "priority"),
    "resolution": system("resolution", "resolution"),
    "security": system("security", "securitylevel"),
    "project": system("project", "project"),
    "assignee": system("assignee", "user"),
    "reporter": system("reporter", "user"),
    "creator": system("creator", "user"),
    "created": system("created", "datetime"),
    "updated": system("updated", "datetime"),
    "resolutiondate": system("resolutiondate", "datetime"),
    "statuscategorychangedate": system("statuscategorychangedate", "datetime"),
    "lastViewed": system("lastViewed", "datetime"),
    "duedate": system("duedate", "date"),
    "parent": system("parent", None),
    "subtasks": system("subtasks", "array", "issuelinks"),
    "issuelinks": system("issuelinks", "array", "issuelinks"),
    "labels": system("labels", "array", "string"),
    "components": system("components", "array", "component"),
    "fixVersions": system("fixVersions", "array", "version"),
    "versions": system("versions", "array", "version"),
    "votes": system("votes", "votes"),
    "watches": system("watches", "watches"),
    "progress": system("progress", "progress"),
    "workratio": system("workratio", "number"),
    "timeoriginalestimate": system("timeoriginalestimate", "number"),
    "timeestimate": system("timeestimate", "number"),
    "timespent": system("timespent", "number"),
    "timetracking": system("timetracking", "timetracking"),
    "comment": system("comment", "comments-page"),
    "worklog": system("worklog", "array", "worklog"),
    "attachment": system("attachment", "array", "attachment"),
    "thumbnail": system("thumbnail", None),
    "textfield": custom(P + "textfield", "string"),
    "textarea": custom(P + "textarea", "string"),
    "readonly": custom(P + "readonlyfield", "string"),
    "url": custom(P + "url", "string"),
    "float": custom(P + "float", "number"),
    "datepicker": custom(P + "datepicker", "date"),
    "datetime": custom(P + "datetime", "datetime"),
    "select": custom(P + "select", "option"),
    "radio": custom(P + "radiobuttons", "option"),
    "multiselect": custom(P + "multiselect", "array", "option"),
    "checkboxes": custom(P + "multicheckboxes", "array", "option"),
    "cascading": custom(P + "cascadingselect", "option-with-child"),
    "userpicker": custom(P + "userpicker", "user"),
    "multiuser": custom(P + "multiuserpicker", "array", "user"),
    "group": custom(P + "grouppicker", "group"),
    "multigroup": custom(P + "multigrouppicker", "array", "group"),
    "customlabels": custom(P + "labels", "array", "string"),
    "projectpicker": custom(P + "project", "project"),
    "versionpicker": custom(P + "version", "version"),
    "multiversion": custom(P + "multiversion", "array", "version"),
    "sprint": custom(G + "gh-sprint", "array", "json"),
    "epiclink": custom(G + "gh-epic-link", "any"),
    "epicstatus": custom(G + "gh-epic-status", "option"),
    "rank": custom(G + "gh-lexo-rank", "any"),
    "points": custom(G + "jsw-story-points", "number"),
    "parentlink": custom("com.atlassian.jpo:jpo-custom-field-parent", "any"),
    "team": custom("com.atlassian.teams:rm-teams-custom-field-team", "team"),
    "foreign": custom("com.other.app:gauge", "any"),
    "foreignlist": custom("com.other.app:gauges", "array", "gauge"),
}

AVATAR = "https://avatar-management.services.atl-paas.net/5b/48"
USER = {
    "accountId": "5b10ac8d",
    "displayName": "Ann Lee",
    "avatarUrls": {"48x48": AVATAR, "16x16": "http://evil.example/x"},
    "active": True,
}  # fmt: skip
STATUS = {
    "id": "3",
    "name": "In Progress",
    "iconUrl": SITE + "/images/s.png",
    "statusCategory": {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"},
}
EPIC = {"id": "10001", "key": "FER-1", "fields": {"summary": "Harbour"}}
PARAGRAPH = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}],
}
