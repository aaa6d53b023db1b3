"""
The lifecycle: whose secret is stored, and that nothing else can make it change.

Each wrong install has one thing wrong, is answered with the one error shape and leaves the database as it was.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from jxl.connect import changes, signals
from jxl.connect.models import Installation
from jxl.db import db
from tests.connect.conftest import (
    BASE_URL,
    KEY_ID,
    PERSON,
    KeyServer,
    Site,
    build_app,
    error_of,
    everything,
    pem_of,
    signed_by_hand,
)

INSTALLED = "/connect/installed"
UNINSTALLED = "/connect/uninstalled"
NEW_SECRET = "another-shared-secret-of-a-good-length"


def find(app: Flask, site: Site) -> Installation:
    with app.app_context():
        found: Installation | None = app.extensions["jxl"].installations.find(site.client_key)
    assert found is not None
    return found


def page_status(client: FlaskClient, site: Site) -> int:
    return client.get(site.page("/ui/probe")).status_code


@pytest.fixture
def sent(app: Flask) -> Iterator[list[tuple[str, int]]]:
    """Signals as they were sent: name and installation id."""
    seen: list[tuple[str, int]] = []

    def on_installed(sender: Flask, installation_id: int) -> None:
        seen.append(("installed", installation_id))

    def on_uninstalled(sender: Flask, installation_id: int) -> None:
        seen.append(("uninstalled", installation_id))

    with (
        signals.installation_installed.connected_to(on_installed, app),
        signals.installation_uninstalled.connected_to(on_uninstalled, app),
    ):
        yield seen


def test_an_installation_is_stored_with_its_secret_encrypted(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    response = site.install(client, site.body(displayUrl="https://issues.acme.example", cloudId="cloud-1"))
    assert (response.status_code, response.data) == (204, b"")
    found = find(app, site)
    assert found.shared_secret == site.secret
    assert (found.base_url, found.display_url) == (site.base_url, "https://issues.acme.example")
    assert (found.oauth_client_id, found.cloud_id, found.state) == ("oauth-client-1", "cloud-1", "installed")
    assert site.secret not in repr(everything(app))
    assert site.secret not in repr(found)


def test_a_new_installation_is_announced_once(
    client: FlaskClient, site: Site, sent: list[tuple[str, int]]
) -> None:
    site.install(client)
    assert sent == [("installed", 1)]
    site.clock.move(minutes=1)
    site.install(client, site.body(sharedSecret=NEW_SECRET))
    assert sent == [("installed", 1)]
    site.clock.move(minutes=1)
    site.uninstall(client)
    site.clock.move(minutes=1)
    site.uninstall(client)
    assert sent == [("installed", 1), ("uninstalled", 1)]
    site.clock.move(minutes=1)
    site.install(client)
    assert sent == [("installed", 1), ("uninstalled", 1), ("installed", 1)]


def test_a_reinstall_brings_a_new_secret_and_ends_the_old_one(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    old_page = installed.page("/ui/probe")
    assert client.get(old_page).status_code == 200
    installed.clock.move(seconds=1)
    installed.secret, installed.base_url = NEW_SECRET, "https://renamed.atlassian.net"
    assert installed.install(client).status_code == 204
    assert client.get(old_page).status_code == 401
    assert page_status(client, installed) == 200
    assert find(app, installed).base_url == "https://renamed.atlassian.net"


def test_a_new_secret_counts_at_once_in_every_process(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    """Two apps on one database stand for two processes; both have the installation in their cache."""
    other = build_app(app.extensions["jxl"].settings, installed.clock)
    other_client = other.test_client()
    address = installed.page("/ui/probe")
    assert client.get(address).status_code == other_client.get(address).status_code == 200
    installed.clock.move(seconds=1)
    installed.secret = NEW_SECRET
    installed.install(client)
    assert client.get(address).status_code == other_client.get(address).status_code == 401
    assert page_status(client, installed) == page_status(other_client, installed) == 200
    installed.clock.move(seconds=1)
    installed.uninstall(other_client)
    assert page_status(client, installed) == page_status(other_client, installed) == 401
    with other.app_context():
        db.engine.dispose()


def test_the_same_request_again_changes_nothing(app: Flask, client: FlaskClient, site: Site) -> None:
    headers, body = site.signed(), json.dumps(site.body())
    first = client.post(INSTALLED, data=body, headers=headers)
    before = everything(app)
    again = client.post(INSTALLED, data=body, headers=headers)
    assert (first.status_code, again.status_code) == (204, 204)
    assert everything(app) == before


def test_an_install_replayed_after_an_uninstall_does_not_bring_the_app_back(
    app: Flask, client: FlaskClient, site: Site
) -> None:
    headers, body = site.signed(), json.dumps(site.body())
    client.post(INSTALLED, data=body, headers=headers)
    site.clock.move(seconds=10)
    site.uninstall(client)
    assert client.post(INSTALLED, data=body, headers=headers).status_code == 204
    assert find(app, site).state == "uninstalled"


def test_an_uninstall_replayed_after_a_reinstall_changes_nothing(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    installed.clock.move(seconds=1)
    headers, body = installed.signed(UNINSTALLED), json.dumps(installed.body("uninstalled"))
    client.post(UNINSTALLED, data=body, headers=headers)
    installed.clock.move(seconds=1)
    installed.install(client)
    before = everything(app)
    assert client.post(UNINSTALLED, data=body, headers=headers).status_code == 204
    assert everything(app) == before


def test_an_install_from_before_the_last_uninstall_does_not_bring_the_app_back(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    """A token that was held back, for instance by whoever could read it on its way."""
    installed.clock.move(seconds=1)
    held_back = installed.signed()
    installed.clock.move(seconds=1)
    installed.uninstall(client)
    response = client.post(INSTALLED, json=installed.body(), headers=held_back)
    assert error_of(response)["code"] == "token_invalid"
    assert find(app, installed).state == "uninstalled"


Change = Callable[[Site, KeyServer], tuple[dict[str, Any], Any]]


def token(**changed: Any) -> Change:
    return lambda site, _: (site.signed(**changed), site.body())


def body(**changed: Any) -> Change:
    return lambda site, _: (site.signed(), site.body(**changed))


def raw(data: bytes) -> Change:
    return lambda site, _: (site.signed(), data)


def header(make: Callable[[Site], str]) -> Change:
    return lambda site, _: ({"Authorization": f"JWT {make(site)}"}, site.body())


def self_signed(site: Site, keys: KeyServer) -> tuple[dict[str, Any], Any]:
    """The attacker's own key, under the id of Atlassian's."""
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = pyjwt.encode(
        site.claims("POST", INSTALLED, aud=BASE_URL), own, algorithm="RS256", headers={"kid": KEY_ID}
    )
    return {"Authorization": f"JWT {text}"}, site.body()


def key_of_elsewhere(claim: str) -> Change:
    """The attacker's key inside the token or at an address that the token names: both are never looked at."""

    def make(site: Site, _: KeyServer) -> tuple[dict[str, Any], Any]:
        own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        text = pyjwt.encode(
            site.claims("POST", INSTALLED, aud=BASE_URL),
            own,
            algorithm="RS256",
            headers={"kid": KEY_ID, claim: "http://127.0.0.1:9/key"},
        )
        return {"Authorization": f"JWT {text}"}, site.body()

    return make


