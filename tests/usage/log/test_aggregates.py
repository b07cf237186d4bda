from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from assistant.core.chat import Outcome
from assistant.core.ids import DepartmentId
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log import aggregates
from assistant.usage.log.events import UsageRecord, record
from assistant.usage.log.totals import (
    UsageHour,
    UsageMonth,
    UsageMonthAccount,
    UsageMonthTally,
)
from tests.usage.log.turns import APRIL, answered, blocked, write_all

pytestmark = pytest.mark.anyio

TOTALS = (UsageMonth, UsageHour, UsageMonthAccount, UsageMonthTally)


def mixed() -> list[UsageRecord]:
    unknown = replace(blocked(), department_id=None, account_pseudonym=None, conversation_id=None)
    return [
        answered(),
        answered(at=APRIL + timedelta(hours=1)),
        answered(department="税務課"),
        replace(answered(), account_pseudonym="p1-other", case_id="minutes"),
        replace(answered(), cost_yen_micros=None, price_version="unpriced"),
        replace(answered(), cost_yen_micros=12, price_version="v", question_number=1),
        answered(at=APRIL + timedelta(days=16, hours=13, minutes=59)),
        answered(at=APRIL + timedelta(days=16, hours=14)),
        blocked(),
        unknown,
        replace(blocked(), outcome=Outcome.BLOCKED_OUTPUT),
        replace(answered(), department_id=DepartmentId("総務課"), reason="command", model=None),
    ]


def contents(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    for model in TOTALS:
        table = model.metadata.tables[str(model.__tablename__)]
        rows = session.connection().execute(select(*table.columns))
        found[table.name] = sorted(map(tuple, rows))
    return found


async def test_totals_of_each_settlement_are_those_made_anew(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(lambda session: write_all(session, mixed()))
    kept = await unit_of_work.read(contents)
    assert all(kept.values())
    await unit_of_work.write(lambda session: aggregates.rebuild(session.connection()))
    assert await unit_of_work.read(contents) == kept


async def test_a_month_is_summed_by_what_an_analyst_asks_for(unit_of_work: UnitOfWork) -> None:
    await unit_of_work.write(lambda session: write_all(session, mixed()))
    found = await unit_of_work.read(contents)
    columns = [column.name for column in UsageMonth.metadata.tables["usage_month"].columns]
    rows = [dict(zip(columns, row, strict=True)) for row in found["usage_month"]]
    keys = ("month", "department_id", "outcome", "model")
    by_key = {tuple(row[name] for name in keys): row for row in rows}
    general = by_key["2026-04", "総務課", "answered", "offline"]
    assert (general["requests"], general["input_tokens"], general["output_tokens"]) == (5, 500, 250)
    assert (general["conversations"], general["retrieval_requests"]) == (1, 5)
    assert (general["cost_yen_micros"], general["unpriced_requests"]) == (12, 1)
    assert by_key["2026-05", "総務課", "answered", "offline"]["requests"] == 2
    assert by_key["2026-04", "", "blocked_input", ""]["requests"] == 1


async def test_hours_are_tokyos_and_accounts_those_that_were_answered(
    unit_of_work: UnitOfWork,
) -> None:
    await unit_of_work.write(lambda session: write_all(session, mixed()))
    found = await unit_of_work.read(contents)
    hours = {(day, hour): count for day, hour, department, count, *_ in found["usage_hour"]
             if department == "総務課"}  # fmt: skip
    assert hours["2026-04-15", 10] == 7
    assert hours["2026-04-15", 11] == 1
    assert hours["2026-05-01", 23] == 1
    assert hours["2026-05-02", 0] == 1
    accounts = {(month, department, name): count
                for month, department, name, count, _ in found["usage_month_account"]}  # fmt: skip
    assert accounts["2026-04", "総務課", "p1-other"] == 1
    assert sum(accounts.values()) == sum(1 for one in mixed() if one.outcome is Outcome.ANSWERED)
    tally = {row[2:]: 0 for row in found["usage_month_tally"]}
    assert ("category", "PERSON", 2) in tally
    assert ("case", "minutes", 1) in tally


async def test_a_row_written_twice_is_counted_once(unit_of_work: UnitOfWork) -> None:
    one = answered()
    for _ in range(2):
        await unit_of_work.write(lambda session: record(session, one))
    found = await unit_of_work.read(contents)
    assert [row[5] for row in found["usage_month"]] == [1]
