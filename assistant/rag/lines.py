"""Lines of an ordinance as blocks under its 編, 章, 節, 附則 and 別表. Pure.

For every format that has lines: text, PDF, Word, vendors' HTML, and Markdown, where a 章 or a 附則
may be a heading or a paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.rag.appendices import SUPPLEMENT, is_appendix_heading, read_appendix, run_on
from assistant.rag.facts import DATE
from assistant.rag.numerals import BRANCH, NUMERAL
from assistant.rag.outline import Block
from assistant.rag.provisions import article_number, close_number, is_caption, is_ordinance_title

_PARTS = {"編": 2, "章": 3, "節": 4, "款": 5, "目": 6}
_PART = re.compile(rf"第{NUMERAL}([編章節款目]){BRANCH}(?:[\s　]|$)")
_CONTENTS = re.compile(r"目[\s　]*次")
_IN_CONTENTS = re.compile(
    rf"(?:第{NUMERAL}(?:[編章節款目]|号[\s　]*様[\s　]*式)|{SUPPLEMENT}|別[\s　]*表|様[\s　]*式)"
)
_BULLET = re.compile(r"^[-*+・]\s*\[?")
_MARK = re.compile(r"^[○◯●◎☆★□■◇◆]+[\s　]*")
_CAPTION_GAP = re.compile(r"^([（(][^（）()\n]+[)）])\n\n+", re.MULTILINE)
_IMPRINT = re.compile(
    rf"(?:{DATE})?(?:[^第。]{{0,20}}第{NUMERAL}号)?(?:公布|制定|施行)?|[^。]{{0,12}}例規集"
)
_APPENDIX_RANK = 2
_ARTICLE_RANK = 7
# A provision whose whole text a publisher made a heading.
_IS_WHOLE = re.compile(r".*(?:。|削除)[)）]?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document; `level` is that of a heading, 0 for text."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading above a line.

    Attributes:
        text: as paths show it.
        rank: how high what it announces stands: 編 2 to 目 6, an article 7; else its level.
        level: its level in the source, 0 for a line that is none there.
        is_ranked: whether it announces such a thing.
        name: what an appendix is called beside its number.
    """

    text: str
    rank: int
    level: int
    is_ranked: bool = True
    name: str = ""

    def ends(self, above: _Heading) -> bool:
        """Whether what stands under a heading above is over where this one begins."""
        if self.level and above.level >= self.level:
            return True
        return (self.is_ranked or not above.level) and above.rank >= self.rank


def clean_title(text: str) -> str:
    """A title without the mark publishers put before it, its spaces made one."""
    return re.sub(r"[\s　]+", " ", _MARK.sub("", text.strip())).strip()


