"""Run by Alembic: applies migrations on the connection and metadata handed in as attributes."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    # SQLite cannot alter most of a table: Alembic copies it instead.
    render_as_batch=True,
    # SQLite's DDL is transactional once the driver leaves transactions to us.
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
