"""Words counted without keeping a question: months with their salts, open cells, counts shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "term_month",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("least_accounts", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'published') AND (salt IS NULL OR state = 'open')",
            name="ck_term_month_state",
        ),
        sa.PrimaryKeyConstraint("month"),
    )
    op.create_table(
        "term_cell",
        sa.Column("month", sa.String(length=7), nullable=False),
        *_words(),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("is_council", sa.Boolean(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("uses >= 1", name="ck_term_cell_uses"),
        sa.PrimaryKeyConstraint("month", "first", "second", "department_id", "is_council"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("council", sa.String(length=3), nullable=False),
        *_words(),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "council IN ('', 'in', 'out') AND uses >= 0 AND accounts >= at_least AND at_least >= 0",
            name="ck_term_count_values",
        ),
        sa.PrimaryKeyConstraint("month", "department_id", "council", "first", "second"),
        sqlite_with_rowid=False,
    )


def _words() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=40), nullable=False) for name in ("first", "second")]


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
