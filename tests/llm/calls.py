"""Calling a model and looking at what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.core.chat import Completion
from assistant.core.errors import ModelError
from assistant.llm.openai_chat import OpenAIChat
from assistant.llm.settings import LlmSettings
from tests.llm.prompts import KEY, Attempts, make_prompt

QUOTED = "本文に書かれた秘密"

Connect = Callable[[LlmSettings], OpenAIChat]


async def failing(model: OpenAIChat, attempts: Attempts | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await model.complete(make_prompt(), on_attempt=attempts or Attempts())
    fault = caught.value
    assert "\n" not in fault.message
    assert fault.__cause__ is None
    assert fault.__context__ is None
    assert KEY not in repr(fault)
    assert QUOTED not in repr(fault)
    return fault


async def answer(model: OpenAIChat, attempts: Attempts | None = None) -> Completion:
    return await model.complete(make_prompt(), on_attempt=attempts or Attempts())
