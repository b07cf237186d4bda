from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from assistant.gateway.census import Census
from assistant.identity.models import Account
from assistant.usage.log.totals import AccountMonth
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio


def months(session: Session) -> list[tuple[str, int, int]]:
    rows = session.exec(select(AccountMonth)).all()
    return sorted((row.month, row.registered, row.enabled) for row in rows)


def disabled(rows: Iterable[tuple[str, int, int]]) -> int:
    return sum(registered - enabled for _, registered, enabled in rows)


async def test_the_running_month_follows_the_directory_and_past_months_stay(kit: Kit) -> None:
    def disable_one(session: Session) -> None:
        account = session.exec(select(Account).where(Account.is_active)).first()
        assert account is not None
        account.is_active = False
        session.add(account)

    census = Census(kit.uow, kit.clock)
    count = await census.take()
    assert count > 0
    before = await kit.uow.read(months)
    assert sum(registered for _, registered, _ in before) == count
    kit.clock.advance(timedelta(days=40).total_seconds())
    await kit.uow.write(disable_one)
    assert await census.take() == count
    after = await kit.uow.read(months)
    assert set(before) < set(after)
    later = set(after) - set(before)
    assert disabled(later) == disabled(before) + 1
