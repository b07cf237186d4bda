from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session
from sqlmodel import select as select_rows

from assistant.core.chat import NO_TOKENS, Outcome
from assistant.core.ids import DepartmentId, new_turn_id
from assistant.core.periods import in_tokyo
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log import aggregates
from assistant.usage.log.events import UsageRecord, record
from assistant.usage.log.models import UsageEvent
from assistant.usage.log.totals import (
    SURVEY,
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
    assert sum(accounts.values()) == sum(
        one.outcome is Outcome.ANSWERED and one.reason != "command" for one in mixed()
    )
    tally = {row[2:]: 0 for row in found["usage_month_tally"]}
    assert ("category", "PERSON", 2) in tally
    assert ("case", "minutes", 1) in tally


def every_kind() -> list[UsageRecord]:
    """A turn of each outcome and channel: with and without a model, commands, the survey."""
    plain = [
        (Outcome.ANSWERED, "model"),
        (Outcome.ANSWERED, "nothing_found"),
        (Outcome.ANSWERED, "command"),
        (Outcome.ANSWERED, SURVEY),
        (Outcome.BLOCKED_INPUT, "personal_data"),
        (Outcome.BLOCKED_OUTPUT, "personal_data"),
        (Outcome.OVER_QUOTA, "cap_city"),
        (Outcome.REFUSED, "unknown_account"),
        (Outcome.FAILED, "model_unavailable"),
    ]
    assert {outcome for outcome, _ in plain} == set(Outcome)
    made = []
    for number, (channel, (outcome, reason)) in enumerate(
        product(("generic", "slack", "teams"), plain)
    ):
        has_model = reason == "model" or outcome is Outcome.BLOCKED_OUTPUT
        is_known = reason != "unknown_account"
        turn = answered(at=APRIL + timedelta(hours=number), department=f"第{number % 2}課")
        made.append(
            replace(
                turn,
                channel=channel,
                outcome=outcome,
                reason=reason,
                model="offline" if has_model else None,
                usage=turn.usage if has_model else NO_TOKENS,
                categories=("PERSON", "EMAIL") if "blocked" in outcome.value else (),
                department_id=turn.department_id if is_known else None,
                account_pseudonym=turn.account_pseudonym if is_known else None,
                case_id="minutes" if reason == "model" else None,
                question_number=1 if has_model else None,
            )
        )
    return made + [replace(each, turn_id=new_turn_id()) for each in made]


def sums(rows: Iterable[UsageEvent], key: Callable[[UsageEvent], Any]) -> dict[Any, list[int]]:
    """Turns, input and output tokens by key."""
    found: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for at, number in enumerate((1, row.input_tokens, row.output_tokens)):
            found[key(row)][at] += number
    return dict(found)


async def test_totals_are_the_sums_of_the_rows_of_every_kind(unit_of_work: UnitOfWork) -> None:
    """Reckoned a second time here, from the rows and by the words of docs/usage_log.md."""
    await unit_of_work.write(lambda session: write_all(session, every_kind()))
    rows = await unit_of_work.read(lambda session: list(session.exec(select_rows(UsageEvent))))
    found = await unit_of_work.read(contents)
    requests = [row for row in rows if row.reason != "survey"]
    answered_ones = [
        row for row in requests if row.outcome == "answered" and row.reason != "command"
    ]

    columns = list(UsageMonth.metadata.tables["usage_month"].columns.keys())
    at = [columns.index(name) for name in ("requests", "input_tokens", "output_tokens")]
    assert {row[:5]: [row[each] for each in at] for row in found["usage_month"]} == sums(
        rows, lambda row: (row.month, row.department_id or "", row.channel, row.model or "",
                           row.outcome),
    )  # fmt: skip

    def hour(row: UsageEvent) -> tuple[str, int, str]:
        tokyo = in_tokyo(row.at)
        return f"{tokyo:%Y-%m-%d}", tokyo.hour, row.department_id or ""

    of_requests, of_answered = sums(requests, hour), sums(answered_ones, hour)
    hours = {key: [0, 0, *tokens] for key, (_, *tokens) in sums(rows, hour).items()}
    for key, (count, *_) in of_requests.items():
        hours[key][0] = count
    for key, (count, *_) in of_answered.items():
        hours[key][1] = count
    assert {row[:3]: list(row[3:]) for row in found["usage_hour"]} == hours

    assert {row[:3]: list(row[3:]) for row in found["usage_month_account"]} == {
        key: [count, read + written]
        for key, (count, read, written) in sums(
            answered_ones, lambda row: (row.month, row.department_id, row.account_pseudonym)
        ).items()
    }
    names = [
        (row.month, row.department_id or "", kind, name)
        for row in rows
        for kind, name in (
            ("reason", row.reason),
            *((("case", row.case_id),) if row.case_id else ()),
            *(("category", each) for each in row.categories.split(",") if each),
        )
    ]
    assert {row[:4]: row[4] for row in found["usage_month_tally"]} == Counter(names)


async def test_a_row_written_twice_is_counted_once(unit_of_work: UnitOfWork) -> None:
    one = answered()
    for _ in range(2):
        await unit_of_work.write(lambda session: record(session, one))
    found = await unit_of_work.read(contents)
    assert [row[5] for row in found["usage_month"]] == [1]
