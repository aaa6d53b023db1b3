"""
The ``expand`` and ``properties`` parameters of issue calls: what comes beside an issue's fields.

What Jira does not know is ignored, as Jira does.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from jxl_sandbox.jira.model import JSON, Actor, Issue, Site
from jxl_sandbox.jira.rest.editmeta import edit_meta
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.fieldsets import FieldSet
from jxl_sandbox.jira.rest.histories import Histories
from jxl_sandbox.jira.rest.issue_operations import operations_of
from jxl_sandbox.jira.rest.moves import available, transition_json
from jxl_sandbox.jira.rest.render import VERSIONED, IssueRenderer

_MOST_PROPERTIES = 5
_TRANSITION_FIELDS = "transitions.fields"


class Expansion:
    """
    What one call wants beside fields.

    Raises:
        RestError: 400; more than five property keys.
    """

    def __init__(self, site: Site, actor: Actor, expand: Sequence[str], properties: Sequence[str]) -> None:
        self._site = site
        self._actor = actor
        self.parts = {part.strip() for part in expand if part.strip()}
        self._properties = list(properties)
        if len(self._properties) > _MOST_PROPERTIES:
            raise RestError(400, f"At most {_MOST_PROPERTIES} issue properties can be requested.")

    def of_issue(self, issue: Issue, renderer: IssueRenderer) -> list[tuple[str, bytes]]:
        """
        Render the members beside ``fields`` of one issue.

        Args:
            renderer: What renders its fields in the same answer.
        """
        extra: list[tuple[str, bytes]] = []
        if self._properties:
            kept = {
                key: orjson.Fragment(issue.properties[key])
                for key in self._properties
                if key in issue.properties
            }
            extra.append(("properties", orjson.dumps(kept)))
        if "renderedFields" in self.parts:
            extra.append(("renderedFields", orjson.dumps(renderer.rendered_fields(issue))))
        if VERSIONED in self.parts:
            extra.append((VERSIONED, renderer.versions_of_fields(issue)))
        if "operations" in self.parts:
            extra.append(("operations", orjson.dumps(operations_of(self._site, self._actor, issue))))
        if "editmeta" in self.parts:
            extra.append(("editmeta", orjson.dumps(edit_meta(self._site, self._actor, issue))))
        if self.parts & {"transitions", _TRANSITION_FIELDS}:
            extra.append(("transitions", orjson.dumps(self._transitions(issue))))
        if "changelog" in self.parts:
            rendered = Histories(self._site, self._actor)
            histories = [rendered.render(entry) for entry in issue.changelog[::-1]]
            page = {
                "startAt": 0,
                "maxResults": len(histories),
                "total": len(histories),
                "histories": histories,
            }
            extra.append(("changelog", orjson.dumps(page)))
        return extra

    def _transitions(self, issue: Issue) -> list[JSON]:
        found = available(self._site, self._actor, issue)
        with_fields = _TRANSITION_FIELDS in self.parts
        return [transition_json(self._site, self._actor, issue, t, with_fields=with_fields) for t in found]

    def of_fields(self, fields: FieldSet) -> list[tuple[str, bytes]]:
        """Render ``names`` and ``schema``, which stand once an answer."""
        extra: list[tuple[str, bytes]] = []
        if "names" in self.parts:
            extra.append(("names", orjson.dumps({f.id: f.name for f in fields.fields})))
        if "schema" in self.parts:
            schemas: dict[str, JSON] = {f.id: f.schema for f in fields.fields if f.schema is not None}
            extra.append(("schema", orjson.dumps(schemas)))
        return extra


def members(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """
    Join rendered members, each with a comma before it.
    """
    return b"".join(b',"%b":%b' % (name.encode(), body) for name, body in parts)
