"""An embedding endpoint as a `langchain_core` embedder that screens every text it is given.

langchain's face takes any string; the endpoint's takes screened text alone. What the screen does
not let through is never sent: its vector is all zeros, which is near to nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.core.text import CleanText

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

Screen = Callable[[str], Coroutine[None, None, CleanText | None]]
Vectors = Sequence[Sequence[float]]


class Endpoint(Protocol):
    """Gives vectors of screened texts."""

    async def documents(self, texts: Sequence[CleanText]) -> Vectors:
        """One vector for each text."""
        ...

    async def query(self, text: CleanText) -> Sequence[float]:
        """The vector of a question."""
        ...


def screened_embeddings(endpoint: Endpoint, screen: Screen) -> Embeddings:
    """The embedder; its synchronous faces run a loop of their own, as a build has none."""
    from langchain_core.embeddings import Embeddings  # noqa: PLC0415  # heavy, wanted rarely

    class ScreenedEmbeddings(Embeddings):
        """Screens, then asks the endpoint for what was let through."""

        async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
            """Vectors of texts; all zeros, or empty if none was let through, for the withheld."""
            screened = await asyncio.gather(*map(screen, texts))
            sent = [text for text in screened if text is not None]
            made = iter(await endpoint.documents(sent) if sent else ())
            found = [list(next(made)) if text is not None else [] for text in screened]
            size = max((len(vector) for vector in found), default=0)
            return [vector or [0.0] * size for vector in found]

        async def aembed_query(self, text: str) -> list[float]:
            """The vector of a question; empty if it is withheld."""
            screened = await screen(text)
            return [] if screened is None else list(await endpoint.query(screened))

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """As `aembed_documents`, outside any loop."""
            return asyncio.run(self.aembed_documents(texts))

        def embed_query(self, text: str) -> list[float]:
            """As `aembed_query`, outside any loop."""
            return asyncio.run(self.aembed_query(text))

    return ScreenedEmbeddings()
