"""
The one way in which issues come, change and go: with a changelog entry, and told to whoever listens.

Owns the changelog's inner form; its words stand in ``change_items.py``. Decides nothing about rights.

An entry of :attr:`Issue.changelog` is ``{"id", "author": account id | None, "created_ms", "items"}``, oldest
first; an item is as Jira gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from jxl_sandbox.jira.change_items import items_of
from jxl_sandbox.jira.events import (
    EntryEvent,
    EntrySort,
    Event,
    IssueEvent,
    LinkEvent,
    PropertyEvent,
)
from jxl_sandbox.jira.model import Actor, Issue, Site

_ENTRIES: tuple[EntrySort, ...] = ("comment", "worklog", "attachment")


def announce(site: Site, event: Event) -> None:
    """
    Tell whoever listens what has just happened; to be called after it was stored.
    """
    for listener in site.listeners:
        listener(event)


def record_change(
    site: Site, actor: Actor, issue: Issue, changes: Mapping[str, Any], *, sends_mail: bool | None = None
) -> None:
    """
    Store new values of an issue, append to its changelog and tell the listeners; as one step.

    Values that are equal to those stored are left out; when nothing is left, nothing happens at all: not even
    *updated* moves, as in Jira. Comments, work logs, files and links that come, change or go with it are told as
    events of their own, after the issue's; a link by the issue where it begins.

    Args:
        changes: New inner values by field id; None or an empty list empties a field.
        sends_mail: As in :class:`IssueEvent`.
    """
    differing = {k: v for k, v in changes.items() if _filled(issue.values.get(k)) != _filled(v)}
    if not differing:
        return
    before = {field_id: issue.values.get(field_id) for field_id in differing}
    now_ms = int(site.now().timestamp() * 1000)
    items = [
        item
        for field_id, value in differing.items()
        for item in items_of(site, issue, field_id, before[field_id], value)
    ]
    entry = _append(site, actor, issue, items, now_ms) if items else None
    site.change_issue(issue, differing, now_ms)
    if not site.listeners:
        return
    entries = _entry_events(actor, issue, before, differing)
    about = entries[0] if entries else None
    announce(site, IssueEvent("updated", issue, actor, entry, about, sends_mail))
    for part in entries:
        announce(site, part)
    for link in _link_events(actor, issue, before, differing):
        announce(site, link)


def record_creation(site: Site, actor: Actor, issue: Issue) -> None:
    """
    Put a new issue on the site and tell the listeners; what it was created with is no change.
    """
    site.add_issue(issue)
    announce(site, IssueEvent("created", issue, actor))
    for key, value in issue.properties.items():
        announce(site, PropertyEvent("set", issue, actor, key, value))


def record_properties(site: Site, actor: Actor, issue: Issue, properties: Mapping[str, bytes | None]) -> None:
    """
    Set properties of an issue, or take them away, and tell the listeners.

    They are no part of the issue's history: *updated* stays where it was.

    Args:
        properties: JSON texts by key; None takes the property away.
    """
    if not properties:
        return
    site.change_issue(issue, {}, at_ms=issue.updated_ms)
    kept = {key: value for key, value in issue.properties.items() if key not in properties}
    issue.properties = kept | {key: value for key, value in properties.items() if value is not None}
    for key, value in properties.items():
        announce(site, PropertyEvent("deleted" if value is None else "set", issue, actor, key, value))


def record_deletion(site: Site, actor: Actor, issue: Issue) -> None:
    """
    Take an issue off the site, out of every index and every other issue, and tell the listeners.

    Its children lose their parent; who wants sub-tasks to go with it deletes them first. What went with the issue
    is told after it, as events of its own.
    """
    for child_id in list(site.children.get(issue.id, ())):
        site.change_issue(site.issues[child_id], {"parent": None})
    site.children.pop(issue.id, None)
    parent_id = issue.values.get("parent")
    if parent_id is not None:
        site.children[parent_id].remove(issue.id)
    for link in issue.values.get("issuelinks") or ():
        other = site.issues.get(link["issue"])
        if other is not None:
            kept = [held for held in other.values.get("issuelinks") or () if held["id"] != link["id"]]
            site.change_issue(other, {"issuelinks": kept})
    site.projects[issue.project_id].issue_ids.remove(issue.id)
    for key in [key for key, issue_id in site.issue_ids_by_key.items() if issue_id == issue.id]:
        del site.issue_ids_by_key[key]
    for comment in issue.values.get("comment") or ():
        site.comment_issue_ids.pop(comment["id"], None)
    for file in issue.values.get("attachment") or ():
        site.attachments.pop(file["id"], None)
    for file in issue.values.get("attachment") or ():
        site.attachments.pop(file["id"], None)
    del site.issues[issue.id]
    if not site.listeners:
        return
    announce(site, IssueEvent("deleted", issue, actor))
    for sort in _ENTRIES:
        for entry in issue.values.get(sort) or ():
            announce(site, EntryEvent(sort, "deleted", issue, actor, entry, is_cascade=True))
    for link in issue.values.get("issuelinks") or ():
        ends = (issue.id, link["issue"])
        source_id, destination_id = ends if link["direction"] == "outward" else ends[::-1]
        announce(
            site,
            LinkEvent("deleted", actor, link["id"], link["type"], source_id, destination_id, is_cascade=True),
        )


def _entry_events(
    actor: Actor, issue: Issue, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[EntryEvent]:
    """What a change does to comments, work logs and files, those that went first."""
    events = []
    for sort in _ENTRIES:
        if sort not in after:
            continue
        old, new = _by_id(before[sort]), _by_id(after[sort])
        events += [EntryEvent(sort, "deleted", issue, actor, e) for i, e in old.items() if i not in new]
        for entry_id, entry in new.items():
            if entry_id not in old:
                events.append(EntryEvent(sort, "created", issue, actor, entry))
            elif entry != old[entry_id]:
                events.append(EntryEvent(sort, "updated", issue, actor, entry))
    return events


def _link_events(
    actor: Actor, issue: Issue, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[LinkEvent]:
    if "issuelinks" not in after:
        return []
    old, new = _by_id(before["issuelinks"]), _by_id(after["issuelinks"])
    kinds: tuple[tuple[Literal["created", "deleted"], list[Mapping[str, Any]]], ...] = (
        ("deleted", [link for i, link in old.items() if i not in new]),
        ("created", [link for i, link in new.items() if i not in old]),
    )
    return [
        LinkEvent(kind, actor, link["id"], link["type"], issue.id, link["issue"])
        for kind, links in kinds
        for link in links
        if link["direction"] == "outward"
    ]


def _by_id(entries: Iterable[Mapping[str, Any]] | None) -> dict[str, Mapping[str, Any]]:
    return {entry["id"]: entry for entry in entries or ()}


def _filled(value: Any) -> Any:
    """A value with all ways of being empty as one; a zero is not empty."""
    return None if value in (None, "", []) else value


def _append(
    site: Site, actor: Actor, issue: Issue, items: list[dict[str, Any]], now_ms: int
) -> dict[str, Any]:
    entry = {
        "id": str(site.next_changelog_id),
        "author": actor.user.account_id if actor.user else None,
        "created_ms": now_ms,
        "items": items,
    }
    site.next_changelog_id += 1
    issue.changelog.append(entry)
    return entry
