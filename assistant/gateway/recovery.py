"""What becomes of a turn whose process died, was stopped, or hit a fault of ours."""

from __future__ import annotations

from collections.abc import Awaitable, Collection

from assistant.channels.console.adapter import NAME as CONSOLE
from assistant.core.ids import TurnId
from assistant.core.logs import get_log
from assistant.gateway.endings import Endings
from assistant.gateway.records import Charge, TurnRecords
from assistant.gateway.turn import Ending, Tally, Turn

MAX_TAKES = 3
"""A turn that was begun this often without an end is not begun again."""


class Recovery:
    """Brings turns to an end that lost the process working on them.

    Without the started mark nothing was sent to the model: the turn is taken up again. With it the
    outcome is unknown: the estimate is charged and the sender is told (DESIGN L4, D1). A turn
    without text cannot be taken up: its sender is asked to send it again.

    Turns of channels this process does not serve are left to one that does. After a day one that
    was begun ends, whoever finds it, so that its hold on the quota does; after a month one that
    only waits. The console is no such channel: who asked there waited in the process that died, so
    its turns only end.
    """

    def __init__(
        self, records: TurnRecords, endings: Endings, *, channels: Collection[str]
    ) -> None:
        self._records = records
        self._endings = endings
        self._channels = channels

    async def sweep(self, held: Collection[TurnId] = ()) -> int:
        """Recover every turn whose lease ran out, but those held here; returns how many."""
        abandoned = await self._records.claim_abandoned(
            {*self._channels, CONSOLE}, own_channels={CONSOLE}, held=held
        )
        for turn, state in abandoned:
            get_log().warning("turn.recovered", turn=turn.id, state=state)
            await self._safely(turn, self._recover(turn, state))
        return len(abandoned)

    async def recover(self, turn: Turn) -> None:
        """Recover one turn this process stopped working on."""
        await self._safely(turn, self._recover_as_found(turn))

    async def fail(self, turn: Turn) -> None:
        """End a turn after a fault of ours; its sender is told."""
        found = await self._records.find(turn)
        if found is not None:
            current, _ = found
            ending = self._endings.internal_fault(was_call_started=current.is_call_started)
            await self._close(current, ending)

    async def _safely(self, turn: Turn, step: Awaitable[None]) -> None:
        """A turn that cannot be recovered now holds up no other; its lease runs out once more."""
        try:
            await step
        except Exception as fault:  # noqa: BLE001  # whatever it is, the next turn is looked at
            get_log().error("turn.not_recovered", turn=turn.id, error=type(fault).__name__)

    async def _recover_as_found(self, turn: Turn) -> None:
        found = await self._records.find(turn)
        if found is not None:
            await self._recover(*found)

    async def _recover(self, turn: Turn, state: str) -> None:
        if state == "received":
            await self._close(turn, self._endings.lost_text())
        elif state == "closed" or (state == "queued" and self._will_be_taken(turn)):
            return
        elif turn.is_call_started:
            await self._close(turn, self._endings.interrupted(was_call_started=True))
        elif self._will_be_taken(turn) and turn.takes < MAX_TAKES:
            await self._records.requeue(turn)
        else:
            await self._close(turn, self._endings.interrupted(was_call_started=False))

    def _will_be_taken(self, turn: Turn) -> bool:
        """Whether somebody may answer it yet: at the console nobody waits any more."""
        return turn.channel != CONSOLE and turn.channel in self._channels

    async def _close(self, turn: Turn, ending: Ending) -> None:
        charge = Charge(tokens=None, is_estimated=True) if turn.is_call_started else None
        await self._records.close(turn, ending, Tally(), charge=charge)
