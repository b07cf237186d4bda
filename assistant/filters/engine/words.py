"""Words of a text by Sudachi, cut exactly as spaCy's Japanese tokenizer cuts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.filters.engine.parse import Words

if TYPE_CHECKING:
    from sudachipy import Tokenizer

GAP_TAG = "空白"


class MisalignedWordsError(ValueError):
    """Sudachi's words are not the words of the text (spaCy's error E194); no text in it."""


class WordCutter:
    """Cuts texts into words. One object per process: Sudachi's tokenizer cannot be shared."""

    def __init__(self, sudachi: Tokenizer) -> None:
        self._sudachi = sudachi
        self._tags: dict[int, str] = {}

    def cut(self, text: str) -> Words:
        """The words of a text.

        Raises:
            MisalignedWordsError: as spaCy's tokenizer raises E194.
        """
        surfaces, tags = self._morphemes(text)
        if "".join("".join(surfaces).split()) != "".join(text.split()):
            raise MisalignedWordsError("the words are not those of the text")
        if not all(surface.isspace() for surface in surfaces):
            return aligned(text, surfaces, tags)
        words = Words()
        if surfaces:
            words.append(text, GAP_TAG, 0)
        return words

    def _morphemes(self, text: str) -> tuple[list[str], list[str]]:
        """Surfaces and tags, runs of spaces shortened to their first."""
        surfaces: list[str] = []
        tags: list[str] = []
        follows_gap = False
        for morpheme in self._sudachi.tokenize(text):
            surface = morpheme.surface()
            if not surface:
                continue
            number = morpheme.part_of_speech_id()
            tag = self._tags.get(number)
            if tag is None:
                tag = self._tags[number] = tag_of(morpheme.part_of_speech())
            is_gap = tag == GAP_TAG and surface.isspace()
            if not (is_gap and follows_gap):
                surfaces.append(surface)
                tags.append(tag)
            follows_gap = is_gap
        return surfaces, tags


def tag_of(part_of_speech: tuple[str, ...]) -> str:
    """The tag spaCy makes of Sudachi's part of speech: its first four fields, blanks left out."""
    return "-".join(part for part in part_of_speech[:4] if part != "*")


def aligned(text: str, surfaces: list[str], tags: list[str]) -> Words:
    """Words with their places; what lies between two words becomes a word of its own."""
    words = Words()
    place = 0
    last = len(surfaces) - 1
    for index, (surface, tag) in enumerate(zip(surfaces, tags, strict=True)):
        if surface.isspace():
            continue
        start = text.find(surface, place)
        if start < 0:
            raise MisalignedWordsError("a word is not found in the text")
        if start > place:
            words.append(text[place:start], GAP_TAG, place)
        words.append(surface, tag, start)
        place = start + len(surface)
        if index < last and surfaces[index + 1] == " ":
            words.spaces[-1] = True
            place += 1
    if place < len(text):
        words.append(text[place:], GAP_TAG, place)
    return words
