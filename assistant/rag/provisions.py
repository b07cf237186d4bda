"""Articles (条) of an ordinance: where one begins, and its canonical number. Pure.

Ordinances are written as Markdown in two ways, both understood: the article as a heading
(`### 第3条（予約）`), or as a paragraph `第3条　…` under its caption, which is a heading or a line
of its own (`### （予約）` or `（予約）`).
"""

from __future__ import annotations

import re

from assistant.rag.appendices import is_appendix_heading
from assistant.rag.numerals import BRANCH, NUMERAL, branch_key, to_int
from assistant.rag.outline import Block, Outline

_ARTICLE = re.compile(rf"(第({NUMERAL})条({BRANCH}))(?=[\s　（(]|$)[ \t　]*")
_GAPPED = re.compile(
    rf"^第[ 　]*{NUMERAL}[ 　]*(?:[編章節款目]|条)(?:[ 　]*[のノ][ 　]*{NUMERAL}(?=[\s　（(]|$))*"
)
# What stands in brackets above an article and is of the document: its number, its repeal.
_SAID_OF_DOCUMENT = r"(?:廃止|失効|施行|公布|公示|制定|改正|決裁)"
_OF_DOCUMENT = rf"[^（）()]*(?:第{NUMERAL}号|日[^（）()]{{0,6}}{_SAID_OF_DOCUMENT})[)）]"
_CAPTION = re.compile(rf"[（(](?!{_OF_DOCUMENT})[^（）()]+[）)]")
_ORDINANCE_TITLE = re.compile(r".*(?:条例|規則|規程|要綱|要領|細則)(?:[（(][^（）()]*[）)])?")


def is_ordinance(outline: Outline) -> bool:
    """Whether a document is cut at articles: its title says what it is, and it has articles."""
    if not is_ordinance_title(outline.title):
        return False
    return any(
        article_number(line)
        for block in outline.blocks
        for line in (*block.path, *block.text.splitlines())
    )


def is_ordinance_title(title: str) -> bool:
    """Whether a title is one of an ordinance or rule."""
    return _ORDINANCE_TITLE.fullmatch(title) is not None


def article_number(line: str) -> str | None:
    """The canonical number a heading or line begins with: `第三条の２（予約）` gives `第3条の2`."""
    match = _ARTICLE.match(line)
    return f"第{to_int(match[2])}条{branch_key(match[3])}" if match else None


def close_number(line: str) -> str:
    """A line whose leading number is set with gaps, `第 １ 条`, without them."""
    return _GAPPED.sub(lambda found: re.sub(r"[ 　]+", "", found[0]), line, count=1)


def is_caption(line: str) -> bool:
    """Whether a line is a caption (見出し), `（使用料）`."""
    return _CAPTION.fullmatch(line) is not None


def appendix_of(path: tuple[str, ...]) -> str | None:
    """The supplementary provision (附則), table (別表) or form (様式) a path lies in."""
    return next((heading for heading in path if is_appendix_heading(heading)), None)


def articles(outline: Outline) -> list[Block]:
    """The blocks of an ordinance, one per article."""
    return [article for block in outline.blocks for article in _cut(block)]


def _cut(block: Block) -> list[Block]:
    above, caption = block.path, ""
    if above and is_caption(above[-1]):
        above, caption = above[:-1], above[-1]
    elif above and article_number(above[-1]):
        above = above[:-1]
    found: list[Block] = []
    path, lines, is_start = block.path, list[str](), True
    for line in block.text.splitlines():
        match = _ARTICLE.match(line) if is_start else None
        if match:
            if lines and is_caption(lines[-1]):
                caption = lines.pop()
            found.append(Block(path, "\n".join(lines).strip()))
            heading, rest = _heading(match[1], caption, line[match.end() :])
            path, lines, caption = (*above, heading), [rest], ""
        else:
            lines.append(line)
        is_start = not line or is_caption(line)
    found.append(Block(path, "\n".join(lines).strip()))
    return [article for article in found if article.text]


def _heading(number: str, caption: str, rest: str) -> tuple[str, str]:
    """Heading and remaining text of an article; its caption may also follow its number."""
    inline = _CAPTION.match(rest)
    if not caption and inline:
        return number + inline[0], rest[inline.end() :].lstrip()
    return number + caption, rest
