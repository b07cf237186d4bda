"""`replies` as an admin types it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Assistant, change_database, one_line

LETTER = (
    "INSERT INTO outbox (turn_id, channel, in_reply_to, channel_user_id, conversation_key, outcome,"
    " text, citations, is_private, is_rewrite, state, attempts, next_attempt_at, created_at) VALUES"
    " ('{}', 'generic', 'e', 'user-1', 'c', '{}', '架空の返事', '[]', 0, 0, '{}', 40,"
    " '2026-04-15 01:00:00', '2026-04-15 01:00:00')"
)


def state(instance: Path) -> list[tuple[str, str, int]]:
    with closing(sqlite3.connect(instance / "data" / "assistant.db")) as connection:
        return list(
            connection.execute("SELECT turn_id, state, attempts FROM outbox ORDER BY turn_id")
        )


def test_dead_letters_are_listed_sent_again_and_dropped(
    instance: Path, assistant_command: Assistant
) -> None:
    change_database(
        instance,
        LETTER.format("r1", "answered", "dead"),
        LETTER.format("r2", "notice", "dead"),
        LETTER.format("r3", "answered", "dead"),
        LETTER.format("r4", "answered", "pending"),
    )
    listed = assistant_command("replies", "list", "--json")
    assert "架空" not in listed.out
    assert "user-1" not in listed.out
    kinds = {each["id"]: each["is_notice"] for each in json.loads(listed.out)}
    assert kinds == {"r1": False, "r2": True, "r3": False}
    assert "r2\tgeneric\tnotice\t40 tries" in assistant_command("replies", "list").out
    assert assistant_command("replies", "drop", "r3", "--reason", "不要").out == "r3: dropped\n"
    assert assistant_command("replies", "retry", "r1", "--reason", "復旧").exit_code == 0
    again = assistant_command("replies", "retry", "r1", "--reason", "復旧")
    assert "this reply is pending, not dead" in one_line(again)
    everything = assistant_command("replies", "retry", "--all", "--reason", "復旧")
    assert everything.out == "1 on their way again\n"
    assert state(instance) == [("r1", "pending", 0), ("r2", "pending", 0), ("r4", "pending", 40)]
    assert assistant_command("replies", "list").out.startswith("every reply was delivered")
    trail = json.loads(assistant_command("audit", "list", "--json").out)
    assert [each["action"] for each in trail] == ["reply.retry", "reply.retry", "reply.drop"]


def test_what_cannot_be_changes_nothing(instance: Path, assistant_command: Assistant) -> None:
    change_database(instance, LETTER.format("r1", "answered", "dead"))
    for arguments, says in (
        (("retry", "nothing", "--reason", "x"), "no reply has this id"),
        (("retry", "r1", "--reason", " "), "reason: is empty"),
        (("drop", "r1", "--reason", "x" * 501), "reason: is longer than 500"),
        (("retry", "--all", "--reason", ""), "reason: is empty"),
    ):
        result = assistant_command("replies", *arguments)
        assert result.exit_code == 1
        assert says in one_line(result)
    assert state(instance) == [("r1", "dead", 40)]
