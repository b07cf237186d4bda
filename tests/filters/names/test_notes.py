"""Names in minutes, mails, logs and chats, by the wording; and what only looks like one."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.notes import from_notes


def noted(text: str) -> list[str]:
    return [one.text_in(text) for one in from_notes(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("職員2名(鵜沢、宗像)が伺う。", ["鵜沢", "宗像"], id="behind how many"),
        pytest.param("From: 鵜沢(用地係)", ["鵜沢"], id="head of a mail"),
        pytest.param("> Cc: 関", ["関"], id="one character in the head of a mail"),
        pytest.param("「鵜沢」さんから電話", ["鵜沢"], id="called behind brackets"),
        pytest.param("(8月2日。集計は 宗像)", ["宗像"], id="who did it"),
        pytest.param("点検は 佃)", ["佃"], id="who did it, one character"),
        pytest.param("監視員の大津が発見した。", ["大津"], id="occupation"),
        pytest.param("係長の玉置が承認。", ["玉置"], id="post"),
        pytest.param("司書の大津が読んだ。", ["大津"], id="post, a place as well"),
        pytest.param("園長の乙部に渡した。", ["乙部"], id="given to whom"),
        pytest.param("担当は図書館の根本", ["根本"], id="in charge, a word as well"),
        pytest.param("当番を鵜沢から大津に変える。", ["鵜沢", "大津"], id="who hands over"),
        pytest.param("鵜沢さんから宗像さんに交代", ["鵜沢", "宗像"], id="one after the other"),
        pytest.param("(宗像が兼ねる)", ["宗像"], id="who does it, too"),
        pytest.param("調理員の梶浦は休み。", ["梶浦"], id="occupation, no deed"),
        pytest.param("(住民 鵜沢)道が狭い。", ["鵜沢"], id="resident who speaks"),
        pytest.param("用地課の鵜沢(内線 12)へ", ["鵜沢"], id="of a division"),
        pytest.param("同じ席の乾が承ります。", ["乾"], id="humble"),
        pytest.param("書類は、乾が預かった。", ["乾"], id="who keeps it"),
        pytest.param("現地。大石主査と乾。", ["乾"], id="who went along"),
        pytest.param("担当は、協議会の鵜沢。", ["鵜沢"], id="in charge, and where from"),
        pytest.param("8/2に鵜沢が受付済み。", ["鵜沢"], id="who has done it"),
        pytest.param("孫のはるとが、怖がる。", ["はると"], id="what a child feels"),
        pytest.param("鵜沢 真帆 うざわ まほ 月曜", ["うざわ まほ"], id="reading behind a blank"),
        pytest.param("[19:05] sato.k: 鍵がない", ["sato.k"], id="account in a chat"),
        pytest.param("9:10 ねもと 戸籍\n9:40 ねもと 済み", ["ねもと"] * 2, id="kana in a chat"),
        pytest.param("友だち(レオくん)の話", ["レオ"], id="friend"),
        pytest.param("娘のゆめの名前", ["ゆめ"], id="given name that is a word"),
        pytest.param("妻のとし江さんが来た", ["とし江"], id="kana and the last character"),
        pytest.param("4年生のみつばちゃん", ["みつば"], id="pupil"),
        pytest.param("勅使 遥,勅使 蒼,東保育所", ["勅使 遥", "勅使 蒼"], id="two of a family"),
        pytest.param("保健師の大石が9時に訪ねた。", ["大石"], id="calling, a word as well"),
        pytest.param("・栄養士の栗林 献立は出した。", ["栗林"], id="calling at the head of a line"),
        pytest.param("指導員は税務課の白石。", ["白石"], id="who instructs, and where from"),
        pytest.param("電話で回答しました(乙部)", ["乙部"], id="who did it, behind the note"),
        pytest.param("(回答案 乙部)期限は来週です", ["乙部"], id="who drafted it"),
    ],
)
def test_names_the_wording_announces(text: str, names: list[str]) -> None:
    assert noted(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("対象は2校(鵜沢、宗像)", id="schools"),
        pytest.param("職員3名(本庁、支所、窓口)", id="where people work"),
        pytest.param("From: 総務課(庶務係)", id="division in the head of a mail"),
        pytest.param("確認は 窓口)", id="where it is done"),
        pytest.param("(住民 東地区)道が狭い。", id="part of a town that speaks"),
        pytest.param("用地課の窓口(1階)へ", id="counter of a division"),
        pytest.param("窓口が承ります。係が伺います。", id="humble office"),
        pytest.param("担当は、協議会の窓口。講師は、大学の先生。", id="in charge without a name"),
        pytest.param("窓口が対応済み。委託先が回答済み。", id="an office has done it"),
        pytest.param("課長と係長。", id="two posts"),
        pytest.param("課長の決裁、園長の判断が要る。", id="what posts do"),
        pytest.param("会場を大津から草津に変える。", id="place for a place"),
        pytest.param("担当を市民課から税務課に変える。", id="division for a division"),
        pytest.param("主任2名(東、西)を置く。", id="directions behind how many"),
        pytest.param("観光課の大津(滋賀県)への出張", id="where a division goes"),
        pytest.param("会員の草津が優勝した。", id="member that may be a town"),
        pytest.param("[19:05] main.py: ok", id="program in a log"),
        pytest.param("9:10 くもり 5度\n9:40 くもり 6度", id="weather by the hour"),
        pytest.param("娘のそばの席", id="word behind kin"),
        pytest.param("4年生のみなさん", id="all pupils"),
        pytest.param("会議 資料,会議 記録,1冊", id="two words"),
        pytest.param("大津 本町,大津 浜町,2世帯", id="two parts of a town"),
        pytest.param("保健師の役割が増えた。看護師の夜勤が続く。", id="what is of a calling"),
        pytest.param("・保健師の訪問 来週から", id="what a calling does"),
        pytest.param("資料を送付しました(写真)。受付済み(窓口)", id="what was sent and where"),
        pytest.param("講演会を開きました(玉置)", id="where it was"),
    ],
)
def test_words_in_the_same_places_are_no_names(text: str) -> None:
    assert noted(text) == []
