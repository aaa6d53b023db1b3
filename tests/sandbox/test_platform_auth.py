"""Who may call the site's API, with one thing wrong at a time."""

from __future__ import annotations

import time
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from jxl_sandbox.jira.clock import SiteClock
from jxl_sandbox.jira.platform.impersonation import GRANT_TYPE
from jxl_sandbox.jira.platform.jwt import encode_hs256
from tests.sandbox.platform_site import APP_KEY, SITE_URL, Env, running

pytestmark = pytest.mark.anyio
TARGET = "/rest/api/3/nothing-here?b=2&a=1%2C2"  # 501 for whoever is let through


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def call(env: Env, headers: dict[str, str]) -> tuple[int, str | None, str | None]:
    """Status, account id and app that the site saw."""
    answer = await env.client.get(TARGET, headers=headers)
    entry = (await env.client.get("/_sandbox/requests")).json()["requests"][-1]
    assert entry["status"] == answer.status_code
    return answer.status_code, entry["accountId"], entry["app"]


async def test_no_credentials_is_anonymous() -> None:
    async with running() as env:
        assert await call(env, {}) == (501, None, None)


async def test_basic_with_an_api_token() -> None:
    async with running() as env:
        member = env.person("member")
        assert await call(env, env.basic(member)) == (501, member.account_id, None)


async def test_bad_basic_credentials() -> None:
    async with running() as env:
        member = env.person("member")
        app_user = env.site.apps[APP_KEY].user
        for email, token in [
            (member.email, "wrong"),
            (member.email, ""),
            ("nobody@example.com", member.api_token),
            (app_user.email, app_user.api_token),
        ]:
            encoded = b64encode(f"{email}:{token}".encode()).decode()
            assert (await call(env, {"Authorization": f"Basic {encoded}"}))[0] == 401
        for header in ("Basic !!", f"Basic {b64encode(b'no colon').decode()}", "Digest x", "Basic"):
            assert (await call(env, {"Authorization": header}))[0] == 401
        member.active = False
        assert (await call(env, env.basic(member)))[0] == 401


async def test_a_refusal_looks_as_in_jira() -> None:
    async with running() as env:
        answer = await env.client.get(TARGET, headers={"Authorization": "Basic !!"})
        assert answer.json()["message"] == "Client must be authenticated to access this resource."
        assert answer.headers["www-authenticate"].startswith('OAuth realm="http')


async def test_the_app_calls_as_itself() -> None:
    async with running() as env:
        app_user = env.site.apps[APP_KEY].user.account_id
        assert await call(env, env.app_token("GET", TARGET)) == (501, app_user, APP_KEY)
        both = [env.site.client_key, "someone else"]
        assert (await call(env, env.app_token("GET", TARGET, aud=both)))[0] == 501


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "com.example.unknown"},
        {"iss": None},
        {"iss": ["com.example.tiny"]},
        {"exp": None},
        {"exp": 1000},
        {"iat": 4_000_000_000},
        {"qsh": None},
        {"qsh": "context-qsh"},
        {"qsh": "0" * 64},
        {"aud": "another site"},
    ],
)
async def test_a_bad_app_token(changes: dict[str, Any]) -> None:
    async with running() as env:
        assert await call(env, env.app_token("GET", TARGET, **changes)) == (401, None, None)


async def test_an_app_token_fits_one_request_only() -> None:
    async with running() as env:
        assert (await call(env, env.app_token("POST", TARGET)))[0] == 401
        assert (await call(env, env.app_token("GET", TARGET + "&c=3")))[0] == 401
        assert (await call(env, env.app_token("GET", TARGET.replace("%2C", ","))))[0] == 501  # the same value


async def test_a_token_signed_with_the_secret_of_an_older_install() -> None:
    async with running() as env:
        before = env.app_token("GET", TARGET)
        await env.install()
        assert (await call(env, before))[0] == 401
        assert (await call(env, env.app_token("GET", TARGET)))[0] == 501


@pytest.mark.parametrize("change", ["disable", "uninstall"])
async def test_an_app_that_is_not_enabled_may_not_call(change: str) -> None:
    async with running() as env:
        bearer = await impersonate(env)
        assert (await env.control(change)).status_code == 200
        assert (await call(env, env.app_token("GET", TARGET)))[0] == 401
        assert (await call(env, bearer))[0] == 401


async def test_a_page_session_calls_as_the_person() -> None:
    async with running() as env:
        await env.become("viewer")
        assert await call(env, {}) == (501, env.person("viewer").account_id, None)


async def test_the_bridge_calls_as_the_person_for_the_app() -> None:
    async with running() as env:
        header = {"AP-Client-Key": APP_KEY}
        assert (await call(env, header))[0] == 401  # nobody is logged in
        await env.become("viewer")
        assert await call(env, header) == (501, env.person("viewer").account_id, APP_KEY)
        assert (await call(env, {"AP-Client-Key": "com.example.unknown"}))[0] == 401


