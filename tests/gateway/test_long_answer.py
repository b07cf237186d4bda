"""Answers longer than one screening takes: in pieces that overlap, shown whole or not at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.settings import ConversationSettings
from assistant.core.chat import Outcome
from assistant.filters.settings import FilterSettings
from assistant.gateway.long_answer import pieces
from assistant.gateway.replies import Replies
from tests.gateway.conftest import PERSON, MakeKit
from tests.gateway.fakes import answer
from tests.gateway.kit import Kit

QUESTION = "次の案内を英語に訳してください"
SENTENCE = "Residents who moved into the city notify the office within fourteen days. "
LIMIT = FilterSettings().max_chars
LONG = SENTENCE * (2 * LIMIT // len(SENTENCE))


@given(st.text("あ。\n ", max_size=300), st.integers(1, 60))
def test_pieces_cover_a_text_and_overlap_by_a_quarter(text: str, size: int) -> None:
    cut = pieces(text, size)
    assert [start for start, _ in cut] == sorted({start for start, _ in cut})
    assert all(0 < end - start <= size for start, end in cut) or not text
    assert (cut[0][0], cut[-1][1]) == (0, len(text))
    overlaps = [end - start for (_, end), (start, _) in pairwise(cut)]
    assert all(overlap >= size // 4 for overlap in overlaps)


@pytest.mark.anyio
async def test_long_answer_is_shown_whole(kit: Kit) -> None:
    kit.model.steps = [answer(LONG)]
    reply = await kit.ask(QUESTION)
    assert reply.outcome is Outcome.ANSWERED
    assert LONG in reply.text
    assert max(map(len, kit.analyzer.asked)) <= LIMIT


@pytest.mark.anyio
async def test_conversation_goes_on_from_the_end_of_a_long_answer(make_kit: MakeKit) -> None:
    kit = make_kit(conversation=ConversationSettings(max_history_tokens=2 * LIMIT))
    kit.model.steps = [answer(f"{LONG}The end.")]
    await kit.ask(QUESTION)
    await kit.ask("続けてください")
    said = kit.model.sent_texts[-2]
    assert said.endswith("The end.")
    assert LIMIT // 2 <= len(said) <= LIMIT


@pytest.mark.anyio
@pytest.mark.parametrize("place", [0, LIMIT - 2, LIMIT // 2 - 2, len(LONG)])
async def test_nothing_slips_through_where_a_long_answer_is_cut(kit: Kit, place: int) -> None:
    text = f"{LONG[:place]}\n{PERSON}{LONG[place:]}"
    kit.model.steps = [answer(text)]
    reply = await kit.ask(QUESTION)
    assert reply.outcome is Outcome.BLOCKED_OUTPUT
    assert PERSON not in reply.text
    assert kit.tables_holding(PERSON) == set()
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "personal_data"}
    line = kit.row("SELECT line FROM stopped_place")
    assert line == {"line": text.count("\n", 0, place + 1) + 1}


@pytest.mark.anyio
async def test_no_verdict_on_one_piece_is_no_verdict(kit: Kit) -> None:
    kit.model.steps = [answer(f"{LONG}Half a \ud83d character.")]
    reply = await kit.ask(QUESTION)
    assert reply.outcome is Outcome.BLOCKED_OUTPUT
    assert kit.row("SELECT reason FROM usage_event") == {"reason": "unreadable"}


@pytest.mark.anyio
async def test_answer_that_is_too_long_once_written_out_is_said_to_be_so(
    kit: Kit, replies: Replies
) -> None:
    kit.model.steps = [answer("\ufdfa" * LIMIT)]
    reply = await kit.ask(QUESTION)
    assert reply.text.startswith(replies.text("notice.output_too_long"))
    assert kit.row("SELECT outcome, reason FROM usage_event") == {
        "outcome": "blocked_output",
        "reason": "too_long",
    }
