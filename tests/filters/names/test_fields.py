"""Names in fields and table columns, by form alone."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.fields import from_fields, from_kana_labels
from assistant.filters.names.headed import from_tables


def fields(text: str) -> list[str]:
    return [one.text_in(text) for one in from_fields(text)]


def cells(text: str) -> list[str]:
    return [one.text_in(text) for one in from_tables(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("氏名:大空 遥\n住所:", ["大空 遥"], id="colon"),
        pytest.param("氏名: 大空遥 様", ["大空遥"], id="honorific left out"),
        pytest.param('"shimei": "大空 遥"', ["大空 遥"], id="JSON"),
        pytest.param("name=Haruka Ozora", ["Haruka Ozora"], id="assignment"),
        pytest.param("氏名:大空遥 住所:架空市", ["大空遥"], id="next field on the line"),
        pytest.param("申請者:大空 遥 連絡先:職場", ["大空 遥"], id="next field after a full name"),
        pytest.param("氏名: 大空 遥 電話 090", ["大空 遥"], id="next label without a colon"),
        pytest.param("氏名:", [], id="empty"),
        pytest.param("氏名:不明", [], id="no name known"),
        pytest.param("file_name: 会議", [], id="other key"),
        pytest.param("件名: 会議", [], id="subject line"),
        pytest.param("世帯主は「うちが先だと、皆が」", [], id="speech that goes on"),
        pytest.param("本人は「柱で打った」という", [], id="speech"),
        pytest.param("世帯主は「大空 遥」、子が1人", ["大空 遥"], id="quoted name"),
    ],
)
def test_a_fields_value_is_a_candidate(text: str, names: list[str]) -> None:
    assert fields(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("番号,氏名\n1,大空 遥\n2,海原 渚\n合計", ["大空 遥", "海原 渚"], id="csv"),
        pytest.param("氏 名\t年齢\n大空 遥\t40", ["大空 遥"], id="blank in header"),
        pytest.param("|氏名|課|\n|:--|---|\n|大空 遥|税|", ["大空 遥"], id="Markdown"),
        pytest.param("氏名,年齢\n不明,40\n,3\n12345,9", [], id="no names in the column"),
        pytest.param("品名,数量\nのり,3", [], id="no column of names"),
        pytest.param("氏名,年齢\n\n大空 遥は,40", [], id="table ends at an empty line"),
        pytest.param("番号  申請者氏名  町\n1  大空 遥  東", ["大空 遥"], id="columns by blanks"),
        pytest.param("氏名(ふりがな),年齢\n大空 遥,40", ["大空 遥"], id="bracket in header"),
        pytest.param("氏名、住所を書く\n・用紙、ペン", [], id="commas of a sentence"),
        pytest.param("課,氏名\n短い行\n", [], id="line without the delimiter"),
        pytest.param("氏名,免許\n大空(父が来る),有", ["大空"], id="note behind the name"),
        pytest.param("世帯主  30代の男性\n出火の所  台所", [], id="labels of a form"),
        pytest.param("氏名  4月\n大空 遥  3回", ["大空 遥"], id="two columns"),
        pytest.param("|場所|町|\n|本人|68歳の男性|\n|健康|良い|", [], id="labels in a table"),
        pytest.param("|本人|町|\n|大空 遥|東|", ["大空 遥"], id="header of a table"),
    ],
)
def test_cells_under_a_name_header_are_candidates(text: str, names: list[str]) -> None:
    assert cells(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("フリガナ「サカキ ユウマ」を分ける", ["サカキ ユウマ"], id="quoted"),
        pytest.param("(ふりがな)さかき ゆうま", ["さかき ゆうま"], id="label in brackets"),
        pytest.param("ヨミ:サカキ ユウマ", ["サカキ ユウマ"], id="colon"),
        pytest.param("フリガナ「セイ メイ」の欄", [], id="words of the form"),
        pytest.param("フリガナ「カタカナ」で書く", [], id="one word"),
        pytest.param("ヨミ:ショウワ マチ ヒガシ", [], id="three words"),
    ],
)
def test_a_reading_behind_its_label_is_a_candidate(text: str, names: list[str]) -> None:
    assert [one.text_in(text) for one in from_kana_labels(text)] == names


REFUSE = (
    "label,name\n可燃,アルバム\n可燃,鏡\n資源,うちわ\n資源,ビデオテープ\n可燃,紙のふた\n粗大,座布団"
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "id,name,note\n1,大空 遥,\n2,水沢蓮,済\n3,リー・メイ,",
            ["大空 遥", "水沢蓮", "リー・メイ"],
            id="people",
        ),
        pytest.param(
            "name,status\n橋本,滞納\n中島,完納\n森,滞納", ["橋本", "中島", "森"], id="words too"
        ),
        pytest.param(
            "name\tcare\nトメ\t3\nはるか\t2\n蒼\t1", ["トメ", "はるか", "蒼"], id="given names"
        ),
        pytest.param(
            "id,name\n1,NGUYEN VAN ANH\n2,li na\n3,M. Santos",
            ["NGUYEN VAN ANH", "li na", "M. Santos"],
            id="Latin letters",
        ),
        pytest.param("id,name\n1,大空 遥", ["大空 遥"], id="too few to tell"),
        pytest.param(REFUSE, [], id="refuse"),
        pytest.param(f"{REFUSE}\n苦情,大空 遥", ["大空 遥"], id="one among refuse"),
        pytest.param(f"a,b,{REFUSE}\n,,,", [], id="rows shorter than the header"),
        pytest.param(
            "name,age\nボンゴ,5\nククリ,4\nミンツ,5",
            ["ボンゴ", "ククリ", "ミンツ"],
            id="people by the header",
        ),
        pytest.param(
            "name,address\n青葉台集会所,1-2\n水沢体育館,3-4\n遥川公園,5-6", [], id="places"
        ),
    ],
)
def test_cells_decide_what_a_column_of_names_holds(text: str, names: list[str]) -> None:
    assert cells(text) == names
