"""One word below an answer: asked seldom, taken only when it is exactly that, no question."""

from __future__ import annotations

import json

import pytest

from assistant.core.chat import Outcome
from assistant.usage.analysis.survey_settings import SurveySettings
from assistant.usage.analysis.survey_taps import is_sampled
from assistant.usage.quota.settings import QuotaSettings
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import REFUSED_CONNECTION
from tests.gateway.kit import PSEUDONYM_KEY, Kit

pytestmark = pytest.mark.anyio
QUESTION = "転入届の手続きを教えてください"
ASKED = "【一言アンケート】"
ALWAYS = SurveySettings(tap_percent=100)
DAY = 86_400.0
TAPS = "SELECT minutes, verdict, reason FROM survey_tap ORDER BY id"


@pytest.fixture
def kit(make_kit: MakeKit) -> Kit:
    return make_kit(survey=ALWAYS)


def said(kit: Kit) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in kit.rows(TAPS)]


async def test_one_word_below_an_answer_is_taken_without_a_question(kit: Kit) -> None:
    asked = await kit.ask(QUESTION)
    assert asked.text.endswith("答えずに次の質問を送ってもかまいません。")
    assert "なし／10分／30分／60分" in asked.text
    assert asked.choices == ("なし", "10分", "30分", "60分", "👍", "👎")
    before, screened = kit.entries(), len(kit.analyzer.asked)
    thanks = await kit.ask("「３０分」")
    assert (thanks.outcome, thanks.is_private) == (Outcome.ANSWERED, True)
    assert "👍 か 👎" in thanks.text
    assert await kit.ask("👎") is not None
    reply = await kit.ask("２")
    assert reply.text == "記録しました。ありがとうございました。"
    assert said(kit) == [(30, "down", "off_topic")]
    # Nothing of it went through filter, model or ledger, and nothing was charged.
    assert (kit.entries(), len(kit.analyzer.asked), len(kit.model.prompts)) == (before, screened, 1)
    rows = kit.rows("SELECT reason, input_tokens, model FROM usage_event ORDER BY id")
    assert [tuple(row.values()) for row in rows[1:]] == [("survey", 0, None)] * 3
    assert kit.rows("SELECT requests FROM usage_month_account") == [{"requests": 1}]
    assert not kit.is_in_files("３０分")  # as typed it is nowhere


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("なし", (0, None, None)),
        ("「６０分」", (60, None, None)),
        (" 10分。\n", (10, None, None)),
        ("👍🏽", (None, "up", None)),
        ("👎\ufe0f", (None, "down", None)),
        (":+1:", (None, "up", None)),
        ("役に立った", (None, "up", None)),
    ],
)
async def test_every_spelling_of_a_word_counts(
    kit: Kit, typed: str, expected: tuple[object, ...]
) -> None:
    await kit.ask(QUESTION)
    await kit.ask(typed)
    assert said(kit) == [expected]
    assert len(kit.model.prompts) == 1


@pytest.mark.parametrize(
    "typed",
    ["30分でできますか", "45分", "30", "2", "誤りがあった", "はい", "30分です", "👍👍", "中断"],
)
async def test_what_is_not_exactly_one_of_the_words_is_a_question(kit: Kit, typed: str) -> None:
    await kit.ask(QUESTION)
    await kit.ask(typed)
    assert said(kit) == [(None, None, None)]
    assert kit.model.sent_texts[-1] == typed


async def test_the_word_counts_only_within_the_window(kit: Kit) -> None:
    await kit.ask("30分")  # nobody asked
    assert kit.model.sent_texts == ["30分"]
    kit.clock.advance(31 * DAY)
    await kit.ask(QUESTION)
    kit.clock.advance(ALWAYS.window_minutes * 60)
    await kit.ask("30分")
    assert kit.model.sent_texts[-1] == "30分"
    assert said(kit) == [(None, None, None), (None, None, None)]


