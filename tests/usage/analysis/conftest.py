from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlmodel import Session

from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.report import ReportRequest
from assistant.usage.log import aggregates
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.totals import AccountMonth
from tests.usage.analysis.synthetic import City, invented_council
from tests.usage.analysis.synthetic_rows import Shape, usage_rows

COUNCIL = CouncilCalendar(invented_council(2025))
CITY = replace(City(), accounts=60, questions_per_day=9.0, last=date(2025, 9, 30))
REQUEST = ReportRequest(
    from_month="2025-04",
    to_month="2025-09",
    today=date(2025, 10, 3),
    calendar=COUNCIL,
    small_group=5,
    changes=(CITY.step_on,),
    budget_yen=500_000,
    facts=(["model-a", "none", 0, "国内", "契約 <1>", "2025-04-01"],),
    names={"PERSON": "氏名"},
)


def fill(session: Session) -> None:
    """The rows of the city, their totals, and how many accounts it has."""
    rows = list(usage_rows(CITY, COUNCIL, 7, Shape(departments=7)))
    session.connection().execute(insert(UsageEvent), rows)
    aggregates.rebuild(session.connection())
    for month in sorted({row["month"] for row in rows}):
        session.add(AccountMonth(month=month, department_id="第1課", registered=60, enabled=60))


@pytest.fixture
def unit_of_work(database_url: str) -> Iterator[UnitOfWork]:
    unit_of_work = UnitOfWork(make_engine(database_url, busy_timeout_seconds=1))
    yield unit_of_work
    unit_of_work.close()


@pytest.fixture
def golden() -> Path:
    return Path(__file__).parents[2] / "golden" / "report_figures.csv"
