"""Request hashes against Atlassian's known answers, and each check of a token."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote, urlencode

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from jxl.connect import jwt
from jxl.errors import AuthenticationError, ExpiredToken, InvalidToken
from tests.connect.conftest import segment, signed_by_hand

SECRET = "a-shared-secret-of-a-good-length-0001"
NOW = 1_800_000_000

HELLO = (
    "/hello-world?lic=none&tz=Australia%2FSydney&cp=%2Fjira&user_key=&loc=en-US&user_id=&jwt=x"
    "&xdm_e=http%3A%2F%2Fstorm%3A2990&xdm_c=channel-servlet-hello-world&xdm_p=1"
)

# Known answers of Atlassian's own libraries (atlassian-jwt-js), and two of a base path and of UTF-8.
KNOWN_HASHES = [
    ("GET", "/path", "", "799be84a7fa35570087163c0cd9af3abff7ac05c2c12ba0bb1d7eebc984b3ac2"),
    ("GET", "", "", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
    ("GET", "/", "", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
    ("GET", HELLO, "", "8063ff4ca1e41df7bc90c8ab6d0f6207d491cf6dad7c66ea797b4614b71922e9"),
    ("POST", HELLO, "", "d7e7f00660965fc15745b2c423a89b85d0853c4463faca362e0371d008eb0927"),
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
]

# Canonical queries of Atlassian's interoperability vectors: the query of a signed address → how it is spelled.
CANONICAL_QUERIES = [
    ("param=value", "param=value"),
    ("param=some+spaces+in+this+parameter", "param=some%20spaces%20in%20this%20parameter"),
    ("query=connect*", "query=connect%2A"),
    ("director=%E5%AE%AE%E5%B4%8E+%E9%A7%BF", "director=%E5%AE%AE%E5%B4%8E%20%E9%A7%BF"),
    ("ids=10%2C2%2C20%2C1", "ids=10%2C2%2C20%2C1"),
    ("tuples=1%2C2%2C3&tuples=6%2C5%2C4&tuples=7%2C9%2C8", "tuples=1%2C2%2C3,6%2C5%2C4,7%2C9%2C8"),
    ("title=1+%2B+1+equals+3", "title=1%20%2B%201%20equals%203"),
    ("json=%7B%22key%22%3A%22value%22%7D", "json=%7B%22key%22%3A%22value%22%7D"),
    ("quote=%27quoted%27", "quote=%27quoted%27"),
    ("param=%28%29", "param=%28%29"),
    ("eta=in+%7E3+days", "eta=in%20~3%20days"),
    (
        "rfc=+%3C%3E%22%23%25%7B%7D%7C%5C%5E%7E%5B%5D%60",
        "rfc=%20%3C%3E%22%23%25%7B%7D%7C%5C%5E~%5B%5D%60",
    ),
    ("rfc=%3B%2F%3F%3A%40%3D%26", "rfc=%3B%2F%3F%3A%40%3D%26"),
    ("rfc=%24-_.%2B%21*%27%28%29%2C", "rfc=%24-_.%2B%21%2A%27%28%29%2C"),
    ("rfc=-._%7E", "rfc=-._~"),
    ("rfc=%21%24%26%27%28%29*%2B%2C%3B%3D", "rfc=%21%24%26%27%28%29%2A%2B%2C%3B%3D"),
    ("notmuch=", "notmuch="),
    ("p=http%3A%2F%2Ffrom.net%2F%3Fx%3DA%2B%252B", "p=http%3A%2F%2Ffrom.net%2F%3Fx%3DA%2B%252B"),
    ("ids=-1&ids=1&ids=10&ids=2&ids=20", "ids=-1,1,10,2,20"),
    ("ids=.1&ids=.2&ids=%3A1&ids=%3A2", "ids=.1,.2,%3A1,%3A2"),
    ("c=&c=+&c=%2520&c=%2B", "c=,%20,%2520,%2B"),
    ("%231=value", "%231=value"),
    ("a10=1&a1=2&b1=3&b10=4", "a1=2&a10=1&b1=3&b10=4"),
    ("A=A&a=a&b=b&B=B", "A=A&B=B&a=a&b=b"),
    ("a&b=foo&c", "a=&b=foo&c="),
    (
        "repeated=parameter+1&repeated=parameter+2&repeated=Parameter+2",
        "repeated=Parameter%202,parameter%201,parameter%202",
    ),
    ("", ""),
    ("jwt=abc", ""),
    ("%6Awt=abc&a=1", "a=1"),
    ("JWT=abc", "JWT=abc"),
]

CANONICAL_PATHS = [
    ("/endsWithDelimiter/?a=b", "", "/endsWithDelimiter&a=b"),
    ("/path-._~?a=b", "", "/path-._~&a=b"),
    ("/path!$&'()*+,;=?a=b", "", "/path!$%26'()*+,;=&a=b"),
    ("/a:b/c", "", "/a:b/c&"),
    ("/a%2Fb", "", "/a%2Fb&"),
    ("//host/x", "", "//host/x&"),
    ("/x//", "", "/x/&"),
    ("relative?x=y", "", "/relative&x=y"),
    ("/x#fragment?a=b", "", "/x&"),
    ("https://jxl.example.com/x?a=b", "", "/x&a=b"),
    ("HTTP://jxl.example.com?a=b", "", "/&a=b"),
    ("/jxl?a=b", "https://app.example.com/jxl", "/&a=b"),
    ("/jxl/", "https://app.example.com/jxl/", "/&"),
    ("/jxlish/x", "https://app.example.com/jxl", "/jxlish/x&"),
    ("/ui/x", "https://app.example.com/jxl", "/ui/x&"),
    (
        "/jira/rest/api/2/project/jira&a=b&c=d?x=y",
        "https://a.example/jira",
        "/rest/api/2/project/jira%26a=b%26c=d&x=y",
    ),
]


@pytest.mark.parametrize(("method", "target", "base_url", "expected"), KNOWN_HASHES)
def test_request_hashes_are_atlassians(method: str, target: str, base_url: str, expected: str) -> None:
    assert jwt.query_string_hash(method, target, base_url) == expected


@pytest.mark.parametrize(("query", "expected"), CANONICAL_QUERIES)
def test_queries_are_spelled_as_atlassian_spells_them(query: str, expected: str) -> None:
    assert jwt.canonical_request("get", f"/test?{query}") == f"GET&/test&{expected}"


@pytest.mark.parametrize(("target", "base_url", "expected"), CANONICAL_PATHS)
def test_paths_are_spelled_as_atlassian_spells_them(target: str, base_url: str, expected: str) -> None:
    assert jwt.canonical_request("PUT", target, base_url) == f"PUT&{expected}"


pairs = st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6)


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_parameters_makes_no_difference(query: list[tuple[str, str]], random: Any) -> None:
    shuffled = random.sample(query, len(query))
    one, other = (jwt.query_string_hash("GET", f"/x?{urlencode(q)}") for q in (query, shuffled))
    assert one == other


@given(pairs)
def test_the_way_of_encoding_makes_no_difference(query: list[tuple[str, str]]) -> None:
    spelled_out = urlencode(query, quote_via=lambda text, *_: "".join(f"%{b:02x}" for b in text.encode()))
    one, other = (jwt.query_string_hash("GET", f"/x?{q}") for q in (urlencode(query), spelled_out))
    assert one == other


@given(pairs, st.tuples(st.text(min_size=1, max_size=8), st.text(max_size=8)))
def test_one_more_parameter_makes_another_hash(query: list[tuple[str, str]], more: tuple[str, str]) -> None:
    one, other = (jwt.query_string_hash("GET", f"/x?{urlencode(q)}") for q in (query, [*query, more]))
    assert (one == other) == (more[0] == "jwt")


@given(st.text(alphabet="abc&=%/?#;:~+ é", max_size=30))
def test_a_canonical_request_has_its_separators_whatever_the_target(target: str) -> None:
    method, path, _ = jwt.canonical_request("GET", target).split("&", 2)
    assert method == "GET"
    assert path.startswith("/")
    assert "?" not in path


def claims(**changed: Any) -> dict[str, Any]:
    found = {"iss": "site-1", "iat": NOW, "exp": NOW + 180, "qsh": "abc", "sub": "person-1", **changed}
    return {name: value for name, value in found.items() if value is not None}


def token_of(header: Any, payload: Any, signature: str = "c2ln") -> str:
    return f"{segment(header)}.{segment(payload)}.{signature}"


HS256 = {"alg": "HS256", "typ": "JWT"}


def test_a_token_of_ours_reads_back() -> None:
    parsed = jwt.parse_token(jwt.encode_hs256(claims(aud="us", nbf=NOW), SECRET), "HS256")
    jwt.check_signature(parsed, SECRET)
    jwt.check_times(parsed.claims, NOW)
    jwt.check_audience(parsed.claims, "us/")
    jwt.check_qsh(parsed.claims, "abc")
    assert (parsed.claims.issuer, parsed.claims.subject, parsed.claims.audience) == (
        "site-1",
        "person-1",
        ("us",),
    )
    assert parsed.claims.expires_at.timestamp() == NOW + 180
    assert parsed.key_id is None


DEEP = b"[" * 50_000 + b"]" * 50_000

BROKEN_TOKENS: dict[str, str] = {
    "empty": "",
    "one part": "abc",
    "four parts": "a.b.c.d",
    "empty signature": token_of(HS256, claims(), ""),
    "not base64url": f"a.{segment(claims())}.c2ln",
    "padded": f"{segment(HS256)}=.{segment(claims())}.c2ln",
    "too long": token_of(HS256, claims(x="x" * 10_000)),
    "not ASCII": f"é{token_of(HS256, claims())}",
    "header not JSON": token_of(b"{", claims()),
    "header not an object": token_of(["HS256"], claims()),
    "header deep": token_of(b'{"alg":"HS256","x":' + DEEP[:2_000] + b"}", claims()),
    "header nested": token_of({**HS256, "x": {}}, claims()),
    "header with crit": token_of({**HS256, "crit": ["exp"]}, claims()),
    "header with b64": token_of({**HS256, "b64": False}, claims()),
    "header not UTF-8": token_of(b'{"alg":"HS256","x":"\xff"}', claims()),
    "alg none": token_of({"alg": "none"}, claims()),
    "alg missing": token_of({"typ": "JWT"}, claims()),
    "alg RS256": token_of({"alg": "RS256"}, claims()),
    "alg HS512": token_of({"alg": "HS512"}, claims()),
    "alg in lower case": token_of({"alg": "hs256"}, claims()),
    "alg a list": token_of({"alg": ["HS256"]}, claims()),
    "payload not JSON": token_of(HS256, b"{"),
    "payload not an object": token_of(HS256, [claims()]),
    "payload deep": token_of(HS256, b"[" * 2_500 + b"]" * 2_500),
    "payload with a deep claim": token_of(HS256, b'{"x":' + b"[" * 2_000 + b"]" * 2_000 + b"}"),
    "payload with NaN": token_of(HS256, b'{"iss":"a","qsh":"b","exp":NaN}'),
    "payload with infinity": token_of(HS256, b'{"iss":"a","qsh":"b","exp":1e999}'),
    "iss missing": token_of(HS256, claims(iss=None)),
    "iss a number": token_of(HS256, claims(iss=1)),
    "iss a list": token_of(HS256, claims(iss=["site-1"])),
    "iss empty": token_of(HS256, claims(iss="")),
    "iss with a line break": token_of(HS256, claims(iss="a\nb")),
    "iss too long": token_of(HS256, claims(iss="a" * 256)),
    "exp missing": token_of(HS256, claims(exp=None)),
    "exp text": token_of(HS256, claims(exp=str(NOW + 180))),
    "exp true": token_of(HS256, claims(exp=True)),
    "exp a list": token_of(HS256, claims(exp=[NOW])),
    "iat text": token_of(HS256, claims(iat=str(NOW))),
    "nbf text": token_of(HS256, claims(nbf=str(NOW))),
    "qsh missing": token_of(HS256, claims(qsh=None)),
    "qsh a number": token_of(HS256, claims(qsh=7)),
    "qsh not ASCII": token_of(HS256, claims(qsh="é")),
    "sub a number": token_of(HS256, claims(sub=7)),
    "sub empty": token_of(HS256, claims(sub="")),
    "sub an object": token_of(HS256, claims(sub={"id": "x"})),
    "aud an object": token_of(HS256, claims(aud={"x": 1})),
    "aud with a number": token_of(HS256, claims(aud=["us", 1])),
}


@pytest.mark.parametrize("name", BROKEN_TOKENS)
def test_a_broken_token_is_invalid(name: str) -> None:
    with pytest.raises(InvalidToken):
        jwt.parse_token(BROKEN_TOKENS[name], "HS256")


def test_the_limit_does_not_keep_out_a_deep_token_of_the_allowed_size() -> None:
    """Depth is refused for itself: the token with 2,000 brackets is within the size limit."""
    assert len(BROKEN_TOKENS["payload with a deep claim"]) < jwt.MAX_TOKEN_CHARS


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"exp": NOW - 29}, None),
        ({"exp": NOW - 30}, ExpiredToken),
        ({"exp": -1e300}, ExpiredToken),
        ({"iat": NOW + 30}, None),
        ({"iat": NOW + 31}, InvalidToken),
        ({"iat": None}, None),
        ({"iat": None, "exp": NOW + 3600}, None),
        ({"iat": None, "exp": NOW + 3601}, InvalidToken),
        ({"exp": NOW + 3600}, None),
        ({"exp": NOW + 3601}, InvalidToken),
        ({"exp": 1e300}, InvalidToken),
        ({"iat": -1e300}, InvalidToken),
        ({"nbf": NOW + 30}, None),
        ({"nbf": NOW + 31}, InvalidToken),
    ],
)
def test_times_are_checked_with_a_leeway_of_30_seconds(
    changed: dict[str, Any], error: type[Exception] | None
) -> None:
    read = jwt.parse_token(token_of(HS256, claims(**changed)), "HS256").claims
    if error is None:
        jwt.check_times(read, NOW)
    else:
        with pytest.raises(error):
            jwt.check_times(read, NOW)


@pytest.mark.parametrize("aud", ["https://us", "https://us/", ["https://them", "https://us"]])
def test_an_audience_may_be_text_or_a_list_with_or_without_a_slash(aud: Any) -> None:
    read = jwt.parse_token(token_of(HS256, claims(aud=aud)), "HS256").claims
    jwt.check_audience(read, "https://us")


@pytest.mark.parametrize(
    "aud", [None, [], "", "https://us//", "https://us.example", ["https://them"], "HTTPS://US"]
)
def test_another_audience_is_invalid(aud: Any) -> None:
    read = jwt.parse_token(token_of(HS256, claims(aud=aud)), "HS256").claims
    with pytest.raises(InvalidToken):
        jwt.check_audience(read, "https://us")


@pytest.mark.parametrize("expected", ["abd", "", "é", "ABC", "abc "])
def test_another_request_hash_is_invalid(expected: str) -> None:
    read = jwt.parse_token(token_of(HS256, claims()), "HS256").claims
    with pytest.raises(InvalidToken):
        jwt.check_qsh(read, expected)


def test_a_signature_is_proven_with_the_right_key_only(
    install_key: rsa.RSAPrivateKey, other_key: rsa.RSAPrivateKey
) -> None:
    token = pyjwt.encode(claims(), install_key, algorithm="RS256", headers={"kid": "k1"})
    parsed = jwt.parse_token(token, "RS256")
    jwt.check_signature(parsed, install_key.public_key())
    assert parsed.key_id == "k1"
    for wrong in (other_key.public_key(), SECRET, "short"):
        with pytest.raises(InvalidToken):
            jwt.check_signature(parsed, wrong)
    shared = jwt.parse_token(jwt.encode_hs256(claims(), SECRET), "HS256")
    for wrong in (install_key.public_key(), SECRET + "x", "short", ""):
        with pytest.raises(InvalidToken):
            jwt.check_signature(shared, wrong)


def test_a_changed_payload_is_invalid() -> None:
    header, _, signature = jwt.encode_hs256(claims(), SECRET).split(".")
    forged = jwt.parse_token(f"{header}.{segment(claims(sub='person-2'))}.{signature}", "HS256")
    with pytest.raises(InvalidToken):
        jwt.check_signature(forged, SECRET)


def verify(token: str) -> None:
    parsed = jwt.parse_token(token, "HS256")
    jwt.check_signature(parsed, SECRET)
    jwt.check_times(parsed.claims, NOW)
    jwt.check_audience(parsed.claims, "us")
    jwt.check_qsh(parsed.claims, "abc")


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_random_text_raises_nothing_but_authentication_errors(text: str) -> None:
    with pytest.raises(AuthenticationError):
        verify(text)


@given(st.binary(), st.binary(), st.binary(min_size=1))
def test_random_bytes_in_three_parts_raise_nothing_but_authentication_errors(
    header: bytes, payload: bytes, signature: bytes
) -> None:
    with pytest.raises(AuthenticationError):
        verify(f"{segment(header)}.{segment(payload)}.{segment(signature)}")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["iss", "exp", "qsh", "sub", "aud", "iat", "nbf"]), json_values))
def test_well_signed_nonsense_raises_nothing_but_authentication_errors(changed: dict[str, Any]) -> None:
    """The signature is good, so every claim reaches its checks; no audience is "us", so none passes."""
    raw = json.dumps({**claims(aud="them"), **changed}, ensure_ascii=False)
    good = signed_by_hand(HS256, raw.encode("utf-8", "surrogatepass"), SECRET.encode())
    with pytest.raises(AuthenticationError):
        verify(good)


def test_hashes_are_those_of_the_canonical_text() -> None:
    canonical = jwt.canonical_request("GET", f"/x?q={quote('ä b')}")
    assert canonical == "GET&/x&q=%C3%A4%20b"
    assert jwt.query_string_hash("GET", "/x?q=ä+b") == hashlib.sha256(canonical.encode()).hexdigest()
