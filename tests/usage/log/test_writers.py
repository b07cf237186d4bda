from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.errors import InputError
from assistant.core.periods import in_tokyo
from assistant.usage.log.columns import Cell
from assistant.usage.log.writers import (
    EXCEL_ROWS,
    CsvRows,
    JsonRows,
    csv_cell,
    require_excel_room,
)

AT = datetime(2026, 4, 15, 1, 2, 3, 456_789, tzinfo=UTC)
CELLS: list[Cell] = ["架空", 1, True, AT, in_tokyo(AT), None]


def csv_of(rows: list[list[Cell]], columns: list[str]) -> bytes:
    stream = io.BytesIO()
    writer = CsvRows(stream, columns)
    for row in rows:
        writer.write(row)
    writer.close()
    assert not stream.closed
    return stream.getvalue()


def test_csv_is_what_japanese_excel_opens() -> None:
    assert csv_of([CELLS], ["a", "b", "c", "d", "e", "f"]) == (
        b"\xef\xbb\xbfa,b,c,d,e,f\r\n"
        + "架空,1,true,2026-04-15 01:02:03,2026-04-15 10:02:03,\r\n".encode()
    )


def test_jsonl_keeps_types_and_offsets() -> None:
    stream = io.BytesIO()
    JsonRows(stream, ["a", "b", "c", "d", "e", "f"]).write(CELLS)
    assert json.loads(stream.getvalue()) == {
        "a": "架空",
        "b": 1,
        "c": True,
        "d": "2026-04-15T01:02:03.456Z",
        "e": "2026-04-15T10:02:03.456+09:00",
        "f": None,
    }


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_of_the_csv_is_a_formula(start: str) -> None:
    content = csv_of([[f"{start}1+1"]], ["a"]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline="")))[1] == [f"'{start}1+1"]


@pytest.mark.parametrize("harmless", ["総務課", "a=b", "gpt-4o", " =1", "'=1", ""])
def test_other_texts_stay_as_they_are(harmless: str) -> None:
    assert csv_cell(harmless) == harmless


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=6))
def test_csv_gives_back_each_text_but_for_the_quote(rows: list[list[str]]) -> None:
    cells: list[list[Cell]] = [list(row) for row in rows]
    content = csv_of(cells, ["a", "b"]).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert read[1:] == [[csv_cell(text) for text in row] for row in rows]
    assert all(
        csv_cell(text).removeprefix("'") == text.removeprefix("'") for row in rows for text in row
    )


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    require_excel_room(EXCEL_ROWS - 1)
    with pytest.raises(InputError, match="--format csv"):
        require_excel_room(EXCEL_ROWS)
