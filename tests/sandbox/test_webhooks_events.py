"""Webhooks of what hangs on issues, of versions, sprints, boards and filters: when they are sent, what they say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.model import Board, Issue, Project
from jxl_sandbox.jira.platform import webhooks as hub
from tests.sandbox.platform_site import Env, make_descriptor, running

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
API = "/rest/api/3"
AGILE = "/rest/agile/1.0"
ADMIN = "site administrator"
EVENTS = (
    *(f"jira:issue_{what}" for what in ("created", "updated", "deleted")),
    *(f"{sort}_{what}" for sort in ("comment", "worklog") for what in ("created", "updated", "deleted")),
    *(f"{sort}_{what}" for sort in ("attachment", "issuelink") for what in ("created", "deleted")),
    "issue_property_set",
    "issue_property_deleted",
    *(
        f"jira:version_{what}"
        for what in ("created", "updated", "deleted", "released", "unreleased", "moved", "merged")
    ),
    *(f"sprint_{what}" for what in ("created", "updated", "started", "closed", "deleted")),
    *(f"board_{what}" for what in ("created", "deleted")),
    *(f"filter_{what}" for what in ("created", "updated", "deleted")),
)
TEXT = {
    "type": "doc",
    "version": 1,
    "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": "Done", "marks": [{"type": "strong"}]}]}
    ],
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def hooked(*hooks: dict[str, Any]) -> AsyncIterator[Env]:
    """A site with an app that has these webhooks; else one of every event there is, each at ``/hook``."""
    async with running(installed=False, with_issues=True) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        wanted = list(hooks) or [{"event": event, "url": "/hook"} for event in EVENTS]
        env.app.descriptor = make_descriptor(modules={"webhooks": wanted})
        assert (await env.install()).status_code == 200
        env.app.callbacks.clear()
        yield env


async def call(env: Env, method: str, path: str, body: Any = None, who: str = ADMIN) -> httpx.Response:
    options = {} if body is None else {"json": body}
    answer = await env.client.request(method, path, headers=env.basic(env.person(who)), **options)
    assert answer.is_success, answer.text
    return answer


async def told(env: Env) -> dict[str, dict[str, Any]]:
    """The bodies that arrived since the last time, by event."""
    await env.control("webhooks/flush")
    bodies = [body for _, _, body in env.app.callbacks]
    env.app.callbacks.clear()
    names = [body["webhookEvent"] for body in bodies]
    assert all(body["timestamp"] == int(NOW.timestamp() * 1000) for body in bodies)
    return dict(zip(names, bodies, strict=True))


def software(env: Env) -> Project:
    return next(p for p in env.site.projects.values() if p.type_key == "software" and p.style == "classic")


def two_issues(env: Env) -> tuple[Issue, Issue]:
    first, second = software(env).issue_ids[:2]
    return env.site.issues[first], env.site.issues[second]


def scrum_board(env: Env) -> Board:
    return next(b for b in env.site.boards.values() if b.type == "scrum")


async def test_a_comment_is_told_by_itself_and_as_a_change_of_its_issue() -> None:
    async with hooked() as env:
        issue, _ = two_issues(env)
        path = f"{API}/issue/{issue.key}/comment"
        comment_id = (await call(env, "POST", path, {"body": TEXT})).json()["id"]
        bodies = await told(env)
        assert bodies.keys() == {"jira:issue_updated", "comment_created"}
        created, updated = bodies["comment_created"], bodies["jira:issue_updated"]
        assert created["comment"]["id"] == comment_id
        assert created["comment"]["body"] == "*Done*"
        assert created["comment"]["self"].endswith(f"/rest/api/2/issue/{issue.id}/comment/{comment_id}")
        assert created["comment"]["author"]["accountId"] == env.person(ADMIN).account_id
        stub = {"summary", "issuetype", "project", "assignee", "priority", "status"}
        assert (created["issue"]["key"], created["issue"]["fields"].keys()) == (issue.key, stub)
        assert updated["issue_event_type_name"] == "issue_commented"
        assert updated["comment"] == created["comment"]
        assert "changelog" not in updated

        await call(env, "PUT", f"{path}/{comment_id}", {"body": document("Done again")})
        bodies = await told(env)
        assert bodies.keys() == {"jira:issue_updated", "comment_updated"}
        assert bodies["jira:issue_updated"]["issue_event_type_name"] == "issue_comment_edited"
        await call(env, "DELETE", f"{path}/{comment_id}")
        bodies = await told(env)
        assert bodies["comment_deleted"]["comment"]["id"] == comment_id
        assert bodies["jira:issue_updated"]["issue_event_type_name"] == "issue_comment_deleted"
        assert "comment" not in bodies["jira:issue_updated"]


async def test_a_work_log_is_told_with_the_times_in_the_changelog_of_its_issue() -> None:
    async with hooked() as env:
        issue, _ = two_issues(env)
        path = f"{API}/issue/{issue.key}/worklog"
        made = (await call(env, "POST", path, {"timeSpent": "1h", "comment": TEXT}, "member")).json()
        bodies = await told(env)
        assert bodies.keys() == {"jira:issue_updated", "worklog_created"}
        worklog = bodies["worklog_created"]["worklog"]
        assert (worklog["id"], worklog["issueId"], worklog["comment"]) == (
            made["id"],
            str(issue.id),
            "*Done*",
        )
        assert worklog["timeSpentSeconds"] == 3600
        assert "issue" not in bodies["worklog_created"]
        updated = bodies["jira:issue_updated"]
        assert updated["issue_event_type_name"] == "issue_work_logged"
        assert "timespent" in {item["field"] for item in updated["changelog"]["items"]}
        await call(env, "PUT", f"{path}/{made['id']}", {"timeSpent": "2h"}, "member")
        bodies = await told(env)
        assert bodies["worklog_updated"]["worklog"]["timeSpentSeconds"] == 7200
        assert bodies["jira:issue_updated"]["issue_event_type_name"] == "issue_worklog_updated"
        await call(env, "DELETE", f"{path}/{made['id']}", who="member")
        bodies = await told(env)
        assert bodies["worklog_deleted"]["worklog"]["id"] == made["id"]
        assert bodies["jira:issue_updated"]["issue_event_type_name"] == "issue_worklog_deleted"


async def test_a_link_is_told_once_and_both_its_issues_are() -> None:
    async with hooked() as env:
        source, target = two_issues(env)
        body = {
            "type": {"name": "Blocks"},
            "inwardIssue": {"key": source.key},
            "outwardIssue": {"key": target.key},
        }
        await call(env, "POST", f"{API}/issueLink", body)
        deliveries = (await env.control("webhooks/flush")).json()["deliveries"]
        names = [d["event"] for d in deliveries]
        assert sorted(names) == ["issuelink_created", "jira:issue_updated", "jira:issue_updated"]
        link = (await told(env))["issuelink_created"]["issueLink"]
        assert (link["sourceIssueId"], link["destinationIssueId"]) == (source.id, target.id)
        kind = link["issueLinkType"]
        assert (kind["name"], kind["outwardName"], kind["inwardName"]) == (
            "Blocks",
            "blocks",
            "is blocked by",
        )
        await call(env, "DELETE", f"{API}/issueLink/{link['id']}")
        assert (await told(env))["issuelink_deleted"]["issueLink"] == link


async def test_properties_are_told_with_their_key_in_the_address() -> None:
    hooks = [
        {"event": f"issue_property_{kind}", "url": f"/{kind}?key={{property.key}}", "propertyKeys": ["a b"]}
        for kind in ("set", "deleted")
    ]
    async with hooked(*hooks) as env:
        issue, _ = two_issues(env)
        path = f"{API}/issue/{issue.key}/properties/a%20b"
        await call(env, "PUT", path, {"x": 1})
        body = (await told(env))["issue_property_set"]
        assert body["property"] == {"key": "a b", "value": {"x": 1}}
        assert body["issue"]["key"] == issue.key
        assert body["issue"]["properties"] == {"a b": {"x": 1}}
        await call(env, "DELETE", path)
        body = (await told(env))["issue_property_deleted"]
        assert body["property"] == {"key": "a b"}
        assert "properties" not in body["issue"]
        edit = {"properties": [{"key": "c", "value": 2}], "fields": {"summary": "New"}}
        await call(env, "PUT", f"{API}/issue/{issue.key}", edit)
        assert (await told(env))["issue_property_set"]["property"] == {"key": "c", "value": 2}
        log = (await env.client.get("/_sandbox/webhooks")).json()["deliveries"]
        assert log[0]["url"].endswith("/set?key=a%20b")


async def test_versions_from_their_making_to_their_merging() -> None:
    async with hooked() as env:
        project = software(env)
        wish = {"projectId": int(project.id), "name": "7.0", "startDate": "2026-06-01"}
        first = (await call(env, "POST", f"{API}/version", wish)).json()["id"]
        body = (await told(env))["jira:version_created"]
        assert body["version"]["id"] == first
        assert body["version"]["projectId"] == int(project.id)
        assert body["version"]["userStartDate"] == "01/Jun/26"
        assert "/rest/api/2/version/" in body["version"]["self"]
        path = f"{API}/version/{first}"
        await call(env, "PUT", path, {"name": "7.1"})
        assert (await told(env)).keys() == {"jira:version_updated"}
        await call(env, "PUT", path, {"released": True})
        assert (await told(env)).keys() == {"jira:version_released"}
        await call(env, "PUT", path, {"released": False, "description": "x"})
        assert (await told(env)).keys() == {"jira:version_unreleased", "jira:version_updated"}
        await call(env, "PUT", path, {"name": "7.1"})
        assert await told(env) == {}
        await call(env, "POST", f"{path}/move", {"position": "First"})
        assert (await told(env)).keys() == {"jira:version_moved"}
        other = (await call(env, "POST", f"{API}/version", {**wish, "name": "8"})).json()["id"]
        await told(env)
        await call(env, "PUT", f"{path}/mergeto/{other}")
        bodies = await told(env)
        assert bodies.keys() == {"jira:version_merged", "jira:version_deleted"}
        merged, deleted = bodies["jira:version_merged"], bodies["jira:version_deleted"]
        assert (merged["version"]["id"], merged["mergedVersion"]["id"]) == (other, first)
        assert (deleted["version"]["id"], deleted["mergedTo"]["id"]) == (first, other)
        await call(env, "DELETE", f"{API}/version/{other}")
        assert "mergedTo" not in (await told(env))["jira:version_deleted"]


async def test_sprints_boards_and_filters() -> None:
    async with hooked() as env:
        board = scrum_board(env)
        wish = {"name": "Next", "originBoardId": board.id}
        sprint_id = (await call(env, "POST", f"{AGILE}/sprint", wish)).json()["id"]
        assert (await told(env))["sprint_created"]["sprint"]["originBoardId"] == board.id
        path = f"{AGILE}/sprint/{sprint_id}"
        await call(env, "POST", path, {"goal": "Ship"})
        body = (await told(env))["sprint_updated"]
        assert (body["sprint"]["goal"], body["oldValue"]["goal"]) == ("Ship", "")
        dates = {"startDate": "2026-06-17T00:00:00.000Z", "endDate": "2026-07-01T00:00:00.000Z"}
        await call(env, "POST", path, {"state": "active", **dates})
        bodies = await told(env)
        assert bodies.keys() == {"sprint_started"}
        assert bodies["sprint_started"]["sprint"]["state"] == "active"
        await call(env, "POST", path, {"state": "closed"})
        assert "completeDate" in (await told(env))["sprint_closed"]["sprint"]
        await call(env, "DELETE", path)
        assert (await told(env))["sprint_deleted"]["sprint"]["id"] == sprint_id

        saved = (
            await call(env, "POST", f"{API}/filter", {"name": "Mine", "jql": "project is not EMPTY"})
        ).json()
        assert (await told(env))["filter_created"]["filter"]["self"].endswith(
            f"/rest/api/2/filter/{saved['id']}"
        )
        await call(env, "PUT", f"{API}/filter/{saved['id']}", {"name": "Ours", "jql": ""})
        assert (await told(env))["filter_updated"]["filter"]["name"] == "Ours"
        location = {"type": "project", "projectKeyOrId": software(env).key}
        wish = {"name": "Wall", "type": "kanban", "filterId": int(saved["id"]), "location": location}
        board_id = (await call(env, "POST", f"{AGILE}/board", wish)).json()["id"]
        body = (await told(env))["board_created"]
        assert body["board"].keys() == {"id", "self", "name", "type"}
        await call(env, "DELETE", f"{AGILE}/board/{board_id}")
        assert (await told(env))["board_deleted"]["board"]["id"] == board_id
        await call(env, "DELETE", f"{API}/filter/{saved['id']}")
        assert (await told(env)).keys() == {"filter_deleted"}


async def test_what_goes_with_a_deleted_issue_is_told_as_secondary() -> None:
    async with hooked() as env:
        issue, other = two_issues(env)
        await call(env, "POST", f"{API}/issue/{issue.key}/comment", {"body": TEXT})
        body = {
            "type": {"name": "Blocks"},
            "inwardIssue": {"key": other.key},
            "outwardIssue": {"key": issue.key},
        }
        await call(env, "POST", f"{API}/issueLink", body)
        await told(env)
        await call(env, "DELETE", f"{API}/issue/{issue.key}?deleteSubtasks=true")
        await env.control("webhooks/flush")
        flows = {
            (body["webhookEvent"], headers["x-atlassian-webhook-flow"])
            for _, headers, body in env.app.callbacks
        }
        assert ("jira:issue_deleted", "Primary") in flows
        assert {("comment_deleted", "Secondary"), ("issuelink_deleted", "Secondary")} <= flows
        links = [b["issueLink"] for _, _, b in env.app.callbacks if b["webhookEvent"] == "issuelink_deleted"]
        assert (other.id, issue.id) in {(link["sourceIssueId"], link["destinationIssueId"]) for link in links}
        assert not any(b["webhookEvent"] == "jira:issue_updated" for _, _, b in env.app.callbacks)


async def test_changes_of_many_issues_are_secondary_and_say_whether_mail_is_sent() -> None:
    async with hooked() as env:
        issues = two_issues(env)
        body = {
            "selectedIssueIdsOrKeys": [issue.key for issue in issues],
            "selectedActions": ["labels"],
            "editedFieldsInput": {
                "labelsFields": [
                    {
                        "fieldId": "labels",
                        "bulkEditMultiSelectFieldOption": "ADD",
                        "labels": [{"name": "told"}],
                    }
                ]
            },
            "sendBulkNotification": False,
        }
        await call(env, "POST", f"{API}/bulk/issues/fields", body)
        await env.control("webhooks/flush")
        told_of = {message["issue"]["key"]: message for _, _, message in env.app.callbacks}
        assert told_of.keys() == {issue.key for issue in issues}
        assert all(m["bulkOperationMetaData"] == {"sendMail": False} for m in told_of.values())
        flows = {headers["x-atlassian-webhook-flow"] for _, headers, _ in env.app.callbacks}
        assert flows == {"Secondary"}


async def test_sub_tasks_are_told_before_their_parent() -> None:
    async with hooked() as env:
        parent = next(
            issue
            for issue in env.site.issues.values()
            if any(
                env.site.issue_types[env.site.issues[i].values["issuetype"]].is_subtask
                for i in env.site.children.get(issue.id, ())
            )
        )
        await call(env, "DELETE", f"{API}/issue/{parent.key}?deleteSubtasks=true")
        deliveries = (await env.control("webhooks/flush")).json()["deliveries"]
        gone = [d["issue"] for d in deliveries if d["event"] == "jira:issue_deleted"]
        assert len(gone) > 1
        assert gone[-1] == parent.key


async def test_a_burst_of_edits_is_told_change_by_change() -> None:
    async with hooked() as env:
        issue, _ = two_issues(env)
        for number in range(30):
            await call(env, "PUT", f"{API}/issue/{issue.key}", {"fields": {"summary": f"{number}"}})
        await env.control("webhooks/flush")
        items = [body["changelog"]["items"][0]["toString"] for _, _, body in env.app.callbacks]
        assert sorted(items, key=int) == [str(number) for number in range(30)]
        assert len({headers["x-atlassian-webhook-identifier"] for _, headers, _ in env.app.callbacks}) == 30


async def test_filters_hold_for_comments_and_properties_but_not_for_work_logs_and_versions() -> None:
    nowhere = {"url": "/hook", "filter": "key = NOSUCH-1 AND key != NOSUCH-1"}
    async with hooked(*({"event": event, **nowhere} for event in EVENTS)) as env:
        issue, _ = two_issues(env)
        await call(env, "POST", f"{API}/issue/{issue.key}/comment", {"body": TEXT})
        await call(env, "PUT", f"{API}/issue/{issue.key}/properties/a", 1)
        assert await told(env) == {}
        await call(env, "POST", f"{API}/issue/{issue.key}/worklog", {"timeSpent": "1h"}, "member")
        wish = {"projectId": int(software(env).id), "name": "9"}
        await call(env, "POST", f"{API}/version", wish)
        assert (await told(env)).keys() == {"worklog_created", "jira:version_created"}


async def test_a_connect_app_is_told_of_a_comment_for_a_role_and_not_that_it_is_for_one() -> None:
    async with hooked() as env:
        issue, _ = two_issues(env)
        role = next(
            name
            for name, actors in software(env).roles.items()
            if any(f"group:{group}" in actors for group in env.person(ADMIN).groups)
        )
        hidden = {"body": TEXT, "visibility": {"type": "role", "value": role}}
        await call(env, "POST", f"{API}/issue/{issue.key}/comment", hidden)
        bodies = await told(env)
        assert bodies["comment_created"]["comment"]["body"] == "*Done*"
        assert "visibility" not in bodies["comment_created"]["comment"]
        assert bodies["jira:issue_updated"]["issue"]["fields"]["comment"]["total"] == 0


async def test_a_file_is_told_without_its_issue() -> None:
    async with hooked() as env:
        issue, _ = two_issues(env)
        headers = {**env.basic(env.person("member")), "X-Atlassian-Token": "no-check"}
        answer = await env.client.post(
            f"{API}/issue/{issue.key}/attachments", headers=headers, files={"file": ("a.txt", b"abc")}
        )
        assert answer.status_code == 200, answer.text
        [made] = answer.json()
        bodies = await told(env)
        assert bodies.keys() == {"jira:issue_updated", "attachment_created"}
        file = bodies["attachment_created"]["attachment"]
        assert (file["id"], file["filename"], file["size"]) == (str(made["id"]), "a.txt", 3)
        assert "issue" not in bodies["attachment_created"]
        await call(env, "DELETE", f"{API}/attachment/{made['id']}", who="member")
        assert (await told(env))["attachment_deleted"]["attachment"]["id"] == str(made["id"])


async def test_a_message_that_is_too_large_is_never_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "MOST_BODY_BYTES", 500)
    async with hooked({"event": "jira:issue_updated", "url": "/hook"}) as env:
        issue, _ = two_issues(env)
        await call(env, "PUT", f"{API}/issue/{issue.key}", {"fields": {"summary": "New"}})
        [delivery] = (await env.control("webhooks/flush")).json()["deliveries"]
        assert (delivery["state"], delivery["attempts"]) == ("too large", [])
        assert env.app.callbacks == []
