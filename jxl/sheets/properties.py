"""
The project properties of one project, as the store uses them.

The app itself reads and writes them: who may has been decided before. A protocol, so that tests can stand in with a
dictionary that fails where they want it to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from jxl.jira import properties
from jxl.jira.client import JiraClient

if TYPE_CHECKING:
    from jxl.connect.models import Installation


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
