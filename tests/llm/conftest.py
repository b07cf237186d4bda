"""A model provider for every test here, and clients that are closed at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from assistant.core.clock import ManualClock
from assistant.llm.openai_chat import OpenAIChat
from assistant.llm.settings import LlmSettings
from tests.llm.calls import Connect
from tests.llm.fake_model import FakeModelServer
from tests.llm.prompts import FACTS, count


@pytest.fixture
def server() -> Iterator[FakeModelServer]:
    with FakeModelServer() as running:
        yield running


@pytest.fixture
async def connect(clock: ManualClock) -> AsyncIterator[Connect]:
    made: list[OpenAIChat] = []

    def make(settings: LlmSettings) -> OpenAIChat:
        made.append(OpenAIChat(settings, FACTS, count=count, clock=clock))
        return made[-1]

    yield make
    for model in made:
        await model.close()
