"""
Webhooks that apps registered over REST, and those that could not be delivered; plain values.

Webhooks of a Connect descriptor are not here: they are read from the descriptor whenever something happens.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LIFE_MS = 30 * 86_400_000
FAILURE_LIFE_MS = 72 * 3_600_000


@dataclass(slots=True)
class DynamicWebhook:
    """
    One registration.

    ``app_id`` is a Connect app's key or an OAuth 2.0 app's client id; ``account_id`` is who registered it for an
    OAuth 2.0 app, None for a Connect app. ``field_ids`` and ``property_keys`` are None when nothing was said.
    """

    id: int
    app_id: str
    account_id: str | None
    url: str
    events: tuple[str, ...]
    jql_filter: str
    field_ids: tuple[str, ...] | None
    property_keys: tuple[str, ...] | None
    expires_ms: int


@dataclass(frozen=True, slots=True)
class FailedWebhook:
    """A delivery that was given up; ``body`` is None where it had none."""

    id: str
    app_id: str
    url: str
    body: str | None
    failed_ms: int


@dataclass(slots=True)
class WebhookBook:
    """All registrations and failures of a site."""

    dynamic: dict[int, DynamicWebhook] = field(default_factory=dict)
    failed: list[FailedWebhook] = field(default_factory=list)  # oldest first
    next_id: int = 10000

    def live(self, now_ms: int) -> list[DynamicWebhook]:
        """Get the registrations in force, by id; those past their time are forgotten."""
        for gone in [w.id for w in self.dynamic.values() if w.expires_ms <= now_ms]:
            del self.dynamic[gone]
        return list(self.dynamic.values())

    def of_caller(self, app_id: str, account_id: str | None, now_ms: int) -> list[DynamicWebhook]:
        """Get what one app, for OAuth 2.0 one person through an app, has registered."""
        return [w for w in self.live(now_ms) if (w.app_id, w.account_id) == (app_id, account_id)]

    def note_failure(self, failure: FailedWebhook) -> None:
        """Keep a failure, and forget those that are too old to be told."""
        self.failed = [f for f in self.failed if failure.failed_ms - f.failed_ms < FAILURE_LIFE_MS]
        self.failed.append(failure)

    def forget(self, app_id: str) -> None:
        """Forget everything of an app, as when it is uninstalled."""
        self.dynamic = {w.id: w for w in self.dynamic.values() if w.app_id != app_id}
        self.failed = [f for f in self.failed if f.app_id != app_id]
