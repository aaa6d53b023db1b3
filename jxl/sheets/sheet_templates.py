"""
What a new sheet can start from: JQL, columns, a structure and formats that fit the project. Pure.

A template uses only what this person sees in this project: one whose heart is missing (a sprint field, an epic type) is
not offered, and any other column that is missing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jxl.jira.fields import JiraField
from jxl.jira.kinds import Kind
from jxl.jira.project_types import IssueType
from jxl.jira.projects import JiraProject

JSON = dict[str, Any]

NOT_OFFERED = {
    "sprint": "Sprint board as table is not offered: this project has no sprints that you can see.",
    "roadmap": "Roadmap by epic is not offered: this project has no epics.",
    "bugs": "Bugs by component is not offered: this project has no issue type Bug.",
}
"""Why a template is missing, by its id."""

_POINTS = ("com.pyxis.greenhopper.jira:jsw-story-points", "story points", "story point estimate")
_OVERDUE: JSON = {
    "id": "overdue",
    "name": "Overdue",
    "target": {"kind": "columns", "columns": ["due"]},
    "when": {"column": "duedate", "op": "overdue"},
    "then": {"kind": "style", "color": "red", "bold": True},
}
_FINISHED: JSON = {
    "id": "finished",
    "name": "Finished work",
    "target": {"kind": "row"},
    "when": {"column": "status", "op": "categoryIs", "value": ["done"]},
    "then": {"kind": "style", "soft": True},
}


@dataclass(frozen=True, slots=True)
class Template:
    """
    A start.

    Attributes:
        about: One sentence: what it shows.
        words: What the sheet will have, line by line.
        sheet: ``scope``, ``columns``, ``views``, ``structures``, ``formats``, as the API takes them.
    """

    id: str
    name: str
    about: str
    words: tuple[str, ...]
    sheet: JSON

    def to_json(self) -> JSON:
        return {
            "id": self.id,
            "name": self.name,
            "about": self.about,
            "words": list(self.words),
            "sheet": self.sheet,
        }


class Here:
    """What there is in one project for one person."""

    def __init__(
        self, project: JiraProject, fields: Iterable[JiraField], issue_types: Sequence[IssueType]
    ) -> None:
        self.project = project
        self._fields = [field for field in fields if field.project_id in (None, project.id)]
        self._by_id = {field.id: field for field in self._fields}
        self.issue_types = issue_types

    @property
    def rank(self) -> str:
        """The order of the backlog; without a Rank field, the newest last."""
        return "Rank ASC" if self._has_agile(Kind.RANK) else "created ASC"

    @property
    def sprint(self) -> JiraField | None:
        """The sprint field, in projects that have sprints."""
        return self._has_agile(Kind.SPRINT)

    @property
    def points(self) -> JiraField | None:
        """The field of story points; team-managed projects call it story point estimate."""
        if self.project.type_key != "software":
            return None
        numbers = [field for field in self._fields if field.kind is Kind.NUMBER and field.is_custom]
        order = reversed(_POINTS) if self.project.is_team_managed else iter(_POINTS)
        for wanted in order:
            for field in numbers:
                if wanted in (field.custom, field.name.lower()):
                    return field
        return None

    def find(self, field_id: str) -> JiraField | None:
        return self._by_id.get(field_id)

    def bug_type(self) -> IssueType | None:
        return next((one for one in self.issue_types if one.name.lower() in ("bug", "defect")), None)

    def epic_type(self) -> IssueType | None:
        return next((one for one in self.issue_types if one.level == 1), None)

    def scope(self, *conditions: str, order: str) -> JSON:
        """Write the scope; a project is named by its key, quoted, because keys such as AND are words of JQL."""
        where = " AND ".join([f"project = {quote(self.project.key)}", *conditions])
        return {"jql": f"{where} ORDER BY {order}"}

    def _has_agile(self, kind: Kind) -> JiraField | None:
        if self.project.type_key != "software":
            return None
        return next((field for field in self._fields if field.kind is kind), None)


def build_templates(
    project: JiraProject, fields: Iterable[JiraField], issue_types: Sequence[IssueType]
) -> list[Template]:
    """Build the templates that make sense in a project, the blank one last."""
    here = Here(project, fields, issue_types)
    builders: list[Callable[[Here], Template | None]] = [_backlog, _sprint_board, _roadmap, _bugs, _blank]
    return [template for build in builders if (template := build(here)) is not None]


def quote(value: str) -> str:
    """Write a value as a JQL string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _backlog(here: Here) -> Template:
    columns = _columns(here, "key summary status priority assignee duedate labels", points=True)
    return _template(
        here,
        "backlog",
        "Backlog",
        "Open work in the order of the backlog, with owners and dates.",
        here.scope("resolution IS EMPTY", order=here.rank),
        columns,
        formats=[_OVERDUE],
        views=[{"id": "all", "name": "Backlog"}, _without_owner(columns)],
    )


