"""
The one way in which issues come, change and go: with a changelog entry, and told to whoever listens.

Owns the changelog's inner form; its words stand in ``change_items.py``. Decides nothing about rights.

An entry of :attr:`Issue.changelog` is ``{"id", "author": account id | None, "created_ms", "items"}``, oldest
first; an item is as Jira gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jxl_sandbox.jira.change_items import items_of
from jxl_sandbox.jira.model import Actor, Issue, Site


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """
    What has just happened to an issue; a deleted one is not on the site any more.

    ``changelog_entry`` is None where the change leaves no trace there, as a vote, a comment or a creation does.
    """

    kind: Literal["created", "updated", "deleted"]
    issue: Issue
    actor: Actor
    changelog_entry: dict[str, Any] | None = None


def record_change(site: Site, actor: Actor, issue: Issue, changes: Mapping[str, Any]) -> None:
    """
    Store new values of an issue, append to its changelog and tell the listeners; as one step.

    Values that are equal to those stored are left out; when nothing is left, nothing happens at all: not even
    *updated* moves, as in Jira.

    Args:
        changes: New inner values by field id; None or an empty list empties a field.
    """
    differing = {k: v for k, v in changes.items() if _filled(issue.values.get(k)) != _filled(v)}
    if not differing:
        return
    now_ms = int(site.now().timestamp() * 1000)
    items = [
        item
        for field_id, value in differing.items()
        for item in items_of(site, issue, field_id, issue.values.get(field_id), value)
    ]
    entry = _append(site, actor, issue, items, now_ms) if items else None
    site.change_issue(issue, differing, now_ms)
    _tell(site, IssueEvent("updated", issue, actor, entry))


def record_creation(site: Site, actor: Actor, issue: Issue) -> None:
    """
    Put a new issue on the site and tell the listeners; what it was created with is no change.
    """
    site.add_issue(issue)
    _tell(site, IssueEvent("created", issue, actor))


def record_deletion(site: Site, actor: Actor, issue: Issue) -> None:
    """
    Take an issue off the site, out of every index and every other issue, and tell the listeners.

    Its children lose their parent; who wants sub-tasks to go with it deletes them first.
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
    del site.issues[issue.id]
    _tell(site, IssueEvent("deleted", issue, actor))


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


def _tell(site: Site, event: IssueEvent) -> None:
    for listener in site.listeners:
        listener(event)
