"""Families in notes, under mails, in brackets and rows; places and roles in the same positions."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.entries import from_entries


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


def found(text: str, dictionary: NameDictionary) -> set[str]:
    return {one.text_in(text) for one in from_entries(text, dictionary)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("14:00 緑ヶ丘 西田 来庁", {"西田"}, id="hour, street and who"),
        pytest.param("当番 1班鵜沢 2班宗像 3班大津", {"鵜沢", "大津", "宗像"}, id="row of groups"),
        pytest.param(
            "巡回 15時鵜沢 15時半大津 16時宗像", {"鵜沢", "大津", "宗像"}, id="row of hours"
        ),
        pytest.param(
            "鵜沢宅 半壊、無敵宅 浸水、宗像宅 なし", {"鵜沢", "無敵", "宗像"}, id="row of houses"
        ),
        pytest.param("南の国府方の外壁", {"国府"}, id="what belongs to a house"),
        pytest.param("学校(椿教諭)の話", {"椿"}, id="post in brackets"),
        pytest.param("組長(大門)の話", {"大門"}, id="family that is a word, behind a post"),
        pytest.param(
            "いわさき りの 保護者 岩崎 圭", {"いわさき りの"}, id="child before the parent"
        ),
        pytest.param("15:00 古賀 折返し", {"古賀"}, id="who is called back"),
        pytest.param("11:00 緑ヶ丘 西田\n12:00 休み", {"西田"}, id="who lives in a street"),
        pytest.param("8:40 綾瀬 欠勤連絡", {"綾瀬"}, id="a place's name that is absent"),
        pytest.param("15時小鹿来所", {"小鹿"}, id="glued to the hour"),
        pytest.param("3月9日 手島 転出", {"手島"}, id="day"),
        pytest.param("青葉団地2号棟の笹川、家賃の件", {"笹川"}, id="behind a house"),
        pytest.param("三丁目岩永方から猫の相談", {"岩永"}, id="whose house"),
        pytest.param("本町2-3 能勢方 に届く郵便", {"能勢"}, id="care of"),
        pytest.param("岩永気付で送る", {"岩永"}, id="care of, no street"),
        pytest.param("よろしくお願いします。\n梶浦", {"梶浦"}, id="under a mail"),
        pytest.param("以上、報告です。根岸", {"根岸"}, id="behind what ends a mail"),
        pytest.param("取り急ぎご連絡まで。塚越拝", {"塚越"}, id="bow"),
        pytest.param("保護者(乾)から問合せ", {"乾"}, id="one character behind a role"),
        pytest.param("長男(蓮)の転校", {"蓮"}, id="given name behind a role"),
        pytest.param("木幡・梶浦両名の委嘱", {"木幡", "梶浦"}, id="both"),
        pytest.param(
            "佐和・目・安心院の3名で出張", {"佐和", "目", "安心院"}, id="words and places"
        ),
        pytest.param("欠席:辻、堤", {"辻", "堤"}, id="who stays away"),
        pytest.param("阿部→井口→梶浦の順に回す", {"阿部", "井口", "梶浦"}, id="in which order"),
        pytest.param("目主任の送別", {"目"}, id="a word before a post"),
        pytest.param(
            "指導員:鵜沢、いとう、宗像", {"鵜沢", "いとう", "宗像"}, id="a team with kana"
        ),
        pytest.param(
            "相談員は鵜沢、夜勤のあべ、カルロスの3人",
            {"鵜沢", "あべ", "カルロス"},
            id="of what kind",
        ),
        pytest.param("出席:環境課 鵜沢、大津/消防署", {"鵜沢", "大津"}, id="of which division"),
        pytest.param("鵜沢とあべで訪問した", {"鵜沢", "あべ"}, id="who did something together"),
        pytest.param("090-1234-5678(鵜沢)", {"鵜沢"}, id="whose telephone"),
        pytest.param("「0748-11-2222(大津)」から番号を", {"大津"}, id="a single telephone"),
        pytest.param("婦人会(入さん)の予約", {"入"}, id="called in brackets"),
    ],
)
def test_families_are_found(dictionary: NameDictionary, text: str, names: set[str]) -> None:
    assert found(text, dictionary) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1組集合 2組解散 3組清掃", id="what groups do"),
        pytest.param("1番大津 2番草津", id="numbered places"),
        pytest.param("自宅 待機、社宅 半壊、被害宅 3戸", id="kinds of houses"),
        pytest.param("会長(議長)、職員(正規)、所有者(地主)", id="roles in brackets"),
        pytest.param("助教諭と分館長", id="parts of posts"),
        pytest.param("14:00 堅田 現地確認\n15:00 瀬田 会議", id="where something happens"),
        pytest.param("11時 草津 着、13時 守山 発", id="trains"),
        pytest.param("15:30 高島 積雪10cm", id="weather"),
        pytest.param("13:00 長浜 大津 間の運休", id="a line"),
        pytest.param("三丁目付近から猫の相談", id="around a street"),
        pytest.param("若葉台の住民より要望", id="who lives there"),
        pytest.param("よろしくお願いします。\n市民課", id="office under a mail"),
        pytest.param("以上、報告です。終", id="end"),
        pytest.param("会場は以下です。大津", id="a place behind a sentence"),
        pytest.param("保護者(母)から問合せ", id="kin"),
        pytest.param("担当(税)で分ける", id="tax"),
        pytest.param("世帯主(夫)死亡", id="husband"),
        pytest.param("月曜・火曜・水曜の3日", id="days"),
        pytest.param("会計・監事・書記の4名", id="roles"),
        pytest.param("欠席:会長、監事、書記", id="who stays away by role"),
        pytest.param("大津→草津→守山の順に回る", id="where a bus goes"),
        pytest.param("正主任、係主任と元課長", id="posts"),
        pytest.param("夕方に届く郵便", id="evening"),
        pytest.param("10月8日(木)の11時台、来庁者は", id="the hour about"),
        pytest.param("調査員は大津、草津、守山の各地区から選ぶ", id="where from"),
        pytest.param("大津と草津で分担する", id="places that share something"),
        pytest.param("077-111-2222(大津)、077-111-3333(草津)", id="branches and their telephones"),
        pytest.param("工事(業者さん)、家(大工さん)、魚(店さん)", id="roles in brackets"),
        pytest.param("11月6日と7日で確認", id="days"),
    ],
)
def test_places_roles_and_words_are_not(dictionary: NameDictionary, text: str) -> None:
    assert found(text, dictionary) == set()
