from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.usage.quota.ledger import Ledger, OpenReservation
from assistant.usage.quota.models import CITY, Scope
from assistant.usage.quota.reservation import Granted, Refused, ScopeBalance

MakeLedger = Callable[..., Ledger]
SIZE = 1000


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with engine.connect() as connection, connection.begin(), Session(connection) as session:
        yield session


def reserve(
    ledger: Ledger, session: Session, turn: str, account: str = "a1", department: str = "d1"
) -> Granted | Refused:
    return ledger.reserve(
        session,
        turn_id=TurnId(turn),
        account_id=AccountId(account),
        department_id=DepartmentId(department),
        prompt_tokens=SIZE - 500,
        max_output_tokens=500,
    )


def settle(ledger: Ledger, session: Session, turn: str, tokens: int) -> bool:
    return ledger.settle(session, turn_id=TurnId(turn), tokens=tokens, is_estimated=False)


def account_of(ledger: Ledger, session: Session, account: str = "a1") -> ScopeBalance:
    return ledger.balance(
        session, account_id=AccountId(account), department_id=DepartmentId("d1")
    ).account


def test_a_turn_holds_then_is_charged_in_all_three_scopes(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger(city_cap_tokens=50_000)
    assert reserve(ledger, session, "t1") == Granted("2026-04", SIZE, 500)
    found = ledger.balance(session, account_id=AccountId("a1"), department_id=DepartmentId("d1"))
    assert found.account == ScopeBalance(0, SIZE, 200_000)
    assert found.department == ScopeBalance(0, SIZE, None)
    assert found.city == ScopeBalance(0, SIZE, 50_000)
    assert found.binding is Scope.CITY
    assert found.reset_date == date(2026, 5, 1)
    assert settle(ledger, session, "t1", 700)
    found = ledger.balance(session, account_id=AccountId("a1"), department_id=DepartmentId("d1"))
    assert [scope.used for _, scope in found.scopes] == [700] * 3
    assert [scope.reserved for _, scope in found.scopes] == [0] * 3
    assert ledger.verify(session) == []


def test_settle_twice_charges_once(make_ledger: MakeLedger, session: Session) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    assert settle(ledger, session, "t1", 700)
    assert not settle(ledger, session, "t1", 900)
    assert not ledger.release(session, turn_id=TurnId("t1"))
    assert not ledger.expire(session, turn_id=TurnId("t1"), charge_estimate=True)
    assert account_of(ledger, session).used == 700


def test_closing_what_was_never_reserved_has_no_effect(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger()
    assert not settle(ledger, session, "t1", 700)
    assert account_of(ledger, session) == ScopeBalance(0, 0, 200_000)
    assert ledger.verify(session) == []


def test_release_gives_everything_back(make_ledger: MakeLedger, session: Session) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    assert ledger.release(session, turn_id=TurnId("t1"))
    assert account_of(ledger, session) == ScopeBalance(0, 0, 200_000)


@pytest.mark.parametrize(("charge_estimate", "used"), [(True, SIZE), (False, 0)])
def test_expire_charges_the_estimate_only_if_the_model_may_have_been_called(
    make_ledger: MakeLedger, session: Session, charge_estimate: bool, used: int
) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    assert ledger.expire(session, turn_id=TurnId("t1"), charge_estimate=charge_estimate)
    assert account_of(ledger, session) == ScopeBalance(used, 0, 200_000)
    flags = session.connection().scalars(
        text("SELECT is_estimated FROM ledger_entry WHERE phase = 'close'")
    )
    assert list(flags) == [charge_estimate]


def test_the_providers_figure_is_charged_as_it_is(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger(default_cap_tokens=1500)
    reserve(ledger, session, "t1")
    assert settle(ledger, session, "t1", 9000)
    assert account_of(ledger, session) == ScopeBalance(9000, 0, 1500)
    refused = reserve(ledger, session, "t2")
    assert refused == Refused(Scope.ACCOUNT, 9000, 0, 1500, date(2026, 5, 1))


def test_a_negative_charge_is_a_mistake(make_ledger: MakeLedger, session: Session) -> None:
    with pytest.raises(ValueError, match="cannot charge"):
        settle(make_ledger(), session, "t1", -1)


def test_open_reservations_count_against_the_cap(make_ledger: MakeLedger, session: Session) -> None:
    ledger = make_ledger(default_cap_tokens=2 * SIZE)
    assert isinstance(reserve(ledger, session, "t1"), Granted)
    assert isinstance(reserve(ledger, session, "t2"), Granted)
    assert isinstance(reserve(ledger, session, "t3"), Refused)
    assert isinstance(reserve(ledger, session, "t4", account="a2"), Granted)


@pytest.mark.parametrize(
    ("settings", "scope"),
    [
        ({"default_cap_tokens": 0}, Scope.ACCOUNT),
        ({"department_cap_tokens": 600}, Scope.DEPARTMENT),
        ({"city_cap_tokens": 600}, Scope.CITY),
    ],
)
def test_a_refusal_names_its_scope_and_holds_nothing_anywhere(
    make_ledger: MakeLedger, session: Session, settings: dict[str, int], scope: Scope
) -> None:
    ledger = make_ledger(**settings)
    refused = reserve(ledger, session, "t1")
    assert isinstance(refused, Refused)
    assert refused.scope is scope
    found = ledger.balance(session, account_id=AccountId("a1"), department_id=DepartmentId("d1"))
    assert [balance.reserved for _, balance in found.scopes] == [0, 0, 0]
    assert ledger.open_reservation(session, turn_id=TurnId("t1")) is None


def test_reserving_again_while_open_holds_nothing_more(
    make_ledger: MakeLedger, session: Session, clock: ManualClock
) -> None:
    ledger = make_ledger()
    first = reserve(ledger, session, "t1")
    clock.advance(40 * 86400)
    assert reserve(ledger, session, "t1") == first
    assert ledger.open_reservation(session, turn_id=TurnId("t1")) is not None
    assert ledger.verify(session) == []


def test_reserving_again_gives_the_same_when_the_cap_is_full(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger(default_cap_tokens=SIZE)
    first = reserve(ledger, session, "t1")
    assert isinstance(reserve(ledger, session, "t2"), Refused)
    assert reserve(ledger, session, "t1") == first
    assert account_of(ledger, session) == ScopeBalance(0, SIZE, SIZE)
    assert ledger.verify(session) == []


def test_a_larger_prompt_the_second_time_is_refused_if_no_useful_answer_is_left(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    found = ledger.reserve(
        session,
        turn_id=TurnId("t1"),
        account_id=AccountId("a1"),
        department_id=DepartmentId("d1"),
        prompt_tokens=SIZE - 100,
        max_output_tokens=500,
    )
    assert isinstance(found, Refused)


def test_a_closed_turn_cannot_reserve_again(make_ledger: MakeLedger, session: Session) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    ledger.release(session, turn_id=TurnId("t1"))
    with pytest.raises(ValueError, match="closed already"):
        reserve(ledger, session, "t1")


def test_a_reservation_is_open_until_it_is_closed(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    reserve(ledger, session, "t2")
    settle(ledger, session, "t1", 10)
    assert ledger.open_reservation(session, turn_id=TurnId("t1")) is None
    held = OpenReservation(TurnId("t2"), "2026-04", SIZE)
    assert ledger.open_reservation(session, turn_id=TurnId("t2")) == held


def test_fault_10_a_turn_over_the_months_edge_is_charged_to_the_first_month(
    engine: Engine, make_ledger: MakeLedger, clock: ManualClock, session: Session
) -> None:
    ledger = make_ledger(default_cap_tokens=SIZE)
    edge = datetime(2026, 4, 30, 14, 59, 59, 900_000, tzinfo=UTC)
    clock.advance((edge - clock.now()).total_seconds())
    assert reserve(ledger, session, "t1") == Granted("2026-04", SIZE, 500)
    clock.advance(0.2)
    assert account_of(ledger, session) == ScopeBalance(0, 0, SIZE)
    assert isinstance(reserve(ledger, session, "t2"), Granted)
    settle(ledger, session, "t1", 700)
    assert account_of(ledger, session) == ScopeBalance(0, SIZE, SIZE)
    clock.advance(-1)
    assert account_of(ledger, session) == ScopeBalance(700, 0, SIZE)
    assert ledger.verify(session) == []


def test_fault_11_a_clock_set_back_leaves_no_negative_counter(
    make_ledger: MakeLedger, session: Session, clock: ManualClock
) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    clock.advance(-30 * 86400)
    assert account_of(ledger, session) == ScopeBalance(0, 0, 200_000)
    settle(ledger, session, "t1", 10)
    clock.advance(70 * 86400)
    assert account_of(ledger, session) == ScopeBalance(0, 0, 200_000)
    assert ledger.verify(session) == []


def test_fault_26_a_cap_lowered_in_flight_stops_the_next_turn_only(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger()

    def cap(tokens: int | None) -> None:
        ledger.set_cap(
            session, scope=Scope.ACCOUNT, subject_id="a1", cap_tokens=tokens, reason="試行"
        )

    reserve(ledger, session, "t1")
    cap(100)
    assert account_of(ledger, session).remaining == 0
    assert settle(ledger, session, "t1", 800)
    assert account_of(ledger, session) == ScopeBalance(800, 0, 100)
    assert isinstance(reserve(ledger, session, "t2"), Refused)
    cap(2000)
    assert isinstance(reserve(ledger, session, "t3"), Granted)
    cap(0)
    assert isinstance(reserve(ledger, session, "t4"), Refused)
    cap(None)
    assert isinstance(reserve(ledger, session, "t5"), Granted)
    assert account_of(ledger, session).remaining is None
    assert [(entry.subject_id, entry.cap_tokens) for entry in ledger.caps(session)] == [
        ("a1", None)
    ]


def test_a_cap_of_the_city_counts_every_account(make_ledger: MakeLedger, session: Session) -> None:
    ledger = make_ledger()
    ledger.set_cap(session, scope=Scope.CITY, subject_id=CITY, cap_tokens=SIZE, reason="年度予算")
    assert isinstance(reserve(ledger, session, "t1", "a1", "d1"), Granted)
    refused = reserve(ledger, session, "t2", "a2", "d2")
    assert isinstance(refused, Refused)
    assert refused.scope is Scope.CITY


@pytest.mark.parametrize("tokens", [-1, 10**12 + 1])
def test_an_impossible_cap_is_refused(
    make_ledger: MakeLedger, session: Session, tokens: int
) -> None:
    with pytest.raises(InputError, match="whole number of tokens"):
        make_ledger().set_cap(
            session, scope=Scope.ACCOUNT, subject_id="a1", cap_tokens=tokens, reason=""
        )


def test_the_city_has_one_cap(make_ledger: MakeLedger, session: Session) -> None:
    with pytest.raises(InputError, match="city"):
        make_ledger().set_cap(
            session, scope=Scope.CITY, subject_id="架空市", cap_tokens=1, reason=""
        )


def test_a_moved_account_leaves_its_past_with_the_old_department(
    make_ledger: MakeLedger, session: Session
) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1", department="d1")
    reserve(ledger, session, "t2", department="d2")
    settle(ledger, session, "t1", 10)
    settle(ledger, session, "t2", 20)
    old, new = (
        ledger.balance(session, account_id=AccountId("a1"), department_id=DepartmentId(name))
        for name in ("d1", "d2")
    )
    assert (old.department.used, new.department.used, new.account.used) == (10, 20, 30)


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET tokens = 1", "DELETE FROM ledger_entry"]
)
def test_the_database_refuses_to_change_an_entry(
    make_ledger: MakeLedger, session: Session, statement: str
) -> None:
    reserve(make_ledger(), session, "t1")
    with pytest.raises(IntegrityError, match="append-only"):
        session.connection().execute(text(statement))


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE quota_counter SET used = 5 WHERE scope = 'city'", "counter city city 2026-04: us"),
        ("UPDATE quota_counter SET reserved = 0 WHERE scope = 'account'", "reserved is 0, the ent"),
        ("DELETE FROM quota_counter WHERE scope = 'department'", "counter department d1 2026-04"),
        (
            "INSERT INTO quota_counter VALUES ('account', 'a9', '2026-04', 7, 0)",
            "counter account a9 2026-04: used is 7, the entries say 0",
        ),
        (
            "INSERT INTO ledger_entry VALUES (99, 't9', 'close', 'settle', 'a1', 'd1', '2026-04',"
            " 0, '0', '2026-04-15')",
            "turn t9: 0 opening and 1 closing entries",
        ),
        (
            "INSERT INTO ledger_entry VALUES (99, 't1', 'close', 'settle', 'a1', 'd1', '2026-05',"
            " 0, '0', '2026-04-15')",
            "2 months",
        ),
    ],
)
def test_verify_finds_what_was_tampered_with(
    make_ledger: MakeLedger, session: Session, damage: str, problem: str
) -> None:
    ledger = make_ledger()
    reserve(ledger, session, "t1")
    assert ledger.verify(session) == []
    session.connection().execute(text(damage))
    assert any(problem in line for line in ledger.verify(session))
