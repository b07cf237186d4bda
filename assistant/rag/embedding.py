"""Vectors of records by an embedder of the city's own: what an index states, and takes over.

Who makes them is not known here: the gateway joins the filter and the endpoint behind
`DocumentEmbedder`, so that nothing but screened text is ever embedded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.rag.bm25 import Floats
from assistant.rag.index import EMBEDDING, Index, Manifest
from assistant.rag.settings import RagSettings


class DocumentEmbedder(Protocol):
    """Gives records their vectors while an index is built.

    Attributes:
        name: what the index states; vectors of another name are never compared with these.
    """

    name: str

    def embed(self, texts: Mapping[str, str]) -> Mapping[str, Floats]:
        """A vector for each text by its key; none for what the filter does not let through.

        Raises:
            AssistantError: the endpoint fails. What was made until then is kept for the next try.
            OSError: what was made cannot be kept (disk full).
        """
        ...


class LegState(StrEnum):
    """Whether the leg `embedding` can search an index."""

    OFF = "off"
    READY = "ready"
    NOT_BUILT = "not_built"
    OTHER_EMBEDDER = "other_embedder"


def leg_state(manifest: Manifest, settings: RagSettings, endpoint: str) -> LegState:
    """Whether an index can be searched by the embedder the settings name.

    Args:
        manifest: of the index.
        settings: section `rag`.
        endpoint: the name of the configured endpoint's vectors; empty without one.
    """
    if settings.embedder == "none" or not settings.embedding_weight:
        return LegState.OFF
    if settings.embedder == "ginza":
        return LegState.READY if manifest.vectors else LegState.NOT_BUILT
    if not manifest.embedder:
        return LegState.NOT_BUILT
    return LegState.READY if manifest.embedder == endpoint else LegState.OTHER_EMBEDDER


def explained(state: LegState, manifest: Manifest, endpoint: str) -> str:
    """The state in a line, with what to do about it."""
    if state is LegState.READY:
        size = f", {manifest.dimensions} numbers a record" if manifest.dimensions else ""
        return f"ready ({manifest.embedder or manifest.vectors}{size})"
    if state is LegState.NOT_BUILT:
        return "not built: words alone are searched; run `assistant rag build`"
    if state is LegState.OTHER_EMBEDDER:
        return (
            f"refused: the index was made by {manifest.embedder}, the settings name {endpoint}; "
            "words alone are searched; run `assistant rag build`"
        )
    return "off (rag.embedder is none, or rag.legs.embedding 0)"


def write_embedding(
    folder: Path,
    keys: Sequence[str],
    texts: Sequence[str],
    *,
    previous: Index | None,
    embedder: DocumentEmbedder,
) -> int:
    """Write the vectors of records, of length 1 or 0; only what has none yet is embedded.

    Returns:
        How many numbers a vector has; 0 if no record has one.

    Raises:
        AssistantError: as `DocumentEmbedder.embed`, or vectors of several lengths.
    """
    known = _known(previous, embedder.name)
    wanted = dict(zip(keys, texts, strict=True))
    fresh = {key: text for key, text in wanted.items() if key not in known}
    found = {**known, **embedder.embed(fresh)} if fresh else known
    if len({len(vector) for vector in found.values()}) > 1:  # the model's vectors are others now
        found = dict(embedder.embed(wanted))
    size = len(next(iter(found.values()))) if found else 0
    matrix = np.zeros((len(keys), size), dtype=np.float32)
    for place, key in enumerate(keys):
        if key in found:
            matrix[place] = found[key] / max(float(np.linalg.norm(found[key])), 1e-9)
    np.save(folder / EMBEDDING, matrix)
    return size


def _known(previous: Index | None, name: str) -> dict[str, Floats]:
    """Vectors an earlier index has by the same embedder. Those withheld are tried anew."""
    if previous is None or previous.embedding is None or previous.manifest.embedder != name:
        return {}
    try:
        keys = previous.forward().keys
    except (OSError, ValueError):
        return {}
    rows = zip(keys, previous.embedding, strict=True)
    return {key: vector for key, vector in rows if np.any(vector)}
