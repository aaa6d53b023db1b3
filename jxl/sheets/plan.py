"""
What a load of rows asks for and how it reads answers: worked out once for a sheet, used for every row.

Pure. A plan belongs to one person: it is made from the fields that Jira shows to them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jxl.jira.columns import describe
from jxl.jira.fields import JiraField
from jxl.jira.images import ImageRule
from jxl.jira.kinds import Kind
from jxl.jira.looks import Look, LookReader, look_reader
from jxl.jira.values import Cell, cell_reader
from jxl.permissions.cells import editable_fields
from jxl.sheets.access_classes import CLASS_FIELDS
from jxl.sheets.models import Column, Sheet
from jxl.sheets.untrusted import compact

Event = dict[str, Any]
Orders = Mapping[Kind, Mapping[str, int]]

HIDDEN_PARENT = "A parent you may not see"

_KEY = JiraField(id="key", name="Key", kind=Kind.KEY)
_KEY_FIELDS = ("key", "issuekey")
_ROW_FIELDS = ("issuetype", "project", "parent", "updated")
_LOOKED_UP = (
    JiraField(id="issuetype", name="Issue type", kind=Kind.ISSUE_TYPE),
    JiraField(id="project", name="Project", kind=Kind.PROJECT),
)
# One value of these is the same whichever issue names it.
_THINGS = frozenset(
    {
        Kind.STATUS,
        Kind.PRIORITY,
        Kind.ISSUE_TYPE,
        Kind.RESOLUTION,
        Kind.SECURITY,
        Kind.PROJECT,
        Kind.USER,
        Kind.OPTION,
        Kind.VERSION,
        Kind.TEAM,
    }
)
_read_instant = cell_reader(JiraField(id="updated", name="Updated", kind=Kind.DATETIME))


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """
    One column of the answer: what the browser is told of it, and how its cells are read.

    ``names_parent``: its cells show the key of the issue's parent, which the person may not be allowed to see.
    """

    about: dict[str, Any]
    field_id: str
    kind: Kind
    read: Callable[[Any], Cell]
    look: LookReader | None
    names_parent: bool


@dataclass(frozen=True, slots=True)
class RowPlan:
    """
    Args:
        jql: What the sheet shows.
        columns: In the order of the cells.
        fields: Field ids to ask Jira for; the few that rows themselves need included.
        row_looks: Looks of what a row names beside its cells, by field id.
        editable: The fields of the columns whose cells Jira may let the person change, each once.
        digest: Names the columns and their order; part of what a cursor is bound to.
    """

    jql: str
    columns: tuple[ReadColumn, ...]
    fields: tuple[str, ...]
    row_looks: tuple[tuple[str, LookReader], ...]
    editable: tuple[JiraField, ...]
    digest: str

    @property
    def shows_parents(self) -> bool:
        return any(column.names_parent for column in self.columns)


def build_plan(
    sheet: Sheet,
    fields: Iterable[JiraField],
    wanted: Sequence[str] | None,
    images: ImageRule,
    orders: Orders,
) -> RowPlan:
    """
    Work out how to load a sheet's rows.

    Args:
        fields: Those that the person may see. A column of any other field stays, empty, with the type ``missing``.
        wanted: Field ids to read, in order; None means the sheet's columns. A field without a column in the sheet gets
            one whose id is the field's.
        images: Which addresses of icons and avatars may reach the browser.
        orders: Jira's own sequence of priorities, statuses, issue types and resolutions.
    """
    known = {field.id: field for field in fields}
    columns = tuple(_column(column, known, images, orders) for column in _columns(sheet, wanted))
    asked = dict.fromkeys(
        c.field_id for c in columns if c.field_id in known and c.field_id not in _KEY_FIELDS
    )
    shown = [known[field_id] for field_id in asked]
    editable = tuple(editable_fields(shown))
    looks = [(field.id, look_reader(field, images, orders.get(field.kind))) for field in _LOOKED_UP]
    digest = hashlib.sha256(compact([[c.about["id"], c.field_id] for c in columns])).hexdigest()[:16]
    return RowPlan(
        jql=sheet.scope.jql,
        columns=columns,
        fields=tuple(dict.fromkeys((*asked, *_ROW_FIELDS, *(CLASS_FIELDS if editable else ())))),
        row_looks=tuple((field_id, look) for field_id, look in looks if look is not None),
        editable=editable,
        digest=digest,
    )


def _columns(sheet: Sheet, wanted: Sequence[str] | None) -> list[Column]:
    if wanted is None:
        return sheet.columns
    found: list[Column] = []
    for field_id in dict.fromkeys(wanted):
        of_field = [column for column in sheet.columns if column.field == field_id]
        found += of_field or [Column.model_construct(id=field_id, field=field_id)]
    return found


def _column(column: Column, known: Mapping[str, JiraField], images: ImageRule, orders: Orders) -> ReadColumn:
    field = _KEY if column.field in _KEY_FIELDS else known.get(column.field)
    title = column.title
    if field is None:
        missing = {
            "id": column.id,
            "field": column.field,
            "name": title or column.field,
            "type": "missing",
            "editor": None,
            "multi": False,
        }
        return ReadColumn(missing, column.field, Kind.OTHER, _read_nothing, None, False)
    about = {**describe(field, column.id, title), "field": column.field}
    if column.width is not None:
        about["width"] = column.width
    look = look_reader(field, images, orders.get(field.kind))
    names_parent = field.kind is Kind.PARENT or field.custom.endswith(":gh-epic-link")
    return ReadColumn(about, column.field, field.kind, cell_reader(field), look, names_parent)


def _read_nothing(_raw: Any) -> Cell:
    return None


class RowReader:
    """
    Turns issues as Jira gives them into rows. One a load: it knows which looks were sent already.

    Args:
        plan: The plan of the load.
        name_class: Names the access class of an issue, told its fields as Jira gives them.
    """

    def __init__(self, plan: RowPlan, name_class: Callable[[Mapping[str, Any]], str]) -> None:
        self._name_class = name_class
        self._seen: dict[str, set[str]] = {}
        self._new: dict[str, dict[str, Look]] = {}
        self._cells = tuple(
            (column.field_id, self._reader(column.field_id, column.kind, column.read, column.look))
            for column in plan.columns
        )
        self._parent_cells = tuple(n for n, column in enumerate(plan.columns) if column.names_parent)
        self._updated_cell = next(
            (
                n
                for n, column in enumerate(plan.columns)
                if column.field_id == "updated" and column.kind is Kind.DATETIME
            ),
            None,
        )
        looks = dict(plan.row_looks)
        self._issue_type, self._project = (
            self._reader(field.id, field.kind, cell_reader(field), looks.get(field.id))
            for field in _LOOKED_UP
        )

    def read(self, issues: Iterable[dict[str, Any]], name_parent: Callable[[str], str]) -> list[Event]:
        """
        Read issues of one answer.

        Args:
            name_parent: Gives the name under which a parent goes to the browser: its id if it is known that the person
                may see it, else something that says nothing about it.

        Returns:
            ``values`` events for what is used for the first time, then one ``rows`` event.
        """
        rows = []
        for issue in issues:
            values = issue.get("fields")
            if not isinstance(values, dict):
                values = {}
            values["key"] = values["issuekey"] = issue.get("key")
            get = values.get
            # What is empty needs no reader; zero and False are values.
            cells = [
                read(raw) if (raw := get(field_id)) or raw == 0 else None for field_id, read in self._cells
            ]
            parent = _id_of(get("parent"))
            named = name_parent(parent) if parent is not None else None
            if self._parent_cells and (parent is None or named != parent):
                for number in self._parent_cells:
                    if cells[number] is not None:
                        cells[number] = {"v": named, "t": HIDDEN_PARENT}
            updated = (
                _read_instant(get("updated")) if self._updated_cell is None else cells[self._updated_cell]
            )
            rows.append(
                {
                    "id": str(issue.get("id")),
                    "key": issue.get("key"),
                    "project": _canonical(self._project(get("project"))),
                    "issueType": _canonical(self._issue_type(get("issuetype"))),
                    "parent": named,
                    "updated": _canonical(updated),
                    "access": self._name_class(values),
                    "cells": cells,
                }
            )
        events: list[Event] = [
            {"type": "values", "field": field_id, "values": looks} for field_id, looks in self._new.items()
        ]
        self._new = {}
        events.append({"type": "rows", "rows": rows})
        return events

    def _reader(
        self, field_id: str, kind: Kind, read: Callable[[Any], Cell], look: LookReader | None
    ) -> Callable[[Any], Cell]:
        """
        Give the function that reads a cell and takes down the looks of values at their first use.

        A thing with an id is read once a load and the same cell is handed out again: ten thousand rows name a few
        statuses and some hundred people, and reading is half of what a load costs us. Cells are never changed.
        """
        seen = self._seen.setdefault(field_id, set())

        def note(raw: Any) -> None:
            for value_id, value_look in look(raw).items() if look else ():
                if value_id not in seen:
                    seen.add(value_id)
                    self._new.setdefault(field_id, {})[value_id] = value_look

        def read_any(raw: Any) -> Cell:
            cell = read(raw)
            if cell is not None:
                used = _canonical(cell)
                if type(used) is list:
                    if not seen.issuperset(used):
                        note(raw)
                elif used not in seen:
                    note(raw)
            return cell

        cells: dict[str, Cell] = {}

        def read_thing(raw: Any) -> Cell:
            if raw is None:
                return None
            thing_id = raw.get("accountId") or raw.get("id") if type(raw) is dict else None
            if type(thing_id) is not str:
                return read_any(raw)
            cell = cells.get(thing_id)
            if cell is None:
                cell = cells[thing_id] = read_any(raw)
            return cell

        if kind in _THINGS:
            return read_thing
        return read_any if look is not None else read


def parent_ids(issues: Iterable[dict[str, Any]]) -> set[str]:
    """Collect the ids of the parents that issues name."""
    found = set()
    for issue in issues:
        values = issue.get("fields")
        parent = _id_of(values.get("parent")) if isinstance(values, dict) else None
        if parent is not None:
            found.add(parent)
    return found


def _canonical(cell: Cell) -> Any:
    return cell.get("v") if isinstance(cell, dict) else cell


def _id_of(thing: Any) -> str | None:
    if isinstance(thing, dict):
        thing_id = thing.get("id")
        if isinstance(thing_id, str | int) and not isinstance(thing_id, bool):
            return str(thing_id)
    return None