def key_server_down(site: Site, keys: KeyServer) -> tuple[dict[str, Any], Any]:
    keys.answers["/down"] = (500, {}, b"")
    return site.signed(kid="down"), site.body()


def shared_secret_as_key(site: Site) -> str:
    return pyjwt.encode(
        site.claims("POST", INSTALLED, aud=BASE_URL), site.secret, algorithm="HS256", headers={"kid": KEY_ID}
    )


def public_key_as_secret(site: Site) -> str:
    """RS256's public key as the secret of HS256, which a verifier falls for that trusts the token's ``alg``."""
    claims = site.claims("POST", INSTALLED, aud=BASE_URL)
    return signed_by_hand({"alg": "HS256", "kid": KEY_ID}, claims, pem_of(site.install_key))


# What can be wrong with an install: name → (how it is made, status, error code).
WRONG_INSTALLS: dict[str, tuple[Change, int, str]] = {
    "unsigned": (lambda s, _: ({}, s.body()), 401, "token_missing"),
    "alg none": (
        header(lambda s: pyjwt.encode(s.claims("POST", INSTALLED, aud=BASE_URL), "", algorithm="none")),
        401,
        "token_invalid",
    ),
    "signed with the shared secret": (header(shared_secret_as_key), 401, "token_invalid"),
    "signed with the public key": (header(public_key_as_secret), 401, "token_invalid"),
    "self-signed": (self_signed, 401, "token_invalid"),
    "key at an address of the token's": (key_of_elsewhere("jku"), 401, "token_invalid"),
    "key at another address of the token's": (key_of_elsewhere("x5u"), 401, "token_invalid"),
    "key id missing": (token(kid=None), 401, "token_invalid"),
    "key id unknown": (token(kid="unknown"), 401, "token_invalid"),
    "key id with a path": (token(kid=f"../{KEY_ID}"), 401, "token_invalid"),
    "key id a path": (token(kid=f"x/../{KEY_ID}"), 401, "token_invalid"),
    "key id an address": (token(kid="https://evil.example/key"), 401, "token_invalid"),
    "key id with a query": (token(kid=f"{KEY_ID}?x"), 401, "token_invalid"),
    "key server down": (key_server_down, 503, "install_keys_unavailable"),
    "aud another app": (token(aud="https://other.example.com"), 401, "token_invalid"),
    "aud a part of ours": (token(aud="https://jxl.example.co"), 401, "token_invalid"),
    "aud missing": (token(aud=None), 401, "token_invalid"),
    "aud of another type": (token(aud=[[BASE_URL]]), 401, "token_invalid"),
    "iss another site": (token(iss="another-site"), 401, "token_invalid"),
    "iss missing": (token(iss=None), 401, "token_invalid"),
    "qsh missing": (token(qsh=None), 401, "token_invalid"),
    "qsh of a context token": (token(qsh="context-qsh"), 401, "token_invalid"),
    "qsh of another route": (token(target=UNINSTALLED), 401, "token_invalid"),
    "exp missing": (token(exp=None), 401, "token_invalid"),
    "expired": (token(exp=0), 401, "token_expired"),
    "iat missing": (token(iat=None), 401, "token_invalid"),
    "lives for a day": (token(exp=1_800_086_400), 401, "token_invalid"),
    "body of another site": (body(clientKey="another-site"), 401, "token_invalid"),
    "body without a site": (body(clientKey=None), 400, "bad_request"),
    "body with a site of another type": (body(clientKey=["x"]), 400, "bad_request"),
    "body of another app": (body(key="com.example.other"), 422, "validation_failed"),
    "body without a secret": (body(sharedSecret=None), 400, "bad_request"),
    "body with a short secret": (body(sharedSecret="short"), 400, "bad_request"),
    "body with a secret of another type": (body(sharedSecret={"$ne": ""}), 400, "bad_request"),
    "base URL not allowed": (body(baseUrl="https://evil.example"), 422, "validation_failed"),
    "base URL of plain http": (body(baseUrl="http://acme.atlassian.net"), 422, "validation_failed"),
    "base URL of another type": (body(baseUrl=7), 400, "bad_request"),
    "display URL that would change our headers": (
        body(displayUrl="https://a.example;script-src"),
        422,
        "validation_failed",
    ),
    "body empty": (raw(b""), 400, "bad_request"),
    "body broken": (raw(b'{"clientKey":'), 400, "bad_request"),
    "body not an object": (raw(b"[]"), 400, "bad_request"),
    "body deep": (raw(b'{"clientKey":' + b"[" * 30_000), 400, "bad_request"),
    "body deep and whole": (raw(b"[" * 30_000 + b"]" * 30_000), 400, "bad_request"),
    "body not UTF-8": (raw(b'{"clientKey":"\xff"}'), 400, "bad_request"),
    "body too large": (raw(b" " * 70_000 + b"{}"), 400, "bad_request"),
}


