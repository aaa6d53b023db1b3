"""Who Jira is told we are: the app's own tokens, tokens for people, and which sites are called at all."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest

from jxl.errors import JiraError, JiraRateLimited, JiraRefused, JiraUnauthorized, JiraUnavailable
from jxl.jira.access import JiraAccess
from jxl.jira.client import api_path
from jxl.jira.tokens import TokenSource
from jxl.jira.transport import Transport
from tests.jira.scripted import SECRET, Answer, FakeTime, ScriptedServer, Seen, make_installation
from tests.settings import make_settings

TOKEN_PATH = "/oauth2/token"
MYSELF = api_path("myself")


def grant(bearer: str = "token-1", life_s: Any = 900) -> Answer:
    return Answer({"access_token": bearer, "expires_in": life_s, "token_type": "Bearer"})


def counted_grants(server: ScriptedServer) -> None:
    """Give token-1, token-2 … in turn."""
    server.on("POST", TOKEN_PATH, lambda _: grant(f"token-{len(server.asked(TOKEN_PATH))}"))


def claims_of(token: str) -> dict[str, Any]:
    unchecked = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
    return jwt.decode(token, SECRET, algorithms=["HS256"], options=unchecked)  # type: ignore[arg-type]  # a TypedDict


def assertion_of(seen: Seen) -> dict[str, Any]:
    form = parse_qs(seen.body.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    return claims_of(form["assertion"][0])


@pytest.fixture
def tokens(server: ScriptedServer, make_transport: Callable[..., Transport]) -> TokenSource:
    return TokenSource(server.url, make_transport())


def test_the_app_signs_each_request(access: JiraAccess, server: ScriptedServer, fake_time: FakeTime) -> None:
    server.on("GET", MYSELF, Answer({}))
    access.as_app(make_installation(server.url)).get_json(MYSELF, {"expand": ["b", "a"], "x": "1 2"})
    scheme, _, token = server.requests[0].headers["authorization"].partition(" ")
    assert scheme == "JWT"
    canonical = b"GET&/rest/api/3/myself&expand=b%2Ca&x=1%202"
    assert claims_of(token) == {
        "iss": "io.jxl.sheets",
        "aud": ["client-1"],
        "iat": int(fake_time.at_s),
        "exp": int(fake_time.at_s) + 180,
        "qsh": hashlib.sha256(canonical).hexdigest(),
    }


def test_a_401_to_the_app_is_final(access: JiraAccess, server: ScriptedServer) -> None:
    server.on("GET", MYSELF, Answer(b"", 401))
    with pytest.raises(JiraUnauthorized):
        access.as_app(make_installation(server.url)).get_json(MYSELF)
    assert len(server.requests) == 1


def test_a_person_is_named_in_the_assertion(
    access: JiraAccess, server: ScriptedServer, fake_time: FakeTime
) -> None:
    server.on("POST", TOKEN_PATH, grant())
    server.on("GET", MYSELF, Answer({}))
    access.as_user(make_installation(server.url), "ann").get_json(MYSELF)
    asked, called = server.requests
    assert assertion_of(asked) == {
        "iss": "urn:atlassian:connect:clientid:oauth-1",
        "sub": "urn:atlassian:connect:useraccountid:ann",
        "tnt": server.url,
        "aud": server.url,
        "iat": int(fake_time.at_s),
        "exp": int(fake_time.at_s) + 60,
    }
    assert called.headers["authorization"] == "Bearer token-1"


def test_a_token_serves_until_shortly_before_it_expires(
    tokens: TokenSource, server: ScriptedServer, fake_time: FakeTime
) -> None:
    counted_grants(server)
    installation = make_installation(server.url)
    assert tokens.token(installation, "ann") == "token-1"
    fake_time.at_s += 869
    assert tokens.token(installation, "ann") == "token-1"
    fake_time.at_s += 1
    assert tokens.token(installation, "ann") == "token-2"


@pytest.mark.parametrize(
    "change",
    [
        {"account_id": "bob"},
        {"client_key": "client-2"},
        {"version": 2},
        {"scopes": ("READ",)},
    ],
)
def test_nobody_gets_anothers_token(
    tokens: TokenSource, server: ScriptedServer, change: dict[str, Any]
) -> None:
    counted_grants(server)
    assert tokens.token(make_installation(server.url), "ann") == "token-1"
    account_id = change.pop("account_id", "ann")
    scopes = change.pop("scopes", ())
    assert tokens.token(make_installation(server.url, **change), account_id, scopes) == "token-2"
    assert tokens.token(make_installation(server.url), "ann") == "token-1"


def test_scopes_narrow_a_token_in_any_order(tokens: TokenSource, server: ScriptedServer) -> None:
    counted_grants(server)
    installation = make_installation(server.url)
    assert tokens.token(installation, "ann", ("WRITE", "READ")) == "token-1"
    assert tokens.token(installation, "ann", ("READ", "WRITE")) == "token-1"
    assert parse_qs(server.requests[0].body.decode())["scope"] == ["READ WRITE"]


def test_many_threads_ask_once(tokens: TokenSource, server: ScriptedServer) -> None:
    """All threads are on their way before the one question is answered."""
    arrived = threading.Event()
    go_on = threading.Event()

    def slow(_seen: Seen) -> Answer:
        arrived.set()
        go_on.wait(10)
        return grant()

    server.on("POST", TOKEN_PATH, slow)
    got: list[str] = []
    installation = make_installation(server.url)
    threads = [
        threading.Thread(target=lambda: got.append(tokens.token(installation, "ann"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    arrived.wait(10)
    go_on.set()
    for thread in threads:
        thread.join()
    assert got == ["token-1"] * 8
    assert len(server.requests) == 1


def test_a_refused_token_is_fetched_anew_once(access: JiraAccess, server: ScriptedServer) -> None:
    counted_grants(server)
    server.on(
        "GET",
        MYSELF,
        lambda seen: (
            Answer(b"", 401) if seen.headers["authorization"].endswith("token-1") else Answer({"ok": 1})
        ),
    )
    assert access.as_user(make_installation(server.url), "ann").get_json(MYSELF) == {"ok": 1}
    assert [seen.path for seen in server.requests] == [TOKEN_PATH, MYSELF, TOKEN_PATH, MYSELF]


def test_a_site_that_refuses_every_token_is_not_asked_for_ever(
    access: JiraAccess, server: ScriptedServer
) -> None:
    counted_grants(server)
    server.on("GET", MYSELF, Answer(b"", 401))
    with pytest.raises(JiraUnauthorized):
        access.as_user(make_installation(server.url), "ann").get_json(MYSELF)
    assert len(server.requests) == 4


def test_discarding_spares_a_newer_token(tokens: TokenSource, server: ScriptedServer) -> None:
    """Eight calls that fail with the same token must not throw away the one that the first of them fetched."""
    counted_grants(server)
    installation = make_installation(server.url)
    old = tokens.token(installation, "ann")
    tokens.discard(installation, "ann", old)
    new = tokens.token(installation, "ann")
    tokens.discard(installation, "ann", old)
    assert tokens.token(installation, "ann") == new == "token-2"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer({"error": "invalid_grant"}, 400), JiraRefused),
        (Answer({"error": "unauthorized_client"}, 403), JiraRefused),
        (Answer({"error": "access_denied"}, 401), JiraRefused),
        (Answer(b"<html>", 404), JiraRefused),
        (Answer({"error": "invalid_client"}, 401), JiraUnauthorized),
        (Answer(b"", 500), JiraUnavailable),
        (Answer(b"", 302, {"Location": "http://127.0.0.1:9/"}), JiraUnavailable),
        (Answer(b"", 429, {"Retry-After": "60"}), JiraRateLimited),
        (Answer(b"", 200), JiraUnavailable),
        (Answer([]), JiraUnavailable),
        (Answer({"access_token": "t"}), JiraUnavailable),
        (grant(life_s=0), JiraUnavailable),
        (grant(life_s=True), JiraUnavailable),
        (grant(life_s="900"), JiraUnavailable),
        (grant(""), JiraUnavailable),
        (grant("a\r\nX-Injected: 1"), JiraUnavailable),
        (Answer({"access_token": "t", "expires_in": 9, "token_type": "mac"}), JiraUnavailable),
        (Answer(breaks=True), JiraUnavailable),
    ],
)
def test_no_token_means_no_call_in_any_name(
    access: JiraAccess, server: ScriptedServer, answer: Answer, error: type[JiraError]
) -> None:
    """Whatever goes wrong, the app's own identity is never taken instead."""
    server.on("POST", TOKEN_PATH, answer)
    with pytest.raises(JiraError) as caught:
        access.as_user(make_installation(server.url), "ann").get_json(MYSELF)
    assert type(caught.value) is error
    assert {seen.path for seen in server.requests} == {TOKEN_PATH}


