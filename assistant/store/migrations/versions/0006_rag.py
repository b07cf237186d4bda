"""Which generation of the look-up index is in force."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "rag_active",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.String(length=64), nullable=False),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_rag_active_single"),
        sa.CheckConstraint("record_count >= 0", name="ck_rag_active_record_count"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
