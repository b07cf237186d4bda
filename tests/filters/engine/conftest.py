"""The documented pipeline and the fast engine, each loaded once."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from thinc.api import use_ops

from assistant.filters.engine.fast import FastPipeline
from assistant.filters.nlp_engine import MODEL, UNUSED_PIPES


@pytest.fixture(scope="session")
def documented() -> Language:
    """ja_ginza as its page says: everything in it, on thinc's own ops (blis)."""
    with use_ops("numpy"):
        return spacy.load(MODEL)


def reduced_language() -> Language:
    """What the fast engine is built from."""
    with use_ops("numpy", use_blis=False):
        return spacy.load(MODEL, exclude=[*UNUSED_PIPES, "strings"])


@pytest.fixture(scope="session")
def reduced() -> Language:
    return reduced_language()


@pytest.fixture(scope="session")
def fast() -> FastPipeline:
    return FastPipeline(reduced_language())
