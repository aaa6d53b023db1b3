"""
JSON Web Tokens and Connect's query string hash, on the standard library and ``cryptography`` alone.

Pure. Written apart from the app's own code on purpose: the two meet only over the wire, so that a mistake in one
is seen by the other. Source: Atlassian Connect, "Understanding JWT for Connect apps", and RFC 7515.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

CONTEXT_QSH = "context-qsh"
Claims = dict[str, Any]


class TokenError(Exception):
    """A token that is not accepted; the message says why, for logs and tests."""


def canonical_request(method: str, target: str, base_url: str = "") -> str:
    """
    Build the text that is hashed for ``qsh``.

    Args:
        target: Path and query as on the request line, still percent-encoded; no scheme or host.
        base_url: Of the side that is called: its path, if any, is not part of the hash.
    """
    path, _, query = target.partition("#")[0].partition("?")
    prefix = urlsplit(base_url).path.rstrip("/")
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        path = path[len(prefix) :]
    path = "/" + path.replace("&", "%26").removeprefix("/")
    if path != "/":
        path = path.removesuffix("/")
    return f"{method.upper()}&{path}&{_canonical_query(query)}"


def _canonical_query(query: str) -> str:
    values: dict[str, list[str]] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if pair and unquote_plus(name) != "jwt":
            values.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return "&".join(
        f"{_encode(name)}={','.join(_encode(value) for value in sorted(values[name]))}"
        for name in sorted(values)
    )


def _encode(text: str) -> str:
    return quote(text, safe="-._~")


def query_string_hash(method: str, target: str, base_url: str = "") -> str:
    """Hash a request as ``qsh``: lower-case hex SHA-256 of :func:`canonical_request`."""
    return hashlib.sha256(canonical_request(method, target, base_url).encode()).hexdigest()


def encode_hs256(claims: Claims, secret: str) -> str:
    """Sign claims with a shared secret."""
    signed = _signing_input({"typ": "JWT", "alg": "HS256"}, claims)
    return f"{signed}.{_to_base64(_hmac(signed, secret))}"


def encode_rs256(claims: Claims, key: RSAPrivateKey, kid: str) -> str:
    """Sign claims with a private key whose public half is found under ``kid``."""
    signed = _signing_input({"typ": "JWT", "alg": "RS256", "kid": kid}, claims)
    signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_to_base64(signature)}"


def read_unverified(token: str) -> Claims:
    """
    Read the claims without believing them: to find out whose secret verifies the token.

    Raises:
        TokenError: Not a token.
    """
    return _split(token)[1]


def decode_hs256(token: str, secret: str, now_s: float, leeway_s: int = 30) -> Claims:
    """
    Verify signature and lifetime of a token.

    Raises:
        TokenError: Another algorithm, a wrong signature, no ``exp``, expired, or from the future.
    """
    header, claims, signed, signature = _split(token)
    if header.get("alg") != "HS256":
        raise TokenError(f"The token is signed with {header.get('alg')}, not HS256.")
    if not hmac.compare_digest(_hmac(signed, secret), signature):
        raise TokenError("The signature is wrong.")
    for name in ("exp", "iat", "nbf"):
        value = claims.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise TokenError(f"{name} is not a number.")
    if claims.get("exp") is None:
        raise TokenError("The token has no exp.")
    if claims["exp"] + leeway_s < now_s:
        raise TokenError("The token has expired.")
    if max(claims.get("iat") or 0, claims.get("nbf") or 0) - leeway_s > now_s:
        raise TokenError("The token is from the future.")
    return claims


def _hmac(signed: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()


def _signing_input(header: dict[str, str], claims: Claims) -> str:
    return ".".join(
        _to_base64(json.dumps(part, separators=(",", ":"), ensure_ascii=False).encode())
        for part in (header, claims)
    )


def _split(token: str) -> tuple[dict[str, Any], Claims, str, bytes]:
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenError("Not a JSON Web Token.")
    try:
        header, claims = (json.loads(_from_base64(part)) for part in parts[:2])
        signature = _from_base64(parts[2])
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise TokenError("Not a JSON Web Token.") from exc
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise TokenError("Not a JSON Web Token.")
    return header, claims, f"{parts[0]}.{parts[1]}", signature


def _to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
