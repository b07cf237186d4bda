"""GiNZA as the NLP engine: labels mapped, tags kept, chunks joined."""

from __future__ import annotations

import pytest

from assistant.core.errors import ConfigurationError
from assistant.filters.nlp_engine import LABELS, PERSON, GinzaNlpEngine, Word

pytestmark = pytest.mark.nlp


def test_only_the_models_person_label_means_a_person() -> None:
    assert [label for label, ours in LABELS.items() if ours == PERSON] == ["Person"]


def test_words_carry_sudachis_name_tags_without_the_unused_pipes(ginza: GinzaNlpEngine) -> None:
    reading = ginza.process_text("高橋美咲が来庁した。", "ja").reading
    assert reading.words[0] == Word(0, 2, "名詞-固有名詞-人名-姓")
    assert reading.words[0].is_surname
    assert reading.words[1].is_given_name


def test_places_in_a_long_text_are_places_in_the_whole_text(ginza: GinzaNlpEngine) -> None:
    text = "会議の議題を整理する。\n" * 150 + "高橋美咲が来庁した。"
    reading = ginza.process_text(text, "ja").reading
    assert len(text) > 1_600
    assert any(
        label.label == PERSON and "高橋" in text[label.start : label.end]
        for label in reading.labels
    )
    assert [word.start for word in reading.words] == sorted({w.start for w in reading.words})


def test_more_than_sudachi_takes_at_once_is_read(ginza: GinzaNlpEngine) -> None:
    text = "漢" * 20_000
    words = ginza.process_text(text, "ja").reading.words
    assert words[-1].end == len(text)


def test_another_language_is_refused(ginza: GinzaNlpEngine) -> None:
    with pytest.raises(ConfigurationError, match="ja"):
        ginza.process_text("hello", "en")


def test_an_engine_not_loaded_says_so() -> None:
    with pytest.raises(ConfigurationError, match="not loaded"):
        GinzaNlpEngine().process_text("窓口", "ja")
