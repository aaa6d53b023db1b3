"""
What happens on a site, as values: whoever listens to it gets one of these.

Made in ``changes.py`` for all that belongs to issues, and where versions, sprints, boards and filters are changed for
those; told by ``changes.announce``. ``name`` is what Jira calls the event. Source: Jira Cloud, "Webhooks",
"Available webhook events".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jxl_sandbox.jira.agile_model import SavedFilter
from jxl_sandbox.jira.model import Actor, Board, Issue, Project, Sprint

Kind = Literal["created", "updated", "deleted"]
EntrySort = Literal["comment", "worklog", "attachment"]


@dataclass(frozen=True, slots=True)
class EntryEvent:
    """
    A comment, a work log or a file came, changed or went; ``entry`` is its inner form, the last one it had.

    ``is_cascade``: it went because its issue did.
    """

    sort: EntrySort
    kind: Kind
    issue: Issue
    actor: Actor
    entry: Mapping[str, Any]
    is_cascade: bool = False

    @property
    def name(self) -> str:
        return f"{self.sort}_{self.kind}"


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """
    What has just happened to an issue; a deleted one is not on the site any more.

    ``changelog_entry`` is None where the change leaves no trace there, as a vote, a comment or a creation does.
    ``about`` is the comment, work log or file that the change consists of. ``sends_mail`` is None but for a change
    of many issues at once: whether people are sent mail of it.
    """

    kind: Kind
    issue: Issue
    actor: Actor
    changelog_entry: dict[str, Any] | None = None
    about: EntryEvent | None = None
    sends_mail: bool | None = None

    @property
    def name(self) -> str:
        return f"jira:issue_{self.kind}"


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """Two issues were linked, or are not any more; one of them may be gone. ``type_id`` names a link type."""

    kind: Literal["created", "deleted"]
    actor: Actor
    link_id: str
    type_id: str
    source_id: int
    destination_id: int
    is_cascade: bool = False

    @property
    def name(self) -> str:
        return f"issuelink_{self.kind}"


@dataclass(frozen=True, slots=True)
class PropertyEvent:
    """A property of an issue was set or taken away; ``value`` is its JSON text, None for one that is gone."""

    kind: Literal["set", "deleted"]
    issue: Issue
    actor: Actor
    key: str
    value: bytes | None = None

    @property
    def name(self) -> str:
        return f"issue_property_{self.kind}"


@dataclass(frozen=True, slots=True)
class VersionEvent:
    """
    A version of a project came, changed or went.

    ``other`` is, for *merged*, the version that is gone, and for *deleted* the one that took its place, if any did.
    """

    kind: Literal["created", "updated", "deleted", "released", "unreleased", "moved", "merged"]
    project: Project
    actor: Actor
    version: Mapping[str, Any]
    other: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        return f"jira:version_{self.kind}"


@dataclass(frozen=True, slots=True)
class SprintEvent:
    """A sprint came, changed or went; ``before`` is what it was like before an update."""

    kind: Literal["created", "updated", "started", "closed", "deleted"]
    sprint: Sprint
    actor: Actor
    before: Sprint | None = None

    @property
    def name(self) -> str:
        return f"sprint_{self.kind}"


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """A board came, changed or went."""

    kind: Literal["created", "updated", "deleted", "configuration_changed"]
    board: Board
    actor: Actor

    @property
    def name(self) -> str:
        return f"board_{self.kind}"


@dataclass(frozen=True, slots=True)
class FilterEvent:
    """A saved filter came, changed or went."""

    kind: Kind
    saved: SavedFilter
    actor: Actor

    @property
    def name(self) -> str:
        return f"filter_{self.kind}"


Event = (
    IssueEvent
    | EntryEvent
    | LinkEvent
    | PropertyEvent
    | VersionEvent
    | SprintEvent
    | BoardEvent
    | FilterEvent
)
