"""
The identities that guards hand to views: an installation, and who calls in its name.

Values only; where they live is ``store.py``, how they are proven is ``auth.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from jxl.errors import MissingToken

State = Literal["installed", "enabled", "disabled", "uninstalled"]

#: Forge-registered apps get no ``enabled`` event, so ``installed`` already counts as in use.
ACTIVE_STATES: tuple[State, ...] = ("installed", "enabled")


@dataclass(frozen=True, slots=True)
class Installation:
    """
    One app installed on one site.

    ``client_key`` is the identity and safe to log; ``shared_secret`` is neither. ``base_url`` is where REST is
    called and can change; ``display_url`` is what people see. ``version`` grows by one with every change of the
    row, so that (``client_key``, ``id``, ``version``) names this very content.
    """

    id: int
    client_key: str
    shared_secret: str = field(repr=False)
    oauth_client_id: str | None
    base_url: str
    display_url: str
    cloud_id: str | None
    state: State
    version: int

    @property
    def is_active(self) -> bool:
        """Whether people may use the app: neither disabled nor uninstalled."""
        return self.state in ACTIVE_STATES


@dataclass(frozen=True, slots=True)
class Caller:
    """
    The verified identity of a request.

    ``account_id`` is never None under ``@page_token`` and ``@context_token`` and always None under
    ``@server_token``: Jira speaks there, not a person.
    """

    installation: Installation
    account_id: str | None
    token: Literal["page", "context", "server"]
    expires_at: datetime

    @property
    def person(self) -> str:
        """The account id, where a guard promises one."""
        if self.account_id is None:
            raise MissingToken("the token names no person")
        return self.account_id

    @property
    def log_name(self) -> str:
        """What stands for this caller in logs: the client key, never the person."""
        return self.installation.client_key


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """
    What a verified install token proves. The token does not cover the body: see ``lifecycle.py``.

    Attributes:
        client_key: The issuer; the body must name the same.
        issued_at: ``iat`` of the token.
        expires_at: ``exp`` of the token.
        token_hash: SHA-256 of the token, hex: what is remembered against replays.
    """

    client_key: str
    issued_at: datetime
    expires_at: datetime
    token_hash: str


@dataclass(frozen=True, slots=True)
class InstallDetails:
    """What an ``installed`` body says, checked: addresses are normal, of allowed hosts and without a trailing slash."""

    client_key: str
    shared_secret: str = field(repr=False)
    base_url: str
    display_url: str
    oauth_client_id: str | None = None
    cloud_id: str | None = None
