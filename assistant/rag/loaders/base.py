"""What every loader gives: a document as titled blocks of text, or a refusal in one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.core.errors import InputError
from assistant.rag.documents import Record
from assistant.rag.outline import Block


class RefusedError(InputError):
    """A file cannot be read into documents. Says why and what to do; never holds its text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as a loader found it, before it is cut into records.

    Attributes:
        title: its title; the file's name is used if empty.
        blocks: its text under its headings, in order.
        stated: what it states of itself (see `facts.KEYS`).
        anchors: deep links its publisher wrote, by article number or `place_key` of a heading.
        fragments: places in the file that links of its format can name, by the same keys.
        hidden: how many passages were not visible to a reader of the source.
        is_ordinance: whether blocks are articles already; `None` to find out from the text.
    """

    title: str
    blocks: tuple[Block, ...]
    stated: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, str] = field(default_factory=dict)
    fragments: Mapping[str, str] = field(default_factory=dict)
    hidden: int = 0
    is_ordinance: bool | None = None


def place_key(heading: str) -> str:
    """A heading as a key of `Draft.anchors`: NFKC, without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", heading))


Loaded = Draft | tuple[Record, ...]
Loader = Callable[[str, bytes], Loaded]
"""Takes the document's name and its bytes; raises `RefusedError`."""
