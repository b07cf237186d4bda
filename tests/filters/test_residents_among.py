"""Residents beside the wording that makes others public: a trigger by chance hides nobody."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.combination import TAIL_TALK
from assistant.filters.names.candidates import bare_name
from assistant.filters.names.dictionary import name_dictionary
from tests.filters.test_public_pages import found

MEDAL = "パラリンピックで金メダルを獲得した早見蓮選手の"


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            f"名誉市民の件で来庁。東京{MEDAL}母が住民票を請求。",
            "早見蓮",
            id="medal at the counter",
        ),
        pytest.param(
            "名前は「林」の一字です。戸籍の「林」を旧字に直してほしいと来庁。", "林", id="own name"
        ),
        pytest.param(
            "屋号は「堤」の一字です。「堤様」ではないと堤さんから苦情。", "堤", id="shop and owner"
        ),
        pytest.param(
            "優勝は青葉クラブ、個人の部2位 マリア大槻。", "大槻", id="given name before a family's"
        ),
        pytest.param("前町長、塩見が施設に入所、要介護3", "塩見", id="who held an office"),
        pytest.param("柏倉邸は昭和48年の建築、解体の相談", "柏倉", id="an ordinary house"),
        pytest.param("申請者は柏倉、塩見の浸水家屋", "塩見", id="whose house is struck"),
        pytest.param("保護者:柏倉の方が先に手を出した", "柏倉", id="which of two"),
        pytest.param("世 帯 主 森 茂 転出届", "森 茂", id="label set apart"),
        pytest.param("米山の噴火のような声。米山様は滞納3期。", "米山", id="like a mountain"),
        pytest.param(
            "ジョイスさんの児童手当。ジョイスは先月転居。", "ジョイス", id="like a writer"
        ),
        pytest.param(
            "むかし、町に冬実という娘がいたと伝わる話をした早見冬実さんの戸籍。",
            "冬実",
            id="tale of oneself",
        ),
        pytest.param(
            "吉住は文久元年生まれの先祖の戸籍を請求。", "吉住", id="whose forebear was born of old"
        ),
        pytest.param(
            "狂言で早見正夫、大槻ミネの役を演じますので、ご家族に連絡。",
            "早見正夫",
            id="play of residents",
        ),
        pytest.param("恵比須様の神楽の件で恵比須さんから電話。", "恵比須", id="like a god"),
        pytest.param("弁財さんが鯛を持参。弁財様の介護申請。", "弁財", id="like a goddess"),
        pytest.param(
            "ゆうなちゃんのコップを間違えた。(うさぎのキャラクター)", "ゆうな", id="child's cup"
        ),
        pytest.param("大槻 翼5歳", "大槻 翼", id="age behind the given name"),
        pytest.param("仁科 光090-1234-1111", "仁科 光", id="telephone behind the given name"),
        pytest.param("早見が描いてくださった絵を返却。", "早見", id="thanked for"),
        pytest.param(
            "役員会\n第5代区長、宍戸歩が会計の不足を認めた。",
            "宍戸歩",
            id="head of a neighbourhood",
        ),
        pytest.param(
            "ボランティアの当番 映画 会場 公民館\n出演 早見渚、大槻歩", "大槻歩", id="helpers"
        ),
        pytest.param("勘助橋 渚さんの欠席", "勘助橋 渚", id="rare family like a bridge"),
        pytest.param(
            "車いすの神様を自称し「早見様」と呼べと迫る。", "早見", id="calls himself a god"
        ),
        pytest.param("大槻の子育てが心配と保健師から", "大槻", id="worry about a family"),
        pytest.param("長女 0748-31-7075(施設)", "0748-31-7075", id="daughter in a home"),
        pytest.param("10:00 大槻 健康相談で来庁", "大槻", id="goes to the consultation"),
        pytest.param(
            "SELECT * FROM town_residents WHERE name LIKE '大津%'", "大津", id="table of residents"
        ),
        pytest.param("10:30早見と申しますが、", "早見", id="hour glued to a caller"),
    ],
)
def test_finds_residents_beside_public_words(
    text_analyzer: TextAnalyzer, text: str, name: str
) -> None:
    assert any(name in one or one in name for one in found(text_analyzer, text))


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("13:30 長田 健康相談", id="consultation at a place"),
        pytest.param("10:00 長浜 年金相談会", id="meeting at a place"),
        pytest.param('=IF(A2="大津","○","×")', id="formula with a circle"),
        pytest.param("SELECT * FROM eki WHERE name='堅田'", id="table of stations"),
        pytest.param("四日市さんぽ", id="walk through a town"),
        pytest.param("大津の先発隊", id="advance party"),
    ],
)
def test_lets_places_pass(text_analyzer: TextAnalyzer, text: str) -> None:
    assert found(text_analyzer, text) == []


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("mail", "is_found"),
    [
        pytest.param("info@example.jp(大津)", False, id="branch behind an office's mail"),
        pytest.param("otsuki@example.jp(大槻)", True, id="who writes from there"),
    ],
)
def test_tells_a_branch_from_who_writes(
    text_analyzer: TextAnalyzer, mail: str, is_found: bool
) -> None:
    place = mail[mail.index("(") + 1 : -1]
    assert (place in found(text_analyzer, mail)) is is_found


def test_ends_of_hostile_names_and_turns_are_read_once() -> None:
    """Marks in a row have one reading: these would never end with a repeat in a repeat."""
    assert bare_name("(" * 5000 + "早見)", name_dictionary()).endswith("早見")
    assert bare_name("早見さん様 12)", name_dictionary()) == "早見"
    assert TAIL_TALK.search("." * 200 + "x") is None