def titled(lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """Title and other lines: the first line, or the one below date and number if they lead."""
    place = next((n for n, line in enumerate(lines) if line.text.strip()), 0)
    below = place
    while below < len(lines) and (is_imprint(lines[below].text) or not lines[below].text.strip()):
        below += 1
    if below < len(lines) and is_ordinance_title(clean_title(lines[below].text)):
        place = below
    title = clean_title(lines[place].text) if lines else ""
    return title, [*lines[:place], *lines[place + 1 :]]


def is_imprint(line: str) -> bool:
    """Whether a line is the day or the number of an ordinance and nothing else."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", line))
    return bool(plain) and _IMPRINT.fullmatch(plain) is not None


def blocks_of(lines: Iterable[Line], *, keeps_gaps: bool = False) -> tuple[Block, ...]:
    """The text of lines under their headings; the table of contents is left out.

    A caption stays with the line it belongs to. An appendix that has a name but no text is a block
    of its name.

    Args:
        lines: the lines.
        keeps_gaps: whether blank lines are the source's own; else one is put between all lines, so
            that each may begin an article.
    """
    above: list[_Heading] = []
    blocks: list[Block] = []
    texts: list[str] = []
    gap = "\n" if keeps_gaps else "\n\n"

    def close() -> None:
        text = gap.join(texts).strip()
        if text:
            path = tuple(heading.text for heading in above)
            blocks.append(Block(path, _CAPTION_GAP.sub(_below_caption, text)))
        texts.clear()

    for line in _split(without_contents(lines)):
        heading = _heading(line, above)
        if heading is None:
            if keeps_gaps or line.text.strip():
                texts.append(line.text.rstrip() if keeps_gaps else line.text.strip())
            continue
        _name_what_is_empty(above, texts, heading)
        close()
        del above[_depth(above, heading) :]
        above.append(heading)
    _name_what_is_empty(above, texts, None)
    close()
    return tuple(_tables_together(block) for block in blocks)


def _below_caption(found: re.Match[str]) -> str:
    return f"{found[1]}\n" if is_caption(found[1]) else found[0]


def is_appendix(line: str) -> bool:
    """Whether a line is the heading of a 附則, 別表 or 様式."""
    return read_appendix(line) is not None


def begins_part(line: str) -> bool:
    """Whether a line is the heading of a 編, 章, 節, 款 or 目, or of an appendix."""
    return _part_rank(line.strip()) > 0 or is_appendix(line)


def is_contents(line: str) -> bool:
    """Whether a line announces the table of contents (目次)."""
    return _CONTENTS.fullmatch(line.strip()) is not None


def _heading(line: Line, above: Sequence[_Heading]) -> _Heading | None:
    text = line.text.strip()
    appendix = read_appendix(text)
    if appendix:
        return _Heading(appendix.heading, _APPENDIX_RANK, line.level, name=appendix.name)
    shown = re.sub(r"[\s　]+", " ", text)
    rank = _part_rank(text)
    if rank:
        return _Heading(shown, rank, line.level)
    is_article = article_number(text) is not None
    is_provision = is_article or any(is_appendix_heading(heading.text) for heading in above)
    if not line.level or (is_provision and _IS_WHOLE.fullmatch(text)):
        return None
    if is_article or is_caption(text):
        return _Heading(shown, _ARTICLE_RANK, line.level)
    return _Heading(shown, line.level, line.level, is_ranked=False)


def _part_rank(text: str) -> int:
    part = _PART.match(text)
    return _PARTS[part[1]] if part and len(text) <= 60 and not text.endswith("。") else 0


def _depth(above: Sequence[_Heading], heading: _Heading) -> int:
    """How many of the headings above stay above a heading."""
    over = (place for place, other in enumerate(above) if heading.ends(other))
    return next(over, len(above))


def _name_what_is_empty(
    above: Sequence[_Heading], texts: list[str], following: _Heading | None
) -> None:
    """Give an appendix that has a name and nothing else its name as text."""
    if not above or not above[-1].name or any(text.strip() for text in texts):
        return
    if following is None or _depth(above, following) < len(above):
        texts.append(above[-1].name)


def _split(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines with numbers without gaps, a 附則 whose sentence stands beside it as two."""
    for line in lines:
        parts = run_on(line.text)
        if parts:
            yield Line(parts[0], line.level)
            yield Line(parts[1])
        else:
            yield Line(_closed(line.text), line.level)


def _closed(text: str) -> str:
    closed = close_number(text.strip())
    return text if closed == text.strip() else closed


def without_contents(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without the table of contents (目次); blank lines stay outside it."""
    is_inside = False
    seen: set[str] = set()
    for line in lines:
        text = unicodedata.normalize("NFKC", line.text).strip()
        if is_contents(text):
            is_inside, seen = True, set()
            continue
        if is_inside:
            entry = _BULLET.sub("", text)
            key = re.sub(r"\s|[(\]].*$", "", entry)
            if not text or (_IN_CONTENTS.match(entry) and key not in seen):
                seen.add(key)
                continue
            is_inside = False
        yield line


def _tables_together(block: Block) -> Block:
    """Rows of a table stand line by line: blank lines between them would cut it."""
    return Block(block.path, re.sub(r"(\|)\n\n(?=\|)", r"\1\n", block.text))
