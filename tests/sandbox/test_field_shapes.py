"""Values of all kinds of fields, in every version of the API, and what is said of how they are written."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.seeds.fields import RELATED_PROJECT
from tests.sandbox.openapi.field_shapes import value_schema
from tests.sandbox.openapi.fields import check_fields
from tests.sandbox.openapi.validator import AnswerDiffersError
from tests.sandbox.rest_site import Api, field_schemas, seeded_site

AGENT = "service agent"


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def sample(api: Api, key: str, step: int) -> list[str]:
    return [str(i) for i in api.project(key).issue_ids[::step]][:100]


@pytest.mark.parametrize("version", ["3", "2", "latest"])
@pytest.mark.parametrize("key", ["PLAT", "BATCH", "RICH", "HELP", "BUS", "PORTAL", "TOOLS"])
def test_every_field_of_seeded_issues(api: Api, key: str, version: str) -> None:
    body = {"issueIdsOrKeys": sample(api, key, 5), "fields": ["*all"]}
    answer = api.post(f"/rest/api/{version}/issue/bulkfetch", body)
    assert {issue["id"] for issue in answer.json()["issues"]} == set(body["issueIdsOrKeys"])


def test_every_kind_of_field_has_a_value_somewhere(api: Api) -> None:
    """Otherwise the check above would say nothing of it."""
    seen: set[str] = set()
    for project in api.site.projects.values():
        body = {"issueIdsOrKeys": sample(api, project.key, 3), "fields": ["*all"]}
        for issue in api.post("issue/bulkfetch", body).json()["issues"]:
            seen |= {name for name, value in issue["fields"].items() if value not in (None, [], {})}
    empty = api.site.fields.keys() - seen
    names = {api.site.fields[field_id].name for field_id in empty}
    # No files here, nobody's browser, and no field that only an import fills; the key is not among the fields.
    assert names <= {"Attachment", "Last Viewed", "Key", "Import id", "External reference"}


@pytest.mark.parametrize("who", ["site administrator", AGENT])
def test_descriptions_of_fields_of_every_type(api: Api, who: str) -> None:
    described: set[str] = set()
    for project in api.site.projects.values():
        for type_id in project.issue_type_ids:
            answer = api.get(f"issue/createmeta/{project.id}/issuetypes/{type_id}", who, maxResults=200)
            if answer.status_code == 200:
                described |= {field["fieldId"] for field in answer.json()["fields"]}
        for issue_id in project.issue_ids[:200:10]:
            answer = api.get(f"issue/{issue_id}/editmeta", who)
            if answer.status_code == 200:
                described |= set(answer.json()["fields"])
            api.get(f"issue/{issue_id}/transitions", who, expand="transitions.fields")
    assert {"summary", "components", "priority"} <= described


def test_the_deprecated_description_of_creation(api: Api) -> None:
    answer = api.get("issue/createmeta", expand="projects.issuetypes.fields", projectKeys="PLAT")
    fields = answer.json()["projects"][0]["issuetypes"][0]["fields"]
    assert "allowedValues" in fields["priority"]


def wrong(issue: dict[str, Any], field_id: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(issue)
    changed["fields"][field_id] = value
    return changed


def test_what_is_wrong_is_found(api: Api) -> None:
    issue = api.get(f"issue/{api.project('PLAT').issue_ids[5]}").json()
    target, known = f"/rest/api/3/issue/{issue['id']}", field_schemas(api.site)
    check_fields(target, httpx.Response(200, json=issue), known)
    for field_id, value in (
        ("summary", None),
        ("description", "plain text"),
        ("status", {"id": "1"}),
        ("labels", None),
        ("labels", [1]),
        ("duedate", "2026-06-17T00:00:00.000+0000"),
        ("created", "2026-06-17"),
        ("assignee", {**issue["fields"]["reporter"], "name": "old"}),
        ("project", {**issue["fields"]["project"], "id": 10000}),
        ("customfield_10020", [5]),
        ("customfield_10026", "5"),
        ("customfield_10032", {"id": "1", "value": "Linux", "self": "http://x/1"}),
        ("customfield_99999", None),
        ("parent", {"key": "PLAT-1"}),
    ):
        with pytest.raises(AnswerDiffersError, match=field_id):
            check_fields(target, httpx.Response(200, json=wrong(issue, field_id, value)), known)


def test_rich_text_is_text_in_version_2(api: Api) -> None:
    schema = field_schemas(api.site)["description"]
    assert value_schema("description", schema, is_wiki=True) != value_schema(
        "description", schema, is_wiki=False
    )
    issue = next(
        i for i in api.site.issues_of([api.project("PLAT").id]) if i.values.get("description") is not None
    )
    assert isinstance(api.get(f"issue/{issue.id}").json()["fields"]["description"], dict)
    assert isinstance(api.get(f"/rest/api/2/issue/{issue.id}").json()["fields"]["description"], str)
    agile = api.get(f"/rest/agile/1.0/issue/{issue.id}").json()
    assert isinstance(agile["fields"]["description"], str)


def test_whether_screens_are_checked_is_a_switch(api: Api) -> None:
    """Reports disagree; what a right or the field's context forbids stays forbidden."""
    issue = next(i for i in api.site.issues_of([api.project("PLAT").id]) if i.values["issuetype"] == "10004")
    off, elsewhere = {"customfield_10050": "EXT-1"}, {"customfield_10061": {"value": "Low"}}
    path = f"issue/{issue.id}"
    assert api.call("PUT", path, json={"fields": off}).status_code == 400
    api.site.switches.checks_screens = False
    try:
        assert "customfield_10050" not in api.get(f"{path}/editmeta").json()["fields"]
        assert api.call("PUT", path, json={"fields": off}).status_code == 204
        assert api.call("PUT", path, json={"fields": elsewhere}).status_code == 400
        assert api.call("PUT", path, "viewer", json={"fields": off}).status_code == 403
    finally:
        api.site.switches.checks_screens = True
    assert api.get(path).json()["fields"]["customfield_10050"] == "EXT-1"


@pytest.mark.parametrize("about", ["site administrator", "member", "service agent"])
def test_fields_of_projects_offer_those_that_the_caller_may_browse(api: Api, about: str) -> None:
    project = api.project("PLAT")
    known = {p["key"] for p in api.get("project/search", about).json()["values"]}
    assert (len(known) < len(api.site.projects)) is (about != "site administrator")
    issue, type_id = project.issue_ids[0], project.issue_type_ids[0]
    answers = (
        api.get(f"issue/{issue}/editmeta", about),
        api.get("issue/createmeta", about, projectIds=project.id, expand="projects.issuetypes.fields"),
        api.get(f"issue/createmeta/PLAT/issuetypes/{type_id}", about),
    )
    hidden = [p.name for p in api.site.projects.values() if p.key not in known]
    assert not [name for name in hidden for answer in answers if name in answer.text]
    if about != "service agent":  # who may not edit or create is told no field
        offered = answers[0].json()["fields"][RELATED_PROJECT]["allowedValues"]
        assert {p["key"] for p in offered} == known
