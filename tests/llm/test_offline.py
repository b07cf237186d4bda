"""The model that generates nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.chat import Completion, Passage
from assistant.core.errors import ConfigurationError
from assistant.llm.offline import OfflineModel, OfflineTexts
from tests.llm.prompts import Attempts, count, make_prompt, passage

TEXTS = OfflineTexts("【生成AI未接続】", "【生成AI未接続】見つかりません", "■{label}\n{text}")
TWO = (passage("甲", "一つ目の文"), passage("乙", "二つ目の文"))


async def run(*passages: Passage, limit: int = 500) -> Completion:
    prompt = make_prompt(*passages, limit=limit)
    return await OfflineModel(TEXTS, count=count).complete(prompt, on_attempt=Attempts())


@pytest.mark.anyio
async def test_passages_are_shown_under_the_label() -> None:
    completion = await run(*TWO)
    assert completion.text.reveal() == ("【生成AI未接続】\n\n■甲\n一つ目の文\n\n■乙\n二つ目の文")
    assert not completion.is_cut
    assert completion.model == "offline"


@pytest.mark.anyio
async def test_nothing_found_is_said() -> None:
    assert (await run()).text.reveal() == "【生成AI未接続】見つかりません"


@pytest.mark.anyio
async def test_tokens_are_counted_and_flagged() -> None:
    completion = await run(*TWO)
    assert completion.is_estimated
    assert completion.usage.output_tokens == len(completion.text)
    assert completion.usage.input_tokens > len(
        "一つ目の文二つ目の文会議室の予約はいつからできますか"
    )


@pytest.mark.anyio
async def test_passages_that_do_not_fit_are_left_out_from_the_end() -> None:
    completion = await run(*TWO, limit=25)
    assert "■甲\n一つ目の文" in completion.text.reveal()
    assert "乙" not in completion.text.reveal()
    assert completion.is_cut


@pytest.mark.anyio
async def test_a_first_passage_that_does_not_fit_is_cut() -> None:
    completion = await run(passage("甲", "長い文" * 100), limit=40)
    assert completion.text.reveal().startswith("【生成AI未接続】\n\n■甲\n長い文長い文")
    assert completion.is_cut


@given(st.lists(st.text(), max_size=3), st.integers(1, 60))
@pytest.mark.anyio
async def test_an_answer_never_exceeds_what_was_reserved(texts: list[str], limit: int) -> None:
    completion = await run(*(passage("甲", text) for text in texts), limit=limit)
    assert completion.usage.output_tokens <= limit


@pytest.mark.anyio
async def test_attempts_are_reported_as_with_a_provider() -> None:
    attempts = Attempts()
    await OfflineModel(TEXTS, count=count).complete(make_prompt(), on_attempt=attempts)
    assert attempts.seen == ["1 started", "1 answered"]


@pytest.mark.anyio
async def test_braces_in_a_passage_stay_as_they_are() -> None:
    assert "{text}{0}" in (await run(passage("甲", "{text}{0}"))).text.reveal()


@pytest.mark.parametrize("template", ["{label}", "{text}", "{label}{text}{more}", "{label}{text}{"])
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ConfigurationError, match=r"replies\.ja\.toml"):
        OfflineTexts("印", "なし", template)
