"""The one word that goes on after a stop."""

from __future__ import annotations

import pytest

from assistant.core.chat import Outcome
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import answer
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio

STOPPED = f"{PERSON}さんへの通知文を書いて"
REWRITTEN = "Aさんへの通知文を書いて"
RESTORED_NOTE = "元の表記に戻してあります"
NOT_RESTORED_NOTE = "元の表記に戻していません"


async def test_rewrite_is_offered_and_sent_with_one_word(kit: Kit) -> None:
    kit.model.steps = [answer("Aさんには、次のとおり通知します。")]
    notice = await kit.ask(STOPPED)
    assert REWRITTEN in notice.text
    assert "「置換」" in notice.text
    reply = await kit.ask("置換")
    assert kit.model.sent_texts == [REWRITTEN]
    assert reply.text.startswith(f"{PERSON}さんには、次のとおり通知します。")
    assert RESTORED_NOTE in reply.text
    assert reply.is_private


async def test_restored_names_are_in_no_table_and_no_file(kit: Kit) -> None:
    kit.model.steps = [answer("Aさんには、次のとおり通知します。")]
    await kit.ask(STOPPED)
    reply = await kit.ask("置換")
    assert PERSON in reply.text
    assert kit.tables_holding(PERSON) == set()
    assert not kit.is_in_files(PERSON)
    assert "message.text" in kit.tables_holding("Aさん")


