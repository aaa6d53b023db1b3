"""
Who is told of an issue's change, and with which words. Pure but for reading the site.

Webhooks of a Connect descriptor are matched as the app's own user and are sent whatever that user may browse;
registrations of an OAuth 2.0 app only for issues that the person sees. Source: Jira Cloud, "Webhooks"; Atlassian
Connect, "Webhook module".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from jxl_sandbox.jira.adf_to_wiki import adf_to_wiki
from jxl_sandbox.jira.changes import IssueEvent
from jxl_sandbox.jira.model import Actor, AppInstallation, Issue, Site
from jxl_sandbox.jira.platform.descriptor import module_list
from jxl_sandbox.jira.platform.oauth import OAuthApp
from jxl_sandbox.jira.rest.entities import user_json
from jxl_sandbox.jira.rest.fieldsets import FieldSet, parse_fields
from jxl_sandbox.jira.rest.render import IssueRenderer
from jxl_sandbox.jira.rest.webhook_filters import passes_filter
from jxl_sandbox.jira.rights import IssueSight, can_see_issue
from jxl_sandbox.jira.webhook_model import DynamicWebhook


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address; ``body`` is None where the app wants none."""

    app_id: str
    url: str
    event: str
    body: bytes | None
    issue_key: str


def find_messages(site: Site, event: IssueEvent, oauth_apps: Mapping[str, OAuthApp]) -> list[Message]:
    """
    Work out everything that is to be sent because of one event.
    """
    messages: list[Message] = []
    for app in site.apps.values():
        if app.state == "enabled":
            messages += _of_descriptor(site, event, app)
    by_receiver: dict[tuple[str, str], tuple[Actor, list[int]]] = {}
    for webhook in site.webhooks.live(int(site.now().timestamp() * 1000)):
        actor = _receiver(site, webhook, oauth_apps)
        if actor is not None and _is_wanted(site, event, webhook, actor):
            by_receiver.setdefault((webhook.app_id, webhook.url), (actor, []))[1].append(webhook.id)
    for (app_id, url), (actor, ids) in by_receiver.items():
        body = {**_body(site, event, actor), "matchedWebhookIds": ids}
        messages.append(Message(app_id, url, event_name(event), _dump(body), event.issue.key))
    return messages


def event_name(event: IssueEvent) -> str:
    return f"jira:issue_{event.kind}"


def _of_descriptor(site: Site, event: IssueEvent, app: AppInstallation) -> Iterable[Message]:
    actor = Actor("app", app.user, app, app.scopes)
    name = event_name(event)
    for module in module_list(app.descriptor.get("modules", {}).get("webhooks", [])):
        if module.get("event") != name:
            continue
        jql = module.get("filter")
        if jql and not passes_filter(site, actor, jql, event.issue):
            continue
        body = None
        if not module.get("excludeBody"):
            body = _dump(_body(site, event, actor, module.get("propertyKeys", ())))
        url = app.base_url + _fill(site, str(module["url"]), event.issue)
        yield Message(app.key, url, name, body, event.issue.key)


def _receiver(site: Site, webhook: DynamicWebhook, oauth_apps: Mapping[str, OAuthApp]) -> Actor | None:
    """Find whom a registration speaks to; None when the app or the person is gone, or may not be told."""
    if webhook.account_id is None:
        app = site.apps.get(webhook.app_id)
        is_there = app is not None and app.state == "enabled"
        return Actor("app", app.user, app, app.scopes) if app is not None and is_there else None
    client, user = oauth_apps.get(webhook.app_id), site.users.get(webhook.account_id)
    if client is None or user is None or not user.active:
        return None
    if not client.is_public and client.owner_id != user.account_id:
        return None
    return Actor("oauth", user, oauth_client_id=client.client_id)


def _is_wanted(site: Site, event: IssueEvent, webhook: DynamicWebhook, actor: Actor) -> bool:
    if event_name(event) not in webhook.events:
        return False
    if event.kind == "updated" and webhook.field_ids is not None:
        items = event.changelog_entry["items"] if event.changelog_entry is not None else ()
        if not {item.get("fieldId") for item in items} & set(webhook.field_ids):
            return False
    if actor.kind == "oauth" and not can_see_issue(site, actor, event.issue):
        return False
    return passes_filter(site, actor, webhook.jql_filter, event.issue)


def _body(site: Site, event: IssueEvent, actor: Actor, property_keys: Iterable[str] = ()) -> dict[str, Any]:
    body: dict[str, Any] = {
        "timestamp": int(site.now().timestamp() * 1000),
        "webhookEvent": event_name(event),
        "issue_event_type_name": _type_name(event),
    }
    if event.actor.user is not None:
        body["user"] = _as_version_2(user_json(site, event.actor.user, with_email=False))
    body["issue"] = _issue(site, actor, event.issue)
    keys = [key for key in property_keys if key in event.issue.properties]
    if keys:
        body["issue"]["properties"] = {key: json.loads(event.issue.properties[key]) for key in keys}
    if event.kind == "updated" and event.changelog_entry is not None:
        body["changelog"] = {"id": event.changelog_entry["id"], "items": event.changelog_entry["items"]}
    return body


def _type_name(event: IssueEvent) -> str:
    if event.kind != "updated":
        return f"issue_{event.kind}"
    items = event.changelog_entry["items"] if event.changelog_entry is not None else []
    fields = {item.get("fieldId") for item in items}
    if "status" in fields:
        return "issue_generic"
    return "issue_assigned" if fields == {"assignee"} else "issue_updated"


def _issue(site: Site, actor: Actor, issue: Issue) -> dict[str, Any]:
    """Build the issue as version 2 of the REST API gives it."""
    fields = FieldSet(parse_fields(site, None, "*all").fields, shows_key=True)
    rendered = IssueRenderer(site, actor, fields, IssueSight(site, actor), "").render(issue)
    shown: dict[str, Any] = _as_version_2(orjson.loads(rendered))
    del shown["expand"]
    return shown


def _as_version_2(value: Any) -> Any:
    """Turn documents into wiki markup and let links point to version 2, however deep."""
    if isinstance(value, dict):
        if value.get("type") == "doc" and "content" in value:
            return adf_to_wiki(value)
        return {
            name: member.replace("/rest/api/3/", "/rest/api/2/", 1)
            if name == "self" and isinstance(member, str)
            else _as_version_2(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_as_version_2(member) for member in value]
    return value


def _fill(site: Site, url: str, issue: Issue) -> str:
    """Put the context parameters of an issue event into an address."""
    project = site.projects[issue.project_id]
    values = {
        "issue.id": str(issue.id),
        "issue.key": issue.key,
        "project.id": project.id,
        "project.key": project.key,
    }
    for name, value in values.items():
        url = url.replace(f"{{{name}}}", quote(value, safe=""))
    return url


def _dump(body: dict[str, Any]) -> bytes:
    return orjson.dumps(body)
