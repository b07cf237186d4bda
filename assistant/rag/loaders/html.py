"""HTML as ordinance vendors and cities publish it; what a browser does not show is counted.

Vendors' pages hold the text in `#primary > div.eline > div.article|clause|item`, the caption in
`p.title` before 第N条 and numbers in `span.num`. Other pages are read by their headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from assistant.rag.lines import Line, blocks_of, clean_title, is_appendix, titled
from assistant.rag.loaders.base import Draft, RefusedError, place_key
from assistant.rag.loaders.tables import Cell, table_with_heading
from assistant.rag.numerals import BRANCH, NUMERAL
from assistant.rag.provisions import article_number, is_ordinance_title

_NEVER_SHOWN = ("script", "style", "noscript", "template", "title", "svg", "iframe", "object")
_FURNITURE = ("nav", "header", "footer", "aside", "form", "button")
_BLOCK = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p",
        "pre", "section", "table", "tbody", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent)|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_BOLD = frozenset({"b", "strong"})
_IS_NUMBER = re.compile(rf"第{NUMERAL}条{BRANCH}")
_GAPS = " \t\r\n\u3000"
# Where a line ends inside an inline element.
_BREAK = "\u2028"
# Shorter hidden pieces are layout: print marks, labels for screen readers.
_HIDDEN_CHARS = 10
_ENCODINGS = ("utf-8", "cp932", "euc_jp")


def load_html(name: str, content: bytes) -> Draft:
    """A page; its declared encoding is not believed, its bytes are.

    Raises:
        RefusedError: it is empty or in no encoding of Japanese text.
    """
    soup = BeautifulSoup(_decoded(name, content), "lxml")
    title = _title(soup)
    hidden = _remove_hidden(soup)
    for tag in soup.find_all(_FURNITURE):
        tag.decompose()
    root = soup.select_one("#primary") or soup.find("main") or soup.body or soup
    lines = [line for line in _lines(root) if clean_title(line.text) != title]
    if not lines:
        raise RefusedError(f"{name}: no text in it")
    if not is_ordinance_title(title):
        first, rest = titled(lines)
        title, lines = (first, rest) if is_ordinance_title(first) and rest else (title, lines)
    return Draft(title, blocks_of(lines), anchors=_anchors(root), hidden=hidden)


def _decoded(name: str, content: bytes) -> str:
    if not content.strip():
        raise RefusedError(f"{name}: empty; remove it, or put its text in")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x1b$" in content:
        return content.decode("iso2022_jp", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError(f"{name}: in no encoding of Japanese text; save it as UTF-8")


def _title(soup: BeautifulSoup) -> str:
    for selector in ("#primary h1", "#primary .law-title", "h1", "title"):
        found = soup.select_one(selector)
        if found and found.get_text(strip=True):
            return clean_title(found.get_text(" ", strip=True))
    return ""


def _remove_hidden(soup: BeautifulSoup) -> int:
    """Take out what a browser does not show; says how many passages of text that were."""
    count = 0
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        # Instructions hide in comments as well; markup that was commented out is no text.
        count += _is_prose(comment)
        comment.extract()
    for tag in soup.find_all(_NEVER_SHOWN):
        tag.decompose()
    for tag in soup.find_all(_is_hidden):
        if not tag.decomposed:
            count += len(tag.get_text(strip=True)) >= _HIDDEN_CHARS
            tag.decompose()
    return count


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or bool(_HIDING.search(str(tag.get("style", ""))))


def _is_prose(comment: str) -> bool:
    text = comment.strip()
    return len(text) >= 40 and "<" not in text and re.search(r"[ぁ-んァ-ヶ一-龠]", text) is not None


def _lines(root: Tag) -> Iterator[Line]:
    """Text between block elements is a line; a table is a line a row; headings keep their level."""
    pending: list[str] = []
    for child in root.children:
        if isinstance(child, NavigableString):
            pending.append(_text(child))
        elif isinstance(child, Tag) and _is_inline(child):
            pending.append(_inline(child, is_first=not any(text.strip(_GAPS) for text in pending)))
        elif isinstance(child, Tag):
            yield from _line_of(pending)
            yield from _block_lines(child)
    yield from _line_of(pending)


def _line_of(pending: list[str]) -> list[Line]:
    texts = [_spaced(text) for text in "".join(pending).split(_BREAK)]
    pending.clear()
    return [Line(text) for text in texts if text]


def _spaced(text: str) -> str:
    one = re.sub(r"[ \t\r\n]+", " ", text).strip(" 　")
    return re.sub(r" *　[ 　]*", "　", one)


def _block_lines(tag: Tag) -> Iterator[Line]:
    if tag.name == "table" and _is_layout(tag):
        for cell in _cells(tag):
            yield from _lines(cell)
    elif tag.name == "table":
        if tag.caption:
            yield from _lines(tag.caption)
        yield from (Line(row) for row in table_with_heading(_rows(tag)))
    elif tag.name in _HEADINGS:
        yield Line(tag.get_text(" ", strip=True), _HEADINGS[tag.name])
    elif tag.name != "br":
        yield from _lines(tag)


def _is_inline(tag: Tag) -> bool:
    return tag.name not in _BLOCK and tag.name != "br" and tag.find(_BLOCK) is None


def _inline(tag: Tag, *, is_first: bool) -> str:
    """Text of an inline element; a number keeps its distance from what follows.

    A number is a `span.num`, or the bold number of an article that begins a line.
    """
    text = "".join(_text(part) for part in tag.descendants)
    is_bold = is_first and tag.name in _BOLD and _IS_NUMBER.fullmatch(text.strip(_GAPS)) is not None
    return f"{text}　" if is_bold or "num" in tag.get_attribute_list("class") else text


def _text(part: PageElement) -> str:
    """Text where it stands in the page; ends of lines are kept as such."""
    if isinstance(part, Tag):
        return _BREAK if part.name == "br" else ""
    if part.find_parent("pre") is not None:
        return str(part).replace("\n", _BREAK)
    return str(part)


def _is_layout(table: Tag) -> bool:
    """Whether a table only places text: it has one column, or holds others under no header."""
    has_header = any(cell.name == "th" for cell in _cells(table))
    is_nesting = table.find("table") is not None
    return (is_nesting and not has_header) or all(len(row) < 2 for row in _rows(table))


def _cells(table: Tag) -> Iterator[Tag]:
    for cell in table.find_all(["caption", "td", "th"]):
        if cell.find_parent("table") is table:
            yield cell


def _rows(table: Tag) -> Iterator[list[Cell]]:
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            yield [
                Cell(cell.get_text(" ", strip=True), _span(cell, "rowspan"), _span(cell, "colspan"))
                for cell in row.find_all(["td", "th"], recursive=False)
            ]


def _span(cell: Tag, attribute: str) -> int:
    stated = str(cell.get(attribute, "1"))
    return int(stated) if stated.isdigit() and len(stated) < 5 else 1


def _anchors(root: Tag) -> dict[str, str]:
    """Deep links: the id of the element an article, 附則, 別表 or heading begins in."""
    anchors: dict[str, str] = {}
    for tag in root.find_all(id=True):
        for line in tag.get_text("\n", strip=True).split("\n")[:3]:
            is_heading = tag.name in _HEADINGS or is_appendix(line)
            key = article_number(line) or (place_key(line) if is_heading else "")
            if key:
                anchors.setdefault(key, f"#{tag['id']}")
                break
    return anchors
