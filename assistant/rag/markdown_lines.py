"""Markdown ordinances as lines: a 章, an article, a 附則 may be a heading or a paragraph. Pure.

People paste ordinances into Markdown as they are printed: `**附　則**`, `**第2条**　…`,
`<center>別表第1</center>`. Marks of Markdown are taken off such lines; others stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape

from assistant.rag.facts import title_of
from assistant.rag.lines import Line, begins_part, blocks_of, clean_title, is_contents
from assistant.rag.outline import Block, read_lines
from assistant.rag.provisions import (
    article_number,
    close_number,
    is_caption,
    is_ordinance_title,
)

_TAG = re.compile(
    r"</?(?:b|br|center|div|em|font|i|p|span|strong|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?P<inside>[^*_]+)(?P=mark)(?P<rest>.*)")
_BLANK = " \t\u3000\xa0\u2002\u2003"
_QUOTED = re.compile(r"^(?:>\s*)+")
# A line under a heading (`===`, `---`), or across the page.
_RULE = re.compile(r"\s*(?:={2,}|-{2,}|(?:[-*_][ \t]*){3,})\s*")


def read_ordinance(
    markdown: str, name: str, stated: Mapping[str, str]
) -> tuple[str, tuple[Block, ...]] | None:
    """Title and blocks of a page that is an ordinance by its title and has articles.

    Args:
        markdown: the page without its front matter.
        name: folder and file.
        stated: its front matter.

    Returns:
        The title as it stands in the page, empty if there is none; `None` for other pages.
    """
    lines = [Line(_unmarked(text), level) for level, text in read_lines(markdown)]
    title, body = _titled(lines)
    is_ordinance = is_ordinance_title(title_of(name, title, stated))
    if not is_ordinance or not any(article_number(line.text) for line in body):
        return None
    return title, blocks_of(_spaced(body), keeps_gaps=True)


def _titled(lines: Sequence[Line]) -> tuple[str, list[Line]]:
    """The first `#` heading, else a first line that is a title of an ordinance; and the rest."""
    place = next((n for n, line in enumerate(lines) if line.level == 1), None)
    if place is None:
        place = next((n for n, line in enumerate(lines) if line.text.strip()), None)
        if place is None or not is_ordinance_title(_plain(lines[place].text)):
            return "", list(lines)
    title = _plain(lines[place].text) if not lines[place].level else lines[place].text
    return title, [*lines[:place], *lines[place + 1 :]]


def _spaced(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines without rules, those that begin an article apart from what stands before them."""
    before = ""
    for line in lines:
        text = line.text.strip()
        if not line.level and _RULE.fullmatch(text):
            continue
        is_start = article_number(text) is not None
        if is_start and before and not is_caption(before) and not before.endswith("、"):
            yield Line("")
        yield line
        before = text


def _plain(text: str) -> str:
    """A line without the marks of Markdown that stand around or before its beginning."""
    shown = unescape(_TAG.sub("", text)).strip(_BLANK).removesuffix("\\")
    plain = close_number(_QUOTED.sub("", shown).strip(_BLANK))
    emphasis = _EMPHASIS.match(plain)
    if emphasis is None:
        return clean_title(plain) if is_ordinance_title(plain) else plain
    inside, rest = close_number(emphasis["inside"].strip(_BLANK)), emphasis["rest"]
    is_bare = article_number(inside) is not None and rest[:1] not in ("", " ", "　", "（", "(")
    return inside + ("　" if is_bare else "") + rest


def _unmarked(text: str) -> str:
    """A line that begins a part of an ordinance without its marks; any other as it is."""
    plain = _plain(text)
    begins = article_number(plain) or is_caption(plain) or begins_part(plain) or is_contents(plain)
    return plain if begins else text
