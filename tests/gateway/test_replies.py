"""The city's texts are checked when they are loaded: one line that names file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.core.errors import ConfigurationError
from assistant.core.packaged import packaged_folder
from assistant.filters.settings import ENTITIES
from assistant.gateway.replies import REPLIES_FILE, WORD_LISTS, Replies, load_replies

SHIPPED = (packaged_folder("config") / REPLIES_FILE).read_text(encoding="utf-8")
BUSY = next(line for line in SHIPPED.splitlines() if line.startswith("busy = "))
RATE = next(line for line in SHIPPED.splitlines() if line.startswith("rate_limited = "))
UNKNOWN = next(line for line in SHIPPED.splitlines() if line.startswith("unknown_account = "))
BALANCE = next(line for line in SHIPPED.splitlines() if line.startswith("balance = "))


def load(folder: Path, text: str) -> Replies:
    (folder / REPLIES_FILE).write_text(text, encoding="utf-8")
    return load_replies(folder)


FAULTS = {
    "unknown key": (BUSY, f'{BUSY}\nbusyy = "x"', "[turn] busyy: unknown key; remove it"),
    "unknown section": ("[turn]", "[turns]", ": unknown key; remove it"),
    "outside any section": ("[notice]", 'x = "y"\n[notice]', "x: stands outside any [section]"),
    "unknown placeholder": (BUSY, 'busy = "{name}"', "[turn] busy: {name} is not a value"),
    "value of another text": (
        RATE,
        'rate_limited = "{ask_whom}"',
        "[turn] rate_limited: {ask_whom} is not a value of this text; values: seconds",
    ),
    "empty placeholder": (BUSY, 'busy = "{}"', "[turn] busy: {} is not a value"),
    "numbered placeholder": (BUSY, 'busy = "{0}"', "[turn] busy: {0} is not a value"),
    "attribute": (RATE, 'rate_limited = "{seconds.real}"', "{seconds.real} is not a value"),
    "open brace": (BUSY, 'busy = "{"', "[turn] busy: a brace does not match"),
    "closing brace": (BUSY, 'busy = "a } b"', "[turn] busy: a brace does not match"),
    "number": (BUSY, "busy = 3", "[turn] busy: must be a text that is not empty"),
    "list": (BUSY, 'busy = ["a"]', "[turn] busy: must be a text that is not empty"),
    "empty": (BUSY, 'busy = " "', "[turn] busy: must be a text that is not empty"),
    "form of a text": (UNKNOWN, 'unknown_account = "{ask_whom:,}"', "write it as {ask_whom}"),
    "form of a number": (
        RATE,
        'rate_limited = "{seconds:abc}"',
        "[turn] rate_limited: seconds: write it as {seconds} or {seconds:,}",
    ),
    "conversion": (RATE, 'rate_limited = "{seconds!r}"', "seconds: write it as {seconds}"),
    "nested": (RATE, 'rate_limited = "{seconds:{seconds}}"', "seconds: write it as {seconds}"),
    "words as text": (BALANCE, 'balance = "残量"', "[commands] balance: must be a list of words"),
    "no words": (BALANCE, "balance = []", "[commands] balance: must be a list of words"),
    "blank word": (BALANCE, 'balance = ["残量", " "]', "[commands] balance: must be a list"),
    "number as word": (BALANCE, "balance = [1]", "[commands] balance: must be a list of words"),
    "not TOML": ("[notice]", "[notice", "not valid TOML"),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_wrong_text_is_one_line_that_names_file_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert SHIPPED.count(old) >= 1
    with pytest.raises(ConfigurationError) as fault:
        load(tmp_path, SHIPPED.replace(old, new, 1))
    line = str(fault.value)
    assert line.startswith(f"{tmp_path / REPLIES_FILE}: ")
    assert message in line
    assert "\n" not in line


def test_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="assistant init"):
        load_replies(tmp_path)


def test_what_an_older_file_lacks_has_the_shipped_text_and_is_named(tmp_path: Path) -> None:
    older = SHIPPED.replace(f"{BUSY}\n", "").replace(f"{BALANCE}\n", "")
    replies, complete = load(tmp_path, older), load(tmp_path, SHIPPED)
    assert replies.shipped_names == ("commands.balance", "turn.busy")
    assert replies.text("turn.busy") == complete.text("turn.busy")
    assert replies.command_words == complete.command_words
    assert complete.shipped_names == ()


def test_a_section_an_older_file_lacks_is_shipped_whole(tmp_path: Path) -> None:
    begin = SHIPPED.index("\n[entities]")
    end = SHIPPED.find("\n[", begin + 1)
    replies = load(tmp_path, SHIPPED[:begin] + (SHIPPED[end:] if end > 0 else ""))
    assert {f"entities.{name}" for name in ENTITIES} <= set(replies.shipped_names)
    assert all(replies.category(entity) for entity in ENTITIES)


def test_city_may_leave_a_value_out_add_commas_and_write_braces(tmp_path: Path) -> None:
    text = SHIPPED.replace(RATE, 'rate_limited = "{seconds:,}秒 {{例}}"')
    replies = load(tmp_path, text.replace(UNKNOWN, 'unknown_account = "登録がありません"'))
    assert replies.text("turn.rate_limited", seconds=1234) == "1,234秒 {例}"
    assert replies.text("turn.unknown_account", ask_whom="課") == "登録がありません"


def test_values_are_never_read_as_templates(replies: Replies) -> None:
    text = replies.text("notice.rewrite", text="{minutes} {0} {{")
    assert "{minutes} {0} {{" in text


def test_every_entity_has_a_name_staff_know(replies: Replies) -> None:
    assert all(replies.category(entity) for entity in ENTITIES)


def test_shipped_words_mean_one_command_each(replies: Replies) -> None:
    words = [word for _, name in sorted(WORD_LISTS) for word in replies.command_words[name]]
    assert len(words) == len(set(words))
