"""
Cursors: how far a load of rows came, signed, so that any process can go on with it.

Pure. A cursor is good for one installation, person, sheet, revision and set of fields, for an hour. It holds ids and
Jira's page token, nothing that the person was not just shown; it is signed so that nobody can make one up.
"""

from __future__ import annotations

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import orjson

from jxl.errors import ValidationError
from jxl.sheets.progress import Progress

GOOD_FOR_S = 3600
MAX_CHARS = 400_000
_TAG_BYTES = 32
_PURPOSE = b"jxl rows cursor v1"


@dataclass(frozen=True, slots=True)
class Binding:
    """What a cursor belongs to."""

    installation_id: int
    account_id: str
    project_id: str
    sheet_id: str
    revision: int
    digest: str

    def to_bytes(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)


class CursorSigner:
    """
    Writes and reads cursors.

    Args:
        secret_keys: The server's keys, the newest first: the first signs, all are accepted.
        now_s: Seconds since the epoch.
    """

    def __init__(self, secret_keys: Sequence[str], now_s: Callable[[], float]) -> None:
        self._keys = [hmac.digest(key.encode(), _PURPOSE, sha256) for key in secret_keys]
        self._now_s = now_s

    def mask_key(self, binding: Binding) -> bytes:
        """Derive a secret that belongs to one person on one site, and to no sheet."""
        owner = orjson.dumps([binding.installation_id, binding.account_id])
        return hmac.digest(self._keys[0], b"parents" + owner, sha256)

    def write(self, binding: Binding, progress: Progress) -> str:
        """Write a cursor from which a load can go on."""
        state = {"until": int(self._now_s()) + GOOD_FOR_S, **asdict(progress)}
        body = zlib.compress(orjson.dumps(state), level=6)
        return urlsafe_b64encode(self._tag(self._keys[0], binding, body) + body).decode().rstrip("=")

    def read(self, binding: Binding, cursor: str) -> Progress:
        """
        Read a cursor.

        Raises:
            ValidationError: ``cursor_stale``: it is not ours, another binding's, or too old.
        """
        if len(cursor) > MAX_CHARS or not cursor.isascii():
            raise stale_cursor()
        try:
            data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (Base64Error, ValueError) as exc:
            raise stale_cursor() from exc
        tag, body = data[:_TAG_BYTES], data[_TAG_BYTES:]
        if not any(hmac.compare_digest(tag, self._tag(key, binding, body)) for key in self._keys):
            raise stale_cursor()
        state: dict[str, Any] = orjson.loads(zlib.decompress(body))  # signed: it is what we wrote
        if state.pop("until") <= self._now_s():
            raise stale_cursor()
        return Progress(**state)

    @staticmethod
    def _tag(key: bytes, binding: Binding, body: bytes) -> bytes:
        bound = binding.to_bytes()
        return hmac.digest(key, len(bound).to_bytes(4, "big") + bound + body, sha256)


def stale_cursor() -> ValidationError:
    """The 422 for a cursor that is of no use here."""
    return ValidationError(
        "These rows can no longer be read on from here: the sheet or the request is another one now. Load them again.",
        code="cursor_stale",
    )
