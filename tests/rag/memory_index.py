"""An index over a few records, in a folder that goes away with it."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.core.text import CleanText
from assistant.gateway.lookup import Found, find
from assistant.rag.build import write_index
from assistant.rag.documents import Record
from assistant.rag.index import open_index
from assistant.rag.retriever import Reader, Retriever
from assistant.rag.settings import RagSettings
from assistant.rag.word_vectors import WordVectors

BUILT_AT = datetime(2026, 4, 1, tzinfo=UTC)


def make_retriever(
    records: Sequence[Record],
    settings: RagSettings | None = None,
    vectors: WordVectors | None = None,
) -> Retriever:
    """A retriever over records; its files are mapped, then removed."""
    with tempfile.TemporaryDirectory() as folder:
        write_index(Path(folder), records, built_at=BUILT_AT, vectors=vectors)
        return Retriever(open_index(Path(folder)), settings or RagSettings(), vectors=vectors)


class MemoryLookup:
    """A `Lookup` over a few records, indexed when the first question comes."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._retriever: Retriever | None = None

    async def search(
        self, question: CleanText, *, limit: int, departments: Collection[str]
    ) -> Found:
        """As the index in force, with the default settings."""
        if self._retriever is None:
            self._retriever = make_retriever(self._records)
        return find(
            self._retriever,
            question.value,
            Reader(departments=departments),
            limit=limit,
            least=RagSettings().minimum_coverage,
        )

    def bound(self, question: CleanText) -> int:
        """No endpoint, no tokens."""
        return 0
