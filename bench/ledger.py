"""Reserve and settle per second on SQLite (synchronous=FULL): our way against plain ORM objects.

`python bench/ledger.py [TURNS]` prints both rates and their ratio, measured in alternating rounds
of one run. Both ways use the same engine, tables, indexes and transactions: one to reserve, one to
settle, each durable. The ORM way loads counters, adds to them and flushes; that it is also wrong
on PostgreSQL (read, then write) is not what is measured.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from assistant.core.clock import SystemClock
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.core.periods import month_of
from assistant.store.engine import make_engine, sqlite_url
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.models import CITY, LedgerEntry, QuotaCap, QuotaCounter
from assistant.usage.quota.settings import QuotaSettings

ROUNDS = 5
TOKENS = 500
CAP = 10**9
SUBJECTS = (("account", "a2"), ("department", "d2"), ("city", CITY))

Way = Callable[[Session, str], None]


def transact(engine: Engine, work: Way, turn: str) -> None:
    """One durable transaction, as the unit of work makes it."""
    with (
        engine.connect() as connection,
        connection.begin(),
        Session(connection, expire_on_commit=False) as session,
    ):
        work(session, turn)
        session.flush()


def our_ways() -> tuple[Way, Way]:
    """Guarded statements, as shipped."""
    ledger = Ledger(QuotaSettings(default_cap_tokens=CAP), SystemClock())

    def reserve(session: Session, turn: str) -> None:
        ledger.reserve(
            session,
            turn_id=TurnId(turn),
            account_id=AccountId("a1"),
            department_id=DepartmentId("d1"),
            prompt_tokens=TOKENS,
            max_output_tokens=TOKENS,
        )

    def settle(session: Session, turn: str) -> None:
        ledger.settle(session, turn_id=TurnId(turn), tokens=TOKENS, is_estimated=False)

    return reserve, settle


class OrmLedger:
    """What one would write first with SQLModel: load, change, add."""

    def __init__(self) -> None:
        self._clock = SystemClock()

    def reserve(self, session: Session, turn: str) -> None:
        """Hold tokens if the turn is new and all three caps allow it."""
        if self._entries(session, turn):
            return
        counters = [self._counter(session, *subject) for subject in SUBJECTS]
        if any(
            counter.used + counter.reserved + 2 * TOKENS > self._cap(session, counter)
            for counter in counters
        ):
            return
        for counter in counters:
            counter.reserved += 2 * TOKENS
        session.add(self._entry(turn, "reserve", 2 * TOKENS))

    def settle(self, session: Session, turn: str) -> None:
        """Charge a turn that is open."""
        found = self._entries(session, turn)
        if len(found) != 1:
            return
        for subject in SUBJECTS:
            counter = self._counter(session, *subject)
            counter.reserved -= found[0].tokens
            counter.used += TOKENS
        session.add(self._entry(turn, "settle", TOKENS))

    def _entries(self, session: Session, turn: str) -> list[LedgerEntry]:
        return list(session.exec(select(LedgerEntry).where(LedgerEntry.turn_id == turn)).all())

    def _counter(self, session: Session, scope: str, subject: str) -> QuotaCounter:
        month = month_of(self._clock.now())
        query = select(QuotaCounter).where(
            QuotaCounter.scope == scope,
            QuotaCounter.subject_id == subject,
            QuotaCounter.month == month,
        )
        counter = session.exec(query).one_or_none() or QuotaCounter(
            scope=scope, subject_id=subject, month=month, used=0, reserved=0
        )
        session.add(counter)
        return counter

    def _cap(self, session: Session, counter: QuotaCounter) -> int:
        query = select(QuotaCap).where(
            QuotaCap.scope == counter.scope, QuotaCap.subject_id == counter.subject_id
        )
        cap = session.exec(query).one_or_none()
        return CAP if cap is None or cap.cap_tokens is None else cap.cap_tokens

    def _entry(self, turn: str, kind: str, tokens: int) -> LedgerEntry:
        now = self._clock.now()
        return LedgerEntry(
            turn_id=turn,
            phase="open" if kind == "reserve" else "close",
            kind=kind,
            account_id="a2",
            department_id="d2",
            month=month_of(now),
            tokens=tokens,
            is_estimated=False,
            created_at=now,
        )


def orm_ways() -> tuple[Way, Way]:
    """Loaded objects, changed and flushed."""
    ledger = OrmLedger()
    return ledger.reserve, ledger.settle


def rate(engine: Engine, ways: tuple[Way, Way], name: str, turns: int) -> float:
    """Turns reserved and settled per second."""
    started = time.perf_counter()
    for number in range(turns):
        for way in ways:
            transact(engine, way, f"{name}-{number}")
    return turns / (time.perf_counter() - started)


def main(turns: int) -> None:
    """Measure both ways and print one line each."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(
            sqlite_url(Path(folder) / "bench.db"), busy_timeout_seconds=5, may_create=True
        )
        SQLModel.metadata.create_all(engine)
        ways = {"ours": our_ways(), "orm": orm_ways()}
        rates: dict[str, list[float]] = {name: [] for name in ways}
        for name, pair in ways.items():
            rate(engine, pair, f"warm-{name}", 50)
        for number in range(ROUNDS):
            for name, pair in ways.items():
                rates[name].append(rate(engine, pair, f"{name}-{number}", turns))
        engine.dispose()
    ours, orm = median(rates["ours"]), median(rates["orm"])
    sys.stdout.write(f"ours {ours:.0f} turns/s, ORM {orm:.0f} turns/s, ratio {ours / orm:.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
