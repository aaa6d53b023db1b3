"""Settings: read once, frozen, checked; production refuses unsafe ones by name."""

from __future__ import annotations

import dataclasses

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from jxl.config import AllowedHosts, Settings, SettingsError

KEY = Fernet.generate_key().decode()
GOOD = {"JXL_BASE_URL": "https://jxl.example.com", "JXL_SECRET_KEYS": KEY}


def problems(**changes: str | None) -> str:
    environ = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environ)
    return "\n".join(caught.value.problems)


def test_defaults_are_those_of_production() -> None:
    settings = Settings.from_env(GOOD)
    assert settings.is_production
    assert settings.allowed_hosts == ("*.atlassian.net", "*.jira.com")
    assert settings.install_keys_url == "https://connect-install-keys.atlassian.com"
    assert settings.impersonation_url == "https://oauth-2-authorization-server.services.atlassian.com"
    assert settings.database_url.startswith("sqlite:////")
    assert settings.redis_url == ""


def test_settings_are_frozen_and_do_not_show_secrets() -> None:
    settings = Settings.from_env(
        {**GOOD, "JXL_OAUTH_CLIENT_ID": "id", "JXL_OAUTH_CLIENT_SECRET": "s3cret-value"}
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.base_url = "https://evil.example"  # type: ignore[misc]
    assert KEY not in repr(settings)
    assert "s3cret-value" not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"JXL_BASE_URL": None}, "JXL_BASE_URL is not set"),
        ({"JXL_BASE_URL": ""}, "JXL_BASE_URL is not set"),
        ({"JXL_BASE_URL": "http://jxl.example.com"}, "JXL_BASE_URL must start with https://"),
        ({"JXL_BASE_URL": "https://x.example/?a=1"}, "JXL_BASE_URL is not an address"),
        ({"JXL_SECRET_KEYS": None}, "JXL_SECRET_KEYS is not set"),
        ({"JXL_SECRET_KEYS": "  "}, "JXL_SECRET_KEYS is not set"),
        ({"JXL_SECRET_KEYS": f"{KEY},short"}, "JXL_SECRET_KEYS: key 2 is not a Fernet key"),
        ({"JXL_ENV": ""}, "JXL_ENV is set but blank"),
        ({"JXL_ENV": "prod"}, "JXL_ENV is 'prod'"),
        ({"JXL_ADDON_KEY": "a key"}, "JXL_ADDON_KEY may hold only"),
        ({"JXL_ALLOWED_HOSTS": ""}, "JXL_ALLOWED_HOSTS is set but blank"),
        ({"JXL_ALLOWED_HOSTS": ","}, "JXL_ALLOWED_HOSTS is blank"),
        ({"JXL_ALLOWED_HOSTS": "localhost:8800"}, "is a loopback host"),
        ({"JXL_ALLOWED_HOSTS": "*"}, "allows far too much"),
        ({"JXL_ALLOWED_HOSTS": "*.com"}, "allows far too much"),
        ({"JXL_ALLOWED_HOSTS": "https://acme.atlassian.net"}, "is not of the form host-glob[:port]"),
        ({"JXL_INSTALL_KEYS_URL": ""}, "JXL_INSTALL_KEYS_URL is set but blank"),
        ({"JXL_INSTALL_KEYS_URL": "http://localhost:1/keys"}, "JXL_INSTALL_KEYS_URL must be an https://"),
        ({"JXL_IMPERSONATION_URL": "ftp://x"}, "JXL_IMPERSONATION_URL must be an https://"),
        ({"JXL_ALL_JS_URL": "//cdn/all.js"}, "JXL_ALL_JS_URL must be an https://"),
        ({"JXL_LOG_LEVEL": "DEBUG"}, "JXL_LOG_LEVEL=DEBUG is not allowed in production"),
        ({"JXL_LOG_LEVEL": "loud"}, "JXL_LOG_LEVEL is 'LOUD'"),
        ({"JXL_REDIS_URL": "localhost:6379"}, "JXL_REDIS_URL must start with redis://"),
        ({"JXL_OAUTH_CLIENT_ID": "x"}, "Set both JXL_OAUTH_CLIENT_ID and JXL_OAUTH_CLIENT_SECRET"),
        ({"JXL_JIRA_CONCURRENCY": "many"}, "JXL_JIRA_CONCURRENCY must be a whole number from 1 to 32"),
        ({"JXL_JIRA_TIMEOUT_S": "0"}, "JXL_JIRA_TIMEOUT_S must be a whole number from 1 to 120"),
        ({"JXL_SECRET_KEY": "x"}, "JXL_SECRET_KEY is not a setting of jxl"),
    ],
)
def test_bad_settings_are_named(changes: dict[str, str | None], named: str) -> None:
    assert named in problems(**changes)


