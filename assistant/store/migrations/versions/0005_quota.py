"""Increases, requests, the pilot, warnings, money; cost columns of the usage log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IS_SCOPE = "scope IN ('account', 'department', 'city')"


def upgrade() -> None:
    """Apply this step."""
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "quota_increase",
        sa.Column("id", serial, nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=128), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(IS_SCOPE, name="quota_increase_scope"),
        sa.CheckConstraint("tokens > 0", name="quota_increase_tokens"),
        sa.CheckConstraint("from_day <= until_day", name="quota_increase_days"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_quota_increase_subject", "quota_increase", ["scope", "subject_id", "until_day"]
    )
    op.create_table(
        "quota_request",
        sa.Column("id", serial, nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("department_id", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("channel_user_id", sa.String(length=200), nullable=False),
        sa.Column("conversation_key", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=128), nullable=True),
        sa.Column("word", sa.String(length=500), nullable=True),
        sa.Column("increase_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'approved', 'refused')", name="quota_request_state"),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="quota_request_decided"),
        sa.CheckConstraint(
            "(state = 'approved') = (increase_id IS NOT NULL)", name="quota_request_increase"
        ),
        sa.CheckConstraint("state = 'open' OR reason IS NULL", name="quota_request_erased"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_quota_request_open_account",
        "quota_request",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "quota_pilot",
        sa.Column("department_id", sa.String(length=128), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("department_id"),
    )
    op.create_table(
        "quota_warning",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=128), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("percent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "scope IN ('account', 'department', 'city', 'budget')", name="quota_warning_scope"
        ),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name="quota_warning_percent"),
        sa.PrimaryKeyConstraint("scope", "subject_id", "period", "percent"),
    )
    op.create_table(
        "spend_counter",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("yen_micros", sa.BigInteger(), nullable=False),
        sa.Column("unpriced_turns", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("yen_micros >= 0", name="spend_counter_yen"),
        sa.CheckConstraint("unpriced_turns >= 0", name="spend_counter_unpriced"),
        sa.PrimaryKeyConstraint("month"),
    )
    with op.batch_alter_table("usage_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cost_yen_micros", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("price_version", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
