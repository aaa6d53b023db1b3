"""
Tables of this package: installations, the memory of install tokens, and the log of changes.

Only ``store.py`` and ``changes.py`` read and write them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from jxl.db import Base, UTCDateTime


class InstallationRow(Base):
    """
    One installation. Ids are never used twice (``AUTOINCREMENT``): caches key on them.

    ``shared_secret`` is encrypted. ``change_seq`` is the number of the last change of the site. ``signed_at`` is
    the ``iat`` of the last accepted install or uninstall, below which none is accepted any more.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    client_key: Mapped[str] = mapped_column(String(255), unique=True)
    shared_secret: Mapped[str] = mapped_column(Text)
    oauth_client_id: Mapped[str | None] = mapped_column(String(255))
    base_url: Mapped[str] = mapped_column(String(512))
    display_url: Mapped[str] = mapped_column(String(512))
    cloud_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    change_seq: Mapped[int] = mapped_column(BigInteger)
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    installed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    uninstalled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_installation_state_uninstalled_at", "state", "uninstalled_at"),
        {"sqlite_autoincrement": True},
    )


class InstallTokenRow(Base):
    """An install token that was accepted, and the hash of the body it came with, both SHA-256 in hex."""

    __tablename__ = "install_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    installation_id: Mapped[int] = mapped_column(
        ForeignKey("installation.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class ChangeRow(Base):
    """Something of the site has changed: when, and the name of the event, never what or of which issue."""

    __tablename__ = "change_log"

    installation_id: Mapped[int] = mapped_column(
        ForeignKey("installation.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    event: Mapped[str] = mapped_column(String(64))