@pytest.mark.parametrize("known", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("name", WRONG_INSTALLS)
def test_an_install_with_one_thing_wrong(
    app: Flask, client: FlaskClient, site: Site, key_server: KeyServer, name: str, known: bool
) -> None:
    if known:
        site.install(client)
        site.clock.move(minutes=1)
    change, status, code = WRONG_INSTALLS[name]
    before = everything(app)
    headers, data = change(site, key_server)
    response = post(client, headers, data)
    assert response.status_code == status
    assert error_of(response)["code"] == code
    assert everything(app) == before
    assert site.secret not in response.text
    assert not [path for path in key_server.asked if path not in (f"/{KEY_ID}", "/unknown", "/down")]


def post(client: FlaskClient, headers: dict[str, Any], data: Any) -> TestResponse:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(INSTALLED, data=content, content_type="application/json", headers=headers)


def test_a_chunked_body_has_the_same_limit(app: Flask, client: FlaskClient, site: Site) -> None:
    response = client.post(
        INSTALLED,
        input_stream=io.BytesIO(b" " * 70_000 + b"{}"),
        headers=site.signed(),
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert error_of(response)["code"] == "bad_request"


def test_an_install_token_with_another_body_is_refused(app: Flask, client: FlaskClient, site: Site) -> None:
    """Whoever reads the token on its way cannot plant a secret of their own."""
    headers = site.signed()
    client.post(INSTALLED, json=site.body(), headers=headers)
    before = everything(app)
    for changed in ({"sharedSecret": NEW_SECRET}, {"description": "changed"}):
        response = client.post(INSTALLED, json=site.body(**changed), headers=headers)
        assert error_of(response)["code"] == "token_invalid"
    assert everything(app) == before


def test_an_older_install_token_is_refused(app: Flask, client: FlaskClient, site: Site) -> None:
    older = site.signed()
    site.clock.move(seconds=1)
    site.install(client)
    before = everything(app)
    response = client.post(INSTALLED, json=site.body(sharedSecret=NEW_SECRET), headers=older)
    assert error_of(response)["code"] == "token_invalid"
    assert everything(app) == before


def test_two_installs_in_one_second_both_count(app: Flask, client: FlaskClient, site: Site) -> None:
    site.install(client)
    assert site.install(client, site.body(sharedSecret=NEW_SECRET), jti="other").status_code == 204
    assert find(app, site).shared_secret == NEW_SECRET


def test_a_token_is_remembered_as_long_as_it_is_accepted(app: Flask, client: FlaskClient, site: Site) -> None:
    headers = site.signed(exp=site.clock.seconds + 60)
    client.post(INSTALLED, json=site.body(), headers=headers)
    site.clock.move(seconds=89)
    other = Site(site.clock, site.install_key, client_key="other")
    other.install(client)
    response = client.post(INSTALLED, json=site.body(sharedSecret=NEW_SECRET), headers=headers)
    assert error_of(response)["code"] == "token_invalid"
    assert len(everything(app)["install_token"]) == 2
    site.clock.move(seconds=300)
    other.install(client)
    assert len(everything(app)["install_token"]) == 1


@pytest.mark.parametrize("aud", [f"{BASE_URL}/", [BASE_URL], ["https://other.example", f"{BASE_URL}/"]])
def test_spellings_of_our_audience(client: FlaskClient, site: Site, aud: Any) -> None:
    assert site.install(client, aud=aud).status_code == 204


def test_disabled_and_enabled_again(app: Flask, client: FlaskClient, installed: Site) -> None:
    assert page_status(client, installed) == 200
    assert installed.notify(client, "disabled").status_code == 204
    assert page_status(client, installed) == 401
    assert installed.notify(client, "disabled").status_code == 204
    assert installed.notify(client, "enabled").status_code == 204
    assert page_status(client, installed) == 200
    with app.app_context():
        assert changes.latest_seq(1) == 1, "whoever has rows on screen looks again"


@pytest.mark.parametrize("order", list(itertools.permutations(["disabled", "uninstalled", "enabled"])))
def test_uninstalled_wins_in_whatever_order(
    app: Flask, client: FlaskClient, installed: Site, order: tuple[str, ...]
) -> None:
    for event in order:
        response = installed.uninstall(client) if event == "uninstalled" else installed.notify(client, event)
        assert response.status_code == 204
    assert find(app, installed).state == "uninstalled"
    assert page_status(client, installed) == 401


def test_an_uninstall_of_a_stranger_is_refused(app: Flask, client: FlaskClient, site: Site) -> None:
    response = site.uninstall(client)
    assert error_of(response)["code"] == "installation_unknown"
    assert everything(app)["installation"] == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (lambda _: {}, lambda s: s.body("uninstalled")),
        (lambda s: s.server(UNINSTALLED), lambda s: s.body("uninstalled")),
        (lambda s: s.signed(INSTALLED), lambda s: s.body("uninstalled")),
        (lambda s: s.signed(UNINSTALLED, iss="other"), lambda s: s.body("uninstalled")),
        (lambda s: s.signed(UNINSTALLED), lambda s: s.body("uninstalled", clientKey="other")),
        (lambda s: s.signed(UNINSTALLED, iat=s.clock.seconds - 1), lambda s: s.body("uninstalled")),
    ],
    ids=["unsigned", "shared secret", "token of installed", "other issuer", "other body", "older"],
)
def test_an_uninstall_with_one_thing_wrong(
    app: Flask,
    client: FlaskClient,
    installed: Site,
    headers: Callable[[Site], dict[str, str]],
    body: Callable[[Site], dict[str, Any]],
) -> None:
    before = everything(app)
    response = client.post(UNINSTALLED, json=body(installed), headers=headers(installed))
    assert response.status_code == 401
    error_of(response)
    assert everything(app) == before


