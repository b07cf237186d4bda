"""Reserve and settle per second, durable: our way against plain ORM objects.

`python bench/ledger.py [TURNS] [--url postgresql://...]` prints both rates and their ratio,
measured in alternating rounds of one run, on SQLite (synchronous=FULL) and, with an address of an
empty database, on PostgreSQL. Each turn is two durable transactions; their wait for the disk is
the same for both ways and no merit of either, so the processor time is told apart.

Both ways use the same engine, tables, indexes and transactions: one to reserve, one to settle.
The ORM way loads counters, adds to them and flushes, and knows no increases and no pilot; that it
is also wrong on PostgreSQL (read, then write) is not what is measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import Engine
from sqlmodel import Session, select

from assistant.core.clock import SystemClock
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.core.logs import configure_logs
from assistant.core.periods import month_of
from assistant.schema import METADATA
from assistant.store.engine import make_engine, sqlite_url
from assistant.store.schema_version import upgrade
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


@dataclass(frozen=True)
class Speed:
    """How fast a round went."""

    turns_per_second: float
    cpu_milliseconds: float


def rate(engine: Engine, ways: tuple[Way, Way], name: str, turns: int) -> Speed:
    """Turns reserved and settled per second, and what each took of the processor."""
    started, busy = time.perf_counter(), time.process_time()
    for number in range(turns):
        for way in ways:
            transact(engine, way, f"{name}-{number}")
    cpu = (time.process_time() - busy) / turns * 1000
    return Speed(turns / (time.perf_counter() - started), cpu)


def measure(engine: Engine, turns: int) -> dict[str, list[Speed]]:
    """Both ways in alternating rounds."""
    ways = {"ours": our_ways(), "orm": orm_ways()}
    for name, pair in ways.items():
        rate(engine, pair, f"warm-{name}", 50)
    speeds: dict[str, list[Speed]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, pair in ways.items():
            speeds[name].append(rate(engine, pair, f"{name}-{number}", turns))
    return speeds


def report(database: str, speeds: dict[str, list[Speed]]) -> None:
    """One line: rates, their ratio, and processor time."""
    ours, orm = (median(each.turns_per_second for each in speeds[name]) for name in ("ours", "orm"))
    cpu = [median(each.cpu_milliseconds for each in speeds[name]) for name in ("ours", "orm")]
    sys.stdout.write(
        f"{database}: ours {ours:.0f} turns/s, ORM {orm:.0f} turns/s, ratio {ours / orm:.2f}; "
        f"CPU a turn {cpu[0]:.2f} ms, {cpu[1]:.2f} ms, ratio {cpu[1] / cpu[0]:.2f}\n"
    )


def main(turns: int, url: str) -> None:
    """Measure on a SQLite file of its own and, with an address, on that database."""
    with tempfile.TemporaryDirectory() as folder:
        urls = {"sqlite": sqlite_url(Path(folder) / "bench.db")}
        if url:
            urls["postgresql"] = url
        for name, address in urls.items():
            engine = make_engine(address, busy_timeout_seconds=5, may_create=True)
            upgrade(engine, METADATA)
            report(name, measure(engine, turns))
            engine.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("turns", nargs="?", type=int, default=400)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    configure_logs("ERROR")
    main(given.turns, given.url)
