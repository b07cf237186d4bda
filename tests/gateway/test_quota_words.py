"""What staff read and type about their quota: warnings, footer, stop, pilot, 残量, 増枠."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import pytest
from sqlmodel import Session

from assistant.core.actor import Actor, Face
from assistant.core.chat import NO_TOKENS, Notice, Outcome
from assistant.core.keys import Key
from assistant.gateway.commands import Command, parse_command, text_after_word
from assistant.gateway.quota_desk import QuotaDesk, make_quota_desk
from assistant.gateway.quota_texts import refusal_text
from assistant.gateway.records import Charge
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Ending, Reason, Tally
from assistant.identity.models import Department
from assistant.llm.settings import ModelFacts
from assistant.store.audit import AuditLog
from assistant.usage.quota.increases import IncreaseOrder
from assistant.usage.quota.members import THE_CITY, account, department
from assistant.usage.quota.models import Scope
from assistant.usage.quota.reservation import Refused
from assistant.usage.quota.settings import QuotaSettings
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio
T = TypeVar("T")

QUESTION = "転入届の手続きを教えてください"
ADMIN = Actor("account-9", Face.API)
REASON = "議会答弁の資料を要約するため"


@pytest.fixture
def desk(kit: Kit, replies: Replies) -> QuotaDesk:
    return desk_of(kit, replies)


def desk_of(kit: Kit, replies: Replies) -> QuotaDesk:
    audit = AuditLog(Key("audit", 1, b"a" * 32), kit.clock)
    return make_quota_desk(QuotaSettings(), replies, audit, kit.clock)


async def change(kit: Kit, work: Callable[[Session], T]) -> T:
    return await kit.uow.write(work)


async def set_cap(kit: Kit, desk: QuotaDesk, tokens: int, target: Any = None) -> None:
    whose = target or account("account-1")
    await change(kit, lambda session: desk.book.set_cap(session, ADMIN, whose, tokens))


async def test_each_threshold_is_told_once_below_an_answer(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(default_cap_tokens=440, minimum_output_tokens=1))
    texts = []
    for _ in range(3):
        texts.append((await kit.ask("短い問い")).text)
        await kit.ask("新規")
    assert ["お知らせ" in text for text in texts] == [False, False, True]
    assert texts[2].startswith("手続きは窓口でできます。")
    assert "あなたの上限の80％に達しました（使用済み 360 ／ 上限 440 トークン。5月1日に" in texts[2]
    assert texts[2].count("お知らせ") == 1
    fourth = (await kit.ask("短い問い")).text
    assert "あなたの上限に達しました（使用済み 480 ／ 上限 440 トークン）" in fourth
    assert fourth.count("お知らせ") == 1


async def test_the_highest_threshold_alone_is_told(kit: Kit, desk: QuotaDesk) -> None:
    await kit.ask(QUESTION)
    await set_cap(kit, desk, 130)
    await change(kit, lambda session: boost(desk, session, 100))
    # 240 of 230: 80, 95 and 100 are passed at once, as the model used more than was held.
    turn = await admitted(kit)
    await kit.records.reserve(turn, prompt_tokens=10, max_output_tokens=20)
    await close_with(kit, turn, 120)
    await kit.deliver_due()
    text = kit.channel.replies[-1].text
    assert text.count("お知らせ") == 1
    assert "あなたの上限に達しました（使用済み 240 ／ 上限 230 トークン）" in text
    assert len(kit.rows("SELECT * FROM quota_warning WHERE scope = 'account'")) == 3


def boost(desk: QuotaDesk, session: Session, tokens: int, **more: Any) -> None:
    order = IncreaseOrder(
        target=account("account-1"), tokens=tokens, until=date(2026, 4, 30), reason="試行", **more
    )
    desk.book.boost(session, ADMIN, order)


async def admitted(kit: Kit) -> Any:
    await kit.admit(kit.message(QUESTION))
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    return turn


async def close_with(kit: Kit, turn: Any, tokens: int) -> None:

    ending = Ending(Outcome.ANSWERED, Reason.MODEL, "回答")
    charge = Charge(tokens, is_estimated=False)
    await kit.records.close(turn, ending, Tally(month="2026-04"), charge=charge)


async def test_in_a_room_the_warning_goes_to_the_sender_alone(kit: Kit, desk: QuotaDesk) -> None:
    await set_cap(kit, desk, 1400)
    message = kit.message(QUESTION)
    public = type(message)(
        **{name: getattr(message, name) for name in message.__slots__} | {"is_direct": False}
    )
    await set_cap(kit, desk, 140)
    await change(kit, lambda session: boost(desk, session, 1))
    await kit.admit(public)
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    await kit.records.reserve(turn, prompt_tokens=20, max_output_tokens=20)

    ending = Ending(Outcome.ANSWERED, Reason.MODEL, "回答", is_private=False)
    await kit.records.close(
        turn, ending, Tally(month="2026-04"), charge=Charge(120, is_estimated=False)
    )
    await kit.deliver_due()
    replies = {reply.outcome: reply for reply in kit.channel.replies}
    assert replies[Outcome.ANSWERED].text == "回答"
    assert "80％" in replies[Notice.NOTICE].text
    assert replies[Notice.NOTICE].is_private


async def test_footer_says_what_is_left_if_the_city_wants_it(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(shows_remaining=True, default_cap_tokens=50_000))
    reply = await kit.ask(QUESTION)
    assert reply.text.endswith("（今月の残り 49,880 トークン、あなたの枠による。5月1日に更新）")
    assert "今月の残り" not in (await kit.ask("ヘルプ")).text


@pytest.mark.parametrize(
    ("target", "name", "reason"),
    [
        (account("account-1"), "あなた", "cap_account"),
        (department("tax"), "所属", "cap_department"),
        (THE_CITY, "市全体", "cap_city"),
    ],
    ids=["account", "department", "city"],
)
async def test_a_stop_is_told_as_one(
    kit: Kit, desk: QuotaDesk, target: Any, name: str, reason: str
) -> None:
    await set_cap(kit, desk, 0, target)
    reply = await kit.ask(QUESTION)
    assert reply.outcome is Outcome.OVER_QUOTA
    assert reply.text.startswith(f"{name}の生成AIの利用は、いま止められています（上限 0）。")
    assert kit.row("SELECT reason FROM usage_event") == {"reason": reason}
    assert kit.model.prompts == []


async def test_a_pilot_without_the_department_refuses_plainly(kit: Kit, desk: QuotaDesk) -> None:
    await kit.uow.write(_add_department)
    await change(kit, lambda session: desk.book.set_pilot(session, ADMIN, ["pilot"], reason="試行"))
    reply = await kit.ask(QUESTION)
    assert reply.outcome is Outcome.REFUSED
    assert reply.text.startswith("生成AIは、いまは一部の所属だけで試行しています。")
    assert (kit.model.prompts, kit.entries()) == ([], [])
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "not_in_pilot"}
    assert "あなたの所属は対象ではありません" in (await kit.ask("残量")).text


def _add_department(session: Session) -> None:
    session.add(Department(id="pilot", name="pilot"))


async def test_balance_shows_increases_and_the_open_request(kit: Kit, desk: QuotaDesk) -> None:
    await change(kit, lambda session: boost(desk, session, 5000))
    await kit.ask(f"増枠 {REASON}")
    lines = (await kit.ask("残量")).text.splitlines()
    assert "上限 205,000（残り 205,000）" in lines[1]
    assert lines[2] == "（うち増枠 5,000、4月30日まで）"
    assert lines[-1] == "増枠の申請（受付番号1、4月15日）は、審査を待っています。"


async def test_a_request_is_taken_decided_and_told(kit: Kit, desk: QuotaDesk) -> None:
    reply = await kit.ask(f"増枠：{REASON}")
    assert reply.outcome is Outcome.ANSWERED
    assert reply.text.startswith("増枠の申請を受け付けました（受付番号1）。")
    again = await kit.ask("増枠 もう一度")
    assert again.text.startswith("増枠の申請は、4月15日に受け付けたものがあります（受付番号1）。")
    assert kit.row("SELECT reason, state FROM quota_request") == {
        "reason": REASON, "state": "open",
    }  # fmt: skip
    await change(kit, lambda session: desk.requests.approve(session, ADMIN, 1, 5000))
    await kit.deliver_due()
    told = kit.channel.replies[-1]
    assert (told.outcome, told.is_private) == (Notice.NOTICE, True)
    assert told.text.startswith(
        "増枠の申請（受付番号1）が認められました。4月30日まで、月の上限が5,000トークン増えます。"
    )
    assert kit.tables_holding(REASON) == set()
    await kit.ask("増枠 来月も要るため")
    await change(
        kit, lambda session: desk.requests.refuse(session, ADMIN, 2, word="来月に見直します")
    )
    await kit.deliver_due()
    assert kit.channel.replies[-1].text == (
        "増枠の申請（受付番号2）は、認められませんでした。管理者から: 来月に見直します"
    )
    assert (kit.model.prompts, kit.entries()) == ([], [])


async def test_a_reason_with_personal_data_is_stopped_and_stored_nowhere(kit: Kit) -> None:
    kit.analyzer.surfaces[PERSON] = "PERSON"
    reply = await kit.ask(f"増枠 {PERSON}さんの件で使うため")
    assert reply.outcome is Outcome.BLOCKED_INPUT
    assert "安全な言い換えを自動では作れませんでした" in reply.text
    assert kit.rows("SELECT * FROM quota_request") == []
    assert not kit.is_in_files(PERSON)
    assert kit.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "blocked_input", "reason": "personal_data",
    }  # fmt: skip


async def test_a_broken_filter_takes_no_request(kit: Kit) -> None:
    kit.analyzer.fault = RuntimeError("down")
    reply = await kit.ask(f"増枠 {REASON}")
    assert reply.outcome is Outcome.BLOCKED_INPUT
    assert kit.rows("SELECT * FROM quota_request") == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("増枠", "「増枠 」に続けて理由を書いて送ってください"),
        ("増枠 " + "理" * 301, "300文字以内に縮めて"),
    ],
)
async def test_a_request_that_is_none_says_what_to_write(kit: Kit, typed: str, says: str) -> None:
    assert says in (await kit.ask(typed)).text
    assert kit.rows("SELECT * FROM quota_request") == []


async def test_who_has_no_limit_need_not_ask(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(default_cap_tokens="unlimited"))
    assert "増枠の申請は要りません" in (await kit.ask(f"増枠 {REASON}")).text
    assert kit.rows("SELECT * FROM quota_request") == []


@pytest.mark.parametrize(
    "typed",
    ["増枠 理由", "増枠　理由", "増枠:理由", "／増枠：理由", "「増枠」 理由", " 増枠\n理由 "],
)
async def test_word_and_reason_are_a_request(replies: Replies, typed: str) -> None:
    assert parse_command(typed, replies.command_words) is Command.INCREASE
    assert text_after_word(typed) == "理由"


@pytest.mark.parametrize("typed", ["増枠の理由は", "増枠したい", "申請 増枠", "残量 いくつ"])
async def test_other_sentences_are_questions(replies: Replies, typed: str) -> None:
    assert parse_command(typed, replies.command_words) is None


def priced(**amounts: object) -> Mapping[str, ModelFacts]:
    line = {"valid_from": date(2026, 4, 1), "input": 100, "output": 400, "cached": 50, **amounts}
    return {"fake-1": ModelFacts.model_validate({"prices": [line]})}


async def test_the_cost_is_fixed_when_the_turn_settles(make_kit: MakeKit) -> None:
    await make_kit(models=priced()).ask(QUESTION)
    kit = make_kit(models=priced(input=900))  # the price is rewritten and the gateway restarted
    await kit.ask(QUESTION)
    rows = kit.rows("SELECT cost_yen_micros, price_version FROM usage_event ORDER BY id")
    cached, rest, output = 30, 70, 20
    assert [row["cost_yen_micros"] for row in rows] == [
        rest * 100 + cached * 50 + output * 400,
        rest * 900 + cached * 50 + output * 400,
    ]
    assert rows[0]["price_version"] != rows[1]["price_version"]
    assert kit.row("SELECT month, yen_micros, unpriced_turns FROM spend_counter") == {
        "month": "2026-04",
        "yen_micros": sum(row["cost_yen_micros"] for row in rows),
        "unpriced_turns": 0,
    }


async def test_a_model_without_a_price_is_flagged_and_not_zero(kit: Kit) -> None:
    await kit.ask(QUESTION)
    row = kit.row("SELECT cost_yen_micros, price_version FROM usage_event")
    assert row == {"cost_yen_micros": None, "price_version": "unpriced"}
    assert kit.row("SELECT unpriced_turns FROM spend_counter") == {"unpriced_turns": 1}


async def test_what_called_no_model_costs_nothing(make_kit: MakeKit) -> None:
    kit = make_kit(models=priced())
    kit.model.steps = [REFUSED_CONNECTION]
    await kit.ask(QUESTION)
    await kit.ask("残量")
    rows = kit.rows("SELECT cost_yen_micros, price_version FROM usage_event")
    assert [tuple(row.values()) for row in rows] == [(0, None), (0, None)]
    assert kit.rows("SELECT * FROM spend_counter") == []


async def test_an_estimate_is_priced_like_the_tokens_charged(make_kit: MakeKit) -> None:
    kit = make_kit(models=priced())
    kit.model.steps = [CUT_STREAM]
    await kit.ask(QUESTION)
    row = kit.row("SELECT cost_yen_micros, input_tokens, output_tokens FROM usage_event")
    expected = row["input_tokens"] * 100 + row["output_tokens"] * 400
    assert row["cost_yen_micros"] == expected > 0


async def test_a_turn_over_the_months_edge_costs_the_month_it_was_reserved_in(
    make_kit: MakeKit,
) -> None:
    kit = make_kit(models=priced())
    edge = datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Tokyo
    kit.clock.advance((edge - kit.clock.now()).total_seconds())
    await kit.admit(kit.message(QUESTION))
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    kit.model.hold.close()
    answering = asyncio.create_task(kit.pipeline.answer(turn))
    await kit.model.hold.arrived.wait()
    kit.clock.advance(2)
    kit.model.hold.open()
    await answering
    row = kit.row("SELECT month, fiscal_year FROM usage_event")
    assert row == {"month": "2027-03", "fiscal_year": 2026}
    assert kit.row("SELECT month FROM spend_counter") == {"month": "2027-03"}


async def test_embedding_tokens_are_charged_even_if_the_model_did_nothing(
    make_kit: MakeKit,
) -> None:
    kit = make_kit(models=priced())

    for charge, expected in ((None, 7), (Charge(120, is_estimated=False), 127)):
        turn = await admitted(kit)
        await kit.records.reserve(turn, prompt_tokens=100, max_output_tokens=200)
        tally = Tally(month="2026-04", embedding_model="fake-1", embedding_tokens=7)
        assert tally.usage == NO_TOKENS
        ending = Ending(Outcome.FAILED, Reason.MODEL_UNAVAILABLE, "回答")
        await kit.records.close(turn, ending, tally, charge=charge)
        assert kit.entries()[-1][:2] == ("settle", expected)
    assert await kit.ledger_problems() == []
    costs = kit.rows("SELECT cost_yen_micros, embedding_tokens FROM usage_event")
    assert [tuple(row.values()) for row in costs] == [(700, 7), (700, 7)]


@pytest.mark.parametrize("scope", list(Scope))
def test_a_refusal_offers_a_request_only_where_one_would_help(
    replies: Replies, scope: Scope
) -> None:
    refused = Refused(scope, 90, 5, 100, date(2026, 5, 1))
    text = refusal_text(replies, refused, ask_whom="情報政策課")
    assert "情報政策課" in text
    assert ("「増枠 」" in text) == (scope is Scope.ACCOUNT)


@pytest.mark.parametrize(("reserved", "is_said"), [(5, True), (0, False)])
def test_a_refusal_says_that_running_questions_may_leave_room(
    replies: Replies, reserved: int, is_said: bool
) -> None:
    refused = Refused(Scope.ACCOUNT, 90, reserved, 100, date(2026, 5, 1))
    text = refusal_text(replies, refused, ask_whom="情報政策課")
    assert ("少し待ってから" in text) is is_said
