"""
How values look and in which order they stand: icons, colours, avatars, sequence. Pure.

Sent once a value, not once a cell. Addresses of images pass :class:`~jxl.jira.images.ImageRule` or are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jxl.jira.images import ImageRule
from jxl.jira.kinds import Kind
from jxl.jira.values import identify

if TYPE_CHECKING:
    from jxl.jira.fields import JiraField

Look = dict[str, Any]  # {"text", "icon"?, "color"?, "order"?, "avatar"?}
LookReader = Callable[[Any], dict[str, Look]]

_NO_IMAGES = ImageRule()
# Colours are the roles of the design: to do, in progress, done.
_CATEGORY_COLORS = {"new": "neutral", "indeterminate": "information", "done": "success"}
_CATEGORY_ORDER = {"new": 1, "indeterminate": 2, "done": 3}
_SPRINT_COLORS = {"active": "information", "future": "neutral", "closed": "neutral"}

KINDS_WITH_LOOKS = frozenset(
    {
        Kind.STATUS,
        Kind.PRIORITY,
        Kind.ISSUE_TYPE,
        Kind.RESOLUTION,
        Kind.USER,
        Kind.USERS,
        Kind.PROJECT,
        Kind.TEAM,
        Kind.SPRINT,
        Kind.OPTION,
        Kind.OPTIONS,
        Kind.VERSION,
        Kind.VERSIONS,
        Kind.COMPONENTS,
        Kind.GROUPS,
        Kind.STATUS_CATEGORY,
    }
)


def look(field: JiraField, raw: Any, images: ImageRule = _NO_IMAGES) -> Look | None:
    """
    Give the look of a field's single value.

    Args:
        images: The site's rule; without it no icon or avatar passes but Atlassian's own.

    Returns:
        None for kinds whose values have none, and for values that are empty or unreadable.
    """
    read = look_reader(field, images)
    return next(iter(read(raw).values()), None) if read else None


def look_reader(
    field: JiraField, images: ImageRule = _NO_IMAGES, order: Mapping[str, int] | None = None
) -> LookReader | None:
    """
    Give the function that reads the looks of the values in a cell, by canonical id.

    Args:
        order: Jira's own sequence of values by id (see ``catalogues.py``), which wins over what can be
            guessed from the value itself.

    Returns:
        None when values of this kind have no looks.
    """
    if field.kind not in KINDS_WITH_LOOKS:
        return None
    dress = _DRESSERS.get(field.kind)

    def read(raw: Any) -> dict[str, Look]:
        looks: dict[str, Look] = {}
        for thing in raw if isinstance(raw, list) else (raw,):
            identity = _identity(field.kind, thing)
            if identity is None:
                continue
            value_look: Look = {"text": identity[1]}
            if dress is not None:
                dress(value_look, thing, images)
            if order is not None and identity[0] in order:
                value_look["order"] = order[identity[0]]
            looks[identity[0]] = value_look
        return looks

    return read


def _identity(kind: Kind, thing: Any) -> tuple[str, str] | None:
    identity = identify(thing)
    if identity is not None and kind is Kind.STATUS_CATEGORY and isinstance(thing.get("key"), str):
        return thing["key"], identity[1]
    return identity


def _dress_user(value_look: Look, thing: dict[str, Any], images: ImageRule) -> None:
    if avatar := images.avatar_of(thing):
        value_look["avatar"] = avatar


def _dress_status(value_look: Look, thing: dict[str, Any], _images: ImageRule) -> None:
    category = thing.get("statusCategory")
    key = category.get("key") if isinstance(category, dict) else thing.get("key")
    if isinstance(key, str) and key in _CATEGORY_COLORS:
        value_look["color"] = _CATEGORY_COLORS[key]
        value_look["order"] = _CATEGORY_ORDER[key]
    else:
        value_look["color"] = "neutral"


def _dress_icon(value_look: Look, thing: dict[str, Any], images: ImageRule) -> None:
    if icon := images.allow(thing.get("iconUrl")):
        value_look["icon"] = icon


def _dress_priority(value_look: Look, thing: dict[str, Any], images: ImageRule) -> None:
    """Jira numbers its own priorities from the highest down."""
    _dress_icon(value_look, thing, images)
    number = thing.get("id")
    if isinstance(number, str) and number.isascii() and number.isdecimal() and len(number) < 10:
        value_look["order"] = int(number)


def _dress_issue_type(value_look: Look, thing: dict[str, Any], images: ImageRule) -> None:
    """The higher in the hierarchy, the earlier: epics, then stories and tasks, then sub-tasks."""
    _dress_icon(value_look, thing, images)
    level = thing.get("hierarchyLevel")
    if isinstance(level, int) and not isinstance(level, bool):
        value_look["order"] = -level
    elif isinstance(thing.get("subtask"), bool):
        value_look["order"] = int(thing["subtask"])


def _dress_sprint(value_look: Look, thing: dict[str, Any], _images: ImageRule) -> None:
    state = thing.get("state")
    if isinstance(state, str) and state in _SPRINT_COLORS:
        value_look["color"] = _SPRINT_COLORS[state]
    number = thing.get("id")
    if isinstance(number, int) and not isinstance(number, bool):
        value_look["order"] = number


_DRESSERS: dict[Kind, Callable[[Look, dict[str, Any], ImageRule], None]] = {
    Kind.STATUS: _dress_status,
    Kind.STATUS_CATEGORY: _dress_status,
    Kind.PRIORITY: _dress_priority,
    Kind.ISSUE_TYPE: _dress_issue_type,
    Kind.USER: _dress_user,
    Kind.USERS: _dress_user,
    Kind.PROJECT: _dress_user,
    Kind.TEAM: _dress_user,
    Kind.SPRINT: _dress_sprint,
}
