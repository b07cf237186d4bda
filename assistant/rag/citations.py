"""Verifies a model's answer against what it was given, and writes the citations. Pure.

The model writes ids alone; what a person reads of a source is written here. Code can tell whether
a source was supplied, whether the articles, figures, days and quotations of a sentence are in it.
It cannot tell whether the sentence says what the provision says (docs/citations.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from assistant.rag.answer_evidence import Evidence, Fault
from assistant.rag.answer_figures import compact, japanese_day
from assistant.rag.answer_references import places_in
from assistant.rag.answer_sentences import Sentence, lines_of, without_links
from assistant.rag.documents import Record

# Files that people leaf through.
_PAGED = (".pdf", ".docx")
# What may stand in a fragment as it is, beside letters and digits: `page=2`.
_SAFE = "=-._~"


class Grounding(StrEnum):
    """What was verified of an answer: the code in the usage row."""

    NONE = "none"
    CHECKED = "checked"
    PARTLY = "partly"
    UNVERIFIED = "unverified"
    SHOWN = "shown"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Source:
    """A record as it was put to the model.

    Attributes:
        id: what the model knows it by.
        record: where it is from.
        text: what of it the model was given.
    """

    id: str
    record: Record
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands where something was taken away, and around a citation.

    Attributes:
        removed: in place of a sentence that failed.
        unsupported: behind a sentence whose only ids were not supplied.
        citation: with the field `{label}`.
        in_force: with the field `{day}`, behind the name of a provision.
        absent: what the model is told to write where its sources hold no answer.
    """

    removed: str
    unsupported: str
    citation: str
    in_force: str
    absent: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A verified answer.

    Attributes:
        text: what may be shown.
        cited: the sources it shows, in the order of their first citation.
        grounding: what can be said of it.
        faults: what failed, one a sentence and kind.
        removed: sentences taken out.
    """

    text: str = field(repr=False)
    cited: tuple[Source, ...] = ()
    grounding: Grounding = Grounding.UNVERIFIED
    faults: tuple[Fault, ...] = ()
    removed: int = 0


def check_answer(
    answer: str, sources: Sequence[Source], marks: Marks, *, question: str = ""
) -> Checked:
    """Verify an answer and write its citations.

    A sentence is held against the sources it cites; one without ids against those of its line,
    else of the whole answer, else all. A sentence with an article, a rule, a figure, a day or a
    quotation that is not there is taken out; an id that was not supplied is.

    Args:
        answer: what the model wrote.
        sources: what it was given.
        marks: words of the city for what is shown.
        question: what was asked; its own words may be quoted.
    """
    text, links = without_links(answer)
    return _Check(sources, marks, question).run(text, links)


def provision_label(record: Record, marks: Marks, *, paragraph: int = 0, item: int = 0) -> str:
    """A source as people read it: `○○市△△条例第12条第3項（令和8年4月1日施行）`."""
    name = f"{record.title}{record.article}" if record.article else record.label
    if record.article and paragraph:
        name += f"第{paragraph}項"
    if record.article and item:
        name += f"第{item}号"
    if not record.effective_from:
        return name
    return name + marks.in_force.format(day=japanese_day(record.effective_from))


def source_label(record: Record, marks: Marks) -> str:
    """A source in the list under an answer: with its caption, without 項 and 号."""
    name = f"{record.title}{record.article}" if record.article else record.label
    if record.article and record.caption:
        name += f"（{record.caption}）"
    if not record.effective_from:
        return name
    return name + marks.in_force.format(day=japanese_day(record.effective_from))


def link_of(record: Record, template: str, links: Sequence[str] = ()) -> str | None:
    """The address of a provision; `None` if it is not known.

    What its document states of itself comes first, then the longest beginning of its name in
    `links`. The template is for what its publisher anchored: the first anchor is our own name for
    a place, what its publisher wrote into it follows.

    Args:
        record: the provision.
        template: `rag.link_template`.
        links: `rag.links`, each `beginning=template`.
    """
    if record.url:
        return (
            f"{record.url}#{quote(record.fragment, safe=_SAFE)}" if record.fragment else record.url
        )
    pairs = [line.partition("=")[::2] for line in links]
    fitting = [pair for pair in pairs if record.document_id.startswith(pair[0])]
    if fitting:
        return _filled(max(fitting, key=lambda pair: len(pair[0]))[1], record, record.fragment)
    if not template or len(record.anchors) < 2:
        return None
    return _filled(template, record, record.anchors[-1].removeprefix("#"))


def _filled(template: str, record: Record, anchor: str) -> str:
    """An address; without an anchor its `#` goes as well."""
    address = template.format(
        document=quote(record.document_id),
        file=quote(record.document_id.rpartition("/")[2]),
        anchor=quote(anchor, safe=_SAFE),
    )
    return address if anchor else address.removesuffix("#")


def place_of(record: Record) -> tuple[str, int]:
    """File and page (0 if unknown) of a record whose format has no places a reader can name.

    Others are found by their headings; the file is empty.
    """
    file = record.document_id.rpartition("/")[2]
    if not file.lower().endswith(_PAGED):
        return "", 0
    page = record.fragment.removeprefix("page=")
    return file, int(page) if page.isdigit() else 0


class _Check:
    """One answer against its sources."""

    def __init__(self, sources: Sequence[Source], marks: Marks, question: str) -> None:
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._evidence = {source.id: Evidence(source.record, source.text) for source in sources}
        self._marks = marks
        self._question = compact(question)
        self._faults: list[Fault] = []
        self._cited: dict[str, Source] = {}
        self._removed = 0

    def run(self, text: str, links: int) -> Checked:
        lines = lines_of(text)
        in_answer = [id_ for line in lines for one in line for id_ in self._known(one.ids)]
        kept: list[Sentence] = []
        shown = "\n".join(self._line(line, in_answer, kept) for line in lines).strip()
        if not self._is_whole_sound(kept):
            self._cited.clear()
            self._faults.append(Fault.ARTICLE)
            shown, self._removed = self._marks.removed, self._removed + len(kept)
        grounding = Grounding.UNVERIFIED
        if kept and not self._faults and all(self._is_absence(one) for one in kept):
            grounding = Grounding.NOTHING_FOUND
        if self._cited:
            grounding = Grounding.PARTLY if self._faults else Grounding.CHECKED
        faults = (*self._faults, *([Fault.LINK] * links))
        return Checked(shown, tuple(self._cited.values()), grounding, faults, self._removed)

    def _line(self, line: Sequence[Sentence], in_answer: list[str], kept: list[Sentence]) -> str:
        in_line = [id_ for one in line for id_ in self._known(one.ids)]
        parts: list[str] = []
        for one in line:
            own = [] if self._is_absence(one) else self._known(one.ids)
            scope = own or ([] if one.ids else in_line or in_answer) or list(self._sources)
            faults = self._faults_of(one, list(dict.fromkeys(scope)))
            if faults:
                self._faults += faults
                self._removed += 1
                if not parts or parts[-1] != self._marks.removed:
                    parts.append(one.prefix + self._marks.removed)
                continue
            kept.append(one)
            parts.append(one.prefix + self._shown(one, own))
        return "".join(parts)

    def _is_absence(self, one: Sentence) -> bool:
        """Whether it says that the sources hold no answer, and nothing else: it cites none."""
        said = compact(one.said).strip("。.、")
        return len(said) <= 2 * len(self._marks.absent) and said.endswith(self._marks.absent)

    def _known(self, ids: Sequence[str]) -> list[str]:
        return [id_ for id_ in dict.fromkeys(ids) if id_ in self._sources]

    def _faults_of(self, one: Sentence, scope: list[str]) -> list[Fault]:
        said = compact(one.said)
        used = [self._evidence[id_] for id_ in scope]
        everything = list(self._evidence.values())
        return Evidence.faults(
            said,
            used,
            everything,
            question=self._question,
            is_block_quote=one.is_block_quote,
        )

    def _shown(self, one: Sentence, own: list[str]) -> str:
        names = {id_: self._citation(id_, one) for id_ in own}
        text = one.shown(names).replace("\0", "")
        for id_ in own:
            self._cited.setdefault(id_, self._sources[id_])
        if any(id_ not in self._sources for id_ in one.ids):
            self._faults.append(Fault.ID)
            if not own:
                text += self._marks.unsupported
        return text

    def _citation(self, id_: str, one: Sentence) -> str:
        record = self._sources[id_].record
        paragraph, item = self._evidence[id_].pinpoint(compact(one.said))
        label = provision_label(record, self._marks, paragraph=paragraph, item=item)
        return self._marks.citation.format(label=label)

    def _is_whole_sound(self, kept: Sequence[Sentence]) -> bool:
        """Whether nothing is named over line ends that no sentence names by itself."""
        whole = compact("".join(f"{one.prefix}{one.said}" for one in kept))
        everything = list(self._evidence.values())
        alone = {place.place for one in kept for place in places_in(compact(one.said))}
        return all(
            not place.place
            or place.place in alone
            or any(evidence.names(place.place) for evidence in everything)
            for place in places_in(whole)
        )
