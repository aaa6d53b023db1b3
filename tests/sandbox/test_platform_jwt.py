"""The sandbox's own tokens and request hash, against known answers and against another library."""

from __future__ import annotations

import json
import time
from typing import Any

import jwt
import pytest

from jxl_sandbox.jira.platform.jwt import (
    TokenError,
    canonical_request,
    decode_hs256,
    encode_hs256,
    query_string_hash,
)

SECRET = "a secret that is long enough for the algorithm"
HELLO = (
    "/hello-world?lic=none&tz=Australia%2FSydney&cp=%2Fjira&user_key=&loc=en-US&user_id=&jwt=x"
    "&xdm_e=http%3A%2F%2Fstorm%3A2990&xdm_c=channel-servlet-hello-world&xdm_p=1"
)


@pytest.mark.parametrize(
    ("method", "target", "base_url", "expected"),
    [
        ("GET", "/path", "", "799be84a7fa35570087163c0cd9af3abff7ac05c2c12ba0bb1d7eebc984b3ac2"),
        ("GET", "", "", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
        ("get", "/", "", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
        ("GET", HELLO, "", "8063ff4ca1e41df7bc90c8ab6d0f6207d491cf6dad7c66ea797b4614b71922e9"),
        ("POST", "/hello-world", "", "6f95f3738e1b037a3bebbe0ad237d80fdbc1d5ae452e98ce03a9c004c178ebb4"),
        (
            "POST",
            "/jxl/installed",
            "https://app.example.com/jxl",
            "4a2e1de8ca74e6cafe8862d332fa3ac7a8e51e692bc6d798ea4dfedc14948bf4",
        ),
        (
            "GET",
            "/sheet?b=2&a=1&a=%C3%A9&jwt=x&empty=&flag",
            "",
            "ef561ad3565a87898a864d67c8a9c22f85a27d0d23bfc746354dddeb33e9810b",
        ),
    ],
)
def test_known_hashes(method: str, target: str, base_url: str, expected: str) -> None:
    assert query_string_hash(method, target, base_url) == expected


@pytest.mark.parametrize(
    ("target", "base_url", "expected"),
    [
        ("/hello-world?a&b=foo&c", "", "GET&/hello-world&a=&b=foo&c="),
        (
            "/jira/rest/api/2/project/jira&a=b&c=d?x=y",
            "http://host/jira",
            "GET&/rest/api/2/project/jira%26a=b%26c=d&x=y",
        ),
        (
            "/h?repeated=parameter%201&repeated=parameter+2&repeated=Parameter%202",
            "",
            "GET&/h&repeated=Parameter%202,parameter%201,parameter%202",
        ),
        ("/h?q=a+b%2Bc*'()!,~-._%2520", "", "GET&/h&q=a%20b%2Bc%2A%27%28%29%21%2C~-._%2520"),
        ("/h/?b=1&B=2&a=3", "", "GET&/h&B=2&a=3&b=1"),
        ("/jxlish/x", "https://host/jxl", "GET&/jxlish/x&"),
        ("//x/y", "", "GET&//x/y&"),
    ],
)
def test_canonical_requests(target: str, base_url: str, expected: str) -> None:
    assert canonical_request("GET", target, base_url) == expected


def test_another_library_reads_our_tokens_and_we_read_its() -> None:
    claims = {"iss": "Zoë", "exp": int(time.time()) + 60}
    assert jwt.decode(encode_hs256(claims, SECRET), SECRET, algorithms=["HS256"]) == claims
    assert decode_hs256(jwt.encode(claims, SECRET, "HS256"), SECRET, time.time()) == claims


@pytest.mark.parametrize(
    ("claims", "secret", "algorithm", "words"),
    [
        ({"exp": 1060}, "another secret that is long enough too", "HS256", "signature"),
        ({"exp": 1060}, SECRET, "HS512", "HS256"),
        ({"exp": 1060}, None, "none", "HS256"),
        ({"iat": 1000}, SECRET, "HS256", "no exp"),
        ({"exp": 900}, SECRET, "HS256", "expired"),
        ({"exp": 1200, "iat": 1100}, SECRET, "HS256", "future"),
        ({"exp": 1200, "nbf": 1100}, SECRET, "HS256", "future"),
        ({"exp": "1060"}, SECRET, "HS256", "number"),
        ({"exp": True}, SECRET, "HS256", "number"),
    ],
)
def test_a_bad_token_is_refused(
    claims: dict[str, Any], secret: str | None, algorithm: str, words: str
) -> None:
    token = _encode(claims, secret, algorithm)
    with pytest.raises(TokenError, match=words):
        decode_hs256(token, SECRET, 1000)


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "e30.e30.", "e30.W10.e30", "é.é.é"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(TokenError):
        decode_hs256(token, SECRET, 1000)


def _encode(claims: dict[str, Any], secret: str | None, algorithm: str) -> str:
    if any(not isinstance(v, int) or v is True for v in claims.values()):
        return encode_hs256(json.loads(json.dumps(claims)), secret or "")
    with_long_key = secret if algorithm != "HS512" else SECRET * 2
    return jwt.encode(claims, with_long_key or "", algorithm)
