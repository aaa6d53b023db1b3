"""
What a sheet is: columns, views, structures, conditional formats and the filter language.

Values only: no storage, no network. Names are snake_case here and camelCase on the wire; members that this
version does not know are kept, so that a newer version's sheet survives being saved by an older one. Nothing here
is renamed or reused once it was stored.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from jxl.sheets.wire import ID_PATTERN, AccountId, At, FieldId, ItemId, Name, Wire, Word, not_blank

FORMAT = 1
MAX_COLUMNS = 200
MAX_VIEWS = 100
MAX_STRUCTURES = 50
MAX_FORMATS = 200
MAX_SHEETS = 500  # a project
MAX_DESCRIPTION_CHARS = 4_000
MAX_JQL_CHARS = 10_000
MAX_FILTER_DEPTH = 6
MAX_CONDITIONS = 100

DEFAULT_FIELDS = (
    "key",
    "summary",
    "status",
    "priority",
    "assignee",
    "reporter",
    "labels",
    "components",
    "fixVersions",
    "duedate",
    "timeoriginalestimate",
    "created",
    "updated",
)
DEFAULT_VIEW_NAME = "All columns"


def new_id() -> str:
    """Make an id for a sheet, column, view, structure or format: 10 characters, 60 random bits."""
    return secrets.token_urlsafe(8)[:10]


def _pinned(value: Any) -> Any:
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COLUMNS
    is_ids = (
        isinstance(value, list)
        and len(value) <= MAX_COLUMNS
        and all(isinstance(one, str) and re.fullmatch(ID_PATTERN, one) for one in value)
    )
    if not is_number and not is_ids:
        raise ValueError(f"This must be a number of columns up to {MAX_COLUMNS}, or a list of column ids.")
    return value


Pinned = Annotated[Any, AfterValidator(_pinned)]


# -- filters: one language for views, formats and search -----------------------------------------------------------


class Condition(Wire):
    """``op`` compares the cell of ``column`` with ``value``; operators are words such as ``is`` or ``before``."""

    column: FieldId
    op: Word
    value: Any = None


def _filter_kind(value: Any) -> str:
    if isinstance(value, dict):
        return "<group>" if "all" in value or "any" in value else "<condition>"
    return "<group>" if isinstance(value, Group) else "<condition>"


class Group(Wire):
    """Filters joined: all of them, or any of them."""

    all: list[Filter] | None = Field(default=None, max_length=MAX_CONDITIONS)
    any: list[Filter] | None = Field(default=None, max_length=MAX_CONDITIONS)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.all is None) == (self.any is None):
            raise ValueError("A filter has either “all” or “any”.")
        return self


Filter = Annotated[
    Annotated[Condition, Tag("<condition>")] | Annotated[Group, Tag("<group>")], Discriminator(_filter_kind)
]


def _within_filter_limits(value: Any) -> Any:
    """Count before validating: recursion follows the input's depth."""
    stack, count = [(value, 1)], 0
    while stack:
        item, depth = stack.pop()
        if not isinstance(item, dict):
            continue
        count += 1
        if count > MAX_CONDITIONS:
            raise ValueError(f"A filter may have at most {MAX_CONDITIONS} conditions.")
        if depth > MAX_FILTER_DEPTH:
            raise ValueError(f"A filter may be at most {MAX_FILTER_DEPTH} levels deep.")
        for key in ("all", "any"):
            members = item.get(key)
            if isinstance(members, list):
                stack.extend((member, depth + 1) for member in members)
    return value


class Filtered(Wire):
    """Base of what has a filter: its size is checked before it is read."""

    filter_member: ClassVar[str] = "filter"

    @model_validator(mode="before")
    @classmethod
    def _limit_filter(cls, value: Any) -> Any:
        if isinstance(value, dict):
            _within_filter_limits(value.get(cls.filter_member))
        return value


# -- parts of a sheet -----------------------------------------------------------------------------------------------


class Scope(Wire):
    """Which issues a sheet shows."""

    jql: Annotated[str, Field(min_length=1, max_length=MAX_JQL_CHARS), AfterValidator(not_blank)]


class Column(Wire):
    """A column shows one field: a Jira field id, or ``jxl:<kind>`` for what jxl works out itself."""

    id: ItemId
    field: FieldId
    title: Name | None = None
    width: int | None = Field(default=None, ge=20, le=4000)
    aggregate: Word | None = None


class Sort(Wire):
    """``column`` is a column's id."""

    column: FieldId
    dir: Literal["asc", "desc"] = "asc"


class View(Filtered):
    """
    A saved presentation. ``columns`` are ids in order; ``pinned`` says how many of them stay in sight, or which.
    """

    id: ItemId
    name: Name
    columns: list[ItemId] | None = Field(default=None, max_length=MAX_COLUMNS)
    pinned: Pinned = 1
    sort: list[Sort] = Field(default_factory=list, max_length=10)
    filter: Filter | None = None
    structure: ItemId | None = None
    formats: list[ItemId] = Field(default_factory=list, max_length=MAX_FORMATS)
    density: Literal["compact", "standard", "tall"] = "standard"


