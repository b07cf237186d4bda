"""The SQL of quotas: the same text for SQLite and PostgreSQL, prepared once.

A balance is never read and then written: `HOLD` adds to a counter and looks at the cap in one
statement, so that two processes cannot both take the last tokens.
"""

from __future__ import annotations

from sqlalchemy import bindparam, text

from assistant.store.types import UtcDateTime

NO_LIMIT = 2**62
"""Stands for "unlimited" inside statements; larger than any sum of tokens."""

_UNLIMITED = str(NO_LIMIT)

_NOW = bindparam("now", type_=UtcDateTime)

BALANCE = text(f"""
SELECT s.scope, c.used, c.reserved,
  COALESCE((SELECT COALESCE(q.cap_tokens, {_UNLIMITED}) FROM quota_cap q
            WHERE q.scope = s.scope AND q.subject_id = s.subject_id), s.default_cap) AS cap
FROM (
  SELECT 'account' AS scope, CAST(:account AS VARCHAR(128)) AS subject_id,
         CAST(:account_default AS BIGINT) AS default_cap
  UNION ALL
  SELECT 'department', CAST(:department AS VARCHAR(128)), CAST(:department_default AS BIGINT)
  UNION ALL
  SELECT 'city', CAST(:city AS VARCHAR(128)), CAST(:city_default AS BIGINT)
) s
LEFT JOIN quota_counter c
  ON c.scope = s.scope AND c.subject_id = s.subject_id AND c.month = :month
""")  # noqa: S608 - the only value put in is the constant above

ADD_COUNTER = text("""
INSERT INTO quota_counter (scope, subject_id, month, used, reserved)
VALUES (:scope, :subject, :month, 0, 0) ON CONFLICT (scope, subject_id, month) DO NOTHING
""")

HOLD = text(f"""
UPDATE quota_counter SET reserved = reserved + :tokens
WHERE scope = :scope AND subject_id = :subject AND month = :month
  AND used + reserved + :tokens <= COALESCE(
    (SELECT COALESCE(q.cap_tokens, {_UNLIMITED}) FROM quota_cap q
     WHERE q.scope = :scope AND q.subject_id = :subject), :default_cap)
""")  # noqa: S608 - the only value put in is the constant above

UNHOLD = text("""
UPDATE quota_counter SET reserved = reserved - :tokens
WHERE scope = :scope AND subject_id = :subject AND month = :month
""")

CHARGE = text("""
UPDATE quota_counter SET used = used + :charged, reserved = reserved - :held
WHERE scope = :scope AND subject_id = :subject AND month = :month
""")

ENTRIES_OF_TURN = text("""
SELECT phase, account_id, department_id, month, tokens FROM ledger_entry WHERE turn_id = :turn
""")

ADD_ENTRY = text("""
INSERT INTO ledger_entry
  (turn_id, phase, kind, account_id, department_id, month, tokens, is_estimated, created_at)
VALUES (:turn, :phase, :kind, :account, :department, :month, :tokens, :is_estimated, :now)
ON CONFLICT (turn_id, phase) DO NOTHING
""").bindparams(_NOW)

SET_CAP = text("""
INSERT INTO quota_cap (scope, subject_id, cap_tokens, reason, updated_at)
VALUES (:scope, :subject, :cap, :reason, :now)
ON CONFLICT (scope, subject_id) DO UPDATE
SET cap_tokens = excluded.cap_tokens, reason = excluded.reason, updated_at = excluded.updated_at
""").bindparams(_NOW)

CAPS = text("""
SELECT scope, subject_id, cap_tokens, reason, updated_at FROM quota_cap ORDER BY scope, subject_id
""").columns(updated_at=UtcDateTime)
