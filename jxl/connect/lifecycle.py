"""
The app's life on a site: installed, enabled, disabled, uninstalled.

``installed`` brings the shared secret and is the one place where trust begins, so it is signed with Atlassian's own
key; ``uninstalled`` is too. The other two are signed with the secret. Every event may come twice, and the order of
``disabled`` and ``uninstalled`` is not promised: handlers end in the same state either way.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from flask import Blueprint, Flask, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from jxl.connect.auth import server_token, services, signed_install
from jxl.connect.bodies import parse_body, parse_client_key, parse_install
from jxl.connect.changes import record_change
from jxl.connect.models import Caller, SignedEvent
from jxl.connect.signals import installation_installed, installation_uninstalled
from jxl.errors import BadRequest, InvalidToken

#: Real bodies have about 1,000 bytes.
MAX_BODY_BYTES = 65_536

Answer = tuple[str, int]
NO_CONTENT: Answer = ("", 204)

blueprint = Blueprint("lifecycle", __name__, url_prefix="/connect")
logger = logging.getLogger("jxl.connect")


@blueprint.post("/installed")
@signed_install
def installed(event: SignedEvent) -> Answer:
    """
    Take a site's shared secret. Every re-install brings a new one, which replaces the old one at once.

    Answers 204 also when the very same request comes again.
    """
    raw, body = _read_body(event.client_key)
    details = parse_install(body, services().settings.addon_key, services().settings.hosts)
    outcome = services().installations.install(event, _hash(raw), details)
    if outcome is None:
        return NO_CONTENT
    installation_id, is_new = outcome
    logger.info("installed", extra={"clientKey": event.client_key, "site": details.base_url, "isNew": is_new})
    if is_new:
        installation_installed.send(_app(), installation_id=installation_id)
    return NO_CONTENT


@blueprint.post("/uninstalled")
@signed_install
def uninstalled(event: SignedEvent) -> Answer:
    """Stop serving a site. What SQL keeps of it is removed 30 days later, unless it installs again before."""
    raw, _ = _read_body(event.client_key)
    installation_id = services().installations.uninstall(event, _hash(raw))
    if installation_id is not None:
        logger.info("uninstalled", extra={"clientKey": event.client_key})
        installation_uninstalled.send(_app(), installation_id=installation_id)
    return NO_CONTENT


@blueprint.post("/enabled")
@server_token
def enabled(caller: Caller) -> Answer:
    """Serve a site (again). Changes nothing after an uninstall."""
    _read_body(caller.installation.client_key)
    installation = caller.installation
    if services().installations.set_enabled(installation.id, True):
        logger.info("enabled", extra={"clientKey": installation.client_key})
        if installation.state == "disabled":
            # Jira sends no webhooks while an app is disabled: whoever has rows on screen must look again.
            record_change(installation.id, "app:enabled", services().installations.clock())
    return NO_CONTENT


@blueprint.post("/disabled")
@server_token
def disabled(caller: Caller) -> Answer:
    """Stop serving a site until it is enabled again. Changes nothing after an uninstall."""
    _read_body(caller.installation.client_key)
    if services().installations.set_enabled(caller.installation.id, False):
        logger.info("disabled", extra={"clientKey": caller.installation.client_key})
    return NO_CONTENT


def _read_body(client_key: str) -> tuple[bytes, dict[str, Any]]:
    """
    Read a body and bind it to the token's issuer.

    Without this, a site that may sign for itself could write a body about another site and take it over.

    Raises:
        BadRequest: Not a lifecycle body.
        InvalidToken: A body about somebody else.
    """
    request.max_content_length = MAX_BODY_BYTES
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as exc:
        raise BadRequest(f"A lifecycle event has at most {MAX_BODY_BYTES:,} bytes.") from exc
    body = parse_body(raw)
    if parse_client_key(body) != client_key:
        raise InvalidToken("the body's clientKey is not the issuer")
    return raw, body


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a LocalProxy, typed as what it stands for
    return app
