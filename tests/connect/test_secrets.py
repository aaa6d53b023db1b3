"""Secrets at rest: any of our keys reads, the first writes, nothing else is readable."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from jxl.connect.secrets import SecretBox
from jxl.errors import UndecryptableSecret

OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))


def test_what_is_encrypted_reads_back_and_is_not_the_secret() -> None:
    stored = SecretBox([NEW]).encrypt("gehéim")
    assert "geh" not in stored
    assert SecretBox([NEW]).decrypt(stored) == "gehéim"
    assert SecretBox([NEW]).decrypt(stored.encode()) == "gehéim"


def test_an_older_key_still_reads_until_a_rotation_makes_it_unneeded() -> None:
    stored = SecretBox([OLD]).encrypt("secret")
    both = SecretBox([NEW, OLD])
    assert both.decrypt(stored) == "secret"
    assert SecretBox([NEW]).decrypt(both.rotate(stored)) == "secret"


@pytest.mark.parametrize(
    "stored",
    ["", "secret", "gAAAA", "é", SecretBox([FOREIGN]).encrypt("secret")],
    ids=["blank", "plain", "cut", "not-ascii", "of-another-key"],
)
def test_what_no_key_reads_is_an_operators_error(stored: str) -> None:
    box = SecretBox([NEW, OLD])
    for attempt in (box.decrypt, box.rotate):
        with pytest.raises(UndecryptableSecret) as caught:
            attempt(stored)
        assert caught.value.status == 503
        assert "JXL_SECRET_KEYS" in caught.value.message


def test_a_box_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        SecretBox([])
