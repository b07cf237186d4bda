"""The first schema: accounts, turns, conversations, the quota and its ledger, usage rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.migrations.append_only import make_append_only
from assistant.store.types import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("conversation_key", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_turn_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_last_turn", ["last_turn_at"], unique=False)
        batch_op.create_index(
            "uq_conversation_current",
            ["channel", "conversation_key", "account_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "department",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 64", name="ck_department_id_length"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("turn_id", sa.String(length=64), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.String(length=128), nullable=False),
        sa.Column("department_id", sa.String(length=128), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(phase = 'open' AND kind = 'reserve') OR (phase = 'close' AND kind IN ('settle', 'release', 'expire'))",
            name="ledger_entry_kind",
        ),
        sa.CheckConstraint("kind <> 'release' OR tokens = 0", name="ledger_entry_release"),
        sa.CheckConstraint("tokens >= 0", name="ledger_entry_tokens"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("turn_id", "phase", name="ledger_entry_once_per_phase"),
    )
    op.create_table(
        "model_attempt",
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("turn_id", "number"),
    )
    op.create_table(
        "outbox",
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("in_reply_to", sa.String(length=200), nullable=False),
        sa.Column("channel_user_id", sa.String(length=200), nullable=False),
        sa.Column("conversation_key", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("citations", sa.Text(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_rewrite", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime(), nullable=False),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'delivered', 'dead')", name="ck_outbox_state"),
        sa.PrimaryKeyConstraint("turn_id"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["state", "next_attempt_at"], unique=False)

    op.create_table(
        "quota_cap",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=128), nullable=False),
        sa.Column("cap_tokens", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("scope IN ('account', 'department', 'city')", name="quota_cap_scope"),
        sa.CheckConstraint("cap_tokens >= 0", name="quota_cap_not_negative"),
        sa.PrimaryKeyConstraint("scope", "subject_id"),
    )
    op.create_table(
        "quota_counter",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=128), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "scope IN ('account', 'department', 'city')", name="quota_counter_scope"
        ),
        sa.CheckConstraint("reserved >= 0", name="quota_counter_reserved"),
        sa.CheckConstraint("used >= 0", name="quota_counter_used"),
        sa.PrimaryKeyConstraint("scope", "subject_id", "month"),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=200), nullable=False),
        sa.Column("channel_user_id", sa.String(length=200), nullable=False),
        sa.Column("conversation_key", sa.String(length=200), nullable=False),
        sa.Column("is_direct", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column("department_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("question_ruleset", sa.String(length=64), nullable=True),
        sa.Column("question_seal", sa.String(length=128), nullable=True),
        sa.Column("user_text_chars", sa.Integer(), nullable=False),
        sa.Column("is_rewrite", sa.Boolean(), nullable=False),
        sa.Column("takes", sa.Integer(), nullable=False),
        sa.Column("milliseconds_screening", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("call_started_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="ck_turn_outcome"),
        sa.CheckConstraint("state <> 'closed' OR question IS NULL", name="ck_turn_erased"),
        sa.CheckConstraint(
            "state IN ('received', 'queued', 'running', 'closed')", name="ck_turn_state"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "event_id", name="uq_turn_channel_event"),
    )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.create_index("ix_turn_account", ["account_id", "received_at"], unique=False)
        batch_op.create_index("ix_turn_state", ["state", "received_at"], unique=False)
        batch_op.create_index(
            "uq_turn_running_account",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "usage_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("account_pseudonym", sa.String(length=32), nullable=True),
        sa.Column("department_id", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("question_number", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("categories", sa.String(length=1000), nullable=False),
        sa.Column("finding_count", sa.Integer(), nullable=False),
        sa.Column("ruleset", sa.String(length=64), nullable=True),
        sa.Column("model", sa.String(length=100), nullable=True),
        sa.Column("user_text_chars", sa.Integer(), nullable=False),
        sa.Column("question_tokens", sa.Integer(), nullable=False),
        sa.Column("history_tokens", sa.Integer(), nullable=False),
        sa.Column("retrieval_tokens", sa.Integer(), nullable=False),
        sa.Column("system_tokens", sa.Integer(), nullable=False),
        sa.Column("embedding_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("milliseconds_screening", sa.Integer(), nullable=False),
        sa.Column("milliseconds_retrieval", sa.Integer(), nullable=False),
        sa.Column("milliseconds_model", sa.Integer(), nullable=False),
        sa.Column("milliseconds_total", sa.Integer(), nullable=False),
        sa.Column("is_retrieval", sa.Boolean(), nullable=False),
        sa.Column("source_ids", sa.String(length=4000), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('answered', 'blocked_input', 'over_quota', 'refused', 'blocked_output', 'failed')",
            name="ck_usage_event_outcome",
        ),
        sa.CheckConstraint(
            "finding_count >= 0 AND user_text_chars >= 0 AND question_tokens >= 0 AND history_tokens >= 0 AND retrieval_tokens >= 0 AND system_tokens >= 0 AND embedding_tokens >= 0 AND cached_tokens >= 0 AND input_tokens >= 0 AND output_tokens >= 0 AND milliseconds_screening >= 0 AND milliseconds_retrieval >= 0 AND milliseconds_model >= 0 AND milliseconds_total >= 0",
            name="ck_usage_event_numbers",
        ),
        sa.CheckConstraint(
            "length(categories) <= 1000 AND length(source_ids) <= 4000 AND length(turn_id) <= 32 AND length(conversation_id) <= 32 AND length(reason) <= 40 AND length(model) <= 100",
            name="ck_usage_event_lengths",
        ),
        sa.CheckConstraint("length(month) = 7", name="ck_usage_event_month"),
        sa.CheckConstraint("question_number >= 1", name="ck_usage_event_question_number"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("turn_id", name="uq_usage_event_turn"),
    )
    with op.batch_alter_table("usage_event", schema=None) as batch_op:
        batch_op.create_index("ix_usage_event_month_at", ["month", "at", "id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('staff', 'department-admin', 'admin', 'analyst', 'auditor')",
            name="ck_account_role",
        ),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 64", name="ck_account_id_length"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_account_department"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_department", ["department_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ruleset", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('user', 'assistant')", name="ck_message_role"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_message_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("turn_id", "role", name="uq_message_turn_role"),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_conversation", ["conversation_id", "id"], unique=False)

    op.create_table(
        "channel_identity",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("channel_user_id", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_channel_identity_account"),
        sa.PrimaryKeyConstraint("channel", "channel_user_id"),
    )
    with op.batch_alter_table("channel_identity", schema=None) as batch_op:
        batch_op.create_index("ix_channel_identity_account", ["account_id"], unique=False)

    make_append_only("ledger_entry")


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
