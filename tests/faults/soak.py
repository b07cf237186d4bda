"""kill -9 in a loop, and races for the last tokens: `python -m tests.faults.soak [--kills 500]`.

On a SQLite file, or with `--url postgresql://...` on an empty database of a server.

Each life is a process with a whole gateway in it - queue, pipeline, ledger, outbox; the filter, the
model and the chat tool are fakes - that is asked by several people at once while an admin changes
caps, until it is killed at a random instant. After each kill the ledger, the audit chain and the
money must be sound; in the end every acknowledged question must have been answered or reported,
and charged at most once. Lives are forked from one process that runs no thread.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import text
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.clock import ManualClock
from assistant.core.errors import AssistantError
from assistant.core.logs import configure_logs
from assistant.core.packaged import packaged_folder
from assistant.gateway.quota_desk import QuotaDesk, make_quota_desk
from assistant.gateway.replies import Replies, load_replies
from assistant.llm.settings import ModelFacts
from assistant.settings import GatewaySettings
from assistant.store.audit import AuditLog
from assistant.store.engine import READ_ONLY, make_engine, sqlite_url
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import account
from assistant.usage.quota.settings import QuotaSettings
from tests.databases import migrate
from tests.e2e.installation import wait_until
from tests.faults.journal import Journal, SlowModel, TellingChannel
from tests.gateway.conftest import add_accounts
from tests.gateway.fakes import FakeAnalyzer
from tests.gateway.kit import AUDIT_KEY, Kit, Options, build
from tests.patience import PATIENCE_SECONDS
from tests.usage.quota.test_ledger_race import run_races

PEOPLE = ("1", "2", "3")
QUESTION = "出張の旅費を精算する手順を、三つにまとめてください。"
ADMIN = Actor("soak", Face.COMMAND)
BIRTH = datetime(2026, 3, 31, 14, 0, tzinfo=UTC)  # an hour before April in Tokyo
BETWEEN_LIVES = timedelta(minutes=10)
"""Longer than a lease: what one life leaves, the next takes up at once."""
MOST_STEPS = 25
"""Reported steps after which a life is killed at the latest: counted, so that a slow machine kills
at the same stages as a fast one. A random moment is added, to hit between any two of them."""
LONGEST_PAUSE_SECONDS = 0.05
MOST_LEFT = 3
"""Nobody asks while more waits: else, on a slow machine, lives would take in and answer nothing."""
LEAST_CALLS = 0.5
"""Calls of the model a life, below which the loop would not test what it is for."""
QUOTA = QuotaSettings(default_cap_tokens=40_000, city_cap_tokens=2_000_000)
FACTS = ModelFacts.model_validate(
    {"prices": [{"valid_from": date(2020, 1, 1), "input": 100, "output": 400}]}
)
OPTIONS = Options(
    gateway=GatewaySettings(max_turns_per_minute=100_000, poll_seconds=0.02),
    quota=QUOTA,
    models={"fake-1": FACTS},
)


STEPS = """
SELECT DISTINCT CASE
  WHEN t.state IN ('received', 'queued') THEN t.state
  WHEN t.call_started_at IS NOT NULL THEN 'called'
  WHEN EXISTS (SELECT 1 FROM ledger_entry e WHERE e.turn_id = t.id) THEN 'reserved'
  ELSE 'taken' END
