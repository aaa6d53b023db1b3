"""
Issues as JSON bytes, joined from prepared fragments: one an issue and field.

A fragment is kept until the issue's ``version`` or the site's ``config_version`` rises. What hangs on other
issues (parent, sub-tasks, links, sums) or on who asks (votes, watches, comments, work logs) is built each time,
in ``relations.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Site
from jxl_sandbox.jira.rest import entities as e
from jxl_sandbox.jira.rest.entries import EntryRenderer
from jxl_sandbox.jira.rest.fieldsets import NOT_IN_FIELDS, FieldSet
from jxl_sandbox.jira.rest.relations import Relations
from jxl_sandbox.jira.rest.rendered import RenderedFields
from jxl_sandbox.jira.rest.values import Builder, Values
from jxl_sandbox.jira.rights import IssueSight

# Kinds whose JSON differs with the zone of who asks, and those that differ with e-mail addresses shown.
_BY_ZONE = frozenset({"datetime"})
_BY_EMAIL = frozenset({"user", "users"})
_COMPUTED_BY_ZONE = frozenset({"created", "updated"})

# How many comments each issue of a list carries; one issue alone carries all it can have.
COMMENTS_OF_MANY, COMMENTS_OF_ONE = 20, 5000
VERSIONED = "versionedRepresentations"

_Step = tuple[str, Builder, FieldDefinition]


class Fragments:
    """
    The prepared fragments of one site, shared by all calls.
    """

    def __init__(self, site: Site) -> None:
        self.prepared = e.Prepared(site)
        self._site = site
        self._config_version = site.config_version
        self._kept: dict[int, tuple[int, dict[str, bytes]]] = {}

    def of(self, issue: Issue) -> dict[str, bytes]:
        """Get an issue's fragments as they stand, without those of an older version."""
        kept = self._kept.get(issue.id)
        if kept is None or kept[0] != issue.version:
            kept = self._kept[issue.id] = (issue.version, {})
        return kept[1]

    def refresh(self) -> None:
        """Forget everything when anything but issues has changed."""
        if self._config_version != self._site.config_version:
            self._kept.clear()
            self._config_version = self._site.config_version


def fragments_of(site: Site) -> Fragments:
    """
    Get the fragments kept for a site; they live as long as it does.
    """
    kept = site.caches.get("fragments")
    if not isinstance(kept, Fragments):
        kept = site.caches["fragments"] = Fragments(site)
    kept.refresh()
    return kept


