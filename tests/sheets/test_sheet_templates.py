"""What a new sheet can start from: only what exists in the project, and always a sheet that the API takes."""

from __future__ import annotations

from typing import Any

import pytest

from jxl.jira.fields import JiraField, parse_field
from jxl.jira.project_types import IssueType
from jxl.jira.projects import JiraProject
from jxl.sheets.documents import parse_sheet
from jxl.sheets.sheet_templates import Template, build_templates

AGILE = "com.pyxis.greenhopper.jira:"
SYSTEM = {
    "issuekey": None,
    "summary": "string",
    "status": "status",
    "priority": "priority",
    "assignee": "user",
    "duedate": "date",
    "created": "datetime",
}
LISTS = {"labels": "string", "components": "component", "fixVersions": "version"}
STORY = IssueType("1", "Story", 0)
BUG = IssueType("2", "Bug", 0)
EPIC = IssueType("3", "Epic", 1)


def custom(number: int, name: str, schema: dict[str, str], project: str | None = None) -> JiraField:
    value: dict[str, Any] = {"id": f"customfield_{number}", "name": name, "custom": True, "schema": schema}
    if project:
        value["scope"] = {"type": "PROJECT", "project": {"id": project}}
    return parse_field(value)


def system_fields(without: str = "") -> list[JiraField]:
    plain = [
        parse_field({"id": i, "name": i.capitalize(), "schema": {"type": t, "system": i} if t else None})
        for i, t in SYSTEM.items()
        if i != without
    ]
    lists = [
        parse_field({"id": i, "name": i, "schema": {"type": "array", "items": t, "system": i}})
        for i, t in LISTS.items()
        if i != without
    ]
    return plain + lists


SPRINT = custom(10020, "Sprint", {"type": "array", "items": "json", "custom": AGILE + "gh-sprint"})
RANK = custom(10019, "Rank", {"type": "any", "custom": AGILE + "gh-lexo-rank"})
POINTS = custom(10016, "Story point estimate", {"type": "number", "custom": AGILE + "jsw-story-points"})


def templates(
    *,
    fields: list[JiraField] | None = None,
    types: tuple[IssueType, ...] = (STORY, BUG, EPIC),
    project: JiraProject | None = None,
) -> dict[str, Template]:
    found = build_templates(
        project or JiraProject("10000", "FER", "Ferries"),
        [*system_fields(), SPRINT, RANK, POINTS] if fields is None else fields,
        types,
    )
    return {template.id: template for template in found}


def test_a_software_project_has_all_of_them() -> None:
    found = templates()
    assert list(found) == ["backlog", "sprint", "roadmap", "bugs", "blank"]
    assert found["sprint"].sheet["scope"]["jql"] == (
        'project = "FER" AND sprint IN openSprints() ORDER BY status ASC, Rank ASC'
    )
    assert {"id": "points", "field": "customfield_10016"} in found["roadmap"].sheet["columns"]
    assert found["roadmap"].sheet["structures"][0]["aggregates"]["points"] == "sum"


@pytest.mark.parametrize("type_key", ["business", "service_desk"])
def test_other_projects_have_neither_sprints_nor_ranks(type_key: str) -> None:
    """The site has the fields, the project does not use them."""
    found = templates(project=JiraProject("10000", "OPS", "Operations", type_key=type_key))
    assert list(found) == ["backlog", "roadmap", "bugs", "blank"]
    assert all("rank" not in t.sheet["scope"]["jql"].lower() for t in found.values())
    assert all(c["field"].startswith("customfield") is False for c in found["backlog"].sheet["columns"])


def test_types_that_are_missing_take_their_templates_with_them() -> None:
    assert list(templates(types=(STORY,))) == ["backlog", "sprint", "blank"]
    feature = IssueType("9", 'Big "thing"', 1)
    roadmap = templates(types=(feature,))["roadmap"]
    assert roadmap.name == 'Roadmap by big "thing"'
    assert 'issuetype = "Big \\"thing\\""' in roadmap.sheet["scope"]["jql"]


def test_fields_of_another_project_do_not_count() -> None:
    foreign = custom(10050, "Sprint", {"type": "array", "custom": AGILE + "gh-sprint"}, project="10001")
    assert "sprint" not in templates(fields=[*system_fields(), foreign])


@pytest.mark.parametrize("without", [*SYSTEM, *LISTS])
def test_every_template_is_a_sheet_that_refers_only_to_itself(without: str) -> None:
    fields = [*system_fields(without), SPRINT, RANK, POINTS]
    for template in templates(fields=fields).values():
        sheet = parse_sheet({"name": template.name, **template.sheet}, "s")
        columns = {column.id for column in sheet.columns}
        assert without not in {column.field for column in sheet.columns if template.id != "blank"}
        formats = {one.id for one in sheet.formats}
        structures = {one.id for one in sheet.structures}
        for view in sheet.views:
            assert set(view.formats) <= formats
            assert view.structure is None or view.structure in structures
        for structure in sheet.structures:
            assert set(structure.aggregates) <= columns
        for one in sheet.formats:
            assert set(one.target.columns or ()) <= columns
        assert template.words
        assert template.about.endswith(".")
