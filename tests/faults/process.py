"""A gateway process that can be told where to die: `python -m tests.faults.process PLAN`.

It is the real `serve`. Only the analysis is a stand-in that starts at once and finds the words of
the plan, and the plan may name a point at which the process kills itself as `kill -9` would.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from assistant import instance, wiring
from assistant.channels.base import Channel
from assistant.cli.serve import serve
from assistant.conversation.history import StoredMessage
from assistant.core.chat import InboundMessage, Reply
from assistant.core.ids import ConversationId
from assistant.core.text import CleanText
from assistant.filters import processes
from assistant.filters.finding import AnalysisResult, Finding
from assistant.filters.settings import FilterSettings
from assistant.gateway.admission import Arrival
from assistant.gateway.delivery import Deliveries
from assistant.gateway.records import Charge, TurnRecords
from assistant.gateway.turn import Ending, Tally, Turn
from assistant.usage.quota.reservation import Granted, Refused


class Point(StrEnum):
    """Where a process dies."""

    NOWHERE = "nowhere"
    ACCEPTED = "accepted"
    QUEUED = "queued"
    TAKEN = "taken"
    RESERVED = "reserved"
    STARTED = "started"
    ANSWERED = "answered"
    SETTLED = "settled"
    POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process does differently.

    Attributes:
        die_at: where it kills itself.
        surfaces: words the stand-in finds, with their entity.
        hang_on: a word whose text is never analysed to the end.
    """

    die_at: Point = Point.NOWHERE
    surfaces: Mapping[str, str] = field(default_factory=dict)
    hang_on: str = "\x00"

    def command(self) -> tuple[str, ...]:
        """The command line of a process that follows this plan."""
        return (sys.executable, "-m", "tests.faults.process", json.dumps(asdict(self)))


class NoTemplate:
    """The stand-in for the process workers are forked from."""

    @classmethod
    async def spawn(cls) -> NoTemplate:
        return cls()

    async def kill(self) -> None:
        """There is nothing to end."""


def make_pool(plan: Plan) -> type:
    """The stand-in for the worker pool under a plan."""

    class SurfacePool:
        """Finds every occurrence of the plan's words; needs no language model."""

        def __init__(
            self,
            _settings: FilterSettings,
            *,
            begun: NoTemplate | None = None,
            reads_terms: bool = False,
        ) -> None:
            self.versions: dict[str, str] = {}
            self.timeouts = self.replaced = 0
            self.is_ready = False

        def launch(self) -> None:
            """There is nothing to wait for."""

        async def start(self) -> None:
            self.is_ready = True

        async def close(self) -> None:
            self.is_ready = False

        async def analyze(
            self, text: str, *, deadline_seconds: float | None = None
        ) -> AnalysisResult:
            if plan.hang_on in text:
                await asyncio.Event().wait()
            places = [
                Finding(entity, text.find(word), text.find(word) + len(word), 1.0, "Surface")
                for word, entity in plan.surfaces.items()
                if word in text
            ]
            return AnalysisResult(tuple(sorted(places, key=lambda finding: finding.start)))

    return SurfacePool


class MortalRecords(TurnRecords):
    """Records that die at the plan's point, right after what they have written by then."""

    plan = Plan()

    async def accept(self, message: InboundMessage) -> Arrival:
        arrival = await super().accept(message)
        self._die_if_at(Point.ACCEPTED)
        return arrival

    async def enqueue(
        self, turn: Turn, question: CleanText, *, milliseconds: int = 0, is_rewrite: bool = False
    ) -> None:
        await super().enqueue(turn, question, milliseconds=milliseconds, is_rewrite=is_rewrite)
        self._die_if_at(Point.QUEUED)

    async def take_next(
        self, channels: Collection[str], only_event: str | None = None
    ) -> Turn | None:
        if self.plan.die_at is Point.QUEUED:  # it is to die before anything is taken
            return None
        return await super().take_next(channels, only_event)

    async def load_history(self, turn: Turn) -> tuple[ConversationId, int, list[StoredMessage]]:
        self._die_if_at(Point.TAKEN)
        return await super().load_history(turn)

    async def reserve(
        self, turn: Turn, *, prompt_tokens: int, max_output_tokens: int
    ) -> Granted | Refused:
        grant = await super().reserve(
            turn, prompt_tokens=prompt_tokens, max_output_tokens=max_output_tokens
        )
        self._die_if_at(Point.RESERVED)
        return grant

    async def start_call(self, turn: Turn) -> bool:
        is_marked = await super().start_call(turn)
        self._die_if_at(Point.STARTED)
        return is_marked

    async def close(
        self,
        turn: Turn,
        ending: Ending,
        tally: Tally,
        *,
        charge: Charge | None = None,
        exchange: tuple[CleanText, CleanText] | None = None,
        told: Callable[[Session], Ending] | None = None,
    ) -> None:
        self._die_if_at(Point.ANSWERED)
        await super().close(turn, ending, tally, charge=charge, exchange=exchange, told=told)
        self._die_if_at(Point.SETTLED)

    def _die_if_at(self, point: Point) -> None:
        if self.plan.die_at is point:
            os.kill(os.getpid(), signal.SIGKILL)


class LastPost:
    """A channel whose process dies as soon as a reply was taken by the tool."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def deliver(self, reply: Reply, *, idempotency_key: str) -> None:
        await self._channel.deliver(reply, idempotency_key=idempotency_key)
        os.kill(os.getpid(), signal.SIGKILL)


class LastDeliveries(Deliveries):
    """Deliveries through channels that die after the first post."""

    def __init__(self, uow: Any, channels: Mapping[str, Any], *others: Any, **named: Any) -> None:
        mortal = {name: LastPost(channel) for name, channel in channels.items()}
        super().__init__(uow, mortal, *others, **named)


def main(plan: Plan) -> None:
    """Serve, with the plan's parts in the place of the real ones."""
    MortalRecords.plan = plan
    vars(instance).update({"WorkerPool": make_pool(plan)})
    vars(processes).update({"Template": NoTemplate})
    parts: dict[str, type] = {"TurnRecords": MortalRecords}
    if plan.die_at is Point.POSTED:
        parts["Deliveries"] = LastDeliveries
    vars(wiring).update(parts)
    serve()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main(Plan(Point(given["die_at"]), given["surfaces"], given["hang_on"]))
