"""The fast engine finds the very same entities as ja_ginza run by spaCy: start, end and label."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from assistant.filters.engine.fast import FastPipeline, groups
from assistant.filters.engine.parse import Pipeline
from assistant.filters.engine.stock import StockPipeline
from tests.filters.engine.conftest import reduced_language
from tests.filters.engine.stored import corpus_chunks, digest_of, parse_digest, stored_digests

pytestmark = pytest.mark.nlp

SENTENCES = (
    "架空市総務課の大河内 千尋です。",
    "小鳥遊実乃里様（昭和51年3月9日生）より、住民票の写しを2通請求する旨の電話がありました。",
    "本市の人口は12万3,456人で、前年同月比0.8パーセント減となりました！",
    "会場：架空市民会館　大ホール\n日時：令和8年2月14日（土）午後1時30分",
    "氏名\t住所\t電話\n髙﨑美沙\t架空市緑町3-12-5\t090-0000-0000\n",
    "地方自治法第244条の2第3項の規定に基づき、指定管理者を指定する。",
    "・議員 野々村議長は「防災計画を見直す」と述べ、架空川の堤防や架空南小学校の避難所に触れた。",
    "Ｔａｒｏ　ＹＡＭＡＤＡ／やまだたろう/ﾔﾏﾀﾞ ﾀﾛｳ",
    "SELECT name FROM users WHERE id = 42; -- 架空株式会社",
    "国民健康保険高額療養費支給申請書を審査し、東京都及び神奈川県の医療機関に照会する。",
)


def invented_texts() -> list[str]:
    """Texts of 16 to more than 5,000 characters, whole: longer than the filter's chunks, too."""
    count = len(SENTENCES)
    texts = list(SENTENCES)
    for length in (2, 3, 5, 8, 13, 21, 34, 144):
        order = np.random.default_rng(length).integers(0, count, length)
        texts.append(("" if length % 2 else "\n").join(SENTENCES[number] for number in order))
    return texts


def differences(stock: Pipeline, fast: Pipeline, texts: list[str], *, together: int) -> list[int]:
    """Numbers of the texts in which words, tags or entities differ."""
    groups = [texts[start : start + together] for start in range(0, len(texts), together)]
    read = [parse for group in groups for parse in fast.read_all(group)]
    expected = stock.read_all(texts)
    pairs = zip(expected, read, strict=True)
    return [number for number, (one, other) in enumerate(pairs) if one != other]


def test_corpus_and_guidelines_are_read_as_the_stock_pipeline_reads_them(
    reduced: Language, fast: FastPipeline
) -> None:
    texts = corpus_chunks()
    assert len(texts) > 30
    stored, stock = stored_digests(), StockPipeline(reduced)
    differing = []
    for number, text in enumerate(texts):
        expected = stored.get(digest_of(text)) or parse_digest(stock.read_all([text])[0])
        if parse_digest(fast.read_all([text])[0]) != expected:
            differing.append(number)
    assert differing == []


def test_invented_texts_are_read_as_the_documented_pipeline_reads_them(
    documented: Language, fast: FastPipeline
) -> None:
    texts = invented_texts()
    assert len(texts[0]) < 30
    assert len(texts[-1]) > 5_000
    assert differences(StockPipeline(documented), fast, texts, together=1) == []


def test_the_stored_digests_are_those_of_the_documented_pipeline(
    documented: Language, fast: FastPipeline
) -> None:
    stored, stock = stored_digests(), StockPipeline(documented)
    texts = corpus_chunks()[::60]
    parses = stock.read_all(texts)
    assert sum(len(parse.entities) for parse in parses) > 20
    for text, parse in zip(texts, parses, strict=True):
        assert stored.get(digest_of(text), parse_digest(parse)) == parse_digest(parse)
    assert fast.read_all(texts) == parses


def test_texts_read_together_are_read_alike(reduced: Language, fast: FastPipeline) -> None:
    texts = [*invented_texts()[:16], "", " \n"]
    assert differences(StockPipeline(reduced), fast, texts, together=5) == []


def test_forgetting_words_changes_nothing(fast: FastPipeline) -> None:
    texts = list(SENTENCES) * 3
    forgetful = FastPipeline(reduced_language(), words_kept=40)
    assert [forgetful.read_all([text]) for text in texts] == [fast.read_all([t]) for t in texts]


def test_documents_are_grouped_in_order_by_their_words() -> None:
    vocabulary = Vocab()
    documents = [Doc(vocabulary, words=["市"] * count) for count in (3, 4, 0, 9, 1, 2, 5)]
    sizes = [[len(one) for one in group] for group in groups(documents, 7)]
    assert sizes == [[3, 4, 0], [9], [1, 2], [5]]
    assert list(groups([], 7)) == []
