"""
Public keys of install tokens, fetched by key id from Atlassian's key server.

Owns the fetch and its cache. Anybody can make us look for a key by sending a token, so the id is checked before
it becomes part of an address, few fetches run at once, and every answer is bounded in time and size.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy

import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from jxl.errors import InstallKeysUnavailable, InvalidToken

#: Starts with a letter or digit, so that no id is "." or ".."; no slash, no percent, no query.
_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

#: A 4,096-bit public key in PEM has 800 bytes.
MAX_BODY_BYTES = 16_384
MIN_KEY_BITS = 2_048
MAX_CACHED_KEYS = 64
MAX_FETCHES_AT_ONCE = 4
CONNECT_TIMEOUT_S = 3.05
READ_TIMEOUT_S = 5.0

#: The read timeout counts from byte to byte; this one counts the whole answer.
TOTAL_TIMEOUT_S = 10.0


def new_session() -> requests.Session:
    """A session that keeps no cookies and takes neither proxies nor credentials from the environment."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


class InstallKeys:
    """
    RS256 public keys by key id.

    A new key always has a new id, so a key once fetched is kept for the life of the process; the 64 used last are.

    Args:
        url: Address of the key server, without a trailing slash.
        session_factory: Makes the HTTP session of one fetch.
        monotonic: A clock in seconds for the total time-out.
    """

    def __init__(
        self,
        url: str,
        session_factory: Callable[[], requests.Session] = new_session,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._session_factory = session_factory
        self._monotonic = monotonic
        self._keys: OrderedDict[str, RSAPublicKey] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MAX_FETCHES_AT_ONCE)

    def fetch(self, key_id: str | None) -> RSAPublicKey:
        """
        Fetch a key, or take it from the cache.

        Raises:
            InvalidToken: No id, not the form of one, or the server knows no such key.
            InstallKeysUnavailable: The server is down, redirects, or answers something that is no key; or too
                many fetches are under way.
        """
        if key_id is None or not _KEY_ID.fullmatch(key_id):
            raise InvalidToken("kid is missing or not the form of a key id")
        with self._lock:
            if key_id in self._keys:
                self._keys.move_to_end(key_id)
                return self._keys[key_id]
        if not self._places.acquire(blocking=False):
            raise InstallKeysUnavailable
        try:
            key = _read_key(self._download(key_id))
        finally:
            self._places.release()
        with self._lock:
            self._keys[key_id] = key
            while len(self._keys) > MAX_CACHED_KEYS:
                self._keys.popitem(last=False)
        return key

    def _download(self, key_id: str) -> bytes:
        started_s = self._monotonic()
        try:
            with (
                self._session_factory() as session,
                session.get(
                    f"{self._url}/{key_id}",
                    headers={"Accept": "text/plain"},
                    timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                if response.status_code in (404, 410):
                    raise InvalidToken("the key server knows no such key")
                if response.status_code != 200:
                    raise InstallKeysUnavailable
                body = b""
                for chunk in response.iter_content(1_024):
                    body += chunk
                    if len(body) > MAX_BODY_BYTES or self._monotonic() - started_s > TOTAL_TIMEOUT_S:
                        raise InstallKeysUnavailable
                return body
        except requests.RequestException as exc:
            raise InstallKeysUnavailable from exc


def _read_key(pem: bytes) -> RSAPublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as exc:
        raise InstallKeysUnavailable from exc
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise InstallKeysUnavailable
    return key
