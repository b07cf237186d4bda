"""A short soak: kill -9 at random instants, again and again (`make soak` runs a long one)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KILLS = 25


LEAST_STEPS = 3
"""At how many different steps lives must end, or the loop kills at one place only."""


def test_25_kills_leave_ledger_audit_chain_and_money_sound(database_url: str) -> None:
    """In a process of its own, as lives are forked from it."""
    command = [sys.executable, "-m", "tests.faults.soak", "--kills", str(KILLS), "--races", "0"]
    done = subprocess.run(
        [*command, "--url", database_url],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{KILLS} kills")
    assert "every one answered or reported" in done.stdout
    steps = done.stdout.splitlines()[1].removeprefix("kills that left a turn: ")
    assert steps.count(",") + 1 >= LEAST_STEPS, steps
