"""
A site that installs the app and signs tokens, a key server on loopback, and an app around this package.

``build_app`` is the one place that knows how the app is made.
"""

from __future__ import annotations

import atexit
import base64
import hmac
import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

import jwt as pyjwt
import psycopg
import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Blueprint, Flask, jsonify
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from jxl.app import create_app
from jxl.config import Settings
from jxl.connect.auth import context_token, page_token, public, server_token
from jxl.connect.jwt import query_string_hash
from jxl.connect.models import Caller
from jxl.db import db

BASE_URL = "https://jxl.example.com"
SITE_URL = "https://acme.atlassian.net"
PERSON = "5be24ad8b1653240376955d2"
KEY_ID = "0f3a-key.1"
POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")

Answers = dict[str, tuple[int, dict[str, str], bytes]]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **parts: float) -> None:
        self.now += timedelta(**parts)

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())


@dataclass
class KeyServer:
    """A key server on loopback. ``answers`` maps paths to (status, headers, body); ``asked`` lists paths."""

    url: str
    answers: Answers
    asked: list[str] = field(default_factory=list)


@dataclass
class Site:
    """A Jira site: it has a client key and a secret, and signs what a test lets it say."""

    clock: Clock
    install_key: rsa.RSAPrivateKey = field(repr=False)
    client_key: str = "7d7c0b0c-8f04-3a2e-bf5b-0a4a1d2e3f40"
    secret: str = field(default="a-shared-secret-of-a-good-length-0001", repr=False)
    base_url: str = SITE_URL

    def claims(self, method: str, target: str, **changed: Any) -> dict[str, Any]:
        """Claims of a token for one request; ``name=None`` leaves one out."""
        now = self.clock.seconds
        claims = {
            "iss": self.client_key,
            "iat": now,
            "exp": now + 180,
            "qsh": query_string_hash(method, target, BASE_URL),
            **changed,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, method: str, target: str, **changed: Any) -> str:
        return pyjwt.encode(self.claims(method, target, **changed), self.secret, algorithm="HS256")

    def page(self, target: str, **changed: Any) -> str:
        """The address of a page as Jira frames it: with a person's token in the query."""
        token = self.token("GET", target, **{"sub": PERSON, **changed})
        return f"{target}{'&' if '?' in target else '?'}jwt={token}"

    def context(self, **changed: Any) -> dict[str, str]:
        """Headers of an API call."""
        token = self.token("GET", "/", **{"sub": PERSON, "qsh": "context-qsh", **changed})
        return {"Authorization": f"JWT {token}"}

    def server(self, target: str, **changed: Any) -> dict[str, str]:
        """Headers of a call that Jira itself makes."""
        return {"Authorization": f"JWT {self.token('POST', target, **changed)}"}

    def install_token(self, target: str = "/connect/installed", kid: Any = KEY_ID, **changed: Any) -> str:
        claims = self.claims("POST", target, **{"aud": BASE_URL, **changed})
        headers = {} if kid is None else {"kid": kid}
        return pyjwt.encode(claims, self.install_key, algorithm="RS256", headers=headers)

    def signed(self, target: str = "/connect/installed", **changed: Any) -> dict[str, str]:
        """Headers of an install or uninstall."""
        return {"Authorization": f"JWT {self.install_token(target, **changed)}"}

    def body(self, event: str = "installed", **changed: Any) -> dict[str, Any]:
        """The body of a lifecycle event; ``name=None`` leaves a member out."""
        body = {
            "key": "io.jxl.sheets",
            "clientKey": self.client_key,
            "oauthClientId": "oauth-client-1",
            "publicKey": "ignored",
            "sharedSecret": self.secret if event == "installed" else None,
            "baseUrl": self.base_url,
            "displayUrl": self.base_url,
            "productType": "jira",
            "description": f"Atlassian Jira at {self.base_url}",
            "eventType": event,
            **changed,
        }
        return {name: value for name, value in body.items() if value is not None}

    def install(
        self, client: FlaskClient, body: dict[str, Any] | None = None, **changed: Any
    ) -> TestResponse:
        return client.post(
            "/connect/installed",
            json=body or self.body(),
            headers=self.signed("/connect/installed", **changed),
        )

    def uninstall(self, client: FlaskClient, **changed: Any) -> TestResponse:
        target = "/connect/uninstalled"
        return client.post(target, json=self.body("uninstalled"), headers=self.signed(target, **changed))

    def notify(self, client: FlaskClient, event: str, **changed: Any) -> TestResponse:
        """Send ``enabled`` or ``disabled``."""
        target = f"/connect/{event}"
        return client.post(target, json=self.body(event), headers=self.server(target, **changed))


