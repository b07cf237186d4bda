"""The ledger against a model made of dictionaries, in any order of operations (L1, L2, L3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.store.engine import make_engine
from assistant.usage.quota.amounts import CapAmount, Word
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import Target
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.requests import Sender, ask
from assistant.usage.quota.reservation import Cause, Granted, Refused
from assistant.usage.quota.settings import QuotaSettings
from tests.usage.quota.conftest import ADMIN, join_desk

T = TypeVar("T")
Databases = Callable[[], AbstractContextManager[str]]

ACCOUNTS = ("a1", "a2", "a3")
DEPARTMENTS = ("d1", "d2")
MINIMUM = 50
DEFAULT_CAP = 3000

SUBJECTS = (
    *((Scope.ACCOUNT, name) for name in ACCOUNTS),
    *((Scope.DEPARTMENT, name) for name in DEPARTMENTS),
    (Scope.CITY, CITY),
)
SENDER = Sender("generic", "u1", "room-1", "event-1")

Key = tuple[str, str, str]


def day_of(now: datetime) -> date:
    """The day in Tokyo, reckoned apart from the product: nine hours ahead, no summer time."""
    return (now + timedelta(hours=9)).date()


def month_of(now: datetime) -> str:
    return f"{day_of(now):%Y-%m}"


def reset_date(month: str) -> date:
    """The first day of the next month."""
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class Added:
    """An increase as the model knows it."""

    subject: tuple[str, str]
    tokens: int
    first: date
    last: date


@dataclass
class Turn:
    """What the model knows of a turn."""

    keys: tuple[Key, Key, Key]
    tokens: int
    is_open: bool = True


class LedgerMachine(RuleBasedStateMachine):
    """Does what the gateway and its admins may do, and keeps books of its own."""

    turns = Bundle("turns")

    def __init__(self, new_database: Databases) -> None:
        super().__init__()
        self.block = ExitStack()
        url = self.block.enter_context(new_database())
        self.engine = make_engine(url, busy_timeout_seconds=30)
        self.clock = ManualClock(datetime(2026, 3, 31, 14, 0, tzinfo=UTC))
        quota = QuotaSettings(default_cap_tokens=DEFAULT_CAP, minimum_output_tokens=MINIMUM)
        self.desk = join_desk(quota, self.clock)
        self.ledger = self.desk.ledger
        self.used: dict[Key, int] = defaultdict(int)
        self.held: dict[Key, int] = defaultdict(int)
        self.caps: dict[tuple[str, str], int | None] = {}
        self.known: dict[str, Turn] = {}
        self.increases: dict[int, Added] = {}
        self.pilot: set[str] = set()
        self.requests: dict[str, int] = {}
        self.warned: set[tuple[str, str, str, int]] = set()
        self.changes = 0

    def teardown(self) -> None:
        self.engine.dispose()
        self.block.close()

    def run(self, work: Callable[[Session], T]) -> T:
        with (
            self.engine.connect() as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            return work(session)

    def base_of(self, scope: str, subject: str) -> int | None:
        return self.caps.get((scope, subject), DEFAULT_CAP if scope == "account" else None)

    def cap_of(self, key: Key) -> int | None:
        """What holds today: increases add to a cap, but not to a stop or to no limit."""
        scope, subject, _ = key
        base = self.base_of(scope, subject)
        if not base:
            return base
        today = day_of(self.clock.now())
        return base + sum(
            added.tokens
            for added in self.increases.values()
            if added.subject == (scope, subject) and added.first <= today <= added.last
        )

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
        if self.pilot and department not in self.pilot:
            assert isinstance(decision, Refused)
            assert decision.cause is Cause.PILOT
            return multiple()
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

    @rule(
        subject=st.sampled_from(SUBJECTS),
        tokens=st.integers(-1, 4000),
        start=st.integers(-3, 40),
        length=st.integers(-2, 40),
        adds=st.booleans(),
    )
    def boost(
        self, subject: tuple[Scope, str], tokens: int, start: int, length: int, adds: bool
    ) -> None:
        today = day_of(self.clock.now())
        first, last = today + timedelta(days=start), today + timedelta(days=start + length)
        name = (subject[0].value, subject[1])
        is_sound = tokens > 0 and first <= last and last >= today and bool(self.base_of(*name))
        others = [
            added
            for added in self.increases.values()
            if added.subject == name and added.first <= last and added.last >= first
        ]
        order = IncreaseOrder(
            target=Target(*subject),
            tokens=tokens,
            start=first,
            until=last,
            reason="試験",
            adds=adds,
        )
        try:
            made = self.run(lambda session: self.desk.book.boost(session, ADMIN, order))
        except InputError:
            assert not is_sound or (others and not adds)
            return
        assert is_sound
        assert adds or not others
        self.increases[made.id] = Added(name, tokens, first, last)
        self.changes += 1

    @precondition(lambda self: self.increases)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.increases)))
        is_over = self.increases[number].last < day_of(self.clock.now())
        try:
            self.run(lambda session: self.desk.book.end(session, ADMIN, number, reason="試験"))
        except InputError:
            assert is_over
            return
        assert not is_over
        del self.increases[number]
        self.changes += 1

    @rule(account=st.sampled_from(ACCOUNTS))
    def ask_for_more(self, account: str) -> None:
        """One open request an account; the second is the first."""
        member, now = self.desk.directory.accounts[account], self.clock.now()
        request, is_new = self.run(
            lambda session: ask(session, member, "議会資料の要約", SENDER, now)
        )
        assert is_new == (account not in self.requests)
        assert self.requests.setdefault(account, request.id) == request.id

    @precondition(lambda self: self.requests)
    @rule(data=st.data(), tokens=st.integers(1, 4000), does_approve=st.booleans())
    def decide(self, data: st.DataObject, tokens: int, does_approve: bool) -> None:
        account = data.draw(st.sampled_from(sorted(self.requests)))
        number, desk = self.requests[account], self.desk.requests
        if not does_approve:
            self.run(lambda session: desk.refuse(session, ADMIN, number, word="来月から"))
        else:
            try:
                decision = self.run(lambda session: desk.approve(session, ADMIN, number, tokens))
            except InputError:
                assert not self.base_of("account", account)
                return
            made = decision.request.increase_id
            assert made is not None
            today = day_of(self.clock.now())
            last = reset_date(month_of(self.clock.now())) - timedelta(days=1)
            self.increases[made] = Added(("account", account), tokens, today, last)
        del self.requests[account]
        self.changes += 1

    @rule(departments=st.sets(st.sampled_from(DEPARTMENTS)))
    def set_pilot(self, departments: set[str]) -> None:
        book = self.desk.book
        self.run(lambda session: book.set_pilot(session, ADMIN, departments, reason="試行"))
        self.pilot = departments
        self.changes += 1

    @rule(account=st.sampled_from(ACCOUNTS), department=st.sampled_from(DEPARTMENTS))
    def warn(self, account: str, department: str) -> None:
        """Each threshold of each cap is told once a month."""
        keys = self.keys(account, department)
        passed = self.run(
            lambda session: self.ledger.warn(
                session, account_id=AccountId(account), department_id=DepartmentId(department)
            )
        )
        now_past = {
            (*key, percent)
            for key in keys
            for percent in (80, 95, 100)
            if (cap := self.cap_of(key)) and self.used[key] * 100 >= cap * percent
        }
        names = {key[0]: key for key in keys}
        told = {(*names[each.scope.value], each.percent) for each in passed}
        assert len(told) == len(passed)
        assert told == now_past - self.warned
        self.warned |= told

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
        subject=st.sampled_from(SUBJECTS),
        amount=st.sampled_from(Word) | st.integers(0, 8000),
    )
    def set_cap(self, subject: tuple[Scope, str], amount: CapAmount) -> None:
        scope, name = subject
        key = (scope.value, name, month_of(self.clock.now()))
        used = self.used[key]
        change = self.run(
            lambda session: self.desk.book.set_cap(session, ADMIN, Target(scope, name), amount)
        )
        assert change.used == used
        assert change.is_below_used == (isinstance(amount, int) and amount < used)
        self.caps.pop((scope.value, name), None)
        if amount != Word.DEFAULT:
            self.caps[scope.value, name] = None if amount == Word.UNLIMITED else int(amount)
        self.changes += 1

    @rule(hours=st.sampled_from((1, 24)) | st.integers(-48, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(hours * 3600)

    @rule(seconds=st.sampled_from((-1, 0)))
    def month_turns(self, seconds: int) -> None:
        """To the last second of a month in Tokyo, or the first instant of the next."""
        now = self.clock.now()
        edge = datetime.combine(reset_date(month_of(now)), time(), UTC) - timedelta(hours=9)
        self.clock.advance((edge - now).total_seconds() + seconds)

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
        assert list(self.desk.audit.faults(session)) == []
        assert len(self.desk.trail(session)) == self.changes
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


def test_any_order_of_operations_keeps_the_books(new_database: Databases) -> None:
    class Machine(LedgerMachine):
        """On databases of this run."""

        def __init__(self) -> None:
            super().__init__(new_database)

    steps = settings(max_examples=60, stateful_step_count=30)
    run_state_machine_as_test(Machine, settings=steps)
