"""Single statuses, priorities and the like, pages of them, and contexts of custom fields."""

from __future__ import annotations

import pytest

from jxl_sandbox.jira.seeds.fields import AREA, PLATFORMS, STAGE, TEAM_RISK
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

ADMIN = "project administrator"


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def test_priorities_and_resolutions_by_page(api: Api) -> None:
    page = api.get("priority/search", "viewer", maxResults=2).json()
    assert [p["id"] for p in page["values"]] == ["1", "2"]
    assert page["isLast"] is False
    assert [p["name"] for p in api.get("priority/search", onlyDefault="true").json()["values"]] == ["Medium"]
    assert api.get("priority/search", id="4,99").json()["total"] == 1
    assert api.get("priority/4", "viewer").json()["name"] == "Low"
    assert api.get("priority/99").status_code == 404
    assert api.get("resolution/search").json()["total"] == len(api.site.resolutions)
    assert api.get("resolution/search", onlyDefault="true").json()["total"] == 0
    assert api.get("resolution/10000").json()["name"] == "Done"
    assert api.get("resolution/1").status_code == 404
    assert api.get("priority/search", None).status_code == 401


def test_one_status_that_the_caller_may_know(api: Api) -> None:
    team = next(s for s in api.site.statuses.values() if s.project_id is not None)
    assert api.get(f"status/{team.id}", "member").status_code == 200
    assert api.get(f"status/{team.id}", "no access").status_code == 404
    assert api.get("status/in progress").json()["name"] == "In Progress"
    assert api.get("status/none").status_code == 404
    assert api.get("statuscategory/new").json() == api.get("statuscategory/2").json()
    assert api.get("statuscategory/9").status_code == 404


def test_status_search_is_for_administrators_and_not_for_connect(api: Api) -> None:
    found = api.get("statuses/search", ADMIN, statusCategory="DONE").json()["values"]
    assert {s["statusCategory"] for s in found} == {"DONE"}
    assert {s["scope"]["type"] for s in found} == {"GLOBAL"}
    team = api.get("statuses/search", projectId="10001").json()["values"]
    assert [s["name"] for s in team] == ["To Do", "In Progress", "Done"]
    assert api.get("statuses", id=team[0]["id"]).json() == team[:1]
    assert api.get("statuses/byNames", name="to do", projectId="10001").json() == team[:1]
    assert api.get("statuses/search", "member").status_code == 401
    assert api.get("statuses").status_code == 400
    assert api.get("statuses/search", app_actor(api.site, "ADMIN")).status_code == 403


def test_issue_types_of_a_project_by_level(api: Api) -> None:
    subtasks = api.get("issuetype/project", "viewer", projectId=10000, level=-1).json()
    assert [t["hierarchyLevel"] for t in subtasks] == [-1]
    every = api.get("issuetype/project", "viewer", projectId=10000).json()
    assert [t["id"] for t in every] == api.project("PLAT").issue_type_ids
    assert api.get("issuetype/project", "viewer", projectId=10004).status_code == 404
    assert api.get(f"issuetype/{every[0]['id']}", "viewer").json() == every[0]
    assert api.get("issuetype/1").status_code == 404


def test_contexts_and_options_of_a_field(api: Api) -> None:
    context = api.get(f"field/{STAGE}/context").json()["values"][0]
    assert (context["isGlobalContext"], context["isAnyIssueType"]) == (False, True)
    assert api.get(f"field/{STAGE}/context", isGlobalContext="true").json()["total"] == 0
    options = api.get(f"field/{STAGE}/context/{context['id']}/option").json()["values"]
    assert [o["value"] for o in options] == ["Development", "Staging", "Pilot", "Production"]
    area = api.get(f"field/{AREA}/context").json()["values"][0]["id"]
    listed = api.get(f"field/{AREA}/context/{area}/option").json()["values"]
    assert [("optionId" in o) for o in listed] == sorted("optionId" in o for o in listed)
    first = api.get(f"field/{AREA}/context/{area}/option", onlyOptions="true").json()
    assert first["total"] == 4
    projects = api.get(f"field/{PLATFORMS}/context/projectmapping").json()["values"]
    assert {p["projectId"] for p in projects} >= {"10000", "10002"}
    types = api.get(f"field/{PLATFORMS}/context/issuetypemapping").json()["values"]
    assert types[0]["isAnyIssueType"] is True
    assert api.get(f"field/{STAGE}/context/defaultValue").json()["total"] == 0
    assert api.get(f"field/{TEAM_RISK}/contexts").json()["values"][0]["scope"]["project"] == {"id": "10001"}
    assert api.get(f"field/{STAGE}/context/1/option").status_code == 404
    assert api.get("field/summary/context").status_code == 404


