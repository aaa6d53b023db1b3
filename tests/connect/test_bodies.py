"""Lifecycle bodies: types, sizes and addresses are checked before anything is stored, called or framed."""

from __future__ import annotations

from typing import Any

import pytest

from jxl.config import AllowedHosts
from jxl.connect.bodies import parse_body, parse_client_key, parse_install
from jxl.errors import BadRequest, ValidationError

KEY = "io.jxl.sheets"
HOSTS = AllowedHosts(("*.atlassian.net", "localhost:8800"), allow_plain_http=True)
SECRET = "a-shared-secret-of-a-good-length-0001"


def body(**changed: Any) -> dict[str, Any]:
    found = {
        "key": KEY,
        "clientKey": "site-1",
        "sharedSecret": SECRET,
        "baseUrl": "https://acme.atlassian.net",
    }
    return {name: value for name, value in {**found, **changed}.items() if value is not ...}


def test_what_a_body_brings() -> None:
    details = parse_install(
        body(
            baseUrl="https://acme.atlassian.net/",
            displayUrl="https://issues.acme.example/",
            oauthClientId="o1",
            cloudId="c1",
            somethingNew={"x": [1]},
        ),
        KEY,
        HOSTS,
    )
    assert (details.client_key, details.shared_secret) == ("site-1", SECRET)
    assert (details.base_url, details.display_url) == (
        "https://acme.atlassian.net",
        "https://issues.acme.example",
    )
    assert (details.oauth_client_id, details.cloud_id) == ("o1", "c1")
    assert SECRET not in repr(details)


@pytest.mark.parametrize("value", [..., None, ""])
def test_what_may_be_missing(value: Any) -> None:
    details = parse_install(body(displayUrl=value, oauthClientId=value, cloudId=value), KEY, HOSTS)
    assert details.display_url == details.base_url
    assert (details.oauth_client_id, details.cloud_id) == (None, None)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"\xff{}",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 5_000,
    ],
)
def test_what_is_no_json_object_is_a_bad_request(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_body(raw)


def test_a_json_object_is_read() -> None:
    assert parse_body(b'{"clientKey":"a"}') == {"clientKey": "a"}


@pytest.mark.parametrize("value", [..., None, "", 7, True, [], {}, "a b", "a\nb", "é", "x" * 256])
def test_a_client_key_is_needed(value: Any) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_client_key(body(clientKey=value))
    assert set(caught.value.fields) == {"clientKey"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in ("key", "clientKey", "sharedSecret", "baseUrl")
        for value in (..., None, "", 7, True, ["x"], {"x": 1}, "line\nbreak", "x" * 2_000)
    ]
    + [
        (name, value)
        for name in ("displayUrl", "oauthClientId", "cloudId")
        for value in (7, True, ["x"], {"x": 1}, "line\nbreak", "x" * 2_000)
    ]
    + [("sharedSecret", "too-short")],
)
def test_members_of_the_wrong_type_or_size_are_named(name: str, value: Any) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_install(body(**{name: value}), KEY, HOSTS)
    assert set(caught.value.fields) == {name}
    assert SECRET not in caught.value.message


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(BadRequest) as caught:
        parse_install({}, KEY, HOSTS)
    assert set(caught.value.fields) == {"key", "clientKey", "sharedSecret", "baseUrl"}


def test_another_apps_installation_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        parse_install(body(key="com.example.other"), KEY, HOSTS)
    assert set(caught.value.fields) == {"key"}


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.atlassian.net",
        "https://evil.example",
        "https://atlassian.net.evil.example",
        "https://acme.atlassian.net.",
        "https://acme.atlassian.net@evil.example",
        "https://evil.example#.atlassian.net",
        "https://evil.example?.atlassian.net",
        "https://acme.atlassian.net:8443",
        "https://acme.atlassian.net:99999",
        "https://acme.atlassian.net;script-src",
        "https://acme.atlassian.net/;script-src",
        "https://acme.atlassian.net/,x",
        "https://acme.atlassian.net/'x'",
        "https://acme.atlassian.net/../x",
        "https://acme.atlassian.net//x",
        "https://[::1]",
        "https://localhost",
        "http://localhost:8801",
        "https://169.254.169.254",
        "ftp://acme.atlassian.net",
        "javascript:alert(1)",
        "acme.atlassian.net",
        "//acme.atlassian.net",
    ],
)
def test_sites_that_may_not_install(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_install(body(baseUrl=url), KEY, HOSTS)
    assert set(caught.value.fields) == {"baseUrl"}
    assert "JXL_ALLOWED_HOSTS" in caught.value.message


@pytest.mark.parametrize(
    "url", ["https://acme.atlassian.net/jira", "http://localhost:8800", "https://A.Atlassian.net"]
)
def test_sites_that_may_install(url: str) -> None:
    assert parse_install(body(baseUrl=url), KEY, HOSTS).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://issues.acme.example",
        "https://issues.acme.example; script-src *",
        "https://issues.acme.example;script-src",
        "https://issues.acme.example:0",
        "https://issues.acme.example:99999",
        "https://issues..example",
        "https://*.example",
        "https://*",
        "https://localhost",
        "https://10.0.0.1",
        "https://1.2.3.4.5",
        "https://user@issues.acme.example",
        "https://issues.acme.example?x",
        "data:text/html,x",
        "'self'",
    ],
)
def test_display_addresses_that_may_not_frame_us(url: str) -> None:
    with pytest.raises((ValidationError, BadRequest)) as caught:
        parse_install(body(displayUrl=url), KEY, HOSTS)
    assert set(caught.value.fields) == {"displayUrl"}


@pytest.mark.parametrize(
    "url",
    [
        "https://issues.acme.example",
        "https://issues.acme.example:8443",
        "https://acme.atlassian.net",
        "http://localhost:8800",
    ],
)
def test_display_addresses_that_may_frame_us(url: str) -> None:
    assert parse_install(body(displayUrl=url), KEY, HOSTS).display_url == url
