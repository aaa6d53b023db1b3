"""Remote links: made, replaced by global id, read, removed; who may, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jxl_sandbox.jira.events import Event, IssueEvent
from jxl_sandbox.jira.model import Grant, Issue
from tests.sandbox.rest_site import BASE_URL, Api, app_actor, error_of, seeded_site

GLOBAL = "system=http://www.example.com/support&id=1"
FULL: dict[str, Any] = {
    "globalId": GLOBAL,
    "application": {"type": "com.example.tracker", "name": "Tracker"},
    "relationship": "causes",
    "object": {
        "url": "http://www.example.com/support?id=1",
        "title": "SUP-1",
        "summary": "A customer asks",
        "icon": {"url16x16": "http://www.example.com/t.png", "title": "Ticket"},
        "status": {
            "resolved": True,
            "icon": {"url16x16": "http://www.example.com/r.png", "title": "Closed", "link": "http://e.com"},
        },
    },
}


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    """An issue without remote links."""
    issues = (api.site.issues[n] for n in api.project("PLAT").issue_ids)
    issue = next(i for i in issues if "remotelinks" not in i.values)
    issue.values["remotelinks"] = []
    return issue


@pytest.fixture
def grants(api: Api) -> Iterator[list[Grant]]:
    held = api.project("PLAT").scheme.grants
    before = list(held)
    yield held
    held[:] = before


def simple(**more: Any) -> dict[str, Any]:
    return {"object": {"url": "https://example.com/1", "title": "One"}, **more}


def make(api: Api, issue: Issue, body: dict[str, Any], who: Any = "member") -> int:
    answer = api.post(f"issue/{issue.key}/remotelink", body, who)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    assert answer.json()["self"].endswith(f"/issue/{issue.key}/remotelink/{number}")
    return number


def test_all_that_a_link_can_have(api: Api, issue: Issue) -> None:
    number = make(api, issue, FULL)
    link = f"{BASE_URL}/rest/api/3/issue/{issue.key}/remotelink/{number}"
    expected = {"id": number, "self": link, **FULL}
    assert api.get(f"issue/{issue.key}/remotelink/{number}", "viewer").json() == expected
    assert api.get(f"issue/{issue.key}/remotelink", "viewer").json() == [expected]
    assert api.get(f"issue/{issue.key}/remotelink", "viewer", globalId=GLOBAL).json() == expected
    assert api.get(f"issue/{issue.key}/remotelink", globalId="other").status_code == 404
    in_v2 = api.get(f"/rest/api/2/issue/{issue.key}/remotelink/{number}").json()
    assert in_v2 == expected | {"self": link.replace("/3/", "/2/")}


def test_what_a_link_has_at_least(api: Api, issue: Issue) -> None:
    number = make(api, issue, simple())
    shown = api.get(f"issue/{issue.key}/remotelink/{number}").json()
    assert "globalId" not in shown
    assert shown["object"] == {
        "url": "https://example.com/1",
        "title": "One",
        "icon": {},
        "status": {"icon": {}},
    }
    assert shown["application"] == {}


def test_the_same_global_id_replaces(api: Api, issue: Issue) -> None:
    """What is not sent again is gone."""
    number = make(api, issue, FULL)
    answer = api.post(f"issue/{issue.key}/remotelink", simple(globalId=GLOBAL), "member")
    assert (answer.status_code, answer.json()["id"]) == (200, number)
    (link,) = api.get(f"issue/{issue.key}/remotelink").json()
    assert link["object"]["title"] == "One"
    assert "relationship" not in link
    other = api.site.issues[api.project("RICH").issue_ids[0]]
    assert make(api, other, simple(globalId=GLOBAL), "site administrator") != number


def test_putting_replaces(api: Api, issue: Issue) -> None:
    number, other = make(api, issue, FULL), make(api, issue, simple(globalId="b"))
    path = f"issue/{issue.key}/remotelink/{number}"
    assert api.call("PUT", path, "member", json=simple(globalId="c")).status_code == 204
    assert api.get(path).json()["globalId"] == "c"
    assert set(error_of(api.call("PUT", path, json=simple(globalId="b")))[2]) == {"globalId"}
    assert api.get(f"issue/{issue.key}/remotelink/{other}").json()["globalId"] == "b"


def test_removing(api: Api, issue: Issue) -> None:
    number = make(api, issue, FULL)
    make(api, issue, simple(globalId="b"))
    assert api.call("DELETE", f"issue/{issue.key}/remotelink/{number}", "member").status_code == 204
    assert api.get(f"issue/{issue.key}/remotelink/{number}").status_code == 404
    path = f"issue/{issue.key}/remotelink"
    assert api.call("DELETE", path, "member").status_code == 400
    assert api.call("DELETE", path, "member", params={"globalId": "b"}).status_code == 204
    assert api.call("DELETE", path, "member", params={"globalId": "b"}).status_code == 404
    assert api.get(path).json() == []


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"url": "'url' is required.", "title": "'title' is required."}),
        ({"object": {"url": "https://e.com"}}, {"title": "'title' is required."}),
        ({"object": {"url": "https://e.com", "title": " "}}, {"title": "'title' is required."}),
        ({"object": {"url": "no address", "title": "x"}}, {"url": "'url' is not a valid URL."}),
        ({"object": {"url": "http://[", "title": "x"}}, {"url": "'url' is not a valid URL."}),
        (simple(globalId="x" * 256), {"globalId": "'globalId' must be at most 255 characters long."}),
        (
            simple(relationship="x" * 256),
            {"relationship": "'relationship' must be at most 255 characters long."},
        ),
        (
            {"object": {"url": "https://e.com", "title": "x" * 256}},
            {"title": "'title' must be at most 255 characters long."},
        ),
    ],
)
def test_what_is_no_link(api: Api, issue: Issue, body: dict[str, Any], errors: dict[str, str]) -> None:
    assert error_of(api.post(f"issue/{issue.key}/remotelink", body)) == (400, [], errors)
    assert issue.values["remotelinks"] == []


@pytest.mark.parametrize(
    "body",
    [[], {"object": "x"}, {"object": {"url": 1, "title": "x"}}, simple(globalId=5), simple(application=[])],
)
def test_what_cannot_be_read(api: Api, issue: Issue, body: Any) -> None:
    assert api.post(f"issue/{issue.key}/remotelink", body).status_code == 400


def test_255_characters_are_taken(api: Api, issue: Issue) -> None:
    make(api, issue, simple(globalId="x" * 255))


def test_who_may(api: Api, issue: Issue, grants: list[Grant]) -> None:
    number = make(api, issue, FULL)
    path, one = f"issue/{issue.key}/remotelink", f"issue/{issue.key}/remotelink/{number}"
    hidden = (404, ["Issue does not exist or you do not have permission to see it."], {})
    assert error_of(api.get(path, "no access")) == hidden
    assert error_of(api.post(path, FULL, "no access")) == hidden
    for refused in (
        api.post(path, FULL, "viewer"),
        api.call("PUT", one, "viewer", json=FULL),
        api.call("DELETE", one, "viewer"),
        api.call("DELETE", path, "viewer", params={"globalId": GLOBAL}),
    ):
        assert error_of(refused)[0] == 403
    grants[:] = [grant for grant in grants if grant.permission != "EDIT_ISSUES"]
    assert error_of(api.call("DELETE", one, "member"))[0] == 403
    assert api.call("DELETE", path, "member", params={"globalId": GLOBAL}).status_code == 204


def test_scopes_of_an_app(api: Api, issue: Issue) -> None:
    reader = app_actor(api.site, "READ", kind="impersonation", person=api.person("member"))
    assert api.get(f"issue/{issue.key}/remotelink", reader).status_code == 200
    assert api.post(f"issue/{issue.key}/remotelink", FULL, reader).status_code == 403


def test_a_link_belongs_to_its_issue(api: Api, issue: Issue) -> None:
    number = make(api, issue, simple())
    other = next(i for i in api.site.issues.values() if i.project_id == issue.project_id and i is not issue)
    assert api.get(f"issue/{other.key}/remotelink/{number}").status_code == 400
    assert api.get(f"issue/{issue.key}/remotelink/x").status_code == 400
    assert api.get(f"issue/{issue.key}/remotelink/999999").status_code == 404


def test_an_issue_can_be_full(api: Api, issue: Issue) -> None:
    make(api, issue, simple(globalId="first"))
    issue.values["remotelinks"] = [{**issue.values["remotelinks"][0], "id": -n} for n in range(2000)]
    assert api.post(f"issue/{issue.key}/remotelink", simple()).status_code == 413
    assert api.post(f"issue/{issue.key}/remotelink", simple(globalId="first")).status_code == 200


def test_the_history_of_links(api: Api, issue: Issue) -> None:
    events: list[Event] = []
    hear = events.append
    api.site.listeners.append(hear)
    number = make(api, issue, FULL)
    api.call("DELETE", f"issue/{issue.key}/remotelink/{number}")
    api.site.listeners.remove(hear)
    words = 'This issue causes "SUP-1 (Tracker)"'
    items = [entry["items"][0] for entry in issue.changelog[-2:]]
    assert [(i["field"], i["fromString"], i["toString"]) for i in items] == [
        ("RemoteIssueLink", None, words),
        ("RemoteIssueLink", words, None),
    ]
    assert [type(event) for event in events] == [IssueEvent, IssueEvent]
    assert api.get(f"issue/{issue.key}").json()["fields"]["updated"]
