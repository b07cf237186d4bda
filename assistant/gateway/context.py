"""What a question is sent with: history and, if asked, grounds - and an upper bound of its cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.conversation.case_use import CaseRecogniser
from assistant.conversation.cases import CaseLibrary
from assistant.conversation.prompt import fit_history
from assistant.conversation.settings import ConversationSettings
from assistant.core.chat import ChatMessage, Citation, Passage, Prompt, Role
from assistant.core.clock import Clock
from assistant.core.text import CleanText, RawText
from assistant.filters.combination import screen_together
from assistant.filters.gate import Blocked, Judgement, PiiGate
from assistant.gateway.commands import question_on_rules
from assistant.gateway.grounding import NO_GROUNDS, Grounds
from assistant.gateway.lookup import Lookup
from assistant.gateway.records import TurnRecords
from assistant.gateway.terms import NO_TERMS, TurnTerms
from assistant.gateway.turn import Tally, Turn
from assistant.llm.prompt import overhead_tokens
from assistant.rag.citations import Grounding
from assistant.rag.documents import Record
from assistant.rag.retriever import Hit
from assistant.rag.settings import RagSettings

# Part of a question's words from which on a document is named, though no passage of it is shown.
_LEAST_COVERAGE = 0.4


class Retrieval(StrEnum):
    """When passages are looked up: for every question, only if the fallback answers, or never."""

    ALWAYS = "always"
    FALLBACK = "fallback"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Context:
    """The screened texts a prompt is made of.

    Attributes:
        system: the city's instructions.
        history: what was said before.
        question: what is asked, without the word for rules (例規).
        is_grounded: whether nothing but the city's documents may answer.
    """

    system: CleanText
    history: tuple[ChatMessage, ...]
    question: CleanText
    is_grounded: bool = False

    def prompt(self, passages: Sequence[Passage], max_output_tokens: int) -> Prompt:
        """The prompt with these grounds and this output limit."""
        last = ChatMessage(Role.USER, self.question)
        return Prompt(self.system, tuple(passages), (*self.history, last), max_output_tokens)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A question that was queued clean and does not go on after all.

    Attributes:
        blocked: the gate's verdict.
        question: what was queued, only to tell in which lines the findings lie.
        is_combination: whether only what was said before makes it personal data.
    """

    blocked: Blocked
    question: RawText
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
        rules_words: Sequence[str],
        cases: CaseLibrary,
        terms: TurnTerms = NO_TERMS,
    ) -> None:
        self._terms = terms
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
        self._rules_words = rules_words
        self._case_of = CaseRecogniser(cases).case_of

    def keep_words(self, turn: Turn, judgement: Judgement) -> None:
        """Keep the words of a question that goes on, to be counted if it is answered."""
        self._terms.keep(turn, judgement)

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
            return Stopped(question, RawText(queued.text))
        question, is_grounded = await self._asked(question, turn)
        if isinstance(question, Blocked):
            return Stopped(question, RawText(queued.text))
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
        tally.case_id = self._case_of(question.value)
        tally.question_tokens = self._tokens(question)
        tally.history_tokens = sum(self._tokens(message.text) for message in history)
        tally.system_tokens = self._system_tokens
        said = [message.text for message in history if message.role is Role.USER]
        combined = await screen_together(self._gate, said, question, sender=turn.sender)
        if combined is not None:
            return Stopped(combined, RawText(question.value), is_combination=True)
        tally.words = await self._terms.words_of(turn, question, self._gate)
        return Context(self._system, history, question, is_grounded)

    def prompt_bound(self, context: Context, tally: Tally) -> int:
        """Upper bound of the input tokens of the coming call."""
        is_looked_up = context.is_grounded or self._retrieval is not Retrieval.NEVER
        # As many again for what the hits refer to.
        passages = 2 * self._rag.max_passages if is_looked_up else 0
        texts = tally.question_tokens + tally.history_tokens + tally.system_tokens
        overhead = overhead_tokens(
            self._count, message_count=len(context.history) + 1, max_passages=passages
        )
        if not passages:
            return texts + overhead
        embedding = self._lookup.bound(context.question)
        return texts + overhead + self._rag.budget_tokens + embedding

    async def retrieve(
        self, context: Context, tally: Tally, *, is_fallback: bool = False
    ) -> Grounds:
        """Grounds that fit the budget, each screened; what the gate blocks is left out.

        The hits come first, then what they refer to and the definitions of their terms.
        """
        wanted = Retrieval.FALLBACK if is_fallback else Retrieval.ALWAYS
        if self._retrieval is not wanted and (is_fallback or not context.is_grounded):
            return NO_GROUNDS
        begun = self._clock.monotonic()
        departments = (tally.department_id,) if tally.department_id else ()
        found = await self._lookup.search(
            context.question, limit=self._rag.max_passages, departments=departments
        )
        # The offline model shows what it is given: there, only what was asked for.
        is_shown = is_fallback or self._retrieval is Retrieval.ALWAYS
        near, showable = found.hits, found.at_least(self._rag.shown_coverage)
        if is_shown:
            found = showable
        hits = [hit.record for hit in found.hits]
        further = () if is_shown else found.companions[: self._rag.max_passages]
        chosen = await self._fitting(hits, further, tally)
        tally.milliseconds_retrieval = round((self._clock.monotonic() - begun) * 1000)
        tally.is_retrieval = True
        if found.embedding_tokens:
            tally.embedding_model = found.embedding_model
            tally.embedding_tokens += found.embedding_tokens
        tally.source_ids = tuple(record.id for record, _ in chosen)
        grounds = Grounds(
            tuple(passage for _, passage in chosen),
            tuple(record for record, _ in chosen),
            found.why,
            context.is_grounded,
            found.is_reduced,
            () if chosen or not is_shown else await self._titles(near),
            frozenset(hit.record.id for hit in showable.hits),
        )
        if grounds.is_missing:
            tally.grounding = Grounding.NOTHING_FOUND
        return grounds

    async def _titles(self, near: Sequence[Hit]) -> tuple[str, ...]:
        """The documents that come nearest, by title alone, where none of them is shown."""
        # Farther ones send people to the wrong document.
        least = self._rag.shown_coverage / 2
        titles = dict.fromkeys(
            hit.record.title
            for hit in near
            if hit.answering >= least or hit.coverage >= _LEAST_COVERAGE
        )
        screened = [await self._gate.screen(RawText(title)) for title in titles]
        return tuple(one.value for one in screened if isinstance(one, CleanText))

    async def _fitting(
        self, hits: Sequence[Record], further: Sequence[Record], tally: Tally
    ) -> list[tuple[Record, Passage]]:
        chosen: list[tuple[Record, Passage]] = []
        for place, record in enumerate((*hits, *further)):
            passage = await self._passage(record)
            if passage is None:
                continue
            tokens = self._tokens(passage.text)
            tokens += self._tokens(passage.heading) if passage.heading else 0
            if tally.retrieval_tokens + tokens > self._rag.budget_tokens:
                if place < len(hits):
                    break  # a nearer hit is not passed over for a farther one that is shorter
                continue
            tally.retrieval_tokens += tokens
            chosen.append((record, passage))
        return chosen

    async def _passage(self, record: Record) -> Passage | None:
        text = await self._gate.screen(RawText(record.text))
        heading = await self._gate.screen(RawText(record.label))
        if not isinstance(text, CleanText) or not isinstance(heading, CleanText):
            return None
        return Passage(Citation(record.id, record.label), text, heading)

    async def _asked(self, question: CleanText, turn: Turn) -> tuple[CleanText | Blocked, bool]:
        """The question without the word for rules, and whether the documents alone may answer."""
        is_always = self._rag.answer_when == "always"
        rest = question_on_rules(question.value, self._rules_words)
        if not rest:
            return question, is_always
        return await self._gate.screen(RawText(rest), sender=turn.sender), True

    def _tokens(self, text: CleanText) -> int:
        return self._count(text.value)
