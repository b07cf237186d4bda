"""The one way a question takes: identify, screen, reserve, retrieve, ask, check, settle, reply.

The order is policy, so it is written out. `record` and `admit` run when a message arrives,
`answer` when the dispatcher takes the turn; the outbox delivers the reply that `close` leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.core.chat import InboundMessage, Outcome
from assistant.core.clock import Clock
from assistant.core.errors import ModelError
from assistant.filters.gate import Blocked, PiiGate
from assistant.gateway.admission import Arrival
from assistant.gateway.context import ContextBuilder, Stopped
from assistant.gateway.endings import Endings
from assistant.gateway.long_answer import Screened, screen_answer
from assistant.gateway.model_call import ModelCall
from assistant.gateway.reception import Reception
from assistant.gateway.records import Charge, TurnRecords
from assistant.gateway.switch import SwitchGuard
from assistant.gateway.trial import ShadowTrial
from assistant.gateway.turn import Ending, Tally, Turn
from assistant.usage.quota.reservation import Refused


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Takes every message through the same steps, whatever channel it came by."""

    records: TurnRecords
    reception: Reception
    gate: PiiGate
    context: ContextBuilder
    model_call: ModelCall
    endings: Endings
    trial: ShadowTrial
    switch: SwitchGuard
    clock: Clock
    max_output_tokens: int

    async def record(self, message: InboundMessage) -> Arrival:
        """Step 1, channel: the verified delivery is recorded, once per event, without its text."""
        return await self.records.accept(message)

    async def admit(self, arrival: Arrival, message: InboundMessage) -> None:
        """Steps 2 and 3: the turn is refused, answered as a command, stopped, or queued clean."""
        turn = arrival.turn
        refusal = self.reception.refuse(arrival, message)  # 2. identity
        if refusal is not None:
            return await self.records.close(turn, refusal, Tally())
        command = await self.reception.command_in(turn, message)
        if command is not None:
            return await self.reception.obey(command, turn, message)
        begun = self.clock.monotonic()
        judgement = await self.gate.judge(message.text, sender=turn.sender)  # 3. filter
        verdict, milliseconds = judgement.verdict, self._milliseconds_since(begun)
        await self.trial.count(turn, judgement)
        if isinstance(verdict, Blocked):
            ending = await self.reception.stop(turn, message.text, verdict)
            tally = Tally(ruleset=self.gate.ruleset, milliseconds_screening=milliseconds)
            return await self.records.close(turn, ending, tally)
        self.context.keep_words(turn, judgement)
        await self.records.enqueue(turn, verdict, milliseconds=milliseconds)
        return None

    async def answer(self, turn: Turn) -> None:  # noqa: PLR0911  # each step may end the turn
        """Steps 4 to 9 for a queued turn."""
        tally = Tally(ruleset=self.gate.ruleset, milliseconds_screening=turn.milliseconds_screening)
        refusal = await self._refusal_now(turn)  # disabled or switched off since it was queued
        if refusal is not None:
            return await self.records.close(turn, refusal, tally)
        context = await self.context.load(turn, tally)
        if isinstance(context, Stopped):  # by newer rules, or together with what was said before
            return await self.records.close(turn, self.endings.stopped_later(context), tally)
        clean = context.question
        grant = await self.records.reserve(  # 4. quota
            turn,
            prompt_tokens=self.context.prompt_bound(context, tally),
            max_output_tokens=self.max_output_tokens,
        )
        if isinstance(grant, Refused):
            return await self.records.close(turn, self.endings.over_quota(grant), tally)
        tally.month, tally.max_output_tokens = grant.month, grant.max_output_tokens
        grounds = await self.context.retrieve(context, tally)  # 5. context
        if grounds.is_missing:  # the model could only answer from memory
            return await self.records.close(turn, self.endings.nothing_found(grounds), tally)
        if not await self.records.start_call(turn):  # 6. model
            return None  # another process has taken the turn up
        try:
            completion, grounds = await self.model_call.ask(turn, context, grounds, tally)
        except ModelError as fault:
            charge = None if fault.is_outcome_known else Charge(tokens=None, is_estimated=True)
            return await self.records.close(
                turn, self.endings.no_answer(fault), tally, charge=charge
            )
        verified = await self.endings.verifier.verify(completion, grounds, clean)  # 7. output check
        tally.grounding = verified.grounding
        answer = await screen_answer(self.gate, verified.text, sender=turn.sender)
        charge = Charge(completion.usage.total_tokens, completion.is_estimated)
        if isinstance(answer, Screened):
            ending = self.endings.answered(answer, completion, verified)
            exchange = (clean, answer.kept) if ending.outcome is Outcome.ANSWERED else None
        else:
            ending, exchange = self.endings.blocked_answer(answer, verified.text), None
        await self.records.close(  # 8. settle; 9. the outbox delivers the reply
            turn, ending, tally, charge=charge, exchange=exchange
        )
        return None

    async def _refusal_now(self, turn: Turn) -> Ending | None:
        if not await self.records.is_sender_active(turn):
            return self.endings.disabled()
        stop = await self.switch.stop_of(turn)
        return None if stop is None else self.endings.switched_off(stop)

    def _milliseconds_since(self, begun: float) -> int:
        return round((self.clock.monotonic() - begun) * 1000)
