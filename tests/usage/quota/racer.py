"""One of several processes that ask for the last tokens at the same moment.

`python -m tests.usage.quota.racer URL NAME threads|tasks`: prints `ready`, then for each account
named on a line of standard input asks 100 times at once and prints granted, refused, faults.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlmodel import Session

from assistant.core.clock import SystemClock
from assistant.core.errors import StoreError
from assistant.core.ids import AccountId, DepartmentId, TurnId
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.reservation import Granted, Refused
from assistant.usage.quota.settings import QuotaSettings

SIZE = 1000
ROOM = 10
ASKERS = 100

# The answer may not be shortened, so that exactly ROOM turns fit.
SETTINGS = QuotaSettings(default_cap_tokens=ROOM * SIZE, minimum_output_tokens=SIZE)

Work = Callable[[Session], Granted | Refused]


def work_of(ledger: Ledger, account: str, turn: str) -> Work:
    return lambda session: ledger.reserve(
        session,
        turn_id=TurnId(turn),
        account_id=AccountId(account),
        department_id=DepartmentId("d1"),
        prompt_tokens=0,
        max_output_tokens=SIZE,
    )


def ask_from_threads(engine: Engine, works: list[Work]) -> list[str]:
    """Each from its own thread and connection, without the queue of the unit of work."""

    def ask(work: Work) -> str:
        with engine.connect() as connection, connection.begin(), Session(connection) as session:
            return type(work(session)).__name__

    with ThreadPoolExecutor(ASKERS) as threads:
        futures = [threads.submit(ask, work) for work in works]
        return [
            type(fault).__name__ if (fault := future.exception()) else future.result()
            for future in futures
        ]


async def ask_from_tasks(uow: UnitOfWork, works: list[Work]) -> list[str]:
    """Each from its own task, as the gateway does."""

    async def ask(work: Work) -> str:
        try:
            return type(await uow.write(work)).__name__
        except StoreError as fault:
            return fault.message

    return await asyncio.gather(*map(ask, works))


def main(url: str, name: str, way: str) -> None:
    engine = make_engine(url, busy_timeout_seconds=30)
    ledger, uow = Ledger(SETTINGS, SystemClock()), UnitOfWork(engine)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        account = line.strip()
        works = [work_of(ledger, account, f"{account}-{name}-{number}") for number in range(ASKERS)]
        if way == "threads":
            found = Counter(ask_from_threads(engine, works))
        else:
            found = Counter(asyncio.run(ask_from_tasks(uow, works)))
        faults = [outcome for outcome in found if outcome not in {"Granted", "Refused"}]
        sys.stdout.write(f"{found['Granted']}\t{found['Refused']}\t{', '.join(faults)}\n")
        sys.stdout.flush()
    uow.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
