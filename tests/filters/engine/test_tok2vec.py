"""Token vectors: spaCy's up to rounding, and the same whatever was read before."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from assistant.filters.engine.embedding import WordTable
from assistant.filters.engine.fast import attributes
from assistant.filters.engine.tok2vec import TokenVectors, runs
from assistant.filters.engine.weights import Floats, token_vector_weights
from tests.filters.engine.test_identity import SENTENCES

pytestmark = pytest.mark.nlp


def read(language: Language, text: str, vectors: TokenVectors) -> Floats:
    return vectors.vectors(attributes(language.make_doc(text), "ORTH", "SHAPE"))


def token_vectors(language: Language, words: int, windows: int = 4096) -> TokenVectors:
    weights = token_vector_weights(language)
    table = WordTable(weights, language.vocab.vectors, capacity=words)
    return TokenVectors(weights, table, capacity=windows)


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


@pytest.mark.parametrize("windows", [1, 7, 4096])
def test_what_was_read_before_changes_no_number(reduced: Language, windows: int) -> None:
    whole = "".join(SENTENCES)
    rewritten = whole.replace("大河内 千尋", "Aさん").replace("野々村", "B")
    reading = token_vectors(reduced, 4096, windows)
    for text in (whole, rewritten, whole[:40], f"前の質問です。\n{whole}", whole):
        alone = read(reduced, text, token_vectors(reduced, 4096))
        np.testing.assert_array_equal(read(reduced, text, reading), alone)


@pytest.mark.parametrize(
    ("missing", "count", "expected"),
    [
        pytest.param([0, 1, 2], 3, [(0, 3)], id="all"),
        pytest.param([4], 9, [(3, 5)], id="one word is computed with its neighbour"),
        pytest.param([0], 9, [(0, 2)], id="the first with the next"),
        pytest.param([0], 1, [(0, 1)], id="a text of one word"),
        pytest.param([1, 2, 7, 8], 9, [(1, 9)], id="near ones together"),
        pytest.param([1, 2, 8, 9], 10, [(1, 3), (8, 10)], id="far ones apart"),
    ],
)
def test_runs_hold_all_that_is_missing(
    missing: list[int], count: int, expected: list[tuple[int, int]]
) -> None:
    assert list(runs(missing, count, gap=4)) == expected
