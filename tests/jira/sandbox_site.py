"""A simulated Jira site in a process of its own, with the app installed into it over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from jxl.connect.models import Installation
from jxl.jira.access import JiraAccess
from tests.jira.scripted import Answer, ScriptedServer, serve
from tests.settings import make_settings

ROOT = Path(__file__).resolve().parents[2]
LIFECYCLE = ("installed", "enabled", "disabled", "uninstalled")


@dataclass
class SandboxSite:
    """The site, the app as it is installed there, and clients for it."""

    url: str
    app: ScriptedServer
    installation: Installation
    access: JiraAccess

    def control(self, method: str, what: str, **body: Any) -> Any:
        answer = requests.request(method, f"{self.url}/_sandbox/{what}", json=body or None, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def account(self, about: str) -> str:
        """The account id of the first person with these rights."""
        users = self.control("GET", "site")["users"]
        return next(str(user["accountId"]) for user in users if user["about"] == about)

    def uncached_access(self, folder: Path) -> JiraAccess:
        """Access that has no token yet."""
        return make_access(self.url, folder)


def make_access(url: str, folder: Path) -> JiraAccess:
    hosts = (url.removeprefix("http://"),)
    return JiraAccess(make_settings(folder, allowed_hosts=hosts, impersonation_url=url))


@contextmanager
def run_sandbox(folder: Path) -> Iterator[SandboxSite]:
    """Start the sandbox, install the app's real descriptor from a scripted app, end both with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "jxl_sandbox", "--port", str(port), "--issues", "250"],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().split()
        assert said[:1] == ["ready"], f"the sandbox did not start: {said}"
        with serve() as app:
            installation = _install(said[1], app)
            access = make_access(said[1], folder)
            yield SandboxSite(said[1], app, installation, access)
            access.close()
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def _install(site_url: str, app: ScriptedServer) -> Installation:
    descriptor = json.loads((ROOT / "atlassian-connect.json").read_text(encoding="utf-8"))
    descriptor["baseUrl"] = app.url
    app.on("GET", "/atlassian-connect.json", Answer(descriptor))
    for event in LIFECYCLE:
        app.on("POST", f"/connect/{event}", Answer(b"", 204))
    answer = requests.post(
        f"{site_url}/_sandbox/install",
        json={"descriptorUrl": app.url + "/atlassian-connect.json"},
        timeout=30,
    )
    assert answer.ok, answer.text
    body = app.asked("/connect/installed")[0].json
    return Installation(
        id=1,
        client_key=body["clientKey"],
        shared_secret=body["sharedSecret"],
        oauth_client_id=body["oauthClientId"],
        base_url=body["baseUrl"],
        display_url=body.get("displayUrl") or body["baseUrl"],
        cloud_id=body.get("cloudId"),
        state="enabled",
        version=1,
    )
