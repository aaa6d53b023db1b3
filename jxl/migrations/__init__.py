"""Alembic migrations of the SQL database: ``jxl db upgrade`` runs them."""
