from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session

from assistant.core.clock import SystemClock
from assistant.core.ids import AccountId, DepartmentId
from assistant.store.engine import make_engine
from assistant.usage.quota.ledger import Ledger
from tests.usage.quota.racer import ASKERS, ROOM, SETTINGS, SIZE

REPEATS = 3


def start(url: str, name: str, way: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.usage.quota.racer", url, name, way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


@pytest.mark.parametrize("way", ["threads", "tasks"])
def test_fault_25_two_processes_admit_exactly_what_fits(database_url: str, way: str) -> None:
    run_races(database_url, way, REPEATS)


def run_races(database_url: str, way: str, repeats: int) -> int:
    """Two processes ask 100 times each for the last tokens, again and again.

    Returns:
        How many were admitted each time; anything but `ROOM` fails, and so does any fault.
    """
    engine = make_engine(database_url, busy_timeout_seconds=30)
    ledger = Ledger(SETTINGS, SystemClock())
    with start(database_url, "p1", way) as first, start(database_url, "p2", way) as second:
        assert [hear(process) for process in (first, second)] == ["ready", "ready"]
        for number in range(repeats):
            account = f"{way}-{number}"
            for process in (first, second):
                tell(process, account)
            counts = [hear(process).split("\t") for process in (first, second)]
            assert [faults for _, _, faults in counts] == ["", ""]
            assert sum(int(granted) for granted, _, _ in counts) == ROOM
            assert sum(int(refused) for _, refused, _ in counts) == 2 * ASKERS - ROOM
            with engine.connect() as connection, Session(connection) as session:
                found = ledger.balance(
                    session, account_id=AccountId(account), department_id=DepartmentId("d1")
                )
                assert found.account.reserved == ROOM * SIZE
                assert ledger.verify(session) == []
        for process in (first, second):
            process.communicate()
    engine.dispose()
    return ROOM
