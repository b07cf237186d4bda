"""What is foreseen of a department is told of enough people alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from assistant.core.clock import ManualClock
from assistant.gateway.members import role_of
from assistant.gateway.reporting import Reporter
from assistant.identity.models import Department
from assistant.settings import Settings
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.figures import Scope
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
