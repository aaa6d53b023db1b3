"""OAuth 2.0 with three legs: consent, codes, rotating tokens, scopes at the gateway."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from jxl_sandbox.jira.adf import document
from jxl_sandbox.jira.changes import announce, record_change, record_properties
from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.conversation import with_entry
from jxl_sandbox.jira.events import SprintEvent, VersionEvent
from jxl_sandbox.jira.model import Actor, Sprint
from jxl_sandbox.jira.platform.jwt import decode_hs256
from jxl_sandbox.jira.rest.make_operations import rows_of
from jxl_sandbox.jira.rest.operations import find_called
from tests.sandbox.platform_site import Env, running

NOW = datetime(2026, 6, 17, 13, 30, tzinfo=UTC)
BACK = "https://client.example.com/back"
SCOPES = "read:jira-work read:jira-user offline_access"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Client:
    """An OAuth 2.0 app and the browser of the person who uses it."""

    def __init__(self, env: Env, registered: dict[str, str]) -> None:
        self.env = env
        self.id, self.secret = registered["clientId"], registered["clientSecret"]

    def query(self, **changes: Any) -> str:
        asked = {
            "audience": "api.atlassian.com",
            "client_id": self.id,
            "scope": SCOPES,
            "redirect_uri": BACK,
            "state": "s+1",
            "response_type": "code",
            "prompt": "consent",
            **changes,
        }
        return urlencode({name: value for name, value in asked.items() if value is not None})

    async def decide(self, decision: str = "accept", **changes: Any) -> dict[str, str]:
        """Answer the page; returns what comes back to the app."""
        answer = await self.env.client.post(
            f"/authorize?{self.query(**changes)}",
            data={"decision": decision, "site": self.env.site.cloud_id},
        )
        assert answer.status_code == 303, answer.text
        return came_back(answer)

    async def token(self, **form: Any) -> httpx.Response:
        sent = {"client_id": self.id, "client_secret": self.secret, **form}
        return await self.env.client.post("/oauth/token", json=sent)

    async def exchange(self, code: str, **more: str) -> httpx.Response:
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, **more}
        return await self.token(**sent)

    async def refresh(self, token: str) -> httpx.Response:
        return await self.token(grant_type="refresh_token", refresh_token=token)

    async def log_in(self, about: str = "member", **changes: Any) -> dict[str, Any]:
        await self.env.become(about)
        answer = await self.exchange((await self.decide(**changes))["code"])
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def call(self, token: str, path: str, method: str = "GET", **more: Any) -> httpx.Response:
        url = f"/ex/jira/{self.env.site.cloud_id}{path}"
        headers = {"Authorization": f"Bearer {token}"}
        return await self.env.client.request(method, url, headers=headers, **more)


def came_back(answer: httpx.Response) -> dict[str, str]:
    location = answer.headers["location"]
    assert location.startswith(f"{BACK}?")
    back = dict(parse_qsl(urlsplit(location).query))
    assert back.pop("state") == "s+1"
    return back


async def make_client(env: Env, **more: Any) -> Client:
    answer = await env.control("oauth-apps", name="Planner", redirectUris=[BACK], **more)
    assert answer.status_code == 200, answer.text
    return Client(env, answer.json())


@pytest.mark.anyio
async def test_the_page_says_who_asks_for_what_and_the_way_back_is_allowed() -> None:
    async with running(installed=False) as env:
        client = await make_client(env)
        await env.become("member")
        answer = await env.client.get(f"/authorize?{client.query()}", headers={"Accept": "text/html"})
        assert answer.status_code == 200
        for text in ("Planner", "read:jira-work", env.site.base_url, env.person("member").display_name):
            assert text in answer.text
        assert "form-action 'self' https://client.example.com" in answer.headers["content-security-policy"]


@pytest.mark.anyio
async def test_a_code_becomes_tokens_that_work_at_the_gateway_only() -> None:
    async with running(installed=False) as env:
        client = await make_client(env)
        tokens = await client.log_in()
        assert (tokens["expires_in"], tokens["token_type"], tokens["scope"]) == (3600, "Bearer", SCOPES)
        access = tokens["access_token"]
        bearer = {"Authorization": f"Bearer {access}"}
        [resource] = (await env.client.get("/oauth/token/accessible-resources", headers=bearer)).json()
        assert (resource["id"], resource["url"]) == (env.site.cloud_id, env.site.base_url)
        assert resource["scopes"] == ["read:jira-work", "read:jira-user"]
        me = await client.call(access, "/rest/api/3/myself")
        assert me.json()["accountId"] == env.person("member").account_id
        assert (await env.client.get("/rest/api/3/myself", headers=bearer)).status_code == 401
        logged = (await env.client.get("/_sandbox/requests")).json()["requests"]
        assert {entry["app"] for entry in logged if entry["path"].startswith("/ex/")} == {client.id}


@pytest.mark.anyio
async def test_a_call_can_do_what_both_the_scopes_and_the_person_may() -> None:
    async with running(installed=False, with_issues=True) as env:
        client = await make_client(env)
        access = (await client.log_in())["access_token"]
        body = {"jql": "created > 1970-01-01", "maxResults": 5000}
        found = await client.call(access, "/rest/api/3/search/jql", "POST", json=body)
        alone = await env.client.post(
            "/rest/api/3/search/jql", json=body, headers=env.basic(env.person("member"))
        )
        assert found.json()["issues"] == alone.json()["issues"]
        issue = next(iter(env.site.issues))
        refused = await client.call(access, f"/rest/api/3/issue/{issue}", "PUT", json={"fields": {}})
        assert refused.status_code == 401
        assert refused.json() == {"code": 401, "message": "Unauthorized; scope does not match"}
        assert (await client.call(access, "/rest/api/2/webhook")).status_code == 401
        assert (await client.call(access, "/rest/agile/1.0/board")).status_code == 401


@pytest.mark.anyio
async def test_the_gateway_knows_one_site_and_good_tokens_only() -> None:
    async with running() as env:
        client = await make_client(env)
        access = (await client.log_in())["access_token"]
        headers = {"Authorization": f"Bearer {access}"}
        for path in ("/ex/jira/other/rest/api/3/myself", f"/ex/jira/{env.site.cloud_id}/browse/A-1"):
            assert (await env.client.get(path, headers=headers)).status_code == 404
        path = f"/ex/jira/{env.site.cloud_id}/rest/api/3/myself"
        for wrong in (
            {},
            env.basic(env.person("member")),
            env.app_token("GET", path),
            {"Authorization": "Bearer x"},
        ):
            answer = await env.client.get(path, headers=wrong)
            assert (answer.status_code, answer.json()["code"]) == (401, 401)
        assert (await env.client.get("/oauth/token/accessible-resources")).status_code == 401


@pytest.mark.anyio
async def test_an_access_token_lives_an_hour_and_needs_an_active_person() -> None:
    async with running(installed=False) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        client = await make_client(env)
        access = (await client.log_in())["access_token"]
        await env.control("clock", advanceSeconds=3599)
        assert (await client.call(access, "/rest/api/3/myself")).status_code == 200
        env.person("member").active = False
        assert (await client.call(access, "/rest/api/3/myself")).status_code == 401
        env.person("member").active = True
        await env.control("clock", advanceSeconds=1)
        assert (await client.call(access, "/rest/api/3/myself")).status_code == 401


@pytest.mark.anyio
async def test_a_code_is_good_once_for_five_minutes_for_its_app_and_address() -> None:
    async with running(installed=False) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        client, other = await make_client(env), await make_client(env)
        await env.become("member")

        async def refused(answer: httpx.Response) -> None:
            assert answer.status_code == 403
            assert answer.json()["error"] == "invalid_grant"

        code = (await client.decide())["code"]
        assert (await client.exchange(code)).status_code == 200
        await refused(await client.exchange(code))
        await refused(await other.exchange((await client.decide())["code"]))
        await refused(await client.exchange((await client.decide())["code"], redirect_uri=f"{BACK}/2"))
        code = (await client.decide())["code"]
        await env.control("clock", advanceSeconds=300)
        await refused(await client.exchange(code))


@pytest.mark.anyio
async def test_with_a_challenge_the_verifier_is_needed() -> None:
    async with running(installed=False) as env:
        client = await make_client(env)
        await env.become("member")
        asked = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        good = await client.exchange((await client.decide(**asked))["code"], code_verifier=VERIFIER)
        assert good.status_code == 200
        for more in ({}, {"code_verifier": "w" * 50}):
            answer = await client.exchange((await client.decide(**asked))["code"], **more)
            assert (answer.status_code, answer.json()["error"]) == (403, "invalid_grant")


@pytest.mark.anyio
async def test_refresh_tokens_rotate_with_ten_minutes_of_leeway() -> None:
    async with running(installed=False) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        client = await make_client(env)
        first = (await client.log_in())["refresh_token"]
        second = (await client.refresh(first)).json()["refresh_token"]
        assert second != first
        await env.control("clock", advanceSeconds=599)
        assert (await client.refresh(first)).status_code == 200
        await env.control("clock", advanceSeconds=1)
        answer = await client.refresh(first)
        assert answer.status_code == 403
        assert answer.json() == {
            "error": "invalid_grant",
            "error_description": "Unknown or invalid refresh token.",
        }


@pytest.mark.anyio
async def test_a_refresh_token_used_again_too_late_ends_its_successors_and_no_other_grant() -> None:
    async with running(installed=False) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        client = await make_client(env)
        first = (await client.log_in())["refresh_token"]
        apart = (await client.log_in())["refresh_token"]
        second = (await client.refresh(first)).json()
        third = (await client.refresh(second["refresh_token"])).json()
        await env.control("clock", advanceSeconds=600)
        stranger = await make_client(env)
        assert (await stranger.refresh(first)).status_code == 403
        fourth = (await client.refresh(third["refresh_token"])).json()
        assert (await client.refresh(first)).status_code == 403
        for token in (second, third, fourth):
            assert (await client.refresh(token["refresh_token"])).status_code == 403
        assert (await client.call(fourth["access_token"], "/rest/api/3/myself")).status_code == 200
        assert (await client.refresh(apart)).status_code == 200


@pytest.mark.anyio
async def test_a_grant_ends_after_90_days_without_use_and_after_a_year_with_it() -> None:
    async with running(installed=False) as env:
        env.site.now = SiteClock(NOW, stopped=True)
        client = await make_client(env)
        idle = (await client.log_in())["refresh_token"]
        used = (await client.log_in())["refresh_token"]
        for days in (89, 89, 89, 89):
            await env.control("clock", advanceSeconds=days * 86_400)
            used = (await client.refresh(used)).json()["refresh_token"]
        assert (await client.refresh(idle)).status_code == 403
        await env.control("clock", advanceSeconds=9 * 86_400)
        assert (await client.refresh(used)).status_code == 403


@pytest.mark.anyio
async def test_without_offline_access_there_is_no_refresh_token() -> None:
    async with running(installed=False) as env:
        client = await make_client(env)
        assert "refresh_token" not in await client.log_in(scope="read:jira-work")


@pytest.mark.anyio
async def test_wrong_clients_and_grants_are_refused() -> None:
    async with running(installed=False) as env:
        client = await make_client(env)
        for wrong in ({"client_secret": "x"}, {"client_id": "x"}, {"client_secret": ""}):
            answer = await client.token(**{"grant_type": "refresh_token", "refresh_token": "x", **wrong})
            assert answer.status_code == 401
            assert answer.json() == {"error": "access_denied", "error_description": "Unauthorized"}
        assert (await client.token(grant_type="password")).json()["error"] == "unsupported_grant_type"
        assert (await env.client.post("/oauth/token", content=b"{")).json()["error"] == "invalid_request"
        form = {"grant_type": "refresh_token", "client_id": client.id, "client_secret": client.secret}
        answer = await env.client.post("/oauth/token", data=form)
        assert answer.json()["error"] == "invalid_grant"


@pytest.mark.anyio
async def test_saying_no_and_asking_wrongly_go_back_to_the_app() -> None:
    async with running(installed=False) as env:
        client = await make_client(env, scopes=["read:jira-work"])
        await env.become("member")
        assert (await client.decide("cancel", scope="read:jira-work"))["error"] == "access_denied"
        for changes, error in (
            ({"scope": "write:jira-work"}, "invalid_scope"),
            ({"scope": ""}, "invalid_scope"),
            ({"audience": None}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ):
            query = client.query(**{"scope": "read:jira-work", **changes})
            answer = await env.client.get(f"/authorize?{query}")
            assert came_back(answer)["error"] == error


@pytest.mark.anyio
async def test_nothing_is_sent_to_an_address_that_the_app_did_not_register() -> None:
    async with running(installed=False) as env:
        client = await make_client(env)
        await env.become("member")
        for changes in ({"redirect_uri": f"{BACK}.evil"}, {"redirect_uri": None}, {"client_id": "x"}):
            for method in ("GET", "POST"):
                answer = await env.client.request(method, f"/authorize?{client.query(**changes)}")
                assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.anyio
async def test_who_may_consent() -> None:
    async with running(installed=False) as env:
        owner = env.person("member")
        client = await make_client(env, owner=owner.account_id, public=False)
        assert await client.log_in("member")
        await env.become("viewer")
        path = f"/authorize?{client.query()}"
        assert (await env.client.get(path)).status_code == 403
        consent = {"decision": "accept", "site": env.site.cloud_id}
        assert (await env.client.post(path, data=consent)).status_code == 403
        foreign = await env.client.post(path, data=consent, headers={"Origin": "https://evil.example.com"})
        assert foreign.status_code == 403
        await env.client.post("/people/logout", data={})
        assert (await env.client.get(path)).headers["location"].startswith("/people/switch?next=%2Fauthorize")
        public = await make_client(env)
        await env.become("member")
        owner.groups = set()  # no licence any more
        page = await env.client.get(f"/authorize?{public.query()}")
        assert 'value="accept"' not in page.text
        assert (await env.client.post(f"/authorize?{public.query()}", data=consent)).status_code == 400


@pytest.mark.anyio
async def test_a_persons_webhooks_through_an_app() -> None:
    """Five at most, signed with the client's secret, and only of issues that the person sees."""
    async with running(installed=False, with_issues=True) as env:
        client = await make_client(env)
        access = (await client.log_in(scope="read:jira-work manage:jira-webhook"))["access_token"]
        issue = next(iter(env.site.issues.values()))
        key = env.site.projects[issue.project_id].key
        wish = {"events": ["jira:issue_updated"], "jqlFilter": f"project = {key}"}
        url = "http://127.0.0.1:8801/hook"
        answer = await client.call(
            access, "/rest/api/3/webhook", "POST", json={"url": url, "webhooks": [wish] * 6}
        )
        results = answer.json()["webhookRegistrationResult"]
        assert ["errors" in result for result in results] == [False] * 5 + [True]
        assert (await client.call(access, "/rest/api/3/webhook/failed")).status_code == 403
        record_change(env.site, Actor("basic", env.person("member")), issue, {"summary": "Changed"})
        [delivery] = (await env.control("webhooks/flush")).json()["deliveries"]
        assert delivery["state"] == "delivered"
        name, headers, body = env.app.callbacks[-1]
        assert (name, len(body["matchedWebhookIds"])) == ("hook", 5)
        scheme, _, token = headers["authorization"].partition(" ")
        assert scheme == "Bearer"
        assert decode_hs256(token, client.secret, env.sandbox.wall_clock())["iss"] == client.id
        env.site.projects[issue.project_id].scheme.grants.clear()
        record_change(env.site, Actor("basic", env.person("member")), issue, {"summary": "Hidden"})
        assert len((await env.control("webhooks/flush")).json()["deliveries"]) == 1


