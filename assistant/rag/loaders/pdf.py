"""PDF with a text layer: lines put together again, page numbers left out."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.rag.appendices import SUPPLEMENT, is_appendix_heading
from assistant.rag.lines import (
    Line,
    begins_part,
    blocks_of,
    is_appendix,
    is_imprint,
    titled,
    without_contents,
)
from assistant.rag.loaders.base import Draft, RefusedError, place_key
from assistant.rag.loaders.pdf_tables import with_tables
from assistant.rag.numerals import NUMERAL
from assistant.rag.provisions import article_number, close_number

if TYPE_CHECKING:
    from pypdf import PageObject

_Numbered = tuple[int, str]

_PAGE_NUMBER = re.compile(
    r"[-‐－―ー\s]*[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?[-‐－―ー\s]*(?:ページ|頁)?"
)
# What begins a line of its own, whatever stood before it.
_BEGINS = re.compile(
    rf"第{NUMERAL}[編章節款目条]|[（(][^（）()]{{1,40}}[)）]\s*$|{SUPPLEMENT}|別\s*表|様\s*式|目\s*次"
    rf"|[0-9０-９]{{1,2}}[\s　]|[（(][0-9０-９]{{1,2}}[)）]|[一二三四五六七八九十]{{1,3}}[\s　]"
    r"|[・●○■|]"
)
_LONGEST_HEADING = 80
_MOST_TITLE_LINES = 6
_HEADS = re.compile(rf"第{NUMERAL}[編章節款目]|{SUPPLEMENT}|別\s*表")
_OPEN = re.compile(r"[（(][^（）()。]*(?:[（(][^（）()。]*[)）][^（）()。]*)*$")
# What ends a line of its own: a sentence, a bracket, a row of a table.
_ENDS = ("。", "」", "）", ")", "|")
# Browsers print a gap between Japanese and figures, which comes out as a space of its own.
_IS_GAPPED = re.compile(r"第 [0-9]+ [編章節款目条項号]")
_OTHER = r"[^\x00-\x7f０-９]"
_GAP_BEFORE = re.compile(rf"(?<={_OTHER}) (?=[(0-9])")
_GAP_AFTER = re.compile(rf"(?<=[)0-9]) (?={_OTHER})")
# These gaps stand between a number and its text.
_NUMBERED = re.compile(
    r"((?:第 ?[0-9]+ ?条(?: ?の ?[0-9]+)*|[0-9]{1,2}|[(][0-9]{1,2}[)])) "
    r"(?![　年月日円人回時分か以条項号])"
)
# What a browser prints at the edge of a page: day and title, address and page.
_PRINTED = re.compile(
    r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4},? [0-9]{1,2}:[0-9]{2}.*"
    r"|(?:file|https?)://\S+(?: [0-9]+/[0-9]+)?"
)
# Fewer characters a page than this are stamps and page numbers on pictures of pages.
_LEAST_CHARS_A_PAGE = 20


def load_pdf(name: str, content: bytes) -> Draft:
    """A PDF; its first line is its title, date and number apart.

    Raises:
        RefusedError: it is protected, damaged, or has no text layer (a scan).
    """
    if not content.strip():
        raise RefusedError(f"{name}: empty; remove it, or put its text in")
    pages = _pages(name, content)
    if sum(len("".join(page.split())) for page in pages) < _LEAST_CHARS_A_PAGE * max(len(pages), 1):
        raise RefusedError(
            f"{name}: no text layer (a scan?); run OCR over it, or export it from the original"
        )
    numbered = _without_gaps(_without_furniture([page.splitlines() for page in pages]))
    lines = _joined([close_number(line) for _, line in numbered])
    whole = [Line(line) for line in lines]
    title, rest = titled(whole)
    return Draft(title, blocks_of(rest or whole), fragments=_fragments(numbered))


def _pages(name: str, content: bytes) -> list[str]:
    from pypdf import PdfReader  # noqa: PLC0415  # of no use to most builds
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content))
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if is_locked else [_text(page) for page in reader.pages]
    except (ImportError, NotImplementedError):
        is_locked, pages = True, []
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # pypdf raises all of these on damaged files.
        raise RefusedError(f"{name}: not a PDF, or damaged; export it again") from None
    if is_locked:
        raise RefusedError(f"{name}: protected by a password; save it without one")
    return pages


def _text(page: PageObject) -> str:
    """The text of a page, with the rows of its tables as lines."""
    plain = (page.extract_text() or "").splitlines()
    laid_out = page.extract_text(extraction_mode="layout") if plain else ""
    return "\n".join(with_tables(plain, laid_out.splitlines()))


def _fragments(lines: Sequence[_Numbered]) -> dict[str, str]:
    """The page each article, 附則 and 別表 begins on, as links to PDF name it (`page=2`)."""
    pages: dict[str, str] = {}
    numbered = [(page, Line(text)) for page, text in lines]
    kept = {id(line) for line in without_contents(line for _, line in numbered)}
    for page, line in numbered:
        article = article_number(line.text)
        if id(line) in kept and (article or is_appendix(line.text)):
            pages.setdefault(article or place_key(line.text), f"page={page}")
    return pages


def _without_furniture(pages: Sequence[Sequence[str]]) -> list[_Numbered]:
    """Lines with their pages, without page numbers and what stands at the edge of most pages."""
    edges = Counter(
        line.strip() for page in pages for line in {*page[:1], *page[-1:]} if line.strip()
    )
    most = max(len(pages) * 0.6, 2)
    return [
        (number, line.strip())
        for number, page in enumerate(pages, 1)
        for line in page
        if line.strip()
        and not _PAGE_NUMBER.fullmatch(line.strip())
        and not _PRINTED.fullmatch(unicodedata.normalize("NFKC", line.strip()))
        and edges.get(line.strip(), 0) <= most
    ]


def _without_gaps(lines: Sequence[_Numbered]) -> list[_Numbered]:
    """Lines without the gaps of browsers, if they have them; a number keeps its text's distance."""
    if not any(_IS_GAPPED.search(line) for _, line in lines):
        return list(lines)
    closed: list[_Numbered] = []
    for page, line in lines:
        number = _NUMBERED.match(line)
        start = number.end() if number else 0
        head = number[1].replace(" ", "") + "　" if number else ""
        rest = _GAP_BEFORE.sub("", line[start:])
        closed.append((page, head + _GAP_AFTER.sub("", rest)))
    return closed


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines broken at the width of the page, made whole again."""
    joined: list[str] = []
    for line in lines:
        # The title ends where it ends, and so does what stands above it.
        is_first = len(joined) < _MOST_TITLE_LINES and all(map(is_imprint, joined[:-1]))
        if is_first or (_is_apart(joined[-1], line) and not _is_open(joined[-1])):
            joined.append(line)
        else:
            joined[-1] += line
    return joined


def _is_apart(before: str, line: str) -> bool:
    """Whether a line does not go on with the one before: a heading ends where it ends."""
    is_new = _BEGINS.match(line) or begins_part(line) or before.endswith(_ENDS)
    return bool(is_new or begins_part(before) or _HEADS.match(before))


def _is_open(line: str) -> bool:
    """Whether a line is the heading of an appendix whose bracket is closed further down."""
    is_short = len(line) <= _LONGEST_HEADING
    return is_short and is_appendix_heading(line) and _OPEN.search(line) is not None
