"""
Atlassian Connect's JSON Web Tokens: request hashes, signing and the checks that prove a token.

Pure: no Flask, network, clock or storage. A token is read with :func:`parse_token`, which proves nothing, and then
checked piece by piece by the guard that knows which pieces its route needs. Everything that can be wrong with
a token raises an :class:`~jxl.errors.AuthenticationError`, whatever bytes it is made of.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlsplit

import jwt as pyjwt
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from jxl.errors import ExpiredToken, InvalidToken

Algorithm = Literal["HS256", "RS256"]

#: The fixed hash of context tokens (``AP.context.getToken()``), which belong to no address.
CONTEXT_QSH = "context-qsh"

#: Clocks may differ by so much.
LEEWAY_S = 30

#: Longest life of a token that we accept: Jira's live for minutes; a token for ever would be a key.
MAX_LIFETIME_S = 3600

#: Real tokens have 300 to 2,000 characters.
MAX_TOKEN_CHARS = 8_192

MAX_ISSUER_CHARS = 255
MAX_SUBJECT_CHARS = 128

#: RFC 7518 section 3.2: a key of HS256 has at least the size of the hash.
MIN_SECRET_CHARS = 32

_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_PRINTABLE = re.compile(r"[!-~]+")
_ABSOLUTE_FORM = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claims:
    """
    The claims of a token, of the right types and nothing more proven.

    ``expires_at_s`` and ``issued_at_s`` are Unix times in seconds. ``audience`` is a tuple whether the token
    has a string or a list.
    """

    issuer: str
    expires_at_s: float
    qsh: str
    subject: str | None = None
    issued_at_s: float | None = None
    not_before_s: float | None = None
    audience: tuple[str, ...] = ()

    @property
    def expires_at(self) -> datetime:
        """``exp`` as a time; only after :func:`check_times`, which bounds it."""
        return datetime.fromtimestamp(self.expires_at_s, UTC)


@dataclass(frozen=True, slots=True)
class ParsedToken:
    """A token of the right form and algorithm. Nothing in it is proven."""

    text: str = field(repr=False)
    algorithm: Algorithm
    key_id: str | None
    claims: Claims


def canonical_request(method: str, raw_target: str, base_url: str = "") -> str:
    """
    Build the string that a request hash is made of: ``METHOD&path&sorted query``.

    Args:
        method: HTTP method in any case.
        raw_target: Path and query exactly as on the request line, still percent-encoded.
        base_url: The app's base URL for requests to us, the site's for requests to Jira. Its path is taken off the
            front of the target, on a path boundary only: ``/jxl`` is no part of ``/jxlish``.

    Source: Atlassian, "Creating a query string hash" in "Understanding JWT for Connect apps".
    """
    path, _, query = _ABSOLUTE_FORM.sub("", raw_target.partition("#")[0]).partition("?")
    base_path = urlsplit(base_url).path.rstrip("/")
    if base_path and (path == base_path or path.startswith(base_path + "/")):
        path = path[len(base_path) :]
    path = path.replace("&", "%26")
    if not path.startswith("/"):
        path = "/" + path
    if len(path) > 1 and path.endswith("/"):
        path = path[:-1]
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name != "jwt":
            values.setdefault(name, []).append(value)
    pairs = (
        f"{_encode(name)}={','.join(_encode(value) for value in sorted(repeated))}"
        for name, repeated in sorted(values.items())
    )
    return "&".join((method.upper(), path, "&".join(pairs)))


def query_string_hash(method: str, raw_target: str, base_url: str = "") -> str:
    """Hash a request as :func:`canonical_request` spells it: SHA-256 in lower-case hex, the claim ``qsh``."""
    return hashlib.sha256(canonical_request(method, raw_target, base_url).encode()).hexdigest()


def encode_hs256(claims: Mapping[str, Any], secret: str) -> str:
    """Sign claims with a shared secret of at least 32 characters."""
    return pyjwt.encode(dict(claims), secret, algorithm="HS256")


def parse_token(token: str, algorithm: Algorithm) -> ParsedToken:
    """
    Read a token without proving it.

    The algorithm is pinned by the route: it is compared before anything else is looked at, so a token can choose
    neither ``none`` nor a public key as a shared secret.

    Raises:
        InvalidToken: Malformed, another algorithm, or a claim missing or of the wrong type.
    """
    if len(token) > MAX_TOKEN_CHARS:
        raise InvalidToken(f"the token has {len(token)} characters")
    if not _COMPACT.fullmatch(token):
        raise InvalidToken("the token is not three parts of base64url")
    header_part, claims_part, _ = token.split(".")
    header = _read_object(header_part, "header")
    # A JOSE header of ours holds strings only; "crit" and "b64", which change what is signed, do not pass.
    if not all(isinstance(value, str) for value in header.values()):
        raise InvalidToken("the header holds something other than text")
    if header.get("alg") != algorithm:
        raise InvalidToken(f"the algorithm is not {algorithm}")
    claims = _read_claims(_read_object(claims_part, "payload"))
    return ParsedToken(text=token, algorithm=algorithm, key_id=header.get("kid"), claims=claims)


def check_signature(token: ParsedToken, key: str | RSAPublicKey) -> None:
    """
    Prove that a token was signed with a key.

    Args:
        token: What :func:`parse_token` gave, which pinned the algorithm.
        key: Shared secret for HS256, public key for RS256.

    Raises:
        InvalidToken: Another key, or altered on the way.
    """
    try:
        pyjwt.PyJWS(algorithms=[token.algorithm]).decode_complete(
            token.text, key, algorithms=[token.algorithm], options={"enforce_minimum_key_length": True}
        )
    except (pyjwt.PyJWTError, TypeError, ValueError) as exc:
        # PyJWT answers a key of the wrong kind with TypeError and a malformed one with ValueError.
        raise InvalidToken(f"the signature does not fit: {type(exc).__name__}") from exc


def check_times(claims: Claims, now_s: float) -> None:
    """
    Check a token's times against a clock, in seconds since 1970.

    Raises:
        ExpiredToken: It was good once.
        InvalidToken: It is not good yet, or lives longer than an hour.
    """
    if claims.expires_at_s <= now_s - LEEWAY_S:
        raise ExpiredToken("the token has expired")
    issued_at_s = now_s if claims.issued_at_s is None else claims.issued_at_s
    if issued_at_s > now_s + LEEWAY_S:
        raise InvalidToken("the token was issued in the future")
    if claims.not_before_s is not None and claims.not_before_s > now_s + LEEWAY_S:
        raise InvalidToken("the token is not valid yet")
    if claims.expires_at_s - issued_at_s > MAX_LIFETIME_S:
        raise InvalidToken("the token lives for more than an hour")


def check_qsh(claims: Claims, expected: str) -> None:
    """
    Check that a token was made for this request, or is a context token, whichever the route takes.

    Raises:
        InvalidToken: Made for another request, or of the other kind.
    """
    if not hmac.compare_digest(claims.qsh.encode(), expected.encode()):
        raise InvalidToken("the request hash does not fit")


def check_audience(claims: Claims, base_url: str) -> None:
    """
    Check that a token is meant for us; one trailing slash makes no difference.

    Raises:
        InvalidToken: Meant for another app.
    """
    if base_url.removesuffix("/") not in {audience.removesuffix("/") for audience in claims.audience}:
        raise InvalidToken("the audience is another app")


def _encode(text: str) -> str:
    """Percent-encode as RFC 3986 does: letters, digits and ``-._~`` stay bare."""
    return quote(text, safe="~")


def _read_object(part: str, what: str) -> dict[str, Any]:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        # orjson refuses what is deeper than 1,024, NaN, infinities and broken UTF-8, and never recurses.
        value = orjson.loads(raw)
    except (binascii.Error, orjson.JSONDecodeError) as exc:
        raise InvalidToken(f"the {what} is not base64url of JSON") from exc
    if not isinstance(value, dict):
        raise InvalidToken(f"the {what} is not an object")
    return value


def _read_claims(raw: Mapping[str, Any]) -> Claims:
    issuer = _text(raw, "iss", MAX_ISSUER_CHARS)
    qsh = _text(raw, "qsh", 64)
    expires_at_s = _number(raw, "exp")
    if issuer is None or qsh is None or expires_at_s is None:
        missing = [n for n, v in (("iss", issuer), ("qsh", qsh), ("exp", expires_at_s)) if v is None]
        raise InvalidToken(f"the token has no {', '.join(missing)}")
    audience = raw.get("aud", [])
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or not all(isinstance(a, str) for a in audiences):
        raise InvalidToken("aud is neither text nor a list of texts")
    return Claims(
        issuer=issuer,
        expires_at_s=expires_at_s,
        qsh=qsh,
        subject=_text(raw, "sub", MAX_SUBJECT_CHARS),
        issued_at_s=_number(raw, "iat"),
        not_before_s=_number(raw, "nbf"),
        audience=tuple(audiences),
    )


def _text(raw: Mapping[str, Any], name: str, limit: int) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > limit or not _PRINTABLE.fullmatch(value):
        raise InvalidToken(f"{name} is not a text of 1 to {limit} printable characters")
    return value


def _number(raw: Mapping[str, Any], name: str) -> float | None:
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(f"{name} is not a number")
    return float(value)
