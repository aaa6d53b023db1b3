"""
What every reader of a field's value is given, and how it says no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jxl_sandbox.jira.model import Actor, Issue, IssueType, Project, Site


class FieldError(Exception):
    """
    A value that Jira does not take, in Jira's words.

    ``field_id`` stands in for the field's own id in the answer's ``errors`` where Jira uses another.
    """

    def __init__(self, message: str, field_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field_id = field_id


@dataclass(frozen=True, slots=True)
class InputContext:
    """
    The issue that is written and by whom; ``issue`` is None for one that is being created.

    ``values`` is what the issue holds now (what it begins with, for a new one). ``has_wiki`` is set for version 2
    of the API, where rich text is a string.
    """

    site: Site
    actor: Actor
    project: Project
    issue_type_id: str
    issue: Issue | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    has_wiki: bool = False

    @property
    def issue_type(self) -> IssueType:
        """The type of the issue; a change of type keeps its level."""
        return self.site.issue_types[self.issue_type_id]


def as_object(raw: Any) -> dict[str, Any]:
    """
    Take a value as a JSON object.

    Raises:
        FieldError: It is something else.
    """
    if not isinstance(raw, dict):
        raise FieldError("data was not an object")
    return raw


def as_list(raw: Any) -> list[Any]:
    """
    Take a value as a JSON array; null is an empty one.

    Raises:
        FieldError: It is something else.
    """
    if raw is None:
        return []
    if not isinstance(raw, list):
        raise FieldError("data was not an array")
    return raw


def text_property(data: Mapping[str, Any], name: str) -> str | None:
    """
    Get a member that must be a string where it is there at all.

    Raises:
        FieldError: It is something else.
    """
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise FieldError(f"expected '{name}' property to be a string")
    return value
