"""What the sentence and the text around a name are about."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.candidates import Candidate
from assistant.filters.names.context import TextContext
from assistant.filters.names.surroundings import Surroundings
from assistant.filters.settings import FilterSettings


def evidence(text: str, name: str) -> set[str]:
    start = text.index(name)
    return set(TextContext(text).evidence(Candidate(start, start + len(name))))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("古文書講座の申込 大石渚", id="old documents"),
        pytest.param("銅像前で転倒 大石渚", id="statue"),
        pytest.param("昭和10年の家屋 大石渚", id="old house"),
        pytest.param("市指定ごみ袋の件 大石渚", id="designated by the city"),
        pytest.param("契約の変更届 大石渚", id="change"),
    ],
)
def test_one_word_met_at_work_as_well_is_no_history(text: str) -> None:
    assert "history_around" not in evidence(text, "大石渚")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("俳人の大石渚翁が訪れた", "historical_calling", id="calling of the past"),
        pytest.param(
            "『朝の海』絵本 大石(おおいし)/文・絵 架空社",
            "credited",
            id="reading, then credit",
        ),
        pytest.param(
            "新刊の絵本\n・朝の海(大石(おおいし)) 架空書房\n",
            "credited",
            id="publisher behind",
        ),
        pytest.param("絵本と童話 大石コレクション", "credited", id="collected works"),
        pytest.param("禅師大石渚が開いた", "historical_calling", id="priest of the past"),
        pytest.param(
            "江戸時代の仇討で知られる大石兄弟", "historical_calling", id="brothers of the past"
        ),
        pytest.param("藩主が建てた大石邸が残る", "historical_calling", id="house of the past"),
        pytest.param("1380(天授6)年に大石渚が架けた", "history_around", id="era in brackets"),
        pytest.param("江戸時代に大石渚が開いた", "history_around", id="era in the sentence"),
        pytest.param("『大石渚の朝』を読む", "in_title", id="title of a work"),
        pytest.param("おすすめの短編は大石の「朝の海」", "credited", id="book somebody recommends"),
        pytest.param("「大石カツ丼」を出す", "place_or_organisation", id="dish"),
        pytest.param("「汁や 大石」を閉める", "place_or_organisation", id="house that serves"),
        pytest.param("大石の通学路に信号を", "place_lead", id="road"),
        pytest.param("大石第12号の決裁", "stop_word", id="sign of a document"),
        pytest.param("記号・番号 大石 504", "stop_word", id="sign of a card"),
        pytest.param("『朝の海』 大石 著", "credited", id="author"),
        pytest.param("五輪代表の大石渚が来る", "public_figure", id="known to all"),
        pytest.param("着ぐるみの大石くん", "creature", id="mascot"),
        pytest.param("「大石」「北橋」は停まります", "place_lead", id="stop of a bus"),
        pytest.param("「大石」は町名です", "said_otherwise", id="the text says so"),
        pytest.param("大石では稲刈りが始まる", "where", id="place particle"),
        pytest.param("大石から苦情の電話", "person_action", id="somebody acts"),
        pytest.param("大石の主治医", "person_noun", id="what only people have"),
        pytest.param("大石  120  340", "figures_behind", id="row of figures"),
        pytest.param("開票結果\n大石渚 無所属 120票", "official", id="candidate of an election"),
        pytest.param("定例会\n○委員長(大石渚)", "official", id="speaker in a council"),
    ],
)
def test_the_context_is_told(text: str, expected: str) -> None:
    assert expected in evidence(text, "大石")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(
            "大石渚(おおいし なぎさ)(1862〜1931) 画家", "大石渚", "historical_calling", id="life"
        ),
        pytest.param("大石家の若さまに仕えた", "大石", "historical_calling", id="house of a lord"),
        pytest.param(
            "永禄3年(1560)、天正2年の戦に(大石、海原、沖これに従う)",
            "大石",
            "historical_calling",
            id="list of those led",
        ),
        pytest.param(
            "1871年に開き、1888年に移した。宣教師リンデンも来た",
            "リンデン",
            "historical_calling",
            id="came from abroad then",
        ),
        pytest.param("大石渚、沖凪らの句碑", "大石渚", "historical_calling", id="stones"),
        pytest.param("絵本と童話、大石渚の〈海〉", "大石渚", "credited", id="work in brackets"),
        pytest.param("寛文3年の検地を大石渚が", "大石渚", "history_around", id="era alone"),
        pytest.param(
            "第5回 大石ほがらかウォーク", "大石ほがらか", "place_or_organisation", id="meeting"
        ),
        pytest.param(
            "バス時刻表\n大石ゆき 7:10 8:20 9:30", "大石ゆき", "place_lead", id="where a bus goes"
        ),
        pytest.param(
            "絵本と童話\n◇朝の海\n沖凪/著 架空社\n大学生のみぎわは古書店で働く。",
            "みぎわ",
            "in_title",
            id="blurb of a book",
        ),
        pytest.param(
            "図書館の映画会\n内容 助手のリンデンが事件を追う。", "リンデン", "in_title", id="film"
        ),
        pytest.param("絵本と童話 高石じゅん/作 大石 渚/絵", "大石 渚", "in_title", id="stroke"),
        pytest.param("市議会での大石の施政方針", "大石", "official", id="speech of a mayor"),
    ],
)
def test_the_context_of_a_name_is_told(text: str, name: str, expected: str) -> None:
    assert expected in evidence(text, name)


@pytest.mark.parametrize(
    ("text", "name", "unexpected"),
    [
        pytest.param("大石渚、沖凪らの寄付による銅像", "大石渚", "historical_calling", id="donors"),
        pytest.param(
            "『道が暗くて怖いです。大石渚』と投書", "大石渚", "in_title", id="signed quotation"
        ),
        pytest.param("おすすめの本、大石渚の「朝の海」を返却", "大石渚", "credited", id="reader"),
        pytest.param("「大石渚」宛の弁当", "大石渚", "place_or_organisation", id="whose lunch"),
        pytest.param("大石渚第3子の出産", "大石渚", "stop_word", id="which child"),
        pytest.param("氏 名  大石渚", "大石渚", "stop_word", id="one label set apart"),
        pytest.param(
            "絵本と童話\n沖凪/著 架空社\n大石渚より寄贈", "大石渚", "in_title", id="giver of a book"
        ),
        pytest.param("3月5日(1430) 大石渚 面談", "大石渚", "history_around", id="time of day"),
        pytest.param("大石正治3年2組 欠席", "大石", "history_around", id="pupil like an era"),
        pytest.param(
            "大石渚(おおいし なぎさ)(1985-04-12)", "大石渚", "historical_calling", id="birth date"
        ),
        pytest.param("バス添乗 大石ゆき 8:10 17:00", "大石ゆき", "place_lead", id="hours of duty"),
        pytest.param("連絡 大石渚マラソンの件", "大石渚", "place_or_organisation", id="no event"),
    ],
)
def test_near_misses_of_the_context_say_nothing(text: str, name: str, unexpected: str) -> None:
    assert unexpected not in evidence(text, name)


@pytest.mark.parametrize(
    ("text", "known", "is_figure"),
    [
        pytest.param("『笛』オペラ 夜の女王、パパラ", set(), True, id="figure on a stage"),
        pytest.param("かっぱのパパラが踊る", set(), True, id="creature"),
        pytest.param("『笛』オペラを見たパパラさん", {"honorific"}, False, id="addressed"),
        pytest.param("かっぱのパパラ", {"known_surname"}, False, id="family name"),
        pytest.param("会議に来たパパラ", set(), False, id="neither"),
    ],
)
def test_figures_of_tales_are_no_persons(text: str, known: set[str], is_figure: bool) -> None:
    start = text.index("パパラ")
    candidate = Candidate(start, start + 3, known)
    assert ("creature" in set(TextContext(text).evidence(candidate))) is is_figure


def test_a_birth_date_is_no_history() -> None:
    assert "history_around" not in evidence("大石渚、大正12年3月4日生", "大石渚")


@pytest.mark.parametrize(
    ("text", "is_house"),
    [
        pytest.param("デイサービス大石さんち」が送迎", True, id="day care"),
        pytest.param("3位 チーム北橋 4位 大石さんち", True, id="team"),
        pytest.param("きのう大石さんち、留守でした", False, id="a neighbour's house"),
    ],
)
def test_a_house_may_be_called_by_a_family_name(text: str, is_house: bool) -> None:
    start = text.index("大石")
    one = Candidate(start, start + 2)
    found = set(Surroundings(FilterSettings()).evidence(text, one))
    assert ("place_or_organisation" in found) is is_house


def test_a_long_row_of_figures_is_read_in_one_way_only() -> None:
    # Of the ways to cut it there are more than a lifetime can try.
    assert "figures_behind" not in evidence("大石" + ",1" * 2000 + "x", "大石")
    assert "figures_behind" in evidence("大石,1,234,56\n", "大石")


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "is_person"),
    [
        pytest.param("上の子は唐崎の園にいるのに加点がない。", False, id="where a child is"),
        pytest.param("上の子は早見 唐子、園にいるのに加点がない。", True, id="who the child is"),
        pytest.param("大江四丁目の子育てサロンです。", False, id="district of a town"),
        pytest.param("四丁目の大江です。二歳の子がいます。", True, id="somebody of a district"),
        pytest.param("楽譜は浜田楽器さんの提供です。", False, id="shop"),
        pytest.param("楽譜は浜田さんの提供です。", True, id="somebody who gives"),
        pytest.param("I live near Ogoto Onsen Station.", False, id="station"),
        pytest.param("I live near Ogoto Haruko.", True, id="neighbour"),
    ],
)
def test_a_place_or_a_shop_is_nobody(
    text_analyzer: TextAnalyzer, text: str, is_person: bool
) -> None:
    found = [one for one in text_analyzer.analyze(text).findings if one.entity == "PERSON"]
    assert bool(found) is is_person


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "is_person"),
    [
        pytest.param("早見渚デジタル大臣が進めた見直しを説明して", False, id="minister"),
        pytest.param("早見渚デジタル担当が進めた見直しを説明して", True, id="staff"),
        pytest.param("役職・氏名\t班\n市長 早見 隆一\t統括", False, id="mayor in a cell"),
        pytest.param("役職・氏名\t班\n班長 早見 隆一\t統括", True, id="somebody else in one"),
        pytest.param("名嘉真という男性が毎日窓口に来る。", True, id="name in no dictionary"),
        pytest.param("欠席の分の資料は、事務局の蓑輪が郵送する。", True, id="at an office"),
        pytest.param("ピアノ調律師の早見 奏さんが企画した。", True, id="a calling of today"),
    ],
)
def test_an_office_decides(text_analyzer: TextAnalyzer, text: str, is_person: bool) -> None:
    found = [one for one in text_analyzer.analyze(text).findings if one.entity == "PERSON"]
    assert bool(found) is is_person
