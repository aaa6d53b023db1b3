"""
The project properties of one project, as the store uses them.

The app itself reads and writes them: who may has been decided before. A protocol, so that tests can stand in with a
dictionary that fails where they want it to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from jxl.errors import JiraNotFound, JiraUnavailable, JxlError
from jxl.jira import properties
from jxl.jira.client import JiraClient
from jxl.jira.concurrency import run_ahead

if TYPE_CHECKING:
    from jxl.connect.models import Installation

CALLS_AT_ONCE = 8


class Missing:
    """Stands for the value of a property that is not there."""


MISSING = Missing()


class Unreadable:
    """Stands for a value that Jira gives and that is no JSON to us, such as half a character: damage, not trouble."""


class ProjectProperties(Protocol):
    """Values by key. ``fetch`` and ``delete`` raise ``JiraNotFound`` when there is none."""

    def list_keys(self) -> list[str]: ...

    def fetch(self, key: str) -> Any: ...

    def put(self, key: str, value: Any) -> None: ...

    def delete(self, key: str) -> None: ...


OpenProperties = Callable[["Installation", str], ProjectProperties]


@dataclass(frozen=True, slots=True)
class JiraProperties:
    """The properties where they really are."""

    client: JiraClient
    project_id: str

    def list_keys(self) -> list[str]:
        return properties.list_keys(self.client, self.project_id)

    def fetch(self, key: str) -> Any:
        return properties.fetch(self.client, self.project_id, key)

    def put(self, key: str, value: Any) -> None:
        properties.put(self.client, self.project_id, key, value)

    def delete(self, key: str) -> None:
        properties.delete(self.client, self.project_id, key)


def fetch_value(there: ProjectProperties, key: str) -> Any:
    """
    Fetch a property, whatever somebody wrote into it.

    Returns:
        Its value, or an :class:`Unreadable`. That is told from a Jira in trouble by the answer: it came as a good one,
        and only its text cannot be parsed.

    Raises:
        JiraError: Jira did not answer as it should; ``JiraNotFound`` when there is no such property.
    """
    try:
        return there.fetch(key)
    except JiraUnavailable as exc:
        if isinstance(exc.__cause__, orjson.JSONDecodeError):
            return Unreadable()
        raise


def fetch_or_error(there: ProjectProperties, key: str) -> Any:
    """Fetch a property: its value, ``MISSING``, or the error as a value."""
    try:
        return fetch_value(there, key)
    except JiraNotFound:
        return MISSING
    except JxlError as exc:
        return exc


def fetch_all(there: ProjectProperties, keys: Iterable[str]) -> dict[str, Any]:
    """
    Fetch properties, several at once: values by key, ``MISSING`` for those that are not there.

    Raises:
        JxlError: One of them could not be had.
    """

    def fetch(key: str) -> tuple[str, Any]:
        return key, fetch_or_error(there, key)

    found = dict(run_ahead([partial(fetch, key) for key in keys], CALLS_AT_ONCE))
    for value in found.values():
        if isinstance(value, JxlError):
            raise value
    return found


def list_keys_if_there(there: ProjectProperties) -> list[str]:
    """List the keys of a project's properties; none when the project is gone."""
    try:
        return there.list_keys()
    except JiraNotFound:
        return []
