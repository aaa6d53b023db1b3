"""Where clients come from: one place that knows the site, the actor and the limits of this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jxl.config import Settings
from jxl.errors import JiraUnavailable
from jxl.jira.client import JiraClient
from jxl.jira.clock import Clock
from jxl.jira.concurrency import Gates
from jxl.jira.signers import AppJWT, ImpersonatedUser, Signer
from jxl.jira.tokens import TokenSource
from jxl.jira.transport import Limits, Transport

if TYPE_CHECKING:
    from jxl.connect.models import Installation

CALLS_PER_INSTALLATION = 16


class JiraAccess:
    """
    Makes clients. One a process; it opens nothing until a client calls.

    Args:
        calls_per_installation: Calls that may be under way to one site at the same time, in this process.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        calls_per_installation: int = CALLS_PER_INSTALLATION,
    ) -> None:
        self._hosts = settings.hosts
        self._addon_key = settings.addon_key
        self._clock = clock or Clock()
        # A whole answer ends within 30 s by default: a save's last write, waiting for its turn included (20 s), is then
        # over before the lease of 60 s that it was begun under.
        limits = Limits(read_s=settings.jira_timeout_s, total_s=1.5 * settings.jira_timeout_s)
        self._transport = Transport(limits, self._clock)
        self._gates = Gates(calls_per_installation, patience_s=settings.jira_timeout_s)
        self._tokens = TokenSource(settings.impersonation_url, self._transport)

    def as_user(self, installation: Installation, account_id: str) -> JiraClient:
        """
        Make a client that acts as a person.

        Raises:
            JiraUnavailable: The site's address is not among the hosts that this server may call.
        """
        return self._client(installation, ImpersonatedUser(installation, account_id, self._tokens))

    def as_app(self, installation: Installation) -> JiraClient:
        """Make a client that acts as the app itself; for the app's own data only. Raises as :meth:`as_user`."""
        return self._client(installation, AppJWT(installation, self._addon_key, self._clock))

    def close(self) -> None:
        """Close idle connections."""
        self._transport.close()

    def _client(self, installation: Installation, signer: Signer) -> JiraClient:
        if not self._hosts.allows(installation.base_url):
            raise JiraUnavailable(
                "This server is not allowed to call this Jira site. Its operator can add the site's host to "
                "JXL_ALLOWED_HOSTS."
            )
        return JiraClient(
            installation.base_url, signer, self._transport, gate=self._gates.gate(installation.client_key)
        )