async def test_a_forged_session_is_nobody() -> None:
    async with running() as env:
        await env.become("viewer")
        (name,) = env.client.cookies
        admin = env.person("site administrator").account_id
        signature = env.client.cookies[name].rpartition(".")[2]
        env.client.cookies.clear()
        headers = {"Cookie": f"{name}={admin}.{signature}"}
        assert await call(env, headers) == (501, None, None)


# ---- impersonation


def assertion(env: Env, **changes: Any) -> str:
    app = env.site.apps[APP_KEY]
    now = int(time.time())
    claims = {
        "iss": f"urn:atlassian:connect:clientid:{app.oauth_client_id}",
        "sub": f"urn:atlassian:connect:useraccountid:{env.person('member').account_id}",
        "tnt": SITE_URL,
        "aud": "https://oauth-2-authorization-server.services.atlassian.com",
        "iat": now,
        "exp": now + 60,
        **changes,
    }
    secret = claims.pop("secret", app.shared_secret)
    return encode_hs256({name: value for name, value in claims.items() if value is not None}, secret)


async def ask_token(env: Env, form: dict[str, str]) -> Any:
    return await env.client.post(
        "/oauth2/token",
        content=urlencode(form),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


async def impersonate(env: Env, **form: str) -> dict[str, str]:
    answer = await ask_token(env, {"grant_type": GRANT_TYPE, "assertion": assertion(env), **form})
    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 900
    assert answer.headers["cache-control"] == "no-store"
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_the_app_calls_as_a_person() -> None:
    async with running() as env:
        header = await impersonate(env, scope="READ WRITE")
        assert await call(env, header) == (501, env.person("member").account_id, APP_KEY)


async def test_an_access_token_ends_by_the_sites_clock() -> None:
    async with running() as env:
        env.site.now = SiteClock(datetime.now(UTC), stopped=True)
        header = await impersonate(env)
        await env.control("clock", advanceSeconds=899)
        assert (await call(env, header))[0] == 501
        await env.control("clock", advanceSeconds=1)
        assert (await call(env, header))[0] == 401


async def test_an_access_token_ends_with_the_person() -> None:
    async with running() as env:
        header = await impersonate(env)
        env.person("member").active = False
        assert (await call(env, header))[0] == 401


async def test_the_sandbox_itself_is_an_audience() -> None:
    async with running() as env:
        form = {"grant_type": GRANT_TYPE, "assertion": assertion(env, aud=SITE_URL)}
        assert (await ask_token(env, form)).status_code == 200


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"secret": "another secret"}, 400, "invalid_grant"),
        ({"iss": "urn:atlassian:connect:clientid:unknown"}, 401, "invalid_client"),
        ({"sub": "urn:atlassian:connect:useraccountid:nobody"}, 400, "invalid_grant"),
        ({"sub": "urn:atlassian:connect:userkey:x"}, 400, "invalid_grant"),
        ({"sub": None}, 400, "invalid_grant"),
        ({"tnt": "https://other.atlassian.net"}, 400, "invalid_grant"),
        ({"tnt": None}, 400, "invalid_grant"),
        ({"aud": "https://auth.example.com"}, 400, "invalid_grant"),
        ({"aud": None}, 400, "invalid_grant"),
        ({"iat": NOW, "exp": NOW + 600}, 400, "invalid_grant"),
        ({"iat": None}, 400, "invalid_grant"),
        ({"exp": None}, 400, "invalid_grant"),
        ({"iat": NOW - 900, "exp": NOW - 840}, 400, "invalid_grant"),
    ],
)
async def test_a_bad_assertion(changes: dict[str, Any], status: int, error: str) -> None:
    async with running() as env:
        answer = await ask_token(env, {"grant_type": GRANT_TYPE, "assertion": assertion(env, **changes)})
        assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"assertion": ""}, "invalid_request"),
        ({"assertion": "not.a.token"}, "invalid_grant"),
        ({"scope": "READ ADMIN"}, "invalid_scope"),
    ],
)
async def test_a_bad_token_request(form: dict[str, str], error: str) -> None:
    async with running() as env:
        answer = await ask_token(env, {"grant_type": GRANT_TYPE, "assertion": assertion(env), **form})
        assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_nobody_can_be_impersonated_who_is_not_active() -> None:
    async with running() as env:
        env.person("member").active = False
        answer = await ask_token(env, {"grant_type": GRANT_TYPE, "assertion": assertion(env)})
        assert answer.json()["error"] == "invalid_grant"


async def test_an_app_without_the_scope_acts_for_nobody() -> None:
    async with running(installed=False) as env:
        env.app.descriptor["scopes"] = ["READ"]
        await env.install()
        answer = await ask_token(env, {"grant_type": GRANT_TYPE, "assertion": assertion(env)})
        assert answer.json()["error"] == "unauthorized_client"
