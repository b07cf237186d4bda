"""The language model, loaded once for all tests that need it."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.nlp_engine import GinzaNlpEngine
from assistant.filters.settings import FilterSettings


@pytest.fixture(scope="session")
def ginza() -> GinzaNlpEngine:
    engine = GinzaNlpEngine()
    engine.load()
    return engine


@pytest.fixture(scope="session")
def text_analyzer(ginza: GinzaNlpEngine) -> TextAnalyzer:
    return TextAnalyzer(FilterSettings(), ginza)
