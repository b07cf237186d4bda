"""The standard XML of e-Gov (法令標準XML) and what follows it.

Law > LawNum, LawBody > LawTitle, MainProvision > (Part, Chapter, Section …) > Article[@Num] >
Paragraph > Item; SupplProvision; AppdxTable.
Schema: XMLSchemaForJapaneseLaw at https://laws.e-gov.go.jp/docs/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from assistant.rag.lines import clean_title
from assistant.rag.loaders.base import Draft, RefusedError
from assistant.rag.loaders.tables import Cell, table_lines
from assistant.rag.outline import Block
from assistant.rag.provisions import article_number

# What may stand around articles, and what e-Gov's pages call it in their anchors.
_PARTS = {"Part": "Pa", "Chapter": "Ch", "Section": "Se", "Subsection": "Ss", "Division": "Di"}
# The name of a file of e-Gov's bulk download: the law's id, then what version it is.
_LAW_FILE = re.compile(r"([0-9]{3}(?:(?:AC|CO|IO|DF)[0-9]{10}|M[0-9]{11}))(?:_[0-9A-Z_]+)?\.xml$")
_ITEMS = ("Item", *(f"Subitem{level}" for level in range(1, 11)))
_ENTITY = re.compile(rb"<!(?:DOCTYPE[^>]*\[|ENTITY)", re.IGNORECASE)
_ERAS = {"Meiji": "明治", "Taisho": "大正", "Showa": "昭和", "Heisei": "平成", "Reiwa": "令和"}


def load_xml(name: str, content: bytes) -> Draft:
    """A law in standard XML.

    Raises:
        RefusedError: it is no XML, declares entities, or is another kind of XML.
    """
    if not content.strip():
        raise RefusedError(f"{name}: empty; remove it, or put its text in")
    if _ENTITY.search(content):
        raise RefusedError(f"{name}: declares entities; export it without a document type")
    try:
        root = ET.fromstring(content)  # noqa: S314  # entities are refused above
    except (ET.ParseError, ValueError, LookupError):
        raise RefusedError(f"{name}: not well-formed XML; export it again") from None
    law = root if root.tag == "Law" else root.find(".//Law")
    body = law.find("LawBody") if law is not None else None
    if law is None or body is None:
        raise RefusedError(f"{name}: not standard law XML (no Law/LawBody in it)")
    title = clean_title(_text(body.find("LawTitle")))
    blocks = tuple(_blocks(body, _head(law)))
    stated = _stated(law) | _address(name)
    return Draft(title, blocks, stated, fragments=_fragments(body), is_ordinance=True)


def _address(name: str) -> dict[str, str]:
    """Where e-Gov shows a law whose file still has the name e-Gov gave it."""
    match = _LAW_FILE.match(name.rpartition("/")[2])
    return {"url": f"https://laws.e-gov.go.jp/law/{match[1]}"} if match else {}


def _fragments(body: ET.Element) -> dict[str, str]:
    """Articles of the main provisions as e-Gov's pages name them: `Mp-Ch_4-Se_3-At_76_2`."""
    main = body.find("MainProvision")
    return dict(_named(main, "Mp")) if main is not None else {}


def _named(parent: ET.Element, path: str) -> Iterator[tuple[str, str]]:
    for child in parent:
        number = child.get("Num", "").split(":")[0]
        if child.tag in _PARTS:
            yield from _named(child, f"{path}-{_PARTS[child.tag]}_{number}")
        elif child.tag == "Article" and number:
            article = article_number(_article_heading(child))
            if article:
                yield article, f"{path}-At_{number}"


def _head(law: ET.Element) -> str:
    return "\n\n".join(
        filter(None, (_text(law.find("LawNum")), _text(law.find(".//EnactStatement"))))
    )


def _stated(law: ET.Element) -> dict[str, str]:
    era, year = _ERAS.get(law.get("Era", "")), law.get("Year", "")
    month, day = law.get("PromulgateMonth"), law.get("PromulgateDay")
    stated = {}
    if era and year.isdigit() and month and day and month.isdigit() and day.isdigit():
        stated["promulgated"] = f"{era}{int(year)}年{int(month)}月{int(day)}日"
    number = _text(law.find("LawNum"))
    return stated | ({"number": number} if number else {})


