"""`tokens`, `switch`, `incident`, `audit`, and what `accounts` changes, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Assistant, change_database, one_line

HEADER = "account_id,name,department,role,channel,channel_user_id,active\n"


@pytest.fixture
def city(instance: Path, assistant_command: Assistant) -> Path:
    """An installation with an admin and a member of staff in two departments."""
    path = instance / "roster.csv"
    path.write_text(HEADER + "A1,架空,総務課,admin,,,1\nS1,架空,税務課,staff,,,1\n", "utf-8")
    assert assistant_command("accounts", "import", str(path)).exit_code == 0
    return instance


def trail(assistant_command: Assistant) -> list[tuple[str, str]]:
    entries = json.loads(assistant_command("audit", "list", "--json").out)
    return [(entry["action"], entry["subject"]) for entry in reversed(entries)]


def test_a_token_is_printed_once_alone_on_the_last_line(
    city: Path, assistant_command: Assistant
) -> None:
    made = assistant_command(
        "tokens", "create", "--account", "demo", "--role", "admin", "--until", "2099-03-31",
    )  # fmt: skip
    assert made.exit_code == 1  # more than ten years ahead
    made = assistant_command(
        "tokens", "create", "--account", "demo", "--role", "監査者", "--scope", "audit.read"
    )
    secret = made.out.splitlines()[-1]
    assert made.exit_code == 0
    assert secret.startswith("asst_")
    assert secret.isascii()
    listed = assistant_command("tokens", "list", "--json")
    assert secret not in listed.out
    (token,) = json.loads(listed.out)
    assert (token["role"], token["scopes"], token["is_good"]) == ("auditor", ["audit.read"], True)
    database = (city / "data" / "assistant.db").read_bytes()
    assert secret.encode() not in database
    assert assistant_command("tokens", "revoke", token["id"]).exit_code == 0
    assert assistant_command("tokens", "list").out.strip().endswith("revoked")


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (("--account", "nobody", "--role", "admin"), 1),
        (("--account", "demo", "--role", "king"), 2),
        (("--account", "demo", "--role", "admin", "--until", "soon"), 2),
        (("--account", "demo", "--role", "admin", "--until", "2020-01-01"), 1),
        (("--account", "demo", "--role", "admin", "--scope", "everything"), 1),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    city: Path, assistant_command: Assistant, arguments: tuple[str, ...], exit_code: int
) -> None:
    assert assistant_command("tokens", "create", *arguments).exit_code == exit_code
    assert assistant_command("tokens", "list").out == ""


def test_changes_of_accounts_are_audited_and_the_last_admin_stays(
    city: Path, assistant_command: Assistant
) -> None:
    assert assistant_command("accounts", "disable", "S1", "--reason", "休職").exit_code == 0
    assert assistant_command("accounts", "transfer", "S1", "総務課").out == "S1: 総務課\n"
    assert "as before" in assistant_command("accounts", "transfer", "S1", "総務課").out
    assert assistant_command("accounts", "role", "S1", "所属管理者").exit_code == 0
    for attempt in (("disable", "A1"), ("role", "A1", "staff")):
        refused = assistant_command("accounts", *attempt)
        assert refused.exit_code == 1
        assert "no active account with the role admin" in one_line(refused)
    assert "no account" in one_line(assistant_command("accounts", "transfer", "nobody", "総務課"))
    assert "no department" in one_line(assistant_command("accounts", "transfer", "S1", "ない課"))
    assert trail(assistant_command) == [
        ("accounts.import", "accounts"),
        ("accounts.add", "accounts"),
        ("account.role", "account:A1"),
        ("account.disable", "account:S1"),
        ("account.transfer", "account:S1"),
        ("account.role", "account:S1"),
    ]


def test_a_dry_run_names_each_transfer_and_changes_nothing(
    city: Path, assistant_command: Assistant
) -> None:
    coming = city / "april.csv"
    coming.write_text(HEADER + "S1,架空,議会事務局,analyst,,,1\n", "utf-8")
    before = trail(assistant_command)
    shown = assistant_command("accounts", "import", str(coming), "--dry-run").out
    assert "transfer\tS1\t税務課 -> 議会事務局" in shown
    assert "role\tS1\tstaff -> analyst" in shown
    assert "new department\t議会事務局" in shown
    assert trail(assistant_command) == before
    told = assistant_command("accounts", "import", str(coming), "--dry-run", "--json").out
    (transfer,) = json.loads(told)["transfers"]
    assert transfer == {"account_id": "S1", "before": "税務課", "after": "議会事務局"}


def test_a_password_is_read_from_the_input_and_shown_nowhere(
    city: Path, assistant_command: Assistant
) -> None:
    done = assistant_command(
        "accounts", "password", "A1", stdin="青い 自転車が 37台ある\n".encode()
    )
    assert (done.exit_code, "自転車" in done.out + done.err) == (0, False)
    short = assistant_command("accounts", "password", "A1", stdin=b"abc\n")
    assert "shorter than 12" in one_line(short)
    assert trail(assistant_command)[-1] == ("password.set", "account:A1")


@pytest.mark.nlp
def test_the_switch_is_shown_and_audited(city: Path, assistant_command: Assistant) -> None:
    assert assistant_command("switch", "show").out == "nothing is off\n"
    off = assistant_command(
        "switch", "off", "--department", "税務課", "--reason", "点検", "--text", "点検中です。"
    )
    assert off.out == "department:税務課: off\n"
    assert assistant_command("switch", "off", "--reason", "事故").exit_code == 0
    assert assistant_command("switch", "off", "--model", "offline", "--reason", "x").exit_code == 0
    (whole, department, model) = json.loads(assistant_command("switch", "show", "--json").out)
    assert (whole["scope"], whole["subject"], whole["text"]) == ("all", "", None)
    assert (department["subject"], department["text"]) == ("税務課", "点検中です。")
    assert model["scope"] == "model"
    assert assistant_command("switch", "on", "--reason", "済んだ").out == "all: on\n"
    assert "as before" in assistant_command("switch", "on", "--reason", "済んだ").out
    assert trail(assistant_command)[-4:] == [
        ("switch.off", "switch:department:税務課"),
        ("switch.off", "switch:all"),
        ("switch.off", "switch:model:offline"),
        ("switch.on", "switch:all"),
    ]


@pytest.mark.nlp
def test_what_staff_read_meanwhile_passes_the_filter_or_nothing_stops(
    city: Path, assistant_command: Assistant
) -> None:
    text = "甲斐 冬馬（090-0000-1234）に聞いてください"
    held = assistant_command("switch", "off", "--reason", "事故", "--text", text)
    assert held.exit_code == 1
    assert "PERSON, PHONE_NUMBER; word them without personal data" in one_line(held)
    assert "甲斐" not in held.err
    assert assistant_command("switch", "show").out == "nothing is off\n"


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (("off",), 2),
        (("off", "--reason", " "), 1),
        (("off", "--reason", "x", "--department", "ない課"), 1),
        (("off", "--reason", "x", "--model", "other"), 1),
        (("off", "--reason", "x", "--model", "offline", "--department", "税務課"), 2),
        pytest.param(("off", "--reason", "x", "--text", "長" * 1001), 1, marks=pytest.mark.nlp),
        (("on",), 2),
    ],
)
def test_a_switch_that_cannot_be_is_refused(
    city: Path, assistant_command: Assistant, arguments: tuple[str, ...], exit_code: int
) -> None:
    assert assistant_command("switch", *arguments).exit_code == exit_code
    assert assistant_command("switch", "show").out == "nothing is off\n"


def test_incidents_of_turns_that_are_not_there_are_refused(
    city: Path, assistant_command: Assistant
) -> None:
    opened = assistant_command("incident", "open", "--turn", "nothing", "--reason", "x")
    assert "no turn has this id" in one_line(opened)
    assert "no incident" in one_line(assistant_command("incident", "close", "x", "--note", "y"))
    assert assistant_command("incident", "list").out == "no incidents\n"


def test_verify_tells_an_edit_and_a_cut_end(city: Path, assistant_command: Assistant) -> None:
    assert assistant_command("audit", "verify").out.startswith("ok: ")
    last = json.loads(assistant_command("audit", "list", "--json", "--limit", "1").out)[0]
    assert last["actor"]
    assert last["face"] == "command"
    heads = city / "heads.jsonl"
    heads.write_text('{"at": "2026-04-15T00:00:00+00:00", "sequence": 99, "digest": "v1:00"}\n')
    cut = assistant_command("audit", "verify", "--head", str(heads))
    assert (cut.exit_code, "but 99 was exported" in cut.out) == (3, True)
    (city / "data" / "audit").mkdir()
    heads.rename(city / "data" / "audit" / "heads.jsonl")
    assert assistant_command("audit", "verify").exit_code == 3, "the exported heads by default"
    (city / "data" / "audit" / "heads.jsonl").write_text("no head\n")
    assert "is not a head" in one_line(assistant_command("audit", "verify"))
    (city / "data" / "audit" / "heads.jsonl").unlink()
    change_database(
        city,
        "DROP TRIGGER audit_entry_no_update",
        "UPDATE audit_entry SET actor = 'nobody' WHERE sequence = 1",
    )
    edited = assistant_command("audit", "verify")
    assert (edited.exit_code, "entry 1 was changed" in edited.out) == (3, True)
    missing = assistant_command("audit", "verify", "--head", "no-such-file")
    assert "no such file" in one_line(missing)


@pytest.mark.parametrize(
    "arguments",
    [
        ("caps", "end", "9" * 30, "--reason", "x"),
        ("caps", "approve", "9" * 30, "5"),
        ("caps", "refuse", "0", "--reason", "x"),
        ("tokens", "revoke", "\udcff"),
        ("switch", "off", "--reason", "\udcff"),
        ("accounts", "disable", "demo", "--reason", "\udcff"),
    ],
)
def test_what_no_database_takes_is_a_usage_error_and_no_fault_of_ours(
    city: Path, assistant_command: Assistant, arguments: tuple[str, ...]
) -> None:
    before = trail(assistant_command)
    result = assistant_command(*arguments)
    assert result.exit_code == 2
    assert "internal error" not in result.err
    assert trail(assistant_command) == before