class IssueRenderer:
    """
    Renders issues for one call.

    Args:
        fields: Which fields, see :func:`~jxl_sandbox.jira.rest.fieldsets.parse_fields`.
        expand: The ``expand`` member each issue begins with: what could be asked for.
        is_wiki: Rich text as version 2 of the API has it.
        most_comments: How many comments an issue carries at most; the first ones.
    """

    def __init__(
        self,
        site: Site,
        actor: Actor,
        fields: FieldSet,
        sight: IssueSight,
        expand: str,
        *,
        is_wiki: bool = False,
        most_comments: int = COMMENTS_OF_MANY,
    ) -> None:
        self._site = site
        self._actor = actor
        self._fields = fields
        self._sight = sight
        self._is_wiki = is_wiki
        self._most_comments = most_comments
        self._fragments = fragments_of(site)
        zone = actor.user.time_zone if actor.user else "Etc/UTC"
        with_email = e.may_see_emails(site, actor)
        values = Values(site, self._fragments.prepared, zone, with_email=with_email, is_wiki=is_wiki)
        self._entries = EntryRenderer(site, actor, self._fragments.prepared, is_wiki=is_wiki)
        self._relations = Relations(site, actor, self._fragments, values, sight, self._entries, most_comments)
        self._kept_steps: list[_Step] = []
        self._fresh_steps: list[_Step] = []
        for field in fields.fields:
            builder = values.builder(field)
            if builder is None:
                fresh = self._relations.builder(field)
                self._fresh_steps.append((field.id, fresh, field))
            else:
                key = _cache_key(field, zone, with_email=with_email, is_wiki=is_wiki)
                self._kept_steps.append((key, builder, field))
        self._expand = orjson.dumps(expand)
        self._link = f"{site.base_url}{e.API}/issue/"

    def render(self, issue: Issue, extra: Sequence[tuple[str, bytes]] = ()) -> bytes:
        """
        Render an issue.

        Args:
            extra: Further members beside ``fields``: (name, JSON), as ``expand`` and ``properties`` bring; versioned
                representations stand instead of ``fields``.
        """
        if not self._fields.shows_key:
            head = b'{"id":"%d"' % issue.id
        else:
            head = b'{"expand":%b,"id":"%d","self":"%b%d","key":"%b"' % (
                self._expand,
                issue.id,
                self._link.encode(),
                issue.id,
                issue.key.encode(),
            )
        parts = [head]
        if self._fields.fields and not (extra and any(name == VERSIONED for name, _ in extra)):
            parts.append(b'"fields":{' + b",".join(self._members(issue)) + b"}")
        parts += [b'"%b":%b' % (name.encode(), body) for name, body in extra]
        return b",".join(parts) + b"}"

    def rendered_fields(self, issue: Issue) -> dict[str, Any]:
        """Build ``renderedFields``: the same fields in words and HTML."""
        rendered = RenderedFields(
            self._site, self._actor, self._entries, self._relations, self._most_comments
        )
        project, type_id = self._site.projects[issue.project_id], issue.values["issuetype"]
        shown = [f for f in self._fields.fields if f.is_in_context(project, type_id)]
        if issue.values.get("parent") is None:
            shown = [f for f in shown if f.id != "parent"]
        return rendered.of(issue, shown)

    def versions_of_fields(self, issue: Issue) -> bytes:
        """
        Build ``versionedRepresentations``: all fields, whichever were asked for, each with its one version.
        """
        every = FieldSet(
            tuple(f for f in self._site.fields.values() if f.id not in NOT_IN_FIELDS), shows_key=True
        )
        whole = IssueRenderer(
            self._site,
            self._actor,
            every,
            self._sight,
            "",
            is_wiki=self._is_wiki,
            most_comments=self._most_comments,
        )
        fields = orjson.loads(b"{" + b",".join(whole._members(issue)) + b"}")
        return orjson.dumps({field_id: {"1": value} for field_id, value in fields.items()})

    def render_short(self, issue: Issue) -> bytes:
        """Render an issue as it stands inside another one: key, summary, status, type and priority."""
        return self._relations.mini(issue)

    def _members(self, issue: Issue) -> list[bytes]:
        """Render the fields, each as ``"id":value``; those an issue does not have are left out."""
        kept = self._fragments.of(issue)
        members = []
        for key, builder, field in self._kept_steps:
            fragment = kept.get(key)
            if fragment is None:
                fragment = kept[key] = self._member(issue, builder, field)
            if fragment:
                members.append(fragment)
        members += [
            m for _, builder, field in self._fresh_steps if (m := self._member(issue, builder, field))
        ]
        return members

    def _member(self, issue: Issue, builder: Builder, field: FieldDefinition) -> bytes:
        """Build ``"id":value``; empty when the issue does not have the field at all."""
        project = self._site.projects[issue.project_id]
        if not field.is_in_context(project, issue.values["issuetype"]):
            return b""
        if field.id == "parent" and issue.values.get("parent") is None:
            return b""  # Jira leaves the member out; it is never null
        return b'"%b":%b' % (field.id.encode(), builder(issue))


def _cache_key(field: FieldDefinition, zone: str, *, with_email: bool, is_wiki: bool) -> str:
    if field.id == "attachment":
        return f"{field.id}|{zone}|{with_email}"
    if field.kind in _BY_ZONE or field.id in _COMPUTED_BY_ZONE:
        return f"{field.id}|{zone}"
    if field.kind in _BY_EMAIL:
        return f"{field.id}|{with_email}"
    if field.kind == "adf" and is_wiki:
        return f"{field.id}|wiki"
    return field.id
