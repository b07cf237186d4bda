"""The words of the survey in the chat: which message is which answer. Pure.

Only a message that is nothing but one of the words counts; width, case, surrounding space and
brackets, and an emoji's colour do not matter.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_ANSWER = 40
"""Code points. No answer is longer; what is, is a question and is not looked at further."""
_NOT_SEEN = frozenset("\ufe0e\ufe0f") | {chr(code) for code in range(0x1F3FB, 0x1F400)}


class Control(StrEnum):
    """What can be sent in place of an answer of the questionnaire."""

    SKIP = "skip"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Tap:
    """What one word below an answer says; two of the three are None."""

    minutes: int | None = None
    verdict: str | None = None
    reason: str | None = None


class Choices:
    """One list of codes with their words, in the order they are shown."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._shown = {code: spellings[0] for code, spellings in words.items()}
        self._codes = {
            fold(spelling): code for code, spellings in words.items() for spelling in spellings
        }

    @property
    def shown(self) -> list[str]:
        """The words as they are shown."""
        return list(self._shown.values())

    def word(self, code: str) -> str:
        """The word of a code; the code itself if it is of an earlier list."""
        return self._shown.get(code, code)

    def read(self, text: str) -> str | None:
        """The code a text is the word of."""
        return self._codes.get(fold(text))

    def numbered(self, text: str) -> str | None:
        """The code a text is the word or the number of, from 1."""
        folded = fold(text)
        if folded.isascii() and folded.isdecimal():
            at = int(folded) - 1
            return list(self._shown)[at] if 0 <= at < len(self._shown) else None
        return self._codes.get(folded)


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """Every list of the survey in the chat."""

    frequency: Choices
    uses: Choices
    efficient: Choices
    minutes: Choices
    verdict: Choices
    reason: Choices
    control: Choices

    def read_tap(self, text: str, *, is_down: bool) -> Tap | None:
        """What a message below an answer says.

        Args:
            text: the message.
            is_down: whether 👎 was said, so that a reason is asked for.
        """
        if len(text) > LONGEST_ANSWER:
            return None
        if (minutes := self.minutes.read(text)) is not None:
            return Tap(minutes=int(minutes))
        if (verdict := self.verdict.read(text)) is not None:
            return Tap(verdict=verdict)
        reason = self.reason.numbered(text) if is_down else None
        return None if reason is None else Tap(reason=reason)


@cache
def survey_words() -> SurveyWords:
    """The words as shipped."""
    form = _table("survey.ja.toml")
    chat = _table("survey_chat.ja.toml")
    return SurveyWords(
        frequency=Choices(form["frequency"]),
        uses=Choices(form["uses"]),
        efficient=Choices(form["is_more_efficient"]),
        **{name: Choices(chat[name]) for name in ("minutes", "verdict", "reason", "control")},
    )


def fold(text: str) -> str:
    """A text in the form words are compared in."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST_ANSWER + 1])
    seen = (char for char in plain if unicodedata.category(char) != "Cf" and char not in _NOT_SEEN)
    return "".join(seen).strip().strip("「」『』()/。!").strip().casefold()


def _table(name: str) -> dict[str, dict[str, list[str]]]:
    tables = tomllib.loads((TEMPLATES / name).read_text(encoding="utf-8"))
    return {
        section: {
            code: [words] if isinstance(words, str) else list(words)
            for code, words in table.items()
        }
        for section, table in tables.items()
    }
