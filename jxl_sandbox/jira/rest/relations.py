"""
Values of an issue that hang on other issues or on who asks: parent, sub-tasks, links, sums, votes, comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.entries import EntryRenderer
from jxl_sandbox.jira.rest.values import NULL, Builder, Values, progress
from jxl_sandbox.jira.rights import IssueSight

if TYPE_CHECKING:
    from jxl_sandbox.jira.rest.render import Fragments


class Relations:
    """
    Builders for one call.
    """

    def __init__(
        self,
        site: Site,
        actor: Actor,
        fragments: Fragments,
        values: Values,
        sight: IssueSight,
        entries: EntryRenderer,
        most_comments: int,
    ) -> None:
        self._site = site
        self._account_id = actor.user.account_id if actor.user else None
        self._fragments = fragments
        self._values = values
        self._sight = sight
        self._entries = entries
        self._most_comments = most_comments

    def builder(self, field: FieldDefinition) -> Builder:
        """Make the builder of a field that :class:`Values` has none for."""
        builders: dict[str, Builder] = {
            "parent": self._parent,
            "subtasks": self._subtasks,
            "issuelinks": self._links,
            "votes": self._votes,
            "watches": self._watches,
            "lastViewed": self._last_viewed,
            "comment": lambda issue: self._entries.comments_of(issue, self._most_comments),
            "worklog": self._entries.worklogs_of,
            "aggregatetimespent": lambda issue: self._sum(issue, "timespent"),
            "aggregatetimeestimate": lambda issue: self._sum(issue, "timeestimate"),
            "aggregatetimeoriginalestimate": lambda issue: self._sum(issue, "timeoriginalestimate"),
            "aggregateprogress": self._aggregate_progress,
        }
        if field.id in builders:
            return builders[field.id]
        if field.schema is not None and field.schema.get("custom", "").endswith(":gh-epic-link"):
            return self._epic_link
        return lambda _: NULL

    def mini(self, issue: Issue) -> bytes:
        """The short form of an issue inside another one."""
        kept = self._fragments.of(issue)
        fragment = kept.get("#mini")
        if fragment is None:
            values = issue.values
            fields = {
                "summary": values.get("summary"),
                "status": orjson.Fragment(self._values.entity("status", values["status"], issue)),
                "issuetype": orjson.Fragment(self._values.entity("issuetype", values["issuetype"], issue)),
            }
            if values.get("priority"):
                priority = self._values.entity("priority", values["priority"], issue)
                fields["priority"] = orjson.Fragment(priority)
            link = f"{self._site.base_url}{e.API}/issue/{issue.id}"
            fragment = kept["#mini"] = orjson.dumps(
                {"id": str(issue.id), "key": issue.key, "self": link, "fields": fields}
            )
        return fragment

    def _parent(self, issue: Issue) -> bytes:
        # As in Jira, whoever sees the child is told its parent, even one in a level of security of its own.
        return self.mini(self._site.issues[issue.values["parent"]])

    def _epic_link(self, issue: Issue) -> bytes:
        parent_id = issue.values.get("parent")
        if parent_id is None or self._site.projects[issue.project_id].style != "classic":
            return NULL
        parent = self._site.issues[parent_id]
        is_epic = self._site.issue_types[parent.values["issuetype"]].hierarchy_level == 1
        return b'"%b"' % parent.key.encode() if is_epic else NULL

    def _children(self, issue: Issue) -> list[Issue]:
        """Sub-tasks only; what belongs to an epic is not among its ``subtasks``."""
        types = self._site.issue_types
        children = (self._site.issues[i] for i in self._site.children.get(issue.id, ()))
        return [child for child in children if types[child.values["issuetype"]].is_subtask]

    def _subtasks(self, issue: Issue) -> bytes:
        shown = [self.mini(child) for child in self._children(issue) if self._sight.sees(child)]
        return b"[" + b",".join(shown) + b"]"

    def _links(self, issue: Issue) -> bytes:
        links = issue.values.get("issuelinks")
        if not links:
            return b"[]"
        rendered = []
        for link in links:
            other = self._site.issues.get(link["issue"])
            if other is None or not self._sight.sees(other):
                continue
            member: dict[str, Any] = {
                "id": link["id"],
                "self": f"{self._site.base_url}{e.API}/issueLink/{link['id']}",
                "type": e.link_type_json(self._site, self._site.link_types[link["type"]]),
                f"{link['direction']}Issue": orjson.Fragment(self.mini(other)),
            }
            rendered.append(orjson.dumps(member))
        return b"[" + b",".join(rendered) + b"]"

    def _last_viewed(self, issue: Issue) -> bytes:
        views = self._site.visits.views_of(self._account_id) if self._account_id is not None else {}
        return self._values.date_time(views.get(issue.id))

    def _votes(self, issue: Issue) -> bytes:
        voters = issue.values.get("votes") or ()
        return b'{"self":"%b%b/issue/%b/votes","votes":%d,"hasVoted":%b}' % (
            self._site.base_url.encode(),
            e.API.encode(),
            issue.key.encode(),
            len(voters),
            b"true" if self._account_id in voters else b"false",
        )

    def _watches(self, issue: Issue) -> bytes:
        watchers = issue.values.get("watches") or ()
        return b'{"self":"%b%b/issue/%b/watchers","watchCount":%d,"isWatching":%b}' % (
            self._site.base_url.encode(),
            e.API.encode(),
            issue.key.encode(),
            len(watchers),
            b"true" if self._account_id in watchers else b"false",
        )

    def total(self, issue: Issue, field_id: str) -> int | None:
        """Sum up a duration of an issue and its sub-tasks; None where none of them has it."""
        values = [i.values.get(field_id) for i in (issue, *self._children(issue))]
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    def _sum(self, issue: Issue, field_id: str) -> bytes:
        return orjson.dumps(self.total(issue, field_id))

    def _aggregate_progress(self, issue: Issue) -> bytes:
        return orjson.dumps(progress(self.total(issue, "timespent"), self.total(issue, "timeestimate")))
