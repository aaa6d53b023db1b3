"""
Installing, enabling, disabling and uninstalling Connect apps, with the callbacks that tell the app.

``installed`` and ``uninstalled`` are signed with the site's install key (RS256), ``enabled`` and ``disabled`` with
the shared secret (HS256). ``installed`` must be answered 200 or 204, else nothing is changed; the others are told
and not waited for to be right. Source: Atlassian Connect, "App lifecycle"; signed-install.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from jxl_sandbox.jira.model import AppInstallation, PermissionDefinition, Site, User
from jxl_sandbox.jira.platform.descriptor import find_problems, is_reachable_url, module_list
from jxl_sandbox.jira.platform.jwt import query_string_hash
from jxl_sandbox.jira.platform.state import InstallReport, Sandbox
from jxl_sandbox.jira.platform.tokens import server_token

CALLBACK_TIMEOUT_S = 20.0
TOKEN_LIFETIME_S = 180
MAX_DESCRIPTOR_BYTES = 1_000_000


class InstallFailed(Exception):
    """An app that could not be installed; ``problems`` are sentences, ``status`` what the app answered."""

    def __init__(self, problems: list[str], status: int | None = None) -> None:
        self.problems = problems
        self.status = status
        super().__init__(" ".join(problems))


class UnknownApp(Exception):
    """No app with this key is installed."""

    def __init__(self, key: str) -> None:
        super().__init__(f"No app with the key {key} is installed on this site.")


@dataclass(slots=True)
class AppManager:
    """
    The apps of one site.

    Args:
        transport: Where callbacks go; None is the network.
    """

    sandbox: Sandbox
    transport: httpx.AsyncBaseTransport | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def install(self, descriptor_url: str, by: User | None) -> AppInstallation:
        """
        Install an app, or install it anew with a new secret.

        Raises:
            InstallFailed: No descriptor, a descriptor that cannot be installed, or an app that did not accept.
        """
        async with self._one_at_a_time:
            descriptor = await self._fetch_descriptor(descriptor_url)
            problems = find_problems(descriptor)
            if problems:
                raise InstallFailed(problems)
            app = self._build_installation(descriptor, descriptor_url)
            site = self.sandbox.site
            try:
                answer = await self._tell(app, "installed", by)
                if answer not in (200, 204):
                    raise InstallFailed(
                        [
                            f"The app host returned HTTP response code {answer} when it was told of the install."
                        ],
                        answer,
                    )
            except InstallFailed as exc:
                self.sandbox.install_reports[app.key] = InstallReport(app.key, False, str(exc))
                raise
            site.users[app.user.account_id] = app.user
            site.apps[app.key] = app
            self.sandbox.impersonation.revoke(app.key)
            self._enable(app)
            delivery = await self._notify(app, "enabled", by)
            self.sandbox.install_reports[app.key] = InstallReport(
                app.key, True, "Installed.", (f"installed: {answer}", delivery)
            )
            return app

    async def enable(self, key: str, by: User | None) -> AppInstallation:
        async with self._one_at_a_time:
            app = self._get(key)
            if app.state != "enabled":
                self._enable(app)
                await self._report(app, "Enabled.", await self._notify(app, "enabled", by))
            return app

    async def disable(self, key: str, by: User | None) -> AppInstallation:
        async with self._one_at_a_time:
            app = self._get(key)
            if app.state != "disabled":
                self._disable(app, "disabled")
                await self._report(app, "Disabled.", await self._notify(app, "disabled", by))
            return app

    async def uninstall(self, key: str, by: User | None) -> AppInstallation:
        """Uninstall. ``disabled`` and ``uninstalled`` are sent at the same time, as their order is not promised."""
        async with self._one_at_a_time:
            app = self._get(key)
            was_enabled = app.state == "enabled"
            self._disable(app, "uninstalled")
            self.sandbox.site.webhooks.forget(app.key)
            app.user.active = False
            events = ["uninstalled", *(["disabled"] if was_enabled else [])]
            deliveries = await asyncio.gather(*(self._notify(app, event, by) for event in events))
            await self._report(app, "Uninstalled.", *deliveries)
            return app

    def _get(self, key: str) -> AppInstallation:
        app = self.sandbox.site.apps.get(key)
        if app is None or app.state == "uninstalled":
            raise UnknownApp(key)
        return app

    async def _report(self, app: AppInstallation, message: str, *deliveries: str) -> None:
        self.sandbox.install_reports[app.key] = InstallReport(
            app.key, app.state != "uninstalled", message, deliveries
        )

    async def _fetch_descriptor(self, url: str) -> Any:
        if not is_reachable_url(url):
            raise InstallFailed(["The address of the descriptor must be https, or http on this machine."])
        try:
            async with self._client() as client:
                answer = await client.get(url, headers={"Accept": "application/json"})
        except httpx.HTTPError as exc:
            raise InstallFailed([f"{url} does not answer ({type(exc).__name__})."]) from exc
        if answer.status_code != 200:
            raise InstallFailed(
                [f"{url} answered {answer.status_code}, not a descriptor."], answer.status_code
            )
        if len(answer.content) > MAX_DESCRIPTOR_BYTES:
            raise InstallFailed([f"What {url} answers is too long for a descriptor."])
        try:
            return json.loads(answer.content)
        except ValueError as exc:
            raise InstallFailed([f"What {url} answers is not JSON."]) from exc

    def _build_installation(self, descriptor: dict[str, Any], descriptor_url: str) -> AppInstallation:
        key = descriptor["key"]
        before = self.sandbox.site.apps.get(key)
        user = before.user if before is not None else _make_app_user(key, descriptor.get("name", key))
        return AppInstallation(
            key=key,
            base_url=descriptor["baseUrl"].rstrip("/"),
            descriptor_url=descriptor_url,
            descriptor=descriptor,
            shared_secret=secrets.token_urlsafe(48),
            oauth_client_id=before.oauth_client_id if before is not None else secrets.token_urlsafe(24),
            user=user,
            scopes=frozenset(scope.upper() for scope in descriptor.get("scopes", [])),
            installed_at=datetime.now(UTC),
        )

    def _enable(self, app: AppInstallation) -> None:
        site = self.sandbox.site
        app.state = "enabled"
        app.user.active = True
        register_permissions(site, app)
        site.config_version += 1

    def _disable(self, app: AppInstallation, state: Any) -> None:
        site = self.sandbox.site
        app.state = state
        self.sandbox.impersonation.revoke(app.key)
        for key in [k for k, d in site.permissions.items() if d.app_key == app.key]:
            del site.permissions[key]
        site.config_version += 1

    async def _notify(self, app: AppInstallation, event: str, by: User | None) -> str:
        """Send a callback whose answer changes nothing; returns what to show about it."""
        try:
            answer = await self._tell(app, event, by)
        except InstallFailed as exc:
            return f"{event}: {exc}"
        return f"{event}: {answer if answer is not None else 'not asked for'}"

    async def _tell(self, app: AppInstallation, event: str, by: User | None) -> int | None:
        """
        Send a lifecycle callback.

        Returns:
            The status that the app answered; None when the descriptor asks for no such callback.

        Raises:
            InstallFailed: The app did not answer.
        """
        path = app.descriptor.get("lifecycle", {}).get(event)
        if path is None:
            return None
        token = self._lifecycle_token(app, event, path, by)
        try:
            async with self._client() as client:
                answer = await client.post(
                    app.base_url + path,
                    json=self._lifecycle_body(app, event, by),
                    headers={"Authorization": f"JWT {token}"},
                )
        except httpx.HTTPError as exc:
            raise InstallFailed([f"{app.base_url}{path} does not answer ({type(exc).__name__})."]) from exc
        return answer.status_code

    def _lifecycle_token(self, app: AppInstallation, event: str, path: str, by: User | None) -> str:
        site, now_s = self.sandbox.site, self.sandbox.wall_clock()
        if event not in ("installed", "uninstalled"):
            return server_token(site, app, "POST", path, now_s)
        claims = {
            "iss": site.client_key,
            "aud": [app.base_url],
            "iat": int(now_s),
            "exp": int(now_s) + TOKEN_LIFETIME_S,
            "qsh": query_string_hash("POST", path),
            # RS256 is deterministic: without it two installs in one second would carry the same token.
            "jti": secrets.token_hex(8),
        }
        if by is not None:
            claims["sub"] = by.account_id
        return self.sandbox.keys.sign(claims)

    def _lifecycle_body(self, app: AppInstallation, event: str, by: User | None) -> dict[str, Any]:
        site = self.sandbox.site
        body = {
            "key": app.key,
            "clientKey": site.client_key,
            "oauthClientId": app.oauth_client_id,
            "baseUrl": site.base_url,
            "displayUrl": site.base_url,
            "displayUrlServicedeskHelpCenter": site.base_url,
            "productType": "jira",
            "description": f"Atlassian Jira at {site.base_url}",
            "cloudId": site.cloud_id,
            "eventType": event,
        }
        if by is not None:
            body["accountId"] = by.account_id
        if event == "installed":
            body["sharedSecret"] = app.shared_secret
        return body

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self.transport, timeout=CALLBACK_TIMEOUT_S, trust_env=False)


def register_permissions(site: Site, app: AppInstallation) -> None:
    """Make the app's permission keys known, and grant its global ones as it asks, on the first install only."""
    modules = app.descriptor.get("modules", {})
    is_first = app.key not in site.first_installs
    site.first_installs.add(app.key)
    for kind, scope in (("jiraGlobalPermissions", "GLOBAL"), ("jiraProjectPermissions", "PROJECT")):
        for module in module_list(modules.get(kind, [])):
            key = f"{app.key}__{module['key']}"
            site.permissions[key] = PermissionDefinition(
                key=key,
                name=module["name"]["value"],
                description=module["description"]["value"],
                type="GLOBAL" if scope == "GLOBAL" else "PROJECT",
                app_key=app.key,
            )
            if scope == "GLOBAL" and is_first:
                _grant_defaults(site, key, module)


def _grant_defaults(site: Site, key: str, module: dict[str, Any]) -> None:
    holders = site.global_grants.setdefault(key, [])
    for name in (str(grant).lower() for grant in module.get("defaultGrants", [])):
        if name == "all":
            # Jira's schema says that anonymousAllowed is true unless the app says otherwise.
            holders.append(
                ("anyone", None) if module.get("anonymousAllowed", True) else ("applicationRole", None)
            )
        elif name == "jira-administrators":
            holders.extend(h for h in site.global_grants.get("ADMINISTER", []) if h not in holders)


def _make_app_user(key: str, name: str) -> User:
    return User(
        account_id=f"557058:{uuid.uuid4()}",
        display_name=name,
        email=f"{key}@connect.atlassian.com",
        api_token="",
        account_type="app",
        avatar_color="#5E4DB2",
    )
