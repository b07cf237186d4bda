"""The offline model: by choice, and as the fallback when the configured model did no work."""

from __future__ import annotations

import pytest

from assistant.core.chat import Outcome
from assistant.gateway.context import Retrieval
from assistant.rag.documents import Record
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import CUT_STREAM, REFUSED_CONNECTION
from tests.gateway.kit import assert_ended

pytestmark = pytest.mark.anyio


def section(number: int, text: str) -> Record:
    return Record(f"guide.md#{number}", "guide.md", "手引き", f"手引き {number}", text)


SECTIONS = (
    section(1, "転入届は転入した日から14日以内に市民課の窓口へ提出する。"),
    section(2, f"転入届の手続きの担当は{PERSON}である。"),
    section(3, "公用車の貸出しは総務課に申し込む。"),
)


async def test_offline_model_answers_with_screened_passages_and_sources(make_kit: MakeKit) -> None:
    kit = make_kit(retrieval=Retrieval.ALWAYS, sections=SECTIONS, max_output_tokens=2000)
    reply = await kit.ask("転入届の手続き")
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")
    assert "14日以内" in reply.text
    assert "生成AI未接続" in reply.text
    assert PERSON not in reply.text
    assert [citation.id for citation in reply.citations] == ["guide.md#1"]
    row = kit.row("SELECT model, is_retrieval, source_ids, is_estimated FROM usage_event")
    assert tuple(row.values()) == ("offline", 1, "guide.md#1", 1)


@pytest.mark.parametrize("question", ["転入届の手続き", "無関係", "公用車の貸出し" * 20])
async def test_offline_answer_never_costs_more_than_was_held(
    make_kit: MakeKit, question: str
) -> None:
    kit = make_kit(retrieval=Retrieval.ALWAYS, sections=SECTIONS, max_output_tokens=300)
    for _ in range(3):
        await kit.ask(question)
    entries = kit.entries()
    assert [kind for kind, _, _ in entries] == ["reserve", "settle"] * 3
    for (_, held, _), (_, charged, _) in zip(entries[::2], entries[1::2], strict=True):
        assert charged <= held


async def test_stopped_text_is_not_looked_up(make_kit: MakeKit) -> None:
    kit = make_kit(retrieval=Retrieval.ALWAYS, sections=SECTIONS)
    await kit.ask(f"{PERSON}さんの転入届の手続き")
    row = kit.row("SELECT is_retrieval, retrieval_tokens, source_ids FROM usage_event")
    assert tuple(row.values()) == (0, 0, "")


async def test_fallback_answers_when_the_model_did_no_work(make_kit: MakeKit) -> None:
    kit = make_kit(retrieval=Retrieval.FALLBACK, sections=SECTIONS, max_output_tokens=2000)
    kit.model.steps = [REFUSED_CONNECTION]
    reply = await kit.ask("転入届の手続き")
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")
    assert "生成AI未接続" in reply.text
    assert [citation.id for citation in reply.citations] == ["guide.md#1"]
    assert kit.model.prompts[0].passages == ()
    row = kit.row("SELECT model, is_retrieval, is_estimated FROM usage_event")
    assert tuple(row.values()) == ("offline", 1, 1)
    (_, held, _), (kind, charged, _) = kit.entries()
    assert kind == "settle"
    assert 0 < charged <= held


async def test_fallback_is_not_looked_up_while_the_model_answers(make_kit: MakeKit) -> None:
    kit = make_kit(retrieval=Retrieval.FALLBACK, sections=SECTIONS)
    reply = await kit.ask("転入届の手続き")
    await assert_ended(kit, reply, Outcome.ANSWERED, "model")
    assert reply.citations == ()
    assert kit.row("SELECT is_retrieval FROM usage_event")["is_retrieval"] == 0


async def test_fallback_does_not_stand_in_after_an_unknown_outcome(make_kit: MakeKit) -> None:
    kit = make_kit(retrieval=Retrieval.FALLBACK, sections=SECTIONS)
    kit.model.steps = [CUT_STREAM]
    reply = await kit.ask("転入届の手続き")
    await assert_ended(kit, reply, Outcome.FAILED, "model_unknown_outcome")
