"""Numbers that Word writes itself are read as its readers see them."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from assistant.rag.assembly import records_of
from assistant.rag.documents import Record
from assistant.rag.loaders.word import load_docx
from assistant.rag.loaders.word_numbers import in_sort

LEVELS = (("第%1条", "decimal"), ("%2", "decimalFullWidth"), ("（%3）", "japaneseCounting"))
LIST, AGAIN, BULLETS = 901, 902, 903


def with_lists() -> DocumentObject:
    """A document with a list of articles, one that begins anew at 10, and bullets."""
    document = Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{2 if place == 1 else 1}"/>'
        f'<w:numFmt w:val="{sort}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (text, sort) in enumerate(LEVELS)
    )
    bullet = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>'
    for number, inside in ((90, levels), (91, bullet)):
        xml = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{inside}</w:abstractNum>'
        numbering.insert(0, parse_xml(xml))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride>'
    for number, abstract, inside in ((LIST, 90, ""), (AGAIN, 90, again), (BULLETS, 91, "")):
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
        numbering.append(parse_xml(f"{xml}{inside}</w:num>"))
    return document


def add(document: DocumentObject, text: str, number: int = 0, depth: int = 0) -> Paragraph:
    paragraph = document.add_paragraph(text)
    if number:
        put_in(paragraph._p.get_or_add_pPr(), number, depth)
    return paragraph


def put_in(properties: object, number: int, depth: int) -> None:
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    properties.append(parse_xml(xml))  # type: ignore[attr-defined]


def read(document: DocumentObject) -> list[Record]:
    content = io.BytesIO()
    document.save(content)
    return records_of("x.docx", load_docx("x.docx", content.getvalue()), "hash")


def test_articles_paragraphs_and_items_have_their_numbers() -> None:
    document = with_lists()
    add(document, "架空市会議室使用規則")
    add(document, "（趣旨）")
    add(document, "この規則は、会議室の使用を定める。", LIST)
    add(document, "（使用料）")
    add(document, "使用料は、無料とする。", LIST)
    add(document, "次の場合は、この限りでない。", LIST, 1)
    add(document, "営利のとき。", LIST, 2)
    add(document, "市長が認めるとき。", LIST, 2)
    add(document, "前項の額は、別に定める。", LIST, 1)
    add(document, "この規則の施行は、別に定める。", LIST)
    records = {record.article: record for record in read(document)}
    assert list(records) == ["第1条", "第2条", "第3条"]
    assert records["第2条"].caption == "使用料"
    assert records["第2条"].text.split() == [
        "使用料は、無料とする。", "2", "次の場合は、この限りでない。", "（一）", "営利のとき。",
        "（二）", "市長が認めるとき。", "3", "前項の額は、別に定める。",
    ]  # fmt: skip


def test_a_list_goes_on_and_one_that_says_so_begins_anew() -> None:
    document = with_lists()
    add(document, "架空市会議室使用規則")
    for number in (LIST, LIST, AGAIN, AGAIN):
        add(document, "使用を定める。", number)
    assert [record.article for record in read(document)] == ["第1条", "第2条", "第10条", "第11条"]


def test_a_style_brings_its_list() -> None:
    document = with_lists()
    put_in(document.styles["List Paragraph"].element.get_or_add_pPr(), LIST, 0)
    add(document, "架空市会議室使用規則")
    document.add_paragraph("使用を定める。", style="List Paragraph")
    assert [record.article for record in read(document)] == ["第1条"]


@pytest.mark.parametrize("number", [BULLETS, 0, 999])
def test_bullets_and_lists_that_are_not_there_have_none(number: int) -> None:
    document = with_lists()
    add(document, "手引")
    add(document, "出張の精算は10日以内。", number)
    assert [record.text for record in read(document)] == ["出張の精算は10日以内。"]


@pytest.mark.parametrize(
    ("number", "sort", "shown"),
    [
        (12, "japaneseCounting", "十二"),
        (120, "ideographTraditional", "百二十"),
        (3, "aiueoFullWidth", "ウ"),
        (2, "iroha", "ロ"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "lowerRoman", "iv"),
        (29, "upperRoman", "XXIX"),
        (2, "lowerLetter", "b"),
        (7, "chicago", "7"),
        (0, "japaneseCounting", "0"),
        (10**9, "upperRoman", "1000000000"),
    ],
)
def test_numbers_are_shown_in_their_sort(number: int, sort: str, shown: str) -> None:
    assert in_sort(number, sort) == shown


def test_a_table_in_a_cell_is_read_with_its_row() -> None:
    document = Document()
    document.add_paragraph("手引")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "区分", "使用料"
    table.cell(1, 0).text = "会議室"
    inner = table.cell(1, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "午前", "500円"
    assert "| 会議室 | 午前 500円 |" in read(document)[0].text
