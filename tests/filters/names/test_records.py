"""Names in records without a header, by form and dictionary alone."""

from __future__ import annotations

import pytest

from assistant.filters.names.dictionary import name_dictionary
from assistant.filters.names.records import from_records


def records(text: str) -> list[str]:
    return [one.text_in(text) for one in from_records(text, name_dictionary())]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("12,佐藤花子,090-0000-1111", ["佐藤花子"], id="csv"),
        pytest.param("12,佐藤花子12,090-0000-1111", ["佐藤花子"], id="runs into a figure"),
        pytest.param("3\t黒川\t45歳\t女", ["黒川"], id="family name, tsv"),
        pytest.param("1  佐藤 花子  S40.1.2", ["佐藤 花子"], id="blanks, day of birth"),
        pytest.param("平賀,0187-46-0000,南", ["平賀"], id="family name beside a telephone"),
        pytest.param("神楽,黒川,昭和51年11月3日", [], id="a place beside a date"),
        pytest.param("分校,平賀87,0187-46-0000", [], id="a place and its number"),
        pytest.param("りんご,120,340", [], id="figures only"),
        pytest.param("佐藤花子,090-0000-1111", [], id="two cells are no record"),
        pytest.param("黒川・090-0000-1111・5組", ["黒川"], id="middle dots"),
        pytest.param("黒川/090-0000-1111/5組", ["黒川"], id="strokes"),
        pytest.param("黒川・平賀・分校", [], id="a row of places"),
        pytest.param("0114,早見荘 東,S58.3.9,店", [], id="a house and a part of it"),
    ],
)
def test_names_fill_the_cells_of_records(text: str, names: list[str]) -> None:
    assert records(text) == names
