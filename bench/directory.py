"""
How long the directory takes: thousands of sheets in hundreds of projects, each call to Jira delayed.

    python bench/directory.py [--sheets 10000] [--projects 500] [--latency-ms 150] [--owners 400]

The app itself in this process, on SQLite, in front of a small server that answers permission questions and names after
the latency, many at a time. Prints milliseconds and their ratio to one latency, for a process that has just begun (it
has no token, no rights and no names yet) and for one that knows the person; the bounds are 3 × for the first page of
10,000 sheets and 10 × for 500 projects with 1,000 sheets.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from flask import Flask
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from jxl.app import create_app
from jxl.connect.models import InstallDetails, SignedEvent
from jxl.connect.store import utc_now
from jxl.db import db
from jxl.sheets.folding import fold
from jxl.sheets.index import sheet_table
from tests.settings import make_settings

CLIENT_KEY, SECRET = "bench", "a secret of at least thirty-two characters"
REPEATS = 5


class SlowJira(BaseHTTPRequestHandler):
    """Grants everything, names everybody, and takes its time."""

    protocol_version = "HTTP/1.1"
    latency_s = 0.15

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path.endswith("/user/bulk"):
            people = [{"accountId": i, "displayName": f"Person {i}"} for i in query["accountId"]]
            return self._answer({"values": people})
        if url.path.endswith("/project/search"):
            found = [{"id": i, "key": f"P{i}", "name": f"Project {i}"} for i in query["id"]]
            return self._answer({"values": found, "isLast": True})
        keys = query["permissions"][0].split(",")
        return self._answer({"permissions": {key: {"havePermission": True} for key in keys}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/oauth2/"):
            return self._answer({"access_token": "token", "expires_in": 900, "token_type": "Bearer"})
        asked = json.loads(body)
        wanted = asked["projectPermissions"][0]
        granted = [{"permission": key, "projects": wanted["projects"]} for key in wanted["permissions"]]
        return self._answer({"globalPermissions": asked["globalPermissions"], "projectPermissions": granted})

    def _answer(self, value: dict[str, Any]) -> None:
        time.sleep(self.latency_s)
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Nothing: the figures are the output."""


def make_app(folder: Path, jira_url: str) -> Flask:
    host = jira_url.removeprefix("http://")
    app = create_app(make_settings(folder, allowed_hosts=(host,), impersonation_url=jira_url))
    with app.app_context():
        db.create_all()
        now = utc_now()
        app.extensions["jxl"].installations.install(
            SignedEvent(CLIENT_KEY, now, now, "0" * 64),
            "0" * 64,
            InstallDetails(
                client_key=CLIENT_KEY,
                shared_secret=SECRET,
                base_url=jira_url,
                display_url=jira_url,
                oauth_client_id="bench",
            ),
        )
    return app


def fill(app: Flask, sheets: int, projects: int, owners: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {
            "installation_id": 1,
            "project_id": str(10_000 + number % projects),
            "sheet_id": f"s{number}",
            "revision": 1,
            "save": "abc",
            "name": f"Sheet {number:05}",
            "sort_name": fold(f"Sheet {number:05}"),
            "search_text": fold(f"Sheet {number:05}\nEverything that ships with harbour {number % 97}"),
            "description": f"Everything that ships with harbour {number % 97}",
            "updated_at": start + timedelta(minutes=number),
            "created_by": f"u{number % owners}",
            "updated_by": f"u{number * 7 % owners}",
            "columns_count": 13,
            "views_count": 1,
        }
        for number in range(sheets)
    ]
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(sheet_table), rows)


def ask(app: Flask, path: str) -> tuple[float, dict[str, Any]]:
    """One request of the person, in milliseconds, with its answer."""
    now = int(time.time())
    claims = {"iss": CLIENT_KEY, "sub": "ann", "iat": now, "exp": now + 600, "qsh": "context-qsh"}
    header = {"Authorization": "JWT " + jwt.encode(claims, SECRET, algorithm="HS256")}
    started_s = time.perf_counter()
    answer = app.test_client().get(path, headers=header)
    ms = 1000 * (time.perf_counter() - started_s)
    assert answer.status_code == 200, answer.text
    return ms, dict(answer.json or {})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sheets", type=int, default=10_000)
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--owners", type=int, default=400)
    parser.add_argument("--latency-ms", type=float, default=150)
    options = parser.parse_args()
    SlowJira.latency_s = options.latency_ms / 1000
    jira = ThreadingHTTPServer(("127.0.0.1", 0), SlowJira)
    threading.Thread(target=jira.serve_forever, daemon=True).start()
    jira_url = f"http://127.0.0.1:{jira.server_port}"

    def show(what: str, ms: float) -> None:
        print(f"{what:44} {ms:8.0f} ms  {ms / options.latency_ms:6.2f} × latency")

    def median(act: Callable[[], float]) -> float:
        return statistics.median(act() for _ in range(REPEATS))

    with tempfile.TemporaryDirectory() as folder:
        filled = make_app(Path(folder), jira_url)
        fill(filled, options.sheets, options.projects, options.owners)
        print(
            f"{options.sheets:,} sheets in {options.projects:,} projects, {options.latency_ms:.0f} ms latency\n"
        )

        def first_page() -> float:
            return ask(make_app_again(Path(folder), jira_url), "/api/v1/sheets")[0]

        show("first page, from nothing", median(first_page))
        app = make_app_again(Path(folder), jira_url)
        _, page = ask(app, "/api/v1/sheets")
        show("first page, rights and names known", median(lambda: ask(app, "/api/v1/sheets")[0]))
        show("next page", ask(app, f"/api/v1/sheets?cursor={page['next']}")[0])
        show("search, owners not named yet", ask(app, "/api/v1/sheets?query=harbour+12")[0])
        show("search, owners named", median(lambda: ask(app, "/api/v1/sheets?query=harbour+12")[0]))
        for sort in ("name", "owner"):
            ask(app, f"/api/v1/sheets?sort={sort}")
            show(f"sorted by {sort}, known", median(lambda s=sort: ask(app, f"/api/v1/sheets?sort={s}")[0]))
    jira.shutdown()


def make_app_again(folder: Path, jira_url: str) -> Flask:
    """Another process over the same database."""
    host = jira_url.removeprefix("http://")
    settings = make_settings(folder, allowed_hosts=(host,), impersonation_url=jira_url)
    app = create_app(settings)
    ask_ready = app.test_client().get("/readyz")  # the pool is open before the clock starts
    assert ask_ready.status_code == 200
    return app


if __name__ == "__main__":
    main()
