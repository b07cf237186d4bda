"""Whether a question was made from a case: its fixed words, in order. Pure; keeps no text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from assistant.conversation.cases import PLACEHOLDER, Case, CaseLibrary

LEAST_SHARE = 0.7
"""Share of a case's fixed characters that must stand in a question; the rest may be reworded."""
_SPACE = re.compile(r"\s+")
_PIECE = re.compile(r"[^。、：:「」（）]+[。、：:」）]*")
_LEAST_PIECE = 4


class CaseRecogniser:
    """Tells which case a question was made from, for the usage row.

    Args:
        library: the cases.
    """

    def __init__(self, library: CaseLibrary) -> None:
        self._pieces = [(case.id, _pieces(case)) for case in library.cases]

    def case_of(self, question: str) -> str | None:
        """The id of the case whose fixed words the question holds, or None.

        Args:
            question: text that passed the filter.
        """
        plain = _plain(question)
        shares = [(_share(pieces, plain), name) for name, pieces in self._pieces if pieces]
        share, name = max(shares, default=(0.0, ""))
        return name if share >= LEAST_SHARE else None


def _pieces(case: Case) -> list[str]:
    """The fixed words of a prompt, cut at marks, so that a reworded clause costs only itself."""
    fixed = PLACEHOLDER.split(case.prompt)[::2]
    pieces = [piece for part in fixed for piece in _PIECE.findall(_plain(part))]
    return [piece for piece in pieces if len(piece) >= _LEAST_PIECE]


def _share(pieces: Sequence[str], text: str) -> float:
    found, place = 0, 0
    for piece in pieces:
        at = text.find(piece, place)
        if at >= 0:
            found, place = found + len(piece), at + len(piece)
    return found / sum(map(len, pieces))


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))
