"""Numbers of a fixed shape that need a keyword near them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from assistant.filters.recognizers.base import (
    STRONG,
    WEAK,
    Candidate,
    JapaneseRecognizer,
    is_amount,
    is_other_number,
)
from assistant.filters.recognizers.document import Document


class KeywordedNumberRecognizer(JapaneseRecognizer):
    """Base of the recognizers that take a shape and a keyword.

    Attributes:
        SHAPE: the number, guarded on both sides.
        KEYWORD: what has to stand near, or head the column.
        ALONE: the score without a keyword; none where 0.
        NEEDS_KEYWORD: whether a text without any keyword cannot hold the number.
        BEFORE: how far before the number a keyword counts, in characters.
        AFTER: how far behind.
    """

    SHAPE: ClassVar[re.Pattern[str]]
    KEYWORD: ClassVar[re.Pattern[str]]
    ALONE: ClassVar[float] = 0.0
    NEEDS_KEYWORD: ClassVar[bool] = True
    BEFORE: ClassVar[int] = 30
    AFTER: ClassVar[int] = 15

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Numbers of the shape, scored by what stands around them."""
        if self.NEEDS_KEYWORD and not self.KEYWORD.search(document.text):
            return
        for found in self.SHAPE.finditer(document.digits):
            start, end = found.span()
            score, reason = self._judge(document, start, end)
            if score > 0:
                yield Candidate(start, end, score, reason)

    def _judge(self, document: Document, start: int, end: int) -> tuple[float, str]:
        if is_other_number(document, start, self.KEYWORD) or is_amount(document, end):
            return min(self.ALONE, WEAK), "label of another number"
        if document.near((start, end), self.KEYWORD, before=self.BEFORE, after=self.AFTER):
            return STRONG, "keyword nearby"
        return self.ALONE, "shape alone"
