"""Operations: what is switched off, and incidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "stop",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=True),
        sa.Column("stopped_by", sa.String(length=128), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("scope IN ('all', 'department', 'model')", name="ck_stop_scope"),
        sa.CheckConstraint("(scope = 'all') = (subject = '')", name="ck_stop_subject"),
        sa.PrimaryKeyConstraint("scope", "subject"),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("opened_by", sa.String(length=128), nullable=False),
        sa.Column("opened_face", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by", sa.String(length=128), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closing_note", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="ck_incident_closed"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_incident_turn", "incident", ["turn_id"])
    op.create_index("ix_incident_opened", "incident", ["opened_at"])


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
