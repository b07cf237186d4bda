"""Lines of an ordinance as blocks under its 編, 章, 節, 附則 and 別表. Pure.

For every format that has lines but no heading tree of its own: text, PDF, Word, vendors' HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.rag.numerals import NUMERAL
from assistant.rag.outline import Block

_PARTS = {"編": 2, "章": 3, "節": 4, "款": 5, "目": 6}
_PART = re.compile(rf"第{NUMERAL}([編章節款目])(?:の{NUMERAL})*(?:[\s　]|$)")
_APPENDIX = re.compile(
    rf"(?:附[\s　]*則|別[\s　]*表(?:第?{NUMERAL})?|様[\s　]*式(?:第?{NUMERAL}号?)?)"
    r"(?:[\s　]*[（(][^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*[)）])*"
)
_CONTENTS = re.compile(r"目[\s　]*次")
_IN_CONTENTS = re.compile(rf"(?:第{NUMERAL}[編章節款目]|附[\s　]*則|別[\s　]*表|様[\s　]*式)")
_MARK = re.compile(r"^[○◯●◎☆★□■◇◆]+[\s　]*")
_CAPTION_GAP = re.compile(r"^([（(][^（）()\n]+[)）])\n\n", re.MULTILINE)
_APPENDIX_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document; `level` is that of a heading, 0 for text."""

    text: str
    level: int = 0


def clean_title(text: str) -> str:
    """A title without the mark publishers put before it, its spaces made one."""
    return re.sub(r"[\s　]+", " ", _MARK.sub("", text.strip())).strip()


def blocks_of(lines: Iterable[Line]) -> tuple[Block, ...]:
    """The text of lines under their headings; the table of contents is left out.

    A blank line stands between lines, so that each may begin an article; a caption stays with the
    line it belongs to.
    """
    headings: list[tuple[int, str]] = []
    blocks: list[Block] = []
    texts: list[str] = []

    def close() -> None:
        if texts:
            blocks.append(
                Block(
                    tuple(name for _, name in headings),
                    _CAPTION_GAP.sub(r"\1\n", "\n\n".join(texts)),
                )
            )
        texts.clear()

    for line in without_contents(lines):
        level = _level(line)
        if not level:
            texts.append(line.text)
            continue
        close()
        while headings and headings[-1][0] >= level:
            headings.pop()
        gap = "" if _APPENDIX.fullmatch(line.text.strip()) else " "
        headings.append((level, re.sub(r"[\s　]+", gap, line.text.strip())))
    close()
    return tuple(_tables_together(block) for block in blocks)


def is_appendix(line: str) -> bool:
    """Whether a line is the heading of a 附則, 別表 or 様式."""
    return _APPENDIX.fullmatch(line.strip()) is not None


def _level(line: Line) -> int:
    text = line.text.strip()
    if is_appendix(text):
        return _APPENDIX_LEVEL
    part = _PART.match(text)
    if part and len(text) <= 60 and not text.endswith("。"):
        return _PARTS[part[1]]
    return line.level


def without_contents(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that hold something, without the table of contents (目次)."""
    is_inside = False
    seen: set[str] = set()
    for line in lines:
        text = unicodedata.normalize("NFKC", line.text).strip()
        if not text:
            continue
        if _CONTENTS.fullmatch(text):
            is_inside, seen = True, set()
            continue
        if is_inside:
            key = re.sub(r"\s|[(].*$", "", text)
            if _IN_CONTENTS.match(text) and key not in seen:
                seen.add(key)
                continue
            is_inside = False
        yield line


def _tables_together(block: Block) -> Block:
    """Rows of a table stand line by line: blank lines between them would cut it."""
    return Block(block.path, re.sub(r"(\|)\n\n(?=\|)", r"\1\n", block.text))
