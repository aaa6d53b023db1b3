"""Versions and components: lists, and changes by those who administer the project."""

from __future__ import annotations

from typing import Any

import pytest

from jxl_sandbox.jira.seeds.fields import FOUND_IN
from tests.sandbox.rest_site import Api, app_actor, error_of, seeded_site

ADMIN = "project administrator"


@pytest.fixture(scope="module")
def seen() -> Api:
    """A site that the tests of this module only look at."""
    return Api(seeded_site())


@pytest.fixture
def api() -> Api:
    return Api(seeded_site())


def used(api: Api, field: str) -> str:
    """The id of a version or component of PLAT that issues have."""
    held = (i.values.get(field) for i in api.site.issues_of(["10000"]))
    return next(str(value[0] if isinstance(value, list) else value) for value in held if value)


def test_versions_by_page_order_and_status(seen: Api) -> None:
    everything = seen.get("project/PLAT/versions", "viewer").json()
    page = seen.get("project/PLAT/version", "viewer", maxResults=2).json()
    assert page["total"] == len(everything)
    assert page["values"] == everything[:2]
    names = [v["name"] for v in seen.get("project/PLAT/version", orderBy="-name").json()["values"]]
    assert names == sorted(names, key=str.casefold, reverse=True)
    released = seen.get("project/PLAT/version", status="released").json()["values"]
    assert all(v["released"] and not v["archived"] for v in released)
    assert seen.get("project/BUS/version", "viewer").status_code == 404
    assert seen.get("project/PLAT/version", orderBy="size").status_code == 400


def test_a_version_is_made_released_and_dated(api: Api) -> None:
    body = {"name": "Winter", "projectId": 10000, "startDate": "2026-11-01", "releaseDate": "2026-12-01"}
    made = api.post("version", body, ADMIN)
    assert made.status_code == 201
    version = made.json()
    assert (version["name"], version["released"], version["projectId"]) == ("Winter", False, 10000)
    assert api.get("project/PLAT/versions").json()[-1]["id"] == version["id"]
    path = f"version/{version['id']}"
    assert api.get(path, "viewer").json() == version
    changed = api.call("PUT", path, ADMIN, json={"released": True, "releaseDate": None, "description": "Out"})
    assert (changed.json()["released"], changed.json()["description"]) == (True, "Out")
    assert "releaseDate" not in changed.json()
    assert changed.json()["name"] == "Winter"


def test_wrong_versions_are_refused(seen: Api) -> None:
    taken = seen.get("project/PLAT/versions").json()[0]["name"]
    for body, key in (
        ({"projectId": 10000}, "name"),
        ({"name": "A"}, "projectId"),
        ({"name": taken.upper(), "projectId": 10000}, "name"),
        ({"name": "x" * 256, "projectId": 10000}, "name"),
        ({"name": "A", "projectId": 10000, "releaseDate": "1/2/26"}, "releaseDate"),
        (
            {"name": "A", "projectId": 10000, "startDate": "2026-02-01", "releaseDate": "2026-01-01"},
            "startDate",
        ),
    ):
        status, _, errors = error_of(seen.post("version", body, ADMIN))
        assert (status, list(errors)) == (400, [key]), body
    assert seen.post("version", {"name": "A", "projectId": 99}, ADMIN).status_code == 404


def test_only_administrators_change_versions(seen: Api) -> None:
    body = {"name": "A", "projectId": 10000}
    version = used(seen, "fixVersions")
    for who in ("member", "viewer"):
        assert seen.post("version", body, who).status_code == 404
        assert seen.call("PUT", f"version/{version}", who, json={"name": "B"}).status_code == 400
        assert seen.call("DELETE", f"version/{version}", who).status_code == 401
        assert seen.post(f"version/{version}/move", {"position": "First"}, who).status_code == 401
    assert seen.post("version", body, None).status_code in (401, 404)
    assert seen.get(f"version/{version}", "no access").status_code == 404
    assert seen.post("version", body, app_actor(seen.site, "WRITE")).status_code == 403