probes = Blueprint("probes", __name__)


@probes.get("/ui/probe")
@page_token
def page_probe(caller: Caller) -> Any:
    return jsonify(_seen(caller))


@probes.route("/api/v1/probe", methods=["GET", "POST"])
@context_token
def api_probe(caller: Caller) -> Any:
    return jsonify(_seen(caller))


@probes.post("/connect/probe")
@server_token
def server_probe(caller: Caller) -> Any:
    return jsonify(_seen(caller))


@probes.get("/open")
@public
def open_probe() -> Any:
    return jsonify({"open": True})


def _seen(caller: Caller) -> dict[str, Any]:
    return {
        "clientKey": caller.log_name,
        "site": caller.installation.base_url,
        "accountId": caller.account_id,
        "token": caller.token,
    }


def build_app(settings: Settings, clock: Callable[[], datetime]) -> Flask:
    """The real app, by a clock of the test's, with one more route for each guard."""
    folder = mkdtemp(prefix="jxl-test-")
    app = create_app(replace(settings, instance_path=folder))
    app.extensions["jxl"].installations.clock = clock
    app.register_blueprint(probes)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def install_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem_of(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def key_server(install_key: rsa.RSAPrivateKey) -> Iterator[KeyServer]:
    answers: Answers = {f"/{KEY_ID}": (200, {}, pem_of(install_key))}
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers.get(self.path, (404, {}, b"not found"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: a test's output is its assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield KeyServer(f"http://127.0.0.1:{server.server_port}", answers, asked)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(clock: Clock, install_key: rsa.RSAPrivateKey) -> Site:
    return Site(clock, install_key)


@pytest.fixture
def settings(tmp_path: Path, key_server: KeyServer) -> Settings:
    return Settings(
        env="development",
        base_url=BASE_URL,
        database_url=f"sqlite:///{tmp_path / 'jxl.db'}",
        secret_keys=(Fernet.generate_key().decode(),),
        install_keys_url=key_server.url,
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    app = build_app(settings, clock)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def installed(client: FlaskClient, site: Site) -> Site:
    """A site that has the app installed and enabled."""
    assert site.install(client).status_code == 204
    assert site.notify(client, "enabled").status_code == 204
    return site


@pytest.fixture
def schema_of_postgresql() -> Iterator[str]:
    """URL of a PostgreSQL database with a schema of this test's own."""
    try:
        connection = psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as exc:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL is needed in CI, at TEST_POSTGRES_URL: {exc}")
        pytest.skip("no PostgreSQL at TEST_POSTGRES_URL")
    schema = f"jxl_test_{secrets.token_hex(6)}"
    with connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
        yield f"{POSTGRES_URL}{'&' if '?' in POSTGRES_URL else '?'}options={quote(f'-csearch_path={schema}')}"
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("schema_of_postgresql"))
    return f"sqlite:///{tmp_path / 'contract.db'}"


def everything(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in db.metadata.sorted_tables
        }


def segment(value: Any) -> str:
    """A part of a token: bytes as they are, anything else as JSON."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_by_hand(header: dict[str, Any], payload: Any, secret: bytes) -> str:
    """HS256 without a library's scruples: any header, any payload, any secret."""
    text = f"{segment(header)}.{segment(payload)}"
    return f"{text}.{segment(hmac.digest(secret, text.encode(), 'sha256'))}"


def error_of(response: TestResponse) -> dict[str, Any]:
    """The error of an answer, which must be of the one shape."""
    body = json.loads(response.data)
    assert set(body) == {"error"}, body
    assert set(body["error"]) == {"code", "message", "details", "requestId"}
    assert isinstance(body["error"]["message"], str)
    assert body["error"]["message"]
    error: dict[str, Any] = body["error"]
    return error
