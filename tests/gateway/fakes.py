"""Stand-ins for what lies outside the gateway: the analysis, the provider, the chat tool."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from assistant.channels.base import Abilities
from assistant.core.chat import Completion, InboundMessage, Prompt, Reply, TokenUsage
from assistant.core.errors import ModelError, SignatureError
from assistant.core.text import RawText
from assistant.filters.finding import AnalysisResult, Finding, Term
from assistant.llm.base import Attempt, AttemptStatus, OnAttempt
from tests.patience import PATIENCE_SECONDS


class Hold:
    """Lets callers through, or keeps them waiting until it is opened."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self._open = asyncio.Event()
        self._open.set()

    def close(self) -> None:
        self.arrived.clear()
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    async def passed(self) -> None:
        self.arrived.set()
        await self._open.wait()


class FakeAnalyzer:
    """Finds every occurrence of the surfaces it was given; can be told to fail or to hang.

    Of `words` it reads those that occur in the text.
    """

    def __init__(self) -> None:
        self.surfaces: dict[str, str] = {}
        self.reasons: tuple[str, ...] = ()
        self.words: tuple[Term, ...] = ()
        self.fault: Exception | None = None
        self.hold = Hold()
        self.asked: list[str] = []

    async def analyze(self, text: str, *, deadline_seconds: float | None = None) -> AnalysisResult:
        self.asked.append(text)
        await self.hold.passed()
        if self.fault is not None:
            raise self.fault
        findings = [
            Finding(entity, start, start + len(surface), 0.9, "Fake", self.reasons)
            for surface, entity in self.surfaces.items()
            for start in range(len(text))
            if text.startswith(surface, start)
        ]
        terms = tuple(term for term in self.words if term.lemma in text)
        return AnalysisResult(tuple(sorted(findings, key=lambda finding: finding.start)), terms)


class FakeModel:
    """Gives the scripted answers and faults in turn, then the same answer for ever."""

    name = "fake-1"
    context_window: int | None = None

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []
        self.steps: list[Completion | Exception] = []
        self.hold = Hold()
        self.error_code = "http_503"

    async def complete(self, prompt: Prompt, *, on_attempt: OnAttempt) -> Completion:
        self.prompts.append(prompt)
        await on_attempt(Attempt(1, AttemptStatus.STARTED))
        await self.hold.passed()
        step = self.steps.pop(0) if self.steps else answer("手続きは窓口でできます。")
        if isinstance(step, Exception):
            await on_attempt(Attempt(1, AttemptStatus.FAILED, self.error_code))
            raise step
        await on_attempt(Attempt(1, AttemptStatus.ANSWERED))
        return step

    async def close(self) -> None:
        """Nothing to give back."""

    @property
    def sent_texts(self) -> list[str]:
        """Every text the model was given, in order."""
        return [m.text.value for prompt in self.prompts for m in prompt.messages]


def answer(text: str, *, is_cut: bool = False, is_estimated: bool = False) -> Completion:
    """A completion of 100 and 20 tokens, 30 of them cached."""
    usage = TokenUsage(100, 20, 30)
    return Completion(RawText(text), usage, is_estimated, is_cut, model="fake-1-2026")


REFUSED_CONNECTION = ModelError("the model cannot be reached", is_outcome_known=True)
CUT_STREAM = ModelError("the answer was cut off", is_outcome_known=False)


class FakeChannel:
    """Takes every reply; can be told to fail or to hang."""

    abilities = Abilities(
        has_private_reply=True, has_push=True, is_redelivering=True, has_idempotency_key=True
    )
    content_types = frozenset({"application/json"})

    def __init__(self, name: str = "generic") -> None:
        self.name = name
        self.replies: list[Reply] = []
        self.keys: list[str] = []
        self.faults: list[Exception] = []
        self.hold = Hold()
        self._changed = asyncio.Condition()

    def receive(self, headers: Mapping[str, str], body: bytes) -> InboundMessage:
        raise SignatureError("the fake channel takes no webhooks")

    async def deliver(self, reply: Reply, *, idempotency_key: str) -> None:
        self.keys.append(idempotency_key)
        await self.hold.passed()
        if self.faults:
            raise self.faults.pop(0)
        self.replies.append(reply)
        async with self._changed:
            self._changed.notify_all()

    async def wait_for(self, count: int) -> list[Reply]:
        """The first replies, once there are so many."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(lambda: len(self.replies) >= count)
        return self.replies

    async def aclose(self) -> None:
        """Nothing to close."""
