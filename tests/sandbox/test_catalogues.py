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
