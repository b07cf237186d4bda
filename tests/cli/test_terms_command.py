"""`usage terms`, as an analyst runs it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from assistant.store.engine import make_engine, sqlite_url
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.log.events import record
from tests.cli.conftest import Assistant
from tests.usage.log.turns import answered
from tests.usage.terms.conftest import ask

PERIOD = ("--from", "2024-04", "--to", "2024-05")


def fill(instance: Path) -> None:
    """Two months that are over, asked in by seven accounts."""

    async def work() -> None:
        engine = make_engine(sqlite_url(instance / "data" / "assistant.db"), busy_timeout_seconds=5)
        uow = UnitOfWork(engine)
        for month in ("2024-04", "2024-05"):
            await ask(uow, range(7), "文書", "案内", month=month, department="総務課")
            await ask(uow, range(2), "訴訟", month=month, department="総務課")
        await uow.write(lambda session: record(session, answered(department="総務課")))
        uow.close()

    asyncio.run(work())


def test_words_of_months_that_are_over_are_shown_and_rare_ones_are_gone(
    instance: Path, assistant_command: Assistant
) -> None:
    fill(instance)
    shown = assistant_command("usage", "terms", *PERIOD)
    assert (shown.exit_code, shown.err) == (0, "")
    assert "months shown: 2024-04, 2024-05; k = 5 accounts" in shown.out
    assert "文書" in shown.out
    assert "訴訟" not in shown.out
    database = (instance / "data" / "assistant.db").read_bytes()
    assert "案内".encode() in database  # the search is not blind
    assert "訴訟".encode() not in database


def test_json_and_files_hold_the_same_words(instance: Path, assistant_command: Assistant) -> None:
    fill(instance)
    out = instance / "terms"
    result = assistant_command(
        "usage", "terms", *PERIOD, "--department", "総務課", "--json", "--out", str(out)
    )
    said = json.loads(result.out)
    assert (said["department"], said["questions"]) == ("総務課", 18)
    assert [(each["word"], each["uses"]) for each in said["words"]] == [("文書", 14), ("案内", 14)]
    assert said["network"]["communities"] == [["文書", "案内"]]
    rows = (out / "terms.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[1].startswith("文書,14,77.78,7")
    assert sorted(path.name for path in out.iterdir()) == sorted(
        Path(line).name for line in result.err.split()
    )


def test_nothing_counted_is_said(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("usage", "terms", *PERIOD)
    assert result.exit_code == 0
    assert "no word was used by 5 accounts" in result.out


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (["--from", "2026-05", "--to", "2026-04"], 2, "exchange them"),
        (["--from", "2026-4", "--to", "2026-05"], 2, "is not a month"),
        (["--from", "2099-04", "--to", "2099-05"], 1, "has not begun"),
        ([*PERIOD, "--department", "なし課"], 1, "no department"),
    ],
)
def test_a_wrong_period_or_department_is_refused(
    instance: Path,
    assistant_command: Assistant,
    arguments: list[str],
    exit_code: int,
    says: str,
) -> None:
    result = assistant_command("usage", "terms", *arguments)
    assert (result.exit_code, says in result.err) == (exit_code, True), result.err
    assert result.err.count("\n") <= 4
