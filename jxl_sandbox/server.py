"""
One Jira Cloud site as an ASGI application, and the way to serve it.

Everything runs on one event loop in one thread: the site's state needs no locks.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

from jxl_sandbox.jira import control, pages, rest
from jxl_sandbox.jira.model import Site
from jxl_sandbox.jira.platform import bridge, routes
from jxl_sandbox.jira.platform.apps import AppManager
from jxl_sandbox.jira.platform.gate import RAW_SEND, APIGate
from jxl_sandbox.jira.platform.state import Sandbox, SandboxOptions
from jxl_sandbox.jira.platform.webhooks import WebhookHub

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SandboxApp(Starlette):
    """A Starlette application that keeps the server's own ``send``, so that a fault can cut the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[RAW_SEND] = send
        await super().__call__(scope, receive, send)


def create_sandbox(site: Site, options: SandboxOptions | None = None) -> Starlette:
    """
    Make the application of a site.

    ``app.state.site`` is the site (another one after a reset), ``app.state.sandbox`` its platform,
    ``app.state.apps`` the manager of its Connect apps and ``app.state.webhooks`` what tells apps of changes.
    """
    sandbox = Sandbox(site, options or SandboxOptions())
    app = SandboxApp(
        routes=[
            *routes.routes(sandbox),
            *bridge.routes(),
            *control.routes(),
            *rest.routes(),
            *routes.fallback_routes(),
            *pages.routes(),
        ],
        middleware=[Middleware(APIGate, sandbox=sandbox)],
        exception_handlers=pages.exception_handlers(),
    )
    app.state.site = site
    app.state.sandbox = sandbox
    app.state.apps = apps = AppManager(sandbox)
    app.state.webhooks = WebhookHub(sandbox, lambda: apps.transport)
    app.state.webhooks.watch(site)
    return app


def listen(host: str, port: int) -> list[socket.socket]:
    """
    Open the sockets of a server.

    A loopback host means all of them: ``localhost`` may resolve to ``::1`` first, and both addresses must answer.

    Raises:
        OSError: The port is taken.
    """
    addresses = ("127.0.0.1", "::1") if host in LOOPBACK else (host,)
    sockets: list[socket.socket] = []
    try:
        for address in addresses:
            try:
                sockets.append(_open(address, port or (sockets[0].getsockname()[1] if sockets else 0)))
            except OSError:
                if address != "::1":
                    raise  # a machine without IPv6 is fine, a taken port is not
    except OSError:
        for opened in sockets:
            opened.close()
        raise
    return sockets


def _open(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
    except OSError:
        opened.close()
        raise
    return opened


class Server(uvicorn.Server):
    """uvicorn that says when it is up and, ended by a signal, ends as asked: with status 0."""

    def __init__(self, app: Starlette, ready: str | None = None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                access_log=False,
                log_level="warning",
                server_header=False,
                lifespan="off",
                backlog=1024,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=2,
            )
        )
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._ready is not None:
            print(self._ready, flush=True)  # noqa: T201 - the one line that scripts wait for

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
