"""Names in narrating sentences: by form alone, and as the whole filter sees them."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.narrative import from_narrative, is_thing_told, told_of


def told(text: str, name: str) -> set[str]:
    start = text.index(name)
    return set(told_of(text, Candidate(start, start + len(name))))


def people(analyzer: TextAnalyzer, text: str) -> list[str]:
    found = (one for one in analyzer.analyze(text).findings if one.entity == "PERSON")
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param("早見が作曲した三つの歌", "早見", {"told"}, id="somebody does"),
        pytest.param("早見を起用した理由", "早見", {"told"}, id="done to somebody"),
        pytest.param("早見の生い立ち", "早見", {"told"}, id="what only people have"),
        pytest.param("早見が窓口に3回来ていて", "早見", {"told"}, id="at the counter"),
        pytest.param("友人の早見と", "早見", {"called_before"}, id="who it is"),
        pytest.param("ドライバーの早見と", "早見", {"called_before"}, id="who it is, in katakana"),
        pytest.param("早見は、日本の教育家。", "早見", {"described"}, id="entry"),
        pytest.param("早見警部と", "早見", {"rank_behind"}, id="rank that ends like a section"),
        pytest.param("早見たちの話", "早見", {"rank_behind"}, id="and others"),
        pytest.param(
            "早見は「会が延びる」と述べた", "早見", {"told"}, id="somebody else in what is said"
        ),
        pytest.param(
            "早見は、翌年に社が移ったから辞めたと日記に書いている", "早見", {"told"}, id="topic"
        ),
        pytest.param("早見(用地係)が来た", "早見", {"rank_behind"}, id="section in brackets"),
        pytest.param("早見らは去った", "早見", {"rank_behind"}, id="he and others"),
        pytest.param("早見姓を継ぐ", "早見", {"rank_behind"}, id="said to be a name"),
        pytest.param("早見が適時打を放った", "早見", {"told"}, id="what players do"),
        pytest.param("早見が、やはり残りたかったと語った", "早見", {"told"}, id="word with a は"),
        pytest.param("早見の心境が変わる", "早見", {"told"}, id="what somebody feels"),
        pytest.param("早見による独奏", "早見", {"told"}, id="done oneself"),
        pytest.param("早見に励まされた", "早見", {"told"}, id="done by somebody"),
        pytest.param("早見「まだ続けたいと思っています。」", "早見", {"told"}, id="words behind"),
        pytest.param("好投する早見を", "早見", {"called_before"}, id="clause about somebody"),
        pytest.param("31歳の早見は", "早見", {"called_before"}, id="age"),
        pytest.param("エース早見が", "早見", {"called_before"}, id="calling, glued"),
        pytest.param("早見主将と", "早見", {"title_after"}, id="post in a team"),
        pytest.param("早見も訳してください", "早見", set(), id="asked of the bot"),
        pytest.param("早見を訪れた", "早見", set(), id="where somebody goes"),
        pytest.param("早見「山と海の歌」", "早見", set(), id="title behind"),
        pytest.param("早見は城下と呼ばれる", "早見", set(), id="said by anybody"),
        pytest.param("早見の水位", "早見", set(), id="river"),
        pytest.param("早見と荒川の棚田を紹介する文を書いて", "早見", set(), id="asked of the bot"),
        pytest.param("早見を題にした絵を描いて飾った", "早見", {"told"}, id="done all the same"),
        pytest.param("早見は、利用者が考える場所", "早見", set(), id="another subject between"),
    ],
)
def test_what_a_sentence_says_of_a_name(text: str, name: str, expected: set[str]) -> None:
    assert told(text, name) == expected


@pytest.mark.parametrize(
    ("text", "is_thing"),
    [
        pytest.param("早見は、湾の端にある州都で、人が多い。", True, id="capital"),
        pytest.param("早見は、菓子を作る会社である。", True, id="firm"),
        pytest.param("早見は、父が営む会社である。", False, id="somebody else's"),
        pytest.param("早見は、東京の大学。", False, id="where somebody is"),
        pytest.param("早見は市内の会社で働く。", False, id="where somebody works"),
        pytest.param("早見は、日本の教育家である。", False, id="somebody"),
    ],
)
def test_an_entry_may_be_about_a_thing(text: str, is_thing: bool) -> None:
    assert is_thing_told(text, Candidate(0, len("早見"))) is is_thing


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "ガルトヴェンは生涯独学だったと語った", "ガルトヴェン", id="unknown word acts"
        ),
        pytest.param("エルケ・ミュンドは、独学の写真家。", "エルケ・ミュンド", id="entry"),
        pytest.param("早見灯生は、日本の教育家。", "早見灯生", id="entry in kanji"),
        pytest.param("彫刻家早見灯生の作", "早見灯生", id="what one does, glued"),
        pytest.param("ビル・ドラーネンの曲", "ビル・ドラーネン", id="given name that is a word"),
        pytest.param("哲学者セシュラ・ボクが来た", "セシュラ・ボク", id="family name that is one"),
        pytest.param("実習生のドラーネンが来た", "ドラーネン", id="trainee"),
        pytest.param("ドラーネン教授の講義", "ドラーネン", id="professor"),
        pytest.param("研究者のM.ドラーネンは", "M.ドラーネン", id="initial"),
        pytest.param("ノーマン ドラーネンの曲", "ノーマン ドラーネン", id="names a blank parts"),
        pytest.param("投手は早見陽汰(2年)だ", "早見陽汰", id="pupil with a composed given name"),
        pytest.param("1位:早見陽汰 2位:", "早見陽汰", id="rank"),
        pytest.param("会長の早見明を", "早見明", id="whole name behind a post"),
    ],
)
def test_nobody_a_dictionary_knows_is_a_candidate(text: str, name: str) -> None:
    found = from_narrative(text, name_dictionary())
    assert name in [one.text_in(text) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("アプリを考えた", id="word of the language"),
        pytest.param("ガルトヴェンを考えた", id="unknown thing something is done to"),
        pytest.param("相談員は、社会福祉士です", id="word at the head"),
        pytest.param("サン・ビルの改修", id="house"),
        pytest.param("パリ・ドラーネンの特急", id="place with an unknown word"),
        pytest.param("オルガン・コンサートの案内", id="instrument"),
        pytest.param("J.ハンドは老舗の店である", id="firm with an initial"),
        pytest.param("ドラーネンに乗った", id="unknown thing somebody uses"),
        pytest.param("原状回復(3年)", id="words and a term of years"),
        pytest.param("会議録(5年)、林道台帳(3年)", id="documents and how long they are kept"),
    ],
)
def test_things_are_none(text: str) -> None:
    assert list(from_narrative(text, name_dictionary())) == []


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("渡辺直樹 人工透析", "渡辺直樹", id="condition behind a blank"),
        pytest.param("渡辺直樹　寝たきり", "渡辺直樹", id="condition like a given name"),
        pytest.param("ユウキは昨日から学校に来ていない。", "ユウキ", id="katakana"),
        pytest.param("みずきは先週から学校を休んでいる。", "みずき", id="hiragana that is a word"),
        pytest.param("さくらは明日の会議に来ません。", "さくら", id="hiragana that is a flower"),
        pytest.param("友人のトム・ベルナーと会った。", "トム・ベルナー", id="names that are words"),
        pytest.param(
            "令和6年度の総合訓練では、公民館の整備と補助金の交付、河川の改修を協議した。\n"
            "荻野歩は避難に介助が要る。",
            "荻野歩",
            id="subject, seen by the tags alone, in what looks published",
        ),
        pytest.param("主将の早見純子が引退した。", "早見純子", id="full name"),
        pytest.param("漫画家の早見あきらが越してきた。", "早見あきら", id="calling of public life"),
        pytest.param("エース古田が最後まで好投した。", "古田", id="calling in katakana"),
        pytest.param("打席には三浦が入った。", "三浦", id="whoever acts is no place"),
        pytest.param("好投する村上を打線が支えた。", "村上", id="clause about somebody"),
        pytest.param("名曲を披露してきた中山による独奏。", "中山", id="done oneself"),
    ],
)
def test_a_bare_name_is_found(text_analyzer: TextAnalyzer, text: str, name: str) -> None:
    assert name in people(text_analyzer, text)


@pytest.mark.nlp
def test_the_family_name_of_a_name_from_abroad_stands_for_it(text_analyzer: TextAnalyzer) -> None:
    text = "マルコ・ベルナーニが来日した。翌年、ベルナーニは退いた。"
    assert people(text_analyzer, text) == ["マルコ・ベルナーニ", "ベルナーニ"]


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("さくらは三月下旬に開花する見込みです。", id="flower"),
        pytest.param("ひかりが差し込む設計にしました。", id="light"),
        pytest.param("マズローの欲求段階を研修で学ぶ。", id="theory"),
        pytest.param("早川の水位が上がり、大島が断水した。", id="river and district"),
        pytest.param("メゾン・ド・リーヴの修繕", id="house"),
    ],
)
def test_what_is_called_like_a_name_is_let_through(text_analyzer: TextAnalyzer, text: str) -> None:
    assert people(text_analyzer, text) == []
