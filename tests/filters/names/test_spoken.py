"""Who speaks, books, lets know or is somebody's child: by form, and as the filter sees them."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.spoken import from_speech


def spoken(text: str) -> list[str]:
    return [one.text_in(text) for one in from_speech(text, name_dictionary())]


def people(analyzer: TextAnalyzer, text: str) -> list[str]:
    found = (one for one in analyzer.analyze(text).findings if one.entity == "PERSON")
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("> 鵜沢です。明日伺います。", "鵜沢", id="behind the mark of an answer"),
        pytest.param("> 那珂です。束にありました。", "那珂", id="answer, a place as well"),
        pytest.param("名前を聞くと「乾や。よう知っとる」", "乾", id="asked for the name"),
        pytest.param("出生届。名は、「かんな」とする", "かんな", id="name at birth"),
        pytest.param("相談票 瀬戸口 分納を希望", "瀬戸口", id="whose paper it is"),
        pytest.param("Q(鍋様) 墓はどうなるか。", "鍋", id="called so in brackets"),
        pytest.param("夫人のとわさんと住む", "とわ", id="wife in hiragana"),
        pytest.param("うちは三軒目の宗像です。", "宗像", id="where one lives"),
        pytest.param("先日相談した関です。", "関", id="one character behind what one did"),
        pytest.param("「柏倉です」と電話があった。", "柏倉", id="quoted"),
        pytest.param("男は蛯名というらしい。", "蛯名", id="said to be called"),
        pytest.param("「袋が足りない」と猪俣から。", "猪俣", id="who said so"),
        pytest.param("「案内が違う」と玉置から電話", "玉置", id="who said so by telephone"),
        pytest.param("友人の「ノン」さんに借りた", "ノン", id="what friends call each other"),
        pytest.param("弟の「ケン」さんが来る", "ケン", id="what a brother is called"),
        pytest.param("本人の名は「るい」", "るい", id="name of somebody"),
        pytest.param("瀬戸口から辞退の連絡", "瀬戸口", id="who lets know"),
        pytest.param("鵜沢より:延期したい", "鵜沢", id="sender of a line"),
        pytest.param("鵜沢より側溝の泥の話、", "鵜沢", id="who brings up what"),
        pytest.param("比嘉「足りない」、玉城「来年に回す」", "玉城", id="what one and another say"),
        pytest.param("瀬戸口を叱った", "瀬戸口", id="family name by the dictionary alone"),
        pytest.param("虎太郎のアレルギー表", "虎太郎", id="child"),
        pytest.param("金賞 寺西つばさ", "寺西つばさ", id="given name that is a word, glued"),
        pytest.param("Q 関 工期はいつまでですか。", "関", id="question"),
        pytest.param("Q(牧野) 工期はいつまでですか。", "牧野", id="question in brackets"),
        pytest.param("Q 何時か。\nA 土屋 七時です。", "土屋", id="answer"),
        pytest.param("(増尾)池は残してほしい。", "増尾", id="speaker in brackets"),
        pytest.param("鶴見→税務課", "鶴見", id="moved to a division"),
        pytest.param("予約 ミズシマ 03-1234-5678", "ミズシマ", id="booked, with a telephone"),
        pytest.param("キャンセル 布施 14時", "布施", id="cancelled, with an hour"),
        pytest.param("次女の結月が通う保育園", "結月", id="child with a name in no dictionary"),
        pytest.param("職員の「たつみ」さんが", "たつみ", id="word in hiragana, and whose"),
        pytest.param("介護をしている小柴(54)が", "小柴", id="word of the language with an age"),
        pytest.param("子・颯真(5歳)", "颯真", id="child with an age"),
    ],
)
def test_somebody_is_a_candidate(text: str, name: str) -> None:
    assert name in spoken(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("> 了解です。", id="answer without a name"),
        pytest.param("・欠席です。", id="item of a list"),
        pytest.param("三軒目の空家です。", id="house"),
        pytest.param("先日相談した件です。", id="matter"),
        pytest.param("(参考)資料を見る。", id="heading in brackets"),
        pytest.param("A 大津 3件\nB 草津 5件", id="letters of a list"),
        pytest.param("荒川「川の防災」の記事", id="title behind a place"),
        pytest.param("長崎「平和の鐘を鳴らす」", id="sentence as a title behind a place"),
        pytest.param("徳島より:視察の依頼", id="place that sends"),
        pytest.param("徳島より視察の報告、", id="place that reports"),
        pytest.param("さくらの健診会場", id="word of the language and what children have"),
        pytest.param("石川さくらまつり", id="place and a feast"),
        pytest.param("会計→税務課", id="division to division"),
        pytest.param("予約 会議室 14時", id="room"),
        pytest.param("予約 保健所 077-523-1234", id="office"),
        pytest.param("次女の転園が決まる。", id="word of the language"),
        pytest.param("長男の保育料が下がる。", id="compound that ends like one"),
        pytest.param("本人の名は不明。", id="no name"),
        pytest.param("隣のおばさんが", id="kin"),
        pytest.param("資料(54)を", id="number of a paper"),
        pytest.param("夫は5年前に亡くなり", id="years ago"),
        pytest.param("水道ガス代の補助", id="what is paid"),
        pytest.param("黒田バス代の精算", id="what is paid behind a name"),
        pytest.param("住民から苦情の電話", id="anybody"),
        pytest.param("「会場はどこ」「大津です。駅の前です」", id="where, asked before"),
        pytest.param("「草津です。駅から歩いて五分の会場へ」", id="where, told at first"),
        pytest.param("「遠い」と窓口から苦情。「狭い」と市から電話", id="office that says so"),
        pytest.param("名字は漢字か、かなか。姓は変更とのこと", id="what a name is written in"),
        pytest.param("隣の「マルヤ」さんで買う", id="shop called so"),
        pytest.param("娘の「ヘルパー」さんが来た", id="called by the work"),
    ],
)
def test_nobody_is_one(text: str) -> None:
    assert spoken(text) == []


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("> 鵜沢です。明日伺います。", "鵜沢", id="answer"),
        pytest.param("先日相談した関です。", "関", id="one character"),
        pytest.param(
            "議事メモ：比嘉「予算が足りない」、玉城「来年度に回す」", "玉城", id="speaker"
        ),
        pytest.param("予約 ミズシマ 03-1234-5678", "ミズシマ", id="booked"),
        pytest.param("次女の結月が通う保育園", "結月", id="child"),
        pytest.param("市長　早見純子　苦情", "早見純子", id="complaint to the mayor"),
        pytest.param("新採の白鳥にメールの書き方を教える", "白鳥", id="new colleague"),
        pytest.param("亡 宮原シズ 相続人", "宮原シズ", id="name between blanks"),
        pytest.param("利用者のこはるさんが発熱", "こはる", id="given name in hiragana"),
        pytest.param("常竹レイ子さん(65)が優勝した。", "常竹レイ子", id="katakana but for its end"),
    ],
)
def test_somebody_is_found(text_analyzer: TextAnalyzer, text: str, name: str) -> None:
    assert name in people(text_analyzer, text)


@pytest.mark.nlp
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("福山に転勤する職員の手当", id="where to"),
        pytest.param("岡崎から来たバスが遅れる", id="where from"),
        pytest.param("市川は千葉県にあります。", id="what places are said to be"),
        pytest.param("市長 定例会見 苦情", id="no name behind the mayor"),
    ],
)
def test_places_are_let_through(text_analyzer: TextAnalyzer, text: str) -> None:
    assert people(text_analyzer, text) == []
