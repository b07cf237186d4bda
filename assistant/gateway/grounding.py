"""Grounds of an answer: what was found for a question, and what the answer may show of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.core.chat import Citation, Completion, Passage
from assistant.core.text import CleanText, RawText
from assistant.gateway.replies import Replies
from assistant.llm.offline import OFFLINE_NAME
from assistant.llm.prompt import passage_id
from assistant.rag.citations import (
    Grounding,
    Marks,
    Source,
    check_answer,
    link_of,
    source_label,
)
from assistant.rag.documents import Record
from assistant.rag.retriever import Why

_LABEL = "{label}"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was looked up for a question.

    Attributes:
        passages: what is put to the model, most relevant first.
        records: where each passage is from.
        why: why there are none; `None` if nothing was looked up.
        is_required: whether nothing but the city's documents may answer.
    """

    passages: tuple[Passage, ...] = ()
    records: tuple[Record, ...] = ()
    why: Why | None = None
    is_required: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether the question must not go to the model, as it could only answer from memory.

        An index that cannot be read is said as well: "nothing found" would not be true.
        """
        return not self.passages and (self.is_required or self.why is Why.UNAVAILABLE)

    def sources(self) -> list[Source]:
        """The passages by the ids the model knows them by."""
        pairs = zip(self.records, self.passages, strict=True)
        return [
            Source(passage_id(number), record, passage.text.value)
            for number, (record, passage) in enumerate(pairs)
        ]


NO_GROUNDS = Grounds()


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer with its citations verified; not screened for personal data yet.

    Attributes:
        text: the answer with citations written out.
        citations: the sources it shows.
        grounding: what can be said of it.
        removed: sentences taken out.
    """

    text: RawText
    citations: tuple[Citation, ...] = ()
    grounding: Grounding = Grounding.NONE
    removed: int = field(default=0)


class Verifier:
    """Holds answers against what was supplied, in the city's words."""

    def __init__(self, replies: Replies, *, link_template: str = "") -> None:
        self._replies = replies
        self._link_template = link_template
        self._marks = Marks(
            removed=replies.text("grounding.removed"),
            unsupported=replies.text("grounding.unsupported"),
            citation=replies.text("grounding.citation", label=_LABEL),
            in_force=replies.text("grounding.in_force", day="{day}"),
            absent=replies.text("grounding.absent"),
        )

    async def verify(
        self, completion: Completion, grounds: Grounds, question: CleanText
    ) -> Verified:
        """The answer as it may be shown.

        The `offline` model writes nothing of its own: what it shows are the passages. An answer
        that was given no passages claims no source and is left as it is.
        """
        if completion.model == OFFLINE_NAME:
            return _shown_passages(completion, grounds)
        if not grounds.passages:
            return Verified(completion.text)
        answer = completion.text.reveal()
        # In a thread: a long answer takes a tenth of a second.
        checked = await asyncio.to_thread(
            check_answer, answer, grounds.sources(), self._marks, question=question.value
        )
        citations = tuple(self._citation(source.record) for source in checked.cited)
        return Verified(RawText(checked.text), citations, checked.grounding, checked.removed)

    def notes(self, verified: Verified) -> list[str]:
        """What stands under an answer: its sources, and what was verified."""
        text: Callable[..., str] = self._replies.text
        if verified.grounding is Grounding.CHECKED:
            return [self._listed(verified), text("grounding.checked")]
        if verified.grounding is Grounding.PARTLY:
            return [self._listed(verified), text("grounding.partly", count=verified.removed)]
        return []

    def why_not(self, grounds: Grounds) -> str:
        """The sentence that says that nothing was found, and why."""
        why = Why.UNAVAILABLE if grounds.why is None else grounds.why
        # Something was found, and the gate or the budget let none of it through.
        name = "withheld" if why is Why.FOUND else why.value
        sentence = "not_searched" if why is Why.UNAVAILABLE else "nothing"
        return self._replies.text(
            f"grounding.{sentence}", why=self._replies.text(f"grounding.{name}")
        )

    def _listed(self, verified: Verified) -> str:
        lines = [self._replies.text("grounding.sources_title")]
        for citation in verified.citations:
            name = "grounding.source_link" if citation.url else "grounding.source"
            lines.append(self._replies.text(name, label=citation.label, url=citation.url))
        return "\n".join(lines)

    def _citation(self, record: Record) -> Citation:
        url = link_of(record, self._link_template)
        return Citation(record.id, source_label(record, self._marks), url)


def _shown_passages(completion: Completion, grounds: Grounds) -> Verified:
    answer = completion.text.reveal()
    citations = tuple(one.citation for one in grounds.passages if one.citation.label in answer)
    grounding = Grounding.CHECKED if citations else Grounding.NOTHING_FOUND
    return Verified(completion.text, citations, grounding)
