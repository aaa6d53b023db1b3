"""Search that lags behind writes: by time, or until told; and ``reconcileIssues``, which mends it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jxl_sandbox.jira.changes import record_change, record_creation, record_deletion
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.model import Actor, Issue
from tests.sandbox.platform_site import Env, running

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
WORD = "xylophone"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def an_issue(env: Env) -> Issue:
    return next(iter(env.site.issues.values()))


def rename(env: Env, issue: Issue, summary: str = WORD) -> None:
    record_change(env.site, Actor("basic", env.person("member")), issue, {"summary": summary})


async def search(env: Env, jql: str = f"summary ~ {WORD}", **more: Any) -> list[dict[str, Any]]:
    headers = env.basic(env.person("site administrator"))
    body = {"jql": jql, "fields": ["summary"], **more}
    answer = await env.client.post("/rest/api/3/search/jql", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    issues: list[dict[str, Any]] = answer.json()["issues"]
    return issues


async def read(env: Env, issue: Issue) -> str:
    headers = env.basic(env.person("site administrator"))
    answer = await env.client.get(f"/rest/api/3/issue/{issue.id}", headers=headers)
    return str(answer.json()["fields"]["summary"])


async def test_search_sees_a_write_at_once_unless_switched() -> None:
    async with running(installed=False, with_issues=True) as env:
        rename(env, an_issue(env))
        assert len(await search(env)) == 1


async def test_a_write_reaches_search_after_the_lag_and_reads_by_id_at_once() -> None:
    async with running(installed=False, with_issues=True) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        await env.control("index", lagMs=5000)
        issue = an_issue(env)
        before = issue.values["summary"]
        rename(env, issue)
        assert await read(env, issue) == WORD
        assert await search(env) == []
        [stale] = await search(env, f"key = {issue.key}")
        assert stale["fields"]["summary"] == before
        await env.control("clock", advanceSeconds=4.999)
        assert await search(env) == []
        await env.control("clock", advanceSeconds=0.001)
        assert [found["key"] for found in await search(env)] == [issue.key]


async def test_each_write_arrives_at_its_own_time() -> None:
    async with running(installed=False, with_issues=True) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        await env.control("index", lagMs=1000)
        issue = an_issue(env)
        rename(env, issue)
        await env.control("clock", advanceSeconds=0.6)
        rename(env, issue, "something else")
        await env.control("clock", advanceSeconds=0.4)
        [found] = await search(env)
        assert found["fields"]["summary"] == WORD
        await env.control("clock", advanceSeconds=0.6)
        assert await search(env) == []


async def test_search_is_held_until_told_and_reconciling_shows_the_truth() -> None:
    async with running(installed=False, with_issues=True) as env:
        await env.control("index", hold=True)
        first, second = list(env.site.issues.values())[:2]
        rename(env, first)
        rename(env, second)
        await env.control("clock", advanceSeconds=86_400)
        assert await search(env) == []
        [found] = await search(env, reconcileIssues=[first.id])
        assert (found["key"], found["fields"]["summary"]) == (first.key, WORD)
        assert await search(env) == []  # it mends its own search only
        answer = await env.control("index", hold=False)
        assert answer.json() == {"caughtUp": 2, "lagMs": 0, "hold": False}
        assert len(await search(env)) == 2


async def test_a_new_issue_is_not_found_before_its_time_and_a_deleted_one_never() -> None:
    async with running(installed=False, with_issues=True) as env:
        actor, issue = Actor("basic", env.person("member")), an_issue(env)
        rename(env, issue)
        await env.control("index", hold=True)
        record_deletion(env.site, actor, issue)
        assert await search(env) == []
        record_creation(env.site, actor, issue)
        assert await read(env, issue) == WORD
        assert await search(env) == []
        assert len(await search(env, reconcileIssues=[issue.id])) == 1


async def test_more_than_50_issues_cannot_be_reconciled() -> None:
    async with running(installed=False) as env:
        headers = env.basic(env.person("member"))
        body = {"jql": "project = X", "reconcileIssues": list(range(51))}
        answer = await env.client.post("/rest/api/3/search/jql", json=body, headers=headers)
        assert answer.status_code == 400
