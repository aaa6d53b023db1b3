"""
The one client for Jira's REST API: signs, sends, counts, tries again where that is safe, and returns JSON.

It calls nothing but the base URL that it was made for, and nothing outside ``/rest/``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import quote

import orjson

from jxl.errors import JiraError, JiraNotFound, JiraUnauthorized, JiraUnavailable, ValidationError
from jxl.jira.replies import parse_reply
from jxl.jira.retry import RetryPolicy, Tries
from jxl.jira.signers import Signer
from jxl.jira.transport import Transport
from jxl.jira.usage import Usage, estimate_points

log = logging.getLogger(__name__)

Param = str | int | bool | Sequence[str]
Params = Mapping[str, Param] | list[tuple[str, Param]]
_PATH = re.compile(r"/rest/[A-Za-z0-9\-._~!$'()*+,;=:@%/]+")


def api_path(*segments: str | int) -> str:
    """
    Build a path of REST API v3 from segments: ``api_path("project", key)``.

    Raises:
        JiraNotFound: A segment would name another resource than the one meant: it is empty, made of dots, or
            holds a slash, which servers take for a border of segments even where it is percent-encoded.
    """
    parts = [quote(str(segment), safe="") for segment in segments]
    if any(part in ("", ".", "..") or "%2F" in part or "%5C" in part for part in parts):
        raise JiraNotFound
    return "/rest/api/3/" + "/".join(parts)


def expect_object(value: Any, path: str) -> dict[str, Any]:
    """Give a JSON object that Jira promised, or raise :class:`JiraUnavailable`."""
    if not isinstance(value, dict):
        raise JiraUnavailable("Jira's answer cannot be read. Try again.", path=path)
    return value


def expect_list(value: Any, path: str) -> list[Any]:
    """Give a JSON array that Jira promised, or raise :class:`JiraUnavailable`."""
    if not isinstance(value, list):
        raise JiraUnavailable("Jira's answer cannot be read. Try again.", path=path)
    return value


class JiraClient:
    """
    Calls one site as one actor. Cheap to make, safe for threads; ``usage`` counts what this client did.

    Args:
        base_url: The installation's, or a gateway's; the caller has checked that it may be called.
        gate: Entered for each request while it is under way; limits what one site is asked at a time.
    """

    def __init__(
        self,
        base_url: str,
        signer: Signer,
        transport: Transport,
        *,
        gate: AbstractContextManager[Any] | None = None,
        policy: RetryPolicy | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.usage = Usage()
        self._signer = signer
        self._transport = transport
        self._clock = transport.clock
        self._gate: AbstractContextManager[Any] = gate or nullcontext()
        self._policy = policy or RetryPolicy()

    def get_json(self, path: str, params: Params | None = None) -> Any:
        """
        Read a resource.

        Args:
            path: From :func:`api_path`, or a literal that starts with ``/rest/``.
            params: Lists are joined by commas; the few resources that want a name repeated take pairs instead.

        Raises:
            JiraError: See ``jxl.errors``; passing failures were tried again before.
        """
        return self._call("GET", path, params, None, is_read=True)

    def post_json(self, path: str, body: Any, params: Params | None = None, is_read: bool = False) -> Any:
        """
        Post JSON.

        Args:
            body: A JSON value, or bytes that are JSON already.
            is_read: The call changes nothing (a search, say): it may be repeated and must answer with JSON.
        """
        return self._call("POST", path, params, body, is_read=is_read)

    def put_json(self, path: str, body: Any, params: Params | None = None) -> Any:
        """Put JSON; ``body`` as for :meth:`post_json`. Returns what Jira answered, None when that was nothing."""
        return self._call("PUT", path, params, body, is_read=False)

    def delete(self, path: str, params: Params | None = None) -> Any:
        """Delete a resource. Returns what Jira answered, None when that was nothing."""
        return self._call("DELETE", path, params, None, is_read=False)

    def _call(self, method: str, path: str, params: Params | None, body: Any, *, is_read: bool) -> Any:
        target = _build_target(path, params)
        content = None if body is None else _encode(body)
        tries = Tries(self._policy, self._clock.monotonic())
        is_renewed = False
        while True:
            authorization = self._signer.authorization(method, target)
            try:
                return self._send(method, path, target, authorization, content, is_read=is_read)
            except JiraUnauthorized:
                # A 401 was not carried out, so even a write may be sent once more.
                if is_renewed or not self._signer.renew(authorization):
                    raise
                is_renewed = True
            except JiraError as failure:
                if not is_read:
                    raise
                wait_s = tries.wait_after(failure, self._clock.monotonic(), self._clock.chance())
                if wait_s is None:
                    raise
                log.info("trying again in %.1f s: %s %s %s", wait_s, method, path, failure.code)
                self._clock.sleep(wait_s)

    def _send(
        self, method: str, path: str, target: str, authorization: str, content: bytes | None, *, is_read: bool
    ) -> Any:
        headers = {"Authorization": authorization, "Accept": "application/json"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        answer = None
        try:
            with self._gate:
                reply = self._transport.exchange(method, self.base_url + target, headers, content)
            answer = parse_reply(reply, method, path, needs_json=is_read, now_s=self._clock.now())
        except JiraError as failure:
            failure.method, failure.path = method, path
            raise
        finally:
            self.usage.add(estimate_points(path, is_read, answer))
        return answer


def _build_target(path: str, params: Params | None) -> str:
    """Join path and query, percent-encoded once and for all: the result is both signed and sent."""
    if not _PATH.fullmatch(path) or "//" in path or any(p in (".", "..") for p in path.split("/")):
        raise ValueError(f"not a path of Jira's REST API: {path!r}")
    pairs: Iterable[tuple[str, Param]] = params.items() if isinstance(params, Mapping) else params or ()
    query = "&".join(f"{quote(name, safe='')}={quote(_param_text(value), safe='')}" for name, value in pairs)
    return f"{path}?{query}" if query else path


def _param_text(value: Param) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return ",".join(value)


def _encode(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return orjson.dumps(body)
    except TypeError as exc:
        raise ValidationError("This holds characters or numbers that Jira cannot keep.") from exc
