"""What the platform wing keeps beside the site's data: keys, tokens, faults, the request log. One object a server."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from jxl_sandbox.jira.model import AppInstallation, Site
from jxl_sandbox.jira.platform.faults import FaultRules
from jxl_sandbox.jira.platform.impersonation import ImpersonationTokens
from jxl_sandbox.jira.platform.keys import InstallKeys
from jxl_sandbox.jira.platform.limits import Limits
from jxl_sandbox.jira.platform.oauth import OAuthServer
from jxl_sandbox.jira.platform.requestlog import RequestLog


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """
    How a sandbox behaves.

    Attributes:
        latency_ms: Added to every ``/rest`` and token answer, concurrently.
        request_log_size: How many API requests are remembered.
        build: Makes the start state again, for ``POST /_sandbox/reset``; None: a reset answers 501.
    """

    latency_ms: float = 0
    request_log_size: int = 20_000
    build: Callable[[], Site] | None = None


@dataclass(frozen=True, slots=True)
class InstallReport:
    """How the last install of an app went, for the page of apps: a sentence, and what the app answered."""

    key: str
    is_installed: bool
    message: str
    deliveries: tuple[str, ...] = ()


class Sandbox:
    """
    A site with its platform.

    ``wall_clock`` (seconds) dates the tokens that pass between site and app, because the app lives in real time;
    the site's own clock, which tests move, rules everything else.
    """

    def __init__(self, site: Site, options: SandboxOptions) -> None:
        self.site = site
        self.options = options
        self.latency_ms = options.latency_ms
        self.keys = InstallKeys()
        self.impersonation = ImpersonationTokens()
        self.oauth = OAuthServer()
        self.limits = Limits()
        self.faults = FaultRules()
        self.log = RequestLog(options.request_log_size)
        self.install_reports: dict[str, InstallReport] = {}
        self.cookie_secret = secrets.token_bytes(32)
        self.wall_clock: Callable[[], float] = time.time

    def find_enabled_app(self, key: str) -> AppInstallation | None:
        app = self.site.apps.get(key)
        return app if app is not None and app.state == "enabled" else None


def get_sandbox(connection: HTTPConnection) -> Sandbox:
    """The sandbox that a request came to."""
    sandbox: Sandbox = connection.app.state.sandbox
    return sandbox
