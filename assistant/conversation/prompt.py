"""Chooses what of a conversation goes to the model. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.core.chat import ChatMessage, Role


def fit_history(
    messages: Sequence[ChatMessage], count: Callable[[str], int], budget_tokens: int
) -> tuple[ChatMessage, ...]:
    """The newest whole exchanges that fit a budget, oldest first.

    An exchange is a question directly followed by its answer; a message without its counterpart is
    left out. Exchanges are taken from the newest back and end at the first that does not fit, so
    that the model never sees a conversation with a hole.

    Args:
        messages: the conversation, oldest first.
        count: tokens of a text.
        budget_tokens: upper bound for the sum of `count` over the texts chosen.
    """
    left = budget_tokens
    chosen: list[ChatMessage] = []
    at = len(messages) - 1
    while at >= 1:
        question, answer = messages[at - 1], messages[at]
        if question.role is not Role.USER or answer.role is not Role.ASSISTANT:
            at -= 1
            continue
        left -= count(question.text.value) + count(answer.text.value)
        if left < 0:
            break
        chosen += [answer, question]
        at -= 2
    return tuple(reversed(chosen))
