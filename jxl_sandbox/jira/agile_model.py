"""
Shapes of saved filters and of what boards keep beside issues; plain values that hang on the site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ShareType = Literal["global", "authenticated", "project", "projectRole", "group", "user"]


@dataclass(frozen=True, slots=True)
class Share:
    """
    With whom a filter is shared: everybody, everybody logged in, a project, a role in it, a group, a person.

    ``project_id`` and ``role`` go together for ``projectRole``; ``name`` is a group's name or an account id.
    """

    id: int
    type: ShareType
    project_id: str | None = None
    role: str | None = None
    name: str | None = None


@dataclass(slots=True)
class SavedFilter:
    """A saved JQL query. ``owner`` is an account id, as are the members of ``favourites``."""

    id: int
    name: str
    owner: str
    jql: str
    description: str = ""
    shares: list[Share] = field(default_factory=list)
    edits: list[Share] = field(default_factory=list)
    favourites: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class EpicMark:
    """What the board software keeps of an epic: a colour (``color_1`` … ``color_14``) and the mark *done*."""

    color: str
    is_done: bool = False
