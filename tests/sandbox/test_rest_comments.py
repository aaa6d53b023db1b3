"""Comments: reading, writing, who may, and those for a role or group only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.events import Event, IssueEvent
from jxl_sandbox.jira.model import Grant, Issue
from tests.sandbox.rest_site import BASE_URL, Api, app_actor, error_of, seeded_site

NOT_FOUND = "Issue does not exist or you do not have permission to see it."


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(seeded_site())


@pytest.fixture
def issue(api: Api) -> Issue:
    """An issue that no test has had."""
    number = next(n for n in api.project("PLAT").issue_ids if "comment" not in api.site.issues[n].values)
    issue = api.site.issues[number]
    issue.values["comment"] = []
    return issue


@pytest.fixture
def grants(api: Api) -> Iterator[list[Grant]]:
    """The project's grants, put back afterwards."""
    held = api.project("PLAT").scheme.grants
    before = list(held)
    yield held
    held[:] = before


def adf(words: str) -> dict[str, Any]:
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def comment_on(api: Api, issue: Issue, words: str, who: Any = "member", **more: Any) -> dict[str, Any]:
    answer = api.post(f"issue/{issue.key}/comment", {"body": adf(words), **more}, who)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def words_of(api: Api, issue: Issue, who: Any = "member", **params: Any) -> list[str]:
    answer = api.get(f"issue/{issue.key}/comment", who, **params)
    assert answer.status_code == 200, answer.text
    return [c["body"]["content"][0]["content"][0]["text"] for c in answer.json()["comments"]]


def test_a_new_comment(api: Api, issue: Issue) -> None:
    events: list[Event] = []
    api.site.listeners.append(events.append)
    before = len(issue.changelog)
    made = comment_on(api, issue, "Looks good.")
    person = api.person("member")
    assert made["author"]["accountId"] == made["updateAuthor"]["accountId"] == person.account_id
    assert made["self"] == f"{BASE_URL}/rest/api/3/issue/{issue.id}/comment/{made['id']}"
    assert made["body"] == adf("Looks good.")
    assert made["created"] == made["updated"] == "2026-06-17T21:30:00.000+0800"
    assert made["jsdPublic"] is True
    assert "visibility" not in made
    assert api.get(f"issue/{issue.id}/comment/{made['id']}", "member").json() == made
    api.site.listeners.remove(events.append)
    assert [event.name for event in events] == ["jira:issue_updated", "comment_created"]
    assert isinstance(events[0], IssueEvent)
    assert (events[0].issue, events[0].changelog_entry) == (issue, None)
    assert len(issue.changelog) == before
    updated = api.get(f"issue/{issue.key}", "member", fields="updated").json()["fields"]["updated"]
    assert updated == made["created"]


def test_pages_and_order(api: Api, issue: Issue) -> None:
    for words in ("one", "two", "three"):
        comment_on(api, issue, words)
    assert words_of(api, issue) == ["one", "two", "three"]
    assert words_of(api, issue, orderBy="-created") == ["three", "two", "one"]
    assert words_of(api, issue, orderBy="+created", startAt=1, maxResults=1) == ["two"]
    page = api.get(f"issue/{issue.key}/comment", "member", startAt=1, maxResults=1).json()
    assert (page["startAt"], page["maxResults"], page["total"]) == (1, 1, 3)
    assert api.get(f"issue/{issue.key}/comment", "member").json()["maxResults"] == 100
    assert api.get(f"issue/{issue.key}/comment", "member", orderBy="author").status_code == 400


