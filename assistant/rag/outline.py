"""Markdown as a heading tree: which text stands under which headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"(#{1,6})[ \t　]+(.+?)[ \t　]*#*$")
_FENCE = re.compile(r"\s*(```|~~~)")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """Text under one heading.

    Attributes:
        path: the headings it stands under, outermost first, without the document's title.
        text: the text up to the next heading of any level.
    """

    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A document: its title (the first `#` heading, empty if there is none) and its blocks."""

    title: str
    blocks: tuple[Block, ...]


def parse_outline(markdown: str) -> Outline:
    """Cut Markdown at its `#` headings.

    Comments are dropped: they are not shown where the page is read, so they must not be shown, or
    be read by a model, here. Headings without text of their own only appear in paths. A `#` line
    inside a code fence is text.
    """
    title = ""
    headings: list[tuple[int, str]] = []
    blocks: list[Block] = []
    lines: list[str] = []

    def close() -> None:
        text = "\n".join(lines).strip()
        if text:
            blocks.append(Block(tuple(name for _, name in headings), text))
        lines.clear()

    for level, content in read_lines(markdown):
        if level == 0:
            lines.append(content)
            continue
        close()
        if level == 1 and not title:
            title = content
            continue
        while headings and headings[-1][0] >= level:
            headings.pop()
        headings.append((level, content))
    close()
    return Outline(title, tuple(blocks))


def read_lines(markdown: str) -> Iterator[tuple[int, str]]:
    """Each line with its heading level, 0 for text; comments are left out."""
    fence = ""
    for line in COMMENT.sub("", markdown).splitlines():
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        heading = None if fence or mark else _HEADING.fullmatch(line)
        yield (len(heading[1]), heading[2]) if heading else (0, line.rstrip())
