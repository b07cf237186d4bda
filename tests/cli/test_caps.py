"""`caps` as an admin types it: import, boost, end, pilot, requests, approve, refuse, show."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.core.clock import SystemClock
from assistant.core.periods import day_of, last_day, month_of
from tests.cli.conftest import Assistant, Result, change_database, one_line

TODAY = day_of(SystemClock().now())
MONTH = month_of(SystemClock().now())
LATER = TODAY + timedelta(days=40)
WHY = ("--reason", "9月議会")
ASKED = (
    "INSERT INTO quota_request (account_id, department_id, reason, channel, channel_user_id,"
    " conversation_key, event_id, state, created_at) VALUES ('demo', 'demo', '資料の要約',"
    " 'generic', 'demo', 'room-1', 'event-1', 'open', '2026-04-15 01:00:00')"
)
USED = f"INSERT INTO quota_counter VALUES ('account', 'demo', '{MONTH}', 900, 0)"  # noqa: S608  # ours


def rows(instance: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        return list(connection.execute(statement))


def trail(instance: Path) -> list[str]:
    return [action for (action,) in rows(instance, "SELECT action FROM audit_entry")]


def overview(assistant_command: Assistant) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(assistant_command("caps", "show", "--json").out)
    return document


def cap_of_demo(assistant_command: Assistant) -> int | None:
    shown = json.loads(assistant_command("caps", "show", "demo", "--json").out)
    cap: int | None = shown["scopes"]["account"]["cap"]
    return cap


def refused(result: Result, code: int, says: str) -> None:
    assert result.exit_code == code
    assert says in result.err
    assert result.out == ""


def test_setting_a_cap_is_audited_with_the_operator(
    instance: Path, assistant_command: Assistant
) -> None:
    assistant_command("caps", "set", "demo", "5000", *WHY)
    ((actor, face, subject, details),) = rows(
        instance, "SELECT actor, face, subject, details FROM audit_entry"
    )
    assert (face, subject) == ("command", "account:demo")
    assert actor
    assert json.loads(details) == {
        "before": "default", "after": 5000, "used": 0, "reason": "9月議会",
    }  # fmt: skip


def test_a_cap_below_what_is_used_is_set_with_a_warning(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(instance, USED)
    result = assistant_command("caps", "set", "demo", "100")
    assert result.exit_code == 0
    assert result.err == (
        "account demo: 900 are used this month already; nothing remains until the next\n"
    )
    assert assistant_command("caps", "set", "demo", "default").out == "account demo: default\n"
    assert cap_of_demo(assistant_command) == 200_000


def test_import_shows_the_difference_first_and_then_sets_it(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(instance, USED)
    file = instance / "caps.csv"
    file.write_text("account_id,cap_tokens\ndemo,５００\n", encoding="utf-8-sig")
    dry = assistant_command("caps", "import", str(file), "--dry-run")
    assert dry.out == (
        "dry run, nothing was changed\n  account demo: default -> 500 tokens a month\n"
        "  1 changed, 0 as before\n"
    )
    assert "900 are used" in dry.err
    assert (overview(assistant_command)["caps"], trail(instance)) == ([], [])
    done = json.loads(assistant_command("caps", "import", str(file), "--json").out)
    assert done == {
        "dry_run": False,
        "changes": [
            {"account": "demo", "before": "default", "after": 500, "used": 900,
             "is_below_used": True}
        ],
        "unchanged_count": 0,
    }  # fmt: skip
    assert (cap_of_demo(assistant_command), trail(instance)) == (500, ["cap.set"])
    again = assistant_command("caps", "import", str(file))
    assert again.out == "imported\n  0 changed, 1 as before\n"
    assert trail(instance) == ["cap.set"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("demo,1\nnobody,5\n", "caps.csv: line 3: no account 'nobody'"),
        ("demo,1\ndemo,2\n", "caps.csv: line 3: account 'demo' stands in line 2 already"),
        ("demo,１００万\n", "caps.csv: line 2: '１００万' is not a number of tokens"),
        ("demo,-5\n", "caps.csv: line 2: '-5' is not a number of tokens"),
        ("demo,1.5\n", "caps.csv: line 2: '1.5' is not a number of tokens"),
    ],
)
def test_a_wrong_line_names_itself_and_nothing_is_set(
    instance: Path, assistant_command: Assistant, lines: str, says: str
) -> None:
    file = instance / "caps.csv"
    file.write_text(f"account_id,cap_tokens\n{lines}", encoding="utf-8")
    for options in ([], ["--dry-run"]):
        result = assistant_command("caps", "import", str(file), *options)
        refused(result, 1, says)
        assert result.err.splitlines()[-1].endswith("nothing was set; mend the lines above")
    assert (overview(assistant_command)["caps"], trail(instance)) == ([], [])


def test_a_missing_file_is_named(instance: Path, assistant_command: Assistant) -> None:
    result = assistant_command("caps", "import", "nowhere.csv")
    assert "nowhere.csv: cannot be read" in one_line(result)


@pytest.mark.parametrize(
    ("whose", "subject"),
    [(["demo"], "account demo"), (["--department", "demo"], "department demo")],
)
def test_boost_adds_until_its_last_day(
    instance: Path, assistant_command: Assistant, whose: list[str], subject: str
) -> None:
    assistant_command("caps", "set", *whose, "1000")
    result = assistant_command("caps", "boost", *whose, "500", "--until", str(LATER), *WHY)
    assert result.out == (
        f"increase 1, {subject}: 500 tokens a month more from {TODAY} until {LATER}\n"
    )
    assert result.out.strip() in assistant_command("caps", "show").out
    scopes = json.loads(assistant_command("caps", "show", "demo", "--json").out)["scopes"]
    assert scopes[subject.split(maxsplit=1)[0]]["cap"] == 1500
    assert overview(assistant_command)["increases"][0]["until"] == str(LATER)
    ended = assistant_command("caps", "end", "1", "--reason", "誤り")
    assert ended.out.endswith("; ended now\n")
    assert overview(assistant_command)["increases"] == []
    assert trail(instance) == ["cap.set", "cap.boost", "cap.boost_end"]


YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nobody", "5", "--until", str(LATER), *WHY], 1, "no account 'nobody'"),
        (["demo", "5", "--until", str(YESTERDAY), *WHY], 1, "before it begins"),
        (["demo", "5", "--until", str(YESTERDAY), "--from", str(YESTERDAY), *WHY], 1, "is over"),
        (["demo", "5", "--until", str(TODAY), "--from", str(LATER), *WHY], 1, "before it begins"),
        (["demo", "5", "--until", "2026-02-30", *WHY], 2, "is not a day; write it as"),
        (["demo", "5", "--until", str(LATER), "--reason", " "], 1, "the reason is missing"),
        (["demo", "5", "--until", str(LATER)], 2, "--reason"),
        (["demo", "-5", "--until", str(LATER), *WHY], 2, "'-5' is not a number of tokens"),
        (["demo", "0.5", "--until", str(LATER), *WHY], 2, "'0.5' is not a number of tokens"),
        (["demo", "１００万", "--until", str(LATER), *WHY], 2, "is not a number of tokens"),
        (["demo", "9" * 14, "--until", str(LATER), *WHY], 2, "is too large"),
        (["demo", "0", "--until", str(LATER), *WHY], 1, "adds nothing"),
        (["--city", "5", "--until", str(LATER), *WHY], 1, "city has no limit"),
        (["5", "--until", str(LATER), *WHY], 2, "name one of ACCOUNT"),
    ],
)
def test_a_wrong_increase_is_refused_in_one_line(
    instance: Path, assistant_command: Assistant, arguments: list[str], code: int, says: str
) -> None:
    refused(assistant_command("caps", "boost", *arguments), code, says)
    assert (overview(assistant_command)["increases"], trail(instance)) == ([], [])


def test_an_overlap_must_be_meant(instance: Path, assistant_command: Assistant) -> None:
    order = ["caps", "boost", "demo", "500", "--until", str(LATER), *WHY]
    assistant_command(*order)
    assert "increase 1 of 500 tokens runs from" in one_line(assistant_command(*order))
    assert cap_of_demo(assistant_command) == 200_500
    assert assistant_command(*order, "--add").exit_code == 0
    assert cap_of_demo(assistant_command) == 201_000


def test_a_request_is_listed_approved_and_its_sender_told(
    instance: Path, assistant_command: Assistant
) -> None:
    assert assistant_command("caps", "requests").out == "no request waits\n"
    change_database(instance, ASKED)
    assert "資料の要約" in assistant_command("caps", "requests").out
    (request,) = json.loads(assistant_command("caps", "requests", "--json").out)
    assert (request["account"], request["used"], request["cap"]) == ("demo", 0, 200_000)
    assert overview(assistant_command)["open_requests"] == [request["id"]]
    number = str(request["id"])
    result = assistant_command("caps", "approve", number, "50,000")
    until = last_day(MONTH)
    assert f"50,000 tokens a month more until {until}" in result.out
    assert cap_of_demo(assistant_command) == 250_000
    ((user, outcome, text),) = rows(instance, "SELECT channel_user_id, outcome, text FROM outbox")
    assert (user, outcome) == ("demo", "notice")
    assert "が認められました" in text
    assert "was approved already" in one_line(assistant_command("caps", "approve", number, "5"))
    assert trail(instance) == ["cap.approve"]


@pytest.mark.nlp
def test_a_request_is_refused_with_a_word(instance: Path, assistant_command: Assistant) -> None:
    change_database(instance, ASKED)
    refused(assistant_command("caps", "refuse", "1"), 2, "--reason")
    done = assistant_command("caps", "refuse", "1", "--reason", "来月に見直します")
    assert done.out == "request 1 of demo: refused; its sender is told\n"
    ((text,),) = rows(instance, "SELECT text FROM outbox")
    assert text.endswith("認められませんでした。管理者から: 来月に見直します")
    assert rows(instance, "SELECT state, reason FROM quota_request") == [("refused", None)]


@pytest.mark.nlp
def test_the_word_to_the_sender_passes_the_filter_or_nothing_happens(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(instance, ASKED)
    held = assistant_command("caps", "refuse", "1", "--reason", "090-0000-1234の甲斐 冬馬さんへ")
    refused(held, 1, "PERSON, PHONE_NUMBER; word them without personal data")
    assert "甲斐" not in held.err
    assert rows(instance, "SELECT state FROM quota_request") == [("open",)]
    assert (rows(instance, "SELECT * FROM outbox"), trail(instance)) == ([], [])


def test_who_asked_at_the_console_is_not_told(instance: Path, assistant_command: Assistant) -> None:
    change_database(instance, ASKED.replace("generic", "console"))
    done = assistant_command("caps", "approve", "1", "50")
    assert done.out.endswith("; its sender asked at the console and is not told\n")
    assert rows(instance, "SELECT * FROM outbox") == []


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["approve", "9", "5"], 1, "no request 9"),
        (["approve", "1", "0"], 1, "adds nothing"),
        (["approve", "1", "-5"], 2, "'-5' is not a number of tokens"),
        (["approve", "1", "5", "--until", str(YESTERDAY)], 1, "before it begins"),
        (["approve", "1", "5", "--until", "someday"], 2, "is not a day"),
        pytest.param(["refuse", "9", "--reason", "不可"], 1, "no request 9", marks=pytest.mark.nlp),
        (["refuse", "1", "--reason", " "], 1, "the reason is missing"),
    ],
)
def test_a_wrong_decision_leaves_the_request_open(
    instance: Path, assistant_command: Assistant, arguments: list[str], code: int, says: str
) -> None:
    change_database(instance, ASKED)
    refused(assistant_command("caps", *arguments), code, says)
    assert rows(instance, "SELECT state FROM quota_request") == [("open",)]
    assert (rows(instance, "SELECT * FROM outbox"), trail(instance)) == ([], [])


def test_a_pilot_is_named_shown_and_ended(instance: Path, assistant_command: Assistant) -> None:
    assert assistant_command("caps", "pilot").out == "no pilot\n"
    refused(assistant_command("caps", "pilot", "demo"), 1, "the reason is missing")
    refused(assistant_command("caps", "pilot", "nowhere", *WHY), 1, "no department 'nowhere'")
    refused(assistant_command("caps", "pilot", "demo", "--off", *WHY), 2, "not both")
    assert assistant_command("caps", "pilot", "demo", *WHY).out == "only these may ask: demo\n"
    assert "only these may ask: demo" in assistant_command("caps", "show").out
    assert json.loads(assistant_command("caps", "pilot", "--json").out) == {
        "is_pilot": True, "departments": ["demo"],
    }  # fmt: skip
    assert assistant_command("caps", "pilot", "--off", *WHY).out == "no pilot\n"
    assert trail(instance) == ["cap.pilot", "cap.pilot"]


def test_pools_and_money_are_shown(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__QUOTA__YEARLY_BUDGET_YEN", "1000")
    change_database(
        instance,
        f"INSERT INTO spend_counter VALUES ('{MONTH}', 812500000, 3)",  # noqa: S608  # ours
    )
    shown = json.loads(assistant_command("caps", "show", "--city", "--json").out)
    assert shown["spending"] | {"fiscal_year": 0} == {
        "fiscal_year": 0, "yen": 812.5, "unpriced_turns": 3, "budget_yen": 1000, "percent": 81,
    }  # fmt: skip
    told = assistant_command("caps", "show", "--city").out
    assert "812.50 yen of 1,000 (81 %); 3 turns without a price" in told
    pool = json.loads(assistant_command("caps", "show", "--department", "demo", "--json").out)
    assert (pool["scope"], pool["used"], pool["cap"]) == ("department", 0, None)
    refused(assistant_command("caps", "show", "--department", "nowhere"), 1, "no department")
    refused(assistant_command("caps", "show", "demo", "--city"), 2, "name one of")


def test_warnings_of_the_month_are_shown(instance: Path, assistant_command: Assistant) -> None:
    change_database(
        instance,
        f"INSERT INTO quota_warning VALUES ('city', 'city', '{MONTH}', 80, '2026-04-15')",  # noqa: S608  # ours
    )
    assert f"warning: city passed 80 % in {MONTH}" in assistant_command("caps", "show").out
    assert overview(assistant_command)["warnings"][0]["percent"] == 80


def test_defaults_by_role_come_from_the_settings(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__QUOTA__ROLE_CAP_TOKENS", '{"staff": 4321}')
    assert cap_of_demo(assistant_command) == 4321
    monkeypatch.setenv("ASSISTANT__QUOTA__ROLE_CAP_TOKENS", '{"king": 4321}')
    assert "ROLE_CAP_TOKENS: king" in one_line(assistant_command("caps", "show"))
