"""
The index of sheets keeps all that lists show.

Rows that are there know names only until their heads are read: a reindex of each site is queued.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-22
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from jxl.db import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_sheet_index_sort_name": "sort_name",
    "ix_sheet_index_updated_at": "updated_at",
    "ix_sheet_index_created_by": "created_by",
}


def upgrade() -> None:
    # The defaults are for rows of before, and for processes of the version before that still run.
    added: list[sa.Column[Any]] = [
        sa.Column("sort_name", sa.String(255), nullable=False, server_default=sa.text("''")),
        sa.Column("search_text", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("description", sa.String(500), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=True),
        sa.Column("created_by", sa.String(128), nullable=True),
        sa.Column("updated_by", sa.String(128), nullable=True),
        sa.Column("columns_count", sa.Integer(), nullable=True),
        sa.Column("views_count", sa.Integer(), nullable=True),
        sa.Column("structure", sa.String(255), nullable=True),
        sa.Column("flaw", sa.String(500), nullable=True),
        sa.Column("contents_save", sa.String(32), nullable=True),
    ]
    for column in added:
        op.add_column("sheet_index", column)
    op.execute("UPDATE sheet_index SET sort_name = lower(name), search_text = lower(name)")
    op.drop_index("ix_sheet_index_installation_id_name", "sheet_index")
    for name, column_name in _INDEXES.items():
        op.create_index(name, "sheet_index", ["installation_id", column_name])
    op.execute(
        "INSERT INTO job (installation_id, kind, payload, run_at, attempts, created_at) "
        "SELECT id, 'reindex', '{}', CURRENT_TIMESTAMP, 0, CURRENT_TIMESTAMP FROM installation "
        "WHERE state IN ('installed', 'enabled')"
    )


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "sheet_index")
    op.create_index("ix_sheet_index_installation_id_name", "sheet_index", ["installation_id", "name"])
    for name in (
        "contents_save",
        "flaw",
        "structure",
        "views_count",
        "columns_count",
        "updated_by",
        "created_by",
        "created_at",
        "description",
        "search_text",
        "sort_name",
    ):
        op.drop_column("sheet_index", name)
