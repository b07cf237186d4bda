"""What cannot be, typed at the terminal: one line, exit code 1 or 2, and nothing half-applied."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.core.clock import SystemClock
from assistant.core.periods import day_of
from tests.cli.conftest import Assistant, one_line

TODAY = day_of(SystemClock().now())
LATER, YESTERDAY = TODAY + timedelta(days=40), TODAY - timedelta(days=1)
WHY = ["--reason", "議会"]
BOOST = ["caps", "boost", "demo"]
ROSTER = "account_id,name,department,role,channel,channel_user_id,active\n"
CANNOT_BE: list[tuple[list[str], int, str]] = [
    (["caps", "set", "demo", "１００万"], 2, "'１００万' is not a number of tokens; write"),
    (["caps", "set", "demo", "1.5"], 2, "'1.5' is not a number of tokens; write digits only"),
    (["caps", "set", "demo", "-1"], 2, "'-1' is not a number of tokens; write digits only"),
    (["caps", "set", "demo", "1,5"], 2, "'1,5' is not a number of tokens; write digits only"),
    (["caps", "set", "demo", str(10**15)], 2, "is too large; write at most"),
    (["caps", "set", "demo", str(10**30)], 2, "is not a number of tokens; write digits only"),
    (["caps", "set", "demo", ""], 2, "'' is not a number of tokens; write digits only"),
    (["caps", "set", "nobody", "1"], 1, "no account 'nobody'; `assistant accounts list`"),
    (["caps", "set", "--department", "ない課", "1"], 1, "no department 'ない課'; "),
    (["caps", "set", "demo", "--city", "1"], 2, "name one of ACCOUNT, --department D or --city"),
    (["caps", "set", "demo", "1", "--reason", "x" * 501], 1, "longer than 500 characters"),
    (["caps", "show", "nobody"], 1, "no account 'nobody'"),
    ([*BOOST, "0", "--until", f"{LATER}", *WHY], 1, "adds nothing; write 1 or more"),
    ([*BOOST, "-5", "--until", f"{LATER}", *WHY], 2, "'-5' is not a number of tokens"),
    ([*BOOST, "5", "--until", f"{YESTERDAY}", *WHY], 1, "before it begins"),
    ([*BOOST, "5", "--until", f"{TODAY}", "--from", f"{LATER}", *WHY], 1, "before it begins"),
    ([*BOOST, "5", "--until", "2026-02-30", *WHY], 2, "'2026-02-30' is not a day; write it as"),
    ([*BOOST, "5", "--until", f"{LATER}", "--reason", " "], 1, "the reason is missing"),
    (["caps", "boost", "nobody", "5", "--until", f"{LATER}", *WHY], 1, "no account 'nobody'"),
    (["caps", "end", "99", *WHY], 1, "no increase 99; `assistant caps show` lists them"),
    (["caps", "approve", "99", "5"], 1, "no request 99; `assistant caps requests` lists"),
    (["caps", "approve", "99", "１００万"], 2, "'１００万' is not a number of tokens"),
    (["caps", "requests", "--state", "lost"], 2, "--state: 'lost' is not one of 'open'"),
    (["caps", "pilot", "demo", "ない課", *WHY], 1, "no department 'ない課'"),
    (["caps", "pilot", "demo"], 1, "the reason is missing; say why in a few words"),
    (["caps", "import", "twice.csv"], 1, "twice.csv: nothing was set; mend the lines above"),
    (["caps", "import", "unknown.csv"], 1, "unknown.csv: nothing was set; mend the lines above"),
    (["caps", "import", "wide.csv"], 1, "wide.csv: nothing was set; mend the lines above"),
    (["caps", "import", "gone.csv"], 1, "gone.csv: cannot be read"),
    (["accounts", "import", "roster.csv"], 1, "roster.csv: nothing was imported; mend the lines"),
    (["accounts", "disable", "nobody"], 1, "no account has this id; `assistant accounts list`"),
    (["accounts", "transfer", "demo", "ない課"], 1, "no department has this name; "),
    (["accounts", "role", "demo", "king"], 2, "'king': use staff, department-admin, admin,"),
    (["allow", "remove", "3000000000", *WHY], 2, "ID: must be less than or equal to 21"),
    (["allow", "remove", "0", *WHY], 2, "ID: must be greater than or equal to 1"),
    (["reports", "accept", "9" * 20], 2, "ID: must be less than or equal to 2147483647"),
    (["reports", "refuse", "3000000000", *WHY], 2, "ID: must be less than or equal to 21"),
    (["tokens", "revoke", "nothing"], 1, "no token has this id; `assistant tokens list` shows"),
    (["tokens", "create", "--account", "demo", "--role", "admin", "--until", "2020-01-01"], 1,
     "until: this day is past; name a coming one"),
    (["incident", "close", "nothing", "--note", "x"], 1, "no incident has this id; "),
    (["switch", "on", "--reason", " "], 1, "reason: is empty; say why"),
    (["allow", "rule", "NOBODY", "--threshold", "0.5", *WHY], 1, "there is no entity of this name"),
]  # fmt: skip


def content(instance: Path) -> list[str]:
    """Everything the database holds."""
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        return list(connection.iterdump())


@pytest.fixture
def files(instance: Path) -> Path:
    caps = "account_id,cap_tokens\n"
    (instance / "twice.csv").write_text(f"{caps}demo,5\ndemo,6\n", "utf-8")
    (instance / "unknown.csv").write_text(f"{caps}demo,5\nnobody,6\n", "utf-8")
    (instance / "wide.csv").write_text(f"{caps}demo,１００万\n", "utf-8")
    lines = "N1,架空,新設課,staff,,,1\nN1,架空,税務課,staff,,,1\n"
    (instance / "roster.csv").write_text(ROSTER + lines, "utf-8")
    return instance


def test_one_line_and_nothing_half_applied(files: Path, assistant_command: Assistant) -> None:
    before, wrong = content(files), []
    for arguments, code, says in CANNOT_BE:
        result = assistant_command(*arguments)
        *lines, last = result.err.splitlines() or [""]
        # Only a file has more: one line for each of its mistakes, by number.
        are_lines = all(each.startswith(f"{arguments[-1]}: line ") for each in lines)
        is_told = last.startswith("assistant: ") and says in last and are_lines
        if result.exit_code != code or result.out or not is_told:
            wrong.append((arguments, result))
        assert content(files) == before, arguments
    assert wrong == []


def test_an_increase_of_the_same_days_is_refused_unless_it_is_meant(
    instance: Path, assistant_command: Assistant
) -> None:
    order = [*BOOST, "5", "--until", f"{LATER}", *WHY]
    assert assistant_command(*order).exit_code == 0
    again = assistant_command(*order)
    assert again.exit_code == 1
    assert "end it first, or say that this one comes on top (--add)" in one_line(again)
    assert assistant_command(*order, "--add").exit_code == 0
    shown = json.loads(assistant_command("caps", "show", "demo", "--json").out)
    assert [each["tokens"] for each in shown["increases"]] == [5, 5]
