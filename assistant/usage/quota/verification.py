"""Whether the ledger is sound: counters equal the sum of entries, turns open and close once."""

from __future__ import annotations

from sqlalchemy import Connection, text

# Each entry counts for three subjects. An open entry without a closing one holds its tokens.
_SUMS = """
SELECT p.scope, p.subject_id, p.month, SUM(p.used) AS used, SUM(p.reserved) AS reserved FROM (
  SELECT s.scope,
    CASE s.scope WHEN 'account' THEN e.account_id WHEN 'department' THEN e.department_id
                 ELSE 'city' END AS subject_id,
    e.month,
    CASE e.phase WHEN 'close' THEN e.tokens ELSE 0 END AS used,
    CASE WHEN e.phase = 'open' AND NOT EXISTS
      (SELECT 1 FROM ledger_entry c WHERE c.turn_id = e.turn_id AND c.phase = 'close')
      THEN e.tokens ELSE 0 END AS reserved
  FROM ledger_entry e
  CROSS JOIN (SELECT 'account' AS scope UNION ALL SELECT 'department' UNION ALL SELECT 'city') s
) p GROUP BY p.scope, p.subject_id, p.month
"""

_DIFFERENCES = text(f"""
SELECT b.scope, b.subject_id, b.month, SUM(b.used), SUM(b.sum_used), SUM(b.reserved),
  SUM(b.sum_reserved)
FROM (
  SELECT scope, subject_id, month, used, 0 AS sum_used, reserved, 0 AS sum_reserved
  FROM quota_counter
  UNION ALL
  SELECT scope, subject_id, month, 0, used, 0, reserved FROM ({_SUMS}) s
) b
GROUP BY b.scope, b.subject_id, b.month
HAVING SUM(b.used) <> SUM(b.sum_used) OR SUM(b.reserved) <> SUM(b.sum_reserved)
ORDER BY b.scope, b.subject_id, b.month
""")  # noqa: S608 - the only value put in is the constant above

_BROKEN_TURNS = text("""
SELECT turn_id,
  SUM(CASE phase WHEN 'open' THEN 1 ELSE 0 END) AS opened,
  SUM(CASE phase WHEN 'close' THEN 1 ELSE 0 END) AS closed,
  COUNT(DISTINCT account_id) AS accounts, COUNT(DISTINCT department_id) AS departments,
  COUNT(DISTINCT month) AS months
FROM ledger_entry GROUP BY turn_id
HAVING SUM(CASE phase WHEN 'open' THEN 1 ELSE 0 END) <> 1
  OR SUM(CASE phase WHEN 'close' THEN 1 ELSE 0 END) > 1
  OR COUNT(DISTINCT account_id) > 1 OR COUNT(DISTINCT department_id) > 1
  OR COUNT(DISTINCT month) > 1
ORDER BY turn_id
""")

_BAD_ENTRIES = text("""
SELECT turn_id, phase, kind, tokens FROM ledger_entry
WHERE tokens < 0 OR (kind = 'release' AND tokens <> 0)
  OR NOT ((phase = 'open' AND kind = 'reserve')
    OR (phase = 'close' AND kind IN ('settle', 'release', 'expire')))
ORDER BY id
""")


def find_problems(connection: Connection) -> list[str]:
    """One line per counter, turn or entry that is not as it must be; empty if all is well."""
    return [*_counter_problems(connection), *_turn_problems(connection), *_bad_entries(connection)]


def _counter_problems(connection: Connection) -> list[str]:
    problems: list[str] = []
    for scope, subject, month, used, sum_used, held, sum_held in connection.execute(_DIFFERENCES):
        name = f"counter {scope} {subject} {month}"
        if used != sum_used:
            problems.append(f"{name}: used is {used}, the entries say {sum_used}")
        if held != sum_held:
            problems.append(f"{name}: reserved is {held}, the entries say {sum_held}")
    return problems


def _turn_problems(connection: Connection) -> list[str]:
    return [
        f"turn {turn_id}: {opened} opening and {closed} closing entries, for {accounts} accounts, "
        f"{departments} departments, {months} months; one of each is right"
        for turn_id, opened, closed, accounts, departments, months in connection.execute(
            _BROKEN_TURNS
        )
    ]


def _bad_entries(connection: Connection) -> list[str]:
    return [
        f"turn {turn_id}: entry {phase} {kind} with {tokens} tokens is not possible"
        for turn_id, phase, kind, tokens in connection.execute(_BAD_ENTRIES)
    ]
