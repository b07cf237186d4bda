"""How a prompt is laid out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.prompt import estimate_input_tokens, new_mark, overhead_tokens, render
from tests.llm.prompts import count, make_prompt, passage


def test_without_passages_nothing_is_added() -> None:
    prompt = make_prompt()
    rendered = render(prompt, new_mark(prompt))
    assert [m.content for m in rendered] == [
        "市役所の手引き",
        "前の質問",
        "前の答え",
        "会議室の予約はいつからできますか",
    ]


def test_passages_stand_between_marks_before_the_question() -> None:
    prompt = make_prompt(passage("甲", "一つ目"), passage("乙", "二つ目"))
    mark = new_mark(prompt)
    rendered = render(prompt, mark)
    assert rendered[-1].content == (
        f"{mark}\n[S1]\n一つ目\n\n[S2]\n二つ目\n{mark}\n\n会議室の予約はいつからできますか"
    )
    assert rendered[0].content.startswith("市役所の手引き\n\n")
    assert mark in rendered[0].content


def test_every_request_has_its_own_mark() -> None:
    prompt = make_prompt(passage("甲", "一つ目"))
    assert new_mark(prompt) != new_mark(prompt)


@given(st.text(), st.text())
def test_no_text_can_close_the_block(inside: str, question: str) -> None:
    prompt = make_prompt(passage("甲", inside), question=question)
    mark = new_mark(prompt)
    last = render(prompt, mark)[-1].content
    assert last.count(mark) == 2
    assert last.endswith(f"{mark}\n\n{question}")


def test_an_estimate_counts_what_is_sent() -> None:
    prompt = make_prompt(passage("甲", "一つ目"))
    sent = render(prompt, new_mark(prompt))
    assert estimate_input_tokens(prompt, count) == sum(len(m.content) + 4 for m in sent)


def test_content_is_not_in_a_repr() -> None:
    assert "前の質問" not in repr(render(make_prompt(), "=="))


@given(st.lists(st.text(), max_size=4), st.text())
def test_the_overhead_reserved_is_enough(passages: list[str], question: str) -> None:
    prompt = make_prompt(*(passage("甲", text) for text in passages), question=question)
    plain = [prompt.system, *(m.text for m in prompt.messages), *(p.text for p in prompt.passages)]
    reserved = sum(len(text) for text in plain) + overhead_tokens(
        count, message_count=len(prompt.messages), max_passages=len(passages)
    )
    assert estimate_input_tokens(prompt, count) <= reserved
    assert reserved - estimate_input_tokens(prompt, count) <= 20
