"""Turns that passed alone and become personal data together; documents nobody may rewrite."""

from __future__ import annotations

import pytest

from assistant.core.chat import Outcome
from assistant.core.text import RawText
from assistant.filters.finding import Finding
from assistant.filters.gate import Blocked, BlockReason
from assistant.filters.lexicon.confidential_words import MARKING
from assistant.gateway.notice import is_marked, personal_data_notice
from assistant.gateway.replies import Replies
from tests.gateway.conftest import PERSON
from tests.gateway.kit import Kit

pytestmark = pytest.mark.anyio

FIRST, SECOND = "番号の前半は 090-1234", "後半は 5678 です"
TOGETHER = f"{FIRST}\n{SECOND}"


async def test_number_over_two_turns_is_stopped_before_the_model(kit: Kit) -> None:
    kit.analyzer.surfaces[TOGETHER] = "PHONE_NUMBER"
    assert (await kit.ask(FIRST)).outcome is Outcome.ANSWERED
    called = len(kit.model.prompts)
    reply = await kit.ask(SECOND)
    assert (reply.outcome, len(kit.model.prompts)) == (Outcome.BLOCKED_INPUT, called)
    assert reply.is_private
    assert "前の発言と合わせると" in reply.text
    assert "電話番号" in reply.text
    assert "5678" not in reply.text
    usage = kit.rows("SELECT outcome, reason, categories FROM usage_event ORDER BY id")[-1]
    assert (usage["outcome"], usage["reason"]) == ("blocked_input", "combination")
    assert usage["categories"] == "PHONE_NUMBER"
    assert kit.tables_holding("5678") == set()
    assert kit.rows("SELECT * FROM quota_counter WHERE reserved <> 0") == []


async def test_a_new_conversation_knows_nothing_of_the_turns_before(kit: Kit) -> None:
    kit.analyzer.surfaces[TOGETHER] = "PHONE_NUMBER"
    await kit.ask(FIRST)
    await kit.ask("新規")
    assert (await kit.ask(SECOND)).outcome is Outcome.ANSWERED


async def test_another_accounts_turns_are_not_read_together(kit: Kit) -> None:
    kit.analyzer.surfaces[TOGETHER] = "PHONE_NUMBER"
    await kit.ask(FIRST, user="user-1")
    assert (await kit.ask(SECOND, user="user-2")).outcome is Outcome.ANSWERED


async def test_turns_nobody_can_screen_together_do_not_go_on(kit: Kit) -> None:
    await kit.ask(FIRST)
    called = len(kit.model.prompts)
    await kit.admit(kit.message(SECOND))
    kit.analyzer.fault = RuntimeError("down")
    assert await kit.answer_next()
    await kit.deliver_due()
    assert len(kit.model.prompts) == called
    usage = kit.rows("SELECT outcome, reason FROM usage_event ORDER BY id")[-1]
    assert (usage["outcome"], usage["reason"]) == ("blocked_input", "filter_unavailable")


async def test_name_of_an_attachment_leaves_nowhere(kit: Kit) -> None:
    name = f"{PERSON}_申請書.pdf"
    reply = await kit.ask("この書類を要約して", files=(name,))
    assert reply.outcome is Outcome.REFUSED
    assert kit.model.prompts == []
    assert PERSON not in reply.text
    assert kit.tables_holding(PERSON) == set()
    assert not kit.is_in_files(PERSON)


async def test_marked_document_is_offered_no_rewrite(kit: Kit) -> None:
    kit.analyzer.surfaces["【部外秘】"] = "CONFIDENTIAL_MARK"
    kit.analyzer.reasons = (MARKING,)
    reply = await kit.ask("【部外秘】組織改正案\n課を二つに分ける。")
    assert reply.outcome is Outcome.BLOCKED_INPUT
    assert "置換" not in reply.text
    assert (await kit.ask("置換")).outcome is Outcome.REFUSED
    assert kit.model.prompts == []


@pytest.mark.parametrize(
    ("entities", "shown", "not_shown"),
    [
        pytest.param(
            ("SECRET",), ("送ってはいけない", "鍵などの値は"), ("個人情報と思われる",), id="secret"
        ),
        pytest.param(
            ("PERSON", "SENSITIVE"), ("個人情報と思われる", "特に重い影響"), (), id="sensitive"
        ),
        pytest.param(
            ("PERSON", "SECRET"), ("個人情報と思われる", "鍵などの値は"), (), id="person and secret"
        ),
    ],
)
def test_the_notice_says_why_for_every_kind(
    replies: Replies, entities: tuple[str, ...], shown: tuple[str, ...], not_shown: tuple[str, ...]
) -> None:
    findings = tuple(Finding(entity, 0, 2, 0.9, "Fake") for entity in entities)
    blocked = Blocked(BlockReason.PERSONAL_DATA, findings)
    text = personal_data_notice(replies, blocked, RawText("文の例"), rewrite=None, minutes=10)
    assert [one for one in shown if one not in text] == []
    assert [one for one in not_shown if one in text] == []


def test_only_a_marking_makes_a_marked_document() -> None:
    price = Finding("CONFIDENTIAL_MARK", 0, 2, 0.9, "Fake", ("price before the opening",))
    mark = Finding("CONFIDENTIAL_MARK", 0, 2, 0.9, "Fake", (MARKING,))
    assert not is_marked([price])
    assert is_marked([price, mark])
