"""Mentions of somebody certain that only another mention makes a name; and words that are none."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer

pytestmark = pytest.mark.nlp


def named(text_analyzer: TextAnalyzer, text: str) -> list[str]:
    findings = text_analyzer.analyze(text).findings
    return [text[one.start : one.end] for one in findings if one.entity == "PERSON"]


@pytest.mark.parametrize(
    ("text", "again"),
    [
        pytest.param("弟のつむくん(4歳)の件。『つむ』は園にいます。", "つむ", id="quoted"),
        pytest.param("鵜沢 しおりさんの母です。しおりは卵が食べられません。", "しおり", id="given"),
        pytest.param("娘のほのちゃんと面談。「ほのは一人で来た」と話す。", "ほの", id="in speech"),
        pytest.param("エンリケさんが来庁。翌日、エンリケから電話。", "エンリケ", id="katakana"),
        pytest.param("ドルジさんの相談。通訳がドルジの話を聞いた。", "ドルジ", id="from abroad"),
        pytest.param("玉置 陽翔さんの件です。顧問が陽翔を駅に残した。", "陽翔", id="no dictionary"),
        pytest.param("宗像 悠斗の母です。悠斗が休みました。", "悠斗", id="child"),
        pytest.param("長女いろはさん、小4。いろはの様子を見る。", "いろは", id="glued to kin"),
        pytest.param("氏名 鵜沢 まこと\n備考 まことは来月転居。", "まこと", id="field"),
        pytest.param("妻のかよさん(70歳)。かよは施設にいます。", "かよ", id="wife"),
    ],
)
def test_a_name_is_found_again(text_analyzer: TextAnalyzer, text: str, again: str) -> None:
    assert text.count(again) == sum(again in one for one in named(text_analyzer, text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("娘のそらちゃんの件。今日はそらが青い空です。", "そらが", id="goes on"),
        pytest.param("鵜沢 みどりさん。公園のみどりを守る会。", "みどりを", id="owned"),
        pytest.param("小暮 花さんの申請。花を植える。", "花を", id="word in kanji"),
        pytest.param("マリさんの相談。マリーナの駐車場で会う。", "マリーナ", id="longer katakana"),
        pytest.param("宗像 大地さんの件。大地の恵みの市。", "大地の", id="word"),
    ],
)
def test_a_word_of_that_form_stays(text_analyzer: TextAnalyzer, text: str, word: str) -> None:
    start = text.index(word) if text.count(word) == 1 else text.rindex(word)
    findings = text_analyzer.analyze(text).findings
    assert not any(one.start <= start < one.end for one in findings if one.entity == "PERSON")


def test_who_is_certain_elsewhere_needs_no_better_form(text_analyzer: TextAnalyzer) -> None:
    text = (
        "出席 校長、教頭、養護の玉置\n1 鵜沢さんと話した。\n2 玉置 保健室の来室は9回。\n"
        "名簿\n三区,畔柳 修,住所\n五区,泡雪 健一,住所\n五区の泡雪委員は電話が苦手。"
    )
    found = named(text_analyzer, text)
    assert found.count("玉置") == text.count("玉置")
    assert "泡雪" in found
