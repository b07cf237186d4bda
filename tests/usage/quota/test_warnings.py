"""Each threshold warns once a month, whoever passes it together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.usage.quota.models import Scope
from assistant.usage.quota.warnings import Passed, load_warnings
from tests.usage.quota.conftest import ADMIN, Desk
from tests.usage.quota.test_book import A1

MakeDesk = Callable[..., Desk]


def use(desk: Desk, session: Session, turn: str, tokens: int, name: str = "a1") -> None:
    desk.ledger.reserve(
        session,
        turn_id=TurnId(turn),
        account_id=AccountId(name),
        department_id=DepartmentId("d1"),
        prompt_tokens=0,
        max_output_tokens=1,
    )
    desk.ledger.settle(session, turn_id=TurnId(turn), tokens=tokens, is_estimated=False)


def warn(desk: Desk, session: Session, name: str = "a1") -> list[Passed]:
    return desk.ledger.warn(session, account_id=AccountId(name), department_id=DepartmentId("d1"))


def told(desk: Desk, session: Session, name: str = "a1") -> list[tuple[Scope, int]]:
    return [(each.scope, each.percent) for each in warn(desk, session, name)]


@pytest.mark.parametrize(
    ("used", "percents"),
    [(799, []), (800, [80]), (949, [80]), (950, [80, 95]), (999, [80, 95]), (1000, [80, 95, 100])],
)
def test_thresholds_are_whole_shares_of_the_cap(
    make_desk: MakeDesk, session: Session, used: int, percents: list[int]
) -> None:
    desk = make_desk(default_cap_tokens=1000)
    use(desk, session, "t1", used)
    assert told(desk, session) == [(Scope.ACCOUNT, percent) for percent in percents]
    assert told(desk, session) == []


def test_a_new_month_warns_anew(make_desk: MakeDesk, session: Session, clock: ManualClock) -> None:
    desk = make_desk(default_cap_tokens=1000, warning_percents=[50])
    edge = datetime(2026, 4, 30, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Tokyo
    clock.advance((edge - clock.now()).total_seconds())
    use(desk, session, "t1", 500)
    assert told(desk, session) == [(Scope.ACCOUNT, 50)]
    clock.advance(1)
    assert told(desk, session) == []
    use(desk, session, "t2", 500)
    assert told(desk, session) == [(Scope.ACCOUNT, 50)]
    assert [warned.period for warned in load_warnings(session, clock.now())] == ["2026-05"]


def test_pools_warn_and_stops_and_no_limit_do_not(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk(
        default_cap_tokens="unlimited", department_cap_tokens=1000, city_cap_tokens=2000
    )
    use(desk, session, "t1", 1900)
    assert told(desk, session) == [
        (Scope.DEPARTMENT, 80), (Scope.DEPARTMENT, 95), (Scope.DEPARTMENT, 100),
        (Scope.CITY, 80), (Scope.CITY, 95),
    ]  # fmt: skip
    assert told(desk, session, "a2") == []
    desk.book.set_cap(session, ADMIN, A1, 0)
    assert told(desk, session) == []


def test_thresholds_are_settings(make_desk: MakeDesk, session: Session) -> None:
    desk = make_desk(default_cap_tokens=100, warning_percents=[])
    use(desk, session, "t1", 100)
    assert told(desk, session) == []


def test_eight_that_pass_a_threshold_together_tell_it_once(
    make_desk: MakeDesk, engine: Engine
) -> None:
    desk = make_desk(default_cap_tokens="unlimited", city_cap_tokens=1000, warning_percents=[80])
    with Session(engine) as session, session.begin():
        use(desk, session, "t0", 700)

    def pass_it(number: int) -> list[Passed]:
        with Session(engine) as session, session.begin():
            use(desk, session, f"t{number + 1}", 20, f"x{number}")
            return warn(desk, session, f"x{number}")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(pass_it, range(8)))
    assert sum(map(len, found)) == 1