def test_an_issue_carries_its_comments(api: Api, issue: Issue) -> None:
    """One issue alone all of them, an issue of a list the first twenty."""
    assert api.get(f"issue/{issue.key}", fields="comment").json()["fields"]["comment"]["total"] == 0
    for number in range(22):
        comment_on(api, issue, str(number))
    alone = api.get(f"issue/{issue.key}", fields="comment").json()["fields"]["comment"]
    assert (len(alone["comments"]), alone["total"], alone["maxResults"]) == (22, 22, 22)
    found = api.search(f"key = {issue.key}", fields=["comment"])["issues"][0]["fields"]["comment"]
    assert (len(found["comments"]), found["total"]) == (20, 22)
    assert found["comments"][0]["body"] == adf("0")
    body = {"issueIdsOrKeys": [issue.key], "fields": ["comment"]}
    fetched = api.post("issue/bulkfetch", body).json()["issues"][0]["fields"]["comment"]
    assert len(fetched["comments"]) == 20


def test_who_may_comment(api: Api, issue: Issue) -> None:
    body = {"body": adf("x")}
    status, messages, _ = error_of(api.post(f"issue/{issue.key}/comment", body, "viewer"))
    assert status == 400
    assert messages == ["Oluwaseun Adeyemi, you do not have the permission to comment on this issue."]
    assert error_of(api.post(f"issue/{issue.key}/comment", body, "no access")) == (404, [NOT_FOUND], {})
    assert api.post(f"issue/{issue.key}/comment", body, None).status_code == 404
    assert api.get(f"issue/{issue.key}/comment", "no access").status_code == 404
    reader = app_actor(api.site, "READ")
    assert api.get(f"issue/{issue.key}/comment", reader).status_code == 200
    assert api.post(f"issue/{issue.key}/comment", body, reader).status_code == 403
    assert api.post(f"issue/{issue.key}/comment", body, app_actor(api.site, "WRITE")).status_code == 201


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "Comment body can not be empty!"),
        ({"type": "doc", "version": 1, "content": []}, "Comment body can not be empty!"),
        ("plain", "Comment body is not valid!"),
        ({"type": "doc", "version": 1, "content": [{"type": "odd"}]}, "Comment body is not valid!"),
        (adf(""), "Comment body is not valid!"),
        ({"type": "doc", "version": 1, "content": [{"type": ["text"]}]}, "Comment body is not valid!"),
        (
            {"type": "doc", "version": 1, "content": [{"type": "mention", "attrs": 3}]},
            "Comment body is not valid!",
        ),
        (
            adf("x" * 32_768),
            "The entered text is too long. It exceeds the allowed limit of 32,767 characters.",
        ),
    ],
)
def test_what_is_no_comment(api: Api, issue: Issue, body: Any, words: str) -> None:
    answer = api.post(f"issue/{issue.key}/comment", {"body": body}, "member")
    assert error_of(answer) == (400, [], {"comment": words})
    assert words_of(api, issue) == []


def test_a_document_is_not_endlessly_deep(api: Api, issue: Issue) -> None:
    node: dict[str, Any] = {"type": "paragraph", "content": []}
    for _ in range(300):
        node = {"type": "blockquote", "content": [node]}
    body = {"type": "doc", "version": 1, "content": [node]}
    answer = api.post(f"issue/{issue.key}/comment", {"body": body}, "member")
    assert error_of(answer) == (400, [], {"comment": "Comment body is not valid!"})


def test_own_comments_are_edited_and_deleted_by_their_author(api: Api, issue: Issue) -> None:
    made = comment_on(api, issue, "First thought.")
    path = f"issue/{issue.key}/comment/{made['id']}"
    clock = api.site.now
    assert isinstance(clock, SiteClock)
    clock.move(timedelta(minutes=1))
    changed = api.call("PUT", path_of(path), "member", json={"body": adf("Second thought.")})
    clock.move(-timedelta(minutes=1))
    assert changed.status_code == 200
    assert changed.json()["body"] == adf("Second thought.")
    assert changed.json()["created"] == made["created"]
    assert changed.json()["updated"] > made["updated"]
    assert words_of(api, issue) == ["Second thought."]
    assert api.call("DELETE", path_of(path), "member").status_code == 204
    assert words_of(api, issue) == []
    status, messages, _ = error_of(api.get(path, "member"))
    assert (status, messages) == (404, [f"Can not find a comment for the id: {made['id']}."])


