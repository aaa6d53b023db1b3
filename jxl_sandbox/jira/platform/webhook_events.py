"""
Who is told of what happens on a site. Pure but for reading the site.

Webhooks of a Connect descriptor are matched as the app's own user and are sent whatever that user may browse;
registrations of an OAuth 2.0 app only for what the person sees. A filter decides for events of issues, comments and
issue properties; the others have no issue that it could be asked about, or Jira does not ask. Source: Jira Cloud,
"Webhooks"; Atlassian Connect, "Webhook module".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

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
from jxl_sandbox.jira.model import Actor, AppInstallation, Issue, Site
from jxl_sandbox.jira.platform.descriptor import module_list
from jxl_sandbox.jira.platform.oauth import OAuthApp
from jxl_sandbox.jira.platform.webhook_bodies import build_body, fill_url, issue_of, may_see_part
from jxl_sandbox.jira.rest.agile.access import sees_board
from jxl_sandbox.jira.rest.webhook_filters import passes_filter
from jxl_sandbox.jira.rights import can_browse, can_see_issue
from jxl_sandbox.jira.saved_filters import sees_filter
from jxl_sandbox.jira.webhook_model import DynamicWebhook


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message to one address; ``body`` is None where the app wants none.

    ``subject`` says what it is about: an issue's key, a version's name. ``issue_key`` is None where no single issue
    is meant. ``is_secondary``: it is one of many, or follows from another event, as the end of
    an issue's comments from its own.
    """

    app_id: str
    url: str
    event: str
    body: bytes | None
    subject: str
    issue_key: str | None = None
    is_secondary: bool = False


def find_messages(site: Site, event: Event, oauth_apps: Mapping[str, OAuthApp]) -> list[Message]:
    """
    Work out everything that is to be sent because of one event.
    """
    messages: list[Message] = []
    for app in site.apps.values():
        if app.state == "enabled":
            messages += _of_descriptor(site, event, app)
    if site.webhooks.dynamic:
        messages += _of_registrations(site, event, oauth_apps)
    return messages


def _of_descriptor(site: Site, event: Event, app: AppInstallation) -> Iterable[Message]:
    wanted = [
        module
        for module in module_list(app.descriptor.get("modules", {}).get("webhooks", []))
        if module.get("event") == event.name
    ]
    actor = Actor("app", app.user, app, app.scopes)
    for module in wanted:
        jql = module.get("filter")
        if jql and not _passes(site, actor, str(jql), event):
            continue
        body = None
        if not module.get("excludeBody"):
            body = build_body(site, actor, event, module.get("propertyKeys", ()))
        url = app.base_url + fill_url(site, str(module["url"]), event)
        yield _message(site, app.key, url, event, body)


def _of_registrations(site: Site, event: Event, oauth_apps: Mapping[str, OAuthApp]) -> Iterable[Message]:
    """One message for all registrations of an app at an address that match, as it names them all."""
    by_receiver: dict[tuple[str, str], tuple[Actor, list[int]]] = {}
    for webhook in site.webhooks.live(int(site.now().timestamp() * 1000)):
        if event.name not in webhook.events:
            continue
        actor = _receiver(site, webhook, oauth_apps)
        if actor is not None and _is_wanted(site, event, webhook, actor):
            by_receiver.setdefault((webhook.app_id, webhook.url), (actor, []))[1].append(webhook.id)
    for (app_id, url), (actor, ids) in by_receiver.items():
        body = {**build_body(site, actor, event), "matchedWebhookIds": ids}
        yield _message(site, app_id, url, event, body)


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


def _is_wanted(site: Site, event: Event, webhook: DynamicWebhook, actor: Actor) -> bool:
    if isinstance(event, IssueEvent) and event.kind == "updated" and webhook.field_ids is not None:
        items = event.changelog_entry["items"] if event.changelog_entry is not None else ()
        if not {item.get("fieldId") for item in items} & set(webhook.field_ids):
            return False
    keys = webhook.property_keys
    if isinstance(event, PropertyEvent) and keys is not None and event.key not in keys:
        return False
    if actor.kind == "oauth" and not _sees(site, actor, event):
        return False
    return _passes(site, actor, webhook.jql_filter, event)


def _passes(site: Site, actor: Actor, jql: str, event: Event) -> bool:
    issue = issue_of(event)
    asks = isinstance(event, IssueEvent | PropertyEvent) or event.name.startswith("comment_")
    if issue is None or not asks:
        return True
    return passes_filter(site, actor, jql, issue)


def _sees(site: Site, actor: Actor, event: Event) -> bool:  # noqa: PLR0911 -- one case a kind of event
    match event:
        case IssueEvent(issue=issue) | PropertyEvent(issue=issue):
            return can_see_issue(site, actor, issue)
        case EntryEvent():
            return can_see_issue(site, actor, event.issue) and may_see_part(site, actor, event)
        case LinkEvent():
            return all(can_see_issue(site, actor, issue) for issue in _ends(site, event))
        case VersionEvent():
            return can_browse(site, actor, event.project)
        case SprintEvent():
            return sees_board(site, actor, site.boards[event.sprint.board_id])
        case BoardEvent():
            return sees_board(site, actor, event.board)
        case FilterEvent():
            return sees_filter(site, actor, event.saved)


def _ends(site: Site, event: LinkEvent) -> list[Issue]:
    ids = (event.source_id, event.destination_id)
    return [site.issues[issue_id] for issue_id in ids if issue_id in site.issues]


def _message(site: Site, app_id: str, url: str, event: Event, body: dict[str, Any] | None) -> Message:
    issue = issue_of(event)
    if isinstance(event, IssueEvent):
        is_secondary = event.sends_mail is not None
    else:
        is_secondary = isinstance(event, EntryEvent | LinkEvent) and event.is_cascade
    return Message(
        app_id,
        url,
        event.name,
        orjson.dumps(body) if body is not None else None,
        _subject(site, event),
        issue.key if issue is not None else None,
        is_secondary,
    )


def _subject(site: Site, event: Event) -> str:
    match event:
        case IssueEvent() | EntryEvent() | PropertyEvent():
            return event.issue.key
        case LinkEvent():
            return ", ".join(issue.key for issue in _ends(site, event))
        case VersionEvent():
            return str(event.version["name"])
        case SprintEvent():
            return event.sprint.name
        case BoardEvent():
            return event.board.name
        case FilterEvent():
            return event.saved.name
