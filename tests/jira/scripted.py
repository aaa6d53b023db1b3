"""A small HTTP server on loopback that answers what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from jxl.connect.models import Installation
from jxl.jira.clock import Clock

SECRET = "s" * 40


@dataclass(frozen=True)
class Answer:
    """
    ``body`` is sent as JSON unless it is bytes already. ``breaks`` ends the connection without an answer,
    ``hangs`` gives none until the server is closed, ``promises`` announces another length than is sent.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    hangs: bool = False
    promises: int | None = None

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    port: int = 0  # the caller's: tells connections apart

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Handler = Callable[[Seen], Answer]


class ScriptedServer:
    """Answers from the handler that fits the path, else from the queue, else with 404."""

    def __init__(self, url: str, released: threading.Event) -> None:
        self.url = url
        self.released = released
        self.requests: list[Seen] = []
        self._lock = threading.Lock()
        self._queue: list[Answer] = []
        self._handlers: dict[tuple[str, str], Handler] = {}

    def will(self, *answers: Answer) -> None:
        """Answer the next requests with these, in order."""
        with self._lock:
            self._queue += answers

    def on(self, method: str, path: str, answer: Answer | Handler) -> None:
        """Answer every request of this method and path so."""
        self._handlers[method, path] = answer if callable(answer) else lambda _seen: answer

    def answer(self, seen: Seen) -> Answer:
        with self._lock:
            self.requests.append(seen)
            handler = self._handlers.get((seen.method, seen.path))
            if handler is None and self._queue:
                return self._queue.pop(0)
        return handler(seen) if handler else Answer({"errorMessages": ["nothing here"]}, 404)

    def asked(self, path: str) -> list[Seen]:
        with self._lock:
            return [seen for seen in self.requests if seen.path == path]


@contextmanager
def serve() -> Iterator[ScriptedServer]:
    """Run a server on a free port of loopback until the block ends."""
    released = threading.Event()

    class Handling(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20
        wbufsize = 65536  # head and body in one packet, or the kernel waits 40 ms between them

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            port = self.client_address[1]
            seen = Seen(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body, port)
            answer = server.answer(seen)
            if answer.hangs:
                released.wait(20)
            if answer.breaks or answer.hangs:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(answer.promises or len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
            self.close_connection = answer.promises is not None

        def __getattr__(self, name: str) -> Any:
            """``do_GET``, ``do_POST`` …: all methods are answered alike."""
            if name.startswith("do_"):
                return self.handle_any
            raise AttributeError(name)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handling)
    httpd.daemon_threads = True
    server = ScriptedServer(f"http://127.0.0.1:{httpd.server_port}", released)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        released.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class FakeTime:
    """A clock that moves only when somebody sleeps or a test says so."""

    def __init__(self, at_s: float = 1_800_000_000.0) -> None:
        self.at_s = at_s
        self.slept: list[float] = []
        self.chance = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at_s += seconds

    def clock(self) -> Clock:
        return Clock(
            now=lambda: self.at_s, monotonic=lambda: self.at_s, sleep=self.sleep, chance=lambda: self.chance
        )


def make_installation(base_url: str, **changes: Any) -> Installation:
    members: dict[str, Any] = {
        "id": 1,
        "client_key": "client-1",
        "shared_secret": SECRET,
        "oauth_client_id": "oauth-1",
        "base_url": base_url,
        "display_url": base_url,
        "cloud_id": None,
        "state": "enabled",
        "version": 1,
        **changes,
    }
    return Installation(**members)
