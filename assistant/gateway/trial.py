"""Writes down what rules in trial (shadow mode) would have stopped."""

from __future__ import annotations

from assistant.core.clock import Clock
from assistant.core.periods import month_of
from assistant.core.text import CleanText
from assistant.filters.gate import Judgement
from assistant.gateway.turn import Turn
from assistant.policy.shadow import add_counts
from assistant.store.unit_of_work import UnitOfWork


class ShadowTrial:
    """Counts questions, by month, department and entity. Holds no text and no account."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    async def count(self, turn: Turn, judgement: Judgement) -> None:
        """Count a question a rule in trial would have stopped; nothing is written otherwise."""
        if not judgement.shadowed:
            return
        stops = int(isinstance(judgement.verdict, CleanText))
        department = str(turn.sender.department_id)
        counts = {(department, entity): (1, stops) for entity in judgement.shadowed}
        month = month_of(self._clock.now())
        await self._uow.write(lambda session: add_counts(session, month, counts))
