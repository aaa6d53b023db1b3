"""
What a webhook says: the JSON of an event, in the shapes of version 2 of the REST API, as one receiver gets it.

The members of issues, comments, issue links, versions, sprints and work logs are those of messages that real sites
have sent; those of properties, boards and filters are the REST API's own, because no message of theirs is published.
Source: Jira Cloud, "Webhooks", "Webhook payload".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

import orjson

from jxl_sandbox.jira.conversation import may_see_entry
from jxl_sandbox.jira.events import (
    BoardEvent,
    EntryEvent,
    Event,
    FilterEvent,
    IssueEvent,
    LinkEvent,
    PropertyEvent,
    SprintEvent,
    VersionEvent,
)
from jxl_sandbox.jira.model import Actor, Issue, Project, Site
from jxl_sandbox.jira.rest.agile.entities import board_json, sprint_json
from jxl_sandbox.jira.rest.entities import user_json
from jxl_sandbox.jira.rest.entries import EntryRenderer
from jxl_sandbox.jira.rest.fieldsets import FieldSet, parse_fields
from jxl_sandbox.jira.rest.filter_entities import filter_json
from jxl_sandbox.jira.rest.projects import version_details
from jxl_sandbox.jira.rest.render import IssueRenderer, fragments_of
from jxl_sandbox.jira.rights import IssueSight

_STUB = ("summary", "issuetype", "project", "assignee", "priority", "status")
_TYPE_NAMES = {
    "comment_created": "issue_commented",
    "comment_updated": "issue_comment_edited",
    "comment_deleted": "issue_comment_deleted",
    "worklog_created": "issue_work_logged",
    "worklog_updated": "issue_worklog_updated",
    "worklog_deleted": "issue_worklog_deleted",
}


def build_body(site: Site, actor: Actor, event: Event, property_keys: Iterable[str] = ()) -> dict[str, Any]:
    """
    Build the whole message.

    Args:
        actor: Who receives it; what hangs on rights is built for them.
        property_keys: Which properties the issue of an event carries.
    """
    built: dict[str, Any] = {
        "timestamp": int(site.now().timestamp() * 1000),
        "webhookEvent": event.name,
    }
    members = _members(site, actor, event)
    issue = issue_of(event)
    if issue is not None and "issue" in members:
        keys = [key for key in property_keys if key in issue.properties]
        if keys:
            members["issue"]["properties"] = {key: json.loads(issue.properties[key]) for key in keys}
    return built | members


def issue_of(event: Event) -> Issue | None:
    """
    Get the one issue that an event belongs to, if it belongs to one.
    """
    owned = IssueEvent | EntryEvent | PropertyEvent
    return event.issue if isinstance(event, owned) else None


def may_see_part(site: Site, actor: Actor, event: EntryEvent) -> bool:
    """
    Whether a receiver is told of a comment or work log that is for a role or a group only.

    Connect apps are, as Jira's are; whoever uses an OAuth 2.0 app must see it themselves.
    """
    return actor.kind != "oauth" or may_see_entry(site, actor, event.issue, dict(event.entry))


def fill_url(site: Site, url: str, event: Event) -> str:
    """
    Put the variables of an event into an address; one that the event does not have stays as it is.
    """
    for name, value in _variables(site, event).items():
        url = url.replace(f"{{{name}}}", quote(value, safe=""))
    return url


def _members(  # noqa: PLR0911 -- one case a kind of event
    site: Site, actor: Actor, event: Event
) -> dict[str, Any]:
    match event:
        case IssueEvent():
            return _issue_members(site, actor, event)
        case EntryEvent(sort="comment"):
            return {
                "comment": _entry(site, actor, event),
                "issue": _issue(site, actor, event.issue, _STUB),
            }
        case EntryEvent(sort):
            return {sort: _entry(site, actor, event)}
        case LinkEvent():
            return {"issueLink": _link(site, event)}
        case PropertyEvent():
            held: dict[str, Any] = {"key": event.key}
            if event.value is not None:
                held["value"] = json.loads(event.value)
            return {"issue": _issue(site, actor, event.issue, _STUB), "property": held}
        case VersionEvent():
            built = {"version": _version(site, event.project, event.version)}
            if event.other is not None:
                name = "mergedVersion" if event.kind == "merged" else "mergedTo"
                built[name] = _version(site, event.project, event.other)
            return built
        case SprintEvent():
            sprint = {"sprint": sprint_json(site, event.sprint)}
            return sprint if event.before is None else sprint | {"oldValue": sprint_json(site, event.before)}
        case BoardEvent():
            board = board_json(site, event.board)
            return {"board": {name: board[name] for name in ("id", "self", "name", "type")}}
        case FilterEvent():
            return {"filter": as_version_2(filter_json(site, actor, event.saved))}


def _issue_members(site: Site, actor: Actor, event: IssueEvent) -> dict[str, Any]:
    built: dict[str, Any] = {"issue_event_type_name": _type_name(event)}
    if event.actor.user is not None:
        built["user"] = as_version_2(user_json(site, event.actor.user, with_email=False))
    built["issue"] = _issue(site, actor, event.issue)
    entry, about = event.changelog_entry, event.about
    if event.kind == "updated" and entry is not None:
        built["changelog"] = {"id": entry["id"], "items": entry["items"]}
    if event.sends_mail is not None:
        built["bulkOperationMetaData"] = {"sendMail": event.sends_mail}
    has_comment = about is not None and about.sort == "comment" and about.kind != "deleted"
    if about is not None and has_comment and may_see_part(site, actor, about):
        built["comment"] = _entry(site, actor, about)
    return built


def _type_name(event: IssueEvent) -> str:
    if event.kind != "updated":
        return f"issue_{event.kind}"
    if event.about is not None and event.about.name in _TYPE_NAMES:
        return _TYPE_NAMES[event.about.name]
    items = event.changelog_entry["items"] if event.changelog_entry is not None else []
    fields = {item.get("fieldId") for item in items}
    if "project" in fields:
        return "issue_moved"
    if "status" in fields:
        return "issue_generic"
    return "issue_assigned" if fields == {"assignee"} else "issue_updated"


def _issue(site: Site, actor: Actor, issue: Issue, field_ids: Sequence[str] = ("*all",)) -> dict[str, Any]:
    fields = FieldSet(parse_fields(site, field_ids, "*all").fields, shows_key=True)
    renderer = IssueRenderer(site, actor, fields, IssueSight(site, actor), "", is_wiki=True)
    shown: dict[str, Any] = as_version_2(orjson.loads(renderer.render(issue)))
    del shown["expand"]
    return shown


def _entry(site: Site, actor: Actor, event: EntryEvent) -> Any:
    """A comment, work log or file; for whom it is, if not for all, is not told, as on a real site."""
    renderer = EntryRenderer(site, actor, fragments_of(site).prepared, is_wiki=True)
    match event.sort:
        case "comment":
            built = renderer.comment(event.issue, dict(event.entry))
        case "worklog":
            built = renderer.worklog(event.issue, dict(event.entry))
        case "attachment":
            built = renderer.attachment(dict(event.entry))
    shown = orjson.loads(orjson.dumps(built))
    shown.pop("visibility", None)
    return as_version_2(shown)


def _link(site: Site, event: LinkEvent) -> dict[str, Any]:
    link_type = site.link_types[event.type_id]
    return {
        "id": int(event.link_id),
        "sourceIssueId": event.source_id,
        "destinationIssueId": event.destination_id,
        "issueLinkType": {
            "id": int(link_type.id),
            "name": link_type.name,
            "outwardName": link_type.outward,
            "inwardName": link_type.inward,
            "isSubTaskLinkType": False,
            "isSystemLinkType": False,
        },
        "systemLink": False,
    }


def _version(site: Site, project: Project, version: Mapping[str, Any]) -> Any:
    built = as_version_2(version_details(site, project, dict(version)))
    for name, shown in (("startDate", "userStartDate"), ("releaseDate", "userReleaseDate")):
        if version.get(name):
            built[shown] = date.fromisoformat(version[name]).strftime("%d/%b/%y")
    return built


def as_version_2(value: Any) -> Any:
    """
    Let links point to version 2 of the API, however deep they stand.
    """
    if isinstance(value, dict):
        return {
            name: member.replace("/rest/api/3/", "/rest/api/2/", 1)
            if name == "self" and isinstance(member, str)
            else as_version_2(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [as_version_2(member) for member in value]
    return value


def _variables(site: Site, event: Event) -> dict[str, str]:
    found: dict[str, str] = {}
    project: Project | None = None
    match event:
        case IssueEvent() | EntryEvent() | PropertyEvent():
            issue = event.issue
            found = {"issue.id": str(issue.id), "issue.key": issue.key}
            project = site.projects[issue.project_id]
            if isinstance(event, EntryEvent) and event.sort == "comment":
                found["comment.id"] = event.entry["id"]
            if isinstance(event, PropertyEvent):
                found["property.key"] = event.key
        case VersionEvent():
            project = event.project
            found = {"version.id": event.version["id"]}
            if event.kind == "merged" and event.other is not None:
                found["mergedVersion.id"] = event.other["id"]
        case SprintEvent():
            found = {"sprint.id": str(event.sprint.id)}
        case BoardEvent():
            found = {"board.id": str(event.board.id)}
        case LinkEvent() | FilterEvent():
            pass
    if project is not None:
        found |= {"project.id": project.id, "project.key": project.key}
    return found
