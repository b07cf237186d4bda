"""Prompts, settings and a counter for tests of models."""

from __future__ import annotations

from typing import Any

from assistant.core.chat import ChatMessage, Citation, Passage, Prompt, Role
from assistant.core.text import CleanText
from assistant.llm.base import Attempt
from assistant.llm.settings import LlmSettings, ModelFacts

KEY = "sk-canary-4f1d"


def clean(text: str) -> CleanText:
    return CleanText(text, "test", "test")


def passage(label: str, text: str) -> Passage:
    return Passage(Citation(f"id-of-{label}", label), clean(text))


def make_prompt(
    *passages: Passage, question: str = "会議室の予約はいつからできますか", limit: int = 500
) -> Prompt:
    messages = (
        ChatMessage(Role.USER, clean("前の質問")),
        ChatMessage(Role.ASSISTANT, clean("前の答え")),
        ChatMessage(Role.USER, clean(question)),
    )
    return Prompt(clean("市役所の手引き"), passages, messages, limit)


def count(text: str) -> int:
    """One token per character: easy to check by hand."""
    return len(text)


def make_settings(base_url: str, **changes: Any) -> LlmSettings:
    values: dict[str, Any] = {
        "provider": "openai",
        "base_url": base_url,
        "model": "fake-1",
        "api_key": KEY,
        "backoff_seconds": 0,
        "deadline_seconds": 60,
    }
    return LlmSettings(**{**values, **changes})


FACTS = ModelFacts.model_validate(
    {
        "training_use": "none",
        "retention_days": 0,
        "region": "庁内",
        "contract_ref": "架空第1号",
        "checked_on": "2026-04-01",
        "context_window": 32_000,
    }
)


class Attempts:
    """Records what was reported, as `number status code`."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def __call__(self, attempt: Attempt) -> None:
        self.seen.append(f"{attempt.number} {attempt.status} {attempt.error_code or ''}".strip())
