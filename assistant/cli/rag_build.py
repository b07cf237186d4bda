"""One build of the documents' index, from the command line: what it takes, and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli import database
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from assistant.filters.gate import PiiGate
    from assistant.filters.pool import WorkerPool
    from assistant.gateway.document_embedding import EmbeddingReport, ScreenedDocuments
    from assistant.gateway.document_library import Library
    from assistant.instance import Instance
    from assistant.rag.ingest import Progress, Report, Screen


class Build:
    """One build, within its turn: from the index in force to the next one."""

    def __init__(
        self, instance: Instance, library: Library, sources: Sequence[Path], *, is_background: bool
    ) -> None:
        self._instance = instance
        self._library = library
        self._sources = sources
        self._is_background = is_background

    def run(self, tell: Progress, *, instead_of: str) -> tuple[Report, EmbeddingReport | None]:
        """Build, put in force, and discard what is not in force any more."""
        from assistant.rag.activation import active_generation
        from assistant.rag.generations import AnotherBuildError

        row = database.read(self._instance, active_generation)
        active = row.generation if row else None
        if instead_of and instead_of != active:
            raise AnotherBuildError(f"index: {instead_of} is not in force any more")
        if self._is_background:
            tell = self._giving_way(tell)
        embedder = _document_embedder(self._instance, self._library, tell)
        report = self._library.build(
            self._sources,
            active=active,
            vectors=self._library.export_vectors(),
            screen=_screen(self._instance, tell),
            embedder=embedder,
            on_progress=tell,
        )
        self._put_in_force(report, embedder, active)
        self._library.generations.discard_unused(active=report.generation)
        return report, embedder.finish() if embedder else None

    def _put_in_force(
        self, report: Report, embedder: ScreenedDocuments | None, active: str | None
    ) -> None:
        from assistant.core.actor import SYSTEM
        from assistant.rag.generations import AnotherBuildError
        from assistant.store.audit import AuditLog

        actor = SYSTEM if self._is_background else operator()
        audit = AuditLog(_keyring(self._instance).audit, system_clock())
        embedded = embedder.report if embedder else None
        try:
            database.write(
                self._instance,
                lambda session: self._library.put_in_force(
                    session, report, actor, audit, instead_of=active, embedded=embedded
                ),
            )
        except AnotherBuildError:
            self._library.generations.discard(report.generation)
            raise

    def _giving_way(self, tell: Progress) -> Progress:
        """Ends the build as soon as somebody waits for the turn."""
        from assistant.rag.generations import AnotherBuildError

        def told(step: str, done: int, of: int) -> None:
            if self._library.generations.is_turn_wanted():
                raise AnotherBuildError("index: another build waits, and goes before this one")
            tell(step, done, of)

        return told


def _screen(instance: Instance, tell: Progress) -> Screen:
    """The filter, as it runs in the gateway; started only if a record is worth a look."""
    from assistant.gateway.document_screen import screen_documents

    pool, gate = filter_in_force(instance)
    return lambda records: screen_documents(
        pool, gate, records, lambda done, of: tell("screening", done, of)
    )


def _document_embedder(
    instance: Instance, library: Library, tell: Progress
) -> ScreenedDocuments | None:
    """Vectors of the configured endpoint, for what passes the filter; `None` without one."""
    from assistant.bootstrap import open_embedder
    from assistant.gateway.document_embedding import ScreenedDocuments

    settings, clock = instance.settings, system_clock()
    if settings.rag.embedder != "openai" or not settings.rag.embedding_weight:
        return None
    return ScreenedDocuments(
        library.endpoint,
        filter_of=lambda: filter_in_force(instance),
        endpoint=lambda: open_embedder(settings, clock),
        kept=library.kept_vectors(),
        on_embedded=lambda done, of: tell("embedding", done, of),
    )


def filter_in_force(instance: Instance) -> tuple[WorkerPool, PiiGate]:
    """The filter, deciding by the city's rules as they stand; its workers are not started."""
    from assistant.bootstrap import open_filter
    from assistant.filters.decision import Policy
    from assistant.gateway.policy_watch import read_snapshot

    settings = instance.settings
    snapshot = database.read(instance, lambda session: read_snapshot(session, settings.filter))
    pool, gate = open_filter(settings, _keyring(instance).seal, system_clock())
    gate.adopt(Policy(snapshot))
    return pool, gate


def system_clock() -> Any:  # noqa: ANN401  # the type is imported where it is needed
    """The clock of commands."""
    from assistant.core.clock import SystemClock

    return SystemClock()


def _keyring(instance: Instance) -> Any:  # noqa: ANN401
    from assistant.core.keyfiles import read_keyring

    return read_keyring(instance.keys_folder)
