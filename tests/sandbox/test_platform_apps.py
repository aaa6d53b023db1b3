"""Installing apps: callbacks and their signatures, permissions, refusals."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from jxl_sandbox.jira.platform.descriptor import find_problems
from jxl_sandbox.jira.platform.jwt import query_string_hash
from tests.sandbox.platform_site import APP_KEY, APP_URL, Env, make_descriptor, running

pytestmark = pytest.mark.anyio
USE, VIEW = f"{APP_KEY}__use", f"{APP_KEY}__view"


def page(key: str, **more: Any) -> dict[str, Any]:
    text = {"value": "A text"}
    return {"key": key, "name": text, "description": text, "url": "/page", **more}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def verify_install(env: Env, event: str) -> dict[str, Any]:
    """Verify an RS256 callback as an app does: key by id from the key server, issuer, audience, hash."""
    token = env.app.token_of(event)
    header = jwt.get_unverified_header(token)
    assert header["alg"] == "RS256"
    answer = await env.client.get(f"/keys/{header['kid']}")
    assert answer.status_code == 200
    claims: dict[str, Any] = jwt.decode(token, answer.text, algorithms=["RS256"], audience=APP_URL)
    assert claims["iss"] == env.site.client_key == env.app.body_of(event)["clientKey"]
    assert claims["qsh"] == query_string_hash("POST", f"/{event}")
    assert claims["exp"] - claims["iat"] == 180
    return claims


async def test_an_install_tells_the_app_and_then_enables_it() -> None:
    async with running() as env:
        assert [name for name, _, _ in env.app.callbacks] == ["installed", "enabled"]
        claims = await verify_install(env, "installed")
        assert claims["sub"] == env.person("site administrator").account_id
        app = env.site.apps[APP_KEY]
        body = env.app.body_of("installed")
        assert body["sharedSecret"] == app.shared_secret
        assert body["oauthClientId"] == app.oauth_client_id
        assert body["baseUrl"] == env.site.base_url
        assert body["productType"] == "jira"
        assert body["eventType"] == "installed"
        assert app.state == "enabled"
        enabled = env.claims(env.app.token_of("enabled"))
        assert enabled["qsh"] == query_string_hash("POST", "/enabled")
        assert "sub" not in enabled
        assert "sharedSecret" not in env.app.body_of("enabled")


async def test_every_install_brings_a_new_secret_and_keeps_the_identity() -> None:
    async with running() as env:
        before = env.site.apps[APP_KEY]
        await env.install()
        after = env.site.apps[APP_KEY]
        assert after.shared_secret != before.shared_secret
        assert after.oauth_client_id == before.oauth_client_id
        assert after.user.account_id == before.user.account_id


async def test_a_new_key_signs_after_a_rotation_and_the_old_one_stays() -> None:
    async with running() as env:
        old = jwt.get_unverified_header(env.app.token_of("installed"))["kid"]
        await env.control("rotate-key")
        await env.install()
        await verify_install(env, "installed")
        assert jwt.get_unverified_header(env.app.token_of("installed"))["kid"] != old
        assert (await env.client.get(f"/keys/{old}")).status_code == 200
        assert (await env.client.get("/keys/unknown")).status_code == 404


async def test_an_app_that_does_not_accept_is_not_installed() -> None:
    async with running(installed=False) as env:
        env.app.status = 500
        answer = await env.install()
        assert answer.status_code == 422
        assert "HTTP response code 500" in answer.json()["error"]
        assert answer.json()["appStatus"] == 500
        assert APP_KEY not in env.site.apps
        assert USE not in env.site.permissions


async def test_a_failed_reinstall_leaves_the_installation_as_it_was() -> None:
    async with running() as env:
        secret = env.site.apps[APP_KEY].shared_secret
        env.app.status = 401
        assert (await env.install()).status_code == 422
        assert env.site.apps[APP_KEY].shared_secret == secret
        assert env.site.apps[APP_KEY].state == "enabled"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.com/descriptor.json", "https"),
        ("file:///etc/passwd", "https"),
        ("http://127.0.0.1.example.com/x", "https"),
        ("no address", "https"),
        (f"{APP_URL}/missing/file.json", "404"),
    ],
)
async def test_an_address_that_gives_no_descriptor(url: str, words: str) -> None:
    async with running(installed=False) as env:
        answer = await env.control("install", descriptorUrl=url)
        assert answer.status_code == 422
        assert words in answer.json()["error"]


async def test_a_descriptor_that_is_not_json() -> None:
    async with running(installed=False) as env:
        env.app.descriptor = "<html>"
        assert "not JSON" in (await env.install()).json()["error"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": "no spaces please"}, "key must be"),
        ({"baseUrl": "http://example.com"}, "baseUrl"),
        ({"authentication": {"type": "none"}}, "authentication"),
        ({"lifecycle": {}}, "lifecycle.installed"),
        ({"lifecycle": {"installed": "installed"}}, "beginning with a slash"),
        ({"scopes": ["READ", "EVERYTHING"]}, "EVERYTHING"),
        ({"scopes": "READ"}, "scopes"),
        ({"apiMigrations": {"gdpr": True, "context-qsh": True}}, "signed-install"),
        ({"apiVersion": "1"}, "apiVersion"),
        ({"modules": []}, "modules"),
        ({"modules": {"generalPages": ["x"]}}, "generalPages[0]"),
        ({"modules": {"generalPages": [{"key": "a b", "name": {"value": "x"}, "url": "/x"}]}}, "key must"),
        ({"modules": {"generalPages": [{"key": "a", "name": "x", "url": "/x"}]}}, "name"),
        ({"modules": {"generalPages": [{"key": "a", "name": {"value": "x"}, "url": "x"}]}}, "url"),
        ({"modules": {"generalPages": [page("a"), page("a")]}}, "another module's"),
        (
            {"modules": {"generalPages": [page("a", conditions=[{"condition": "moon_is_full"}])]}},
            "moon_is_full",
        ),
        (
            {"modules": {"generalPages": [page("a", conditions=[{"or": [{"condition": "x"}]}])]}},
            "condition x",
        ),
        ({"modules": {"generalPages": [page("a", conditions=[{}])]}}, "without a condition"),
        (
            {"modules": {"generalPages": [page("a", conditions=[{"condition": "has_global_permission"}])]}},
            "params.permission",
        ),
        ({"modules": {"jiraGlobalPermissions": [page("a", defaultGrants=["some"])]}}, "defaultGrants"),
    ],
)
def test_a_descriptor_that_cannot_be_installed(changes: dict[str, Any], words: str) -> None:
    problems = find_problems(make_descriptor(**changes))
    assert any(words in problem for problem in problems), problems


def test_a_good_descriptor_has_no_problems() -> None:
    assert find_problems(make_descriptor()) == []
    unknown = make_descriptor(modules={"jiraReports": [{"key": "with any shape"}]})
    assert find_problems(unknown) == []
    assert find_problems([]) == ["The descriptor is not a JSON object."]


async def test_permissions_are_known_and_granted_on_the_first_install_only() -> None:
    async with running() as env:
        assert env.site.permissions[USE].type == "GLOBAL"
        assert env.site.permissions[VIEW].type == "PROJECT"
        assert env.site.permissions[VIEW].name == "View tiny"
        assert env.site.global_grants[USE] == [("applicationRole", None)]
        assert not any(g.permission == VIEW for p in env.site.projects.values() for g in p.scheme.grants)
        env.site.global_grants[USE].clear()
        await env.install()
        assert env.site.global_grants[USE] == []


async def test_default_grants_of_administrators_and_of_everybody() -> None:
    async with running(installed=False) as env:
        (permission,) = env.app.descriptor["modules"]["jiraGlobalPermissions"]
        permission |= {"defaultGrants": ["JIRA-ADMINISTRATORS", "all"]}
        del permission["anonymousAllowed"]
        await env.install()
        administrators = env.site.global_grants["ADMINISTER"]
        assert env.site.global_grants[USE] == [*administrators, ("anyone", None)]


async def test_disabling_and_enabling() -> None:
    async with running() as env:
        assert (await env.control("disable", key=APP_KEY)).json()["state"] == "disabled"
        assert USE not in env.site.permissions
        assert env.claims(env.app.token_of("disabled"))["iss"] == env.site.client_key
        assert (await env.control("enable", key=APP_KEY)).json()["state"] == "enabled"
        assert USE in env.site.permissions


async def test_uninstalling_sends_both_callbacks_and_a_later_install_starts_anew() -> None:
    async with running() as env:
        env.app.callbacks.clear()
        answer = await env.control("uninstall")
        assert answer.json()["state"] == "uninstalled"
        assert {name for name, _, _ in env.app.callbacks} == {"disabled", "uninstalled"}
        await verify_install(env, "uninstalled")
        assert USE not in env.site.permissions
        assert (await env.control("enable", key=APP_KEY)).status_code == 404
        assert (await env.install()).json()["state"] == "enabled"
        assert env.site.apps[APP_KEY].user.active


async def test_an_app_that_is_gone_can_still_be_uninstalled() -> None:
    async with running() as env:
        env.app.status = 503
        answer = await env.control("uninstall")
        assert answer.status_code == 200
        assert sorted(answer.json()["deliveries"]) == ["disabled: 503", "uninstalled: 503"]


async def test_a_callback_that_the_descriptor_does_not_ask_for_is_not_sent() -> None:
    async with running(installed=False) as env:
        env.app.descriptor["lifecycle"] = {"installed": "/installed"}
        await env.install()
        assert [name for name, _, _ in env.app.callbacks] == ["installed"]
