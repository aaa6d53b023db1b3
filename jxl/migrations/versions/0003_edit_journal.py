"""
The journal of edits: which requests were carried out how far, kept for a day.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from jxl.db import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edit_request",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(128), nullable=False),
        sa.Column("project_id", sa.String(32), nullable=False),
        sa.Column("sheet_id", sa.String(16), nullable=False),
        sa.Column("batch", sa.String(36), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("runner", sa.String(32), nullable=True),
        sa.Column("running_until", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edit_request"),
        sa.UniqueConstraint(
            "installation_id",
            "account_id",
            "project_id",
            "sheet_id",
            "batch",
            "part",
            name="uq_edit_request_key",
        ),
        sa.ForeignKeyConstraint(
            ["installation_id"],
            ["installation.id"],
            name="fk_edit_request_installation_id_installation",
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edit_request_created_at", "edit_request", ["created_at"])
    op.create_table(
        "edit_issue",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.String(20), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", "issue_id", name="pk_edit_issue"),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["edit_request.id"],
            name="fk_edit_issue_request_id_edit_request",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    for table in ("edit_issue", "edit_request"):
        op.drop_table(table)
