"""A table of fees in every format: the figure asked for by row and column stands in its row."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document

from assistant.rag.assembly import records_of
from assistant.rag.documents import Record
from assistant.rag.loaders.base import Draft
from assistant.rag.loaders.registry import LOADERS
from tests.rag.loaders.pdf_maker import make_pdf

HEAD = ["架空市広場条例", "（使用料）", "第3条　使用料は、別表第1のとおりとする。"]
HEADER = ["区分", "単位", "平日", "休日"]
FEES = [
    ["西広場", "1時間につき", "510円", "770円"],
    ["東広場", "1時間につき", "320円", "480円"],
    ["催し用の電源", "1口につき", "90円", "140円"],
]
TABLE = "別表第1（第3条関係）"


def markdown() -> bytes:
    rows = ["| " + " | ".join(row) + " |" for row in [HEADER, ["---"] * 4, *FEES]]
    lines = ["# 架空市広場条例", "", "## （使用料）", "", HEAD[2], "", f"## {TABLE}", "", *rows]
    return "\n".join(lines).encode()


def html() -> bytes:
    header = "".join(f"<th>{cell}</th>" for cell in HEADER)
    rows = [
        f"<tr><th>{name}</th>" + "".join(f"<td><p>{cell}</p></td>" for cell in cells) + "</tr>"
        for name, *cells in FEES
    ]
    table = f"<table><thead><tr>{header}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    text = "".join(f"<p>{line}</p>" for line in [*HEAD[1:], TABLE])
    return f'<div id="primary"><h1>{HEAD[0]}</h1>{text}<div>{table}</div></div>'.encode()


def xml() -> bytes:
    def row(cells: list[str]) -> str:
        columns = [f"<TableColumn><Sentence>{c}</Sentence></TableColumn>" for c in cells]
        return f"<TableRow>{''.join(columns)}</TableRow>"

    rows = "".join(row(cells) for cells in [HEADER, *FEES])
    return (
        f"<Law><LawBody><LawTitle>{HEAD[0]}</LawTitle><MainProvision>"
        f'<Article Num="3"><ArticleCaption>{HEAD[1]}</ArticleCaption>'
        "<ArticleTitle>第三条</ArticleTitle><Paragraph><ParagraphSentence><Sentence>使用料は、"
        "別表第一のとおりとする。</Sentence></ParagraphSentence></Paragraph></Article>"
        "</MainProvision><AppdxTable><AppdxTableTitle>別表第一</AppdxTableTitle>"
        f"<TableStruct><Table>{rows}</Table></TableStruct></AppdxTable></LawBody></Law>"
    ).encode()


def docx() -> bytes:
    document = Document()
    for line in [*HEAD, TABLE]:
        document.add_paragraph(line)
    table = document.add_table(rows=4, cols=4)
    for number, cells in enumerate([HEADER, *FEES]):
        for column, text in enumerate(cells):
            table.cell(number, column).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf() -> bytes:
    return make_pdf([[*HEAD, TABLE, *("\t".join(row) for row in [HEADER, *FEES])]])


FORMATS: dict[str, Callable[[], bytes]] = {
    ".md": markdown, ".html": html, ".xml": xml, ".docx": docx, ".pdf": pdf,
}  # fmt: skip


def load(suffix: str, content: bytes) -> dict[str, Record]:
    draft = LOADERS[suffix](f"d/fees{suffix}", content)
    assert isinstance(draft, Draft)
    return {record.article: record for record in records_of(f"d/fees{suffix}", draft, "hash")}


def rows_of(record: Record) -> list[list[str]]:
    lines = [line for line in record.text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("row", "column", "figure"),
    [
        ("西広場", "平日", "510円"), ("西広場", "休日", "770円"), ("東広場", "平日", "320円"),
        ("催し用の電源", "休日", "140円"), ("催し用の電源", "単位", "1口につき"),
    ],
)  # fmt: skip
def test_a_figure_is_found_by_its_row_and_column(
    suffix: str, row: str, column: str, figure: str
) -> None:
    header, rule, *rows = rows_of(load(suffix, FORMATS[suffix]())["別表第1"])
    assert set("".join(rule)) == {"-"}
    (found,) = [one for one in rows if one[0] == row]
    assert found[header.index(column)] == figure


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_but_the_table_is_in_its_record(suffix: str) -> None:
    assert rows_of(load(suffix, FORMATS[suffix]())["別表第1"])[2:] == FEES


def grouped_html() -> bytes:
    return (
        f'<div id="primary"><h1>{HEAD[0]}</h1><p>{HEAD[2]}</p><p>{TABLE}</p>'
        '<table><tr><th rowspan="2">区分</th><th colspan="2">使用料</th></tr>'
        "<tr><th>平日</th><th>休日</th></tr><tr><td>西広場</td><td>510円</td><td>770円</td></tr>"
        "</table></div>"
    ).encode()


def grouped_docx() -> bytes:
    document = Document()
    for line in [*HEAD, TABLE]:
        document.add_paragraph(line)
    table = document.add_table(rows=3, cols=3)
    rows = [["区分", "使用料", ""], ["", "平日", "休日"], ["西広場", "510円", "770円"]]
    for number, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(number, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0)).text = "区分"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "使用料"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def grouped_xml() -> bytes:
    content = xml().decode()
    start, end = content.index("<Table>"), content.index("</Table>")
    table = (
        '<TableRow><TableColumn rowspan="2">区分</TableColumn>'
        '<TableColumn colspan="2">使用料</TableColumn></TableRow>'
        "<TableRow><TableColumn>平日</TableColumn><TableColumn>休日</TableColumn></TableRow>"
        "<TableRow><TableColumn>西広場</TableColumn><TableColumn>510円</TableColumn>"
        "<TableColumn>770円</TableColumn></TableRow>"
    )
    return (content[: start + 7] + table + content[end:]).encode()


@pytest.mark.parametrize(
    ("suffix", "make"), [(".html", grouped_html), (".docx", grouped_docx), (".xml", grouped_xml)]
)
def test_a_header_of_two_rows_names_every_column(suffix: str, make: Callable[[], bytes]) -> None:
    rows = rows_of(load(suffix, make())["別表第1"])
    assert rows[0] == ["区分", "使用料 平日", "使用料 休日"]
    assert rows[2:] == [["西広場", "510円", "770円"]]


def test_cells_of_a_pdf_broken_over_lines_stay_whole() -> None:
    lines = [
        "区分\t添える書類",
        "委託料及び工事\t契約書の写し、完了の",
        "請負費\t",
        "\t届出、検査調書",
        "需用費\t見積書",
    ]
    record = load(".pdf", make_pdf([[*HEAD, TABLE, *lines]]))["別表第1"]
    assert rows_of(record)[2:] == [
        ["委託料及び工事請負費", "契約書の写し、完了の届出、検査調書"],
        ["需用費", "見積書"],
    ]


def test_a_cell_of_a_pdf_that_spans_rows_labels_none_but_its_own() -> None:
    """A PDF does not say how far a cell reaches: rather no label than the wrong one."""
    lines = ["室\t区分\t額", "大会議室\t午前\t1,200円", "\t午後\t1,500円", "小会議室\t午前\t600円"]
    record = load(".pdf", make_pdf([[*HEAD, TABLE, *lines]]))["別表第1"]
    assert rows_of(record)[2:] == [
        ["大会議室", "午前", "1,200円"],
        ["", "午後", "1,500円"],
        ["小会議室", "午前", "600円"],
    ]


def test_a_table_of_a_pdf_goes_on_on_the_next_page() -> None:
    rows = ["\t".join(row) for row in FEES]
    last = [rows[2], "附　則", "公布の日から施行する。"]
    pages = [[*HEAD, TABLE, "\t".join(HEADER), *rows[:2]], last]
    records = load(".pdf", make_pdf(pages))
    assert "催し用の電源" in records["別表第1"].text
    assert "公布" in records["附則"].text


def test_running_text_of_a_pdf_is_no_table() -> None:
    lines = ["第4条\t市長は、使用料を減免することができる。", "第5条\t規則で定める。", "(1)\t学校",
             "(2)\t自治会"]  # fmt: skip
    records = load(".pdf", make_pdf([[*HEAD, *lines]]))
    assert not any("|" in record.text for record in records.values())


def test_a_table_in_a_cell_stands_in_its_row() -> None:
    inner = "<table><tr><td>午前</td><td>500円</td></tr></table>"
    table = (
        f"<table><tr><th>区分</th><th>使用料</th></tr><tr><td>会議室</td><td>{inner}</td></tr>"
        "<tr><td>広場</td><td>900円</td></tr></table>"
    )
    draft = LOADERS[".html"]("x.html", f"<h1>案内</h1>{table}".encode())
    assert isinstance(draft, Draft)
    rows = draft.blocks[0].text.splitlines()
    assert [row for row in rows if row] == [
        "| 区分 | 使用料 |", "|---|---|", "| 会議室 | 午前 500円 |", "| 広場 | 900円 |",
    ]  # fmt: skip