def test_contexts_are_for_administrators(api: Api) -> None:
    assert api.get(f"field/{STAGE}/context", ADMIN).status_code == 200  # may edit workflows
    assert api.get(f"field/{STAGE}/context/projectmapping", ADMIN).status_code == 403
    assert api.get(f"field/{STAGE}/context", "member").status_code == 403
    assert api.get(f"field/{STAGE}/context", app_actor(api.site, "READ")).status_code == 403
    assert api.get(f"field/{STAGE}/context", app_actor(api.site, "ADMIN")).status_code == 200


def test_one_option_of_a_field_in_sight(api: Api) -> None:
    risk = next(iter(api.site.fields[TEAM_RISK].options))
    assert api.get(f"customFieldOption/{risk}", "member").json()["value"] == "Low"
    assert api.get(f"customFieldOption/{risk}", "no access").status_code == 404
    missing = error_of(api.get("customFieldOption/1"))
    assert missing[:2] == (404, ["A custom field option with id '1' does not exist"])


def test_one_link_type(api: Api) -> None:
    listed = api.get("issueLinkType", "viewer").json()["issueLinkTypes"]
    assert api.get(f"issueLinkType/{listed[0]['id']}", "viewer").json() == listed[0]
    assert api.get(f"issueLinkType/{listed[0]['id']}", None).status_code == 404  # sees no project
    assert api.get("issueLinkType/99").status_code == 404
    assert api.get("issueLinkType/x").status_code == 400


def options_path(field_id: str) -> str:
    return f"field/{field_id}/context/{int(field_id.removeprefix('customfield_')) + 100}/option"


def test_options_are_made_renamed_and_disabled() -> None:
    api = Api(seeded_site())
    path = options_path(STAGE)
    before = api.get(path).json()["values"]
    made = api.post(path, {"options": [{"value": " Later "}, {"value": "Never", "disabled": True}]}).json()
    later, never = made["options"]
    assert (later["value"], later["disabled"], never["disabled"]) == ("Later", False, True)
    assert api.get(path).json()["values"] == [*before, later, never]
    project = api.project("PLAT")
    fields = api.get(f"issue/createmeta/{project.key}/issuetypes/{project.issue_type_ids[0]}").json()[
        "fields"
    ]
    offered = [o["value"] for field in fields if field["fieldId"] == STAGE for o in field["allowedValues"]]
    assert offered == [*(o["value"] for o in before), "Later"]  # a disabled one is not offered

    issue = next(i for i in api.site.issues.values() if i.values.get(STAGE) == before[0]["id"])
    asked = [{"id": before[0]["id"], "value": "Renamed"}, {"id": later["id"], "disabled": False}]
    changed = api.call("PUT", path, json={"options": asked}).json()["options"]
    assert changed == [
        {"id": before[0]["id"], "value": "Renamed", "disabled": False}
    ]  # the other was so before
    assert api.get(f"issue/{issue.key}", fields=STAGE).json()["fields"][STAGE]["value"] == "Renamed"


def test_options_below_options(api: Api) -> None:
    path = options_path(AREA)
    top = next(o for o in api.get(path).json()["values"] if "optionId" not in o)
    (made,) = api.post(path, {"options": [{"value": "Deep", "optionId": top["id"]}]}).json()["options"]
    assert made["optionId"] == top["id"]
    assert api.post(path, {"options": [{"value": "Deeper", "optionId": made["id"]}]}).status_code == 400
    assert api.post(path, {"options": [{"value": "deep", "optionId": top["id"]}]}).status_code == 400
    assert api.post(options_path(STAGE), {"options": [{"value": "x", "optionId": "1"}]}).status_code == 400


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("POST", {"options": [{"value": "  "}]}, 400),
        ("POST", {"options": [{"value": "x" * 256}]}, 400),
        ("POST", {"options": [{"value": "Same"}, {"value": "same"}]}, 400),
        ("POST", {"options": [{"value": 1}]}, 400),
        ("POST", {"options": [{}]}, 400),
        ("POST", {"options": [{"value": "x", "colour": "red"}]}, 400),
        ("POST", {"options": [{"value": f"x{n}"} for n in range(1001)]}, 400),
        ("PUT", {"options": [{"id": "404", "value": "x"}]}, 404),
        ("PUT", {"options": [{"value": "x"}]}, 404),
    ],
)
def test_options_that_cannot_be(api: Api, method: str, body: object, status: int) -> None:
    before = api.get(options_path(STAGE)).json()["values"]
    assert api.call(method, options_path(STAGE), json=body).status_code == status
    assert api.get(options_path(STAGE)).json()["values"] == before


def test_options_are_for_administrators_and_for_fields_that_have_some(api: Api) -> None:
    body = {"options": [{"value": "Mine"}]}
    assert api.post(options_path(STAGE), body, ADMIN).status_code == 403
    assert api.post(options_path(STAGE).replace("/option", "9/option"), body).status_code == 404
    plain = next(f.id for f in api.site.fields.values() if f.custom and f.kind == "number")
    assert api.post(options_path(plain), body).status_code == 400
