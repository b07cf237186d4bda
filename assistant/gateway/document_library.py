"""The city's documents, as commands, the first start and the pages keep them: build and open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from sqlmodel import Session

from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.filters.word_vectors import read_word_table, word_table_name
from assistant.gateway.document_embedding import EmbeddingReport, ScreenedDocuments
from assistant.rag.activation import activate
from assistant.rag.embedding import LegState, leg_state
from assistant.rag.generations import Generations, Opened
from assistant.rag.index import BrokenIndexError
from assistant.rag.ingest import Ingest, Progress, Report, Screen
from assistant.rag.kept_vectors import KeptVectors
from assistant.rag.retriever import Retriever
from assistant.rag.settings import RagSettings
from assistant.rag.vector_store import endpoint_leg, ginza_leg
from assistant.rag.word_vectors import WordVectors, open_word_vectors, write_word_vectors
from assistant.store.audit import AuditLog, Detail


class Library:
    """Everything under `data/rag` of one installation.

    Args:
        root: the installation's folder; sources are relative to it.
        data: its data folder.
        settings: section `rag`.
        clock: dates generations and times their building.
        endpoint: name of the configured endpoint's vectors; empty without one.
    """

    def __init__(
        self, root: Path, data: Path, settings: RagSettings, clock: Clock, *, endpoint: str = ""
    ) -> None:
        self._root = root
        self._data = data
        self._endpoint = endpoint
        self._vectors_folder = data / "rag" / "vectors"
        self._settings = settings
        self._clock = clock
        self.generations = Generations(data / "rag" / "generations")

    @property
    def sources(self) -> list[Path]:
        """The configured sources."""
        return [self._root / source for source in self._settings.sources]

    @property
    def endpoint(self) -> str:
        """Name of the configured endpoint's vectors; empty without one."""
        return self._endpoint

    def kept_vectors(self) -> KeptVectors:
        """What an unfinished build has had made by the endpoint."""
        return KeptVectors(self._data / "rag" / "embeddings", self._endpoint)

    def vectors(self) -> WordVectors | None:
        """The exported word vectors; `None` before `export_vectors`."""
        return open_word_vectors(self._vectors_folder)

    def export_vectors(self) -> WordVectors | None:
        """Write GiNZA's word vectors where no table of the installed model is yet.

        About six seconds the first time; nothing later.
        """
        present = self.vectors()
        if present is not None and present.name == word_table_name():
            return present
        table = read_word_table()
        write_word_vectors(
            self._vectors_folder,
            name=table.name,
            words=table.words,
            rows=table.rows,
            matrix=table.matrix,
        )
        return self.vectors()

    def build(
        self,
        sources: Sequence[Path],
        *,
        active: str | None,
        vectors: WordVectors | None,
        screen: Screen | None = None,
        embedder: ScreenedDocuments | None = None,
        on_progress: Progress = lambda step, done, of: None,
    ) -> Report:
        """Build a generation; see `Ingest.build`. It is not in force before `put_in_force`.

        Args:
            sources: files and folders; the index will hold them and nothing else.
            active: name of the generation in force, whose unchanged documents are taken over.
            vectors: word vectors, if there are.
            screen: tells which records to set aside; without it nothing is set aside for that.
            embedder: gives records vectors of an endpoint.
            on_progress: told how far each step is.
        """
        gold = self._root / self._settings.gold if self._settings.gold else None
        ingest = Ingest(
            self.generations,
            self._settings,
            self._clock,
            vectors=vectors,
            gold=gold,
            embedder=embedder,
        )
        opened = self.open(active) if active else None
        try:
            return ingest.build(
                sources,
                previous=opened.index if opened else None,
                screen=screen,
                on_progress=on_progress,
            )
        finally:
            if opened:
                opened.close()

    def put_in_force(
        self,
        session: Session,
        report: Report,
        actor: Actor,
        audit: AuditLog,
        *,
        instead_of: str | None,
        embedded: EmbeddingReport | None = None,
    ) -> None:
        """Make a built generation the one that is searched, in the caller's transaction.

        Args:
            session: of the transaction.
            report: of its build.
            actor: who built it.
            audit: where that is recorded.
            instead_of: the generation that was in force when the build began, if there was one.
            embedded: what was done for its vectors.

        Raises:
            AnotherBuildError: another one was put in force meanwhile, and stays.
        """
        activate(
            session,
            report.generation,
            record_count=report.records,
            now=self._clock.now(),
            instead_of=instead_of,
        )
        details: Mapping[str, Detail] = {
            "documents": report.documents,
            "records": report.records,
            "added": len(report.added),
            "changed": len(report.changed),
            "removed": len(report.removed),
            "refused": len(report.refused),
            "quarantined": len(report.quarantined),
        }
        if embedded is not None:
            details = {
                **details,
                **{f"embedding_{name}": count for name, count in asdict(embedded).items()},
            }
        audit.record(session, actor, "documents.build", f"index:{report.generation}", details)

    def open(self, generation: str) -> Opened | None:
        """Open a generation; `None` if it is missing or damaged."""
        try:
            return self.generations.open(generation)
        except BrokenIndexError:
            return None

    def open_retriever(self, generation: str) -> tuple[Opened, Retriever]:
        """An open generation and a retriever over it.

        Raises:
            BrokenIndexError: it is missing or damaged.
        """
        opened = self.generations.open(generation)
        vectors = self.vectors()
        leg = None
        if self.leg_state(opened) is LegState.READY:
            if self._settings.embedder == "openai":
                leg = endpoint_leg(opened.index)
            elif vectors is not None:
                leg = ginza_leg(opened.index, vectors)
        return opened, Retriever(opened.index, self._settings, vectors=vectors, embedding=leg)

    def leg_state(self, opened: Opened) -> LegState:
        """Whether the leg `embedding` can search a generation."""
        return leg_state(opened.index.manifest, self._settings, self._endpoint)
