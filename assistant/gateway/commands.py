"""The words staff can type that are answered without the model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

LONGEST_COMMAND = 200
"""Code points. A longer message is a question: folding some long texts takes quadratic time."""

_WORD_AND_TEXT = re.compile(r"([^\s:：]{1,20})[\s:：]+(.+)", re.DOTALL)
_SURVEY_NUMBER = re.compile(r"問?([1-9])")


LONGEST_SEARCH = 30
"""Code points behind the word for cases. What is longer is a question that begins with it."""


class Command(StrEnum):
    """What a command word asks for."""

    RESET = "reset"
    BALANCE = "balance"
    HELP = "help"
    REPLACE = "replace"
    REPORT = "report"
    INCREASE = "increase"
    LEAK = "leak"
    CASES = "cases"
    RULES = "rules"
    SURVEY = "survey"


def parse_command(text: str, words: Mapping[str, Sequence[str]]) -> Command | None:
    """The command a message is, or None if it is a question.

    Only a message that is nothing but the word counts (「残量」, not 「残量の意味は」). Width,
    case, surrounding space, a leading slash, brackets such as 「」, a mark at the end (。！？) and
    characters nobody sees (a byte order mark, a zero-width space) do not matter. Three words take
    a text behind a space or colon: the one for an increase a reason, the one for cases a few words,
    the one for the survey the number of a question.

    Args:
        text: what was typed.
        words: for each command the words that mean it (`config/replies.ja.toml`).
    """
    worded = _WORD_AND_TEXT.match(text.strip())
    if worded and _fold(worded[1]) in {_fold(word) for word in words[Command.INCREASE]}:
        return Command.INCREASE
    if worded and is_search(worded[2]) and _fold(worded[1]) in map(_fold, words[Command.CASES]):
        return Command.CASES
    if survey_question(text, words[Command.SURVEY]):
        return Command.SURVEY
    if len(text.strip()) > LONGEST_COMMAND:
        return None
    typed = _fold(text.strip())
    for command in Command:
        if typed in {_fold(word) for word in words[command]}:
            return command
    return None


def is_search(text: str) -> bool:
    """Whether what stands behind the word for cases can be words to search for, or a number."""
    return len(text.strip()) <= LONGEST_SEARCH and "\n" not in text.strip()


def question_on_rules(text: str, words: Sequence[str]) -> str:
    """What is asked of the city's documents (「例規 質問」); empty for any other text.

    The word stands first, a space or colon behind it.
    """
    found = _WORD_AND_TEXT.match(text.strip())
    if found is None or _fold(found[1]) not in {_fold(word) for word in words}:
        return ""
    return found[2].strip()


def survey_question(text: str, words: Sequence[str]) -> int | None:
    """The question of the survey a message asks for: 0 for the word alone, None for others."""
    if len(text.strip()) > LONGEST_SEARCH:
        return None
    folded = [_fold(word) for word in words]
    if _fold(text.strip()) in folded:
        return 0
    found = _WORD_AND_TEXT.match(text.strip())
    number = _SURVEY_NUMBER.fullmatch(_fold(found[2])) if found else None
    return int(number[1]) if found and number and _fold(found[1]) in folded else None


def text_after_word(text: str) -> str:
    """What stands behind the first word of a command that takes a text; empty if nothing does."""
    found = _WORD_AND_TEXT.match(text.strip())
    return "" if found is None else found[2].strip()


def visible(text: str) -> str:
    """A text without the characters that show nothing, and without surrounding space."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def _fold(text: str) -> str:
    return visible(unicodedata.normalize("NFKC", text)).strip("「」『』/。!?").strip().casefold()
