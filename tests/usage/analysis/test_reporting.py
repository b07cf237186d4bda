"""What is foreseen of a department is told of enough people, and from their months, alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.gateway.forecasts import Gathered
from assistant.gateway.members import role_of
from assistant.gateway.reporting import Reporter, tellable
from assistant.identity.models import Department
from assistant.settings import Settings
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import NO_COUNCIL
from assistant.usage.analysis.days import Day
from assistant.usage.analysis.figures import Scope
from assistant.usage.analysis.forecast import Outlook, Pool, PoolKind, foresee
from assistant.usage.log.totals import UsageMonth, UsageMonthAccount
from assistant.usage.quota.ledger import Ledger
from tests.usage.analysis.conftest import fill

pytestmark = pytest.mark.anyio
TOO_FEW = "だれのことか分かるおそれがあるため"


@pytest.mark.parametrize(
    ("now", "small_group", "is_told"),
    [
        (datetime(2025, 9, 20, tzinfo=UTC), 5, True),
        (datetime(2025, 9, 20, tzinfo=UTC), 60, False),
        # Nobody has asked this month yet: the pace would be that of earlier months.
        (datetime(2025, 10, 3, tzinfo=UTC), 5, False),
        (datetime(2025, 10, 3, tzinfo=UTC), 1, True),
    ],
)
async def test_a_department_of_few_is_not_foreseen(
    unit_of_work: UnitOfWork, now: datetime, small_group: int, is_told: bool
) -> None:
    def work(session: Session) -> None:
        fill(session)
        session.add(Department(id="第1課", name="第1課"))

    await unit_of_work.write(work)
    settings = Settings()
    clock = ManualClock(now)
    reporter = Reporter(settings, Ledger(settings.quota, clock, role_of), clock, {})
    scope = Scope(
        from_month="2025-04", to_month="2025-09", small_group=small_group, department="第1課"
    )
    section = await unit_of_work.read(lambda session: reporter.forecast(scope, session))
    assert bool(section.tables) is is_told
    assert (TOO_FEW in section.notes[0]) is not is_told


TODAY = date(2026, 7, 24)
DEPARTMENT = Pool(PoolKind.DEPARTMENT, "税務課", 0.0, None, date(2026, 7, 31))
CITY = Pool(PoolKind.CITY, "", 0.0, None, date(2026, 7, 31))


def people(months: dict[str, int]) -> list[tuple[str, str, int]]:
    """A department with so many people in each month, beside two large ones."""
    large = [(month, name, 20) for month in months for name in ("総務課", "企画課")]
    return [*((month, "税務課", count) for month, count in months.items()), *large]


def asked(session: Session, places: Sequence[tuple[str, str, int]]) -> None:
    for month, department, count in places:
        totals = {"month": month, "department_id": department, "requests": count}
        more = {"channel": "generic", "model": "m", "outcome": "answered"}
        session.connection().execute(insert(UsageMonth), [totals | more])
        accounts = [
            {"month": month, "department_id": department, "account_pseudonym": f"p1-{n}",
             "requests": 1, "tokens": 1} for n in range(count)
        ]  # fmt: skip
        session.connection().execute(insert(UsageMonthAccount), accounts)


def days(tokens: dict[int, int]) -> list[Day]:
    """So many tokens a business day, by month, until yesterday."""
    business = NO_COUNCIL.business_days(date(2026, 4, 1), date(2026, 7, 23))
    return [Day(day, 1, tokens[day.month]) for day in business]


async def test_a_pace_is_not_learned_from_months_of_few(unit_of_work: UnitOfWork) -> None:
    """Whatever a month of few took, what is foreseen is the same; enough people's counts."""
    counts = people({"2026-04": 9, "2026-05": 2, "2026-06": 9, "2026-07": 9})
    await unit_of_work.write(lambda session: asked(session, counts))
    found = []
    for secret in (1, 90_000):
        taken = days({4: secret, 5: secret, 6: 500, 7: 500})
        gathered = [Gathered(CITY, taken), Gathered(DEPARTMENT, taken)]
        read = partial(tellable, gathered=gathered, small_group=5, today=TODAY)
        (city, department), untold = await unit_of_work.read(read)
        assert untold == []
        assert city.days == taken
        assert {day.day.month for day in department.days} == {4, 6, 7}
        found.append(
            foresee(department.pool, department.days, NO_COUNCIL, today=TODAY, range_percent=80)
        )
    assert isinstance(found[0], Outlook)
    # The silence of May begins everything anew: nothing before it is learned from.
    assert found[0] == found[1]


@pytest.mark.parametrize(("of_july", "small_group", "is_told"), [
    (4, 5, False), (5, 5, True), (0, 5, False), (4, 1, True),
])  # fmt: skip
async def test_of_few_this_month_nothing_is_told(
    unit_of_work: UnitOfWork, of_july: int, small_group: int, is_told: bool
) -> None:
    months = {"2026-06": 9, "2026-07": of_july}
    counts = [place for place in people(months) if place[2]]
    await unit_of_work.write(lambda session: asked(session, counts))
    gathered = [Gathered(DEPARTMENT, days(dict.fromkeys(range(4, 8), 500)))]
    told, untold = await unit_of_work.read(
        lambda session: tellable(session, gathered, small_group, TODAY)
    )
    assert (bool(told), untold == [DEPARTMENT]) == (is_told, not is_told)