def _sprint_board(here: Here) -> Template | None:
    if here.sprint is None:
        return None
    columns = _columns(here, "key summary status assignee priority duedate", points=True, sprint=True)
    by_status = _structure(columns, "status", "By status", {"kind": "group", "field": "status"}, points="sum")
    return _template(
        here,
        "sprint",
        "Sprint board as table",
        "What the running sprints hold, status by status, like the columns of a board.",
        here.scope("sprint IN openSprints()", order="status ASC, " + here.rank),
        columns,
        structures=[by_status],
        formats=[_OVERDUE, _FINISHED],
        views=[
            {
                "id": "board",
                "name": "By status",
                "sort": [{"column": "status", "dir": "asc"}],
                "structure": "status",
            },
            {"id": "people", "name": "By person", "sort": [{"column": "assignee", "dir": "asc"}]},
        ],
    )


def _roadmap(here: Here) -> Template | None:
    epic = here.epic_type()
    if epic is None:
        return None
    columns = _columns(here, "key summary status assignee duedate fixVersions", points=True)
    tree = _structure(
        columns,
        "epics",
        f"By {epic.name.lower()}",
        {"kind": "parent"},
        points="sum",
        status="progress",
        due="span",
    )
    return _template(
        here,
        "roadmap",
        f"Roadmap by {epic.name.lower()}",
        f"Each {epic.name.lower()} with its issues below it, and what they add up to.",
        here.scope(f"(issuetype = {quote(epic.name)} OR parent IS NOT EMPTY)", order=here.rank),
        columns,
        structures=[tree],
        formats=[_OVERDUE, _FINISHED],
        views=[{"id": "tree", "name": "Roadmap", "structure": "epics"}],
    )


def _bugs(here: Here) -> Template | None:
    bug = here.bug_type()
    if bug is None:
        return None
    columns = _columns(here, "key summary components priority status assignee created duedate")
    has_components = here.find("components") is not None
    group = _structure(
        columns, "components", "By component", {"kind": "group", "field": "components"}, status="count"
    )
    by_component = {
        "id": "component",
        "name": "By component",
        "sort": [{"column": "components", "dir": "asc"}],
        "structure": "components",
    }
    urgent = {"id": "urgent", "name": "Most urgent"}
    return _template(
        here,
        "bugs",
        "Bugs by component" if has_components else "Open bugs",
        "Bugs that wait for somebody, most urgent on top, by the part that they are in."
        if has_components
        else "Bugs that wait for somebody, most urgent on top.",
        here.scope(
            f"issuetype = {quote(bug.name)}", "resolution IS EMPTY", order="priority DESC, created ASC"
        ),
        columns,
        structures=[group] if has_components else [],
        formats=[_OVERDUE],
        views=[by_component, urgent] if has_components else [urgent],
    )


def _blank(here: Here) -> Template:
    return Template(
        "blank",
        "Blank",
        "All issues of the project, with the usual columns. You choose the rest.",
        ("The usual 13 columns", "One view"),
        {"scope": here.scope(order=here.rank)},
    )


_COLUMN_IDS = {
    "key": "key",
    "summary": "summary",
    "status": "status",
    "priority": "priority",
    "assignee": "assignee",
    "duedate": "due",
    "labels": "labels",
    "components": "components",
    "fixVersions": "versions",
    "created": "created",
}


def _columns(here: Here, names: str, *, points: bool = False, sprint: bool = False) -> list[JSON]:
    """List the columns that exist here. Jira's catalogue calls the key's field ``issuekey``."""
    columns = [
        {"id": _COLUMN_IDS[name], "field": name}
        for name in names.split()
        if name == "key" or here.find(name) is not None
    ]
    if sprint and here.sprint is not None:
        columns.append({"id": "sprint", "field": here.sprint.id})
    if points and here.points is not None:
        columns.append({"id": "points", "field": here.points.id})
    return columns


def _without_owner(columns: list[JSON]) -> JSON:
    view: JSON = {"id": "unowned", "name": "Without an owner"}
    if any(column["id"] == "assignee" for column in columns):
        view["filter"] = {"all": [{"column": "assignee", "op": "empty"}]}
    return view


def _structure(columns: list[JSON], structure_id: str, name: str, level: JSON, **aggregates: str) -> JSON:
    ids = {column["id"] for column in columns}
    return {
        "id": structure_id,
        "name": name,
        "levels": [level],
        "aggregates": {column: function for column, function in aggregates.items() if column in ids},
    }


def _template(
    here: Here,
    template_id: str,
    name: str,
    about: str,
    scope: JSON,
    columns: list[JSON],
    *,
    views: list[JSON],
    structures: Sequence[JSON] = (),
    formats: Sequence[JSON] = (),
) -> Template:
    ids = {column["id"] for column in columns}
    kept = [one for one in formats if set(one["target"].get("columns", ())) <= ids]
    for view in views:
        view["formats"] = [one["id"] for one in kept]
    names = [_name_of(here, column["field"]) for column in columns]
    words = [
        f"Columns: {', '.join(names)}",
        f"{'View' if len(views) == 1 else 'Views'}: {', '.join(view['name'] for view in views)}",
    ]
    if structures:
        words.append(f"Structure: {', '.join(one['name'] for one in structures)}")
    if kept:
        words.append(f"{'Format' if len(kept) == 1 else 'Formats'}: {', '.join(one['name'] for one in kept)}")
    sheet = {
        "scope": scope,
        "columns": columns,
        "views": views,
        "structures": list(structures),
        "formats": kept,
        "defaultView": views[0]["id"],
    }
    return Template(template_id, name, about, tuple(words), sheet)


def _name_of(here: Here, field_id: str) -> str:
    field = here.find(field_id)
    return field.name if field is not None else "Key"
