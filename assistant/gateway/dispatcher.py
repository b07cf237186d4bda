"""Runs turns: takes messages in, works the queue and the outbox, picks up after dead processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from assistant.core.chat import InboundMessage, Receipt, ReceiptStatus
from assistant.core.errors import StoppingError
from assistant.core.ids import TurnId
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
LAST_REPLIES_SECONDS = 3.0
"""Time for the last replies if the turns have used up all there was to stop in."""

Admission = tuple[Turn, asyncio.Task[None] | None]
"""A recorded delivery, and the task that screens it; none for a repeat."""


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
        self._deliveries = deliveries
        self._recovery = recovery
        self._retention = retention
        self._settings = settings
        self._channels = tuple(deliveries.channels)
        self._recordings: set[asyncio.Task[Admission]] = set()
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
        clock = self._pipeline.clock
        until = clock.monotonic() + self._settings.acknowledge_seconds
        # A task of its own: a sender who hangs up leaves no delivery recorded and forgotten.
        recording = asyncio.create_task(self._take_in(message))
        self._recordings.add(recording)
        recording.add_done_callback(self._recordings.discard)
        turn, admission = await asyncio.shield(recording)
        if admission is None:
            return Receipt(ReceiptStatus.DUPLICATE, turn.id)
        await asyncio.wait({admission}, timeout=max(0.0, until - clock.monotonic()))
        return Receipt(ReceiptStatus.ACCEPTED, turn.id)

    async def stop(self, timeout_seconds: float) -> None:
        """Take no more, give what runs its time, leave the rest in order for the next start."""
        self._is_stopping = True
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        admitting, answering = await asyncio.gather(
            self._stop_admissions(timeout_seconds), self._turns.stop(timeout_seconds)
        )
        for turn in (*admitting, *answering):
            await self._recovery.recover(turn)
        # What has just ended is told now and not after the next start, if the tool takes it.
        await self._replies.drain(max(deadline - loop.time(), LAST_REPLIES_SECONDS))
        await self._replies.stop(0)
        if self._upkeep is not None:
            self._upkeep.cancel()
            await asyncio.gather(self._upkeep, return_exceptions=True)

    async def _take_in(self, message: InboundMessage) -> Admission:
        arrival = await self._pipeline.record(message)
        if not arrival.is_new:
            return arrival.turn, None
        step = self._guarded(arrival.turn, self._pipeline.admit(arrival, message))
        admission = asyncio.create_task(step)
        self._admissions[admission] = arrival.turn
        admission.add_done_callback(self._finish_admission)
        return arrival.turn, admission

    def _finish_admission(self, admission: asyncio.Task[None]) -> None:
        del self._admissions[admission]
        if not admission.cancelled() and (fault := admission.exception()) is not None:
            get_log().error("admission.fault", error=type(fault).__name__)

    async def _stop_admissions(self, timeout_seconds: float) -> list[Turn]:
        if self._recordings:
            await asyncio.wait(self._recordings)
        if self._admissions:
            await asyncio.wait(self._admissions, timeout=timeout_seconds)
        unfinished = {task: turn for task, turn in self._admissions.items() if not task.done()}
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        return list(unfinished.values())

    async def _take_turn(self) -> Turn | None:
        return await self._pipeline.records.take_next(self._channels, self._deliveries.only_event)

    async def _answer(self, turn: Turn) -> None:
        await self._guarded(turn, self._pipeline.answer(turn))

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

    @property
    def _held(self) -> list[TurnId]:
        return [turn.id for turn in (*self._turns.items, *self._admissions.values())]

    async def _keep_up(self) -> None:
        last_purge: float | None = None
        clock = self._pipeline.clock
        while True:
            self._deliveries.forget_expired_names()
            try:
                await self._pipeline.records.renew(self._held)
                await self._deliveries.renew(self._replies.items)
                if await self._recovery.sweep(self._held):
                    self._turns.wake()
                    self._replies.wake()
                if last_purge is None or clock.monotonic() - last_purge > RETENTION_SECONDS:
                    await self._retention.purge()
                    last_purge = clock.monotonic()
            except Exception as fault:  # noqa: BLE001  # the loop must outlive a locked database
                get_log().error("upkeep.fault", error=type(fault).__name__)
            await asyncio.sleep(self._settings.lease_seconds / 3)