@pytest.mark.anyio
async def test_a_person_is_told_through_an_app_only_of_what_they_see() -> None:
    async with running(installed=False, with_issues=True) as env:
        client = await make_client(env)
        access = (await client.log_in(scope="read:jira-work manage:jira-webhook"))["access_token"]
        issue = next(iter(env.site.issues.values()))
        project = env.site.projects[issue.project_id]
        events = [
            "jira:issue_updated",
            "comment_created",
            "issue_property_set",
            "jira:version_created",
            "sprint_created",
        ]
        wish = {
            "events": events,
            "jqlFilter": f"project = {project.key}",
            "issuePropertyKeysFilter": ["mine"],
        }
        body = {"url": "http://127.0.0.1:8801/hook", "webhooks": [wish]}
        await client.call(access, "/rest/api/3/webhook", "POST", json=body)
        actor, board = Actor("basic", env.person("site administrator")), next(iter(env.site.boards.values()))

        async def happen() -> list[str]:
            """Let everything happen once; returns what is told."""
            env.app.callbacks.clear()
            for number, visibility in enumerate((None, {"type": "group", "value": "site-admins"})):
                entry = {
                    "id": f"{len(issue.values.get('comment') or ())}{number}",
                    "author": None,
                    "body": document(f"text {number}"),
                    "created_ms": 0,
                    "updated_ms": 0,
                    "visibility": visibility,
                    "properties": {},
                }
                record_change(env.site, actor, issue, {"comment": with_entry(issue, "comment", entry)})
            record_properties(env.site, actor, issue, {"mine": b"1", "other": b"2"})
            version = next(iter(project.versions.values()))
            announce(env.site, VersionEvent("created", project, actor, version))
            announce(env.site, SprintEvent("created", Sprint(1, "S", "future", board.id), actor))
            await env.control("webhooks/flush")
            return sorted(body["webhookEvent"] for _, _, body in env.app.callbacks)

        told = await happen()
        assert told == sorted([*events, "jira:issue_updated"])
        comments = [body["comment"]["body"] for _, _, body in env.app.callbacks if "comment" in body]
        assert comments == ["text 0", "text 0"]
        for each in env.site.projects.values():
            each.scheme.grants.clear()
        assert await happen() == []