def test_others_comments_need_the_right_for_all(api: Api, issue: Issue, grants: list[Grant]) -> None:
    made = comment_on(api, issue, "Mine.", "project administrator")
    path = f"issue/{issue.key}/comment/{made['id']}"
    grants[:] = [g for g in grants if g.permission not in ("EDIT_ALL_COMMENTS", "DELETE_ALL_COMMENTS")]
    assert api.call("PUT", path_of(path), "member", json={"body": adf("x")}).status_code == 400
    assert api.call("DELETE", path_of(path), "member").status_code == 400
    assert api.call("DELETE", path_of(path), None).status_code == 404
    assert words_of(api, issue) == ["Mine."]
    grants.append(Grant(99_998, "EDIT_ALL_COMMENTS", "projectRole", "Member"))
    grants.append(Grant(99_999, "DELETE_ALL_COMMENTS", "projectRole", "Member"))
    changed = api.call("PUT", path_of(path), "member", json={"body": adf("Ours.")}).json()
    assert changed["author"]["accountId"] == api.person("project administrator").account_id
    assert changed["updateAuthor"]["accountId"] == api.person("member").account_id
    assert api.call("DELETE", path_of(path), "member").status_code == 204


def path_of(path: str) -> str:
    return f"/rest/api/3/{path}"


def test_a_comment_for_a_role_is_for_that_role(api: Api, issue: Issue) -> None:
    for_admins = {"type": "role", "value": "Administrators"}
    made = comment_on(api, issue, "quokka matters", "project administrator", visibility=for_admins)
    assert made["visibility"] == {**for_admins, "identifier": "Administrators"}
    assert words_of(api, issue, "project administrator") == ["quokka matters"]
    assert words_of(api, issue, "member") == []
    assert api.get(f"issue/{issue.key}/comment/{made['id']}", "member").status_code == 404
    assert api.get(f"issue/{issue.key}", "member", fields="comment").json()["fields"]["comment"]["total"] == 0
    # Rendering for one person leaves nothing behind for the next.
    seen = api.get(f"issue/{issue.key}", "project administrator", fields="comment").json()
    assert seen["fields"]["comment"]["total"] == 1
    assert api.keys('comment ~ "quokka"', "project administrator") == [issue.key]
    assert api.keys('comment ~ "quokka"', "member") == []
    assert api.keys('text ~ "quokka"', "member") == []


def test_a_comment_for_a_group(api: Api, issue: Issue) -> None:
    group = "site-admins"
    by_id = {"type": "group", "identifier": api.site.groups[group]}
    made = comment_on(api, issue, "Secret.", "site administrator", visibility=by_id)
    assert made["visibility"] == {"type": "group", "value": group, "identifier": api.site.groups[group]}
    assert words_of(api, issue, "project administrator") == []
    assert words_of(api, issue, "site administrator") == ["Secret."]


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        (
            {"type": "role", "value": "Administrators"},
            "You are currently not a member of the project role: Administrators.",
        ),
        ({"type": "role", "value": "Nobody"}, "Project Role: Nobody does not exist."),
        (
            {"type": "group", "value": "site-admins"},
            "You are currently not a member of the group: site-admins.",
        ),
        ({"type": "group", "value": "nobody"}, "Group: nobody does not exist."),
    ],
)
def test_visibility_to_others_is_refused(
    api: Api, issue: Issue, visibility: dict[str, str], words: str
) -> None:
    answer = api.post(f"issue/{issue.key}/comment", {"body": adf("x"), "visibility": visibility}, "member")
    assert error_of(answer) == (400, [], {"commentLevel": words})


def test_visibility_can_be_changed_and_taken_back(api: Api, issue: Issue) -> None:
    made = comment_on(api, issue, "x", visibility={"type": "role", "value": "Member"})
    path = path_of(f"issue/{issue.key}/comment/{made['id']}")
    kept = api.call("PUT", path, "member", json={"body": adf("y")}).json()
    assert kept["visibility"]["value"] == "Member"
    assert (
        "visibility"
        not in api.call("PUT", path, "member", json={"body": adf("y"), "visibility": None}).json()
    )


