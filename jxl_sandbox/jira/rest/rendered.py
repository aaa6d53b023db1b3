"""
``renderedFields``: rich text as HTML, moments, days and durations in words; null for what has no such form.

Source: Jira Cloud REST v3, "Get issue", ``expand=renderedFields``. A field is here if it is in ``fields``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from jxl_sandbox.jira.model import Actor, FieldDefinition, Issue, Site
from jxl_sandbox.jira.rest.entries import EntryRenderer
from jxl_sandbox.jira.rest.relations import Relations
from jxl_sandbox.jira.rest.shown_dates import shown_day, shown_duration, shown_moment, shown_relative
from jxl_sandbox.jira.rest.values import time_tracking

_SUMS = {
    "aggregatetimespent": "timespent",
    "aggregatetimeestimate": "timeestimate",
    "aggregatetimeoriginalestimate": "timeoriginalestimate",
}


class RenderedFields:
    """
    Renders for one call.
    """

    def __init__(
        self,
        site: Site,
        actor: Actor,
        entries: EntryRenderer,
        relations: Relations,
        most_comments: int,
    ) -> None:
        self._site = site
        self._zone = actor.user.time_zone if actor.user else "Etc/UTC"
        self._entries = entries
        self._relations = relations
        self._most_comments = most_comments

    def of(self, issue: Issue, fields: Iterable[FieldDefinition]) -> dict[str, Any]:
        """Build the member of one issue, by field id."""
        return {field.id: self._value(issue, field) for field in fields}

    def _value(self, issue: Issue, field: FieldDefinition) -> Any:  # noqa: PLR0911 -- one case a kind of value
        value = issue.values.get(field.id)
        match field.id:
            case "created":
                return self._relative(issue.created_ms)
            case "updated":
                return self._relative(issue.updated_ms)
            case "comment":
                return self._entries.shown_comments_of(issue, self._most_comments)
            case "worklog":
                return self._entries.shown_worklogs_of(issue)
            case "attachment":
                return self._entries.shown_attachments_of(issue)
            case "timetracking":
                return time_tracking(issue, shown_duration)
            case _ if field.id in _SUMS:
                value = self._relations.total(issue, _SUMS[field.id])
                return None if value is None else shown_duration(value)
        if field.kind == "adf":
            return self._entries.html(issue, value)
        if value is None:
            return None
        match field.kind:
            case "datetime":
                return shown_moment(value, self._zone) if field.custom else self._relative(value)
            case "date":
                return shown_day(date.fromisoformat(value))
            case "seconds":
                return shown_duration(value)
        return None

    def _relative(self, moment_ms: int) -> str:
        return shown_relative(moment_ms, self._zone, self._site.now())