def test_all_problems_are_named_at_once() -> None:
    text = problems(JXL_BASE_URL=None, JXL_SECRET_KEYS=None, JXL_LOG_LEVEL="DEBUG")
    assert all(name in text for name in ("JXL_BASE_URL", "JXL_SECRET_KEYS", "JXL_LOG_LEVEL"))


def test_development_allows_loopback() -> None:
    settings = Settings.from_env(
        {
            **GOOD,
            "JXL_ENV": "development",
            "JXL_BASE_URL": "http://127.0.0.1:8801",
            "JXL_ALLOWED_HOSTS": "localhost:8800",
            "JXL_INSTALL_KEYS_URL": "http://localhost:8800/keys",
        }
    )
    assert settings.hosts.allows("http://localhost:8800")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://acme.atlassian.net", True),
        ("https://ACME.atlassian.net/", True),
        ("https://acme.atlassian.net:443", True),
        ("https://acme.jira.com", True),
        ("http://acme.atlassian.net", False),
        ("https://acme.atlassian.net:8443", False),
        ("https://atlassian.net", False),
        ("https://acme.atlassian.net.evil.example", False),
        ("https://evil.example/.atlassian.net", False),
        ("https://evil.example#.atlassian.net", False),
        ("https://evil.example?x=.atlassian.net", False),
        ("https://acme.atlassian.net@evil.example", False),
        ("https://user:pw@acme.atlassian.net", False),
        ("https://evil.example\\.atlassian.net", False),
        ("https://localhost", False),
        ("http://localhost:8800", False),
        ("https://127.0.0.1", False),
        ("https://[::1]", False),
        ("https://acme.atlassian.net:port", False),
        ("file:///etc/passwd", False),
        ("acme.atlassian.net", False),
        ("", False),
    ],
)
def test_default_allowed_hosts(url: str, allowed: bool) -> None:
    assert AllowedHosts(("*.atlassian.net", "*.jira.com"), allow_plain_http=True).allows(url) is allowed


@pytest.mark.parametrize(
    ("url", "plain", "allowed"),
    [
        ("http://localhost:8800", True, True),
        ("http://localhost:8800", False, False),
        ("http://localhost:8801", True, False),
        ("http://127.0.0.1:8800", True, False),
        ("http://jira.test:8800", True, False),
        ("https://jira.test:8800", True, True),
    ],
)
def test_plain_http_only_for_a_listed_loopback_host(url: str, plain: bool, allowed: bool) -> None:
    hosts = AllowedHosts(("localhost:8800", "jira.test:8800"), allow_plain_http=plain)
    assert hosts.allows(url) is allowed


def test_loopback_is_never_implied_by_a_glob() -> None:
    assert not AllowedHosts(("*:8800", "*host:8800"), allow_plain_http=True).allows("http://localhost:8800")


@given(st.text())
def test_any_text_is_judged_without_a_crash(url: str) -> None:
    assert AllowedHosts(("*.atlassian.net",)).allows(url) in (True, False)
