"""The whole way of a question: a real gateway process with the real filter, a model server, and a
chat tool that checks what is signed.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from assistant.channels.generic.schemas import CallbackBody
from assistant.channels.generic.simulator import ChatToolSimulator
from assistant.core.chat import Outcome
from tests.e2e.installation import (
    REPLY_SECONDS,
    Installation,
    copied,
    model_settings,
    wait_until,
)
from tests.llm.fake_model import FakeModelServer
from tests.llm.steps import Answer, Gate, Held

pytestmark = [pytest.mark.anyio, pytest.mark.nlp]

QUESTION = "出張の旅費を精算する手順を、三つにまとめてください。"
NAME = "甲斐 冬馬"
PHONE = "090-0000-1234"
PERSONAL = f"窓口に来た{NAME}さん（電話 {PHONE}）への、折り返しの文を作ってください。"
PEOPLE = (
    "asker", "stopped", "replacer", "capped", "downed", "doubled", "talker", "commander",
    "echoed", "disabled", "posted",
)  # fmt: skip
ROSTER = "account_id,name,department,role,channel,channel_user_id,active\n" + "".join(
    f"{name},職員,soumu,staff,generic,u-{name},{'no' if name == 'disabled' else 'yes'}\n"
    for name in PEOPLE
)


@pytest.fixture(scope="module")
def city(
    template: Installation, model: FakeModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with a roster and a running gateway."""
    root = tmp_path_factory.mktemp("way") / "city"
    with copied(template, root, model_settings(model.base_url)) as made:
        (root / "roster.csv").write_text(ROSTER, encoding="utf-8")
        made.done("accounts", "import", "roster.csv")
        made.start()
        yield made


@pytest.fixture
async def tool(city: Installation) -> ChatToolSimulator:
    return city.chat_tool()


async def ask(tool: ChatToolSimulator, user: str, text: str) -> CallbackBody:
    receipt = await tool.say(f"u-{user}", text)
    assert receipt.status_code == 202
    return await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)


def charges(city: Installation, account: str) -> list[tuple[str, int, int]]:
    """Kind, tokens and whether estimated of the entries that closed an account's turns."""
    return [
        (str(kind), int(tokens), int(is_estimated))
        for kind, tokens, is_estimated in city.rows(
            "SELECT kind, tokens, is_estimated FROM ledger_entry "
            "WHERE account_id = ? AND phase = 'close' ORDER BY id",
            account,
        )
    ]


def usage_of(city: Installation, turn_id: str) -> dict[str, object]:
    """The exported usage row of a turn."""
    lines = city.done("usage", "export", "--format", "jsonl").splitlines()
    (row,) = [row for row in map(json.loads, lines) if row["turn_id"] == turn_id]
    return dict(row)


async def test_a_question_is_answered_logged_and_charged(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    async with tool:
        receipt = await tool.say("u-asker", QUESTION)
        reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)

    sent = model.requests[-1]
    system = (city.root / "config" / "prompts" / "system.ja.md").read_text(encoding="utf-8")
    assert sent.json["store"] is False
    assert sent.json["model"] == "fake"
    assert system.strip() in sent.texts[0]
    assert sent.texts[-1] == QUESTION
    assert (reply.outcome, reply.user.id, reply.in_reply_to) == (
        Outcome.ANSWERED, "u-asker", receipt.event_id,
    )  # fmt: skip
    assert "お答えします。" in reply.text
    assert (tool.rejected_count, tool.repeat_count) == (0, 0)
    assert charges(city, "asker") == [("settle", 120, 0)]
    row = usage_of(city, receipt.turn_id)
    assert (row["outcome"], row["input_tokens"], row["output_tokens"]) == ("answered", 100, 20)
    assert city.done("ledger", "verify").startswith("ok")