async def test_the_word_counts_only_where_it_was_asked_and_for_whom(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.ask("30分", room="room-2")
    await kit.ask("30分", user="user-2")
    assert kit.model.sent_texts[1:] == ["30分", "30分"]
    assert all(each == (None, None, None) for each in said(kit))
    await kit.ask("30分")
    assert said(kit)[0] == (30, None, None)


async def test_a_question_in_between_ends_it(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.ask("所要時間はどのくらいがよいですか")
    await kit.ask("30分")  # could be the answer to what the model said
    assert kit.model.sent_texts[-1] == "30分"
    assert said(kit) == [(None, None, None)]


async def test_a_command_in_between_does_not(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.ask("残量")
    await kit.ask("30分")
    assert said(kit) == [(30, None, None)]


async def test_an_account_is_asked_once_in_the_days_set(kit: Kit) -> None:
    replies = []
    for _ in range(3):
        replies.append(await kit.ask(QUESTION))
        kit.clock.advance(14 * DAY)
    assert [ASKED in reply.text for reply in replies] == [True, False, False]
    assert ASKED in (await kit.ask(QUESTION)).text  # 42 days after the first
    assert ASKED in (await kit.ask(QUESTION, user="user-2")).text


async def test_it_works_when_the_quota_is_used_up(make_kit: MakeKit) -> None:
    kit = make_kit(
        survey=ALWAYS, quota=QuotaSettings(default_cap_tokens=1100, minimum_output_tokens=1000)
    )
    assert ASKED in (await kit.ask("質問です")).text
    await kit.ask("👍")
    assert said(kit) == [(None, "up", None)]
    assert (await kit.ask("質問です")).outcome is Outcome.OVER_QUOTA


async def test_a_changed_mind_takes_the_place_of_the_first_word(kit: Kit) -> None:
    await kit.ask(QUESTION)
    for typed in ("30分", "60分", "👎", "1", "👍"):
        await kit.ask(typed)
    assert said(kit) == [(60, "up", None)]


async def test_nobody_is_asked_in_a_room_or_by_default(make_kit: MakeKit, kit: Kit) -> None:
    message = kit.message(QUESTION)
    room = type(message)(
        message.channel, message.event_id, message.channel_user_id, "room-9",
        is_direct=False, text=message.text,
    )  # fmt: skip
    await kit.admit(room)
    await kit.answer_next()
    await kit.deliver_due()
    assert ASKED not in kit.channel.replies[-1].text
    quiet = make_kit()
    assert ASKED not in (await quiet.ask(QUESTION, user="user-2")).text
    assert kit.rows(TAPS) == []


async def test_a_stopped_text_or_a_failed_call_is_not_asked_about(kit: Kit) -> None:
    await kit.ask(f"{PERSON}さんについて")
    kit.model.steps.append(REFUSED_CONNECTION)
    await kit.ask(QUESTION)
    assert kit.rows(TAPS) == []


async def test_a_redelivered_word_counts_once(kit: Kit) -> None:
    await kit.ask(QUESTION)
    message = kit.message("30分", event="event-tap")
    await kit.admit(message)
    again = await kit.pipeline.record(message)
    assert not again.is_new
    assert said(kit) == [(30, None, None)]


async def test_buttons_are_erased_with_the_text(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    await kit.answer_next()
    (waiting,) = kit.rows("SELECT choices FROM outbox")
    assert json.loads(waiting["choices"])[1] == "10分"
    await kit.deliver_due()
    assert kit.rows("SELECT text, choices FROM outbox") == [{"text": None, "choices": "[]"}]


async def test_the_sample_is_the_share_that_is_set() -> None:
    turns = [f"{number:032x}" for number in range(4000)]
    for percent in (0.0, 5.0, 50.0, 100.0):
        share = sum(is_sampled(PSEUDONYM_KEY, turn, percent) for turn in turns) / len(turns)
        assert share == pytest.approx(percent / 100, abs=0.02)
