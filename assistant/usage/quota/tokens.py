"""Counting tokens offline, as an upper bound for the reservation.

tiktoken would download its rank file and cache it in the temporary folder; here the encoding is
built from the file in the package instead, after checking its SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import threading
from binascii import a2b_base64
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.core.errors import ConfigurationError

if TYPE_CHECKING:
    from tiktoken import Encoding

RANK_FILE = "o200k_base.tiktoken"
RANK_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"

# Split pattern of o200k_base, as in tiktoken_ext/openai_public.py (tiktoken 0.14).
_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
_PATTERN = "|".join(
    (
        rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]*[{_LOWER}]+{_CONTRACTION}",
        rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]+[{_LOWER}]*{_CONTRACTION}",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)

LONGEST_PIECE = 50_000
"""Code points given to tiktoken at once: its matcher panics on some runs above a million."""

# The pattern never joins a line break to a following character that is neither space nor slash.
_SAFE_CUT = re.compile(r"(?<=\n)(?=[^\s/])")


class TokenCounter:
    """Counts tokens of o200k_base; special tokens in a text are ordinary text.

    Counts are exact, except for a stretch of more than 50,000 code points without a line break:
    that is counted as its UTF-8 bytes, which a byte-level encoding cannot exceed. The rank file is
    read at the first count (about 0.4 s).
    """

    def __init__(self, rank_file: Path) -> None:
        """Take the rank file's place (see `packaged_rank_file`); it is not read yet."""
        self._rank_file = rank_file
        self._encoding: Encoding | None = None
        self._lock = threading.Lock()

    def count(self, text: str) -> int:
        """Tokens of a text.

        Raises:
            ConfigurationError: the rank file is missing or is not the one expected.
        """
        encoding = self._encoding or self._load()
        return sum(
            len(encoding.encode_ordinary(piece))
            if len(piece) <= LONGEST_PIECE
            else len(piece.encode("utf-8", "surrogatepass"))
            for piece in split_at_lines(text, LONGEST_PIECE)
        )

    def _load(self) -> Encoding:
        # Imported late: `assistant --help` needs no tokenizer.
        from tiktoken import Encoding  # noqa: PLC0415

        with self._lock:
            if self._encoding is None:
                self._encoding = Encoding(
                    "o200k_base",
                    pat_str=_PATTERN,
                    mergeable_ranks=_read_ranks(self._rank_file),
                    special_tokens={},
                )
            return self._encoding


def packaged_rank_file() -> Path:
    """The rank file in the package.

    Raises:
        ConfigurationError: it is missing (the package was not built as it should be).
    """
    path = Path(str(files("assistant"))) / "_packaged" / RANK_FILE
    if not path.is_file():
        raise ConfigurationError(
            f"the tokenizer's file {path} is missing; install the package again (pip install)"
        )
    return path


def split_at_lines(text: str, limit: int) -> Iterator[str]:
    """Cut a text at line breaks where no token can cross, into pieces of at most `limit`.

    A stretch without such a place stays whole, longer than the limit.
    """
    start = 0
    while len(text) - start > limit:
        cut = _last_cut(text, start, start + limit)
        if cut is None:
            following = _SAFE_CUT.search(text, start + limit)
            if following is None:
                break
            cut = following.start()
        yield text[start:cut]
        start = cut
    yield text[start:]


def _last_cut(text: str, start: int, end: int) -> int | None:
    cut = end
    while cut > start:
        cut = text.rfind("\n", start, cut) + 1
        if cut <= start:
            return None
        if _SAFE_CUT.match(text, cut):
            return cut
        cut -= 1
    return None


def _read_ranks(path: Path) -> dict[bytes, int]:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise ConfigurationError(
            f"the tokenizer's file {path} cannot be read ({fault.strerror}); "
            "install the package again"
        ) from None
    if hashlib.sha256(content).hexdigest() != RANK_SHA256:
        raise ConfigurationError(
            f"the tokenizer's file {path} is not the expected one (SHA-256 differs); "
            "install the package again"
        )
    words = content.split()
    return dict(zip(map(a2b_base64, words[::2]), map(int, words[1::2]), strict=True))
