"""Webhooks that apps register over REST: limits, filters, their 30 days, and the list of failures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.changes import record_change
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.model import Actor, Issue
from jxl_sandbox.jira.webhook_model import LIFE_MS
from tests.sandbox.platform_site import APP_URL, Env, running

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
PATH = "/rest/api/3/webhook"
UPDATED = "jira:issue_updated"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def wish(jql: str = "project != NONE", **more: Any) -> dict[str, Any]:
    return {"events": [UPDATED], "jqlFilter": jql, **more}


async def call(env: Env, method: str, path: str = PATH, body: Any = None) -> httpx.Response:
    headers = env.app_token(method, path)
    return await env.client.request(method, path, json=body, headers=headers)


async def register(
    env: Env, *wishes: dict[str, Any], url: str = f"{APP_URL}/dynamic"
) -> list[dict[str, Any]]:
    answer = await call(env, "POST", body={"url": url, "webhooks": list(wishes)})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["webhookRegistrationResult"]
    return results


def an_issue(env: Env) -> Issue:
    return next(iter(env.site.issues.values()))


def key_of_project(env: Env, issue: Issue) -> str:
    return env.site.projects[issue.project_id].key


async def change(env: Env, issue: Issue, **values: Any) -> list[dict[str, Any]]:
    record_change(env.site, Actor("basic", env.person("member")), issue, values)
    deliveries: list[dict[str, Any]] = (await env.control("webhooks/flush")).json()["deliveries"]
    return deliveries


async def test_one_message_names_all_registrations_that_match() -> None:
    async with running(with_issues=True) as env:
        issue = an_issue(env)
        key = key_of_project(env, issue)
        other = next(p.key for p in env.site.projects.values() if p.id != issue.project_id)
        results = await register(
            env,
            wish(f"project = {key}"),
            wish(f"issuekey in ({issue.key})"),
            wish(f"project = {other}"),
            wish(f"project = {key}", fieldIdsFilter=["duedate"]),
            wish(f"project = {key}", events=["jira:issue_deleted"]),
        )
        ids = [result["createdWebhookId"] for result in results]
        [delivery] = await change(env, issue, summary="Changed")
        assert delivery["state"] == "delivered"
        assert env.app.body_of("dynamic")["matchedWebhookIds"] == ids[:2]
        await change(env, issue, duedate="2026-07-01")
        assert env.app.body_of("dynamic")["matchedWebhookIds"] == [ids[0], ids[1], ids[3]]


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("watchCount > 3", "The clause watchCount is unsupported"),
        ("status ~ Done", "The operator ~ is unsupported for the clause status"),
        ("project is not EMPTY", "The operator is not is unsupported for the clause project"),
        ("cf[10001] = x", "The clause cf[10001] is unsupported"),
        ("", "The JQL filter is empty: a webhook needs a restriction."),
        ("status = Done order by key", "ORDER BY is unsupported in the filter of a webhook"),
        ("project = NOSUCH", "The value 'NOSUCH' does not exist for the field 'project'."),
    ],
)
async def test_a_filter_out_of_the_subset_keeps_only_its_own_webhook_out(jql: str, words: str) -> None:
    async with running() as env:
        key = next(iter(env.site.projects.values())).key
        refused, made = await register(
            env, wish(jql), wish(f"not (project != {key} or assignee = currentUser())")
        )
        assert refused == {"errors": [words]}
        assert made["createdWebhookId"] >= 10000


async def test_an_app_has_one_url_below_its_own_and_at_most_100_webhooks() -> None:
    async with running() as env:
        key = next(iter(env.site.projects.values())).key
        good = wish(f"project = {key}")
        [foreign] = await register(env, good, url="https://elsewhere.example.com/x")
        assert "below the base URL" in foreign["errors"][0]
        [beside] = await register(env, good, url=f"{APP_URL}.example.com/x")
        assert "below the base URL" in beside["errors"][0]
        results = await register(env, *[good] * 101)
        assert ["errors" in result for result in results] == [False] * 100 + [True]
        [second] = await register(env, good, url=f"{APP_URL}/second")
        assert second == {"errors": ["Only a single URL per app is allowed to be registered."]}


async def test_only_apps_may_deal_with_webhooks_and_only_with_their_own() -> None:
    async with running() as env:
        for method in ("GET", "POST", "DELETE"):
            headers = env.basic(env.person("site administrator"))
            answer = await env.client.request(method, PATH, json={}, headers=headers)
            assert answer.status_code == 403
        key = next(iter(env.site.projects.values())).key
        [made] = await register(env, wish(f"project = {key}"))
        env.site.webhooks.dynamic[made["createdWebhookId"]].app_id = "another.app"
        ids = {"webhookIds": [made["createdWebhookId"]]}
        assert (await call(env, "DELETE", body=ids)).status_code == 202
        assert (await call(env, "PUT", f"{PATH}/refresh", ids)).status_code == 200
        assert made["createdWebhookId"] in env.site.webhooks.dynamic


async def test_a_registration_lives_for_30_days_unless_refreshed() -> None:
    async with running(with_issues=True) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        issue = an_issue(env)
        jql = f"project = {key_of_project(env, issue)}"
        kept, gone = (r["createdWebhookId"] for r in await register(env, wish(jql), wish(jql)))
        await env.control("clock", advanceSeconds=86_400)
        answer = await call(env, "PUT", f"{PATH}/refresh", {"webhookIds": [kept, 1]})
        assert answer.json() == {"expirationDate": NOW_MS + LIFE_MS + 86_400_000}
        await env.control("clock", advanceSeconds=29 * 86_400)
        page = (await call(env, "GET")).json()
        assert [(w["id"], w["jqlFilter"], w["events"]) for w in page["values"]] == [(kept, jql, [UPDATED])]
        assert (page["total"], page["isLast"], page["maxResults"]) == (1, True, 100)
        await change(env, issue, summary="Changed")
        assert env.app.body_of("dynamic")["matchedWebhookIds"] == [kept]
        assert gone not in env.site.webhooks.dynamic
        assert (await call(env, "DELETE", body={"webhookIds": [kept]})).status_code == 202
        assert (await call(env, "GET")).json()["values"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": f"{APP_URL}/x", "webhooks": []},
        {"url": f"{APP_URL}/x", "webhooks": [{"events": [UPDATED]}]},
        {"url": f"{APP_URL}/x", "webhooks": [wish(), {"events": "x", "jqlFilter": "project = A"}]},
        {"url": f"{APP_URL}/x", "webhooks": [wish(colour="red")]},
    ],
)
async def test_a_body_of_another_shape_registers_nothing(body: dict[str, Any]) -> None:
    async with running() as env:
        assert (await call(env, "POST", body=body)).status_code == 400
        assert env.site.webhooks.dynamic == {}
        assert (await call(env, "DELETE", body={"webhookIds": []})).status_code == 400


async def test_failures_are_listed_for_72_hours_by_moments() -> None:
    async with running(with_issues=True) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        issue = an_issue(env)
        await register(env, wish(f"project = {key_of_project(env, issue)}"))
        env.app.status = 400
        await change(env, issue, summary="One")
        await change(env, issue, summary="Two")
        await env.control("clock", advanceSeconds=60)
        last = (await change(env, issue, summary="Three"))[-1]
        page = (await call(env, "GET", f"{PATH}/failed?maxResults=1")).json()
        assert [v["failureTime"] for v in page["values"]] == [NOW_MS, NOW_MS]  # of one moment: not split
        assert "One" in page["values"][0]["body"]
        following = page["next"].removeprefix(env.site.base_url)
        [value] = (await call(env, "GET", following)).json()["values"]
        assert (value["id"], value["failureTime"]) == (last["id"], NOW_MS + 60_000)
        await env.control("clock", advanceSeconds=72 * 3600 - 30)
        assert len((await call(env, "GET", f"{PATH}/failed")).json()["values"]) == 1
        await env.control("uninstall")
        assert env.site.webhooks.failed == []
        assert env.site.webhooks.dynamic == {}
