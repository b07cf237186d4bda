"""`reports`, `filter shadow`, and `filter scan` by the policy, at the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Assistant, change_database, one_line

REPORT = (
    "INSERT INTO false_positive_report (id, turn_id, account_id, department_id, channel, "
    "channel_user_id, conversation_key, event_id, ruleset, found_in, stopped_at, reported_at, "
    "state, note) "
    "VALUES (4, 't1', 'demo', 'demo', '{channel}', 'demo', 'room', 'e1', 'r1.p1', '{found_in}', "
    "'2026-04-15 01:00:00', '2026-04-15 01:05:00', 'open', '')"
)
PLACE = "INSERT INTO false_positive_place VALUES (4, 1, 'PERSON', 'PersonRecognizer', 3, 0.9)"


def made(channel: str, *, found_in: str = "question") -> str:
    return REPORT.format(channel=channel, found_in=found_in)


def rows(instance: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        return connection.execute(sql).fetchall()


def test_reports_are_listed_accepted_and_the_sender_is_told(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(instance, made("generic"), PLACE)
    (report,) = json.loads(assistant_command("reports", "list", "--json").out)
    assert (report["id"], report["account"], report["state"]) == (4, "demo", "open")
    assert report["places"] == [
        {"entity": "PERSON", "recognizer": "PersonRecognizer", "line": 3, "score": 0.9}
    ]
    shown = assistant_command("reports", "list").out
    assert "4\topen\t2026-04-15 10:05\tdemo" in shown, "the time of Tokyo"
    assert "line 3\tPERSON\tPersonRecognizer" in shown
    done = assistant_command("reports", "accept", "4")
    assert done.out == "report 4: accepted; the sender is told\n"
    assert assistant_command("reports", "list").out == ""
    assert "4\taccepted" in assistant_command("reports", "list", "--state", "all").out
    ((outcome, user, about, text),) = rows(
        instance, "SELECT outcome, channel_user_id, in_reply_to, text FROM outbox"
    )
    assert (outcome, user, about) == ("notice", "demo", "e1")
    assert "受付番号4" in text
    again = assistant_command("reports", "accept", "4")
    assert one_line(again) == "report 4 is accepted already"


def test_a_report_says_where_the_text_was_stopped(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(instance, made("generic", found_in="combination"), PLACE.replace("3,", "0,"))
    shown = assistant_command("reports", "list").out
    assert "in the combination" in shown
    assert "an earlier turn\tPERSON" in shown
    (report,) = json.loads(assistant_command("reports", "list", "--json").out)
    assert (report["found_in"], report["places"][0]["line"]) == ("combination", 0)


def test_who_asked_at_the_console_is_not_told(instance: Path, assistant_command: Assistant) -> None:
    change_database(instance, made("console"), PLACE)
    done = assistant_command("reports", "accept", "4")
    assert done.out == "report 4: accepted; the sender asked at the console and is not told\n"
    assert rows(instance, "SELECT * FROM outbox") == []


@pytest.mark.nlp
def test_words_for_the_sender_pass_the_filter_or_nothing_happens(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(instance, made("generic"), PLACE)
    held = assistant_command("reports", "refuse", "4", "--reason", "090-0000-1234の甲斐 冬馬さん")
    assert held.exit_code == 1
    assert "PERSON, PHONE_NUMBER; word them without personal data" in one_line(held)
    assert "甲斐" not in held.err
    assert rows(instance, "SELECT state FROM false_positive_report") == [("open",)]
    assistant_command("allow", "add", "--entity", "PERSON", "--reason", "公職者", "甲斐冬馬")
    still = assistant_command("reports", "refuse", "4", "--reason", "090-0000-1234の甲斐 冬馬さん")
    assert "personal_data PHONE_NUMBER; " in one_line(still), "the city's own lists hold here, too"
    done = assistant_command("reports", "refuse", "4", "--reason", "住民の氏名でした。")
    assert done.out == "report 4: refused; the sender is told\n"
    ((text,),) = rows(instance, "SELECT text FROM outbox")
    assert text.endswith("管理者から: 住民の氏名でした。")


def test_counts_of_rules_in_trial_are_shown(instance: Path, assistant_command: Assistant) -> None:
    change_database(
        instance,
        "INSERT INTO shadow_count VALUES ('2026-04', 'demo', 'PERSON', 5, 3)",
        "INSERT INTO shadow_count VALUES ('2026-03', 'demo', 'PERSON', 1, 0)",
    )
    assert assistant_command("filter", "shadow", "--month", "2026-04").out == (
        "2026-04\tPERSON\tdemo\t5 texts\t3 stops\n"
    )
    counts = json.loads(assistant_command("filter", "shadow", "--json").out)
    assert [one["month"] for one in counts] == ["2026-04", "2026-03"]
    assert assistant_command("filter", "shadow", "--month", "4").exit_code == 2


@pytest.mark.nlp
def test_scan_decides_by_the_policy_and_as_whose_text(
    instance: Path, assistant_command: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT__FILTER__WORKERS", "1")
    text = "窓口に来た甲斐 冬馬さんへの返事を書いてください".encode()
    add = ("allow", "add", "--entity", "PERSON", "--department", "demo", "--reason", "x")
    assistant_command(*add, "甲斐冬馬")
    assert assistant_command("filter", "scan", stdin=text).exit_code == 3
    for option in (("--department", "demo"), ("--account", "demo")):
        assert assistant_command("filter", "scan", *option, stdin=text).exit_code == 0
    line = json.dumps({"id": 1, "text": text.decode()}).encode()
    result = assistant_command(
        "filter", "scan", "--jsonl", "--explain", "--account", "demo", stdin=line
    )
    verdict = json.loads(result.out)
    assert verdict["blocked"] is False
    assert [one["policy"] for one in verdict["let_through"] if one["score"] >= 0.5] == [
        "allow entry 1"
    ]
    nobody = assistant_command("filter", "scan", "--account", "nobody", stdin=text)
    assert "no account has this id" in one_line(nobody)
