"""Encoded data nobody can read: it may hold anything, so it does not pass."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from assistant.filters.decoding import as_text, from_base64
from assistant.filters.recognizers.base import STRONG, Candidate, JapaneseRecognizer
from assistant.filters.recognizers.document import Document

SHORTEST_BASE64 = 100
# SHA-512 in hex has 128 digits; longer is no hash.
SHORTEST_HEX = 129
BASE64 = re.compile(r"(?<![A-Za-z0-9+/\-_=])[A-Za-z0-9+/\-_]{60,}(?:\n[A-Za-z0-9+/\-_]{4,})*={0,2}")
HEX = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32,}(?:\n[0-9A-Fa-f]{2,})*(?![0-9A-Za-z])")
# Subresource integrity and lock files: a hash that says so.
HASH_LABEL = re.compile("sha(?:1|224|256|384|512)[-:=]$", re.IGNORECASE)
# How gzip, zip, PDF, PNG, JPEG and GIF begin in base64.
FILES = ("H4sI", "UEsDB", "JVBERi", "iVBORw0KGgo", "/9j/", "R0lGOD")
LEAST_ENTROPY = 4.3
# Random base64 changes between upper case, lower case, digit and sign at two places in three.
LEAST_CHANGES = 0.4


class OpaqueBlobRecognizer(JapaneseRecognizer):
    """Finds long encoded data that does not decode to text.

    Format: base64 of 100 letters or more, random to look at, or more than 128 hex digits. What
    decodes (also compressed) is read instead and is no finding here. Hashes, UUIDs, commit and
    model numbers, words and paths are shorter or not random. No check digit.
    Basis: none; what cannot be read cannot be let through (specs: fail closed).
    """

    ENTITY = "OPAQUE_BLOB"
    NEEDS_DIGITS = False

    def candidates(self, document: Document) -> Iterator[Candidate]:
        """Long tokens that look random and say nothing."""
        for found in HEX.finditer(document.text):
            digits = found[0].replace("\n", "")
            if len(digits) < SHORTEST_HEX or len(set(digits)) < 12:
                continue
            if as_text(bytes.fromhex(digits[: len(digits) // 2 * 2])) is None:
                yield Candidate(*found.span(), STRONG, "undecodable hex")
        for found in BASE64.finditer(document.text):
            token = found[0].replace("\n", "")
            before = document.text[max(0, found.start() - 8) : found.start()]
            if len(token) < SHORTEST_BASE64 or HASH_LABEL.search(before):
                continue
            if not (token.startswith(FILES) or is_random(token)):
                continue
            if from_base64(token) is None:
                yield Candidate(*found.span(), STRONG, "undecodable base64")


def is_random(token: str) -> bool:
    """Whether letters look drawn by chance: high entropy, kinds of letters always changing."""
    counts = Counter(token)
    entropy = -sum(n / len(token) * math.log2(n / len(token)) for n in counts.values())
    changes = sum(kind(one) != kind(other) for one, other in pairwise(token)) / len(token)
    return entropy >= LEAST_ENTROPY and changes >= LEAST_CHANGES


def kind(letter: str) -> int:
    """Lower case, upper case, digit or sign."""
    return 0 if letter.islower() else 1 if letter.isupper() else 2 if letter.isdigit() else 3
