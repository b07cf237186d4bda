"""Names their company makes certain, beside rows, figures and lists of other things."""

from __future__ import annotations

import pytest

from assistant.filters.names.company import from_company
from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.pairs import from_pairs


def found(text: str) -> list[str]:
    pairs = list(from_pairs(text, name_dictionary()))
    return [one.text_in(text) for one in from_company(text, pairs, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("宛先:一口 慧、楠見 玲", ["一口 慧"], id="before another in a row"),
        pytest.param("楠見 玲=出席 / 九十子 翼=欠席", ["九十子 翼"], id="a word about each"),
        pytest.param("楠見 玲、枝 光、鳥飼 冬実", ["枝 光"], id="between two"),
        pytest.param("入選 七坪 ひなた(9歳)", ["七坪 ひなた"], id="age behind"),
        pytest.param("七坪 ひなた(生徒番号 C-12)", ["七坪 ひなた"], id="number of a pupil"),
        pytest.param("一畳 ひより(61・大工)", ["一畳 ひより"], id="age and work"),
        pytest.param("「暗くて怖いです。大椋谷 ひなの」", ["大椋谷 ひなの"], id="signed"),
        pytest.param("楠見 玲 3回、ハナ 2回、榊 1回", ["ハナ", "榊"], id="counts"),
        pytest.param("|トメ|12|江口 修|9|", ["トメ"], id="cells with figures"),
        pytest.param("楠見 玲(くすみ・れい)様", ["くすみ・れい"], id="reading with a dot"),
        pytest.param("| 楠見 玲、榊 | 3 |", ["榊"], id="two in a cell"),
        pytest.param(
            "B2 楠見 玲\nB3 Ilona Szabó\nB4 ナランゲレル",
            ["Ilona Szabó", "ナランゲレル"],
            id="column of a sheet",
        ),
        pytest.param("・楠見 玲\n・ゾルザヤー\n・榊", ["ゾルザヤー", "榊"], id="one in each line"),
        pytest.param("楠見 玲 △300/Ana Berg △50", ["Ana Berg"], id="sums"),
        pytest.param(
            "・楠見 玲 席が無い\n・ロペス アナ 料金は", ["ロペス アナ"], id="who says what"
        ),
        pytest.param(
            "番号,区分,申込\n1,一般,楠見 玲\n2,学生,Ana Berg\n3,一般,榊",
            ["Ana Berg", "榊"],
            id="column with one certain name",
        ),
        pytest.param("楠見 玲\t120\t8\nAna Berg\t95\t1\n計\t215\t9", ["Ana Berg"], id="no header"),
        pytest.param("楠見 玲 3回、江口 修 2回、グェット 4回", ["グェット"], id="a new name"),
    ],
)
def test_beside_a_whole_name_others_are_found(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("西館 椅子、楠見 玲", id="a thing in the row"),
        pytest.param("定員 若干(12名)", id="how many"),
        pytest.param("第七 ひかり(5歳児)", id="class of a nursery"),
        pytest.param("『急ぎます。駅前 広場』", id="words that close a sentence"),
        pytest.param("鉛筆 3本、のり 2個", id="things with figures"),
        pytest.param("鉛筆 3本\n楠見 玲が買う", id="figures of another line"),
        pytest.param("・楠見 玲\n・バス\n・電車", id="a list of more than people"),
        pytest.param("A1 大津\nA2 草津\nA3 守山", id="places in a sheet"),
        pytest.param("楠見 玲(係の者・ほか)", id="no reading"),
        pytest.param("・楠見 玲 席が無い\n・バス ダイヤ 変更", id="words that begin a line"),
        pytest.param("日,場所\n1,楠見 玲\n2,集会所", id="a column of more than people"),
        pytest.param("日,会場\n1,楠見 玲\n2,榊", id="a column of places"),
        pytest.param("楠見 玲 3本、江口 修 2本、ボールペン 4本", id="a thing among people"),
    ],
)
def test_what_stands_beside_things_is_none(text: str) -> None:
    assert found(text) == []
