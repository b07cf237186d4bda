"""The way of a question: every ending leaves one usage row, one reply and a sound ledger."""

from __future__ import annotations

import io

import pytest

from assistant.core.chat import Outcome
from assistant.core.logs import configure_logs
from assistant.core.packaged import packaged_folder
from assistant.filters.settings import EntityRule, FilterSettings
from assistant.gateway.replies import load_replies
from assistant.identity.pseudonym import pseudonym
from assistant.usage.quota.settings import QuotaSettings
from tests.gateway.conftest import PERSON, PHONE, MakeKit
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION, answer
from tests.gateway.kit import PSEUDONYM_KEY, SYSTEM, Kit, assert_ended

pytestmark = pytest.mark.anyio

QUESTION = "転入届の手続きを教えてください"
FOOTER = load_replies(packaged_folder("config")).text("turn.answer_footer")
STOPPED = f"{PERSON}さんに{PHONE}へ電話した件"


async def test_question_is_answered_charged_and_remembered(kit: Kit) -> None:
    kit.model.steps = [answer("窓口に出してください。")]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")
    assert reply.text == f"窓口に出してください。\n\n{FOOTER}"
    assert (reply.channel_user_id, reply.conversation_key) == ("user-1", "room-1")
    assert not reply.is_private
    held = len(SYSTEM) + len(QUESTION) + 2 * 4 + 1000
    assert kit.entries() == [("reserve", held, True), ("settle", 120, False)]
    messages = kit.rows("SELECT role, text FROM message ORDER BY id")
    assert [tuple(row.values()) for row in messages] == [
        ("user", QUESTION),
        ("assistant", "窓口に出してください。"),
    ]


async def test_usage_row_of_an_answer_is_exact(kit: Kit) -> None:
    await kit.ask(QUESTION)
    row = kit.row("SELECT * FROM usage_event")
    turn = kit.row("SELECT id FROM turn")
    conversation = kit.row("SELECT id FROM conversation")
    del row["id"], row["at"]
    assert row == {
        "turn_id": turn["id"],
        "month": "2026-04",
        "fiscal_year": 2026,
        "account_pseudonym": pseudonym(PSEUDONYM_KEY, "account-1"),
        "department_id": "tax",
        "channel": "generic",
        "conversation_id": conversation["id"],
        "question_number": 1,
        "outcome": "answered",
        "reason": "model",
        "categories": "",
        "finding_count": 0,
        "ruleset": kit.gate.ruleset,
        "model": "fake-1-2026",
        "user_text_chars": len(QUESTION),
        "question_tokens": len(QUESTION),
        "history_tokens": 0,
        "retrieval_tokens": 0,
        "system_tokens": len(SYSTEM),
        "embedding_tokens": 0,
        "cached_tokens": 30,
        "input_tokens": 100,
        "output_tokens": 20,
        "is_estimated": 0,
        "milliseconds_screening": 0,
        "milliseconds_retrieval": 0,
        "milliseconds_model": 0,
        "milliseconds_total": 0,
        "is_retrieval": 0,
        "source_ids": "",
        "cost_yen_micros": None,
        "price_version": "unpriced",
        "case_id": None,
        "council_period": None,
        "council_phase": None,
        "grounding": "none",
    }


async def test_second_question_takes_the_first_exchange_along(kit: Kit) -> None:
    await kit.ask(QUESTION)
    await kit.ask("続きは？")
    assert kit.model.sent_texts[1:] == [QUESTION, "手続きは窓口でできます。", "続きは？"]
    rows = kit.rows("SELECT question_number, history_tokens FROM usage_event ORDER BY id")
    history = len(QUESTION) + len("手続きは窓口でできます。")
    assert [tuple(row.values()) for row in rows] == [(1, 0), (2, history)]


@pytest.mark.parametrize("where", [{"room": "room-2"}, {"user": "user-2"}], ids=["room", "account"])
async def test_another_room_or_account_shares_no_history(kit: Kit, where: dict[str, str]) -> None:
    await kit.ask(QUESTION)
    await kit.ask("続きは？", **where)
    assert kit.model.sent_texts[1:] == ["続きは？"]


