"""What a question is sent with: history and, if asked, grounds - and an upper bound of its cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation.prompt import fit_history
from assistant.conversation.settings import ConversationSettings
from assistant.core.chat import ChatMessage, Citation, Passage, Prompt, Role
from assistant.core.clock import Clock
from assistant.core.text import CleanText, RawText
from assistant.filters.combination import screen_together
from assistant.filters.gate import Blocked, PiiGate
from assistant.gateway.lookup import Lookup
from assistant.gateway.records import TurnRecords
from assistant.gateway.turn import Tally, Turn
from assistant.llm.prompt import overhead_tokens
from assistant.rag.settings import RagSettings


class Retrieval(StrEnum):
    """When passages are looked up: for every question, only if the fallback answers, or never."""

    ALWAYS = "always"
    FALLBACK = "fallback"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Context:
    """The screened texts a prompt is made of."""

    system: CleanText
    history: tuple[ChatMessage, ...]
    question: CleanText

    def prompt(self, passages: Sequence[Passage], max_output_tokens: int) -> Prompt:
        """The prompt with these grounds and this output limit."""
        last = ChatMessage(Role.USER, self.question)
        return Prompt(self.system, tuple(passages), (*self.history, last), max_output_tokens)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A question that was queued clean and does not go on after all.

    Attributes:
        blocked: the gate's verdict.
        is_combination: whether only what was said before makes it personal data.
    """

    blocked: Blocked
    is_combination: bool = False


class ContextBuilder:
    """Loads what belongs to a turn and counts it."""

    def __init__(  # noqa: PLR0913  # one composition, called from bootstrap alone
        self,
        gate: PiiGate,
        records: TurnRecords,
        lookup: Lookup,
        count: Callable[[str], int],
        clock: Clock,
        *,
        system: CleanText,
        retrieval: Retrieval,
        rag: RagSettings,
        conversation: ConversationSettings,
    ) -> None:
        self._gate = gate
        self._records = records
        self._lookup = lookup
        self._count = count
        self._clock = clock
        self._system = system
        # Counted here: a damaged rank file is found at the start, not by the first question.
        self._system_tokens = count(system.value)
        self._retrieval = retrieval
        self._rag = rag
        self._conversation = conversation

    async def load(self, turn: Turn, tally: Tally) -> Context | Stopped:
        """The question with what was said before; both pass the gate again.

        Stopped if the rules changed since the question was queued, or if it becomes personal data
        together with what its sender said before.
        """
        queued = turn.queued_question
        question = await self._gate.reopen(
            queued.text, queued.ruleset, queued.seal, sender=turn.sender
        )
        if isinstance(question, Blocked):
            return Stopped(question)
        tally.conversation_id, tally.question_number, stored = await self._records.load_history(
            turn
        )
        messages: list[ChatMessage] = []
        for message in stored:
            text = await self._gate.reopen(
                message.text, message.ruleset, message.seal, sender=turn.sender
            )
            if not isinstance(text, CleanText):
                messages.clear()
                continue
            messages.append(ChatMessage(message.role, text))
        history = fit_history(messages, self._count, self._conversation.max_history_tokens)
        tally.department_id = turn.department_id
        tally.question_tokens = self._tokens(question)
        tally.history_tokens = sum(self._tokens(message.text) for message in history)
        tally.system_tokens = self._system_tokens
        said = [message.text for message in history if message.role is Role.USER]
        combined = await screen_together(self._gate, said, question, sender=turn.sender)
        if combined is not None:
            return Stopped(combined, is_combination=True)
        return Context(self._system, history, question)

    def prompt_bound(self, context: Context, tally: Tally) -> int:
        """Upper bound of the input tokens of the coming call."""
        passages = 0 if self._retrieval is Retrieval.NEVER else self._rag.max_passages
        texts = tally.question_tokens + tally.history_tokens + tally.system_tokens
        overhead = overhead_tokens(
            self._count, message_count=len(context.history) + 1, max_passages=passages
        )
        return texts + overhead + (self._rag.budget_tokens if passages else 0)

    async def retrieve(
        self, question: CleanText, tally: Tally, *, is_fallback: bool = False
    ) -> list[Passage]:
        """Grounds that fit the budget, each screened; what the gate blocks is left out."""
        if self._retrieval is not (Retrieval.FALLBACK if is_fallback else Retrieval.ALWAYS):
            return []
        begun = self._clock.monotonic()
        passages: list[Passage] = []
        departments = (tally.department_id,) if tally.department_id else ()
        found = await self._lookup.search(
            question, limit=self._rag.max_passages, departments=departments
        )
        for hit in found.hits:
            text = await self._gate.screen(RawText(hit.record.text))
            if not isinstance(text, CleanText):
                continue
            tokens = self._tokens(text)
            if tally.retrieval_tokens + tokens > self._rag.budget_tokens:
                break
            tally.retrieval_tokens += tokens
            passages.append(Passage(Citation(hit.record.id, hit.record.label), text))
        tally.milliseconds_retrieval = round((self._clock.monotonic() - begun) * 1000)
        tally.is_retrieval = True
        tally.source_ids = tuple(passage.citation.id for passage in passages)
        return passages

    def _tokens(self, text: CleanText) -> int:
        return self._count(text.value)