FROM turn t WHERE t.state <> 'closed'
UNION SELECT 'answered' FROM outbox WHERE state = 'pending'
"""
"""The steps at which a kill has left turns; docs/architecture.md has what becomes of each."""


class Soak:
    """One database, one life after another."""

    def __init__(self, url: str, journal: Journal, seed: int) -> None:
        self.url = url
        self.journal = journal
        self.deaths: Counter[str] = Counter()
        self._seed = seed
        self._replies = load_replies(packaged_folder("config"))
        migrate(self.url)
        add_accounts(self.url)

    def run(self, kills: int) -> None:
        """Live and die so often, then live to the end; everything is checked on the way."""
        pause, chance = Event(), random.Random(self._seed)  # noqa: S311  # a schedule, no secret
        for number in range(kills):
            child = self._fork(number, is_last=False)
            self._let_it_do(chance.randint(0, MOST_STEPS))
            pause.wait(chance.uniform(0, LONGEST_PAUSE_SECONDS))
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            assert os.WIFSIGNALED(status), f"life {number} ended by itself"
            self.deaths.update(self.check_sound())
        _, status = os.waitpid(self._fork(kills, is_last=True), 0)
        assert status == 0, "the last life did not end in order"
        self.check_sound()
        self.check_closed()
        assert len(self.journal.of("call")) >= LEAST_CALLS * kills, "lives hardly get to the model"

    def _let_it_do(self, steps: int) -> None:
        until = self.journal.length() + steps
        wait_until(lambda: self.journal.length() >= until, f"{steps} steps of a life")

    def check_sound(self) -> list[str]:
        """What must hold at every instant; returns where turns were when their life ended."""
        clock = ManualClock(BIRTH)
        engine = make_engine(self.url, busy_timeout_seconds=PATIENCE_SECONDS)
        # One snapshot: a server may still be at the last commit of a client that was killed.
        snapshot = engine.execution_options(**{READ_ONLY: True})
        with Session(snapshot) as session:
            desk = make_desk(self._replies, clock)
            assert desk.ledger.verify(session) == []
            assert list(AuditLog(AUDIT_KEY, clock).faults(session)) == []
            spent = _number(session, "SELECT sum(yen_micros) FROM spend_counter")
            assert spent == _number(session, "SELECT sum(cost_yen_micros) FROM usage_event")
            used = _number(session, "SELECT sum(used) FROM quota_counter WHERE scope = 'city'")
            logged = _number(session, "SELECT sum(input_tokens + output_tokens) FROM usage_event")
            assert used == logged
            steps = [str(step) for (step,) in session.connection().execute(text(STEPS))]
        engine.dispose()
        return steps or ["between turns"]

    def check_closed(self) -> None:
        """What must hold once the last life has finished everything."""
        told = {line.split(" ")[0] for line in self.journal.of("reply")}
        assert [event for event in self.journal.of("taken") if event not in told] == []
        engine = make_engine(self.url, busy_timeout_seconds=PATIENCE_SECONDS)
        with Session(engine) as session:
            turns = _number(session, "SELECT count(*) FROM turn")
            assert turns == _number(session, "SELECT count(*) FROM usage_event")
            assert turns >= len(self.journal.of("taken"))
            opened, closed = (
                _number(session, f"SELECT count(*) FROM ledger_entry WHERE phase = '{phase}'")  # noqa: S608  # ours
                for phase in ("open", "close")
            )
            assert opened == closed <= turns
            assert len(self.journal.of("call")) <= opened
            assert _number(session, "SELECT sum(reserved) FROM quota_counter") == 0
            changes = _number(session, "SELECT count(*) FROM audit_entry")
            assert changes >= len(self.journal.of("changed"))
        engine.dispose()

    def _fork(self, number: int, *, is_last: bool) -> int:
        """Start a life; returns when it is at work."""
        heard, said = os.pipe()
        child = os.fork()
        if child:
            os.close(said)
            assert os.read(heard, 1) == b"!", f"life {number} did not begin"
            os.close(heard)
            return child
        code = 1
        with suppress(BaseException):  # a forked child must never return into its parent's code
            asyncio.run(self._live(number, said, is_last=is_last))
            code = 0
        os._exit(code)

    async def _live(self, number: int, said: int, *, is_last: bool) -> None:
        chance = random.Random(self._seed * 1_000_003 + number)  # noqa: S311  # as above
        clock = ManualClock(BIRTH + number * BETWEEN_LIVES)
        kit = build(
            self.url,
            clock,
            self._replies,
            OPTIONS,
            analyzer=FakeAnalyzer(),
            model=SlowModel(self.journal, chance),
            channel=TellingChannel(self.journal),
        )
        desk = make_desk(self._replies, clock)
        async with kit.running():
            os.write(said, b"!")
            if is_last:
                await _until_left(kit, 0)
                return
            for step in range(10**6):
                await _until_left(kit, MOST_LEFT)
                event = f"soak-{number}-{step}"
                asked = [self._ask(kit, chance, f"{event}-{each}") for each in range(3)]
                await asyncio.gather(*asked, self._change_a_cap(kit, desk, chance))

    async def _ask(self, kit: Kit, chance: random.Random, event: str) -> None:
        message = kit.message(QUESTION, user=f"user-{chance.choice(PEOPLE)}", event=event)
        self.journal.write("sent", event)
        await kit.dispatcher.accept(message)
        self.journal.write("taken", event)

    async def _change_a_cap(self, kit: Kit, desk: QuotaDesk, chance: random.Random) -> None:
        target = account(f"account-{chance.choice(PEOPLE)}")
        order = IncreaseOrder(
            target=target,
            tokens=1 + chance.randrange(5000),
            until=desk.book.today,
            reason="soak",
            adds=True,
        )
        cap = chance.randrange(20_000, 90_000)

        def work(session: Session) -> None:
            desk.book.set_cap(session, ADMIN, target, cap)
            desk.book.boost(session, ADMIN, order)

        with suppress(AssistantError):  # the database was too busy: nothing changed
            await kit.uow.write(work)
            self.journal.write("changed")


def make_desk(replies: Replies, clock: ManualClock) -> QuotaDesk:
    """What an admin works with, under the same keys in every life."""
    return make_quota_desk(QUOTA, replies, AuditLog(AUDIT_KEY, clock), clock)


async def _until_left(kit: Kit, most: int) -> None:
    """Wait until at most so many turns and replies are left to be worked on."""
    left = (
        "SELECT (SELECT count(*) FROM turn WHERE state <> 'closed')"
        " + (SELECT count(*) FROM outbox WHERE state = 'pending')"
    )
    count: Callable[[Session], int] = lambda session: _number(session, left)  # noqa: E731
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await kit.uow.read(count) > most:
            await asyncio.sleep(0.02)


def _number(session: Session, statement: str) -> int:
    return session.connection().scalar(text(statement)) or 0


def main(kills: int, races: int, seed: int, url: str) -> None:
    """Run both loops and print what they did."""
    configure_logs("CRITICAL")
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        soak = Soak(url or sqlite_url(folder / "assistant.db"), Journal(folder / "journal"), seed)
        soak.run(kills)
        report(kills, seed, soak)
        for way in ("threads", "tasks") if races else ():
            apart = url or sqlite_url(folder / f"race-{way}.db")
            migrate(apart)
            admitted = run_races(apart, way, races)
            sys.stdout.write(f"{races} races of {way}: exactly {admitted} admitted each time\n")


def report(kills: int, seed: int, soak: Soak) -> None:
    """Print what lives did and where they ended."""
    journal = soak.journal
    outcomes = Counter(line.split(" ")[1] for line in journal.of("reply"))
    found = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    steps = ", ".join(f"{count} {step}" for step, count in soak.deaths.most_common())
    sys.stdout.write(
        f"{kills} kills (seed {seed}): {len(journal.of('sent'))} questions sent, "
        f"{len(journal.of('taken'))} acknowledged, every one answered or reported "
        f"({found}); {len(journal.of('call'))} model calls; ledger, audit chain and "
        "money sound after each kill\n"
        f"kills that left a turn: {steps}\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--races", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    main(given.kills, given.races, given.seed, given.url)
