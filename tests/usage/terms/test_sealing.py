"""When a month is over its salt is destroyed, what may be shown is published, the rest deleted."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from assistant.core.clock import ManualClock
from assistant.core.keys import Key
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.terms.counting import Question, count
from assistant.usage.terms.sealing import TermMonths, closed_months, destroy_salts
from assistant.usage.terms.sketch import bits_of
from tests.databases import read_rows
from tests.usage.terms.conftest import KEY, ask

pytestmark = pytest.mark.anyio
MAY = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)  # midnight in Tokyo
CELLS = "SELECT * FROM term_cell ORDER BY month, first, second, department_id"
COUNTS = (
    "SELECT month, department_id, council, first, second, uses, at_least FROM term_count "
    "ORDER BY month, first, second, department_id, council"
)


def months(uow: UnitOfWork, at: datetime = MAY, least: int = 3) -> TermMonths:
    return TermMonths(uow, ManualClock(at), least_accounts=least)


async def test_a_month_that_is_over_keeps_only_what_may_be_shown(
    uow: UnitOfWork, database_url: str
) -> None:
    await ask(uow, range(4), "文書", "案内")
    await ask(uow, range(2), "訴訟")
    await ask(uow, [9], "文書", department="福祉課", is_council=True)
    assert await months(uow).end() == 1
    assert read_rows(database_url, CELLS) == []
    shown = {
        (row["first"], row["second"], row["department_id"], row["council"]): row["uses"]
        for row in read_rows(database_url, COUNTS)
    }
    # 福祉課 is one account: it and its only neighbour are left out, and the council's day with it.
    assert shown == {
        ("", "", "", ""): 7,
        ("文書", "", "", ""): 5,
        ("案内", "", "", ""): 4,
        ("案内", "", "", "in"): 0,
        ("案内", "", "", "out"): 4,
        ("案内", "", "税務課", ""): 4,
        ("文書", "案内", "", ""): 4,
        ("文書", "案内", "", "in"): 0,
        ("文書", "案内", "", "out"): 4,
        ("文書", "案内", "税務課", ""): 4,
    }
    assert read_rows(database_url, "SELECT month, salt, state, least_accounts FROM term_month") == [
        {"month": "2026-04", "salt": None, "state": "published", "least_accounts": 3}
    ]


async def test_the_month_that_runs_is_left_alone(uow: UnitOfWork, database_url: str) -> None:
    await ask(uow, range(4), "文書")
    before = read_rows(database_url, CELLS)
    last_second = datetime(2026, 4, 30, 14, 59, 59, tzinfo=UTC)
    assert await months(uow, last_second).end() == 0
    assert read_rows(database_url, CELLS) == before
    (month,) = read_rows(database_url, "SELECT salt, state FROM term_month")
    assert (len(bytes(month["salt"])), month["state"]) == (32, "open")


async def test_each_month_has_a_salt_of_its_own_and_no_account_the_same_bit(
    uow: UnitOfWork, database_url: str
) -> None:
    for month in ("2026-04", "2026-05"):
        await ask(uow, range(30), "文書", month=month)
    salts = [row["salt"] for row in read_rows(database_url, "SELECT salt FROM term_month")]
    assert len({bytes(salt) for salt in salts}) == 2
    sketches = [
        bits_of(bytes(row["sketch"]))
        for row in read_rows(database_url, "SELECT sketch FROM term_cell WHERE first = '文書'")
    ]
    assert sketches[0] != sketches[1]


async def test_nothing_is_added_to_a_month_whose_salt_is_gone(
    uow: UnitOfWork, database_url: str
) -> None:
    await ask(uow, range(4), "文書")
    await uow.write(lambda session: destroy_salts(session, before="2026-05"))
    before = read_rows(database_url, CELLS)
    assert await ask(uow, [7], "文書") == [False]
    assert read_rows(database_url, CELLS) == before
    assert await months(uow).end() == 1  # what another process began is finished
    assert await ask(uow, [7], "文書") == [False]
    assert read_rows(database_url, CELLS) == []


async def test_a_new_key_version_counts_nothing_more_in_a_month_begun_with_the_old(
    uow: UnitOfWork,
) -> None:
    assert await ask(uow, [1], "文書") == [True]
    new = Key("pseudonym", 2, b"q" * 32)
    assert await ask(uow, [1], "文書", key=new) == [False]
    assert await ask(uow, [1], "文書", key=new, month="2026-05") == [True]


async def test_ending_a_month_twice_or_by_two_processes_publishes_once(
    uow: UnitOfWork, database_url: str
) -> None:
    await ask(uow, range(4), "文書")
    other_engine = make_engine(database_url, busy_timeout_seconds=10)
    other = UnitOfWork(other_engine)
    try:
        ended = await asyncio.gather(months(uow).end(), months(other).end())
        assert sum(ended) == 1
        published = read_rows(database_url, COUNTS)
        assert len(published) == 8
        assert await months(uow).end() == 0
        assert read_rows(database_url, COUNTS) == published
    finally:
        other.close()


async def test_a_month_nobody_asked_enough_in_publishes_nothing(
    uow: UnitOfWork, database_url: str
) -> None:
    await ask(uow, range(2), "文書")
    assert await months(uow).end() == 1
    assert read_rows(database_url, COUNTS) == read_rows(database_url, CELLS) == []
    assert await uow.read(closed_months) == []


async def test_processes_counting_at_once_lose_nothing(engine: Engine, database_url: str) -> None:
    start = threading.Barrier(4)

    def work(worker: int) -> None:
        own = make_engine(database_url, busy_timeout_seconds=60)
        uow = UnitOfWork(own)

        async def run() -> None:
            for number in range(8):
                asked = Question(
                    "2026-04", False, "税務課", f"account-{worker}-{number}", ("案内", "文書")
                )
                await uow.write(
                    lambda session, asked=asked: count(  # type: ignore[misc]
                        session, asked, key=KEY, most_pairs=5
                    )
                )

        start.wait()
        try:
            asyncio.run(run())
        finally:
            uow.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    rows = read_rows(database_url, "SELECT uses, sketch FROM term_cell")
    assert [row["uses"] for row in rows] == [32] * 4
    # 32 accounts on 2,048 bits: now and then two share one.
    assert all(29 <= len(bits_of(bytes(row["sketch"]))) <= 32 for row in rows)
