"""Pools foreseen on a real database, and admins warned once a month and pool."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from assistant.core.errors import InputError
from assistant.gateway.forecasts import Forecasts, ForecastWatch, forecast_warnings
from assistant.gateway.members import role_of
from assistant.usage.analysis.calendar import NO_COUNCIL
from assistant.usage.analysis.forecast import Outlook, PoolKind, TooEarly
from assistant.usage.analysis.forecast_settings import ForecastSettings
from assistant.usage.log.totals import UsageHour, UsageMonth
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.models import SpendCounter
from assistant.usage.quota.settings import QuotaSettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio
DEPARTMENT = "tax"
SETTINGS = QuotaSettings(
    city_cap_tokens=60_000,
    department_pool_cap_tokens={DEPARTMENT: 10_000_000},
    yearly_budget_yen=1_000,
)
DAY = 86_400


def usage(session: Session, first: date = date(2026, 2, 2), last: date = date(2026, 4, 14)) -> None:
    """Ten thousand tokens a business day, at a yen a thousand."""
    for number, day in enumerate(NO_COUNCIL.business_days(first, last)):
        session.add(
            UsageHour(
                day=day.isoformat(), hour=10, department_id=DEPARTMENT, requests=9, answered=9,
                input_tokens=9_000, output_tokens=900 + number % 3 * 100,
            )
        )  # fmt: skip


def money(session: Session) -> None:
    """What the months cost."""
    session.connection().execute(
        insert(UsageMonth),
        [
            {
                "month": month, "department_id": DEPARTMENT, "channel": "generic", "model": "m",
                "outcome": "answered", "requests": 180, "input_tokens": 180_000,
                "output_tokens": 20_000, "cost_yen_micros": 200_000_000,
            }
            for month in ("2026-02", "2026-03", "2026-04")
        ],
    )  # fmt: skip
    session.add(SpendCounter(month="2026-04", yen_micros=100_000_000, unpriced_turns=0))


def forecasts(kit: Kit, quota: QuotaSettings = SETTINGS) -> Forecasts:
    ledger = Ledger(quota, kit.clock, role_of)
    return Forecasts(ledger, quota, NO_COUNCIL, ForecastSettings(), kit.clock)


@pytest.fixture
async def kit(make_kit: MakeKit) -> Kit:
    kit = make_kit(quota=SETTINGS)
    await kit.uow.write(usage)
    await kit.uow.write(money)
    return kit


async def test_the_city_a_department_and_the_budget_are_foreseen(kit: Kit) -> None:
    made = forecasts(kit)
    city, budget, department = made.foresee(await kit.uow.read(made.gather))
    assert isinstance(city, Outlook)
    assert (city.pool.kind, city.pool.limit) == (PoolKind.CITY, 60_000)
    # Six business days from Wednesday 15 April.
    assert city.likely in {date(2026, 4, 21), date(2026, 4, 22), date(2026, 4, 23)}
    assert city.probability is not None
    assert city.probability > 0.99
    assert isinstance(department, Outlook)
    assert (department.pool.name, department.probability) == (DEPARTMENT, 0.0)
    assert department.total == pytest.approx(110_000, rel=0.15)  # 11 business days, one a holiday
    assert isinstance(budget, Outlook)
    assert budget.pool.last == date(2027, 3, 31)
    # 900 yen left at 10 yen a business day: about 90 of them.
    assert budget.likely is not None
    assert date(2026, 7, 15) < budget.likely < date(2026, 10, 15)


async def test_without_caps_there_is_nothing_to_run_out_of(make_kit: MakeKit) -> None:
    kit = make_kit()
    made = forecasts(kit, QuotaSettings())
    (nothing,) = made.foresee(await kit.uow.read(made.gather))
    assert isinstance(nothing, TooEarly)
    await kit.uow.write(usage)
    (city,) = made.foresee(await kit.uow.read(made.gather))
    assert isinstance(city, Outlook)
    assert (city.probability, city.likely) == (None, None)


async def test_one_department_is_foreseen_with_or_without_a_cap(kit: Kit) -> None:
    made = forecasts(kit, QuotaSettings())
    (found,) = made.foresee(
        await kit.uow.read(lambda session: made.gather_department(session, DEPARTMENT))
    )
    assert isinstance(found, Outlook)
    assert found.pool.limit is None
    with pytest.raises(InputError, match="no department 'なし課'"):
        await kit.uow.read(lambda session: made.gather_department(session, "なし課"))


async def test_admins_are_warned_once_a_month_and_pool(make_kit: MakeKit, kit: Kit) -> None:
    neighbour = make_kit(like=kit, quota=SETTINGS)
    watch = ForecastWatch(kit.uow, forecasts(kit), kit.clock)
    other = ForecastWatch(neighbour.uow, forecasts(neighbour), kit.clock)
    assert {each.pool.kind for each in await watch.look()} == {PoolKind.CITY, PoolKind.BUDGET}
    assert await other.look() == []  # the row is there already
    assert watch.warned_of == other.warned_of == {"city": 1, "budget": 1}
    kit.clock.advance(DAY)
    assert await watch.look() == []
    assert watch.warned_of == {"city": 1, "budget": 1}
    found = await kit.uow.read(lambda session: forecast_warnings(session, kit.clock.now()))
    assert [(row.kind, row.month, row.percent) for row in found] == [
        ("city", "2026-04", 100),
        ("budget", "2026-04", 100),
    ]
    assert found[0].likely is not None
    kit.clock.advance(20 * DAY)  # May: the budget is told of again
    await kit.uow.write(lambda session: usage(session, date(2026, 4, 15), date(2026, 5, 5)))
    kinds = {each.pool.kind for each in await watch.look()}
    assert kinds == {PoolKind.CITY, PoolKind.BUDGET}
    kept = await kit.uow.read(lambda session: forecast_warnings(session, kit.clock.now()))
    assert {row.month for row in kept} == {"2026-05"}


async def test_a_day_is_looked_at_once_in_a_process(kit: Kit) -> None:
    watch = ForecastWatch(kit.uow, forecasts(kit), kit.clock)
    await watch.look()
    await kit.uow.write(lambda session: session.connection().exec_driver_sql(
        "DELETE FROM forecast_warning"))  # fmt: skip
    assert await watch.look() == []
    kit.clock.advance(DAY)
    assert len(await watch.look()) == 2


async def test_an_unlikely_end_is_no_warning(kit: Kit) -> None:
    calm = QuotaSettings(city_cap_tokens=10_000_000)
    assert await ForecastWatch(kit.uow, forecasts(kit, calm), kit.clock).look() == []
    assert kit.rows("SELECT * FROM forecast_warning") == []
