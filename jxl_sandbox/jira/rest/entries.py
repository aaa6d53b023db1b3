"""
Comments, work logs and files as JSON, alone and as the members of an issue's ``comment``, ``worklog`` and
``attachment``; the same for ``renderedFields``, with HTML and words.

Source: Jira Cloud REST v3, "Issue comments", "Issue worklogs", "Issue attachments".
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson

from jxl_sandbox.jira.adf_to_html import Surroundings, adf_to_html
from jxl_sandbox.jira.attachments import File, files_of
from jxl_sandbox.jira.conversation import Entry, visible_entries
from jxl_sandbox.jira.model import Actor, Issue, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.dates import duration, in_zone
from jxl_sandbox.jira.rest.richtext import show_rich_text
from jxl_sandbox.jira.rest.shown_dates import shown_duration, shown_relative, shown_size
from jxl_sandbox.jira.rest.values import Values

EMBEDDED_WORKLOGS = 20
INTERNAL = "sd.public.comment"  # the property by which a service project's comment is for agents only


class EntryRenderer:
    """
    Renders for one caller.

    Args:
        is_wiki: Rich text as version 2 has it.
    """

    def __init__(self, site: Site, actor: Actor, prepared: e.Prepared, *, is_wiki: bool) -> None:
        self._site = site
        self._actor = actor
        self._is_wiki = is_wiki
        self._zone = actor.user.time_zone if actor.user else "Etc/UTC"
        self._values = Values(site, prepared, self._zone, with_email=e.may_see_emails(site, actor))

    def comment(self, issue: Issue, entry: Entry, expand: Collection[str] = ()) -> dict[str, Any]:
        """Build a comment."""
        built = self._head(issue, entry, "comment")
        built["body"] = show_rich_text(entry["body"], is_wiki=self._is_wiki)
        built |= self._update_author(entry)
        built["created"] = in_zone(entry["created_ms"], self._zone)
        built["updated"] = in_zone(entry["updated_ms"], self._zone)
        built |= self._visibility(entry)
        internal = entry["properties"].get(INTERNAL)
        built["jsdPublic"] = not (isinstance(internal, dict) and internal.get("internal") is True)
        if "renderedBody" in expand:
            built["renderedBody"] = self.html(issue, entry["body"])
        return built | _properties(entry, expand)

    def worklog(self, issue: Issue, entry: Entry, expand: Collection[str] = ()) -> dict[str, Any]:
        """Build a work log; a seeded one knows only who logged how much and when."""
        built = self._head(issue, entry, "worklog")
        built |= self._update_author(entry)
        comment = entry.get("comment")
        if comment is not None:
            built["comment"] = show_rich_text(comment, is_wiki=self._is_wiki)
        built["created"] = in_zone(entry.get("created_ms") or entry["started"], self._zone)
        built["updated"] = in_zone(entry.get("updated_ms") or entry["started"], self._zone)
        built |= self._visibility(entry)
        built["started"] = in_zone(entry["started"], self._zone)
        built["timeSpent"] = duration(entry["seconds"])
        built["timeSpentSeconds"] = entry["seconds"]
        built |= {"id": entry["id"], "issueId": str(issue.id)}
        return built | _properties(entry, expand)

    def comments_of(self, issue: Issue, most: int) -> bytes:
        """Build the issue's ``comment``: its first comments, as many as an answer of this kind holds."""
        entries = visible_entries(self._site, self._actor, issue, "comment")
        shown = entries[:most]
        return orjson.dumps(
            {
                "comments": [self.comment(issue, entry) for entry in shown],
                "self": f"{self._site.base_url}{e.API}/issue/{issue.id}/comment",
                "maxResults": len(shown),
                "total": len(entries),
                "startAt": 0,
            }
        )

    def worklogs_of(self, issue: Issue) -> bytes:
        """Build the issue's ``worklog``: the first twenty."""
        entries = visible_entries(self._site, self._actor, issue, "worklog")
        return orjson.dumps(
            {
                "startAt": 0,
                "maxResults": EMBEDDED_WORKLOGS,
                "total": len(entries),
                "worklogs": [self.worklog(issue, entry) for entry in entries[:EMBEDDED_WORKLOGS]],
            }
        )

    def shown_comments_of(self, issue: Issue, most: int) -> dict[str, Any]:
        """Build the issue's rendered ``comment``: the same comments as :meth:`comments_of` has."""
        entries = visible_entries(self._site, self._actor, issue, "comment")
        shown = [
            self.comment(issue, entry)
            | {
                "body": self.html(issue, entry["body"]),
                "created": self._relative(entry["created_ms"]),
                "updated": self._relative(entry["updated_ms"]),
            }
            for entry in entries[:most]
        ]
        link = f"{self._site.base_url}{e.API}/issue/{issue.id}/comment"
        counts = {"maxResults": len(shown), "total": len(entries), "startAt": 0}
        return {"comments": shown, "self": link, **counts}

    def shown_worklogs_of(self, issue: Issue) -> dict[str, Any]:
        """Build the issue's rendered ``worklog``: the same work logs as :meth:`worklogs_of` has."""
        entries = visible_entries(self._site, self._actor, issue, "worklog")
        shown = []
        for entry in entries[:EMBEDDED_WORKLOGS]:
            built = self.worklog(issue, entry)
            if "comment" in built:
                built["comment"] = self.html(issue, entry["comment"])
            built["created"] = self._relative(entry.get("created_ms") or entry["started"])
            built["updated"] = self._relative(entry.get("updated_ms") or entry["started"])
            built["started"] = self._relative(entry["started"])
            shown.append(built | {"timeSpent": shown_duration(entry["seconds"])})
        return {
            "startAt": 0,
            "maxResults": EMBEDDED_WORKLOGS,
            "total": len(entries),
            "worklogs": shown,
        }

    def shown_attachments_of(self, issue: Issue) -> list[dict[str, Any]]:
        """Build the issue's rendered ``attachment``."""
        return [
            self.attachment(file)
            | {"created": self._relative(file["created_ms"]), "size": shown_size(file["size"])}
            for file in files_of(issue)
        ]

    def attachment(self, file: File) -> dict[str, Any]:
        """Build a file, as it stands in issues."""
        return self._values.attachment(file)

    def html(self, issue: Issue, document: dict[str, Any] | None) -> str:
        """Render a document that stands on an issue; none gives an empty text."""

        def name_of(account_id: str) -> str | None:
            user = self._site.users.get(account_id)
            return user.display_name if user is not None else None

        def picture_of(filename: str) -> str | None:
            files = files_of(issue)[::-1]
            found = next((file["id"] for file in files if file["filename"] == filename), None)
            link = f"{self._site.base_url}{e.API}/attachment/content"
            return None if found is None else f"{link}/{found}"

        return adf_to_html(document, Surroundings(self._site.base_url, name_of, picture_of))

    def _relative(self, moment_ms: int) -> str:
        return shown_relative(moment_ms, self._zone, self._site.now())

    def user(self, account_id: str) -> orjson.Fragment:
        """Build a person, as they stand in comments and lists."""
        return orjson.Fragment(self._values.user(account_id))

    def _head(self, issue: Issue, entry: Entry, kind: str) -> dict[str, Any]:
        link = f"{self._site.base_url}{e.API}/issue/{issue.id}/{kind}/{entry['id']}"
        built: dict[str, Any] = {"self": link, "id": entry["id"]}
        if entry["author"] is not None:
            built["author"] = self.user(entry["author"])
        return built

    def _update_author(self, entry: Entry) -> dict[str, Any]:
        account_id = entry.get("update_author", entry["author"])
        return {} if account_id is None else {"updateAuthor": self.user(account_id)}

    def _visibility(self, entry: Entry) -> dict[str, Any]:
        visibility = entry.get("visibility")
        if visibility is None:
            return {}
        kind, name = visibility["type"], visibility["value"]
        identifier = self._site.groups.get(name, name) if kind == "group" else name
        return {"visibility": {"type": kind, "value": name, "identifier": identifier}}


def _properties(entry: Entry, expand: Collection[str]) -> dict[str, Any]:
    if "properties" not in expand:
        return {}
    held = entry.get("properties") or {}
    return {"properties": [{"key": key, "value": value} for key, value in held.items()]}