async def test_nothing_typed_is_logged(kit: Kit) -> None:
    log = io.StringIO()
    configure_logs("DEBUG", log)
    kit.model.steps = [answer(f"担当は{PERSON}です。"), ValueError(PERSON)]
    async with kit.running() as dispatcher:
        for text in (QUESTION, STOPPED, QUESTION, "置換"):
            await dispatcher.accept(kit.message(text))
        await kit.channel.wait_for(4)
    written = log.getvalue()
    assert "reply.delivered" in written
    for text in (PERSON, PHONE, QUESTION, "Aさん"):
        assert text not in written


async def test_stopped_text_reaches_neither_model_nor_any_table(kit: Kit) -> None:
    reply = await kit.ask(STOPPED)
    await assert_ended(kit, reply, Outcome.BLOCKED_INPUT, "personal_data")
    assert reply.is_private
    assert kit.model.prompts == []
    assert kit.entries() == []
    assert kit.rows("SELECT * FROM model_attempt") == []
    for surface in (PERSON, PHONE, STOPPED):
        assert kit.tables_holding(surface) == set()
        assert not kit.is_in_files(surface)
        assert surface not in reply.text
    row = kit.row("SELECT categories, finding_count, month FROM usage_event")
    assert tuple(row.values()) == ("PERSON,PHONE_NUMBER", 2, "2026-04")


async def test_search_for_surfaces_is_not_blind(kit: Kit) -> None:
    kit.analyzer.surfaces = {}
    await kit.ask(STOPPED)
    assert kit.tables_holding(PERSON) == {"message.text"}
    assert kit.is_in_files(PERSON)


async def test_question_over_the_cap_is_refused_with_figures(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(default_cap_tokens=100, ask_whom="架空市情報課"))
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.OVER_QUOTA, "cap_account")
    assert kit.model.prompts == []
    assert kit.entries() == []
    assert "使用済み 0 ＋ 処理中 0 ／ 上限 100" in reply.text
    assert "5月1日" in reply.text
    assert "架空市情報課" in reply.text


@pytest.mark.parametrize("scope", ["department", "city"])
async def test_refusal_names_the_scope_that_binds(make_kit: MakeKit, scope: str) -> None:
    quota = QuotaSettings.model_validate({f"{scope}_cap_tokens": 0})
    kit = make_kit(quota=quota)
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.OVER_QUOTA, f"cap_{scope}")


async def test_fault_with_known_outcome_costs_nothing(kit: Kit) -> None:
    kit.model.steps = [REFUSED_CONNECTION]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.FAILED, "model_unavailable")
    assert [entry[:2] for entry in kit.entries()][1:] == [("release", 0)]
    row = kit.row("SELECT input_tokens + output_tokens AS tokens, is_estimated FROM usage_event")
    assert row == {"tokens": 0, "is_estimated": 0}
    attempt = kit.row("SELECT number, model, status, error_code FROM model_attempt")
    assert tuple(attempt.values()) == (1, "fake-1", "failed", "http_503")
    assert kit.rows("SELECT * FROM message") == []


async def test_fault_with_unknown_outcome_charges_the_estimate_in_ledger_and_log(kit: Kit) -> None:
    kit.model.steps = [CUT_STREAM]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.FAILED, "model_unknown_outcome")
    (_, held, _), closing = kit.entries()
    assert closing == ("expire", held, True)
    row = kit.row("SELECT input_tokens, output_tokens, is_estimated, month FROM usage_event")
    assert row == {
        "input_tokens": held - 1000,
        "output_tokens": 1000,
        "is_estimated": 1,
        "month": "2026-04",
    }