def test_a_removed_version_is_replaced_in_issues(api: Api) -> None:
    old = used(api, "fixVersions")
    new = next(i for i in api.project("PLAT").versions if i != old)
    with_old = [i for i in api.site.issues_of(["10000"]) if old in (i.values.get("fixVersions") or ())]
    counts = api.get(f"version/{old}/relatedIssueCounts").json()
    assert counts["issuesFixedCount"] == len(with_old)
    unresolved = api.get(f"version/{old}/unresolvedIssueCount").json()
    assert unresolved["issuesCount"] == len(with_old)
    assert unresolved["issuesUnresolvedCount"] <= len(with_old)
    assert api.call("DELETE", f"version/{old}", ADMIN, params={"moveFixIssuesTo": old}).status_code == 400
    assert api.call("DELETE", f"version/{old}", ADMIN, params={"moveFixIssuesTo": new}).status_code == 204
    assert api.get(f"version/{old}").status_code == 404
    for issue in with_old:
        assert old not in issue.values["fixVersions"]
        assert new in issue.values["fixVersions"]
    items = with_old[0].changelog[-1]["items"]
    assert {item["field"] for item in items} == {"Fix Version"}


def test_versions_of_custom_fields_are_swapped_too(api: Api) -> None:
    old = used(api, FOUND_IN)
    new = next(i for i in api.project("PLAT").versions if i != old)
    held = [i for i in api.site.issues.values() if i.values.get(FOUND_IN) == old]
    number = int(FOUND_IN.removeprefix("customfield_"))
    body = {"customFieldReplacementList": [{"customFieldId": number, "moveTo": int(new)}]}
    assert api.post(f"version/{old}/removeAndSwap", body, ADMIN).status_code == 204
    assert {i.values[FOUND_IN] for i in held} == {new}


def test_versions_are_merged_and_moved(api: Api) -> None:
    ids = list(api.project("PLAT").versions)
    for body, expected in (
        ({"position": "First"}, [ids[2], ids[0], ids[1]]),
        ({"position": "Later"}, [ids[0], ids[2], ids[1]]),
        ({"after": f"http://localhost:8800/rest/api/3/version/{ids[1]}"}, [ids[0], ids[1], ids[2]]),
    ):
        assert api.post(f"version/{ids[2]}/move", body, ADMIN).status_code == 200
        assert list(api.project("PLAT").versions)[:3] == expected, body
    assert api.post(f"version/{ids[2]}/move", {}, ADMIN).status_code == 400
    assert api.call("PUT", f"version/{ids[0]}/mergeto/99", ADMIN).status_code == 404
    assert api.call("PUT", f"version/{ids[0]}/mergeto/{ids[1]}", ADMIN).status_code == 204
    assert ids[0] not in api.project("PLAT").versions


def test_components_come_and_go(api: Api) -> None:
    lead = api.person("member").account_id
    body = {"name": "Quay", "description": "d", "project": "PLAT", "leadAccountId": lead}
    made = api.post("component", body, ADMIN)
    assert made.status_code == 201
    component = made.json()
    assert component["lead"]["accountId"] == lead
    path = f"component/{component['id']}"
    assert api.get(path, "viewer").json() == component
    changed = api.call("PUT", path, ADMIN, json={"name": "Pier", "leadAccountId": ""}).json()
    assert changed["name"] == "Pier"
    assert "lead" not in changed
    old = used(api, "components")
    count = api.get(f"component/{old}/relatedIssueCounts").json()["issueCount"]
    assert count > 0
    assert api.call("DELETE", f"component/{old}", ADMIN, params={"moveIssuesTo": "1"}).status_code == 404
    answer = api.call("DELETE", f"component/{old}", ADMIN, params={"moveIssuesTo": component["id"]})
    assert answer.status_code == 204
    assert api.get(f"{path}/relatedIssueCounts").json()["issueCount"] == count


def test_components_by_page_with_counts(seen: Api) -> None:
    page = seen.get("project/PLAT/component", "viewer", orderBy="-issueCount").json()
    counts = [c["issueCount"] for c in page["values"]]
    assert counts == sorted(counts, reverse=True)
    found = seen.get("component", projectIdsOrKeys="PLAT,RICH").json()
    assert found["total"] == len(seen.project("PLAT").components) + len(seen.project("RICH").components)
    assert seen.get("component", "viewer", projectIdsOrKeys="BUS").status_code == 404


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("member", {"name": "A", "project": "PLAT"}, 403),
        (ADMIN, {"name": "A"}, 400),
        (ADMIN, {"project": "PLAT"}, 400),
        (ADMIN, {"name": "x" * 256, "project": "PLAT"}, 400),
        (ADMIN, {"name": "A", "project": "PLAT", "leadAccountId": "nobody"}, 400),
        (ADMIN, {"name": "A", "project": "PLAT", "assigneeType": "MOON"}, 400),
        (ADMIN, {"name": "A", "project": "BUS"}, 404),
    ],
)
def test_wrong_components_are_refused(seen: Api, who: str, body: dict[str, Any], status: int) -> None:
    assert seen.post("component", body, who).status_code == status