def test_properties_of_a_comment(api: Api, issue: Issue) -> None:
    internal = {"key": "sd.public.comment", "value": {"internal": True}}
    made = comment_on(api, issue, "x", properties=[internal])
    assert made["jsdPublic"] is False
    assert "properties" not in made
    path = f"issue/{issue.key}/comment/{made['id']}"
    assert api.get(path, "member", expand="properties").json()["properties"] == [internal]


def test_rendered_body(api: Api, issue: Issue) -> None:
    made = comment_on(api, issue, "1 < 2")
    assert "renderedBody" not in made
    path = f"issue/{issue.key}/comment"
    for shown in (
        api.get(f"{path}/{made['id']}", "member", expand="renderedBody").json(),
        api.get(path, "member", expand="renderedBody").json()["comments"][0],
        api.post("comment/list?expand=renderedBody", {"ids": [int(made["id"])]}, "member").json()["values"][
            0
        ],
        api.get(f"/rest/api/2/{path}/{made['id']}", "member", expand="renderedBody").json(),
    ):
        assert shown["renderedBody"] == "<p>1 &lt; 2</p>"


def test_a_deleted_comment_leaves_its_words(api: Api, issue: Issue) -> None:
    """One that was not for all leaves only that it was there."""
    open_one = comment_on(api, issue, "Gone soon")
    closed = comment_on(api, issue, "Secret", visibility={"type": "role", "value": "Member"})
    before = len(issue.changelog)
    for comment in (open_one, closed):
        assert api.call("DELETE", f"issue/{issue.key}/comment/{comment['id']}").status_code == 204
    items = [item for entry in issue.changelog[before:] for item in entry["items"]]
    assert [(i["field"], i["from"], i["fromString"], i["to"], i["toString"]) for i in items] == [
        ("Comment", None, "Gone soon", None, None),
        ("Comment", None, "A comment with security level 'Member' was removed.", None, None),
    ]
    assert "Secret" not in api.get(f"issue/{issue.key}/changelog").text


def test_many_by_id(api: Api, issue: Issue) -> None:
    """Comments of issues that are hidden, gone or for others are left out."""
    first = comment_on(api, issue, "one")
    hidden = comment_on(
        api, issue, "two", "project administrator", visibility={"type": "role", "value": "Administrators"}
    )
    gone = comment_on(api, issue, "three")
    api.call("DELETE", path_of(f"issue/{issue.key}/comment/{gone['id']}"), "member")
    ids = [int(c["id"]) for c in (first, hidden, gone)] + [424242, int(first["id"])]
    found = api.post("comment/list", {"ids": ids}, "member").json()
    assert [c["id"] for c in found["values"]] == [first["id"]]
    assert (found["total"], found["isLast"]) == (1, True)
    assert api.post("comment/list", {"ids": ids}, "no access").json()["values"] == []
    assert api.post("comment/list", {"ids": []}, "member").status_code == 400
    assert api.post("comment/list", {"ids": list(range(1001))}, "member").status_code == 400


def test_comments_of_an_issue_in_a_security_level() -> None:
    api = Api(seeded_site())
    project = next(p for p in api.site.projects.values() if p.security_levels)
    level = next(iter(project.security_levels.values()))
    issue = api.site.issues[project.issue_ids[0]]
    who = api.site.users[issue.values["reporter"]]
    level.holders[:] = [("user", who.account_id)]
    api.site.change_issue(issue, {"security": level.id})
    grants = project.scheme.grants
    grants.append(Grant(99_998, "BROWSE_PROJECTS", "anyone"))
    grants.append(Grant(99_999, "ADD_COMMENTS", "anyone"))
    made = comment_on(api, issue, "hush", who)
    assert api.get(f"issue/{issue.key}/comment", "site administrator").status_code == 404
    listed = api.post("comment/list", {"ids": [int(made["id"])]}, "site administrator").json()
    assert listed["values"] == []
