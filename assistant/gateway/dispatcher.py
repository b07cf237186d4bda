"""Runs turns: takes messages in, works the queue and the outbox, picks up after dead processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from assistant.core.chat import InboundMessage, Receipt, ReceiptStatus
from assistant.core.errors import StoppingError
from assistant.core.logs import get_log
from assistant.gateway.delivery import Deliveries
from assistant.gateway.outbox import Posting
from assistant.gateway.pipeline import Pipeline
from assistant.gateway.pump import Pump
from assistant.gateway.recovery import Recovery
from assistant.gateway.retention import Retention
from assistant.gateway.turn import Turn
from assistant.settings import GatewaySettings

RETENTION_SECONDS = 3600.0


class Dispatcher:
    """The moving part of a gateway process.

    `accept` records a message and returns within the acknowledgement time; screening goes on in
    the background. Between `start` and `stop` queued turns are answered, replies delivered, leases
    held, and turns recovered that other processes left behind.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        deliveries: Deliveries,
        recovery: Recovery,
        retention: Retention,
        settings: GatewaySettings,
    ) -> None:
        self._pipeline = pipeline
        self._recovery = recovery
        self._retention = retention
        self._settings = settings
        self._channels = tuple(deliveries.channels)
        self._admissions: dict[asyncio.Task[None], Turn] = {}
        self._upkeep: asyncio.Task[None] | None = None
        self._is_stopping = False
        limit, poll = settings.running_turns, settings.poll_seconds
        self._turns: Pump[Turn] = Pump(
            "turns", self._take_turn, self._answer, limit=limit, poll_seconds=poll
        )
        self._replies: Pump[Posting] = Pump(
            "replies", deliveries.take, deliveries.deliver, limit=limit, poll_seconds=poll
        )

    @property
    def is_running(self) -> bool:
        """Whether turns are taken, answered and delivered."""
        return self._turns.is_running and self._replies.is_running and not self._is_stopping

    @property
    def running_turns(self) -> int:
        """How many turns this process is screening or answering now."""
        return len(self._admissions) + len(self._turns.items)

    def start(self) -> None:
        """Start working in the running event loop."""
        self._turns.start()
        self._replies.start()
        self._upkeep = asyncio.create_task(self._keep_up(), name="upkeep")

    async def accept(self, message: InboundMessage) -> Receipt:
        """Take a verified message in: recorded before this returns, screened if time allows.

        Raises:
            StoppingError: the gateway takes no more.
            StoreError: it could not be recorded; the tool should send it again.
        """
        if self._is_stopping:
            raise StoppingError("the gateway is shutting down; send the message again")
        arrival = await self._pipeline.record(message)
        if not arrival.is_new:
            return Receipt(ReceiptStatus.DUPLICATE, arrival.turn.id)
        step = self._guarded(arrival.turn, self._pipeline.admit(arrival, message))
        admission = asyncio.create_task(step)
        self._admissions[admission] = arrival.turn
        admission.add_done_callback(self._admissions.pop)
        await asyncio.wait({admission}, timeout=self._settings.acknowledge_seconds)
        return Receipt(ReceiptStatus.ACCEPTED, arrival.turn.id)

    async def stop(self, timeout_seconds: float) -> None:
        """Take no more, give what runs its time, leave the rest in order for the next start."""
        self._is_stopping = True
        cut_short = await self._turns.stop(timeout_seconds)
        admissions = dict(self._admissions)
        if admissions:
            await asyncio.wait(admissions, timeout=timeout_seconds)
        for task, turn in admissions.items():
            if not task.done():
                task.cancel()
                cut_short.append(turn)
        await asyncio.gather(*admissions, return_exceptions=True)
        for turn in cut_short:
            await self._recovery.recover(turn)
        await self._replies.stop(timeout_seconds)
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.gather(self._upkeep, return_exceptions=True)

    async def _take_turn(self) -> Turn | None:
        return await self._pipeline.records.take_next(self._channels)

    async def _answer(self, turn: Turn) -> None:
        if turn.question is None:
            raise RuntimeError("a queued turn has no question")
        await self._guarded(turn, self._pipeline.answer(turn, turn.question))

    async def _guarded(self, turn: Turn, step: Awaitable[None]) -> None:
        """Run one step of a turn; a fault of ours ends the turn with a plain sentence."""
        try:
            await step
        except Exception as fault:  # noqa: BLE001  # a fault becomes a refusal the sender reads
            get_log().error("turn.fault", turn=turn.id, error=type(fault).__name__)
            await self._recovery.fail(turn)
        finally:
            self._turns.wake()
            self._replies.wake()

    async def _keep_up(self) -> None:
        last_purge = 0.0
        clock = self._pipeline.clock
        while True:
            try:
                held = [turn.id for turn in (*self._turns.items, *self._admissions.values())]
                await self._pipeline.records.renew(held)
                if await self._recovery.sweep():
                    self._turns.wake()
                    self._replies.wake()
                if not last_purge or clock.monotonic() - last_purge > RETENTION_SECONDS:
                    await self._retention.purge()
                    last_purge = clock.monotonic()
            except Exception as fault:  # noqa: BLE001  # the loop must outlive a locked database
                get_log().error("upkeep.fault", error=type(fault).__name__)
            await asyncio.sleep(self._settings.lease_seconds / 3)
