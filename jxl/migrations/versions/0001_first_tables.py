"""
The first tables: installations, install tokens, changes, the index of sheets, personal state and jobs.

Revision ID: 0001
Revises:
Create Date: 2026-11-21
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jxl.db import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("client_key", sa.String(255), nullable=False),
        sa.Column("shared_secret", sa.Text(), nullable=False),
        sa.Column("oauth_client_id", sa.String(255), nullable=True),
        sa.Column("base_url", sa.String(512), nullable=False),
        sa.Column("display_url", sa.String(512), nullable=False),
        sa.Column("cloud_id", sa.String(64), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change_seq", sa.BigInteger(), nullable=False),
        sa.Column("signed_at", UTCDateTime(), nullable=False),
        sa.Column("installed_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("uninstalled_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sa.UniqueConstraint("client_key", name="uq_installation_client_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_installation_state_uninstalled_at", "installation", ["state", "uninstalled_at"])
    op.create_table(
        "install_token",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_install_token"),
        _of_installation("install_token"),
    )
    op.create_index("ix_install_token_installation_id", "install_token", ["installation_id"])
    op.create_index("ix_install_token_expires_at", "install_token", ["expires_at"])
    op.create_table(
        "change_log",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", "seq", name="pk_change_log"),
        _of_installation("change_log"),
    )
    op.create_index("ix_change_log_at", "change_log", ["at"])
    op.create_table(
        "sheet_index",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(32), nullable=False),
        sa.Column("sheet_id", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("save", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("deleted_at", UTCDateTime(), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("lease_token", sa.String(32), nullable=True),
        sa.Column("lease_until", UTCDateTime(), nullable=True),
        sa.Column("checked_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sheet_index"),
        sa.UniqueConstraint(
            "installation_id",
            "project_id",
            "sheet_id",
            name="uq_sheet_index_installation_id_project_id_sheet_id",
        ),
        _of_installation("sheet_index"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sheet_index_installation_id_name", "sheet_index", ["installation_id", "name"])
    op.create_table(
        "person_state",
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(128), nullable=False),
        sa.Column("sheet_id", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("installation_id", "account_id", "sheet_id", "kind", name="pk_person_state"),
        _of_installation("person_state"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("run_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        _of_installation("job"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("job", "person_state", "sheet_index", "change_log", "install_token", "installation"):
        op.drop_table(table)


def _of_installation(table: str) -> sa.ForeignKeyConstraint:
    """What belongs to an installation goes with it."""
    return sa.ForeignKeyConstraint(
        ["installation_id"],
        ["installation.id"],
        name=f"fk_{table}_installation_id_installation",
        ondelete="CASCADE",
    )
