"""Token vectors: spaCy's up to rounding, and the same whatever was read before."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from assistant.filters.engine.embedding import WordTable
from assistant.filters.engine.fast import attributes
from assistant.filters.engine.tok2vec import TokenVectors
from assistant.filters.engine.weights import Floats, token_vector_weights
from tests.filters.engine.test_identity import SENTENCES

pytestmark = pytest.mark.nlp


def read(language: Language, text: str, vectors: TokenVectors) -> Floats:
    return vectors.vectors(attributes(language.make_doc(text), "ORTH", "SHAPE"))


def token_vectors(language: Language, capacity: int) -> TokenVectors:
    weights = token_vector_weights(language)
    return TokenVectors(weights, WordTable(weights, language.vocab.vectors, capacity=capacity))


@pytest.mark.parametrize("text", ["市", "架空市", *SENTENCES, "".join(SENTENCES)])
def test_vectors_are_spacys_up_to_rounding(reduced: Language, text: str) -> None:
    expected = reduced.get_pipe("tok2vec")(reduced.make_doc(text)).tensor
    found = read(reduced, text, token_vectors(reduced, 4096))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


def test_a_table_that_overflows_changes_nothing(reduced: Language) -> None:
    roomy, tight = token_vectors(reduced, 4096), token_vectors(reduced, 20)
    for text in (*SENTENCES, "".join(SENTENCES), *reversed(SENTENCES)):
        found, expected = read(reduced, text, tight), read(reduced, text, roomy)
        np.testing.assert_allclose(found, expected, rtol=0, atol=5e-6)
