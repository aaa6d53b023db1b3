"""
What people say and log on an issue: the inner form of comments and work logs, and who may see one.

Both are kept in :attr:`Issue.values` (``comment``, ``worklog``), oldest first, as plain dicts, so that search and
rendering read them like any other value. Lists are replaced, never changed in place.

A comment is ``{"id", "author", "update_author", "body": ADF, "created_ms", "updated_ms", "visibility",
"properties"}``; a work log ``{"id", "author", "started": ms, "seconds"}`` and, when it was logged over REST,
``"update_author"``, ``"comment": ADF | None``, ``"created_ms"``, ``"updated_ms"``, ``"visibility"``,
``"properties"``. Authors are account ids, None for somebody who was not logged in. ``visibility`` is None or
``{"type": "role" | "group", "value": name}``; ``properties`` by key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jxl_sandbox.jira.model import Actor, Issue, Project, Site, User

Entry = dict[str, Any]


def is_in_role(user: User, project: Project, role: str) -> bool:
    """
    Whether a person is in a project role, directly or through a group.
    """
    actors = project.roles.get(role, set())
    return f"user:{user.account_id}" in actors or any(f"group:{group}" in actors for group in user.groups)


def may_see_entry(site: Site, actor: Actor, issue: Issue, entry: Entry) -> bool:
    """
    Whether the actor, who sees the issue, sees a comment or work log that may be for a role or group only.

    Nobody stands above that, administrators neither.
    """
    visibility = entry.get("visibility")
    if visibility is None:
        return True
    if actor.user is None:
        return False
    if visibility["type"] == "group":
        return visibility["value"] in actor.user.groups
    return is_in_role(actor.user, site.projects[issue.project_id], visibility["value"])


def visible_entries(site: Site, actor: Actor, issue: Issue, field_id: str) -> list[Entry]:
    """
    List the comments (``comment``) or work logs (``worklog``) of an issue that the actor sees, oldest first.
    """
    entries: Iterable[Entry] = issue.values.get(field_id) or ()
    return [entry for entry in entries if may_see_entry(site, actor, issue, entry)]


def find_entry(site: Site, actor: Actor, issue: Issue, field_id: str, entry_id: str) -> Entry | None:
    """
    Find one comment or work log of an issue; None when there is none or the actor may not see it.
    """
    return next((e for e in visible_entries(site, actor, issue, field_id) if e["id"] == entry_id), None)


def with_entry(issue: Issue, field_id: str, entry: Entry) -> list[Entry]:
    """
    Build the list with an entry put in the place of the one with its id, or at the end.
    """
    entries: list[Entry] = list(issue.values.get(field_id) or ())
    if all(held["id"] != entry["id"] for held in entries):
        return [*entries, entry]
    return [entry if held["id"] == entry["id"] else held for held in entries]


def without_entries(issue: Issue, field_id: str, entry_ids: Iterable[str]) -> list[Entry]:
    """
    Build the list without some entries.
    """
    gone = set(entry_ids)
    return [held for held in issue.values.get(field_id) or () if held["id"] not in gone]
