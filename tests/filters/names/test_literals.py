"""Names in formulas, queries and scripts; places, kinds and words in the same positions."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import NameDictionary
from assistant.filters.names.evidence import score
from assistant.filters.names.literals import from_literals


@pytest.fixture(scope="module")
def dictionary() -> NameDictionary:
    return NameDictionary()


def found(text: str, dictionary: NameDictionary) -> list[str]:
    """What is said to be a name with certainty, once the dictionary knows it as a family's."""
    names = (
        one.text_in(text)
        for one in from_literals(text, dictionary)
        if score(one.evidence | {"known_surname"}) >= 0.5
    )
    return list(dict.fromkeys(names))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param('=IF(B2="梶浦","済","")', ["梶浦"], id="formula"),
        pytest.param('=VLOOKUP("根岸",名簿!A:F,4,0)', ["根岸"], id="a place, in a roll"),
        pytest.param('=COUNTIFS(名簿!B:B,"綾瀬*")', ["綾瀬"], id="beginning with"),
        pytest.param('=IF(C3="楠見",1,IF(C3="牧瀬",2,""))', ["楠見", "牧瀬"], id="among families"),
        pytest.param('=IF(A1="早乙女",1,0)', ["早乙女"], id="three characters that are a word"),
        pytest.param("WHERE shimei LIKE '綾瀬%'", ["綾瀬"], id="the column says who"),
        pytest.param("where name in ('牧瀬','笹川')", ["牧瀬", "笹川"], id="list of values"),
        pytest.param("WHERE shinseisha = '根岸'", ["根岸"], id="column in Latin letters"),
        pytest.param('df[df["担当"]=="浜名"]', ["浜名"], id="data frame"),
        pytest.param('$_.氏名 -eq "羽生"', ["羽生"], id="shell"),
        pytest.param('{"applicant":{"family":"笠原"}}', ["笠原"], id="key of an object"),
        pytest.param('{"last":"綾瀬","first":"翼"}', ["綾瀬", "翼"], id="parts of a name"),
        pytest.param('{"id":7,"last":"楠見"}', ["楠見"], id="one part"),
        pytest.param("セルの「カヤマ フミ」", ["カヤマ フミ"], id="cell in kana"),
        pytest.param("sed 's/木幡/〇〇/g'", ["木幡"], id="made unreadable"),
        pytest.param("<td>庄司</td><td>欠席</td>", ["庄司"], id="cell of a page"),
        pytest.param("/share/根岸_異動届.xlsx", ["根岸"], id="whose form a file is"),
        pytest.param("「楠見_冬実_占用_202511.pdf」", ["楠見_冬実"], id="whole name of a file"),
        pytest.param("申込書_楠見_玲_2025.docx", ["楠見_玲"], id="behind what it is"),
        pytest.param("202511_二瓶-さと.jpg", ["二瓶-さと"], id="behind a date"),
    ],
)
def test_families_are_found(dictionary: NameDictionary, text: str, names: list[str]) -> None:
    assert found(text, dictionary) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('=IF(B2="大津","配達済","")', id="place"),
        pytest.param("WHERE machi = '笠原' AND kbn = 1", id="the column says where"),
        pytest.param("セルの「サービス コード」", id="words in a cell"),
        pytest.param('{"first":"大津","last":"守山"}', id="ends of a line"),
        pytest.param('{"first":"一般","last":"優先"}', id="ends of a queue"),
        pytest.param('df[df["駅名"]=="瀬田"]', id="a table of stations"),
        pytest.param('towns = ["吉村", "岩井", "望月"]', id="a list of towns"),
        pytest.param("UPDATE t SET eki='守山' WHERE eki='草津'", id="stations"),
        pytest.param('=TEXTJOIN("、",TRUE,"朝","昼","夜")', id="words"),
        pytest.param("WHERE name = '中央公民館'", id="a house"),
        pytest.param("SELECT * FROM chizu WHERE rosen LIKE '%三国%'", id="a line"),
        pytest.param("<td>堅田</td><td>欠航</td>", id="place in a cell"),
        pytest.param("/share/大津_工事一覧.xlsx", id="file about a place"),
        pytest.param("「堅田_内湖_図面.pdf」", id="a place and its part as a file"),
        pytest.param("平野_南_図面.pdf", id="a place and a side of it"),
        pytest.param("会議_議事_案.docx", id="words of a file"),
    ],
)
def test_places_and_words_are_not(dictionary: NameDictionary, text: str) -> None:
    assert found(text, dictionary) == []