async def test_personal_data_is_stopped_before_any_connection(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    before = model.connection_count
    async with tool:
        reply = await ask(tool, "stopped", f"一行目です。\n{PERSONAL}")

    assert model.connection_count == before
    assert (reply.outcome, reply.private) == (Outcome.BLOCKED_INPUT, True)
    assert "氏名らしき表記が1件（2行目）" in reply.text
    assert "電話番号らしき表記が1件（2行目）" in reply.text
    for value in (NAME, "甲斐", "冬馬", PHONE):
        assert value not in reply.text
    assert charges(city, "stopped") == []


async def test_one_word_sends_the_rewrite_and_names_come_back_to_the_sender_alone(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    async with tool:
        await ask(tool, "replacer", PERSONAL)
        model.script(Answer("Aさんへの文です。いつもお世話になっております。"))
        reply = await ask(tool, "replacer", "置換")

    sent = model.requests[-1].texts[-1]
    assert "Aさん" in sent
    assert "甲斐" not in sent
    assert PHONE not in sent
    assert reply.outcome is Outcome.ANSWERED
    assert f"{NAME}さんへの文です。" in reply.text
    assert reply.private
    for file in (city.root / "data").rglob("*"):
        assert not file.is_file() or "甲斐".encode() not in file.read_bytes(), file.name


async def test_a_question_over_the_cap_is_refused_without_a_connection(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    city.done("caps", "set", "capped", "100", "--reason", "test")
    before = model.connection_count
    async with tool:
        reply = await ask(tool, "capped", QUESTION)

    assert model.connection_count == before
    assert reply.outcome is Outcome.OVER_QUOTA
    assert "上限 100" in reply.text
    assert "情報政策課" in reply.text
    assert charges(city, "capped") == []


async def test_a_provider_that_is_down_costs_nothing(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    model.refuse()
    async with tool:
        reply = await ask(tool, "downed", QUESTION)
    model.accept()

    assert reply.outcome is Outcome.FAILED
    assert "生成AIにつながりませんでした" in reply.text
    assert charges(city, "downed") == [("release", 0, 0)]


async def test_four_copies_at_once_are_one_call_one_charge_one_reply(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    before = len(model.requests)
    async with tool:
        receipts = await tool.say_repeatedly("u-doubled", QUESTION, copies=4)
        event_id = receipts[0].event_id
        await tool.wait_for_reply(event_id, timeout_seconds=REPLY_SECONDS)
        again = await tool.say("u-doubled", QUESTION, event_id=event_id)
        await ask(tool, "doubled", "残量")

    assert sorted(receipt.status_code for receipt in receipts) == [200, 200, 200, 202]
    assert (again.status_code, again.status) == (200, "duplicate")
    assert len(model.requests) == before + 1
    assert charges(city, "doubled") == [("settle", 120, 0)]
    assert len(tool.replies_to(event_id)) == 1
    assert tool.repeat_count == 0


async def test_the_second_question_carries_the_first_until_a_new_conversation(
    model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    follow_up = "二つ目をくわしく説明してください。"
    model.script(Answer("手順は三つです。"))
    async with tool:
        await ask(tool, "talker", QUESTION)
        await ask(tool, "talker", follow_up)
        second = model.requests[-1].texts
        reply = await ask(tool, "talker", "新規")
        await ask(tool, "talker", follow_up)

    assert second[-3:] == [QUESTION, "手順は三つです。", follow_up]
    assert "新しい会話" in reply.text
    assert QUESTION not in "".join(model.requests[-1].texts)


@pytest.mark.parametrize(
    ("word", "text"), [("新規", "新しい会話"), ("残量", "使用済み 0"), ("ヘルプ", "使い方")]
)
async def test_a_command_is_answered_without_the_model(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator, word: str, text: str
) -> None:
    before = model.connection_count
    async with tool:
        reply = await ask(tool, "commander", word)

    assert model.connection_count == before
    assert reply.outcome is Outcome.ANSWERED
    assert text in reply.text
    assert charges(city, "commander") == []


async def test_personal_data_in_the_answer_is_withheld_and_paid_for(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    model.script(Answer(f"担当は{NAME}さん（電話 {PHONE}）です。"))
    async with tool:
        reply = await ask(tool, "echoed", QUESTION)

    assert reply.outcome is Outcome.BLOCKED_OUTPUT
    assert "氏名" in reply.text
    for value in ("甲斐", "冬馬", PHONE):
        assert value not in reply.text
    assert charges(city, "echoed") == [("settle", 120, 0)]


@pytest.mark.parametrize(("user", "text"), [("nobody", "登録されていない"), ("disabled", "停止")])
async def test_who_may_not_ask_is_told_whom_to_turn_to(
    model: FakeModelServer, tool: ChatToolSimulator, user: str, text: str
) -> None:
    before = model.connection_count
    async with tool:
        reply = await ask(tool, user, QUESTION)

    assert model.connection_count == before
    assert reply.outcome is Outcome.REFUSED
    assert text in reply.text
    assert "情報政策課" in reply.text


async def test_a_chat_tool_in_trouble_gets_the_reply_later_without_a_second_call(
    city: Installation, model: FakeModelServer, tool: ChatToolSimulator
) -> None:
    before = len(model.requests)
    async with tool:
        tool.answer_next_with([503, 503])
        reply = await ask(tool, "posted", QUESTION)

    assert reply.outcome is Outcome.ANSWERED
    assert len(model.requests) == before + 1
    turn = "SELECT id FROM turn WHERE event_id = ?"
    found = f"SELECT attempts FROM outbox WHERE turn_id = ({turn})"  # noqa: S608 - fixed text
    assert city.value(found, reply.in_reply_to) == 3


async def test_sigterm_lets_a_running_turn_end(
    template: Installation, model: FakeModelServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = {**model_settings(model.base_url), "ASSISTANT__FILTER__WORKERS": "1"}
    with copied(template, tmp_path_factory.mktemp("sigterm") / "city", settings) as city:
        process = city.start()
        gate = Gate()
        model.script(Held(gate, Answer()))
        before = len(model.requests)
        async with city.chat_tool() as tool:
            receipt = await tool.say("demo", QUESTION)
            await asyncio.to_thread(model.wait_for_requests, before + 1)
            exit_code = asyncio.create_task(asyncio.to_thread(process.terminate))
            await asyncio.to_thread(wait_until, lambda: not process.is_ready(), "the stop")
            assert tool.replies_to(receipt.event_id) == []
            gate.open()
            reply = await tool.wait_for_reply(receipt.event_id, timeout_seconds=REPLY_SECONDS)
            assert await exit_code == 0
        assert reply.outcome is Outcome.ANSWERED
        assert charges(city, "demo") == [("settle", 120, 0)]
