"""The city's policy: rules, lists, trial counts, reports of false positives."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    make_rules()
    make_lists()
    make_counts()
    make_stops()
    make_reports()


def make_rules() -> None:
    """The version every change counts up, and what differs from the settings."""
    version = op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_policy_version_single"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(version, [{"id": 1, "number": 0}])
    op.create_table(
        "policy_rule",
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=True),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("is_shadow", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("action IN ('block', 'allow')", name="ck_policy_rule_action"),
        sa.CheckConstraint("threshold BETWEEN 0 AND 1", name="ck_policy_rule_threshold"),
        sa.PrimaryKeyConstraint("entity", "department_id"),
    )


def make_lists() -> None:
    """Texts that may be written, officials, offices."""
    op.create_table(
        "policy_allow_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=True),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=400), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_policy_allow_entry_form", "policy_allow_entry", ["form"])
    op.create_table(
        "policy_official",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=400), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("form", name="uq_policy_official_form"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "policy_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=400), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("kind", "form", name="uq_policy_contact_form"),
        sa.CheckConstraint("kind IN ('phone', 'mail', 'address')", name="ck_policy_contact_kind"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )


def make_counts() -> None:
    """What rules in trial would have stopped."""
    op.create_table(
        "shadow_count",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("stops", sa.Integer(), nullable=False),
        sa.CheckConstraint("stops BETWEEN 0 AND texts", name="ck_shadow_count_stops"),
        sa.PrimaryKeyConstraint("month", "department_id", "entity"),
    )


def make_stops() -> None:
    """Stops that can be reported, and what was found in them."""
    op.create_table(
        "stopped_text",
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_key", sa.String(length=200), nullable=False),
        sa.Column("ruleset", sa.String(length=64), nullable=False),
        sa.Column("found_in", sa.String(length=12), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "found_in IN ('question', 'combination', 'answer')", name="ck_stopped_text_found_in"
        ),
        sa.PrimaryKeyConstraint("turn_id"),
    )
    op.create_index("ix_stopped_text_sender", "stopped_text", ["account_id", "stopped_at"])
    op.create_table(
        "stopped_place",
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("recognizer", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["stopped_text.turn_id"], name="fk_stopped_place_text"
        ),
        sa.PrimaryKeyConstraint("turn_id", "number"),
    )


def make_reports() -> None:
    """Reports of false positives, and what was found in the texts they are about."""
    op.create_table(
        "false_positive_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("channel_user_id", sa.String(length=200), nullable=False),
        sa.Column("conversation_key", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("ruleset", sa.String(length=64), nullable=False),
        sa.Column("found_in", sa.String(length=12), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.String(length=128), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("turn_id", name="uq_false_positive_report_turn"),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'refused')", name="ck_false_positive_report_state"
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name="ck_false_positive_report_decided"
        ),
        sa.CheckConstraint(
            "found_in IN ('question', 'combination', 'answer')",
            name="ck_false_positive_report_found_in",
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_false_positive_report_state", "false_positive_report", ["state", "reported_at"]
    )
    op.create_table(
        "false_positive_place",
        sa.Column("report_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=False),
        sa.Column("recognizer", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["false_positive_report.id"], name="fk_false_positive_place_report"
        ),
        sa.PrimaryKeyConstraint("report_id", "number"),
    )


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
