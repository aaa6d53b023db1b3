"""
The site's install keys: what ``installed`` and ``uninstalled`` are signed with, and the server apps ask for them.

Stands in for ``connect-install-keys.atlassian.com``: ``GET /keys/{kid}`` answers the PEM text itself.
"""

from __future__ import annotations

import uuid

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from jxl_sandbox.jira.platform.jwt import Claims, encode_rs256


class InstallKeys:
    """Key pairs by id. The newest signs; the older ones stay readable, as a new key always has a new id."""

    def __init__(self) -> None:
        self._public: dict[str, str] = {}
        self.rotate()

    def rotate(self) -> str:
        """Make a new key pair and sign with it from now on. Returns its id."""
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = str(uuid.uuid4())
        pem = self._private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self._public[self.kid] = pem.decode()
        return self.kid

    def find_pem(self, kid: str) -> str | None:
        return self._public.get(kid)

    def sign(self, claims: Claims) -> str:
        return encode_rs256(claims, self._private, self.kid)


def routes(keys: InstallKeys) -> list[Route]:
    async def public_key(request: Request) -> Response:
        pem = keys.find_pem(request.path_params["kid"])
        if pem is None:
            return PlainTextResponse("There is no key with this id.\n", 404)
        return PlainTextResponse(pem, headers={"Cache-Control": "public, max-age=3600"})

    return [Route("/keys/{kid}", public_key)]
