"""Values of the policy: what may be wanted, what is known of a person, and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal


class Action(StrEnum):
    """What a person may want to do; the value is its name on the wire."""

    OPEN_SHEET = "openSheet"
    OPEN_DIRECTORY = "openDirectory"
    LIST_PROJECT_SHEETS = "listProjectSheets"
    CREATE_SHEET = "createSheet"
    CHANGE_SHEET = "changeSheet"  # and delete; its structures, formats and views too
    EDIT_CELLS = "editCells"
    BULK_CHANGE = "bulkChange"
    OPEN_ADMIN = "openAdmin"


#: Actions that no project decides.
SITE_ACTIONS = (Action.OPEN_DIRECTORY, Action.OPEN_ADMIN)


@dataclass(frozen=True, slots=True)
class Facts:
    """
    What Jira says of one person, on the site and in one project. False also means "not known to be granted".

    ``scheme_…`` are grants of the project's permission scheme or, in a team-managed project, of its roles.
    """

    global_view: bool = False
    global_edit: bool = False
    global_bulk: bool = False
    global_directory: bool = False
    scheme_view: bool = False
    scheme_edit: bool = False
    scheme_bulk: bool = False
    browse: bool = False
    edit_issues: bool = False
    administer_projects: bool = False
    administer: bool = False


@dataclass(frozen=True, slots=True)
class MissingRight:
    """
    A right that would help. Where several places grant it, one of them suffices.

    Attributes:
        keys: Module keys or Jira's keys, one a place.
        name: As Jira's screens show it.
        places: ``site`` (global permissions), ``scheme`` (permission scheme), ``role`` (of a team-managed project),
            ``project`` (Jira's own right there).
    """

    keys: tuple[str, ...]
    name: str
    places: tuple[Literal["site", "scheme", "role", "project"], ...]

    def to_json(self) -> dict[str, Any]:
        return {"keys": list(self.keys), "name": self.name, "places": list(self.places)}


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict. ``reason`` is for the person, also when the answer is yes; ``missing`` is empty then."""

    allowed: bool
    reason: str
    missing: tuple[MissingRight, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"allowed": self.allowed, "reason": self.reason}
