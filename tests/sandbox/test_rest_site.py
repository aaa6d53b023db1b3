"""Everything else: who asks, fields, projects, lists, people, pictures, methods and points."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from jxl_sandbox.jira.rest.operations import operations
from tests.sandbox.rest_site import BASE_URL, Api, app_actor, error_of, seeded_site


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


def test_myself(api: Api) -> None:
    person = api.person("viewer")
    body = api.get("myself", "viewer", expand="groups").json()
    assert body["accountId"] == person.account_id
    assert (body["timeZone"], body["locale"], body["emailAddress"]) == ("Africa/Lagos", "en_GB", person.email)
    assert {g["name"] for g in body["groups"]["items"]} == person.groups
    assert body["applicationRoles"] == {"size": 2, "items": []}
    assert error_of(api.get("myself", None))[0] == 401
    assert api.get("myself", app_actor(api.site, "READ")).json()["accountType"] == "app"


def test_server_info(api: Api) -> None:
    body = api.get("serverInfo", None).json()
    assert (body["baseUrl"], body["deploymentType"]) == (BASE_URL, "Cloud")
    assert body["serverTime"] == "2026-06-17T13:30:00.000+0000"


@pytest.mark.parametrize("version", ["2", "3", "latest"])
def test_versions_with_the_same_shape(api: Api, version: str) -> None:
    assert api.get(f"/rest/api/{version}/myself").status_code == 200


def test_fields(api: Api) -> None:
    fields = {f["id"]: f for f in api.get("field").json()}
    assert fields["summary"] == {
        "id": "summary",
        "key": "summary",
        "name": "Summary",
        "custom": False,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": ["summary"],
        "schema": {"type": "string", "system": "summary"},
    }
    assert fields["customfield_10020"]["schema"] == {
        "type": "array",
        "items": "json",
        "custom": "com.pyxis.greenhopper.jira:gh-sprint",
        "customId": 10020,
    }
    assert fields["customfield_10026"]["clauseNames"] == ["cf[10026]", "Story Points"]
    assert fields["customfield_10060"]["scope"] == {"type": "PROJECT", "project": {"id": "10001"}}
    assert fields["customfield_10060"]["name"] == fields["customfield_10048"]["name"]
    assert "customfield_10060" not in {f["id"] for f in api.get("field", "no access").json()}


def test_every_field_type_is_there(api: Api) -> None:
    prefix = "com.atlassian.jira.plugin.system.customfieldtypes:"
    have = {
        f["schema"].get("custom", "").removeprefix(prefix) for f in api.get("field").json() if "schema" in f
    }
    types = "textfield textarea readonlyfield url float importid datepicker datetime select radiobuttons multiselect"
    more = "multicheckboxes cascadingselect userpicker multiuserpicker grouppicker multigrouppicker labels project"
    assert set(f"{types} {more} version multiversion atlassian-team".split()) <= have
    jsw = "gh-sprint gh-epic-link gh-epic-label gh-lexo-rank jsw-story-points"
    assert {f"com.pyxis.greenhopper.jira:{name}" for name in jsw.split()} <= have


def test_field_search(api: Api) -> None:
    page = api.get("field/search", query="story", type="custom").json()
    assert [f["name"] for f in page["values"]] == ["Story point estimate", "Story Points"]
    assert (page["startAt"], page["isLast"], page["total"]) == (0, True, 2)
    everything = api.get("field/search", maxResults=100).json()["values"]
    assert "customfield_10060" not in {f["id"] for f in everything}
    assert error_of(api.get("field/search", orderBy="colour"))[0] == 400


def test_project_lists_by_right(api: Api) -> None:
    for who in ("member", "viewer", "service agent", "no access"):
        listed = [p["key"] for p in api.get("project", who).json()]
        searched = [p["key"] for p in api.get("project/search", who).json()["values"]]
        assert listed == searched == sorted(listed)
    assert api.get("project/search", "no access").json()["total"] == 0
    assert api.get("project/search", None).json()["values"] == []


def test_project_search_pages_and_filters(api: Api) -> None:
    page = api.get("project/search", maxResults=4, startAt=4, orderBy="-name").json()
    assert (page["maxResults"], page["startAt"], page["isLast"]) == (4, 4, False)
    assert "startAt=8" in page["nextPage"]
    names = [p["name"] for p in api.get("project/search", orderBy="-name").json()["values"]]
    assert [p["name"] for p in page["values"]] == names[4:8]
    assert names == sorted(names, key=str.casefold, reverse=True)
    assert api.get("project/search", maxResults=500).json()["maxResults"] == 100
    found: dict[str, dict[str, Any]] = {
        "typeKey": {"typeKey": "service_desk"},
        "query": {"query": "help desk"},
        "id": {"id": "10003"},
        "keys": {"keys": "HELP"},
    }
    for params in found.values():
        assert [p["key"] for p in api.get("project/search", **params).json()["values"]] == ["HELP"]
    assert [
        p["key"] for p in api.get("project/search", "service agent", action="create").json()["values"]
    ] == ["HELP"]
    assert error_of(api.get("project/search", action="x"))[0] == 400
    assert error_of(api.get("project/search", orderBy="x"))[0] == 400
    assert error_of(api.get("project/search", keys=",".join(f"A{n}" for n in range(51))))[0] == 400


def test_one_project(api: Api) -> None:
    body = api.get("project/PLAT", "viewer").json()
    assert (body["id"], body["style"], body["projectTypeKey"], body["simplified"]) == (
        "10000",
        "classic",
        "software",
        False,
    )
    assert body["lead"]["displayName"] == "Tomás Arriaga"
    assert [t["name"] for t in body["issueTypes"]] == [
        "Epic",
        "Story",
        "Task",
        "Bug",
        "Improvement",
        "Sub-task",
    ]
    team = api.get("project/10001").json()
    assert (team["style"], team["simplified"]) == ("next-gen", True)
    assert error_of(api.get("project/BUS", "viewer")) == (
        404,
        ["No project could be found with key 'BUS'."],
        {},
    )
    assert error_of(api.get("project/plat"))[0] == 404


def test_what_belongs_to_a_project(api: Api) -> None:
    statuses = api.get("project/BATCH/statuses").json()
    assert {t["name"]: [s["name"] for s in t["statuses"]] for t in statuses}["Task"] == [
        "To Do",
        "In Progress",
        "Done",
    ]
    assert statuses[0]["statuses"][0]["scope"]["project"]["id"] == "10001"
    versions = api.get("project/PLAT/versions").json()
    assert [v["id"] for v in versions] == list(api.project("PLAT").versions)
    assert {v["released"] for v in versions} == {True, False}
    assert all(c["project"] == "PLAT" for c in api.get("project/PLAT/components").json())
    for part in ("statuses", "versions", "components"):
        assert error_of(api.get(f"project/BUS/{part}", "viewer"))[0] == 404


def test_configuration_lists(api: Api) -> None:
    assert [p["name"] for p in api.get("priority").json()] == ["Highest", "High", "Medium", "Low", "Lowest"]
    assert api.get("resolution").json()[0]["name"] == "Done"
    types = api.get("issuetype").json()
    assert {t["hierarchyLevel"] for t in types} == {-1, 0, 1}
    assert len(api.get("issuetype", "no access").json()) < len(types)
    assert {s["statusCategory"]["key"] for s in api.get("status").json()} == {"new", "indeterminate", "done"}
    assert [c["key"] for c in api.get("statuscategory").json()] == [
        "undefined",
        "new",
        "indeterminate",
        "done",
    ]
    assert api.get("issueLinkType").json()["issueLinkTypes"][0]["outward"] == "blocks"


def test_labels_are_those_of_visible_issues(api: Api) -> None:
    page = api.get("label", "service agent").json()
    assert page["values"] == sorted(page["values"])
    visible = {
        label
        for key in ("PLAT", "HELP")
        for i in api.project(key).issue_ids
        for label in api.site.issues[i].values["labels"]
    }
    assert set(page["values"]) == visible
    assert api.get("label", "no access").json()["values"] == []


def test_people(api: Api) -> None:
    person = api.person("member")
    assert api.get("user", accountId=person.account_id).json()["displayName"] == "Chua Mei Ling"
    assert error_of(api.get("user", accountId="nobody"))[0] == 404
    assert error_of(api.get("user", "no access", accountId=person.account_id))[0] == 403
    assert error_of(api.get("user"))[0] == 400
    found = api.get("user/search", query="mei").json()
    assert [u["accountId"] for u in found] == [person.account_id]
    assert api.get("user/search", query="meiling.chua@").json() == found
    assert api.get("user/search", accountId=person.account_id).json() == found
    assert api.get("user/search", "no access", query="mei").json() == []
    assert error_of(api.get("user/search"))[0] == 400
    assert error_of(api.get("user/search", query="a", accountId="b"))[0] == 400
    bulk = api.get("user/bulk", accountId=[person.account_id, "nobody"]).json()
    assert [u["accountId"] for u in bulk["values"]] == [person.account_id]


def test_pictures_that_answers_point_to(api: Api) -> None:
    issue = api.get("issue/PLAT-2").json()["fields"]
    links = [issue["issuetype"]["iconUrl"], issue["priority"]["iconUrl"], issue["status"]["iconUrl"]]
    links += [issue["reporter"]["avatarUrls"]["24x24"], issue["project"]["avatarUrls"]["48x48"]]
    links += [t["iconUrl"] for t in api.get("issuetype").json()] + [
        p["iconUrl"] for p in api.get("priority").json()
    ]
    for user in api.site.users.values():
        links.append(f"{BASE_URL}/avatars/{user.account_id}.svg")
    for link in set(links):
        answer = api.get(link.removeprefix(BASE_URL), None)
        assert answer.status_code == 200, link
        assert answer.headers["content-type"] == "image/svg+xml"
        assert ET.fromstring(answer.text).tag.endswith("svg")  # noqa: S314 -- our own drawing
    for path in ("/avatars/nobody.svg", "/images/icons/issuetypes/x.svg", "/images/icons/priorities/x.svg"):
        assert api.get(path, None).status_code == 404


def test_methods(api: Api) -> None:
    answer = api.call("DELETE", "myself")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"
    assert error_of(api.call("POST", "issue/PLAT-1/notify", json={}))[0] == 501
    assert api.call("POST", "search/jql", content="jql=1").status_code == 415
    assert (
        error_of(api.call("POST", "search/jql", content="{", headers={"content-type": "application/json"}))[0]
        == 400
    )


def test_connect_apps_cannot_reach_everything(api: Api) -> None:
    table = operations()
    assert table["POST", "/rest/api/3/bulk/issues/fields"].scope == "INACCESSIBLE"
    assert table["POST", "/rest/api/3/issue/bulkfetch"].scope == "WRITE"
    assert table["POST", "/rest/api/3/search/jql"].scope == "READ"
    for path in ("priority", "bulk/issues/delete", "/rest/api/2/bulk/issues/move"):
        assert error_of(api.call("POST", path, app_actor(api.site, "ADMIN"), json={}))[0] == 403
        assert error_of(api.call("POST", path, json={}))[0] == 501
    refused = api.call("POST", "bulk/issues/fields", app_actor(api.site, "ADMIN"), json={})
    assert error_of(refused)[0] == 403


def test_the_rest_is_not_built(api: Api) -> None:
    for path in ("dashboard", "/rest/api/2/dashboard", "/rest/agile/1.0/board/1/reports", "no/such/thing"):
        assert error_of(api.get(path))[0] == 501
