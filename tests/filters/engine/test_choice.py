"""The fast engine is used only if it reads the self-check texts as the stock pipeline does."""

from __future__ import annotations

from dataclasses import replace

import pytest
import spacy
from spacy.language import Language

from assistant.filters.engine.choice import SELF_CHECK_TEXTS, choose_pipeline, proven
from assistant.filters.engine.fast import FastPipeline
from assistant.filters.engine.parse import Entity, Parse, Words
from assistant.filters.engine.stock import StockPipeline
from tests.filters.engine.conftest import reduced_language
from tests.filters.engine.fakes import FixedPipeline

READ = Parse(
    Words(["架空", "市"], [False, False], ["名詞", "名詞"], [0, 2]), (Entity(0, 3, "City"),)
)
SAME = Parse(
    Words(["架空", "市"], [False, False], ["名詞", "名詞"], [0, 2]), (Entity(0, 3, "City"),)
)


def test_an_engine_that_reads_alike_is_used() -> None:
    fast = FixedPipeline({"架空市": SAME})
    choice = proven(FixedPipeline({"架空市": READ}), fast, ["架空市"])
    assert (choice.pipeline, choice.name, choice.fallback) == (fast, "fast", "")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(READ, entities=()), id="entity-missing"),
        pytest.param(replace(READ, entities=(Entity(0, 2, "City"),)), id="entity-shorter"),
        pytest.param(replace(READ, entities=(Entity(0, 3, "Person"),)), id="other-label"),
        pytest.param(
            replace(READ, words=replace(READ.words, tags=["名詞", "接尾辞"])), id="other-tag"
        ),
        pytest.param(replace(READ, words=replace(READ.words, starts=[0, 1])), id="other-place"),
    ],
)
def test_an_engine_that_reads_otherwise_is_not_used_and_says_why(other: Parse) -> None:
    stock = FixedPipeline({"架空": SAME, "架空市": READ})
    choice = proven(stock, FixedPipeline({"架空": READ, "架空市": other}), ["架空", "架空市"])
    assert (choice.pipeline, choice.name) == (stock, "stock")
    assert choice.fallback == "it reads self-check text 2 differently"


def test_another_model_falls_back_and_says_what_is_missing() -> None:
    choice = choose_pipeline(spacy.blank("ja"), "fast")
    assert isinstance(choice.pipeline, StockPipeline)
    assert choice.name == "stock"
    assert choice.fallback == "ja_ginza is not built as expected: the pipe tok2vec is missing"


@pytest.mark.nlp
def test_stock_is_used_without_a_word_if_wanted(reduced: Language) -> None:
    choice = choose_pipeline(reduced, "stock")
    assert isinstance(choice.pipeline, StockPipeline)
    assert (choice.name, choice.fallback) == ("stock", "")


@pytest.mark.nlp
def test_the_installed_model_passes_its_self_check() -> None:
    choice = choose_pipeline(reduced_language(), "fast")
    assert isinstance(choice.pipeline, FastPipeline)
    assert (choice.name, choice.fallback) == ("fast", "")


@pytest.mark.nlp
def test_the_self_check_has_something_to_compare(fast: FastPipeline) -> None:
    parses = fast.read_all(SELF_CHECK_TEXTS)
    labels = {entity.label for parse in parses for entity in parse.entities}
    assert {"Person", "City", "Date"} <= labels
    assert any("\n" in surface for parse in parses for surface in parse.words.surfaces)


@pytest.mark.nlp
def test_weights_that_changed_are_noticed() -> None:
    language = reduced_language()
    fast = FastPipeline(language)
    upper = language.get_pipe("ner").model.get_ref("upper")  # type: ignore[attr-defined]  # typed as a callable
    upper.set_param("b", upper.get_param("b")[::-1].copy())
    assert proven(StockPipeline(language), fast, SELF_CHECK_TEXTS).name == "stock"