async def test_turn_over_midnight_of_the_last_day_stays_in_its_month(kit: Kit) -> None:
    kit.clock.advance(15 * 86_400 + 14 * 3600 - 1)  # 23:59:59 on 30 April in Tokyo
    kit.model.steps = [CUT_STREAM]
    await kit.admit(kit.message(QUESTION))
    turn = await kit.records.take_next(["generic"])
    assert turn is not None
    await kit.records.reserve(turn, prompt_tokens=100, max_output_tokens=1000)
    kit.clock.advance(2)
    await kit.pipeline.answer(turn)
    assert kit.row("SELECT month FROM usage_event") == {"month": "2026-04"}
    counters = kit.rows("SELECT DISTINCT month, used FROM quota_counter WHERE used > 0")
    assert counters == [{"month": "2026-04", "used": 1100}]
    assert await kit.ledger_problems() == []


async def test_answer_with_personal_data_is_charged_and_shown_nowhere(kit: Kit) -> None:
    kit.model.steps = [answer(f"担当は{PERSON}です。")]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.BLOCKED_OUTPUT, "personal_data")
    assert kit.entries()[1] == ("settle", 120, False)
    assert "氏名" in reply.text
    assert PERSON not in reply.text
    assert kit.tables_holding(PERSON) == set()
    assert not kit.is_in_files(PERSON)
    assert kit.rows("SELECT * FROM message") == []
    assert kit.row("SELECT categories FROM usage_event") == {"categories": "PERSON"}


async def test_answer_that_cannot_be_screened_is_charged_and_not_shown(kit: Kit) -> None:
    await kit.admit(kit.message(QUESTION))
    kit.analyzer.fault = RuntimeError("worker died")
    assert await kit.answer_next()
    await kit.deliver_due()
    (reply,) = kit.channel.replies
    await assert_ended(kit, reply, Outcome.BLOCKED_OUTPUT, "filter_unavailable")
    assert "窓口" not in reply.text
    assert kit.entries()[1] == ("settle", 120, False)


async def test_empty_answer_is_charged_and_not_remembered(kit: Kit) -> None:
    kit.model.steps = [answer(" \n")]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.FAILED, "empty_answer")
    assert kit.entries()[1] == ("settle", 120, False)
    assert kit.rows("SELECT * FROM message") == []


async def test_cut_answer_says_so_above_the_footer(kit: Kit) -> None:
    kit.model.steps = [answer("長い答え", is_cut=True, is_estimated=True)]
    reply = await kit.ask(QUESTION)
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")
    first, note, footer = reply.text.split("\n\n")
    assert (first, footer) == ("長い答え", FOOTER)
    assert "長さの上限" in note
    assert kit.entries()[1] == ("settle", 120, True)
    assert kit.row("SELECT is_estimated FROM usage_event") == {"is_estimated": 1}


async def test_question_queued_clean_is_stopped_by_rules_changed_since(make_kit: MakeKit) -> None:
    old = make_kit()
    old.analyzer.surfaces = {}
    await old.admit(old.message(STOPPED))
    rules = FilterSettings(entities={"PERSON": EntityRule(threshold=0.4)})
    new = make_kit(like=old, filter=rules)
    new.analyzer.surfaces = {PERSON: "PERSON"}
    assert await new.answer_next()
    await new.deliver_due()
    (reply,) = new.channel.replies
    await assert_ended(new, reply, Outcome.BLOCKED_INPUT, "personal_data")
    assert "規則が新しく" in reply.text
    assert new.model.prompts == []
    assert new.entries() == []
    assert new.tables_holding(PERSON) == set()


async def test_history_stopped_by_changed_rules_is_left_out(make_kit: MakeKit) -> None:
    old = make_kit()
    old.analyzer.surfaces = {}
    await old.ask(STOPPED)
    rules = FilterSettings(entities={"PERSON": EntityRule(threshold=0.4)})
    new = make_kit(like=old, filter=rules)
    new.analyzer.surfaces = {PERSON: "PERSON"}
    await new.ask("続きは？")
    assert new.model.sent_texts[1:] == ["続きは？"]


async def test_near_the_cap_the_answer_is_bounded_by_what_is_left(make_kit: MakeKit) -> None:
    kit = make_kit(quota=QuotaSettings(default_cap_tokens=400))
    await kit.ask(QUESTION)
    (prompt,) = kit.model.prompts
    assert prompt.max_output_tokens == 400 - len(SYSTEM) - len(QUESTION) - 8