def test_a_passing_trouble_of_the_token_server_is_overcome(
    tokens: TokenSource, server: ScriptedServer, fake_time: FakeTime
) -> None:
    server.will(Answer(b"", 503), Answer(b"", 429, {"Retry-After": "2"}), grant())
    assert tokens.token(make_installation(server.url), "ann") == "token-1"
    assert fake_time.slept == [0.25, 2]


def test_an_installation_without_the_right_to_impersonate(access: JiraAccess, server: ScriptedServer) -> None:
    client = access.as_user(make_installation(server.url, oauth_client_id=None), "ann")
    with pytest.raises(JiraRefused, match="installing jxl again"):
        client.get_json(MYSELF)
    assert server.requests == []


def test_nobody_is_not_a_person(access: JiraAccess, server: ScriptedServer) -> None:
    with pytest.raises(ValueError, match="account id"):
        access.as_user(make_installation(server.url), "")


@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:9", "https://evil.example", "https://x.atlassian.net.evil.example", "http://x.atlassian.net",
     "https://x.atlassian.net@evil.example"],
)  # fmt: skip
def test_only_allowed_sites_are_called(access: JiraAccess, base_url: str) -> None:
    for make in (access.as_app, lambda i: access.as_user(i, "ann")):
        with pytest.raises(JiraUnavailable, match="JXL_ALLOWED_HOSTS"):
            make(make_installation(base_url))


def test_secrets_are_never_shown(access: JiraAccess, server: ScriptedServer, tmp_path: Path) -> None:
    server.on("POST", TOKEN_PATH, Answer({"error": "invalid_grant"}, 400))
    settings = make_settings(tmp_path)
    assert SECRET not in repr(make_installation(server.url))
    assert "oauth_client_secret" not in repr(settings)
    with pytest.raises(JiraRefused) as caught:
        access.as_user(make_installation(server.url), "ann").get_json(MYSELF)
    shown = repr(caught.value) + str(caught.value.details)
    assert SECRET not in shown
    assert "ann" not in caught.value.details
