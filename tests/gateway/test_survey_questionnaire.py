"""「アンケート」 in the chat, as a person sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.core.chat import Outcome, Reply
from assistant.usage.analysis.models import SurveyWave
from assistant.usage.analysis.waves import close_wave, open_wave, read_waves
from tests.gateway.conftest import MakeKit
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)
RESPONSE = (
    "SELECT frequency, uses, is_more_efficient, minutes_per_use, hours_per_week, reached, asking "
    "FROM survey_response"
)


@pytest.fixture
async def kit(make_kit: MakeKit) -> Kit:
    """A gateway with a wave that is open until the end of April."""
    kit = make_kit()
    await kit.uow.write(
        lambda session: open_wave(
            session,
            SurveyWave(
                label="令和8年度",
                held_on=date(2026, 4, 10),
                ends=date(2026, 4, 30),
                invited=4,
                imported_at=NOW,
                opened_at=NOW,
            ),
        )
    )
    return kit


async def talk(kit: Kit, *typed: str) -> Reply:
    return [await kit.ask(text) for text in typed][-1]


def kept(kit: Kit) -> tuple[object, ...]:
    (row,) = kit.rows(RESPONSE)
    return tuple(row.values())


async def test_all_questions_are_asked_and_shown_again_at_the_end(kit: Kit) -> None:
    first = await kit.ask("アンケート")
    assert first.text.splitlines() == [
        "【令和8年度】生成AIの利用についてのアンケートです。全部で5問あり、4月30日まで答えられます。",
        "答えは名前ではなく仮の番号で記録し、集計だけに使います。答えたくない問は「とばす」、"
        "途中でやめるときは「中断」と返してください。",
        "",
        "問1　生成AIをどのくらい使っていますか。番号で返してください。",
        "1　毎日",
        "2　週1回以上",
        "3　月1回以上",
        "4　それ以下",
        "5　使っていない",
    ]
    assert first.choices == ("毎日", "週1回以上", "月1回以上", "それ以下", "使っていない")
    assert (first.outcome, first.is_private) == (Outcome.ANSWERED, True)
    second = await kit.ask("2")
    assert second.text.startswith("問2　どんな仕事に使っていますか。")
    assert "10　その他" in second.text
    assert second.choices == ()
    assert (await kit.ask("１、３　要約")).text.startswith("問3　")
    assert "なし／10分／30分／60分" in (await kit.ask("はい")).text
    assert (await kit.ask("30分")).text.startswith("問5　")
    last = await kit.ask("1.5")
    assert last.text.splitlines() == [
        "【令和8年度】ありがとうございました。次のとおり記録しています。",
        "・問1 使う頻度: 週1回以上",
        "・問2 使いみち: 文章作成／校正／要約",
        "・問3 効率が上がったか: はい",
        "・問4 1回に減る時間: 30分",
        "・問5 1週間に減る時間: 1.5時間",
        "4月30日までは、「アンケート 2」のように問の番号を付けて送ると直せます。",
    ]
    assert kept(kit) == ("weekly", "compose;proofread;summarise", 1, 30, 1.5, 6, None)
    assert (kit.model.prompts, kit.analyzer.asked, kit.entries()) == ([], [], [])
    assert {row["reason"] for row in kit.rows("SELECT reason FROM usage_event")} == {"survey"}
    assert kit.rows("SELECT * FROM usage_month_account") == []
    # Kept under the pseudonym of the usage rows; the name of the account is nowhere in it.
    (row,) = kit.rows("SELECT * FROM survey_response")
    (logged,) = kit.rows("SELECT DISTINCT account_pseudonym FROM usage_event")
    assert row["account_pseudonym"] == logged["account_pseudonym"]
    assert not any("account-1" in str(value) or "room" in str(value) for value in row.values())


async def test_who_never_uses_it_is_asked_nothing_else(kit: Kit) -> None:
    reply = await talk(kit, "アンケート", "使っていない")
    assert "・問1 使う頻度: 使っていない" in reply.text
    assert "問2 使いみち" not in reply.text
    assert kept(kit) == ("never", "", None, None, None, 6, None)
    reply = await talk(kit, "アンケート 1", "4")  # changed: now the others follow
    assert reply.text.startswith("問2　")


async def test_it_is_broken_off_and_taken_up_again(kit: Kit) -> None:
    reply = await talk(kit, "アンケート", "1", "中断")
    assert reply.text.endswith("問2から続けられます。")
    assert (await kit.ask("2")).outcome is Outcome.ANSWERED  # a question again
    assert kit.model.sent_texts == ["2"]
    kit.clock.advance(timedelta(days=3).total_seconds())
    reply = await kit.ask("アンケート")
    assert reply.text.startswith("【令和8年度】前回の続きです（4月30日まで）。\n\n問2　")


async def test_a_question_in_between_goes_to_the_model_and_says_how_to_go_on(kit: Kit) -> None:
    await talk(kit, "アンケート", "1")
    reply = await kit.ask("転入届の手続きを教えてください")
    assert kit.model.sent_texts == ["転入届の手続きを教えてください"]
    assert reply.text.endswith(
        "（アンケートは問2で中断しています。「アンケート」と送ると続けられます。）"
    )
    await kit.ask("3")
    assert kit.model.sent_texts[-1] == "3"
    assert kept(kit)[:2] == ("daily", "")


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        ((), "6"),
        ((), "1 2"),
        ((), "はい"),
        (("1",), "11"),
        (("1",), "1-3"),
        (("1", "1"), "3"),
        (("1", "1", "1"), "601"),
        (("1", "1", "1"), "1.5"),
        (("1", "1", "1"), "1時間"),
        (("1", "1", "1", "10"), "81"),
        (("1", "1", "1", "10"), "2,5"),
        (("1", "1", "1", "10"), "1時間半"),
    ],
)
async def test_a_slip_is_asked_again_and_keeps_nothing(
    kit: Kit, before: tuple[str, ...], typed: str
) -> None:
    await talk(kit, "アンケート", *before)
    there = kept(kit)
    reply = await kit.ask(typed)
    assert reply.text.startswith("答えを読み取れませんでした。もう一度お願いします。\n\n問")
    assert kept(kit) == there
    assert kit.model.prompts == []


async def test_a_question_is_skipped(kit: Kit) -> None:
    reply = await talk(kit, "アンケート", "1", "とばす", "スキップ", "とばす", "0")
    assert reply.text.count("（答えなし）") == 3
    assert kept(kit) == ("daily", "", None, None, 0.0, 6, None)


async def test_an_answer_is_changed_until_it_closes(kit: Kit) -> None:
    await talk(kit, "アンケート", "1", "2", "1", "10", "1")
    reply = await talk(kit, "アンケート　問4", "45")
    assert "・問4 1回に減る時間: 45分" in reply.text
    assert "・問1 使う頻度: 毎日" in (await kit.ask("アンケート")).text
    assert len(kit.rows(RESPONSE)) == 1
    await kit.ask("アンケート 4")
    await kit.uow.write(lambda session: close_wave(session, now=kit.clock.now()))
    reply = await kit.ask("60分")
    assert reply.text.startswith("アンケートは締め切られました。")
    assert kept(kit)[3] == 45
    assert (await kit.ask("アンケート")).text == "いま行っているアンケートはありません。"


async def test_it_is_asked_from_its_first_to_its_last_day(kit: Kit) -> None:
    kit.clock.advance(timedelta(days=15, hours=13).total_seconds())  # 30 April, 23:00 in Tokyo
    assert "問1" in (await kit.ask("アンケート")).text
    kit.clock.advance(3600)
    assert (await kit.ask("アンケート")).text == "いま行っているアンケートはありません。"


async def test_an_answer_is_taken_only_where_and_while_it_is_asked(kit: Kit) -> None:
    await kit.ask("アンケート")
    await kit.ask("1", room="room-2")
    await kit.ask("1", user="user-2")
    kit.clock.advance(30 * 60)
    await kit.ask("1")
    assert kit.model.sent_texts == ["1", "1", "1"]
    assert kept(kit)[0] is None


async def test_in_a_room_it_is_asked_nowhere(kit: Kit) -> None:
    message = kit.message("アンケート")
    room = type(message)(
        message.channel, message.event_id, message.channel_user_id, "room-9",
        is_direct=False, text=message.text,
    )  # fmt: skip
    await kit.admit(room)
    await kit.deliver_due()
    assert "1対1の会話" in kit.channel.replies[-1].text
    assert kit.channel.replies[-1].is_private
    assert kit.rows(RESPONSE) == []


@pytest.mark.parametrize(
    "typed",
    ["アンケートの項目案を5つ", "アンケート 設問を考えて", "アンケート 12", "アンケート結果"],
)
async def test_a_question_about_a_survey_is_a_question(kit: Kit, typed: str) -> None:
    await kit.ask(typed)
    assert kit.model.sent_texts == [typed]


async def test_a_number_it_has_not_come_to_goes_on_where_it_was(kit: Kit) -> None:
    await talk(kit, "アンケート", "1")
    assert "問2　" in (await kit.ask("アンケート 5")).text
    assert "問1　" in (await kit.ask("アンケート 1")).text
    assert (await kit.ask("3")).text.startswith("問2　")


async def test_the_wave_counts_each_account_once(kit: Kit) -> None:
    await talk(kit, "アンケート", "1", "1", "1", "10", "1", "アンケート 4", "30")
    for text in ("アンケート", "使っていない"):
        await kit.ask(text, user="user-2")
    for text in ("アンケート", "2", "中断"):
        await kit.ask(text, user="user-3")
    (wave,) = await kit.uow.read(lambda session: read_waves(session, weeks_per_year=50))
    found = wave.summary
    assert (found.n, found.never, found.users, wave.unfinished) == (3, 1, 2, 1)
    assert (found.minutes, found.response_rate) == ({30: 1}, 0.75)


async def test_two_answers_at_once_are_one_after_the_other(make_kit: MakeKit, kit: Kit) -> None:
    await kit.ask("アンケート")
    neighbour = make_kit(like=kit)
    first, second = kit.message("1"), neighbour.message("2")
    arrivals = [await kit.pipeline.record(first), await neighbour.pipeline.record(second)]
    await kit.pipeline.admit(arrivals[0], first)
    await neighbour.pipeline.admit(arrivals[1], second)
    assert kept(kit)[:2] == ("daily", "summarise")
