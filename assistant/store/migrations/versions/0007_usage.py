"""Usage: council period and case of a turn, tables of totals, accounts by month, imports, survey.

The totals are made from the rows that are there. `usage totals` can make them again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime
from assistant.usage.log.aggregates import rebuild

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    with op.batch_alter_table("usage_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("council_period", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("council_phase", sa.String(length=40), nullable=True))
    _totals()
    _monthly()
    _survey()
    rebuild(op.get_bind())


def _sums(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _place(*keys: tuple[str, int]) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=length), nullable=False) for name, length in keys]


def _totals() -> None:
    op.create_table(
        "usage_month",
        *_place(("month", 7), ("department_id", 64), ("channel", 32), ("model", 100)),
        *_place(("outcome", 16)),
        *_sums("requests", "conversations", "user_text_chars", "question_tokens"),
        *_sums("history_tokens", "retrieval_tokens", "system_tokens", "embedding_tokens"),
        *_sums("cached_tokens", "input_tokens", "output_tokens", "estimated_requests"),
        *_sums("retrieval_requests", "milliseconds_total", "cost_yen_micros", "unpriced_requests"),
        sa.PrimaryKeyConstraint("month", "department_id", "channel", "model", "outcome"),
    )
    op.create_table(
        "usage_hour",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        *_sums("requests", "answered", "input_tokens", "output_tokens"),
        sa.PrimaryKeyConstraint("day", "hour", "department_id"),
    )
    op.create_table(
        "usage_month_account",
        *_place(("month", 7), ("department_id", 64), ("account_pseudonym", 32)),
        *_sums("requests", "tokens"),
        sa.PrimaryKeyConstraint("month", "department_id", "account_pseudonym"),
    )
    op.create_table(
        "usage_month_tally",
        *_place(("month", 7), ("department_id", 64), ("kind", 16), ("name", 100)),
        *_sums("requests"),
        sa.CheckConstraint(
            "kind IN ('category', 'reason', 'case')", name="ck_usage_month_tally_kind"
        ),
        sa.PrimaryKeyConstraint("month", "department_id", "kind", "name"),
    )


def _monthly() -> None:
    op.create_table(
        "account_month",
        *_place(("month", 7), ("department_id", 64)),
        *_sums("registered", "enabled"),
        sa.PrimaryKeyConstraint("month", "department_id"),
    )
    op.create_table(
        "usage_imported_month",
        *_place(("source", 80), ("month", 7), ("department_id", 64)),
        *_sums("requests", "input_tokens", "output_tokens"),
        sa.Column("accounts", sa.BigInteger(), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "requests >= 0 AND input_tokens >= 0 AND output_tokens >= 0 AND accounts >= 0",
            name="ck_usage_imported_month_numbers",
        ),
        sa.PrimaryKeyConstraint("source", "month", "department_id"),
    )


def _survey() -> None:
    op.create_table(
        "survey_wave",
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("invited >= 1", name="ck_survey_wave_invited"),
        sa.PrimaryKeyConstraint("label"),
    )
    op.create_table(
        "survey_answer",
        sa.Column("wave", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=True),
        sa.Column("uses", sa.String(length=200), nullable=False),
        sa.Column("is_more_efficient", sa.Boolean(), nullable=True),
        sa.Column("minutes_per_use", sa.Integer(), nullable=True),
        sa.Column("hours_per_week", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "minutes_per_use BETWEEN 0 AND 600 AND hours_per_week BETWEEN 0 AND 80",
            name="ck_survey_answer_numbers",
        ),
        sa.ForeignKeyConstraint(
            ["wave"], ["survey_wave.label"], name="fk_survey_answer_wave", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "number"),
    )


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
