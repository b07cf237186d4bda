"""The words staff can type that are answered without the model."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Command(StrEnum):
    """What a command word asks for."""

    RESET = "reset"
    BALANCE = "balance"
    HELP = "help"
    REPLACE = "replace"


def parse_command(text: str, words: Mapping[str, Sequence[str]]) -> Command | None:
    """The command a message is, or None if it is a question.

    Only a message that is nothing but the word counts (「残量」, not 「残量の意味は」). Width,
    case, surrounding space, a leading slash and brackets such as 「」 do not matter.

    Args:
        text: what was typed.
        words: for each command the words that mean it (`config/replies.ja.toml`).
    """
    typed = _fold(text)
    for command in Command:
        if typed in {_fold(word) for word in words[command]}:
            return command
    return None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("「」『』/。").strip().casefold()
