"""How many accounts are registered, written down month by month: adoption is a share of them."""

from __future__ import annotations

from sqlalchemy import Integer, delete, func, insert, select
from sqlalchemy.sql.expression import cast
from sqlmodel import Session, col

from assistant.core.clock import Clock
from assistant.core.periods import month_of
from assistant.identity.models import Account
from assistant.store.one_at_a_time import lock_changes
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.totals import AccountMonth


class Census:
    """Counts the accounts of each department for the month that runs; past months stay."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def take(self) -> int:
        """Write the month's count anew, as the directory stands. Returns the accounts counted."""
        month = month_of(self._clock.now())
        return await self._uow.write(lambda session: take_census(session, month))


def take_census(session: Session, month: str) -> int:
    """Count accounts by department under a month, in place of an earlier count."""
    lock_changes(session)
    connection = session.connection()
    enabled = func.sum(cast(col(Account.is_active), Integer))
    counted = connection.execute(
        select(col(Account.department_id), func.count(), enabled).group_by(
            col(Account.department_id)
        )
    ).all()
    connection.execute(delete(AccountMonth).where(col(AccountMonth.month) == month))
    rows = [
        {"month": month, "department_id": department, "registered": total, "enabled": active}
        for department, total, active in counted
    ]
    if rows:
        connection.execute(insert(AccountMonth), rows)
    return sum(total for _, total, _ in counted)
