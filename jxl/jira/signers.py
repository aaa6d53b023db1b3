"""
Ways of proving to Jira on whose behalf a call is made; one class each.

The client asks a signer for an ``Authorization`` header a call and knows nothing else of it. OAuth 2.0 grants
and Forge's tokens become further classes here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from jxl.connect.jwt import encode_hs256, query_string_hash
from jxl.jira.clock import Clock

if TYPE_CHECKING:
    from jxl.connect.models import Installation
    from jxl.jira.tokens import TokenSource

_APP_TOKEN_S = 180


class Signer(Protocol):
    """What the client needs of a way of signing. Used by several threads at once."""

    def authorization(self, method: str, target: str) -> str:
        """
        Build the ``Authorization`` header of one request.

        Args:
            target: Path and query relative to the base URL, exactly as they are sent.

        Raises:
            JiraError: There is no way to sign, e.g. Jira gives no token for this person.
        """

    def renew(self, rejected: str) -> bool:
        """
        Take note that Jira answered 401.

        Args:
            rejected: The header that Jira did not accept.

        Returns:
            Whether a new header may fare better.
        """


class AppJWT:
    """The app as itself: a JWT for each request, signed with the installation's shared secret."""

    def __init__(self, installation: Installation, addon_key: str, clock: Clock | None = None) -> None:
        self._installation = installation
        self._addon_key = addon_key
        self._clock = clock or Clock()

    def authorization(self, method: str, target: str) -> str:
        issued_at = int(self._clock.now())
        claims = {
            "iss": self._addon_key,
            "aud": [self._installation.client_key],
            "iat": issued_at,
            "exp": issued_at + _APP_TOKEN_S,
            "qsh": query_string_hash(method, target),
        }
        return "JWT " + encode_hs256(claims, self._installation.shared_secret)

    def renew(self, rejected: str) -> bool:  # noqa: ARG002 - part of the protocol
        """Each header is new already: a 401 means that Jira does not know the secret."""
        return False


class ImpersonatedUser:
    """A person, through a bearer token that Jira gave for them. Never falls back to the app's own identity."""

    def __init__(self, installation: Installation, account_id: str, token_source: TokenSource) -> None:
        if not account_id:
            raise ValueError("impersonation needs an account id")
        self._installation = installation
        self._account_id = account_id
        self._token_source = token_source

    def authorization(self, method: str, target: str) -> str:  # noqa: ARG002 - part of the protocol
        return "Bearer " + self._token_source.token(self._installation, self._account_id)

    def renew(self, rejected: str) -> bool:
        self._token_source.discard(self._installation, self._account_id, rejected.removeprefix("Bearer "))
        return True
