"""``jxl doctor`` says in plain words what is wrong and what to do."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from jxl.cli import main
from jxl.doctor import CONNECT_NOTE

KEY = Fernet.generate_key().decode()


class _Outside(http.server.BaseHTTPRequestHandler):
    """Stands for the key server, the token server and jxl's own public address."""

    def do_GET(self) -> None:
        body = json.dumps({"key": "io.jxl.sheets"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def outside() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Outside)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environ(tmp_path: Path, outside: str) -> dict[str, str | None]:
    return {
        "JXL_ENV": "development",
        "JXL_BASE_URL": outside,
        "JXL_SECRET_KEYS": KEY,
        "JXL_INSTANCE_PATH": str(tmp_path),
        "JXL_INSTALL_KEYS_URL": outside,
        "JXL_IMPERSONATION_URL": outside,
        "JXL_ALL_JS_URL": f"{outside}/all.js",
    }


def run(environ: dict[str, str | None], *command: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(command or ("doctor",)), env=environ)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_healthy_installation(environ: dict[str, str | None]) -> None:
    assert run(environ, "db", "upgrade")[0] == 0
    status, text = run(environ)
    assert status == 0, text
    assert "PROBLEM" not in text
    assert "Installations: none yet" in text


def test_it_says_where_connect_apps_can_still_be_installed(environ: dict[str, str | None]) -> None:
    assert CONNECT_NOTE in run(environ)[1]
    assert "2026-03-31" in CONNECT_NOTE
    assert "2027-01-31" in CONNECT_NOTE


def test_a_broken_setting_is_named_with_what_to_do(environ: dict[str, str | None]) -> None:
    status, text = run({**environ, "JXL_ENV": "production"})
    assert status == 1
    assert "JXL_BASE_URL must start with https://" in text


def test_an_unset_secret_key(environ: dict[str, str | None]) -> None:
    status, text = run({**environ, "JXL_SECRET_KEYS": None})
    assert status == 1
    assert "JXL_SECRET_KEYS is not set. Make a key with `jxl secrets generate`" in text


def test_a_database_without_tables(environ: dict[str, str | None]) -> None:
    status, text = run(environ)
    assert status == 1
    assert "Run `jxl db upgrade`" in text


@pytest.mark.parametrize(
    "url",
    ["postgresql://jxl:hunter2@127.0.0.1:1/jxl", "sqlite:////nowhere/at/all.db", "nonsense", "oracle://x/y"],
)
def test_a_database_that_cannot_be_opened(environ: dict[str, str | None], url: str) -> None:
    status, text = run({**environ, "JXL_DATABASE_URL": url})
    assert status == 1
    assert "Check JXL_DATABASE_URL" in text
    assert "hunter2" not in text


def test_servers_that_cannot_be_reached(environ: dict[str, str | None]) -> None:
    run(environ, "db", "upgrade")
    nobody = "http://127.0.0.1:1"
    status, text = run({**environ, "JXL_INSTALL_KEYS_URL": nobody, "JXL_IMPERSONATION_URL": nobody})
    assert status == 1
    assert "JXL_INSTALL_KEYS_URL" in text
    assert "JXL_IMPERSONATION_URL" in text


def test_redis_that_does_not_answer(environ: dict[str, str | None]) -> None:
    run(environ, "db", "upgrade")
    status, text = run({**environ, "JXL_REDIS_URL": "redis://127.0.0.1:1/0"})
    assert status == 1
    assert "Check JXL_REDIS_URL" in text


def test_serve_refuses_to_start_with_bad_settings(environ: dict[str, str | None]) -> None:
    status, text = run({**environ, "JXL_SECRET_KEYS": "", "JXL_LOG_LEVEL": "loud"}, "serve")
    assert status == 2
    assert "JXL_SECRET_KEYS is not set" in text
    assert "JXL_LOG_LEVEL" in text


def test_secrets_generate_makes_a_key_that_works(environ: dict[str, str | None]) -> None:
    status, text = run(environ, "secrets", "generate")
    assert status == 0
    Fernet(text.strip())
