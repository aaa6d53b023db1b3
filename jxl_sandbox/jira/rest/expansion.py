"""
The ``expand`` and ``properties`` parameters of issue calls: what comes beside an issue's fields.

What Jira has and the sandbox has not built answers 501; what Jira does not know is ignored, as Jira does.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from jxl_sandbox.jira.model import JSON, Actor, Issue, Site
from jxl_sandbox.jira.rest.editmeta import edit_meta
from jxl_sandbox.jira.rest.errors import RestError
from jxl_sandbox.jira.rest.fieldsets import FieldSet
from jxl_sandbox.jira.rest.histories import Histories
from jxl_sandbox.jira.rest.moves import available, transition_json

_UNBUILT = frozenset({"renderedFields", "operations", "versionedRepresentations"})
_MOST_PROPERTIES = 5


class Expansion:
    """
    What one call wants beside fields.

    Raises:
        RestError: 400, more than five property keys; 501, a part the sandbox has not built.
    """

    def __init__(self, site: Site, actor: Actor, expand: Sequence[str], properties: Sequence[str]) -> None:
        self._site = site
        self._actor = actor
        self.parts = {part.strip() for part in expand if part.strip()}
        self._properties = list(properties)
        if len(self._properties) > _MOST_PROPERTIES:
            raise RestError(400, f"At most {_MOST_PROPERTIES} issue properties can be requested.")
        unbuilt = sorted(self.parts & _UNBUILT)
        if unbuilt:
            raise RestError(501, f"The sandbox has not built expand={','.join(unbuilt)}.")

    def of_issue(self, issue: Issue) -> list[tuple[str, bytes]]:
        """Render the members beside ``fields`` of one issue."""
        extra: list[tuple[str, bytes]] = []
        if self._properties:
            kept = {
                key: orjson.Fragment(issue.properties[key])
                for key in self._properties
                if key in issue.properties
            }
            extra.append(("properties", orjson.dumps(kept)))
        if "editmeta" in self.parts:
            extra.append(("editmeta", orjson.dumps(edit_meta(self._site, self._actor, issue))))
        if "transitions" in self.parts:
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
        return [transition_json(self._site, self._actor, issue, t, with_fields=False) for t in found]

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
