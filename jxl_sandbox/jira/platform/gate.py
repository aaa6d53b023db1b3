"""
What stands before the site's API: latency, faults, authentication, limits and the log of requests.

Pure ASGI, because every call passes it: the REST handlers behind it find ``request.state.actor`` and may leave
``request.state.points``.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jxl_sandbox.jira.model import Actor
from jxl_sandbox.jira.platform import gateway
from jxl_sandbox.jira.platform.auth import (
    BRIDGE_HEADER,
    UNAUTHENTICATED,
    AuthenticationFailed,
    authenticate,
    challenge,
)
from jxl_sandbox.jira.platform.faults import FaultRule
from jxl_sandbox.jira.platform.limits import Call
from jxl_sandbox.jira.platform.requestlog import LoggedRequest
from jxl_sandbox.jira.platform.state import Sandbox

API_PREFIXES = ("/rest/", "/oauth2/", "/oauth/", gateway.PREFIX)
RAW_SEND = "sandbox.send"  # scope key: the server's own send, through which a connection can be cut


class APIGate:
    """Middleware around everything; only requests to the API are touched."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self.app = app
        self.sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(API_PREFIXES):
            await self.app(scope, receive, send)
            return
        log = self.sandbox.log
        state: dict[str, Any] = scope.setdefault("state", {})
        entry = LoggedRequest(
            at=self.sandbox.site.now().isoformat(timespec="milliseconds"),
            method=scope["method"],
            path=scope["path"],
            query=scope.get("query_string", b"").decode("latin-1"),
        )

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        began = time.perf_counter()
        log.begin()
        try:
            await self._answer(scope, receive, watched, entry)
        finally:
            entry.points = state.get("points", 1)
            entry.ms = (time.perf_counter() - began) * 1000
            log.end(entry)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, entry: LoggedRequest) -> None:
        sandbox = self.sandbox
        fault = sandbox.faults.take(scope["method"], scope["path"])
        delay_ms = sandbox.latency_ms + (fault.latency_ms if fault is not None else 0)
        if delay_ms:
            await asyncio.sleep(delay_ms / 1000)
        if fault is not None and fault.close:
            await _cut(scope, receive)
            return
        if fault is not None and fault.answers:
            await self._fault_response(fault)(scope, receive, send)
            return
        if scope["path"].startswith(("/rest/", gateway.PREFIX)):
            try:
                scope, actor = self._find_caller(scope)
            except AuthenticationFailed as exc:
                body = {"message": UNAUTHENTICATED, "status-code": 401}
                await JSONResponse(body, 401, challenge(sandbox, str(exc)))(scope, receive, send)
                return
            except gateway.GatewayRefusal as refused:
                await refused.response()(scope, receive, send)
                return
            scope["state"]["actor"] = actor
            entry.account_id = actor.user.account_id if actor.user is not None else None
            entry.app = actor.app.key if actor.app is not None else actor.oauth_client_id
            await self._limited(scope, receive, send, actor)
            return
        await self.app(scope, receive, send)

    def _find_caller(self, scope: Scope) -> tuple[Scope, Actor]:
        if scope["path"].startswith(gateway.PREFIX):
            return gateway.enter(self.sandbox, scope)
        return scope, authenticate(self.sandbox, scope)

    async def _limited(self, scope: Scope, receive: Receive, send: Send, actor: Actor) -> None:
        """Let the call through if the limits do, and count what it costs once its answer begins."""
        sandbox, state = self.sandbox, scope["state"]
        app_id = actor.app.key if actor.app is not None else actor.oauth_client_id
        headers = Headers(scope=scope)
        if BRIDGE_HEADER in headers and "authorization" not in headers:
            app_id = None  # the site's own page calls for the app, in a person's browser
        call = Call(scope["method"], scope["path"], app_id)
        refusal = sandbox.limits.admit(sandbox.site, call)
        if refusal is not None:
            state["points"] = 0
            await refusal(scope, receive, send)
            return

        async def charged(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = sandbox.limits.charge(call, state.get("points", 1), sandbox.site.now())
                names = MutableHeaders(scope=message)
                for name, value in told.items():
                    names[name] = value
            await send(message)

        await self.app(scope, receive, charged)

    def _fault_response(self, fault: FaultRule) -> Response:
        status, headers, body = fault.answer(self.sandbox.site.now())
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = Response(content, status)
        names = MutableHeaders(raw=response.raw_headers)
        if content:
            names["Content-Type"] = "application/json;charset=UTF-8"
        for name, value in headers.items():
            names[name] = value
        return response


async def _cut(scope: Scope, receive: Receive) -> None:
    """End the connection without an answer, as a broken network does."""
    transport = getattr(getattr(scope.get(RAW_SEND), "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionAbortedError("A fault asked to end this connection.")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
