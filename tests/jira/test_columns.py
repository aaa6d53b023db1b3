"""What the front end is told of columns, and how fields of the catalogue are read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxl.jira.columns import describe, read_only_reason
from jxl.jira.fields import parse_field
from jxl.jira.kinds import Kind
from tests.jira.samples import FIELDS

EXPECTED: dict[str, tuple[str, str | None, bool]] = {
    "issuekey": ("key", None, False),
    "summary": ("text", "text", False),
    "description": ("richText", "richText", False),
    "environment": ("richText", "richText", False),
    "status": ("status", "transition", False),
    "statusCategory": ("statusCategory", None, False),
    "issuetype": ("issuetype", "select", False),
    "priority": ("priority", "select", False),
    "resolution": ("resolution", "select", False),
    "security": ("security", "select", False),
    "project": ("project", None, False),
    "assignee": ("user", "user", False),
    "reporter": ("user", "user", False),
    "creator": ("user", None, False),
    "created": ("datetime", None, False),
    "updated": ("datetime", None, False),
    "resolutiondate": ("datetime", None, False),
    "statuscategorychangedate": ("datetime", None, False),
    "lastViewed": ("datetime", None, False),
    "duedate": ("date", "date", False),
    "parent": ("parent", "issue", False),
    "subtasks": ("subtasks", None, True),
    "issuelinks": ("links", None, True),
    "labels": ("labels", "labels", True),
    "components": ("components", "multiSelect", True),
    "fixVersions": ("versions", "multiSelect", True),
    "versions": ("versions", "multiSelect", True),
    "votes": ("count", None, False),
    "watches": ("count", None, False),
    "progress": ("percent", None, False),
    "workratio": ("percent", None, False),
    "timeoriginalestimate": ("duration", "duration", False),
    "timeestimate": ("duration", "duration", False),
    "timespent": ("duration", None, False),
    "timetracking": ("timetracking", None, False),
    "comment": ("count", None, False),
    "worklog": ("count", None, False),
    "attachment": ("attachments", None, True),
    "thumbnail": ("other", None, False),
    "textfield": ("text", "text", False),
    "textarea": ("richText", "richText", False),
    "readonly": ("text", None, False),
    "url": ("url", "url", False),
    "float": ("number", "number", False),
    "datepicker": ("date", "date", False),
    "datetime": ("datetime", "datetime", False),
    "select": ("option", "select", False),
    "radio": ("option", "select", False),
    "multiselect": ("options", "multiSelect", True),
    "checkboxes": ("options", "multiSelect", True),
    "cascading": ("cascade", "cascade", False),
    "userpicker": ("user", "user", False),
    "multiuser": ("users", "users", True),
    "group": ("group", "select", False),
    "multigroup": ("groups", "multiSelect", True),
    "customlabels": ("labels", "labels", True),
    "projectpicker": ("project", "select", False),
    "versionpicker": ("version", "select", False),
    "multiversion": ("versions", "multiSelect", True),
    "sprint": ("sprint", "sprint", False),
    "epiclink": ("other", None, False),
    "epicstatus": ("option", "select", False),
    "rank": ("rank", None, False),
    "points": ("number", "number", False),
    "parentlink": ("parent", "issue", False),
    "team": ("team", None, False),
    "foreign": ("other", None, False),
    "foreignlist": ("other", None, False),
}


def test_every_sample_has_an_expectation() -> None:
    assert set(EXPECTED) == set(FIELDS)
    assert {FIELDS[name].kind.value for name in FIELDS} == {kind.value for kind in Kind}


@pytest.mark.parametrize("name", EXPECTED)
def test_type_editor_and_number_of_values(name: str) -> None:
    column = describe(FIELDS[name])
    assert (column["type"], column["editor"], column["multi"]) == EXPECTED[name]
    assert (column["editor"] is None) == ("readOnly" in column), "a column without an editor says why"
    assert column["id"] == column["field"] == FIELDS[name].id
    assert 60 <= column["width"] <= 400


def test_numbers_stand_right() -> None:
    assert describe(FIELDS["points"])["align"] == "right"
    assert describe(FIELDS["timespent"])["align"] == "right"
    assert describe(FIELDS["summary"])["align"] == "left"


def test_a_sheet_names_its_columns_itself() -> None:
    column = describe(FIELDS["points"], "c1", "Size")
    assert (column["id"], column["name"], column["fieldName"]) == ("c1", "Size", "Custom")
    assert "fieldName" not in describe(FIELDS["points"], "c1")


def test_reasons_are_sentences() -> None:
    for field in FIELDS.values():
        reason = read_only_reason(field)
        if reason is not None:
            assert reason[0].isupper() or reason.startswith("jxl")
            assert reason.endswith(".")


def test_a_custom_field_does_not_take_a_system_fields_kind() -> None:
    """Anyone may name a custom field's id in a test site as they like; the schema decides."""
    field = parse_field({"id": "status", "custom": True, "schema": {"type": "string", "custom": "x:y"}})
    assert field.kind is Kind.TEXT


def test_a_field_of_one_project() -> None:
    field = parse_field(
        {
            "id": "customfield_1",
            "name": "Size",
            "custom": True,
            "clauseNames": ["cf[1]", "Size", 7],
            "schema": {"type": "number"},
            "scope": {"type": "PROJECT", "project": {"id": 10007}},
        }
    )
    assert field.project_id == "10007"
    assert field.clause_names == ("cf[1]", "Size")
    assert describe(field)["project"] == "10007"


ANYTHING: st.SearchStrategy[Any] = st.none() | st.text() | st.integers() | st.lists(st.text()) | st.booleans()


@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "schema", "scope", "clauseNames", "custom", "orderable"]),
        ANYTHING
        | st.dictionaries(st.sampled_from(["type", "items", "system", "custom", "project"]), ANYTHING),
    )
)
def test_any_entry_of_a_catalogue_can_be_described(entry: dict[str, Any]) -> None:
    column = describe(parse_field(entry))
    assert isinstance(column["name"], str)
    assert column["type"] in list(Kind)
