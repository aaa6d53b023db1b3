"""The control routes, the request log, latency and faults."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from jxl_sandbox.jira.platform.jwt import query_string_hash
from tests.sandbox.platform_site import APP_KEY, APP_URL, SITE_URL, Env, running

pytestmark = pytest.mark.anyio
CALL = "/rest/api/3/nothing-here"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def log(env: Env) -> dict[str, Any]:
    answer: dict[str, Any] = (await env.client.get("/_sandbox/requests")).json()
    return answer


async def test_the_site_describes_itself() -> None:
    async with running() as env:
        site = (await env.client.get("/_sandbox/site")).json()
        assert site["clientKey"] == env.site.client_key
        assert site["projects"] == [p.key for p in env.site.projects.values()]
        assert [user["about"] for user in site["users"]] == [
            "site administrator",
            "project administrator",
            "member",
            "viewer",
            "service agent",
            "no access",
        ]
        (app,) = site["apps"]
        assert app["sharedSecret"] == env.site.apps[APP_KEY].shared_secret


async def test_a_page_token_opens_one_page_for_one_person() -> None:
    async with running() as env:
        viewer = env.person("viewer").account_id
        answer = (await env.control("page-token", user=viewer, url="/page?b=2&a=1")).json()
        claims = env.claims(answer["token"])
        assert claims["sub"] == viewer
        assert claims["iss"] == env.site.client_key
        assert claims["qsh"] == query_string_hash("GET", "/page?b=2&a=1")
        assert "aud" not in claims
        assert answer["url"] == f"{APP_URL}/page?b=2&a=1&jwt={answer['token']}"
        whole = (await env.control("page-token", user=None, url=f"{APP_URL}/page")).json()
        assert whole["url"] == f"{APP_URL}/page?jwt={whole['token']}"
        assert "sub" not in env.claims(whole["token"])


async def test_a_context_token_names_the_project() -> None:
    async with running() as env:
        member, project = env.person("member"), next(iter(env.site.projects.values()))
        answer = await env.control("context-token", user=member.account_id, projectKey=project.key)
        claims = env.claims(answer.json()["token"])
        assert claims["qsh"] == "context-qsh"
        assert claims["context"] == {"jira": {"project": {"id": project.id, "key": project.key}}}
        assert claims["exp"] - claims["iat"] == 900
        old = await env.control("context-token", user=member.account_id, ageSeconds=5000)
        with pytest.raises(Exception, match="expired"):
            env.claims(old.json()["token"])


@pytest.mark.parametrize(
    ("route", "body", "words"),
    [
        ("page-token", {"user": "nobody", "url": "/x"}, "nobody"),
        ("page-token", {"user": None, "url": "https://elsewhere/x"}, "url"),
        ("page-token", {"url": "/x"}, "needs user"),
        ("context-token", {"user": None, "projectKey": "NOPE"}, "NOPE"),
        ("context-token", {"user": None, "app": 1}, "app"),
        ("clock", {"to": "tomorrow"}, "offset"),
        ("faults", {"rules": [{"status": 500}]}, "match"),
        ("faults", {"rules": [{"match": "*", "status": "500"}]}, "status"),
        ("faults", {"rules": [{"match": "*", "times": -1}]}, "negative"),
        ("faults", {"rule": []}, "rule"),
        ("issues", {"count": True}, "count"),
        ("issues", {"count": 10**9}, "At most"),
    ],
)
async def test_a_body_that_is_not_understood(route: str, body: dict[str, Any], words: str) -> None:
    async with running() as env:
        answer = await env.control(route, **body)
        assert answer.status_code in (400, 404)
        assert words in answer.json()["error"]


async def test_only_programs_on_this_machine_may_steer() -> None:
    async with running() as env:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Host": "rebound.example:8800"},
            {"Origin": "null"},
        ):
            assert (await env.client.get("/_sandbox/site", headers=headers)).status_code == 403
        assert (await env.client.get("/_sandbox/site", headers={"Origin": SITE_URL})).status_code == 200
        transport = env.client._transport
        assert isinstance(transport, httpx.ASGITransport)
        elsewhere = httpx.ASGITransport(app=transport.app, client=("192.0.2.7", 40000))
        async with httpx.AsyncClient(transport=elsewhere, base_url=SITE_URL) as client:
            assert (await client.get("/_sandbox/site")).status_code == 403


async def test_a_reset_restores_the_start_state() -> None:
    async with running() as env:
        client_key = env.site.client_key
        project = next(iter(env.site.projects.values()))
        before = len(project.issue_ids)
        made = await env.control("issues", count=7)
        assert made.json() == {"project": project.key, "issues": before + 7}
        await env.control("faults", rules=[{"match": "*"}], latencyMs=3)
        await env.client.get(CALL)
        await env.control("reset")
        assert env.site.client_key == client_key
        assert len(next(iter(env.site.projects.values())).issue_ids) == before
        assert env.site.apps == {}
        assert env.sandbox.faults.rules == []
        assert env.sandbox.latency_ms == 0
        assert (await log(env))["requests"] == []


async def test_a_reset_can_keep_the_apps() -> None:
    async with running() as env:
        env.site.global_grants.clear()
        await env.control("reset", keepApps=True)
        assert (await env.client.get(CALL, headers=env.app_token("GET", CALL))).status_code == 501
        assert f"{APP_KEY}__use" in env.site.permissions
        assert env.site.global_grants[f"{APP_KEY}__use"] == [("applicationRole", None)]


async def test_the_clock_moves() -> None:
    async with running() as env:
        await env.control("clock", to="2030-01-01T00:00:00+00:00")
        assert env.site.now().year == 2030
        await env.control("clock", reset=True)
        assert env.site.now().year < 2030


async def test_the_log_is_a_ring_that_says_what_it_dropped() -> None:
    async with running(request_log_size=3) as env:
        for number in range(5):
            await env.client.get(f"{CALL}?n={number}", headers=env.basic(env.person("member")))
        answer = await log(env)
        assert [entry["query"] for entry in answer["requests"]] == ["n=2", "n=3", "n=4"]
        assert answer["dropped"] == 2
        assert answer["points"] == 5
        assert set(answer["requests"][0]) == {
            "at", "method", "path", "query", "accountId", "app", "status", "points", "ms",
        }  # fmt: skip
        await env.client.delete("/_sandbox/requests")
        assert (await log(env))["requests"] == []
        assert (await log(env))["dropped"] == 0


async def test_pages_and_control_are_not_logged() -> None:
    async with running() as env:
        await env.client.get("/jira/projects")
        await env.client.get("/_sandbox/site")
        assert (await log(env))["requests"] == []


async def test_latency_is_waited_for_side_by_side() -> None:
    async with running() as env:
        await env.control("faults", latencyMs=30)
        calls = [env.client.get(CALL) for _ in range(10)]
        answers = await asyncio.gather(*calls, env.client.post("/oauth2/token"))
        assert [a.status_code for a in answers] == [501] * 10 + [400]
        assert (await log(env))["mostInFlight"] == 11
        assert (await log(env))["inFlight"] == 0


async def test_a_fault_spoils_as_many_answers_as_it_says() -> None:
    async with running() as env:
        rule = {"match": "/rest/api/3/*", "method": "get", "status": 503, "after": 1, "times": 2}
        await env.control("faults", rules=[rule])
        statuses = [(await env.client.get(CALL)).status_code for _ in range(5)]
        assert statuses == [501, 503, 503, 501, 501]
        assert (await env.client.post(CALL)).status_code == 501


async def test_a_rate_limit_has_jiras_headers() -> None:
    async with running() as env:
        rules = [{"match": "*/nothing-here", "status": 429, "headers": {"Retry-After": "7"}}]
        await env.control("faults", rules=rules)
        answer = await env.client.get(CALL)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "7"
        assert answer.headers["x-ratelimit-remaining"] == "0"
        assert answer.headers["ratelimit-reason"] == "jira-burst-based"
        assert answer.headers["x-ratelimit-reset"].endswith("Z")
        await env.client.delete("/_sandbox/faults")
        assert (await env.client.get(CALL)).status_code == 501


async def test_bodies_of_faults() -> None:
    async with running() as env:
        rules = [
            {"match": "/rest/a", "body": {"own": 1}, "status": 400},
            {"match": "/rest/b", "invalidJson": True},
            {"match": "/rest/c", "empty": True, "status": 502},
            {"match": "/rest/d", "latencyMs": 1},
        ]
        await env.control("faults", rules=rules)
        answers = [await env.client.get(f"/rest/{name}") for name in "abcd"]
        assert [a.status_code for a in answers] == [400, 200, 502, 501]
        assert answers[0].json() == {"own": 1}
        with pytest.raises(json.JSONDecodeError):
            answers[1].json()
        assert answers[2].content == b""


async def test_what_is_not_built_says_so() -> None:
    async with running() as env:
        for method, path in [
            ("GET", "/rest/api/3/dashboard/1/x"),
            ("PATCH", "/rest/unknown"),
            ("GET", "/oauth2/x"),
        ]:
            answer = await env.client.request(method, path)
            assert answer.status_code == 501
            assert f"{method} {path} is not built" in answer.json()["errorMessages"][0]
        assert (await env.client.get("/nothing")).status_code == 404
