"""
Encryption of shared secrets at rest (Fernet with rotation).

Owns nothing but the keys. Which rows hold secrets is the store's.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from jxl.errors import UndecryptableSecret


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
