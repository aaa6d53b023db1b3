"""
Reading the bodies of lifecycle events.

Pure. A body is not covered by its token and is written to the database, used as an address for our own requests and
put into headers: so everything in it is checked for type, size and form first.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

import orjson

from jxl.config import AllowedHosts
from jxl.connect.jwt import MIN_SECRET_CHARS
from jxl.connect.models import InstallDetails
from jxl.errors import BadRequest, ValidationError

MAX_CLIENT_KEY_CHARS = 255
MAX_SECRET_CHARS = 1_024
MAX_ADDRESS_CHARS = 255

#: Scheme, host name, port and plain path: nothing that could end a directive of a Content-Security-Policy.
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?"
)
_PRINTABLE = re.compile(r"[!-~]+")


def parse_body(raw: bytes) -> dict[str, Any]:
    """
    Read a lifecycle body.

    Raises:
        BadRequest: Not JSON, nested deeper than 1,024, or not an object.
    """
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as exc:
        raise BadRequest("The body is not JSON.") from exc
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


def parse_client_key(body: dict[str, Any]) -> str:
    """
    Read whom a lifecycle body is about.

    Raises:
        BadRequest: It does not say.
    """
    problems: dict[str, str] = {}
    client_key = _text(body, "clientKey", MAX_CLIENT_KEY_CHARS, problems)
    if client_key is None:
        raise BadRequest(fields=problems or {"clientKey": "clientKey is missing."})
    return client_key


def parse_install(body: dict[str, Any], addon_key: str, hosts: AllowedHosts) -> InstallDetails:
    """
    Read what an ``installed`` body brings.

    Args:
        body: What :func:`parse_body` gave.
        addon_key: Our own key, which the body must name.
        hosts: Sites that may install.

    Raises:
        BadRequest: Members are missing or not of the right type.
        ValidationError: Another app's install, or an address that we would neither call nor be framed by.
    """
    problems: dict[str, str] = {}
    client_key = _text(body, "clientKey", MAX_CLIENT_KEY_CHARS, problems)
    secret = _text(body, "sharedSecret", MAX_SECRET_CHARS, problems, min_chars=MIN_SECRET_CHARS)
    base_url = _text(body, "baseUrl", MAX_ADDRESS_CHARS, problems)
    display_url = _text(body, "displayUrl", MAX_ADDRESS_CHARS, problems)
    oauth_client_id = _text(body, "oauthClientId", 255, problems)
    cloud_id = _text(body, "cloudId", 64, problems)
    key = _text(body, "key", 255, problems)
    for name, value in (
        ("clientKey", client_key),
        ("sharedSecret", secret),
        ("baseUrl", base_url),
        ("key", key),
    ):
        if value is None:
            problems.setdefault(name, f"{name} is missing.")
    if problems or client_key is None or secret is None or base_url is None:
        raise BadRequest(fields=problems)
    if key != addon_key:
        problems["key"] = "This is an installation of another app."
    if not (_is_address(base_url) and hosts.allows(base_url)):
        problems["baseUrl"] = (
            "This Jira site may not install jxl here. The operator of jxl can allow its host with JXL_ALLOWED_HOSTS."
        )
    if display_url is not None and not _is_display_address(display_url, hosts):
        problems["displayUrl"] = "displayUrl is not an https:// address of a host name."
    if problems:
        raise ValidationError(fields=problems)
    return InstallDetails(
        client_key=client_key,
        shared_secret=secret,
        base_url=base_url.rstrip("/"),
        display_url=(display_url or base_url).rstrip("/"),
        oauth_client_id=oauth_client_id,
        cloud_id=cloud_id,
    )


def _text(
    body: dict[str, Any], name: str, max_chars: int, problems: dict[str, str], min_chars: int = 1
) -> str | None:
    """Read a member of printable ASCII; None when it is missing, null, blank, or wrong (then said in ``problems``)."""
    value = body.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _PRINTABLE.fullmatch(value):
        problems[name] = f"{name} is not a text of printable characters."
    elif not min_chars <= len(value) <= max_chars:
        problems[name] = f"{name} must have {min_chars} to {max_chars} characters."
    else:
        return value
    return None


def _is_address(url: str) -> bool:
    return _ADDRESS.fullmatch(url) is not None


def _is_display_address(url: str, hosts: AllowedHosts) -> bool:
    """
    Tell whether people may be sent to an address and pages framed by it.

    A site's display address may be a domain of its own (``https://issues.example.com``), so the list of allowed hosts
    cannot decide; we never call it. What is left is https and a name, not a bare number.
    """
    if not _is_address(url):
        return False
    if hosts.allows(url):
        return True
    parts = urlsplit(url)
    return parts.scheme == "https" and _is_domain_name(parts.hostname or "") and _has_possible_port(url)


def _is_domain_name(host: str) -> bool:
    if "." not in host or ".." in host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.rpartition(".")[2].isdigit()
    return False


def _has_possible_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
