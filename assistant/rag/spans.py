"""Where the paragraphs (項) and items (号) of an article stand in its text. Pure."""

from __future__ import annotations

import re

from assistant.rag.documents import Span
from assistant.rag.numerals import NUMERAL, to_int

# `２　市長は` or a number on a line of its own; `(1) 学校`, `（１）`, `一　学校`, `第1号 …`.
_PARAGRAPH = re.compile(r"([0-9０-９]+)(?=[\s　]|$)")
_ITEM = re.compile(rf"[(（]([0-9０-９]+)[)）]|({NUMERAL})(?=[\s　])|第({NUMERAL})号(?=[\s　])")


def spans_of(text: str) -> tuple[Span, ...]:
    """Paragraphs and items, each to the next of its rank; the first paragraph has no number.

    Only numbers that follow on count: a line that begins with a year or an amount begins nothing.
    """
    marks: list[tuple[int, int, int]] = [(0, 1, 0)]
    paragraph, item, place = 1, 0, 0
    for line in text.splitlines(keepends=True):
        following = _PARAGRAPH.match(line)
        if following and to_int(following[1]) == paragraph + 1:
            paragraph, item = paragraph + 1, 0
            marks.append((place, paragraph, 0))
        elif _item_number(line) == item + 1:
            item += 1
            marks.append((place, paragraph, item))
        place += len(line)
    return tuple(_closed(marks, text))


def _item_number(line: str) -> int:
    match = _ITEM.match(line.lstrip(" 　"))
    return to_int(next(group for group in match.groups() if group)) if match else 0


def _closed(marks: list[tuple[int, int, int]], text: str) -> list[Span]:
    spans: list[Span] = []
    for place, (start, paragraph, item) in enumerate(marks):
        later = marks[place + 1 :]
        if item:
            end = later[0][0] if later else len(text)
        else:
            end = next((mark[0] for mark in later if mark[1] != paragraph), len(text))
        spans.append(Span(paragraph, item, start, start + len(text[start:end].rstrip())))
    return spans
