"""The ledger against a model made of dictionaries, in any order of operations (L1, L2, L3)."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.core.periods import month_of, reset_date
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.reservation import Granted, Refused
from assistant.usage.quota.settings import QuotaSettings
from tests.usage.quota.conftest import make_database

T = TypeVar("T")

ACCOUNTS = ("a1", "a2", "a3")
DEPARTMENTS = ("d1", "d2")
MINIMUM = 50
DEFAULT_CAP = 3000

Key = tuple[str, str, str]


@dataclass
class Turn:
    """What the model knows of a turn."""

    keys: tuple[Key, Key, Key]
    tokens: int
    is_open: bool = True


class LedgerMachine(RuleBasedStateMachine):
    """Does what the gateway and its admins may do, and keeps books of its own."""

    turns = Bundle("turns")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.engine = make_database(self.folder / "assistant.db")
        self.clock = ManualClock(datetime(2026, 3, 31, 14, 0, tzinfo=UTC))
        quota = QuotaSettings(default_cap_tokens=DEFAULT_CAP, minimum_output_tokens=MINIMUM)
        self.ledger = Ledger(quota, self.clock)
        self.used: dict[Key, int] = defaultdict(int)
        self.held: dict[Key, int] = defaultdict(int)
        self.caps: dict[tuple[str, str], int | None] = {}
        self.known: dict[str, Turn] = {}

    def teardown(self) -> None:
        self.engine.dispose()
        shutil.rmtree(self.folder)

    def run(self, work: Callable[[Session], T]) -> T:
        with (
            self.engine.connect() as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            return work(session)

    def cap_of(self, key: Key) -> int | None:
        scope, subject, _ = key
        return self.caps.get((scope, subject), DEFAULT_CAP if scope == "account" else None)

    def remaining(self, keys: tuple[Key, Key, Key]) -> int | None:
        limits = [
            max(cap - self.used[key] - self.held[key], 0)
            for key in keys
            if (cap := self.cap_of(key)) is not None
        ]
        return min(limits, default=None)

    def keys(self, account: str, department: str) -> tuple[Key, Key, Key]:
        month = month_of(self.clock.now())
        return ("account", account, month), ("department", department, month), ("city", CITY, month)

    @initialize()
    def begin_empty(self) -> None:
        assert self.run(self.ledger.caps) == []

    @rule(
        target=turns,
        account=st.sampled_from(ACCOUNTS),
        department=st.sampled_from(DEPARTMENTS),
        prompt=st.integers(0, 1500),
        output=st.integers(1, 1000),
    )
    def reserve(self, account: str, department: str, prompt: int, output: int) -> object:
        turn = f"t{len(self.known)}"
        keys = self.keys(account, department)
        remaining = self.remaining(keys)
        decision = self.run(
            lambda session: self.ledger.reserve(
                session,
                turn_id=TurnId(turn),
                account_id=AccountId(account),
                department_id=DepartmentId(department),
                prompt_tokens=prompt,
                max_output_tokens=output,
            )
        )
        room = output if remaining is None else min(output, remaining - prompt)
        if room < min(MINIMUM, output):
            assert isinstance(decision, Refused)
            key = dict(zip(Scope, keys, strict=True))[decision.scope]
            assert (decision.used, decision.reserved) == (self.used[key], self.held[key])
            assert decision.cap == self.cap_of(key)
            assert decision.reset_date == reset_date(keys[0][2])
            return multiple()
        assert decision == Granted(keys[0][2], prompt + room, room)
        self.known[turn] = Turn(keys, prompt + room)
        for key in keys:
            self.held[key] += prompt + room
            # L1: whenever a request is admitted, used and held fit the cap.
            cap = self.cap_of(key)
            assert cap is None or self.used[key] + self.held[key] <= cap
        return turn

    @rule(turn=turns)
    def reserve_again(self, turn: str) -> None:
        known = self.known[turn]
        if not known.is_open:
            return
        decision = self.run(
            lambda session: self.ledger.reserve(
                session,
                turn_id=TurnId(turn),
                account_id=AccountId("a1"),
                department_id=DepartmentId("d1"),
                prompt_tokens=0,
                max_output_tokens=known.tokens,
            )
        )
        assert decision == Granted(known.keys[0][2], known.tokens, known.tokens)

    def closed(self, turn: str, charged: int, *, did_close: bool) -> None:
        known = self.known[turn]
        assert did_close == known.is_open
        if known.is_open:
            known.is_open = False
            for key in known.keys:
                self.held[key] -= known.tokens
                self.used[key] += charged

    @rule(turn=turns, tokens=st.integers(0, 4000), is_estimated=st.booleans())
    def settle(self, turn: str, tokens: int, is_estimated: bool) -> None:
        did_close = self.run(
            lambda session: self.ledger.settle(
                session, turn_id=TurnId(turn), tokens=tokens, is_estimated=is_estimated
            )
        )
        self.closed(turn, tokens, did_close=did_close)

    @rule(turn=turns)
    def release(self, turn: str) -> None:
        did_close = self.run(lambda session: self.ledger.release(session, turn_id=TurnId(turn)))
        self.closed(turn, 0, did_close=did_close)

    @rule(turn=turns, charge_estimate=st.booleans())
    def expire(self, turn: str, charge_estimate: bool) -> None:
        did_close = self.run(
            lambda session: self.ledger.expire(
                session, turn_id=TurnId(turn), charge_estimate=charge_estimate
            )
        )
        charged = self.known[turn].tokens if charge_estimate else 0
        self.closed(turn, charged, did_close=did_close)

    @rule(
        subject=st.sampled_from(
            [(Scope.ACCOUNT, name) for name in ACCOUNTS]
            + [(Scope.DEPARTMENT, name) for name in DEPARTMENTS]
            + [(Scope.CITY, CITY)]
        ),
        cap=st.none() | st.integers(0, 8000),
    )
    def set_cap(self, subject: tuple[Scope, str], cap: int | None) -> None:
        scope, name = subject
        self.run(
            lambda session: self.ledger.set_cap(
                session, scope=scope, subject_id=name, cap_tokens=cap, reason="試験"
            )
        )
        self.caps[(scope.value, name)] = cap

    @rule(hours=st.integers(-48, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(hours * 3600)

    @rule()
    def fail_in_the_middle(self) -> None:
        """A transaction that is undone leaves no trace."""
        with self.engine.connect() as connection:
            transaction = connection.begin()
            self.ledger.reserve(
                Session(connection),
                turn_id=TurnId("undone"),
                account_id=AccountId("a1"),
                department_id=DepartmentId("d1"),
                prompt_tokens=0,
                max_output_tokens=1,
            )
            transaction.rollback()

    @invariant()
    def the_books_agree(self) -> None:
        self.run(self.compare)

    def compare(self, session: Session) -> None:
        assert self.ledger.verify(session) == []
        for name, turn in self.known.items():
            held = self.ledger.open_reservation(session, turn_id=TurnId(name))
            assert (held is not None) is turn.is_open
        for account, department in product(ACCOUNTS, DEPARTMENTS):
            keys = self.keys(account, department)
            found = self.ledger.balance(
                session, account_id=AccountId(account), department_id=DepartmentId(department)
            )
            assert found.remaining == self.remaining(keys)
            for key, (_, scope) in zip(keys, found.scopes, strict=True):
                expected = (self.used[key], self.held[key], self.cap_of(key))
                assert (scope.used, scope.reserved, scope.cap) == expected


LedgerMachine.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLedger = LedgerMachine.TestCase