def _blocks(body: ET.Element, head: str) -> Iterator[Block]:
    if head:
        yield Block((), head)
    for part in body:
        if part.tag == "MainProvision":
            yield from _provisions(part, ())
        elif part.tag == "SupplProvision":
            label = clean_title(_text(part.find("SupplProvisionLabel"))).replace(" ", "") or "附則"
            amending = part.get("AmendLawNum")
            yield from _provisions(part, (f"{label}（{amending}）" if amending else label,))
        elif part.tag.startswith("Appdx"):
            yield from _appendix(part)


def _provisions(parent: ET.Element, path: tuple[str, ...]) -> Iterator[Block]:
    loose: list[str] = []
    for child in parent:
        if child.tag in _PARTS:
            heading = clean_title(_text(child.find(f"{child.tag}Title")))
            yield from _provisions(child, (*path, heading))
        elif child.tag == "Article":
            yield Block((*path, _article_heading(child)), "\n\n".join(_paragraphs(child)))
        elif child.tag == "Paragraph":
            loose += _paragraph(child)
    if loose:
        yield Block(path, "\n\n".join(loose))


def _article_heading(article: ET.Element) -> str:
    number = article.get("Num", "").split(":")[0]
    parts = [part for part in number.split("_") if part.isdigit()]
    title = f"第{parts[0]}条" + "".join(f"の{part}" for part in parts[1:]) if parts else ""
    caption = _text(article.find("ArticleCaption"))
    return (title or _text(article.find("ArticleTitle"))) + caption


def _paragraphs(article: ET.Element) -> Iterator[str]:
    for paragraph in article.findall("Paragraph"):
        yield from _paragraph(paragraph)


def _paragraph(paragraph: ET.Element) -> list[str]:
    """The sentence of a paragraph with its items on lines of their own."""
    number = _text(paragraph.find("ParagraphNum"))
    sentence = _text(paragraph.find("ParagraphSentence"))
    lines = [f"{number}　{sentence}" if number else sentence]
    lines += _items(paragraph)
    for table in paragraph.iter("Table"):
        lines += _table(table)
    return ["\n".join(line for line in lines if line)]


def _items(parent: ET.Element) -> Iterator[str]:
    for item in parent:
        if item.tag in _ITEMS:
            title, sentence = (
                _text(item.find(f"{item.tag}Title")),
                _text(item.find(f"{item.tag}Sentence")),
            )
            yield f"{title}　{sentence}"
            yield from _items(item)


def _appendix(part: ET.Element) -> Iterator[Block]:
    title = clean_title(_text(part.find(f"{part.tag}Title"))).replace(" ", "")
    related = _text(part.find("RelatedArticleNum"))
    lines = [line for table in part.iter("Table") for line in _table(table)]
    if not lines:
        lines = [
            _text(child)
            for child in part
            if child.tag not in (f"{part.tag}Title", "RelatedArticleNum")
        ]
    text = "\n".join(line for line in lines if line)
    if text:
        yield Block((f"{title or '別表'}{related}",), text)


def _table(table: ET.Element) -> list[str]:
    return table_lines(
        [
            Cell(_text(column), _span(column, "rowspan"), _span(column, "colspan"))
            for column in row
            if column.tag in ("TableColumn", "TableHeaderColumn")
        ]
        for row in table
        if row.tag in ("TableRow", "TableHeaderRow")
    )


def _span(column: ET.Element, attribute: str) -> int:
    stated = column.get(attribute, "1")
    return int(stated) if stated.isdigit() and len(stated) < 5 else 1


def _text(element: ET.Element | None) -> str:
    """The text of an element without the readings of its ruby."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += ["" if child.tag == "Rt" else _text(child), child.tail or ""]
    return re.sub(r"[ \t\r\n]+", "", "".join(parts)) if len(element) or element.text else ""
