"""What was verified of an answer from the city's documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    with op.batch_alter_table("usage_event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("grounding", sa.String(length=16), nullable=False, server_default="none")
        )


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
