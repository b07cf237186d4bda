"""From sources to a finished generation, with a report of what became of every document."""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from assistant.core.clock import Clock
from assistant.core.errors import ConfigurationError, InputError
from assistant.rag.bm25 import Floats
from assistant.rag.build import write_index
from assistant.rag.documents import Record
from assistant.rag.embedding import DocumentEmbedder
from assistant.rag.evaluate import Question, evaluate, read_questions
from assistant.rag.facts import day_of
from assistant.rag.generations import Generations
from assistant.rag.index import Index, open_index
from assistant.rag.retriever import Reader, Retriever
from assistant.rag.settings import RagSettings
from assistant.rag.sources import Refusal, SourceFile, duplicates, find_files, read_file
from assistant.rag.versions import version_notices, with_ends
from assistant.rag.word_vectors import WordVectors


class Progress(Protocol):
    """Told how far a step is."""

    def __call__(self, step: str, done: int, of: int) -> None:
        """`done` of `of` files or records of a step."""
        ...


Screen = Callable[[Sequence[Record]], Mapping[str, str]]
"""Gives the ids of records to set aside, each with why."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. Names and reasons; never text.

    Attributes:
        generation: its name.
        documents: how many it holds.
        records: how many records they are.
        cut: how many records had to be cut into words.
        added: documents that were not there before.
        changed: documents that were, with other text.
        removed: documents that are there no more.
        refused: files that could not be read.
        quarantined: files and records set aside for a person to look at.
        notices: what is odd but was read.
        seconds: duration of each step.
    """

    generation: str
    documents: int
    records: int
    cut: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    refused: tuple[Refusal, ...]
    quarantined: tuple[Refusal, ...]
    notices: tuple[Refusal, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Gathered:
    records: list[Record] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    quarantined: list[Refusal] = field(default_factory=list)
    notices: list[Refusal] = field(default_factory=list)


class Ingest:
    """Builds generations.

    Args:
        generations: where they lie.
        settings: limits and gold questions.
        clock: gives the time of the build and measures its steps.
        vectors: word vectors, if they were exported.
        gold: file of gold questions, if the city keeps one.
        embedder: gives records vectors of their own, if an endpoint is configured.
    """

    def __init__(
        self,
        generations: Generations,
        settings: RagSettings,
        clock: Clock,
        *,
        vectors: WordVectors | None = None,
        gold: Path | None = None,
        embedder: DocumentEmbedder | None = None,
    ) -> None:
        self._generations = generations
        self._settings = settings
        self._clock = clock
        self._vectors = vectors
        self._gold = gold
        self._embedder = embedder

    def build(
        self,
        sources: Sequence[Path],
        *,
        previous: Index | None,
        screen: Screen | None = None,
        on_progress: Progress = lambda step, done, of: None,
    ) -> Report:
        """Read the sources, build an index beside the one in force, check it, publish it.

        It is not in force yet: the caller writes its name into the database. Whatever is raised,
        nothing has changed for those who search.

        Raises:
            ConfigurationError: a source does not exist, or another build runs.
            InputError: nothing could be read, the disk is full, or the gold questions fail.
        """
        files = find_files(sources)
        watch = _Watch(self._clock)
        gathered = self._read(files, on_progress)
        watch.lap("reading")
        if screen is not None:
            _set_aside(gathered, screen(gathered.records))
            watch.lap("screening")
        if not gathered.records:
            raise InputError(_nothing_read(files, gathered))
        records = with_ends(gathered.records)
        questions = read_questions(self._gold) if self._gold else []
        now = self._clock.now()
        with self._generations.building(now) as folder:
            cut = self._write(folder, records, now, previous, on_progress)
            self._check(folder, records, questions)
            name = self._generations.publish(folder)
        watch.lap("indexing")
        before = _hashes(previous.records()) if previous is not None else {}
        after = _hashes(records)
        return Report(
            generation=name,
            documents=len(after),
            records=len(records),
            cut=cut,
            added=tuple(sorted(after.keys() - before.keys())),
            changed=tuple(sorted(d for d in after if d in before and after[d] != before[d])),
            removed=tuple(sorted(before.keys() - after.keys())),
            refused=tuple(gathered.refused),
            quarantined=tuple(gathered.quarantined),
            notices=(
                *gathered.notices,
                *version_notices(gathered.records),
                *duplicates(records),
            ),
            seconds=watch.laps,
        )

    def _read(self, files: Sequence[SourceFile], on_progress: Progress) -> _Gathered:
        gathered = _Gathered()
        ids: set[str] = set()
        for number, file in enumerate(files, 1):
            read = read_file(file, max_bytes=self._settings.max_file_bytes)
            twice = [record.id for record in read.records if record.id in ids]
            if twice:
                why = f"its id {twice[0]} stands in another file as well"
                gathered.refused.append(Refusal(file.name, why))
            else:
                ids.update(record.id for record in read.records)
                gathered.records += read.records
            gathered.refused += read.refused
            gathered.quarantined += read.quarantined
            gathered.notices += read.notices
            on_progress("reading", number, len(files))
        return gathered

    def _write(
        self,
        folder: Path,
        records: Sequence[Record],
        now: datetime,
        previous: Index | None,
        on_progress: Progress,
    ) -> int:
        try:
            return write_index(
                folder,
                records,
                built_at=now,
                previous=previous,
                vectors=self._vectors,
                embedder=self._embedder,
                on_progress=lambda done, of: on_progress("indexing", done, of),
            )
        except OSError as fault:
            full = fault.errno in (errno.ENOSPC, errno.EDQUOT)
            why = "the disk is full" if full else f"cannot be written ({fault.strerror})"
            raise InputError(f"{folder.parent}: {why}; the index in force stays") from None

    def _check(
        self, folder: Path, records: Sequence[Record], questions: Sequence[Question]
    ) -> None:
        index = open_index(folder)
        if len(index) != len(records) or index.record(len(records) - 1).id != records[-1].id:
            raise InputError("the new index does not hold what was read; the one in force stays")
        if not questions:
            return
        retriever = Retriever(index, self._settings, vectors=self._vectors)
        reader = Reader(as_of=day_of(self._clock.now()))
        figures = evaluate(
            questions, lambda query: found_ids(retriever, query, reader), self._clock
        )
        if figures["hit@5"] < self._settings.gold_least_hit:
            raise InputError(
                f"{self._gold}: hit@5 is {figures['hit@5']}, below rag.gold_least_hit "
                f"{self._settings.gold_least_hit}; the index in force stays"
            )


def found_ids(
    retriever: Retriever, query: str, reader: Reader, *, asked: Floats | None = None
) -> list[str]:
    """The ids of the ten nearest records a reader may see."""
    found = retriever.search(query, limit=10, reader=reader, asked=asked)
    return [hit.record.id for hit in found.hits]


class _Watch:
    """Times steps one after the other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun = clock.monotonic()
        self.laps: dict[str, float] = {}

    def lap(self, step: str) -> None:
        now = self._clock.monotonic()
        self.laps[step] = round(now - self._begun, 2)
        self._begun = now


def _set_aside(gathered: _Gathered, found: Mapping[str, str]) -> None:
    gathered.quarantined += [
        Refusal(record.id, found[record.id]) for record in gathered.records if record.id in found
    ]
    gathered.records = [record for record in gathered.records if record.id not in found]


def _nothing_read(files: Sequence[SourceFile], gathered: _Gathered) -> str:
    aside = [*gathered.refused, *gathered.quarantined]
    if aside:
        return f"no document could be read; {aside[0].name}: {aside[0].why}"
    return f"no document found in the sources ({len(files)} files); name a folder or a .jsonl file"


def _hashes(records: Sequence[Record]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        found.setdefault(record.document_id, set()).add(record.source_hash)
    return {document: frozenset(hashes) for document, hashes in found.items()}


__all__ = ["ConfigurationError", "Ingest", "Progress", "Report", "Screen", "found_ids"]
