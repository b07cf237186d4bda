"""The survey in the chat, its waves with begin and end, choices of a reply, forecast warnings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    # Columns are added one by one: making the table anew would delete the answers that hang on it.
    op.add_column("survey_wave", sa.Column("ends", sa.Date(), nullable=True))
    op.add_column("survey_wave", sa.Column("opened_at", UtcDateTime(), nullable=True))
    op.add_column("survey_wave", sa.Column("closed_at", UtcDateTime(), nullable=True))
    op.add_column("survey_wave", sa.Column("slot", sa.Integer(), nullable=True))
    op.create_index("uq_survey_wave_slot", "survey_wave", ["slot"], unique=True)
    op.add_column("outbox", sa.Column("choices", sa.Text(), nullable=False, server_default="[]"))
    _responses()
    _taps()
    _warnings()


def _responses() -> None:
    op.create_table(
        "survey_response",
        sa.Column("wave", sa.String(length=80), nullable=False),
        sa.Column("account_pseudonym", sa.String(length=32), nullable=False),
        sa.Column("frequency", sa.String(length=16), nullable=True),
        sa.Column("uses", sa.String(length=200), nullable=False),
        sa.Column("is_more_efficient", sa.Boolean(), nullable=True),
        sa.Column("minutes_per_use", sa.Integer(), nullable=True),
        sa.Column("hours_per_week", sa.Float(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("asking", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=32), nullable=True),
        sa.Column("open_until", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "minutes_per_use BETWEEN 0 AND 600 AND hours_per_week BETWEEN 0 AND 80",
            name="ck_survey_response_numbers",
        ),
        sa.ForeignKeyConstraint(
            ["wave"], ["survey_wave.label"], name="fk_survey_response_wave", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("wave", "account_pseudonym"),
    )
    op.create_index(
        "ix_survey_response_account", "survey_response", ["account_pseudonym", "open_until"]
    )


def _taps() -> None:
    op.create_table(
        "survey_tap",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_pseudonym", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("open_until", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "minutes BETWEEN 0 AND 600 AND verdict IN ('up', 'down')", name="ck_survey_tap_answer"
        ),
        sa.CheckConstraint("reason IS NULL OR verdict = 'down'", name="ck_survey_tap_reason"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_survey_tap_account", "survey_tap", ["account_pseudonym", "asked_at"])
    op.create_index("ix_survey_tap_month", "survey_tap", ["month"])


def _warnings() -> None:
    op.create_table(
        "forecast_warning",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("early", sa.Date(), nullable=True),
        sa.Column("likely", sa.Date(), nullable=True),
        sa.Column("late", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('city', 'department', 'budget')", name="ck_forecast_warning_kind"
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="ck_forecast_warning_percent"),
        sa.PrimaryKeyConstraint("kind", "name", "month"),
    )


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
