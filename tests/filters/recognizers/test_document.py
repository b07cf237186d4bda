"""Document: windows, labels, table columns and SQL columns."""

from __future__ import annotations

import pytest

from assistant.filters.recognizers.document import Document


@pytest.mark.parametrize(
    ("text", "number", "label"),
    [
        ("受付番号は12", "12", "受付番号"),
        ("通知カードの番号 12", "12", "通知カードの番号"),
        ("受付番号:「12」", "12", "受付番号"),
        ('{"tel": "12"}', "12", "tel"),
        ("12", "12", ""),
        ("氏名、番号\n12", "12", "番号"),
    ],
)
def test_label_is_the_word_directly_before(text: str, number: str, label: str) -> None:
    assert Document(text).label(text.index(number)) == label


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("氏名,電話\n佐野,99", "電話"),
        ("氏名\t電話\n佐野\t99", "電話"),
        ("| 氏名 | 電話 |\n|---|---|\n| 佐野 | 99 |", "電話"),
        ("前文\n\n氏名;電話\n佐野;99", "電話"),
        ("氏名|電話\n──+──\n佐野|99", "電話"),
        ("INSERT INTO t (a, tel) VALUES ('x', '99')", "tel"),
        ("INSERT INTO t (a, tel) VALUES ('x', 'y'), ('x', '99')", "tel"),
        ("佐野,12345\n電話,99", ""),
        ("99", ""),
    ],
)
def test_column_is_the_header_over_a_cell(text: str, column: str) -> None:
    assert Document(text).column(text.index("99")) == column


def test_windows_stop_after_one_line_break() -> None:
    document = Document("遠い行\n前の行\n番号12\n次の行\n遠い行")
    start = document.text.index("12")
    assert document.before(start) == "前の行\n番号"
    assert document.after(start + 2) == "\n次の行"
    assert document.line(start) == "番号12"
