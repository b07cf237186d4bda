"""Text to words and entities with ja_ginza's weights: what the stock pipeline yields, faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from assistant.filters.engine.embedding import WordTable
from assistant.filters.engine.ner import EntityDecoder
from assistant.filters.engine.parse import Entity, Parse, Words
from assistant.filters.engine.tok2vec import TokenVectors
from assistant.filters.engine.weights import entity_weights, pipe_of, token_vector_weights
from assistant.filters.engine.words import WordCutter

# spaCy's vocabulary keeps every word it ever met; after so many words those met are dropped.
WORDS_KEPT = 200_000
# The parser takes texts together to save time; it needs 12 kB a word while it does.
WORDS_TOGETHER = 2_000


class FastPipeline:
    """ja_ginza without spaCy's slow parts. Not for use by several threads at once.

    Takes what it needs out of a loaded `Language`, which is not to be used afterwards and may be
    dropped: its vocabulary, its Sudachi tokenizer, its dependency parser, and copies of the other
    weights. Set thinc's ops before loading the language.

    Raises:
        UnexpectedModelError: the model is not built as this engine expects.
    """

    def __init__(self, language: Language, *, words_kept: int = WORDS_KEPT) -> None:
        tokenizer: Any = language.tokenizer
        weights = token_vector_weights(language)
        self._vocab = language.vocab
        self._cutter = WordCutter(tokenizer.tokenizer)
        self._parser = pipe_of(language, "parser")
        self._vectors = TokenVectors(weights, WordTable(weights, language.vocab.vectors))
        self._decoder = EntityDecoder(entity_weights(language))
        self._zone = ExitStack()
        self._words_kept = words_kept
        self._words_met = 0
        self._zone.enter_context(self._vocab.memory_zone())

    def read_all(self, texts: Sequence[str]) -> list[Parse]:
        """Read several texts; the parser takes several of them in one go.

        Raises:
            MisalignedWordsError: Sudachi's words are not those of the text.
        """
        cut = [self._cutter.cut(text) for text in texts]
        self._forget_words(sum(len(one.surfaces) for one in cut))
        documents = [Doc(self._vocab, words=one.surfaces, spaces=one.spaces) for one in cut]
        for document in documents:
            if len(document):
                vectors: Any = self._vectors.vectors(attributes(document, "ORTH", "SHAPE"))
                document.tensor = vectors
        for group in groups(documents, WORDS_TOGETHER):
            self._parser.set_annotations(group, self._parser.predict(group))
        return [self._parse(*pair) for pair in zip(cut, documents, strict=True)]

    def close(self) -> None:
        """Give back the vocabulary as it was; the pipeline is not to be used any more."""
        self._zone.close()

    def _parse(self, words: Words, document: Doc) -> Parse:
        if not len(document):
            return Parse(words, ())
        flags = attributes(document, "SENT_START", "IS_SPACE") == 1
        vectors: Any = document.tensor
        spans = self._decoder.decode(vectors, flags[:, 0], flags[:, 1])
        entities = (
            Entity(words.starts[span.start], words.end(span.end - 1), span.label) for span in spans
        )
        return Parse(words, tuple(entities))

    def _forget_words(self, count: int) -> None:
        """Drop the words met so far if they have become too many. No document may be in use."""
        self._words_met += count
        if self._words_met > self._words_kept:
            self._zone.close()
            self._zone.enter_context(self._vocab.memory_zone())
            self._words_met = count


def groups(documents: Sequence[Doc], most_words: int) -> Iterator[list[Doc]]:
    """Documents in order, in groups of that many words; a longer one makes a group by itself."""
    group: list[Doc] = []
    for document in documents:
        if group and sum(map(len, group)) + len(document) > most_words:
            yield group
            group = []
        group.append(document)
    if group:
        yield group


def attributes(document: Doc, *names: str) -> Any:  # noqa: ANN401  # spaCy's stub says float64
    """The attributes of each word: (words, names) of unsigned 64-bit integers."""
    return np.asarray(document.to_array(list(names)))
