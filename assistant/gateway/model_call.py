"""Step 6 of a turn: ask the model; if it certainly did no work, the fallback may answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.chat import Completion, Passage
from assistant.core.clock import Clock
from assistant.core.errors import ModelError
from assistant.core.logs import get_log
from assistant.gateway.context import Context, ContextBuilder
from assistant.gateway.grounding import Grounds
from assistant.gateway.records import TurnRecords
from assistant.gateway.switch import SwitchGuard
from assistant.gateway.turn import Tally, Turn
from assistant.llm.base import Attempt, ChatModel
from assistant.rag.retriever import Why

Answered = tuple[Completion, Grounds]


class NorDocumentsError(ModelError):
    """The model did no work, and there are no documents that could be shown in its place.

    Attributes:
        why: why not; "nothing found" would not be true.
    """

    def __init__(self, message: str, *, why: Why) -> None:
        super().__init__(message, is_outcome_known=True)
        self.why = why


class ModelCall:
    """Asks the model of a gateway, and writes down each attempt and how long it took."""

    def __init__(
        self,
        records: TurnRecords,
        context: ContextBuilder,
        clock: Clock,
        *,
        switch: SwitchGuard,
        model: ChatModel,
        fallback: ChatModel | None = None,
    ) -> None:
        self._records = records
        self._context = context
        self._clock = clock
        self._switch = switch
        self._model = model
        self._fallback = fallback

    async def ask(self, turn: Turn, context: Context, grounds: Grounds, tally: Tally) -> Answered:
        """The answer and the grounds it was given.

        Raises:
            ModelError: no answer, and no fallback that may stand in: after an unknown outcome it
                may not, as the call may have been answered and charged.
            NorDocumentsError: the fallback has no index to show passages from.
            SwitchedOffError: an admin has switched it off, and no fallback may stand in.
        """
        try:
            return await self._ask(self._model, turn, context, grounds.passages, tally), grounds
        except ModelError as fault:
            if not fault.is_outcome_known or self._fallback is None:
                raise
            message = fault.message
        get_log().warning("model.fallback", turn=turn.id, model=self._model.name)
        if grounds.passages:
            grounds = grounds.shown_alone()
        else:
            grounds = await self._context.retrieve(context, tally, is_fallback=True)
        if not grounds.passages and grounds.why in {Why.UNAVAILABLE, Why.EMPTY_INDEX}:
            raise NorDocumentsError(message, why=grounds.why)
        return await self._ask(self._fallback, turn, context, grounds.passages, tally), grounds

    async def _ask(
        self,
        model: ChatModel,
        turn: Turn,
        context: Context,
        passages: Sequence[Passage],
        tally: Tally,
    ) -> Completion:
        async def on_attempt(attempt: Attempt) -> None:
            if model is self._model:
                await self._records.add_attempt(turn, attempt, model.name)

        await self._switch.require_on(turn, model.name)
        begun = self._clock.monotonic()
        tally.model = tally.listed_as = model.name
        try:
            prompt = context.prompt(passages, tally.max_output_tokens)
            completion = await model.complete(prompt, on_attempt=on_attempt)
        finally:
            tally.milliseconds_model += round((self._clock.monotonic() - begun) * 1000)
        tally.model, tally.usage = completion.model, completion.usage
        tally.is_estimated = completion.is_estimated
        return completion
