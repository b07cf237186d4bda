"""The reference: ja_ginza run by spaCy itself."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from assistant.filters.engine.parse import Entity, Parse, Words


class StockPipeline:
    """Reads texts with a loaded `Language`. Not for use by several threads at once."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def read_all(self, texts: Sequence[str]) -> list[Parse]:
        """Read several texts, one after the other."""
        return [as_parse(self._language(text)) for text in texts]


def as_parse(document: Doc) -> Parse:
    """What spaCy read in one document."""
    words = Words(
        [token.text for token in document],
        [bool(token.whitespace_) for token in document],
        [str(token.tag_) for token in document],
        [token.idx for token in document],
    )
    entities = (Entity(one.start_char, one.end_char, one.label_) for one in document.ents)
    return Parse(words, tuple(entities))
