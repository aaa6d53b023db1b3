"""
Links from an issue to something outside of Jira: their inner form.

They stand in :attr:`Issue.values` under ``remotelinks``, which is no field, oldest first, as plain dicts: ``{"id":
int, "global_id", "relationship", "application", "object"}``. Lists are replaced, never changed in place.
"""

from __future__ import annotations

from typing import Any

from jxl_sandbox.jira.model import Issue

KEY = "remotelinks"
MOST_LINKS = 2000  # an issue

RemoteLink = dict[str, Any]


def remote_links_of(issue: Issue) -> list[RemoteLink]:
    """
    List the remote links of an issue, oldest first.
    """
    links: list[RemoteLink] = issue.values.get(KEY) or []
    return links


def with_remote_link(issue: Issue, link: RemoteLink) -> list[RemoteLink]:
    """
    Build the list with a link put in the place of the one with its id, or at the end.
    """
    links = remote_links_of(issue)
    if all(held["id"] != link["id"] for held in links):
        return [*links, link]
    return [link if held["id"] == link["id"] else held for held in links]


def without_remote_link(issue: Issue, link_id: int) -> list[RemoteLink]:
    """
    Build the list without a link.
    """
    return [held for held in remote_links_of(issue) if held["id"] != link_id]


def words_of(link: RemoteLink) -> str:
    """
    Say what a link is, as the changelog does: ``This issue links to "Page (Wiki)"``.
    """
    application = link["application"].get("name")
    title = f"{link['object']['title']} ({application})" if application else link["object"]["title"]
    return f'This issue {link["relationship"] or "links to"} "{title}"'
