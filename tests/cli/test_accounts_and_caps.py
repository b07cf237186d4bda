"""`accounts`, `caps`, `ledger verify`, `usage export`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant, change_database, mode_of, one_line

HEADER = "account_id,name,department,role,channel,channel_user_id,active\n"
ROSTER = (
    HEADER + "E0001,架空 一郎,総務課,staff,generic,u-1,true\nE0002,架空 二葉,総務課,admin,,,1\n"
)


@pytest.fixture
def roster(instance: Path) -> Path:
    """A good roster file."""
    path = instance / "roster.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def accounts(assistant_command: Assistant) -> dict[str, str]:
    """Accounts and their state."""
    rows = [line.split("\t") for line in assistant_command("accounts", "list").out.splitlines()]
    return {row[0]: row[3] for row in rows}


def test_dry_run_changes_nothing(
    instance: Path, roster: Path, assistant_command: Assistant
) -> None:
    result = assistant_command("accounts", "import", str(roster), "--dry-run")
    assert result.exit_code == 0
    assert result.out.startswith("dry run, nothing was changed")
    assert accounts(assistant_command) == {"demo": "active"}


def test_import_twice_changes_nothing_the_second_time(
    instance: Path, roster: Path, assistant_command: Assistant
) -> None:
    first = json.loads(assistant_command("accounts", "import", str(roster), "--json").out)
    assert (first["added"], first["dry_run"]) == (["E0001", "E0002"], False)
    assert accounts(assistant_command) == dict.fromkeys(["E0001", "E0002", "demo"], "active")
    second = json.loads(assistant_command("accounts", "import", str(roster), "--json").out)
    assert (second["added"], second["changed"]) == ([], [])


def test_roster_of_japanese_excel_is_understood(
    instance: Path, roster: Path, assistant_command: Assistant
) -> None:
    roster.write_bytes(ROSTER.encode("cp932"))
    assert assistant_command("accounts", "import", str(roster)).exit_code == 0
    listed = json.loads(assistant_command("accounts", "list", "--json").out)
    assert listed[0] == {
        "account_id": "E0001",
        "department_id": "総務課",
        "role": "staff",
        "is_active": True,
    }


def test_bad_lines_are_all_named_and_nothing_is_imported(
    instance: Path, roster: Path, assistant_command: Assistant
) -> None:
    bad = "E0003,架空 三枝,総務課,king,,,true\nE0004,架空 四郎,総務課,staff,,,perhaps\n"
    roster.write_text(ROSTER + bad, encoding="utf-8")
    result = assistant_command("accounts", "import", str(roster))
    assert result.exit_code == 1
    lines = result.err.splitlines()
    assert "line 4, role:" in lines[0]
    assert "line 5, active:" in lines[1]
    assert lines[-1].endswith("nothing was imported; mend the lines above")
    assert "架空" not in result.err
    assert "king" not in result.err
    assert accounts(assistant_command) == {"demo": "active"}


def test_missing_roster_is_named(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("accounts", "import", "nowhere.csv")
    assert result.exit_code == 1
    assert "nowhere.csv: cannot be read (No such file" in one_line(result)


def test_account_is_disabled_and_enabled(instance: Path, assistant_command: Assistant) -> None:
    assert assistant_command("accounts", "disable", "demo").out == "demo: disabled\n"
    assert assistant_command("accounts", "disable", "demo").out == "demo: disabled (as before)\n"
    assert accounts(assistant_command) == {"demo": "disabled"}
    assert assistant_command("accounts", "enable", "demo").out == "demo: active\n"


@pytest.mark.parametrize("command", ["disable", "enable"])
def test_unknown_account_is_an_error(
    instance: Path, assistant_command: Assistant, command: str
) -> None:
    result = assistant_command("accounts", command, "nobody")
    assert result.exit_code == 1
    assert "`assistant accounts list` shows them" in one_line(result)


@pytest.mark.parametrize(
    ("arguments", "told", "cap"),
    [
        (["demo", "1000"], "account demo: 1,000 tokens a month", 1000),
        (["demo", "1,000"], "account demo: 1,000 tokens a month", 1000),
        (["demo", "１００００"], "account demo: 10,000 tokens a month", 10_000),
        (["demo", "0"], "account demo: 0 tokens a month", 0),
        (["demo", "unlimited"], "account demo: unlimited", None),
        (["--department", "demo", "5"], "department demo: 5 tokens a month", 5),
        (["5", "--department", "demo"], "department demo: 5 tokens a month", 5),
        (["--city", "7"], "city: 7 tokens a month", 7),
        (["--city", "unlimited", "--reason", "年度末"], "city: unlimited", None),
    ],
)
def test_cap_is_set_and_shown(
    instance: Path,
    assistant_command: Assistant,
    arguments: list[str],
    told: str,
    cap: int | None,
) -> None:
    assert assistant_command("caps", "set", *arguments).out == f"{told}\n"
    assert told in assistant_command("caps", "show").out
    document = json.loads(assistant_command("caps", "show", "--json").out)
    assert [entry["cap_tokens"] for entry in document["caps"]] == [cap]
    assert document["defaults"] == {
        "account": 200_000,
        "department": "unlimited",
        "city": "unlimited",
    }
    scopes = json.loads(assistant_command("caps", "show", "demo", "--json").out)["scopes"]
    assert scopes[document["caps"][0]["scope"]]["cap"] == cap


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["demo", "100万"], "'100万' is not a number of tokens; write digits only (1000000)"),
        (["demo", "-5"], "'-5' is not a number of tokens"),
        (["demo", "1.5"], "'1.5' is not a number of tokens"),
        (["demo", "1_000"], "is not a number of tokens"),
        (["demo", ""], "'' is not a number of tokens"),
        (["demo", "9" * 5000], "is not a number of tokens"),
        (["demo", "9999999999999"], "is too large"),
        (["demo"], "name one of ACCOUNT, --department D or --city"),
        (["demo", "5", "--city"], "name one of ACCOUNT, --department D or --city"),
        (["demo", "5", "6"], "name one of ACCOUNT, --department D or --city"),
        (["--city", "--department", "demo", "5"], "name one of ACCOUNT"),
        (["demo", "5", "--citty"], "there is no option --citty"),
    ],
)
def test_wrong_cap_is_refused_clearly(
    instance: Path, assistant_command: Assistant, arguments: list[str], says: str
) -> None:
    result = assistant_command("caps", "set", *arguments)
    assert result.exit_code == 2
    assert says in result.err
    assert json.loads(assistant_command("caps", "show", "--json").out)["caps"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["set", "nobody", "5"], "no account 'nobody'"),
        (["set", "--department", "nowhere", "5"], "no department 'nowhere'"),
        (["show", "nobody"], "no account 'nobody'"),
    ],
)
def test_cap_of_nobody_is_an_error(
    instance: Path, assistant_command: Assistant, arguments: list[str], says: str
) -> None:
    result = assistant_command("caps", *arguments)
    assert result.exit_code == 1
    assert says in one_line(result)


def test_caps_of_an_account_name_month_and_reset(
    instance: Path, assistant_command: Assistant
) -> None:
    document = json.loads(assistant_command("caps", "show", "demo", "--json").out)
    assert document["account"] == "demo"
    assert document["resets_on"] > document["month"]
    assert document["scopes"]["account"] == {
        "used": 0,
        "reserved": 0,
        "cap": 200_000,
        "remaining": 200_000,
    }
    assert "cap 200,000 tokens a month" in assistant_command("caps", "show", "demo").out


def test_default_cap_can_come_from_the_environment(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__QUOTA__DEFAULT_CAP_TOKENS", "unlimited")
    scopes = json.loads(assistant_command("caps", "show", "demo", "--json").out)["scopes"]
    assert scopes["account"]["cap"] is None


def test_ledger_of_a_fresh_installation_is_sound(
    instance: Path, assistant_command: Assistant
) -> None:
    result = assistant_command("ledger", "verify")
    assert (result.exit_code, result.out) == (0, "ok: every counter is the sum of its entries\n")


def test_ledger_with_a_wrong_counter_is_found(instance: Path, assistant_command: Assistant) -> None:
    change_database(
        instance,
        "INSERT INTO quota_counter (scope, subject_id, month, used, reserved)"
        " VALUES ('account', 'demo', '2026-04', 7, 0)",
    )
    result = assistant_command("ledger", "verify")
    assert result.exit_code == 3
    assert result.out == ("counter account demo 2026-04: used is 7, the entries say 0\n")


NOBODY_MEANT = "no turn is meant: choose another period, or fewer limits\n"


@pytest.mark.parametrize("format_name", ["csv", "jsonl", "xlsx"])
def test_export_appears_whole_and_for_its_owner_alone(
    instance: Path, assistant_command: Assistant, format_name: str
) -> None:
    out = instance / f"usage.{format_name}"
    arguments = ["--format", format_name, "--from", "2026-04", "--to", "2026-04"]
    result = assistant_command("usage", "export", *arguments, "--out", str(out))
    assert (result.exit_code, result.out) == (0, "")
    assert result.err == f"0 rows -> {out}\n{NOBODY_MEANT}"
    assert mode_of(out) == 0o600


def test_export_goes_to_standard_output_without_a_file(
    instance: Path, assistant_command: Assistant
) -> None:
    result = assistant_command("usage", "export")
    assert (result.exit_code, result.err) == (0, f"0 rows\n{NOBODY_MEANT}")
    (header,) = csv.reader(io.StringIO(result.out.removeprefix("\ufeff")))
    assert header[:2] == ["schema_version", "turn_id"]
    assert assistant_command("usage", "export", "--format", "jsonl").out == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "pdf"], "'pdf' is not a format; write csv, xlsx, jsonl"),
        (["--format", "xlsx"], "an xlsx export needs a file; name one with --out"),
        (["--from", "2026-13"], "--from is not a month; write it as 2026-04"),
        (["--to", "April"], "--to is not a month; write it as 2026-04"),
        (["--from", "2026-05", "--to", "2026-04"], "--from 2026-05 is after --to 2026-04"),
    ],
)
def test_wrong_export_is_refused_clearly(
    instance: Path, assistant_command: Assistant, arguments: list[str], says: str
) -> None:
    result = assistant_command("usage", "export", *arguments)
    assert (result.exit_code, result.out) == (2, "")
    assert says in result.err


def test_export_to_nowhere_is_an_error(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("usage", "export", "--out", str(instance / "no" / "file.csv"))
    assert result.exit_code == 1
    assert "cannot write the export" in one_line(result)


def test_fault_of_the_program_is_told_without_its_text(
    instance: Path, assistant_command: Assistant
) -> None:
    # A role the program does not know, in spite of every check, makes it stumble over its name.
    change_database(instance, "UPDATE account SET role = 'hidden-4711'")
    result = assistant_command("accounts", "list")
    assert result.exit_code == 1
    message = one_line(result)
    assert message.startswith("internal error: ValueError at identity/directory.py:")
    assert "hidden" not in result.err
