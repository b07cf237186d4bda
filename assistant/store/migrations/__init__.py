"""Alembic migrations: `env.py` is handed its connection and metadata, `versions/` the steps."""
