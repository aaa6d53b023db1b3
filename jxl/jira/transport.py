"""
One HTTP exchange with another server: bounded in time and size, without cookies, redirects or the environment.

Knows nothing of Jira: statuses are the client's business. Requests' adapter is used without a ``Session``: a
session reads ``.netrc`` and proxies from the environment, keeps cookies (one tenant's would go out with
another's call) and reads the whole body of a redirect. The adapter's connection pool is safe for threads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import requests
import urllib3
from requests.adapters import HTTPAdapter

from jxl import __version__
from jxl.errors import JiraTimeout, JiraUnavailable
from jxl.jira.clock import Clock

USER_AGENT = f"jxl/{__version__}"
_CHUNK_BYTES = 1 << 17
_HOSTS_KEPT = 64  # sites whose connections stay open
_CONNECTIONS_KEPT = 32  # idle connections a site: no more threads than that answer people in one process


@dataclass(frozen=True, slots=True)
class Limits:
    """
    Attributes:
        connect_s: For opening a connection.
        read_s: Longest silence while an answer arrives.
        total_s: For the whole answer, so that a server that sends byte after byte holds no thread for ever.
        answer_bytes: Largest answer, unpacked. A hundred issues with every field stay far below it.
    """

    connect_s: float = 5.0
    read_s: float = 20.0
    total_s: float = 60.0
    answer_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came. Names of headers are lower case; ``body`` is None when it was larger than the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


class Transport:
    """Sends requests. One a process is enough; it opens nothing before the first request of its process."""

    def __init__(self, limits: Limits | None = None, clock: Clock | None = None) -> None:
        self._limits = limits or Limits()
        self._clock = clock or Clock()
        self._lock = threading.Lock()
        self._adapter: HTTPAdapter | None = None
        self._pid = 0

    @property
    def clock(self) -> Clock:
        return self._clock

    def exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
        """
        Send one request and read the whole answer.

        Args:
            url: Sent as it is: already percent-encoded, because its hash may be signed.

        Raises:
            JiraTimeout: No connection, or no complete answer, in time. The request may have been carried out.
            JiraUnavailable: The connection was refused or broke. The request may have been carried out.
        """
        request = requests.Request(
            method,
            url,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **headers},
            data=body,
        )
        try:
            prepared = request.prepare()
            prepared.url = url  # requests re-quotes: what is sent must be what was signed
            response = self._pool().send(
                prepared,
                stream=True,
                timeout=(self._limits.connect_s, self._limits.read_s),
                verify=True,
                proxies={},
            )
        except requests.Timeout as exc:
            raise JiraTimeout from exc
        except (requests.RequestException, urllib3.exceptions.HTTPError) as exc:
            raise JiraUnavailable from exc
        is_complete = False
        try:
            content = self._read(response.raw)
            is_complete = content is not None
        except urllib3.exceptions.TimeoutError as exc:
            raise JiraTimeout from exc
        except urllib3.exceptions.HTTPError as exc:
            raise JiraUnavailable from exc
        finally:
            if not is_complete:
                response.raw.close()  # the rest of the answer must not be taken for the next one
        return Reply(
            response.status_code, {name.lower(): value for name, value in response.headers.items()}, content
        )

    def close(self) -> None:
        """Close idle connections. The next exchange opens new ones."""
        with self._lock:
            adapter, self._adapter = self._adapter, None
        if adapter is not None:
            adapter.close()

    def _pool(self) -> HTTPAdapter:
        """Give this process's connections: a connection shared with a forked sibling would mix up answers."""
        with self._lock:
            if self._adapter is None or self._pid != os.getpid():
                self._adapter = HTTPAdapter(_HOSTS_KEPT, _CONNECTIONS_KEPT, max_retries=0)
                self._pid = os.getpid()
            return self._adapter

    def _read(self, raw: urllib3.HTTPResponse) -> bytes | None:
        """Read the body, unpacked; None when it is too large."""
        deadline = self._clock.monotonic() + self._limits.total_s
        parts: list[bytes] = []
        size = 0
        while chunk := raw.read1(_CHUNK_BYTES, decode_content=True):
            size += len(chunk)
            if size > self._limits.answer_bytes:
                return None
            if self._clock.monotonic() > deadline:
                raise JiraTimeout
            parts.append(chunk)
        return b"".join(parts)
