"""Rate limits: off at first, each with its switch, its headers and its 429."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.model import Issue
from jxl_sandbox.jira.platform.auth import BRIDGE_HEADER
from tests.sandbox.platform_site import APP_KEY, Env, running

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
MYSELF = "/rest/api/3/myself"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def stop_clock(env: Env) -> None:
    env.site.now = SiteClock(NOW, stopped=True)


async def as_app(env: Env, path: str = MYSELF) -> httpx.Response:
    return await env.client.get(path, headers=env.app_token("GET", path))


async def as_person(env: Env, path: str = MYSELF) -> httpx.Response:
    return await env.client.get(path, headers=env.basic(env.person("member")))


def body_of_429(answer: httpx.Response) -> None:
    assert answer.status_code == 429
    assert answer.json() == {"errorMessages": ["Rate limit exceeded."], "errors": {}}


async def test_points_are_counted_but_not_enforced_at_first() -> None:
    async with running() as env:
        stop_clock(env)
        await env.control("limits", pointsPerHour=1)
        for _ in range(3):
            answer = await as_app(env)
            assert answer.status_code == 200
            assert answer.headers["Beta-RateLimit-Policy"] == '"global-app-quota";q=1;w=3600'
            assert "X-RateLimit-Limit" not in answer.headers
        used = (await env.client.get("/_sandbox/limits")).json()["pointsUsed"][APP_KEY]
        assert used == sum(
            entry["points"] for entry in (await env.client.get("/_sandbox/requests")).json()["requests"]
        )


async def test_the_quota_is_a_wall_until_the_hour_is_full() -> None:
    async with running() as env:
        stop_clock(env)
        await env.control("limits", points=True, pointsUsed={APP_KEY: 51_000})
        before = await as_app(env)
        assert before.headers["X-RateLimit-Limit"] == "65000"
        assert before.headers["X-RateLimit-Reset"] == "2026-06-17T14:00:00Z"
        assert "X-RateLimit-NearLimit" not in before.headers
        assert "RateLimit" not in before.headers
        await env.control("limits", pointsUsed={APP_KEY: 64_999})
        near = await as_app(env)
        assert near.status_code == 200
        assert near.headers["X-RateLimit-NearLimit"] == "true"
        assert near.headers["RateLimit"] == '"global-app-quota";r=0;t=1800'
        refused = await as_app(env)
        body_of_429(refused)
        assert refused.headers["Retry-After"] == "1800"
        assert refused.headers["RateLimit-Reason"] == "jira-quota-global-based"
        assert refused.headers["X-RateLimit-Remaining"] == "0"
        assert (await env.client.get("/_sandbox/requests")).json()["requests"][-1]["points"] == 0
        await env.control("clock", advanceSeconds=1799)
        assert (await as_app(env)).status_code == 429
        await env.control("clock", advanceSeconds=1)
        assert (await as_app(env)).status_code == 200


async def test_people_and_calls_over_the_bridge_have_no_quota() -> None:
    async with running() as env:
        await env.control("limits", points=True, pointsPerHour=0)
        assert (await as_app(env)).status_code == 429
        assert (await as_person(env)).status_code == 200
        await env.become("member")
        assert (await env.client.get(MYSELF, headers={BRIDGE_HEADER: APP_KEY})).status_code == 200
        cheating = {**env.app_token("GET", MYSELF), BRIDGE_HEADER: APP_KEY}
        assert (await env.client.get(MYSELF, headers=cheating)).status_code == 429


async def test_a_burst_empties_the_bucket_of_one_endpoint_for_everybody() -> None:
    async with running() as env:
        stop_clock(env)
        await env.control("limits", burst=True, burstPerSecond=4)
        for _ in range(2):
            assert (await as_app(env)).status_code == 200
            assert (await as_person(env, "/rest/api/2/myself")).status_code == 200
        refused = await as_person(env)
        body_of_429(refused)
        assert refused.headers["RateLimit-Reason"] == "jira-burst-based"
        assert refused.headers["Retry-After"] == "1"
        assert refused.headers["RateLimit-Policy"] == '"jira-burst-based";q=4;w=1'
        assert (await as_person(env, "/rest/api/3/priority")).status_code == 200
        await env.control("clock", advanceSeconds=0.25)
        assert (await as_person(env)).status_code == 200
        assert (await as_person(env)).status_code == 429
        assert (await env.client.delete("/_sandbox/limits")).status_code == 204
        assert (await as_person(env)).status_code == 200


async def test_endpoints_have_their_own_rates() -> None:
    async with running(with_issues=True) as env:
        stop_clock(env)
        await env.control("limits", burst=True)
        issue = next(iter(env.site.issues.values()))
        path = (
            f"/rest/api/3/issue/{issue.key}/properties/none"  # not there or not built: counted all the same
        )
        statuses = [(await as_person(env, path)).status_code for _ in range(101)]
        assert statuses.count(429) == 1
        statuses = [(await as_person(env, f"/rest/api/3/user?n={n}")).status_code for n in range(151)]
        assert (statuses[149] != 429, statuses[150]) == (True, 429)


async def write(env: Env, issue: Issue, times: int) -> list[int]:
    """Write to an issue; whether the call is built does not matter to the limit."""
    path = f"/rest/api/3/issue/{issue.id}/votes"
    headers = env.basic(env.person("member"))
    return [(await env.client.post(path, headers=headers)).status_code for _ in range(times)]


async def test_writes_of_one_issue_are_limited_in_two_windows() -> None:
    async with running(with_issues=True) as env:
        stop_clock(env)
        await env.control("limits", issueWrites=True)
        first, second = list(env.site.issues.values())[:2]
        assert (await write(env, first, 21)).count(429) == 1
        assert 429 not in await write(env, second, 1)
        for _ in range(4):
            await env.control("clock", advanceSeconds=2)
            assert 429 not in await write(env, first, 20)
        await env.control("clock", advanceSeconds=2)
        path = f"/rest/api/3/issue/{first.key}/votes"
        refused = await env.client.post(path, headers=env.basic(env.person("member")))
        body_of_429(refused)
        assert refused.headers["RateLimit-Reason"] == "jira-per-issue-on-write"
        assert refused.headers["Retry-After"] == "20"  # the oldest 20 leave the 30 seconds then
        assert (await as_person(env, f"/rest/api/3/issue/{first.key}")).status_code != 429
        await env.control("clock", advanceSeconds=20)
        assert 429 not in await write(env, first, 20)


@pytest.mark.parametrize(
    "body", [{"points": 1}, {"burstPerSecond": 0}, {"pointsUsed": {"a": -1}}, {"pointsPerHour": -1}]
)
async def test_wrong_wishes_change_nothing(body: dict[str, Any]) -> None:
    async with running(installed=False) as env:
        before = (await env.client.get("/_sandbox/limits")).json()
        assert (await env.control("limits", **body)).status_code == 400
        assert (await env.client.get("/_sandbox/limits")).json() == before
