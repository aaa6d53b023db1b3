"""
The request hash is made of the request line as real servers hand it over, also behind a proxy.

Each server is the real one on loopback, asked over a socket with addresses that a client library would tidy up.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from jxl.connect import auth
from jxl.connect.jwt import query_string_hash
from jxl.db import db
from tests.connect.conftest import BASE_URL, PERSON, Site, build_app

TARGETS = [
    "/ui/probe",
    "/ui/probe?a=b%20c&a=d+e&z=%C3%A9&empty=&flag&path=%2Fx%2F",
    "/ui/pr%6fbe?a=1",
    "/ui/probe?x=a%2Cb&x=c&%C3%BC=1&t=~*'()!",
]


def ask(port: int, target: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("GET", target, skip_accept_encoding=True)
    connection.endheaders()
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    return response.status, body


@pytest.fixture
def werkzeug(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gunicorn(app: Flask, clock: Callable[..., Any], tmp_path: Path) -> Iterator[int]:
    """gunicorn in a process of its own. It is given a socket that listens already, so nobody has to wait for it."""
    settings = app.extensions["jxl"].settings
    (tmp_path / "served.py").write_text(
        "from datetime import UTC, datetime\n"
        "from jxl.config import Settings\n"
        "from tests.connect.conftest import build_app\n"
        f"settings = Settings(env='development', base_url={settings.base_url!r},\n"
        f"    database_url={settings.database_url!r}, secret_keys={settings.secret_keys!r})\n"
        f"app = build_app(settings, lambda: datetime.fromisoformat({clock().isoformat()!r}))\n"
    )
    root = Path(__file__).resolve().parents[2]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}", "--workers", "1"]
        command += [
            "--worker-class",
            "gthread",
            "--threads",
            "2",
            "--log-level",
            "error",
            "--no-control-socket",
        ]
        process = subprocess.Popen(
            [*command, "served:app"],
            pass_fds=[listener.fileno()],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{tmp_path}"},
        )
        yield listener.getsockname()[1]
        process.terminate()
        process.wait()


@pytest.mark.parametrize("server", ["werkzeug", "gunicorn"])
def test_real_servers_hand_over_the_request_line(
    request: pytest.FixtureRequest, installed: Site, server: str
) -> None:
    port = request.getfixturevalue(server)
    for target in TARGETS:
        status, body = ask(port, installed.page(target))
        assert (status, body.get("accountId")) == (200, PERSON), (target, body)
        status, body = ask(port, installed.page(target) + "&more=1")
        assert (status, body["error"]["code"]) == (401, "token_invalid")
    absolute = f"http://127.0.0.1:{port}{installed.page('/ui/probe?a=1')}"
    assert ask(port, absolute)[0] == 200


@pytest.mark.parametrize("target", TARGETS)
def test_the_test_client_hands_it_over_as_well(client: FlaskClient, installed: Site, target: str) -> None:
    assert client.get(installed.page(target)).status_code == 200


@pytest.fixture
def behind_a_proxy(app: Flask, site: Site) -> Iterator[FlaskClient]:
    """An app whose public address has a path."""
    settings = replace(app.extensions["jxl"].settings, base_url=f"{BASE_URL}/jxl")
    proxied = build_app(settings, site.clock)
    yield proxied.test_client()
    with proxied.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("/ui/probe?a=1", 200),
        ("/jxl/ui/probe?a=1", 200),
        ("/jxlish/ui/probe?a=1", 401),
        ("/other/ui/probe?a=1", 401),
    ],
    ids=["taken off by the proxy", "left on", "no path boundary", "another path"],
)
def test_the_path_of_the_public_address_is_no_part_of_the_hash(
    behind_a_proxy: FlaskClient, site: Site, raw: str, status: int
) -> None:
    """Jira signs the path relative to the base URL, whether or not the proxy takes the path off."""
    target = "/connect/installed"
    headers = site.signed(target, aud=f"{BASE_URL}/jxl")
    assert behind_a_proxy.post(target, json=site.body(), headers=headers).status_code == 204
    token = site.token("GET", "", sub=PERSON, qsh=query_string_hash("GET", "/ui/probe?a=1"))
    response = behind_a_proxy.get(
        "/ui/probe", query_string=f"a=1&jwt={token}", environ_overrides={"RAW_URI": f"{raw}&jwt={token}"}
    )
    assert response.status_code == status


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"RAW_URI": "/a%2Fb?x=%C3%A9"}, "/a%2Fb?x=%C3%A9"),
        ({"RAW_URI": "", "REQUEST_URI": "/b?y"}, "/b?y"),
        ({"RAW_URI": "/\u00c3\u00a9"}, "/é"),
        ({"RAW_URI": "/\u00ff"}, "/\ufffd"),
        ({"RAW_URI": "/\u4e00"}, "/?"),
        (
            {"RAW_URI": "", "REQUEST_URI": "", "PATH_INFO": "/p q/\u00c3\u00a9", "QUERY_STRING": "a=%20"},
            "/p%20q/%C3%A9?a=%20",
        ),
    ],
)
def test_where_the_request_line_is_found(app: Flask, environ: dict[str, str], expected: str) -> None:
    with app.test_request_context("/", environ_overrides={"RAW_URI": "", "REQUEST_URI": "", **environ}):
        assert auth.raw_target() == expected
