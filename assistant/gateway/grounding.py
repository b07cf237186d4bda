"""Grounds of an answer: what was found for a question, and what the answer may show of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    place_of,
    source_label,
)
from assistant.rag.documents import Record
from assistant.rag.retriever import Why

_LABEL = "{label}"
_MOST_TITLES = 3


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was looked up for a question.

    Attributes:
        passages: what is put to the model, most relevant first.
        records: where each passage is from.
        why: why there are none; `None` if nothing was looked up.
        is_required: whether nothing but the city's documents may answer.
        is_reduced: whether words alone were searched, as the embedder could not take part.
        near_titles: documents that come near, where none of their passages is shown.
        showable: ids of the records that hold enough of what is asked for to be shown as they are.
    """

    passages: tuple[Passage, ...] = ()
    records: tuple[Record, ...] = ()
    why: Why | None = None
    is_required: bool = False
    is_reduced: bool = False
    near_titles: tuple[str, ...] = ()
    showable: frozenset[str] = frozenset()

    def shown_alone(self) -> Grounds:
        """What of it may be shown where no model judges whether it answers."""
        pairs = zip(self.records, self.passages, strict=True)
        kept = [(record, passage) for record, passage in pairs if record.id in self.showable]
        titles = dict.fromkeys(record.title for record in self.records[:_MOST_TITLES])
        return replace(
            self,
            passages=tuple(passage for _, passage in kept),
            records=tuple(record for record, _ in kept),
            near_titles=() if kept else tuple(titles),
        )

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
        near_titles: documents to look into where nothing was found.
    """

    text: RawText
    citations: tuple[Citation, ...] = ()
    grounding: Grounding = Grounding.NONE
    removed: int = 0
    near_titles: tuple[str, ...] = ()


class Verifier:
    """Holds answers against what was supplied, in the city's words."""

    def __init__(
        self, replies: Replies, *, link_template: str = "", links: Sequence[str] = ()
    ) -> None:
        self._replies = replies
        self._link_template = link_template
        self._links = links
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

        The `offline` model writes nothing of its own: what it shows are the passages, and nothing
        is verified. An answer that was given no passages claims no source and is left as it is.
        """
        if completion.model == OFFLINE_NAME:
            return self._shown_passages(completion, grounds)
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
        notes = [self._listed(verified.citations)] if verified.citations else []
        if verified.grounding is Grounding.CHECKED:
            notes.append(self._replies.text("grounding.checked"))
        if verified.grounding is Grounding.PARTLY:
            notes.append(self._replies.text("grounding.partly", count=verified.removed))
        return notes + self._near(verified.near_titles)

    def why_not(self, grounds: Grounds) -> str:
        """The sentence that says that nothing was found, and why."""
        why = Why.UNAVAILABLE if grounds.why is None else grounds.why
        # Something was found, and the gate or the budget let none of it through.
        name = "withheld" if why is Why.FOUND else why.value
        sentence = "not_searched" if why is Why.UNAVAILABLE else "nothing"
        reason = self._replies.text(f"grounding.{name}")
        if grounds.is_reduced:
            reason += self._replies.text("grounding.reduced")
        said = self._replies.text(f"grounding.{sentence}", why=reason)
        return "\n".join([said, *self._near(grounds.near_titles)])

    def _near(self, titles: Sequence[str]) -> list[str]:
        if not titles:
            return []
        separator = self._replies.text("grounding.near_separator")
        return [self._replies.text("grounding.near", titles=separator.join(titles))]

    def _listed(self, citations: Sequence[Citation]) -> str:
        lines = [self._replies.text("grounding.sources_title")]
        for citation in citations:
            name = "grounding.source_link" if citation.url else "grounding.source"
            lines.append(self._replies.text(name, label=citation.label, url=citation.url))
        return "\n".join(lines)

    def _citation(self, record: Record) -> Citation:
        """A source as it is listed; one without a link with its file and page, if it has pages."""
        label = source_label(record, self._marks)
        url = link_of(record, self._link_template, self._links)
        file, page = place_of(record)
        if file and url is None:
            name = "grounding.page" if page else "grounding.file"
            label += self._replies.text(name, file=file, page=page)
        return Citation(record.id, label, url)

    def _shown_passages(self, completion: Completion, grounds: Grounds) -> Verified:
        """The passages the model had room for; of the first perhaps the beginning alone."""
        answer = completion.text.reveal()
        pairs = zip(grounds.records, grounds.passages, strict=True)
        shown = [
            record
            for place, (record, passage) in enumerate(pairs)
            if passage.citation.label in answer and (not place or passage.text.value in answer)
        ]
        if not shown:
            return Verified(
                completion.text,
                grounding=Grounding.NOTHING_FOUND,
                near_titles=grounds.near_titles,
            )
        citations = tuple(map(self._citation, shown))
        return Verified(completion.text, citations, Grounding.SHOWN)
