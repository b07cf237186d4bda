"""Access: tokens, passwords, sessions, counted sign-ins, answers kept for idempotency keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assistant.store.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    _make_tokens()
    op.create_table(
        "account_password",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_password_account"),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "web_session",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_web_session_account"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_web_session_account", "web_session", ["account_id"])
    op.create_index("ix_web_session_expires", "web_session", ["expires_at"])
    op.create_table(
        "sign_in_count",
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint("tries >= 0", name="ck_sign_in_count_tries"),
        sa.PrimaryKeyConstraint("bucket"),
    )
    op.create_table(
        "kept_answer",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("request_digest", sa.String(length=80), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_kept_answer_created", "kept_answer", ["created_at"])


def _make_tokens() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.String(length=1000), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('staff', 'department-admin', 'admin', 'analyst', 'auditor')",
            name="ck_access_token_role",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_access_token_account"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest", name="uq_access_token_digest"),
    )
    op.create_index("ix_access_token_account", "access_token", ["account_id"])


def downgrade() -> None:
    """Steps back are not supported; restore the copy made before the upgrade."""
    raise RuntimeError("restore the copy made before the upgrade")
