"""The words answered without the model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.chat import Outcome
from assistant.gateway.commands import LONGEST_COMMAND, Command, parse_command
from assistant.gateway.replies import Replies
from assistant.usage.quota.models import Scope
from assistant.usage.quota.settings import QuotaSettings
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit

QUESTION = "転入届の手続きを教えてください"

SPELLINGS = [
    ("新規", Command.RESET),
    ("新規会話", Command.RESET),
    ("リセット", Command.RESET),
    ("ﾘｾｯﾄ", Command.RESET),
    ("残量", Command.BALANCE),
    ("　残量\n", Command.BALANCE),
    ("「残り」", Command.BALANCE),
    ("/残量", Command.BALANCE),
    ("／残量", Command.BALANCE),
    ("残量。", Command.BALANCE),
    ("残量？", Command.BALANCE),
    ("ヘルプ!", Command.HELP),
    ("新規\u200b", Command.RESET),
    ("\ufeff置換", Command.REPLACE),
    ("ヘルプ", Command.HELP),
    ("HELP", Command.HELP),
    ("Ｈｅｌｐ", Command.HELP),
    ("使い方", Command.HELP),
    ("『置換』", Command.REPLACE),
    ("置換 ", Command.REPLACE),
]
QUESTIONS = [
    "残量の意味は",
    "新規事業の案",
    "ヘルプデスク",
    "置換してください",
    "「」",
    "",
    "残 量",
    "残量\n残量",
]


@pytest.mark.parametrize(("typed", "command"), SPELLINGS, ids=[repr(s[0]) for s in SPELLINGS])
def test_word_alone_is_a_command_in_any_spelling(
    replies: Replies, typed: str, command: Command
) -> None:
    assert parse_command(typed, replies.command_words) is command


@pytest.mark.parametrize("typed", QUESTIONS)
def test_text_that_is_more_than_the_word_is_a_question(replies: Replies, typed: str) -> None:
    assert parse_command(typed, replies.command_words) is None


def test_message_longer_than_any_word_is_a_question_unfolded(replies: Replies) -> None:
    word = "残量"
    assert parse_command(" " * 5_000 + word + "\n" * 5_000, replies.command_words) is not None
    assert parse_command(word + "\u200b" * LONGEST_COMMAND, replies.command_words) is None
    # Marks in the wrong order: normalising these takes longer than the whole test run.
    assert parse_command("a" + "\u0300\u0316" * 1_000_000, replies.command_words) is None


@given(
    before=st.text("あいう亜1a", max_size=5), after=st.text("あいう亜1a", min_size=1, max_size=5)
)
def test_word_inside_a_sentence_is_never_a_command(
    replies: Replies, before: str, after: str
) -> None:
    for word in ("新規", "残量", "ヘルプ", "置換"):
        assert parse_command(f"{before}{word}{after}", replies.command_words) is None


@pytest.mark.anyio
@pytest.mark.parametrize("word", ["新規", "残量", "ヘルプ"])
async def test_command_is_answered_privately_without_filter_model_or_charge(
    kit: Kit, word: str
) -> None:
    reply = await kit.ask(word)
    assert (reply.outcome, reply.is_private) == (Outcome.ANSWERED, True)
    assert (kit.model.prompts, kit.analyzer.asked, kit.entries()) == ([], [], [])
    row = kit.row("SELECT outcome, reason, input_tokens, model FROM usage_event")
    assert tuple(row.values()) == ("answered", "command", 0, None)
    assert kit.row("SELECT state FROM outbox") == {"state": "delivered"}


@pytest.mark.anyio
async def test_sentence_with_the_word_goes_to_the_model(kit: Kit) -> None:
    await kit.ask("残量の意味は")
    assert kit.model.sent_texts == ["残量の意味は"]


@pytest.mark.anyio
async def test_new_conversation_sends_no_history(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.ask("新規")
    await kit.ask("続きは？")
    assert kit.model.sent_texts == [QUESTION, "続きは？"]
    numbers = kit.rows("SELECT question_number FROM usage_event WHERE reason='model' ORDER BY id")
    assert [row["question_number"] for row in numbers] == [1, 1]


@pytest.mark.anyio
async def test_new_conversation_leaves_other_rooms_alone(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.ask("新規", room="room-2")
    await kit.ask("続きは？")
    assert len(kit.model.prompts[1].messages) == 3


@pytest.mark.anyio
async def test_balance_shows_the_figures_of_the_ledger(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(default_cap_tokens=50_000, department_cap_tokens=9_000))
    await kit.ask(QUESTION)
    await kit.admit(kit.message(QUESTION, user="user-2"))
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    await kit.records.reserve(turn, prompt_tokens=1000, max_output_tokens=500)
    reply = await kit.ask("残量")
    assert reply.text.splitlines() == [
        "4月分の利用状況（トークン）",
        "・あなた: 使用済み 120 ＋ 処理中 0 ／ 上限 50,000（残り 49,880）",
        "・所属: 使用済み 120 ＋ 処理中 1,500 ／ 上限 9,000（残り 7,380）",
        "・市全体: 使用済み 120 ＋ 処理中 1,500 ／ 上限なし",
        "いま使えるのは、残り 7,380 トークンです（所属の枠による）。",
        "使用済みの量は、5月1日に0から数え直しになります。",
    ]


@pytest.mark.anyio
async def test_balance_without_any_cap_says_so(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(default_cap_tokens="unlimited"))
    reply = await kit.ask("残量")
    assert "いまは利用上限がありません。" in reply.text
    assert reply.text.count("上限なし") == 3


@pytest.mark.anyio
async def test_cap_lowered_below_the_usage_shows_nothing_left(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.uow.write(
        lambda session: kit.ledger.set_cap(
            session, scope=Scope.ACCOUNT, subject_id="account-1", cap_tokens=100, reason="test"
        )
    )
    reply = await kit.ask("残量")
    assert "上限 100（残り 0）" in reply.text
    refused = await kit.ask(QUESTION)
    assert refused.outcome is Outcome.OVER_QUOTA


@pytest.mark.anyio
async def test_help_names_limits_and_whom_to_ask(kit: Kit) -> None:
    reply = await kit.ask("ヘルプ")
    for expected in ("8,000文字", "7日", "情報政策課", "新規", "残量", "置換"):
        assert expected in reply.text
