"""How the recognizer tests look at a recognizer: the surfaces it would block."""

from __future__ import annotations

from assistant.filters.recognizers.base import JapaneseRecognizer
from assistant.filters.settings import FilterSettings

BLOCKS_FROM = 0.5


def surfaces(kind: type[JapaneseRecognizer], text: str) -> list[str]:
    """The places a recognizer would block, as text."""
    recognizer = kind(FilterSettings())
    return [
        text[one.start : one.end]
        for one in recognizer.analyze(text, [kind.ENTITY])
        if one.score >= BLOCKS_FROM
    ]
