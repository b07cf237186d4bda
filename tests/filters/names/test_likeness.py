"""What only looks like somebody's name, and the residents who look alike, by the whole analysis."""

from __future__ import annotations

import pytest

from assistant.filters.analyzer import TextAnalyzer

pytestmark = pytest.mark.nlp

LEAFLET = "題:琵琶の会\n日:1月17日\n所:東館 和室\n費:千円\n"


def named(text_analyzer: TextAnalyzer, text: str) -> list[str]:
    findings = text_analyzer.analyze(text).findings
    return [text[one.start : one.end] for one in findings if one.entity == "PERSON"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("石部、菩提寺、三雲の避難所までの時間を比べて", id="shelters"),
        pytest.param("大石と田上の獣害対策の説明会の案内を", id="damage by game"),
        pytest.param("草津、栗東、大石の浸水の想定を表に", id="floods"),
        pytest.param("大石・上田上・青山の指定避難所の鍵の数を", id="shelters by law"),
        pytest.param("藤尾と山中の人口を比べて", id="inhabitants"),
        pytest.param(LEAFLET + "問:生涯学習課", id="labels of one character"),
        pytest.param("■題:はじめての謡\n■時:10時\n■会:中央館\n■定:20人", id="marked labels"),
        pytest.param("若葉台ふれあいサロン 様\nこのたびの大雨で", id="group written to"),
        pytest.param("卓球クラブ 御中\n大会の会場の件", id="club written to"),
        pytest.param("お子様、女の子さん、うちの子さん、よい子様を招く", id="anybody's child"),
        pytest.param("近所のおじさん、となりのおばさんに聞く", id="how neighbours are called"),
        pytest.param("3年主任の会議の資料を短く", id="of which year"),
        pytest.param("大槻邸(旧・大槻製糸の別邸)は、平成の初めに取り壊し", id="mansion"),
        pytest.param("名札には、所属及び氏(旧姓を含む)を書く", id="the word for a name"),
        pytest.param("施設 開設日\n皆子山の家 昭和22年\n岡の集会所 平成2年", id="house for many"),
        pytest.param("お名前:匿名希望\n区分:図書館\n内容:席が足りない", id="no name given"),
        pytest.param("お名前:非公表\n内容:道が暗い", id="name kept back"),
        pytest.param("歴代の県知事、武村正義の条例の話を年表に", id="in office once"),
        pytest.param("城は十日で落ちた。本丸 石垣は後の世の手になる", id="parts of a castle"),
        pytest.param("二の丸 石垣の修理、三の丸 土塁の草刈り", id="works on a castle"),
        pytest.param("A委員:黒津の方に配食の案内を。\n事務局:する。", id="people of a place"),
        pytest.param("振込名義の「コーラスせせらぎ」が申請書と違う", id="account of a group"),
        pytest.param("振込名義の「コーラスサザナミ」が申請書と違う", id="the same in katakana"),
        pytest.param("若者サポートステーション(無料の電話)に聞く", id="office in katakana"),
    ],
)
def test_places_and_things_are_let_through(text_analyzer: TextAnalyzer, text: str) -> None:
    assert named(text_analyzer, text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("避難所の受付は猪俣、小暮、宗像の3名。", "小暮", id="who is at a shelter"),
        pytest.param("猪俣さんと宗像さんの避難所を変える", "宗像", id="whose shelter"),
        pytest.param("猪俣、宗像の面談の記録", "猪俣", id="row of residents"),
        pytest.param("玉置と三谷が獣害の相談に来た", "三谷", id="who asks about game"),
        pytest.param("鵜沢 冬実の避難所での様子", "鵜沢 冬実", id="whole name at a shelter"),
        pytest.param(LEAFLET + "師:鵜沢 冬実", "鵜沢 冬実", id="teacher in a leaflet"),
        pytest.param(LEAFLET + "問:鵜沢方 090-1234-5678", "鵜沢", id="whom to ask"),
        pytest.param("猪俣:柵は済みました。\n猪俣:夜も見ます。", "猪俣", id="speaker"),
        pytest.param("サロンの鵜沢様\nこのたびの大雨で", "鵜沢", id="of a group"),
        pytest.param("クラブ代表の宗像様へ", "宗像", id="who leads a club"),
        pytest.param("カルロス・ジュニアさんの転入", "カルロス・ジュニア", id="name like a group"),
        pytest.param("ルーシー様\nこのたびは", "ルーシー", id="katakana written to"),
        pytest.param("担当及び鵜沢氏に連絡する", "鵜沢", id="and somebody"),
        pytest.param("故猪俣の家が空き家で、草が伸びている", "猪俣", id="house of the dead"),
        pytest.param("隣人猪俣の家から犬の声がする", "猪俣", id="house of a neighbour"),
        pytest.param("石垣 冬実さんの申請", "石垣 冬実", id="family like a wall"),
        pytest.param("本丸さんから電話。石垣さんへ返事", "本丸", id="family like a castle"),
        pytest.param("年主任と面談した", "年", id="family like a year"),
        pytest.param("ロペス家の高校生が来た。面談の記録", "ロペス", id="whose family"),
        pytest.param("申 込 鵜飼まで、050-1234-5678", "鵜飼", id="label set apart"),
        pytest.param("鵜沢邸の塀の苦情、鵜沢さんへ電話", "鵜沢", id="somebody's house"),
        pytest.param("お名前:鵜沢 冬実\n内容:道が暗い", "鵜沢 冬実", id="name given"),
        pytest.param("前町長、鵜沢渚さんが窓口に来た。苦情あり", "鵜沢渚", id="once in office"),
        pytest.param("五味委員:猪俣さんの方に連絡します", "猪俣", id="somebody's side"),
        pytest.param("担当:猪俣の方に電話してください", "猪俣", id="in charge"),
        pytest.param("振込名義の「コバヤシ」が申請書と違う", "コバヤシ", id="account of one"),
        pytest.param("若者サポートステーションの猪俣さんに聞く", "猪俣", id="of an office"),
        pytest.param(
            "5月3日、聞き手 文化財課 玉置\n・工場の話", "玉置", id="who of a division asks"
        ),
        pytest.param("うち1名(陽翔くん)は別の献立にする", "陽翔", id="new name in brackets"),
        pytest.param("差出人 Hayami-Keller Monika\n相談です", "Hayami-Keller Monika", id="hyphen"),
        pytest.param(
            "選定委員会の記録\n委員 5名(学識2、利用者の代表 鵜沢 俊輔さん、施設1)",
            "鵜沢 俊輔",
            id="who speaks for others on a board",
        ),
    ],
)
def test_residents_who_look_alike_are_found(
    text_analyzer: TextAnalyzer, text: str, name: str
) -> None:
    assert name in named(text_analyzer, text)