@pytest.mark.anyio
async def test_apps_are_registered_with_what_makes_sense() -> None:
    async with running(installed=False) as env:
        wishes: tuple[dict[str, Any], ...] = (
            {"redirectUris": []},
            {"redirectUris": ["client"]},
            {"scopes": ["read:everything"]},
            {"owner": "nobody"},
            {"public": False},
        )
        for wrong in wishes:
            answer = await env.control("oauth-apps", **{"name": "X", "redirectUris": [BACK], **wrong})
            assert answer.status_code == 400, wrong


def test_scopes_of_operations_are_read_from_openapi_files() -> None:
    document = {
        "paths": {
            "/rest/api/3/thing": {
                "parameters": [],
                "get": {
                    "security": [{}, {"OAuth2": ["x"]}],
                    "x-atlassian-connect-scope": "READ",
                    "x-atlassian-oauth2-scopes": [
                        {"state": "Beta", "scopes": ["read:a", "read:b"]},
                        {"state": "Current", "scopes": ["read:jira-work"]},
                    ],
                },
                "put": {"security": [{"basicAuth": []}, {"OAuth2": ["write:x"]}, {"OAuth2": []}]},
                "delete": {"security": [{"basicAuth": []}]},
            }
        }
    }
    assert list(rows_of(document)) == [
        "GET\t/rest/api/3/thing\tREAD\tanonymous\tread:jira-work|read:a,read:b",
        "PUT\t/rest/api/3/thing\t-\tauthenticated\twrite:x|NONE",
        "DELETE\t/rest/api/3/thing\t-\tauthenticated\t-",
    ]


def test_a_token_needs_one_whole_set_of_an_operations_scopes() -> None:
    board = find_called("GET", "/rest/agile/1.0/board")
    assert board is not None
    assert not board.is_open_to(frozenset({"read:jira-work", "read:project:jira"}))
    assert board.is_open_to(frozenset({"read:board-scope:jira-software", "read:project:jira"}))
    locale = find_called("PUT", "/rest/api/3/mypreferences/locale")
    assert locale is not None
    assert not locale.is_open_to(frozenset({"write:jira-work", "manage:jira-configuration"}))
