"""
``nextPageToken``: opaque, bound to the query and to who asked, good for seven days.

A token names a list of ids found by the first page, so that pages neither skip nor repeat an issue. The lists
are kept in memory, a few hundred; where one is gone the query is simply run again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict

import orjson

from jxl_sandbox.jira.model import Site
from jxl_sandbox.jira.rest.errors import RestError

_LIFE_MS = 7 * 86_400_000
_MOST_LISTS = 256
_INVALID = "The provided next page token is invalid or has expired."


class _Lists:
    """The lists of one site, the least recently used first, and the key its tokens are signed with."""

    def __init__(self) -> None:
        self.key = secrets.token_bytes(32)
        self.kept: OrderedDict[str, tuple[int, ...]] = OrderedDict()


def remember(site: Site, ids: tuple[int, ...], binding: str) -> str:
    """
    Keep a list of ids and name it: the same ids for the same query have the same name.
    """
    lists = _lists(site)
    name = hashlib.blake2s(f"{binding}\n{hash(ids)}".encode(), digest_size=9).hexdigest()
    lists.kept[name] = ids
    lists.kept.move_to_end(name)
    while len(lists.kept) > _MOST_LISTS:
        lists.kept.popitem(last=False)
    return name


def page_token(site: Site, name: str, begin: int, binding: str) -> str:
    """
    Make the token of the page that begins at a place of a kept list.
    """
    body = orjson.dumps([name, begin, int(site.now().timestamp() * 1000)])
    return base64.urlsafe_b64encode(_sign(site, body, binding) + body).decode().rstrip("=")


def continue_at(site: Site, token: str, binding: str) -> tuple[int, tuple[int, ...] | None]:
    """
    Read a token.

    Returns:
        Where the page begins, and the list; None when it is not kept any more.

    Raises:
        RestError: 400; not a token of this site, too old, or made for another query or person.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise RestError(400, _INVALID) from error
    signature, body = raw[:16], raw[16:]
    if not hmac.compare_digest(signature, _sign(site, body, binding)):
        raise RestError(400, _INVALID)
    name, begin, made_ms = orjson.loads(body)
    if site.now().timestamp() * 1000 - made_ms > _LIFE_MS:
        raise RestError(400, _INVALID)
    lists = _lists(site)
    ids = lists.kept.get(name)
    if ids is not None:
        lists.kept.move_to_end(name)
    return begin, ids


def _sign(site: Site, body: bytes, binding: str) -> bytes:
    return hmac.digest(_lists(site).key, body + b"\n" + binding.encode(), "sha256")[:16]


def _lists(site: Site) -> _Lists:
    kept = site.caches.get("search pages")
    if not isinstance(kept, _Lists):
        kept = site.caches["search pages"] = _Lists()
    return kept
