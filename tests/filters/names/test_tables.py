"""Columns of things, and values of INSERT statements, by form alone."""

from __future__ import annotations

import pytest

from assistant.filters.names.tables import sql_names, thing_cells


@pytest.mark.parametrize(
    ("text", "things"),
    [
        pytest.param("町名,世帯\n大石,20\n計,20", ["大石", "計"], id="csv"),
        pytest.param("| 停留所 | 時刻 |\n|---|---|\n| 大石 | 8:10 |", ["大石"], id="Markdown"),
        pytest.param("観測所   水位\n大石     2.1", ["大石"], id="blanks"),
        pytest.param("氏名,年齢\n大石,20", [], id="a column of names is none"),
        pytest.param("町名,世帯\n\n大石,20", [], id="the table ends at an empty line"),
    ],
)
def test_cells_under_the_header_of_a_thing(text: str, things: list[str]) -> None:
    assert [text[start:end] for start, end in thing_cells(text)] == things


def test_values_of_an_insert_stand_under_its_columns() -> None:
    text = "INSERT INTO t (id, shimei, ku) VALUES (1, '大石 渚', '東'), (2, '森 歩', '西');"
    assert [text[start:end] for start, end in sql_names(text)] == ["大石 渚", "森 歩"]
