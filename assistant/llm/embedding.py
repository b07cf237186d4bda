"""What every embedder is to the gateway, whoever provides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.core.errors import AssistantError
from assistant.core.text import CleanText


class EmbeddingError(AssistantError):
    """The server gave no usable vectors.

    Attributes:
        cause: short code for the log (`connect`, `http_429`, `deadline`, `dimension`, ...).
        tokens: what it may have counted all the same; 0 if it certainly did no work.
    """

    code = "embedding_unavailable"
    http_status = 502

    def __init__(self, message: str, *, cause: str, tokens: int) -> None:
        super().__init__(message)
        self.cause = cause
        self.tokens = tokens


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors, in the order of the texts, and what they cost.

    Attributes:
        vectors: one for each text, all of one length.
        tokens: as the server counts them, else as we do.
        is_estimated: true if they were counted here.
    """

    vectors: tuple[tuple[float, ...], ...]
    tokens: int
    is_estimated: bool


class Embedder(Protocol):
    """Makes vectors of screened texts; takes nothing else."""

    @property
    def model(self) -> str:
        """The model's name, as prices and usage rows know it."""
        ...

    @property
    def batch_texts(self) -> int:
        """Texts of documents for one call of `embed_documents`."""
        ...

    @property
    def max_chars(self) -> int:
        """Characters of a text that are sent."""
        ...

    def bound(self, question: CleanText) -> int:
        """Upper bound of the tokens a question's vector costs, for the reservation."""
        ...

    async def embed_query(self, question: CleanText) -> Embedded:
        """The vector of a question.

        Raises:
            EmbeddingError: none in time, or none that can be used.
        """
        ...

    async def embed_documents(self, texts: Sequence[CleanText]) -> Embedded:
        """The vectors of at most `batch_texts` documents.

        Raises:
            EmbeddingError: none after every try, or one that trying again does not mend.
        """
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...
