from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.prompt import fit_history
from assistant.core.chat import ChatMessage, Role
from assistant.core.text import CleanText


def message(role: Role, text: str) -> ChatMessage:
    return ChatMessage(role, CleanText(text, ruleset="r1", seal="s"))


def exchanges(*texts: tuple[str, str]) -> list[ChatMessage]:
    return [
        message(role, text)
        for pair in texts
        for role, text in zip((Role.USER, Role.ASSISTANT), pair, strict=True)
    ]


def shown(messages: Sequence[ChatMessage]) -> list[str]:
    return [m.text.value for m in messages]


HISTORY = exchanges(("q1", "aa1"), ("q2", "aa2"), ("q3", "aa3"))


@pytest.mark.parametrize(
    ("budget", "kept"),
    [
        (15, ["q1", "aa1", "q2", "aa2", "q3", "aa3"]),
        (14, ["q2", "aa2", "q3", "aa3"]),
        (9, ["q3", "aa3"]),
        (5, ["q3", "aa3"]),
        (4, []),
        (0, []),
    ],
)
def test_the_newest_whole_exchanges_are_kept(budget: int, kept: list[str]) -> None:
    assert shown(fit_history(HISTORY, len, budget)) == kept


def test_a_large_exchange_in_the_middle_ends_the_history() -> None:
    messages = exchanges(("q1", "a1"), ("q2" * 50, "a2"), ("q3", "a3"))
    assert shown(fit_history(messages, len, 50)) == ["q3", "a3"]


def test_messages_without_their_counterpart_are_left_out() -> None:
    user, answer = Role.USER, Role.ASSISTANT
    roles = [(answer, "a0"), (user, "q1"), (user, "q2"), (answer, "a2"), (answer, "a3")]
    messages = [message(role, text) for role, text in roles]
    assert shown(fit_history(messages, len, 100)) == ["q2", "a2"]
    assert fit_history(messages[:1], len, 100) == ()
    assert fit_history([], len, 100) == ()


@given(
    roles=st.lists(st.sampled_from(Role), max_size=12),
    sizes=st.lists(st.integers(0, 30), min_size=12, max_size=12),
    budget=st.integers(0, 120),
)
def test_what_is_kept_is_whole_ordered_and_within_the_budget(
    roles: list[Role], sizes: list[int], budget: int
) -> None:
    messages = [message(role, "x" * n) for role, n in zip(roles, sizes, strict=False)]
    kept = fit_history(messages, len, budget)
    assert sum(len(m.text) for m in kept) <= budget
    assert [m.role for m in kept] == [Role.USER, Role.ASSISTANT] * (len(kept) // 2)
    places = [next(at for at, m in enumerate(messages) if m is k) for k in kept]
    assert places == sorted(places)