class ParentLevel(Wire):
    kind: Literal["parent"]


class LinkLevel(Wire):
    kind: Literal["link"]
    type: Annotated[str, Field(min_length=1, max_length=255)]
    direction: Literal["inward", "outward"]


class GroupLevel(Wire):
    kind: Literal["group"]
    field: FieldId


def _level_kind(value: Any) -> str | None:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"<{kind}>" if isinstance(kind, str) else None


Level = Annotated[
    Annotated[ParentLevel, Tag("<parent>")]
    | Annotated[LinkLevel, Tag("<link>")]
    | Annotated[GroupLevel, Tag("<group>")],
    Discriminator(
        _level_kind,
        custom_error_type="level_kind",
        custom_error_message="A level's kind is parent, link or group.",
    ),
]


class Structure(Wire):
    """The rule that arranges issues into a tree, level by level. ``aggregates`` are functions by column id."""

    id: ItemId
    name: Name
    levels: list[Level] = Field(default_factory=list, max_length=20)
    aggregates: dict[ItemId, Word] = Field(default_factory=dict, max_length=MAX_COLUMNS)
    order: list[Sort] = Field(default_factory=list, max_length=10)


class Target(Wire):
    """What a format colours: the whole row, or the columns named."""

    kind: Literal["row", "columns"] = "row"
    columns: list[ItemId] | None = Field(default=None, max_length=MAX_COLUMNS)


class Effect(Wire):
    """How it looks; the members beside ``kind`` belong to the kind and are kept as they are."""

    kind: Literal["style", "scale", "bar", "icon"]


class Format(Filtered):
    """
    A conditional format: rows for which ``when`` holds look like ``then``. No ``when`` means every row.

    ``stop`` keeps the formats after it from the cells that it matches.
    """

    filter_member = "when"

    id: ItemId
    name: Name
    enabled: bool = True
    target: Target = Field(default_factory=Target)
    when: Filter | None = None
    then: Effect
    stop: bool = False


# -- the whole ------------------------------------------------------------------------------------------------------


class Sheet(Wire):
    """
    A whole sheet, as the API gives and takes it.

    Members from ``id`` on are the server's: what a request says there is not used. There is always at least
    one view. References between items (a view's columns, structure and formats) may dangle after an item was removed;
    whoever draws a sheet passes over those.
    """

    name: Name
    description: str = Field(default="", max_length=MAX_DESCRIPTION_CHARS)
    scope: Scope
    default_view: ItemId | None = None
    columns: list[Column] = Field(max_length=MAX_COLUMNS)
    views: list[View] = Field(max_length=MAX_VIEWS)
    structures: list[Structure] = Field(default_factory=list, max_length=MAX_STRUCTURES)
    formats: list[Format] = Field(default_factory=list, max_length=MAX_FORMATS)

    id: ItemId
    revision: int = Field(default=0, ge=0)
    created_at: At | None = None
    created_by: AccountId | None = None
    updated_at: At | None = None
    updated_by: AccountId | None = None
    deleted_at: At | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name in ITEM_LISTS:
            ids = [item.id for item in getattr(self, name)]
            twice = next((i for i in ids if ids.count(i) > 1), None) if len(ids) != len(set(ids)) else None
            if twice is not None:
                raise ValueError(f"{name}: two of them have the id {twice}.")
        for view in self.views:
            if view.columns is None:
                view.columns = [column.id for column in self.columns]
        if self.views and self.default_view not in {view.id for view in self.views}:
            self.default_view = self.views[0].id
        return self

    def with_unknown(self, members: dict[str, Any]) -> Sheet:
        """Give this sheet with members of a newer version that it does not have itself."""
        return Sheet.from_json({**members, **self.to_json()})

    def view(self, view_id: str | None) -> View:
        """Give the view named, else the default one."""
        for wanted in (view_id, self.default_view):
            for view in self.views:
                if view.id == wanted:
                    return view
        return self.views[0]


ITEM_LISTS = ("columns", "views", "structures", "formats")
SERVER_MEMBERS = (
    "id",
    "revision",
    "createdAt",
    "createdBy",
    "updatedAt",
    "updatedBy",
    "deletedAt",
    "deletedBy",
    # members of the head that a document does not show
    "format",
    "save",
    "parts",
    "history",
    "counts",
    "head",
    "sheet",
    "part",
    "project",
)


def default_columns(make_id: Callable[[], str] = new_id) -> list[dict[str, Any]]:
    """Build the columns of a new sheet; the issue type's icon shows in the key column."""
    return [{"id": make_id(), "field": field} for field in DEFAULT_FIELDS]