@pytest.mark.parametrize("event", ["enabled", "disabled"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (lambda *_: {}, 401),
        (lambda s, t: s.signed(t), 401),
        (lambda s, _: s.context(), 401),
        (lambda s, _: s.server("/connect/probe"), 401),
        (lambda s, t: s.server(t, iss="other"), 401),
        (lambda s, t: s.server(t, exp=0), 401),
    ],
    ids=["unsigned", "install token", "context token", "other route", "other issuer", "expired"],
)
def test_a_notification_with_one_thing_wrong(
    app: Flask,
    client: FlaskClient,
    installed: Site,
    event: str,
    headers: Callable[[Site, str], dict[str, str]],
    status: int,
) -> None:
    target = f"/connect/{event}"
    before = everything(app)
    response = client.post(target, json=installed.body(event), headers=headers(installed, target))
    assert response.status_code == status
    error_of(response)
    assert everything(app) == before


@pytest.mark.parametrize("event", ["enabled", "disabled"])
def test_a_notification_about_another_site_is_refused(
    app: Flask, client: FlaskClient, installed: Site, event: str
) -> None:
    target = f"/connect/{event}"
    before = everything(app)
    response = client.post(
        target, json=installed.body(event, clientKey="other"), headers=installed.server(target)
    )
    assert error_of(response)["code"] == "token_invalid"
    assert everything(app) == before


def test_tokens_of_the_old_secret_cannot_disable_a_reinstalled_app(
    app: Flask, client: FlaskClient, installed: Site
) -> None:
    old = installed.server("/connect/disabled")
    installed.clock.move(seconds=1)
    installed.secret = NEW_SECRET
    installed.install(client)
    assert client.post("/connect/disabled", json=installed.body("disabled"), headers=old).status_code == 401
    assert find(app, installed).state == "installed"


def test_a_lifecycle_route_takes_nothing_but_post(client: FlaskClient, installed: Site) -> None:
    assert client.get(INSTALLED).status_code == 405
    assert client.get(installed.page("/connect/enabled", sub=PERSON)).status_code == 405
