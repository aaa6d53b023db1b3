"""
Settings: read once from the environment (``JXL_*``) into a frozen object, checked at start.

Owns names, defaults and the rule for allowed hosts. Nothing else in jxl reads the environment.
A blank or unsafe setting refuses to start in production and says which one it is and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

DEFAULT_ALLOWED_HOSTS = ("*.atlassian.net", "*.jira.com")
DEFAULT_INSTALL_KEYS_URL = "https://connect-install-keys.atlassian.com"
DEFAULT_IMPERSONATION_URL = "https://oauth-2-authorization-server.services.atlassian.com"
DEFAULT_ALL_JS_URL = "https://connect-cdn.atl-paas.net/all.js"
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

_ADDON_KEY = re.compile(r"^[a-zA-Z0-9._-]{1,80}$")
_HOST_ENTRY = re.compile(r"^(?P<host>[a-z0-9.*-]+|\[[0-9a-f:]+\])(?::(?P<port>[0-9]{1,5}))?$")


class SettingsError(Exception):
    """
    Settings that jxl refuses to start with.

    Attributes:
        problems: One sentence a setting, each naming the variable and what to do.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """
    Which Jira sites may install this app and be called by it.

    Args:
        entries: ``host-glob[:port]``, lower case. An entry without a port means the scheme's own port.
        allow_plain_http: Whether ``http`` is possible at all (development); even then only for a listed loopback host.
    """

    entries: tuple[str, ...]
    allow_plain_http: bool = False

    def allows(self, url: str) -> bool:
        """Tell whether a base URL is https (or permitted http) on an allowed host, with nothing after its path."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        host = (parts.hostname or "").lower()
        if (
            not host
            or "@" in parts.netloc
            or parts.query
            or parts.fragment
            or any(c in url for c in "\\ \t\r\n")
        ):
            return False
        is_plain = parts.scheme == "http"
        if parts.scheme != "https" and not (is_plain and self.allow_plain_http and host in LOOPBACK_HOSTS):
            return False
        default_port = 80 if is_plain else 443
        return any(
            self._entry_allows(entry, host, port or default_port, default_port) for entry in self.entries
        )

    @staticmethod
    def _entry_allows(entry: str, host: str, port: int, default_port: int) -> bool:
        match = _HOST_ENTRY.match(entry)
        if match is None:
            return False
        glob = match["host"].strip("[]")
        if host in LOOPBACK_HOSTS and glob != host:
            return False  # loopback is never implied by a glob, it must be listed
        return fnmatchcase(host, glob) and port == int(match["port"] or default_port)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    All settings of one process. Build it with :meth:`from_env`; tests build it directly.

    ``secret_keys`` are Fernet keys, the newest first: the first encrypts, all decrypt.
    """

    env: Literal["development", "production"] = "production"
    base_url: str = ""
    addon_key: str = "io.jxl.sheets"
    database_url: str = ""
    redis_url: str = ""
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    install_keys_url: str = DEFAULT_INSTALL_KEYS_URL
    impersonation_url: str = DEFAULT_IMPERSONATION_URL
    all_js_url: str = DEFAULT_ALL_JS_URL
    allowed_hosts: tuple[str, ...] = DEFAULT_ALLOWED_HOSTS
    oauth_client_id: str = ""
    oauth_client_secret: str = field(default="", repr=False)
    log_level: str = "INFO"
    jira_concurrency: int = 8
    jira_timeout_s: float = 20.0
    instance_path: str = "instance"

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def hosts(self) -> AllowedHosts:
        return AllowedHosts(self.allowed_hosts, allow_plain_http=not self.is_production)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read settings from a mapping such as ``os.environ`` and check them.

        Raises:
            SettingsError: One or more settings are missing, malformed or unsafe; all are named at once.
        """
        problems: list[str] = []
        known = {f"JXL_{f.name.upper()}": f.name for f in fields(cls)}
        for name in sorted(environ):
            if name.startswith("JXL_") and name not in known:
                problems.append(f"{name} is not a setting of jxl. Correct the name or remove it.")

        def text(name: str, default: str = "") -> str:
            """A setting that is set but blank is an accident, unless blank is its default and has a meaning."""
            value = environ.get(name)
            if value is None:
                return default
            if not value.strip() and default:
                problems.append(f"{name} is set but blank. Give it a value or remove it.")
                return default
            return value.strip()

        env = text("JXL_ENV", "production")
        if env not in ("development", "production"):
            problems.append(f"JXL_ENV is {env!r}. Set it to development or production.")
            env = "production"
        instance_path = text("JXL_INSTANCE_PATH", "instance")
        base_url = text("JXL_BASE_URL").rstrip("/")
        settings = cls(
            env="development" if env == "development" else "production",
            base_url=base_url,
            addon_key=text("JXL_ADDON_KEY", "io.jxl.sheets"),
            database_url=text("JXL_DATABASE_URL") or default_database_url(instance_path),
            redis_url=text("JXL_REDIS_URL"),
            secret_keys=tuple(k for k in re.split(r"[\s,]+", text("JXL_SECRET_KEYS")) if k),
            install_keys_url=text("JXL_INSTALL_KEYS_URL", DEFAULT_INSTALL_KEYS_URL).rstrip("/"),
            impersonation_url=text("JXL_IMPERSONATION_URL", DEFAULT_IMPERSONATION_URL).rstrip("/"),
            all_js_url=text("JXL_ALL_JS_URL", DEFAULT_ALL_JS_URL),
            allowed_hosts=tuple(
                h.lower()
                for h in re.split(r"[\s,]+", text("JXL_ALLOWED_HOSTS", ",".join(DEFAULT_ALLOWED_HOSTS)))
                if h
            ),
            oauth_client_id=text("JXL_OAUTH_CLIENT_ID"),
            oauth_client_secret=text("JXL_OAUTH_CLIENT_SECRET"),
            log_level=text("JXL_LOG_LEVEL", "INFO").upper(),
            jira_concurrency=_whole_number(
                text("JXL_JIRA_CONCURRENCY", "8"), "JXL_JIRA_CONCURRENCY", 1, 32, problems
            ),
            jira_timeout_s=float(
                _whole_number(text("JXL_JIRA_TIMEOUT_S", "20"), "JXL_JIRA_TIMEOUT_S", 1, 120, problems)
            ),
            instance_path=instance_path,
        )
        problems += settings.problems()
        if problems:
            raise SettingsError(problems)
        return settings

    def problems(self) -> list[str]:
        """Say what is wrong with these settings, one sentence each; empty when they are fit to start with."""
        found: list[str] = []
        found += self._base_url_problems()
        if not _ADDON_KEY.match(self.addon_key):
            found.append(
                "JXL_ADDON_KEY may hold only letters, digits, dots, dashes and underscores, at most 80."
            )
        found += self._secret_problems()
        found += self._endpoint_problems()
        found += self._host_problems()
        if self.log_level not in LOG_LEVELS:
            found.append(f"JXL_LOG_LEVEL is {self.log_level!r}. Set it to one of {', '.join(LOG_LEVELS)}.")
        if self.is_production and self.log_level == "DEBUG":
            found.append("JXL_LOG_LEVEL=DEBUG is not allowed in production. Set it to INFO.")
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            found.append("JXL_REDIS_URL must start with redis://, rediss:// or unix://, or be left out.")
        if bool(self.oauth_client_id) != bool(self.oauth_client_secret):
            found.append("Set both JXL_OAUTH_CLIENT_ID and JXL_OAUTH_CLIENT_SECRET, or neither.")
        return found

    def _base_url_problems(self) -> list[str]:
        if not self.base_url:
            return ["JXL_BASE_URL is not set. Set it to the address at which Jira reaches jxl, https://…"]
        parts = urlsplit(self.base_url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
            or parts.username
        ):
            return [
                f"JXL_BASE_URL is not an address: {self.base_url!r}. Give it like https://jxl.example.com."
            ]
        if len(self.base_url) > 200:
            return ["JXL_BASE_URL is longer than the 200 characters that Jira allows."]
        if parts.scheme == "http" and (self.is_production or parts.hostname not in LOOPBACK_HOSTS):
            return [
                "JXL_BASE_URL must start with https://; http is for a loopback address in development only."
            ]
        return []

    def _secret_problems(self) -> list[str]:
        if not self.secret_keys:
            return [
                "JXL_SECRET_KEYS is not set. Make a key with `jxl secrets generate`, set it, and keep a copy "
                "in a safe place: without it the installations in the database cannot be read."
            ]
        found = []
        for number, key in enumerate(self.secret_keys, 1):
            try:
                Fernet(key)
            except ValueError:
                found.append(
                    f"JXL_SECRET_KEYS: key {number} is not a Fernet key. Make one with `jxl secrets generate`."
                )
        return found

    def _endpoint_problems(self) -> list[str]:
        found = []
        for name, url in (
            ("JXL_INSTALL_KEYS_URL", self.install_keys_url),
            ("JXL_IMPERSONATION_URL", self.impersonation_url),
            ("JXL_ALL_JS_URL", self.all_js_url),
        ):
            parts = urlsplit(url)
            is_dev_loopback = (
                not self.is_production and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
            )
            if not parts.hostname or not (parts.scheme == "https" or is_dev_loopback):
                found.append(f"{name} must be an https:// address, not {url!r}.")
        return found

    def _host_problems(self) -> list[str]:
        if not self.allowed_hosts:
            return [
                "JXL_ALLOWED_HOSTS is blank: no Jira site could install jxl. List hosts or remove the setting."
            ]
        found = []
        for entry in self.allowed_hosts:
            match = _HOST_ENTRY.match(entry)
            if match is None:
                found.append(f"JXL_ALLOWED_HOSTS: {entry!r} is not of the form host-glob[:port].")
            elif self.is_production and match["host"].strip("[]") in LOOPBACK_HOSTS:
                found.append(f"JXL_ALLOWED_HOSTS: {entry!r} is a loopback host. Remove it in production.")
            elif (self.is_production and match["host"].rsplit(".", 2)[-2:][0] in ("*", "")) or match[
                "host"
            ] == "*":
                found.append(
                    f"JXL_ALLOWED_HOSTS: {entry!r} allows far too much. Name the domain, e.g. *.atlassian.net."
                )
        return found


def default_database_url(instance_path: str) -> str:
    """SQLite in the instance folder, as an absolute path so that every process opens the same file."""
    return f"sqlite:///{(Path(instance_path).absolute() / 'jxl.db').as_posix()}"


def _whole_number(text: str, name: str, low: int, high: int, problems: list[str]) -> int:
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        problems.append(f"{name} must be a whole number from {low} to {high}.")
        return low
    return number
