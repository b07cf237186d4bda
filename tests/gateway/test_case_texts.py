"""「事例」 in the chat: what it is, what it answers, and that the words typed are not repeated."""

from __future__ import annotations

import pytest

from assistant.conversation.cases import CaseLibrary, load_cases
from assistant.core.packaged import packaged_folder
from assistant.gateway.case_texts import cases_text
from assistant.gateway.commands import Command, parse_command
from assistant.gateway.replies import Replies, load_replies

SHIPPED = load_cases(packaged_folder("guidelines") / "cases")


@pytest.fixture(scope="module")
def replies() -> Replies:
    """The shipped texts."""
    return load_replies(packaged_folder("config"))


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("事例", Command.CASES),
        ("「事例集」", Command.CASES),
        ("事例 議事録", Command.CASES),
        ("事例　１２", Command.CASES),
        ("事例：メール 校正", Command.CASES),
        ("事例を教えてください", None),
        ("事例集の作り方", None),
        ("事例: 窓口で次の問合せがありました。どう答えればよいか、案を三つ書いてください。", None),
        ("事例 次の二つを比べて\n一つ目", None),
    ],
)  # fmt: skip
def test_word_for_cases_takes_a_few_words(
    replies: Replies, typed: str, command: Command | None
) -> None:
    assert parse_command(typed, replies.command_words) is command


def test_list_names_ten_and_counts_the_rest(replies: Replies) -> None:
    text = cases_text(replies, SHIPPED, "")
    lines = text.splitlines()
    assert lines[0] == f"【活用事例集】{len(SHIPPED.cases)}件あります。"
    assert lines[1].startswith("1　")
    assert len(lines) == 13
    assert f"ほか{len(SHIPPED.cases) - 10}件" in lines[11]


def test_one_case_shows_form_fields_class_and_check(replies: Replies) -> None:
    text = cases_text(replies, SHIPPED, "１２")
    assert "【事例12】会議のメモから議事録の案を作る（会議記録、区分2 備えを整えて使う）" in text
    assert "【会議のメモ】" in text
    assert "・字数（なくてもよい。その行を消す）" in text
    assert "【使う前に確かめること】決まったこと、期限" in text
    assert text == cases_text(replies, SHIPPED, "minutes-summary")


def test_choice_names_its_options(replies: Replies) -> None:
    text = cases_text(replies, SHIPPED, "14")
    assert "・ソフト … 使うものを選ぶ（Excel／LibreOffice Calc／Google スプレッドシート）" in text


def test_case_of_class_one_without_check_has_no_line_for_it(replies: Replies) -> None:
    text = cases_text(replies, SHIPPED, "excel-formula")
    assert "区分1" in text
    assert "確かめること" not in text


@pytest.mark.parametrize("words", ["佐々木 打ち上げ花火師", "議事録 佐々木"])
def test_words_typed_are_never_repeated(replies: Replies, words: str) -> None:
    text = cases_text(replies, SHIPPED, words)
    assert text == replies.text("cases.nothing")
    assert "佐々木" not in text


def test_empty_library_says_so(replies: Replies) -> None:
    assert cases_text(replies, CaseLibrary(), "議事録") == replies.text("cases.empty")
