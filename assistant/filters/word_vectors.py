"""GiNZA's word vectors, read without loading the model: look-up gets them as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from assistant.core.errors import ConfigurationError

MODEL = "ja_ginza"


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """Words with the row of the matrix each one uses; many words share a row.

    Attributes:
        name: model and version.
        words: the words, normalised as Sudachi does.
        rows: a row number for each word.
        matrix: (rows, dimensions).
    """

    name: str
    words: Sequence[str]
    rows: Sequence[int]
    matrix: NDArray[Any]


def word_table_name() -> str:
    """Model and version whose vectors would be read; costs nothing."""
    return f"{MODEL} {version(MODEL)}"


def read_word_table() -> WordTable:
    """The vectors of the installed ja_ginza; about three seconds.

    Raises:
        ConfigurationError: the model is not installed, or is built differently.
    """
    from spacy.strings import StringStore  # noqa: PLC0415  # a second, wanted once
    from spacy.vectors import Vectors  # type: ignore[import-not-found]  # noqa: PLC0415

    folder = _vocabulary_folder()
    vectors = Vectors().from_disk(folder)
    strings = StringStore().from_disk(folder / "strings.json")
    pairs = [(strings[key], int(row)) for key, row in vectors.key2row.items() if key in strings]
    words, rows = zip(*pairs, strict=True) if pairs else ((), ())
    if not words:
        raise ConfigurationError(f"{MODEL}: no word vectors in it; install it again")
    return WordTable(word_table_name(), words, rows, vectors.data)


def _vocabulary_folder() -> Path:
    spec = find_spec(MODEL)
    origin = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(origin.glob(f"{MODEL}-*/vocab")) if origin else []
    if not found:
        raise ConfigurationError(f"{MODEL}: not installed; pip install ja-ginza")
    return found[-1]
