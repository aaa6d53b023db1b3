"""
Encryption of shared secrets at rest (Fernet with rotation).

Owns nothing but the keys. Which rows hold secrets is the store's.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from jxl.errors import JxlError


class UndecryptableSecret(JxlError):
    """A stored secret that none of ``JXL_SECRET_KEYS`` reads: the operator's to mend, nobody else's."""

    code = "secret_unreadable"
    status = 503
    default_message = (
        "jxl cannot read what it stored about this Jira site. The operator of jxl can mend this by putting the "
        "earlier key back into JXL_SECRET_KEYS; a Jira administrator can by installing jxl again."
    )


class SecretBox:
    """
    Encrypts with the first key and decrypts with any of them.

    Args:
        keys: Fernet keys, the newest first.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a SecretBox needs at least one key")
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode("ascii")

    def decrypt(self, stored: str | bytes) -> str:
        """
        Read what :meth:`encrypt` wrote.

        Raises:
            UndecryptableSecret: No key reads it, or it is not of our making.
        """
        try:
            return self._fernet.decrypt(stored).decode()
        except (InvalidToken, ValueError) as exc:
            raise UndecryptableSecret from exc

    def rotate(self, stored: str | bytes) -> str:
        """
        Encrypt anew with the first key.

        Raises:
            UndecryptableSecret: No key reads it.
        """
        return self.encrypt(self.decrypt(stored))
