"""What an admin changes: caps, increases, the pilot; each audited in its transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from assistant.core.clock import ManualClock
from assistant.core.errors import InputError
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.store.models import AuditEntry
from assistant.usage.quota.amounts import CapAmount, Word
from assistant.usage.quota.cap_import import CapFileError, CapLine
from assistant.usage.quota.increases import Increase, IncreaseOrder
from assistant.usage.quota.members import THE_CITY, Affiliation, Target, account, department
from assistant.usage.quota.reservation import Balance, Cause, Granted, Refused, ScopeBalance
from assistant.usage.quota.standing import account_states, overview, pool_balance, standing
from tests.usage.quota.conftest import ADMIN, Desk

MakeDesk = Callable[..., Desk]
A1 = account("a1")
TODAY = date(2026, 4, 15)


def balance(desk: Desk, session: Session, name: str = "a1", unit: str = "d1") -> Balance:
    return desk.ledger.balance(
        session, account_id=AccountId(name), department_id=DepartmentId(unit)
    )


def reserve(
    desk: Desk, session: Session, turn: str, tokens: int = 1000, unit: str = "d1"
) -> Granted | Refused:
    return desk.ledger.reserve(
        session,
        turn_id=TurnId(turn),
        account_id=AccountId("a1"),
        department_id=DepartmentId(unit),
        prompt_tokens=tokens - 500,
        max_output_tokens=500,
    )


def use(desk: Desk, session: Session, turn: str, tokens: int) -> None:
    assert isinstance(reserve(desk, session, turn), Granted)
    desk.ledger.settle(session, turn_id=TurnId(turn), tokens=tokens, is_estimated=False)


def boost(
    desk: Desk,
    session: Session,
    tokens: int = 500,
    until: date = date(2026, 4, 30),
    target: Target = A1,
    **more: Any,
) -> Increase:
    order = IncreaseOrder(target=target, tokens=tokens, until=until, reason="9月議会の準備", **more)
    return desk.book.boost(session, ADMIN, order)


def go_to(clock: ManualClock, *when: int) -> None:
    clock.advance((datetime(*when, tzinfo=UTC) - clock.now()).total_seconds())  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("name", "unit", "cap"),
    [("a1", "d1", 300), ("b1", "d2", 200), ("b1", "d1", 300), ("x1", "d2", 100)],
    ids=["department", "role", "department before role", "neither"],
)
def test_defaults_are_by_department_then_role_then_for_all(
    make_desk: MakeDesk, session: Session, name: str, unit: str, cap: int
) -> None:
    desk = make_desk(
        default_cap_tokens=100,
        role_cap_tokens={"admin": 200},
        department_account_cap_tokens={"d1": 300},
        department_pool_cap_tokens={"d1": 9000},
    )
    found = balance(desk, session, name, unit)
    assert found.account.cap == cap
    assert found.department.cap == (9000 if unit == "d1" else None)


@pytest.mark.parametrize("amount", [0, 700, 10**12, Word.UNLIMITED])
@pytest.mark.parametrize("target", [A1, department("d1"), THE_CITY], ids=str)
def test_a_cap_holds_at_once_and_is_audited(
    make_desk: MakeDesk, session: Session, target: Target, amount: CapAmount
) -> None:
    desk = make_desk()
    change = desk.book.set_cap(session, ADMIN, target, amount, reason="試行")
    assert (change.before, change.after) == (Word.DEFAULT, amount)
    expected = None if amount == Word.UNLIMITED else amount
    assert balance(desk, session).of(target.scope).cap == expected
    assert desk.trail(session) == [("cap.set", target.audit_subject)]
    (details,) = session.exec(select(AuditEntry.details))
    assert '"before": "default"' in details
    assert list(desk.audit.faults(session)) == []


def test_a_cap_below_what_is_used_is_taken_with_a_warning_and_touches_no_usage(
    make_desk: MakeDesk, session: Session
) -> None:
    desk = make_desk()
    use(desk, session, "t1", 900)
    change = desk.book.set_cap(session, ADMIN, A1, 100)
    assert change.is_below_used
    assert balance(desk, session).account == ScopeBalance(900, 0, 100)
    assert isinstance(reserve(desk, session, "t2"), Refused)
    again = desk.book.set_cap(session, ADMIN, A1, Word.DEFAULT)
    assert (again.before, again.is_below_used) == (100, False)
    assert balance(desk, session).account == ScopeBalance(900, 0, 200_000)


@pytest.mark.parametrize(
    ("target", "amount", "says"),
    [
        (account("nobody"), 5, "no account 'nobody'"),
        (department("nowhere"), 5, "no department 'nowhere'"),
        (A1, -1, "write 0 or more"),
        (A1, 10**12 + 1, "is too large"),
    ],
)
def test_an_impossible_cap_changes_nothing(
    make_desk: MakeDesk, session: Session, target: Target, amount: int, says: str
) -> None:
    desk = make_desk()
    with pytest.raises(InputError, match=says):
        desk.book.set_cap(session, ADMIN, target, amount)
    assert desk.trail(session) == []
    assert desk.ledger.caps(session) == []


def test_a_stop_has_a_cause_of_its_own_and_no_increase_lifts_it(
    make_desk: MakeDesk, session: Session
) -> None:
    desk = make_desk()
    boost(desk, session)
    desk.book.set_cap(session, ADMIN, A1, 0)
    refused = reserve(desk, session, "t1")
    assert isinstance(refused, Refused)
    assert (refused.cause, refused.cap) == (Cause.STOPPED, 0)
    with pytest.raises(InputError, match="is stopped"):
        boost(desk, session, adds=True)
    desk.book.set_cap(session, ADMIN, A1, Word.UNLIMITED)
    with pytest.raises(InputError, match="has no limit"):
        boost(desk, session, adds=True)
    assert balance(desk, session).account.cap is None


def test_an_increase_adds_inside_its_days_and_admission_follows(
    make_desk: MakeDesk, session: Session, clock: ManualClock
) -> None:
    desk = make_desk(default_cap_tokens=1000)
    boost(desk, session, 500, date(2026, 4, 20), start=date(2026, 4, 17))
    caps: dict[int, int | None] = {}
    for day in range(15, 23):
        go_to(clock, 2026, 4, day, 14, 59, 59)  # 23:59:59 in Tokyo
        caps[day] = balance(desk, session).account.cap
    assert caps == {15: 1000, 16: 1000, 17: 1500, 18: 1500, 19: 1500, 20: 1500, 21: 1000, 22: 1000}
    go_to(clock, 2026, 4, 19, 15, 0)  # midnight in Tokyo, the 20th
    assert isinstance(reserve(desk, session, "t1", 1500), Granted)
    go_to(clock, 2026, 4, 20, 15, 0)
    assert balance(desk, session).account == ScopeBalance(0, 1500, 1000)
    assert isinstance(reserve(desk, session, "t2", 501), Refused)


def test_the_guard_itself_knows_increases(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk(default_cap_tokens=1000)
    boost(desk, session, 500)
    assert isinstance(reserve(desk, session, "t1", 1499), Granted)
    assert isinstance(reserve(desk, session, "t2", 501), Refused)
    assert balance(desk, session).account == ScopeBalance(0, 1499, 1500, 500)


@pytest.mark.parametrize("target", [department("d1"), THE_CITY], ids=str)
def test_departments_and_the_city_have_increases_too(
    make_desk: MakeDesk, session: Session, target: Target
) -> None:
    desk = make_desk(department_cap_tokens=1000, city_cap_tokens=1000)
    boost(desk, session, 250, target=target)
    assert balance(desk, session).of(target.scope) == ScopeBalance(0, 0, 1250, 250)
    assert pool_balance(session, desk.ledger, target) == ScopeBalance(0, 0, 1250, 250)


@pytest.mark.parametrize(
    ("tokens", "days", "says"),
    [
        (0, (TODAY, TODAY), "adds nothing"),
        (-5, (TODAY, TODAY), "write 0 or more"),
        (10**12 + 1, (TODAY, TODAY), "too large"),
        (5, (date(2026, 5, 1), date(2026, 4, 30)), "before it begins"),
        (5, (date(2026, 4, 1), date(2026, 4, 14)), "is over; write today"),
        (5, (TODAY, date(2062, 4, 1)), "three years ahead"),
        (5, (date(1, 1, 1), date(2026, 12, 31)), "three years ago"),
    ],
)
def test_a_wrong_increase_changes_nothing(
    make_desk: MakeDesk, session: Session, tokens: int, days: tuple[date, date], says: str
) -> None:
    desk = make_desk()
    with pytest.raises(InputError, match=says):
        boost(desk, session, tokens, days[1], start=days[0])
    assert overview(session, desk.settings, desk.clock.now()).increases == []
    assert desk.trail(session) == []


def test_an_increase_needs_a_reason(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk()
    with pytest.raises(InputError, match="reason is missing"):
        desk.book.boost(
            session, ADMIN, IncreaseOrder(target=A1, tokens=5, until=TODAY, reason="  ")
        )


def test_overlapping_increases_are_refused_unless_said_to_add(
    make_desk: MakeDesk, session: Session
) -> None:
    desk = make_desk(default_cap_tokens=1000)
    first = boost(desk, session, 500, date(2026, 4, 20))
    with pytest.raises(InputError, match=f"increase {first.id} of 500 tokens runs"):
        boost(desk, session, 100, date(2026, 5, 31), start=date(2026, 4, 20))
    boost(desk, session, 100, date(2026, 5, 31), start=date(2026, 4, 21))
    boost(desk, session, 50, date(2026, 4, 20), adds=True)
    boost(desk, session, 7, target=account("a2"))
    assert balance(desk, session).account.cap == 1550


def test_an_increase_can_be_ended(
    make_desk: MakeDesk, session: Session, clock: ManualClock
) -> None:
    desk = make_desk(default_cap_tokens=1000)
    first = boost(desk, session)
    with pytest.raises(InputError, match="reason is missing"):
        desk.book.end(session, ADMIN, first.id, reason="")
    desk.book.end(session, ADMIN, first.id, reason="誤り")
    assert balance(desk, session).account.cap == 1000
    for number in (first.id, 999):
        with pytest.raises(InputError, match=r"has ended already|no increase 999"):
            desk.book.end(session, ADMIN, number, reason="誤り")
    boost(desk, session)  # the days are free again
    assert [action for action, _ in desk.trail(session)] == [
        "cap.boost", "cap.boost_end", "cap.boost",
    ]  # fmt: skip


def test_a_pilot_refuses_others_plainly_and_ends(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk()
    desk.book.set_pilot(session, ADMIN, ["d2", "d3"], reason="試行")
    refused = reserve(desk, session, "t1")
    assert isinstance(refused, Refused)
    assert refused.cause is Cause.PILOT
    assert not balance(desk, session).takes_part
    assert isinstance(reserve(desk, session, "t2", unit="d2"), Granted)
    with pytest.raises(InputError, match="no department 'nowhere'"):
        desk.book.set_pilot(session, ADMIN, ["d1", "nowhere"], reason="試行")
    assert overview(session, desk.settings, desk.clock.now()).pilot == ["d2", "d3"]
    desk.book.set_pilot(session, ADMIN, [], reason="全庁へ")
    assert isinstance(reserve(desk, session, "t3"), Granted)


def test_an_import_sets_all_or_nothing(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk()
    use(desk, session, "t1", 900)
    lines = [
        CapLine(2, "a1", 500),
        CapLine(3, "a2", Word.UNLIMITED),
        CapLine(4, "a3", Word.DEFAULT),
    ]
    planned = desk.book.import_caps(session, ADMIN, lines, is_dry_run=True)
    assert desk.ledger.caps(session) == []
    done = desk.book.import_caps(session, ADMIN, lines, is_dry_run=False, reason="4月")
    assert planned == done
    assert [change.is_change for change in done] == [True, True, False]
    assert [change.is_below_used for change in done] == [True, False, False]
    assert len(desk.trail(session)) == 2
    assert not any(
        change.is_change
        for change in desk.book.import_caps(session, ADMIN, lines, is_dry_run=False)
    )
    with pytest.raises(CapFileError, match="line 3: no account 'nobody'"):
        desk.book.import_caps(
            session, ADMIN, [CapLine(2, "a2", 1), CapLine(3, "nobody", 1)], is_dry_run=False
        )
    assert [entry.cap_tokens for entry in desk.ledger.caps(session)] == [500, None]


def test_the_list_of_accounts_agrees_with_the_ledger(
    make_desk: MakeDesk, session: Session, clock: ManualClock
) -> None:
    desk = make_desk(
        default_cap_tokens=2000, role_cap_tokens={"admin": "unlimited"}, warning_percents=[]
    )
    use(desk, session, "t1", 900)
    boost(desk, session, 1000)
    boost(desk, session, 5, date(2026, 5, 5), target=account("a2"), start=date(2026, 5, 1))
    desk.book.set_cap(session, ADMIN, account("a3"), 0)
    members = desk.directory.all(session)
    states = account_states(session, members, desk.settings, clock.now())
    for member, state in zip(members, states, strict=True):
        found = balance(desk, session, member.account_id, member.department_id).account
        assert ScopeBalance(state.used, state.reserved, state.cap, state.increase) == found
    assert [state.percent for state in states] == [30, 0, 100, 0]


def test_a_person_sees_running_increases_of_the_own_account_alone(
    make_desk: MakeDesk, session: Session, clock: ManualClock
) -> None:
    desk = make_desk()
    mine = boost(desk, session)
    boost(desk, session, target=account("a2"))
    boost(desk, session, until=date(2026, 6, 1), start=date(2026, 5, 1))
    member = Affiliation(AccountId("a1"), DepartmentId("d1"), "staff")
    found = standing(session, desk.ledger, member, clock.now())
    assert [each.id for each in found.increases] == [mine.id]
    clock.advance(timedelta(days=16).total_seconds())
    found = standing(session, desk.ledger, member, clock.now())
    assert [each.from_day for each in found.increases] == [date(2026, 5, 1)]