async def test_rewrite_turn_is_charged_like_a_question(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask("置換")
    assert kit.entries()[1] == ("settle", 120, False)
    rows = kit.rows("SELECT outcome, reason FROM usage_event ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [
        ("blocked_input", "personal_data"),
        ("answered", "model"),
    ]


async def test_answer_that_names_nobody_does_not_claim_to_have_names_put_back(kit: Kit) -> None:
    await kit.ask(STOPPED)
    reply = await kit.ask("置換")
    assert reply.outcome is Outcome.ANSWERED
    assert "元の表記" not in reply.text
    assert reply.is_private


async def test_rewrite_is_sent_only_once(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask("置換")
    second = await kit.ask("置換")
    assert second.outcome is Outcome.REFUSED
    assert len(kit.model.prompts) == 1
    rows = kit.rows("SELECT reason FROM usage_event ORDER BY id")
    assert rows[-1] == {"reason": "no_replacement"}


async def test_nothing_was_offered_so_nothing_is_sent(kit: Kit) -> None:
    reply = await kit.ask("置換")
    assert (reply.outcome, kit.model.prompts) == (Outcome.REFUSED, [])


async def test_offer_expires_with_the_clock(kit: Kit) -> None:
    await kit.ask(STOPPED)
    kit.clock.advance(600)
    reply = await kit.ask("置換")
    assert (reply.outcome, kit.model.prompts) == (Outcome.REFUSED, [])


async def test_rewrite_taken_at_the_last_moment_still_gets_its_names(kit: Kit) -> None:
    kit.model.steps = [answer("Aさんへ")]
    await kit.ask(STOPPED)
    kit.clock.advance(599)
    await kit.admit(kit.message("置換"))
    kit.clock.advance(60)
    assert await kit.answer_next()
    await kit.deliver_due()
    assert kit.channel.replies[-1].text.startswith(f"{PERSON}さんへ")


@pytest.mark.parametrize("where", [{"room": "room-2"}, {"user": "user-2"}], ids=["room", "account"])
async def test_offer_is_not_for_another_room_or_account(kit: Kit, where: dict[str, str]) -> None:
    await kit.ask(STOPPED)
    elsewhere = await kit.ask("置換", **where)
    assert elsewhere.outcome is Outcome.REFUSED
    here = await kit.ask("置換")
    assert here.outcome is Outcome.ANSWERED


async def test_names_are_forgotten_after_delivery(kit: Kit) -> None:
    await kit.ask(STOPPED)
    turn_id = await kit.admit(kit.message("置換"))
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    await kit.pipeline.answer(turn)
    assert kit.replacements.was_sent(turn.id)
    await kit.deliver_due()
    assert turn_id == turn.id
    assert not kit.replacements.was_sent(turn.id)


async def test_restarted_process_delivers_without_the_names_and_says_so(make_kit: MakeKit) -> None:
    first = make_kit()
    first.model.steps = [answer("Aさんへ")]
    await first.ask(STOPPED)
    await first.admit(first.message("置換"))
    assert await first.answer_next()
    second = make_kit(like=first)
    await second.deliver_due()
    reply = second.channel.replies[-1]
    assert reply.text.startswith("Aさんへ")
    assert NOT_RESTORED_NOTE in reply.text
    assert PERSON not in reply.text


async def test_restarted_process_knows_no_offer(make_kit: MakeKit) -> None:
    first = make_kit()
    await first.ask(STOPPED)
    second = make_kit(like=first)
    reply = await second.ask("置換")
    assert reply.outcome is Outcome.REFUSED


async def test_rewrite_that_does_not_pass_the_gate_is_not_offered(kit: Kit) -> None:
    kit.analyzer.surfaces["通知文"] = "OTHER_ID"
    kit.analyzer.surfaces["○○○○"] = "OTHER_ID"
    notice = await kit.ask(STOPPED)
    assert "自動では作れませんでした" in notice.text
    assert "置換" not in notice.text
    reply = await kit.ask("置換")
    assert (reply.outcome, kit.model.prompts) == (Outcome.REFUSED, [])


async def test_newer_stop_replaces_the_offer(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask(f"{PERSON}さんの苦情の記録")
    await kit.ask("置換")
    assert kit.model.sent_texts == ["Aさんの苦情の記録"]


@pytest.mark.parametrize(
    "text", ["記録票の件", "長" * 8001, "欠けた\ud83d"], ids=["data", "long", "cut"]
)
async def test_newer_stop_without_a_rewrite_withdraws_the_offer(kit: Kit, text: str) -> None:
    await kit.ask(STOPPED)
    kit.analyzer.surfaces["記録票"] = "OTHER_ID"
    kit.analyzer.surfaces["○○○○"] = "OTHER_ID"
    stopped = await kit.ask(text)
    assert stopped.outcome is Outcome.BLOCKED_INPUT
    reply = await kit.ask("置換")
    assert (reply.outcome, kit.model.prompts) == (Outcome.REFUSED, [])


async def test_same_person_is_one_letter_and_two_are_two(kit: Kit) -> None:
    kit.analyzer.surfaces["見本原花子"] = "PERSON"
    kit.model.steps = [answer("AさんとBさんへ。Aさんは先に。")]
    await kit.ask(f"{PERSON}さんと見本原花子さん、再び{PERSON}さん")
    reply = await kit.ask("置換")
    assert kit.model.sent_texts == ["AさんとBさん、再びAさん"]
    assert reply.text.startswith(f"{PERSON}さんと見本原花子さんへ。{PERSON}さんは先に。")


async def test_answer_to_a_rewrite_that_is_not_shown_gets_no_names(kit: Kit) -> None:
    kit.analyzer.surfaces["見本原花子"] = "PERSON"
    kit.model.steps = [answer("Aさんと見本原花子さんへ")]
    await kit.ask(STOPPED)
    reply = await kit.ask("置換")
    assert reply.outcome is Outcome.BLOCKED_OUTPUT
    assert PERSON not in reply.text


async def test_repr_of_what_waits_shows_no_text(kit: Kit) -> None:
    await kit.ask(STOPPED)
    (offer,) = kit.replacements._offers.values()
    assert PERSON not in repr(offer)
    assert "通知文" not in repr(offer)


async def test_expired_rewrites_and_names_leave_memory_though_nobody_writes(kit: Kit) -> None:
    await kit.ask(STOPPED)
    await kit.ask(STOPPED, room="room-2")
    await kit.admit(kit.message("置換"))
    kit.clock.advance(601)
    kit.deliveries.forget_expired_names()
    assert (kit.replacements._offers, kit.replacements._sent) == ({}, {})
