"""
Webhooks on their way: sending, trying again, trouble on demand, and the log of it all.

Delivery is at least once and in no order, as Jira's is. When to try again is told by the site's clock, so that
tests and ``POST /_sandbox/clock`` decide it; a timer of real time wakes the queue on a clock that runs.
Source: Jira Cloud, "Webhooks", "Webhook delivery".
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import uuid
from collections import deque
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from jxl_sandbox.jira.events import Event
from jxl_sandbox.jira.model import Site
from jxl_sandbox.jira.platform.jwt import encode_hs256, query_string_hash
from jxl_sandbox.jira.platform.state import Sandbox
from jxl_sandbox.jira.platform.tokens import PAGE_LIFETIME_S, server_token
from jxl_sandbox.jira.platform.webhook_events import Message, find_messages
from jxl_sandbox.jira.webhook_model import FailedWebhook

RETRY_DELAYS_MS = tuple(minutes * 60_000 for minutes in (5, 7, 10, 12, 15))
STEADY_FAILURE_MS = 30 * 60_000  # an app that failed for so long gets single attempts until one succeeds
TIMEOUT_S = 20.0
MOST_AT_ONCE = 8
MOST_BODY_BYTES = 25 * 1024 * 1024  # a larger one is never sent
REORDER_WAIT_S = 1.0
_RETRIED = frozenset((408, 409, 425, 429))

State = Literal["waiting", "delivered", "failed", "dropped", "cancelled", "too large"]


@dataclass(slots=True)
class Delivery:
    """One message on its way; ``attempts`` are ``{"at", "status" | None, "error" | None}``."""

    message: Message
    id: str
    at_ms: int  # when it happened, by the site's clock
    state: State = "waiting"
    attempts: list[dict[str, Any]] = field(default_factory=list)
    next_ms: int | None = None
    is_duplicate: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": _iso(self.at_ms),
            "app": self.message.app_id,
            "event": self.message.event,
            "issue": self.message.issue_key,
            "subject": self.message.subject,
            "url": self.message.url,
            "bodyBytes": len(self.message.body) if self.message.body is not None else 0,
            "state": self.state,
            "status": self.attempts[-1]["status"] if self.attempts else None,
            "retries": max(0, len(self.attempts) - 1),
            "attempts": self.attempts,
            "nextAttemptAt": _iso(self.next_ms),
            "duplicate": self.is_duplicate,
        }


@dataclass(slots=True)
class WebhookFaults:
    """``drop`` and ``duplicate`` count messages still to be spoiled; ``reorder`` swaps pairs while it is on."""

    drop: int = 0
    duplicate: int = 0
    reorder: bool = False


class WebhookHub:
    """
    The webhooks of a sandbox.

    Args:
        transport: Gives where messages go; None is the network.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        transport: Callable[[], httpx.AsyncBaseTransport | None],
        log_size: int = 2000,
    ) -> None:
        self._sandbox = sandbox
        self._transport = transport
        self.faults = WebhookFaults()
        self.retry_scale = 1.0
        self.log: deque[Delivery] = deque(maxlen=log_size)
        self.forgotten = 0
        self._ready: deque[Delivery] = deque()
        self._later: list[tuple[int, int, Delivery]] = []
        self._held: list[Delivery] = []
        self._order = itertools.count()
        self._failing_since: dict[str, int] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, site: Site) -> None:
        """Send what happens on a site from now on, and forget what was on its way from another."""
        self._ready.clear()
        self._later.clear()
        self._held.clear()
        self._failing_since.clear()
        self.clear_log()
        self.faults = WebhookFaults()
        site.listeners.append(self._on_event)

    def clear_log(self) -> None:
        self.log.clear()
        self.forgotten = 0

    def set_faults(self, faults: WebhookFaults) -> None:
        """Spoil messages from now on; what is held back to be swapped goes out when nothing is swapped any more."""
        self.faults = faults
        if not faults.reorder:
            self._release()

    def find(self, delivery_id: str) -> Delivery | None:
        """Find a delivery that is remembered; of one that was doubled the first."""
        return next((delivery for delivery in self.log if delivery.id == delivery_id), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "deliveries": [delivery.to_json() for delivery in self.log],
            "forgotten": self.forgotten,
            "waiting": len(self._ready) + len(self._later) + len(self._held) + len(self._workers),
            "retryScale": self.retry_scale,
            "faults": {
                "drop": self.faults.drop,
                "duplicate": self.faults.duplicate,
                "reorder": self.faults.reorder,
            },
        }

    def pump(self, *, with_retries: bool = False) -> None:
        """Begin to send what is due by the site's clock, or also everything that waits for another attempt."""
        now_ms = self._now_ms()
        while self._later and (with_retries or self._later[0][0] <= now_ms):
            self._ready.append(heapq.heappop(self._later)[2])
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # changed by a program without a loop: sent with the next event
        most = 1 if self.faults.reorder else MOST_AT_ONCE
        for _ in range(min(len(self._ready), most - len(self._workers))):
            task = loop.create_task(self._work())
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._later:
            self._timer = loop.call_later(max(self._later[0][0] - now_ms, 1) / 1000, self.pump)

    async def flush(self, *, with_retries: bool = False) -> None:
        """Send all that is due, and what is held back to be swapped, and wait until nothing is being sent."""
        self._release()
        self.pump(with_retries=with_retries)
        while self._workers:
            await asyncio.gather(*self._workers)

    def _on_event(self, event: Event) -> None:
        for message in find_messages(self._sandbox.site, event, self._sandbox.oauth.apps):
            self._enqueue(Delivery(message, str(uuid.uuid4()), self._now_ms()))
        self.pump()

    def _enqueue(self, delivery: Delivery) -> None:
        self._note(delivery)
        if delivery.message.body is not None and len(delivery.message.body) > MOST_BODY_BYTES:
            delivery.state = "too large"
            return
        if self.faults.drop > 0:
            self.faults.drop -= 1
            delivery.state = "dropped"
            return
        sent = [delivery]
        if self.faults.duplicate > 0:
            self.faults.duplicate -= 1
            twin = copy(delivery)
            twin.attempts, twin.is_duplicate = [], True
            self._note(twin)
            sent.append(twin)
        if not self.faults.reorder:
            self._ready += sent
            return
        has_earlier = bool(self._held)
        self._held += sent
        if has_earlier:
            self._release()
        else:
            self._release_soon()

    def _release(self) -> None:
        self._ready += reversed(self._held)
        self._held.clear()

    def _release_soon(self) -> None:
        """Let a message that finds no other to be swapped with go out after a moment."""

        def release() -> None:
            self._release()
            self.pump()

        try:
            asyncio.get_running_loop().call_later(REORDER_WAIT_S, release)
        except RuntimeError:
            return

    def _note(self, delivery: Delivery) -> None:
        if len(self.log) == self.log.maxlen:
            self.forgotten += 1
        self.log.append(delivery)

    async def _work(self) -> None:
        async with httpx.AsyncClient(
            transport=self._transport(), timeout=TIMEOUT_S, trust_env=False
        ) as client:
            while self._ready:
                await self._send(client, self._ready.popleft())

    async def _send(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        authorization = self._authorization(delivery.message)
        if authorization is None:
            delivery.state, delivery.next_ms = "cancelled", None
            return
        headers = {
            "Authorization": authorization,
            "Content-Type": "application/json; charset=UTF-8",
            "User-Agent": "Atlassian Webhook HTTP Client",
            "X-Atlassian-Webhook-Identifier": delivery.id,
            "X-Atlassian-Webhook-Flow": "Secondary" if delivery.message.is_secondary else "Primary",
            "X-Atlassian-Webhook-Trace": uuid.uuid4().hex,
        }
        if delivery.attempts:
            headers["X-Atlassian-Webhook-Retry"] = str(len(delivery.attempts))
        attempt: dict[str, Any] = {"at": _iso(self._now_ms()), "status": None, "error": None}
        delivery.attempts.append(attempt)
        try:
            url = delivery.message.url
            answer = await client.post(url, content=delivery.message.body or b"", headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            attempt["error"] = type(exc).__name__
        else:
            attempt["status"] = answer.status_code
        self._settle(delivery, attempt["status"])

    def _settle(self, delivery: Delivery, status: int | None) -> None:
        app_id, now_ms = delivery.message.app_id, self._now_ms()
        delivery.next_ms = None
        if status is not None and 200 <= status < 300:
            delivery.state = "delivered"
            self._failing_since.pop(app_id, None)
            return
        since_ms = self._failing_since.setdefault(app_id, now_ms)
        retries = len(delivery.attempts) - 1
        is_retried = status is None or status in _RETRIED or status >= 500
        is_first_of_steady = retries == 0 and now_ms - since_ms > STEADY_FAILURE_MS
        if is_retried and retries < len(RETRY_DELAYS_MS) and not is_first_of_steady:
            delivery.next_ms = now_ms + int(RETRY_DELAYS_MS[retries] * self.retry_scale)
            heapq.heappush(self._later, (delivery.next_ms, next(self._order), delivery))
            asyncio.get_running_loop().call_soon(self.pump)
            return
        delivery.state = "failed"
        body = delivery.message.body
        self._sandbox.site.webhooks.note_failure(
            FailedWebhook(
                delivery.id, app_id, delivery.message.url, body.decode() if body is not None else None, now_ms
            )
        )

    def _authorization(self, message: Message) -> str | None:
        """Sign a message; None when its app is not there any more."""
        app = self._sandbox.find_enabled_app(message.app_id)
        now_s = self._sandbox.wall_clock()
        if app is not None:
            target = message.url.removeprefix(app.base_url)
            return f"JWT {server_token(self._sandbox.site, app, 'POST', target, now_s)}"
        client = self._sandbox.oauth.apps.get(message.app_id)
        if client is None:
            return None
        parts = urlsplit(message.url)
        claims = {
            "iss": client.client_id,
            "iat": int(now_s),
            "exp": int(now_s) + PAGE_LIFETIME_S,
            "qsh": query_string_hash("POST", parts.path + (f"?{parts.query}" if parts.query else "")),
        }
        return f"Bearer {encode_hs256(claims, client.client_secret)}"

    def _now_ms(self) -> int:
        return int(self._sandbox.site.now().timestamp() * 1000)


def _iso(moment_ms: int | None) -> str | None:
    if moment_ms is None:
        return None
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds")
