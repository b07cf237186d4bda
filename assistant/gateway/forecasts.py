"""When the city, a department or the budget runs out: the quota's figures joined with the log's.

Reading is a short transaction; the reckoning, some hundredths of a second a pool, is none.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session, col, select

from assistant.core.clock import Clock
from assistant.core.ids import AccountId, DepartmentId
from assistant.core.logs import get_log
from assistant.core.periods import day_of, last_day, month_of
from assistant.gateway.members import DirectoryMembers
from assistant.identity.models import Department
from assistant.store.types import UtcDateTime
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.days import Day
from assistant.usage.analysis.forecast import Forecast, Outlook, Pool, PoolKind, foresee
from assistant.usage.analysis.forecast_reading import read_days, read_rate
from assistant.usage.analysis.forecast_settings import ForecastSettings
from assistant.usage.analysis.models import ForecastWarning
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.members import require_department
from assistant.usage.quota.settings import NO_BUDGET, QuotaSettings
from assistant.usage.quota.spending import spending

NOBODY = AccountId("")
"""No account has this id: its balance shows the department's and the city's alone."""

_NOTE = text("""
INSERT INTO forecast_warning (kind, name, month, percent, early, likely, late, at)
VALUES (:kind, :name, :month, :percent, :early, :likely, :late, :at)
ON CONFLICT (kind, name, month) DO NOTHING
""").bindparams(
    bindparam("at", type_=UtcDateTime),
    *(bindparam(name, type_=Date) for name in ("early", "likely", "late")),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """A pool with the days it is foreseen from."""

    pool: Pool
    days: Sequence[Day]


class Forecasts:
    """Foresees pools."""

    def __init__(
        self,
        ledger: Ledger,
        quota: QuotaSettings,
        calendar: CouncilCalendar,
        settings: ForecastSettings,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._quota = quota
        self._calendar = calendar
        self._settings = settings
        self._clock = clock

    def gather(self, session: Session) -> list[Gathered]:
        """The city, the budget if there is one, and every department with a cap."""
        today = day_of(self._clock.now())
        found = self.gather_city(session)
        names = session.exec(select(col(Department.id)).order_by(col(Department.id))).all()
        pools = [self._department(session, name) for name in names]
        found += [
            Gathered(pool, read_days(session, today, pool.name))
            for pool in pools
            if pool.limit is not None
        ]
        return found

    def gather_city(self, session: Session) -> list[Gathered]:
        """The city, and the budget if there is one."""
        today = day_of(self._clock.now())
        found = [Gathered(self._city(session), read_days(session, today))]
        if self._quota.yearly_budget_yen != NO_BUDGET:
            found.append(Gathered(self._budget(session), found[0].days))
        return found

    def gather_department(self, session: Session, name: str) -> list[Gathered]:
        """One department, with a cap or without.

        Raises:
            InputError: there is none of the name.
        """
        require_department(DirectoryMembers(), session, name)
        today = day_of(self._clock.now())
        return [Gathered(self._department(session, name), read_days(session, today, name))]

    def foresee(self, gathered: Sequence[Gathered]) -> list[Forecast]:
        """What becomes of each; pure, and no transaction."""
        today = day_of(self._clock.now())
        percent = self._settings.range_percent
        return [
            foresee(each.pool, each.days, self._calendar, today=today, range_percent=percent)
            for each in gathered
        ]

    def note(self, session: Session, forecasts: Sequence[Forecast]) -> list[Outlook]:
        """Write down which pools will probably run out; those not warned of this month yet.

        A pool that has run out already is not foreseen any more: the quota itself warned of it.
        """
        now = self._clock.now()
        least = self._settings.warning_percent / 100.0
        return [
            each
            for each in forecasts
            if isinstance(each, Outlook)
            and not each.is_exhausted
            and each.probability is not None
            and each.probability >= least
            and _note(session, each, now)
        ]

    def _city(self, session: Session) -> Pool:
        balance = self._ledger.balance(session, account_id=NOBODY, department_id=DepartmentId(""))
        state = balance.city
        return Pool(PoolKind.CITY, "", state.used, state.cap, last_day(balance.month))

    def _department(self, session: Session, name: str) -> Pool:
        balance = self._ledger.balance(session, account_id=NOBODY, department_id=DepartmentId(name))
        state = balance.department
        return Pool(PoolKind.DEPARTMENT, name, state.used, state.cap, last_day(balance.month))

    def _budget(self, session: Session) -> Pool:
        month = month_of(self._clock.now())
        spent = spending(session, month, self._quota)
        rate, spread = read_rate(session, month)
        end = date(spent.fiscal_year + 1, 3, 31)
        used = spent.yen_micros / 1_000_000
        return Pool(PoolKind.BUDGET, "", used, spent.budget_yen, end, rate, spread)


class ForecastWatch:
    """Looks once a day whether a pool will probably run out, and warns once a month and pool."""

    def __init__(self, uow: UnitOfWork, forecasts: Forecasts, clock: Clock) -> None:
        self._uow = uow
        self._forecasts = forecasts
        self._clock = clock
        self._looked_on: date | None = None
        self.warned_of: Mapping[str, int] = {}
        """Pools warned of this month, by kind, each once, as they stood at the last look."""

    async def look(self) -> list[Outlook]:
        """Look, unless this process has looked today; returns what was warned of now."""
        today = day_of(self._clock.now())
        warned = [] if self._looked_on == today else await self._warn(today)
        rows = await self._uow.read(lambda session: forecast_warnings(session, self._clock.now()))
        self.warned_of = Counter(row.kind for row in rows)
        return warned

    async def _warn(self, today: date) -> list[Outlook]:
        gathered = await self._uow.read(self._forecasts.gather)
        forecasts = await asyncio.to_thread(self._forecasts.foresee, gathered)
        warned = await self._uow.write(lambda session: self._forecasts.note(session, forecasts))
        self._looked_on = today
        for each in warned:
            percent = round(100 * (each.probability or 0))
            month = month_of(self._clock.now())
            get_log().warning(
                "forecast.runs_out", state=each.pool.kind.value, count=percent, month=month
            )
        return warned


def forecast_warnings(session: Session, now: datetime) -> list[ForecastWarning]:
    """The warnings of this month: the city first, then the budget, then departments by name."""
    rows = session.exec(
        select(ForecastWarning).where(col(ForecastWarning.month) == month_of(now))
    ).all()
    order = [PoolKind.CITY.value, PoolKind.BUDGET.value, PoolKind.DEPARTMENT.value]
    return sorted(rows, key=lambda row: (order.index(row.kind), row.name))


def _note(session: Session, outlook: Outlook, now: datetime) -> bool:
    """The unique row decides, however many processes look at once."""
    days = {"early": outlook.early, "likely": outlook.likely, "late": outlook.late}
    parameters = {
        "kind": outlook.pool.kind.value,
        "name": outlook.pool.name,
        "month": month_of(now),
        "percent": round(100 * (outlook.probability or 0.0)),
        "at": now,
        **days,
    }
    return session.connection().execute(_NOTE, parameters).rowcount == 1
