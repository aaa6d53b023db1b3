"""The sandbox as a process of its own, for clients that know nothing but its address."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class LiveSite:
    """Where it runs; and its people, each ``{"about", "name", "email", "apiToken", "accountId"}``."""

    url: str
    people: tuple[dict[str, str], ...]

    def person(self, about: str) -> dict[str, str]:
        return next(person for person in self.people if person["about"] == about)

    def client(self, about: str = "site administrator") -> httpx.Client:
        """Make an HTTP client that logs in with e-mail address and API token."""
        person = self.person(about)
        return httpx.Client(
            base_url=self.url,
            auth=(person["email"], person["apiToken"]),
            trust_env=False,
            timeout=30,
            limits=httpx.Limits(max_connections=None),
        )


@contextmanager
def serve(*arguments: str) -> Iterator[LiveSite]:
    """
    Run ``python -m jxl_sandbox`` on a free port until the block ends.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jxl_sandbox", "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        url = f"http://localhost:{port}"
        assert process.stdout.readline() == f"ready {url}\n"
        described: dict[str, Any] = httpx.get(f"{url}/_sandbox/site", trust_env=False).json()
        yield LiveSite(url, tuple(described["users"]))
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
