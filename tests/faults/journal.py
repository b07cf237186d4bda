"""What lives of the soak report before they die, and the fakes that report it."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

from assistant.core.chat import Completion, Prompt, Reply
from assistant.llm.base import OnAttempt
from tests.gateway.fakes import FakeChannel, FakeModel


class Journal:
    """What lives report before they die: one short line each, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, kind: str, what: str = "") -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(f"{kind} {what}\n".encode())

    def length(self) -> int:
        return self._path.read_bytes().count(b"\n") if self._path.exists() else 0

    def of(self, kind: str) -> list[str]:
        lines = (line.split(" ", 1) for line in self._path.read_text("utf-8").splitlines())
        return [what for name, what in lines if name == kind]


class SlowModel(FakeModel):
    """Reports each call and takes its time, so that many a kill finds it at work."""

    def __init__(self, journal: Journal, chance: random.Random) -> None:
        super().__init__()
        self._journal, self._chance = journal, chance

    async def complete(self, prompt: Prompt, *, on_attempt: OnAttempt) -> Completion:
        self._journal.write("call")
        await asyncio.sleep(self._chance.uniform(0, 0.05))
        return await super().complete(prompt, on_attempt=on_attempt)


class TellingChannel(FakeChannel):
    """Reports each reply it takes."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    async def deliver(self, reply: Reply, *, idempotency_key: str) -> None:
        await super().deliver(reply, idempotency_key=idempotency_key)
        self._journal.write("reply", f"{reply.in_reply_to} {reply.outcome.value}")
