"""Everyday words bring the official ones, not the other way round."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.rag.documents import Record
from assistant.rag.everyday_table import EVERYDAY_WORDS
from assistant.rag.everyday_words import EverydayWords, is_line
from assistant.rag.settings import LegSettings, RagSettings
from tests.rag.memory_index import make_retriever

RECORDS = [
    Record("seal", "seal", "印鑑登録", "印鑑登録", "登録する印鑑をお持ちください。"),
    Record("tax", "tax", "納税", "納税", "納期限までに納めてください。"),
]


def found(query: str, everyday: float, *lines: str) -> list[str]:
    legs = LegSettings(words=1, expansion=0, synonyms=0, grams=0, sif=0, everyday=everyday)
    retriever = make_retriever(RECORDS, RagSettings(legs=legs, everyday_words=lines))
    return [hit.record.id for hit in retriever.search(query, limit=3).hits]


def test_official_words_are_added() -> None:
    assert found("ハンコをなくしました", 0) == []
    assert found("ハンコをなくしました", 0.2) == ["seal"]


def test_nothing_is_added_to_a_query_that_names_an_article() -> None:
    assert found("ハンコについての第3条", 0.2) == []


def test_a_city_adds_its_own() -> None:
    assert found("ポチ袋", 0.2) == []
    assert found("ポチ袋", 0.2, "ポチ袋=納税") == ["tax"]


def test_only_one_direction_is_followed() -> None:
    assert "ハンコ" not in EverydayWords().added("印鑑登録")


@pytest.mark.parametrize("query", ["市内において", "ただし書", "いただけますか", "そのまま"])
def test_a_part_of_a_plain_word_is_no_everyday_word(query: str) -> None:
    assert EverydayWords().added(query) == []


def test_every_built_in_line_has_both_sides() -> None:
    assert [line for line in EVERYDAY_WORDS.splitlines() if not is_line(line)] == []


@pytest.mark.parametrize("line", ["", "ポチ袋", "=納税", "ポチ袋="])
def test_a_line_without_both_sides_is_refused(line: str) -> None:
    with pytest.raises(ValidationError, match="official"):
        RagSettings(everyday_words=(line,))
