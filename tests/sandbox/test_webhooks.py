"""Webhooks of a Connect descriptor: who is told what, signed how, tried again when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.changes import record_change, record_creation, record_deletion
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.model import Actor, Issue
from jxl_sandbox.jira.platform.jwt import query_string_hash
from jxl_sandbox.jira.platform.webhooks import RETRY_DELAYS_MS
from tests.sandbox.platform_site import APP_URL, Env, make_descriptor, running

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def hook(event: str = "updated", **more: Any) -> dict[str, Any]:
    return {"event": f"jira:issue_{event}", "url": f"/{event}", **more}


@asynccontextmanager
async def hooked(*hooks: dict[str, Any]) -> AsyncIterator[Env]:
    """A site whose clock stands still, with an app that has these webhooks."""
    async with running(installed=False, with_issues=True) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        env.app.descriptor = make_descriptor(modules={"webhooks": list(hooks)})
        assert (await env.install()).status_code == 200
        env.app.callbacks.clear()
        yield env


def an_issue(env: Env) -> Issue:
    return next(iter(env.site.issues.values()))


def change(env: Env, issue: Issue | None = None, **values: Any) -> None:
    actor = Actor("basic", env.person("member"))
    record_change(env.site, actor, issue or an_issue(env), values or {"summary": "Changed"})


async def flush(env: Env, **body: Any) -> list[dict[str, Any]]:
    answer = await env.control("webhooks/flush", **body)
    assert answer.status_code == 200
    deliveries: list[dict[str, Any]] = answer.json()["deliveries"]
    return deliveries


async def move_clock(env: Env, ms: int) -> None:
    assert (await env.control("clock", advanceSeconds=ms / 1000)).status_code == 200
    await flush(env)


async def test_a_change_is_told_with_a_version_2_issue_and_its_changelog() -> None:
    async with hooked(hook(propertyKeys=["color"])) as env:
        issue = an_issue(env)
        issue.properties["color"] = b'{"name":"red"}'
        before = issue.values["summary"]
        change(env, description=document("Some *words*."), summary="Changed")
        [delivery] = await flush(env)
        assert (delivery["state"], delivery["status"], delivery["retries"]) == ("delivered", 204, 0)
        assert delivery["issue"] == issue.key
        [(name, headers, body)] = env.app.callbacks
        assert name == "updated"
        assert body["timestamp"] == int(NOW.timestamp() * 1000)
        assert body["webhookEvent"] == "jira:issue_updated"
        assert body["issue_event_type_name"] == "issue_updated"
        assert body["user"]["accountId"] == env.person("member").account_id
        assert "emailAddress" not in body["user"]
        assert "groups" not in body["user"]
        assert "/rest/api/2/" in body["issue"]["self"]
        assert isinstance(body["issue"]["fields"]["description"], str)
        assert body["issue"]["fields"]["summary"] == "Changed"
        assert body["issue"]["properties"] == {"color": {"name": "red"}}
        items = {item["fieldId"]: item for item in body["changelog"]["items"]}
        assert (items["summary"]["fromString"], items["summary"]["toString"]) == (before, "Changed")
        assert headers["x-atlassian-webhook-identifier"] == delivery["id"]
        assert headers["x-atlassian-webhook-flow"] == "Primary"
        assert headers["x-atlassian-webhook-trace"]
        assert "x-atlassian-webhook-retry" not in headers


async def test_the_token_is_signed_for_this_very_address_and_names_no_person() -> None:
    async with hooked(hook(url="/updated?issue={issue.key}&project={project.id}")) as env:
        change(env)
        [delivery] = await flush(env)
        issue = an_issue(env)
        target = f"/updated?issue={issue.key}&project={issue.project_id}"
        assert delivery["url"] == APP_URL + target
        claims = env.claims(env.app.token_of("updated"))
        assert claims["iss"] == env.site.client_key
        assert claims["qsh"] == query_string_hash("POST", target)
        assert "sub" not in claims


async def test_creation_and_deletion_are_told_to_those_who_asked_for_them() -> None:
    async with hooked(hook("created"), hook("deleted")) as env:
        issue, actor = an_issue(env), Actor("basic", env.person("member"))
        record_deletion(env.site, actor, issue)
        record_creation(env.site, actor, issue)
        change(env, issue)
        await flush(env)
        told = {name: body["issue_event_type_name"] for name, _, body in env.app.callbacks}
        assert told == {"created": "issue_created", "deleted": "issue_deleted"}
        assert all("changelog" not in body for _, _, body in env.app.callbacks)


async def test_a_filter_keeps_other_issues_out_and_exclude_body_sends_none() -> None:
    async with running(installed=False, with_issues=True) as env:
        first = an_issue(env)
        other = next(i for i in env.site.issues.values() if i.project_id != first.project_id)
        project = env.site.projects[first.project_id]
        env.app.descriptor = make_descriptor(
            modules={"webhooks": [hook(filter=f"project = {project.key}", excludeBody=True)]}
        )
        await env.install()
        change(env, other)
        change(env, first)
        [delivery] = await flush(env)
        assert (delivery["issue"], delivery["bodyBytes"]) == (first.key, 0)
        assert env.app.callbacks[-1][1]["content-length"] == "0"


async def test_a_failing_app_is_tried_five_times_more_by_the_sites_clock() -> None:
    async with hooked(hook()) as env:
        env.app.status = 503
        change(env)
        [delivery] = await flush(env)
        assert delivery["state"] == "waiting"
        for number, delay_ms in enumerate(RETRY_DELAYS_MS, 1):
            await move_clock(env, delay_ms - 1)
            assert len(env.app.callbacks) == number
            await move_clock(env, 1)
            assert len(env.app.callbacks) == number + 1
            assert env.app.callbacks[-1][1]["x-atlassian-webhook-retry"] == str(number)
        assert len({headers["x-atlassian-webhook-identifier"] for _, headers, _ in env.app.callbacks}) == 1
        [delivery] = await flush(env)
        assert (delivery["state"], delivery["retries"]) == ("failed", 5)
        [failed] = env.site.webhooks.failed
        assert (failed.id, failed.url) == (delivery["id"], f"{APP_URL}/updated")


@pytest.mark.parametrize(
    ("status", "state"), [(408, "waiting"), (429, "waiting"), (400, "failed"), (302, "failed")]
)
async def test_only_trouble_that_may_pass_is_tried_again(status: int, state: str) -> None:
    async with hooked(hook()) as env:
        env.app.status = status
        change(env)
        [delivery] = await flush(env)
        assert delivery["state"] == state


async def test_after_half_an_hour_of_failing_there_are_single_attempts_until_one_succeeds() -> None:
    async with hooked(hook()) as env:
        env.app.status = 500
        change(env)
        await flush(env)
        await move_clock(env, int(timedelta(minutes=31) / timedelta(milliseconds=1)))
        change(env, summary="Again")
        assert (await flush(env))[-1]["state"] == "failed"
        env.app.status = 204
        change(env, summary="And again")
        assert (await flush(env))[-1]["state"] == "delivered"
        env.app.status = 500
        change(env, summary="Once more")
        assert (await flush(env))[-1]["state"] == "waiting"


async def test_retries_can_be_compressed_and_asked_for() -> None:
    async with hooked(hook()) as env:
        assert (await env.control("webhooks", retryScale=0.01)).status_code == 200
        env.app.status = 500
        change(env)
        await flush(env)
        await move_clock(env, RETRY_DELAYS_MS[0] // 100)
        assert len(env.app.callbacks) == 2
        env.app.status = 204
        [delivery] = await flush(env, retries=True)
        assert (delivery["state"], delivery["retries"]) == ("delivered", 2)


async def test_messages_are_dropped_and_doubled_on_demand() -> None:
    async with hooked(hook()) as env:
        await env.control("faults", webhooks={"drop": 1, "duplicate": 1})
        for text in ("one", "two", "three"):
            change(env, summary=text)
        deliveries = await flush(env)
        assert [(d["state"], d["duplicate"]) for d in deliveries] == [
            ("dropped", False),
            ("delivered", False),
            ("delivered", True),
            ("delivered", False),
        ]
        assert deliveries[1]["id"] == deliveries[2]["id"]
        summaries = sorted(body["issue"]["fields"]["summary"] for _, _, body in env.app.callbacks)
        assert summaries == ["three", "two", "two"]


async def test_messages_are_swapped_on_demand() -> None:
    async with hooked(hook()) as env:
        await env.control("faults", webhooks={"reorder": True})
        for text in ("one", "two", "three"):
            change(env, summary=text)
        await flush(env)
        summaries = [body["issue"]["fields"]["summary"] for _, _, body in env.app.callbacks]
        assert summaries == ["two", "one", "three"]
        assert (await env.client.delete("/_sandbox/faults")).status_code == 204
        assert (await env.client.get("/_sandbox/webhooks")).json()["faults"]["reorder"] is False


async def test_an_app_that_is_disabled_meanwhile_is_not_told() -> None:
    async with hooked(hook()) as env:
        env.app.status = 500
        change(env)
        await flush(env)
        await env.control("disable")
        change(env, summary="Unseen")
        [delivery] = await flush(env, retries=True)
        assert (delivery["state"], delivery["retries"]) == ("cancelled", 0)


async def test_a_reset_forgets_what_was_on_its_way_and_goes_on_telling() -> None:
    async with hooked(hook()) as env:
        change(env)
        await flush(env)
        await env.control("reset", keepApps=True)
        assert await flush(env) == []
        await env.control("issues", count=1)
        change(env)
        assert [d["state"] for d in await flush(env)] == ["delivered"]
        assert (await env.client.delete("/_sandbox/webhooks")).status_code == 204
        assert await flush(env) == []


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ({"url": "/x"}, "event must be the name"),
        ({"event": "jira:issue_updated", "url": "x"}, "url must be a path"),
        ({"event": "jira:issue_updated", "url": "/x", "filter": "project ="}, "filter: Error in"),
        ({"event": "jira:issue_updated", "url": "/x", "propertyKeys": "a"}, "propertyKeys must be"),
    ],
)
async def test_a_webhook_that_cannot_work_keeps_the_app_out(module: dict[str, Any], words: str) -> None:
    async with running(installed=False) as env:
        env.app.descriptor = make_descriptor(modules={"webhooks": [module]})
        answer = await env.install()
        assert answer.status_code == 422
        assert words in answer.json()["error"]
