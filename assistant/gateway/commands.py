"""The words staff can type that are answered without the model."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

LONGEST_COMMAND = 200
"""Code points. A longer message is a question: folding some long texts takes quadratic time."""


class Command(StrEnum):
    """What a command word asks for."""

    RESET = "reset"
    BALANCE = "balance"
    HELP = "help"
    REPLACE = "replace"


def parse_command(text: str, words: Mapping[str, Sequence[str]]) -> Command | None:
    """The command a message is, or None if it is a question.

    Only a message that is nothing but the word counts (「残量」, not 「残量の意味は」). Width,
    case, surrounding space, a leading slash, brackets such as 「」, a mark at the end (。！？) and
    characters nobody sees (a byte order mark, a zero-width space) do not matter.

    Args:
        text: what was typed.
        words: for each command the words that mean it (`config/replies.ja.toml`).
    """
    if len(text.strip()) > LONGEST_COMMAND:
        return None
    typed = _fold(text.strip())
    for command in Command:
        if typed in {_fold(word) for word in words[command]}:
            return command
    return None


def visible(text: str) -> str:
    """A text without the characters that show nothing, and without surrounding space."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def _fold(text: str) -> str:
    return visible(unicodedata.normalize("NFKC", text)).strip("「」『』/。!?").strip().casefold()
