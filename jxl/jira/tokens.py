"""
Bearer tokens for people: the JWT-bearer grant of Connect's user impersonation, cached until shortly before expiry.

Jira decides whether the app may act for a person. Where it does not, that is the answer: nothing here ever
reaches for the app's own rights instead.

Source: "User impersonation for Connect apps", Jira Cloud platform.
"""

from __future__ import annotations

import hashlib
import logging
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from jxl.connect.jwt import encode_hs256
from jxl.errors import JiraError, JiraRateLimited, JiraRefused, JiraUnauthorized, JiraUnavailable
from jxl.jira.expiring import ExpiringTable
from jxl.jira.replies import retry_wait_s
from jxl.jira.retry import RetryPolicy, Tries
from jxl.jira.single_flight import SingleFlight
from jxl.jira.transport import Reply, Transport

if TYPE_CHECKING:
    from jxl.connect.models import Installation

log = logging.getLogger(__name__)

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_PATH = "/oauth2/token"
_ASSERTION_S = 60  # the server refuses assertions that live longer than 120 s
_LONGEST_LIFE_S = 3600.0
_TOKENS_KEPT = 20_000
_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}")
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")


class TokenSource:
    """
    Gives bearer tokens, asking at most once at a time for each person.

    Args:
        url: The authorization server, without trailing slash; it is also the audience of our assertions.
    """

    def __init__(self, url: str, transport: Transport, policy: RetryPolicy | None = None) -> None:
        self._url = url.rstrip("/")
        self._transport = transport
        self._policy = policy or RetryPolicy()
        self._clock = transport.clock
        self._cache: ExpiringTable[str, str] = ExpiringTable(_TOKENS_KEPT)
        self._flights: SingleFlight[str] = SingleFlight()

    def token(self, installation: Installation, account_id: str, scopes: tuple[str, ...] = ()) -> str:
        """
        Give a token with which to act for a person.

        Args:
            scopes: Connect scopes to narrow the token to; empty means all of the app's.

        Raises:
            JiraRefused: Jira does not let the app act for this person.
            JiraUnauthorized: Jira does not know the installation's secret.
            JiraRateLimited, JiraTimeout, JiraUnavailable: No answer for now.
        """
        key = _cache_key(installation, account_id, scopes)
        cached = self._cache.find(key, self._clock.monotonic())
        if cached is not None:
            return cached
        return self._flights.run(key, lambda: self._fetch(key, installation, account_id, scopes))

    def discard(
        self, installation: Installation, account_id: str, token: str, scopes: tuple[str, ...] = ()
    ) -> None:
        """Forget a token that Jira did not accept; a newer one stays."""
        self._cache.discard(_cache_key(installation, account_id, scopes), token)

    def _fetch(self, key: str, installation: Installation, account_id: str, scopes: tuple[str, ...]) -> str:
        cached = self._cache.find(key, self._clock.monotonic())
        if cached is not None:  # it landed between our look and our start
            return cached
        asked_at_s = self._clock.monotonic()
        token, life_s = _parse_grant(self._ask(installation, account_id, scopes))
        margin_s = min(30.0, life_s / 10)
        self._cache.put(key, token, asked_at_s + min(life_s, _LONGEST_LIFE_S) - margin_s)
        return token

    def _ask(self, installation: Installation, account_id: str, scopes: tuple[str, ...]) -> Reply:
        if not installation.oauth_client_id:
            raise JiraRefused(
                "jxl was installed without the right to act for people. "
                "A Jira administrator can mend this by installing jxl again.",
                method="POST",
                path=_PATH,
            )
        tries = Tries(self._policy, self._clock.monotonic())
        while True:
            form = {"grant_type": _GRANT, "assertion": self._assertion(installation, account_id)}
            if scopes:
                form["scope"] = " ".join(sorted(scopes))
            try:
                reply = self._transport.exchange(
                    "POST",
                    self._url + _PATH,
                    {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
                    urlencode(form).encode("ascii"),
                )
                self._check(reply)
            except JiraError as failure:
                wait_s = tries.wait_after(failure, self._clock.monotonic(), self._clock.chance())
                if wait_s is None:
                    raise
                self._clock.sleep(wait_s)
            else:
                return reply

    def _assertion(self, installation: Installation, account_id: str) -> str:
        issued_at = int(self._clock.now())
        claims = {
            "iss": f"urn:atlassian:connect:clientid:{installation.oauth_client_id}",
            "sub": f"urn:atlassian:connect:useraccountid:{account_id}",
            "tnt": installation.base_url.rstrip("/"),
            "aud": self._url,
            "iat": issued_at,
            "exp": issued_at + _ASSERTION_S,
        }
        return encode_hs256(claims, installation.shared_secret)

    def _check(self, reply: Reply) -> None:
        status = reply.status
        if 200 <= status < 300:
            return
        if status == 429:
            wait_s, reason = retry_wait_s(reply.headers, self._clock.now())
            raise JiraRateLimited(wait_s, reason, method="POST", path=_PATH)
        if status >= 500 or 300 <= status < 400:
            raise JiraUnavailable(jira_status=status, method="POST", path=_PATH)
        code = _error_code(reply)
        log.warning("no token to act for a person: %s %s", status, code)
        if code == "invalid_client":
            raise JiraUnauthorized(jira_status=status, method="POST", path=_PATH)
        raise JiraRefused(
            "Jira does not let jxl act for you: your account may be deactivated or without access to this site, "
            "or jxl may not have the right to act for people here. A Jira administrator can check this.",
            jira_status=status,
            method="POST",
            path=_PATH,
        )


def _cache_key(installation: Installation, account_id: str, scopes: tuple[str, ...]) -> str:
    """Hashed, so that no table of people lies in memory; the version makes old secrets' tokens unreachable."""
    parts = [installation.client_key, installation.version, account_id, sorted(scopes)]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _parse_grant(reply: Reply) -> tuple[str, float]:
    """Read the token and its life in seconds from a good answer."""
    grant = _parse_object(reply)
    token, life_s = grant.get("access_token"), grant.get("expires_in")
    if (
        not isinstance(token, str)
        or not _TOKEN.fullmatch(token)
        or str(grant.get("token_type", "Bearer")).lower() != "bearer"
        or isinstance(life_s, bool)
        or not isinstance(life_s, int | float)
        or life_s <= 0
    ):
        raise JiraUnavailable(
            "Jira's answer to jxl's sign-in cannot be read. Try again.",
            jira_status=reply.status,
            method="POST",
            path=_PATH,
        )
    return token, float(life_s)


def _parse_object(reply: Reply) -> dict[str, Any]:
    try:
        parsed = orjson.loads(reply.body or b"")
    except orjson.JSONDecodeError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _error_code(reply: Reply) -> str:
    """OAuth's ``error``, for the log; what is not shaped like one is not repeated."""
    code = _parse_object(reply).get("error")
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else "without a readable error"
