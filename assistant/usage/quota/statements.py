"""The SQL of quotas: the same text for SQLite and PostgreSQL, prepared once.

A balance is never read and then written: `HOLD` adds to a counter and looks at the cap in one
statement, so that two processes cannot both take the last tokens.
"""

from __future__ import annotations

from sqlalchemy import Date, bindparam, text

from assistant.store.types import UtcDateTime

NO_LIMIT = 2**62
"""Stands for "unlimited" inside statements; larger than any sum of tokens."""

_UNLIMITED = str(NO_LIMIT)

_NOW = bindparam("now", type_=UtcDateTime)
_TODAY = bindparam("today", type_=Date)


def _set_cap(scope: str, subject: str, default: str) -> str:
    """SQL for the cap a subject has before increases."""
    return f"""COALESCE((SELECT COALESCE(q.cap_tokens, {_UNLIMITED}) FROM quota_cap q
      WHERE q.scope = {scope} AND q.subject_id = {subject}), {default})"""  # noqa: S608 - as below


def _running(scope: str, subject: str) -> str:
    """SQL for what the increases of a subject that run today add."""
    return f"""COALESCE((SELECT CAST(SUM(i.tokens) AS BIGINT) FROM quota_increase i
      WHERE i.scope = {scope} AND i.subject_id = {subject} AND i.ended_at IS NULL
        AND i.from_day <= :today AND i.until_day >= :today), 0)"""  # noqa: S608 - names of ours


def _takes_part(row: str) -> str:
    """SQL for whether a row is no department, or there is no pilot, or one with that department."""
    return f"""({row}.scope <> 'department' OR NOT EXISTS (SELECT 1 FROM quota_pilot)
      OR EXISTS (SELECT 1 FROM quota_pilot p WHERE p.department_id = {row}.subject_id))"""  # noqa: S608 - names of ours


BALANCE = text(f"""
SELECT s.scope, c.used, c.reserved, {_set_cap("s.scope", "s.subject_id", "s.default_cap")} AS cap,
  {_running("s.scope", "s.subject_id")} AS increase,
  CASE WHEN {_takes_part("s")} THEN 1 ELSE 0 END AS takes_part
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
""").bindparams(_TODAY)  # noqa: S608 - the only values put in are our own column names

ADD_COUNTER = text("""
INSERT INTO quota_counter (scope, subject_id, month, used, reserved)
VALUES (:scope, :subject, :month, 0, 0) ON CONFLICT (scope, subject_id, month) DO NOTHING
""")

# An increase adds nothing to a cap of 0: that is a stop, and a stop wins.
HOLD = text(f"""
UPDATE quota_counter SET reserved = reserved + :tokens
WHERE scope = :scope AND subject_id = :subject AND month = :month
  AND used + reserved + :tokens <= (
    SELECT CASE WHEN b.cap = 0 THEN 0 ELSE b.cap + {_running(":scope", ":subject")} END
    FROM (SELECT {_set_cap(":scope", ":subject", "CAST(:default_cap AS BIGINT)")} AS cap) b)
  AND {_takes_part("quota_counter")}
""").bindparams(_TODAY)  # noqa: S608 - as above

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

REMOVE_CAP = text("""
DELETE FROM quota_cap WHERE scope = :scope AND subject_id = :subject
""")

CAP_OF = text("""
SELECT cap_tokens FROM quota_cap WHERE scope = :scope AND subject_id = :subject
""")

CAPS = text("""
SELECT scope, subject_id, cap_tokens, reason, updated_at FROM quota_cap ORDER BY scope, subject_id
""").columns(updated_at=UtcDateTime)

ADD_WARNING = text("""
INSERT INTO quota_warning (scope, subject_id, period, percent, at)
VALUES (:scope, :subject, :period, :percent, :now)
ON CONFLICT (scope, subject_id, period, percent) DO NOTHING
""").bindparams(_NOW)

WARNINGS = text("""
SELECT scope, subject_id, period, percent, at FROM quota_warning
WHERE period = :month OR period = :year ORDER BY scope, subject_id, percent
""").columns(at=UtcDateTime)

ADD_SPEND = text("""
INSERT INTO spend_counter (month, yen_micros, unpriced_turns) VALUES (:month, :yen, :unpriced)
ON CONFLICT (month) DO UPDATE
SET yen_micros = spend_counter.yen_micros + excluded.yen_micros,
  unpriced_turns = spend_counter.unpriced_turns + excluded.unpriced_turns
""")

SPENT = text("""
SELECT COALESCE(CAST(SUM(yen_micros) AS BIGINT), 0),
  COALESCE(CAST(SUM(unpriced_turns) AS BIGINT), 0)
FROM spend_counter WHERE month BETWEEN :first AND :last
""")
