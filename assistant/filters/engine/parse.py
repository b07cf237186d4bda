"""What is read in a text: words with Sudachi's tags, and ja_ginza's entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, in the lists `spacy.tokens.Doc` is made of.

    Attributes:
        surfaces: the words; together with `spaces` they make up the text.
        spaces: whether one space follows that belongs to no word.
        tags: Sudachi's part of speech, joined by hyphens.
        starts: first character of each word in the text.
    """

    surfaces: list[str] = field(default_factory=list, repr=False)
    spaces: list[bool] = field(default_factory=list, repr=False)
    tags: list[str] = field(default_factory=list, repr=False)
    starts: list[int] = field(default_factory=list, repr=False)

    def end(self, index: int) -> int:
        """One behind the last character of a word."""
        return self.starts[index] + len(self.surfaces[index])

    def append(self, surface: str, tag: str, start: int) -> None:
        """Add one word no space follows."""
        self.surfaces.append(surface)
        self.spaces.append(False)
        self.tags.append(tag)
        self.starts.append(start)


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A named entity: characters of the text and ja_ginza's own label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Parse:
    """What was read in one text; both in order. Equal if words, tags and entities are."""

    words: Words
    entities: tuple[Entity, ...] = field(repr=False)


class Pipeline(Protocol):
    """Reads texts with ja_ginza."""

    def read_all(self, texts: Sequence[str]) -> list[Parse]:
        """Read several texts, each no longer than Sudachi takes (49,149 bytes)."""
        ...
