"""A pipeline that reads what it is told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.filters.engine.parse import Parse


@dataclass
class FixedPipeline:
    """Answers from a table."""

    parses: Mapping[str, Parse]

    def read_all(self, texts: Sequence[str]) -> list[Parse]:
        return [self.parses[text] for text in texts]
