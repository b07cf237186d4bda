"""The yearly questionnaire in the chat, question by question. Pure: no text is kept, codes are.

It can be broken off and taken up again, and every answer changed until the wave closes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

from assistant.usage.analysis.models import MOST_HOURS, MOST_MINUTES
from assistant.usage.analysis.survey import NEVER
from assistant.usage.analysis.survey_words import LONGEST_ANSWER, Control, SurveyWords, fold

_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)")
_ATTEMPT = re.compile(r"[\d\s.,、・/分時間半回番第問約-]{1,20}")
_SEPARATORS = re.compile(r"[\s,、・/]+")


class Question(IntEnum):
    """The questions, by number."""

    FREQUENCY = 1
    USES = 2
    EFFICIENT = 3
    MINUTES = 4
    HOURS = 5


DONE = 6
"""Stands in `reached` when no question is left."""


@dataclass(frozen=True, slots=True)
class Response:
    """What one account has answered so far.

    Attributes:
        frequency: a code; None if not said.
        uses: codes.
        is_more_efficient: None if not said.
        minutes_per_use: None if not said.
        hours_per_week: None if not said.
        reached: the question to go on with; `DONE` if none is left.
        asking: the question that is being asked; None while it is broken off or done.
    """

    frequency: str | None = None
    uses: tuple[str, ...] = ()
    is_more_efficient: bool | None = None
    minutes_per_use: int | None = None
    hours_per_week: float | None = None
    reached: int = Question.FREQUENCY
    asking: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether no question is left."""
        return self.reached >= DONE


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that was meant for an answer and is none."""


Reading: TypeAlias = Response | Unreadable | None


def resume(response: Response) -> Response:
    """Ask the next question that has none; nothing if all have been asked."""
    return replace(response, asking=None if response.is_done else response.reached)


def go_to(response: Response, number: int) -> Response | None:
    """Ask one question again; None if it has not come to it yet or does not apply."""
    is_reached = Question.FREQUENCY <= number <= Question.HOURS and number <= response.reached
    if not is_reached or (response.frequency == NEVER and number != Question.FREQUENCY):
        return None
    return replace(response, asking=number)


def take(response: Response, text: str, words: SurveyWords) -> Reading:
    """What becomes of a response by a message, while a question is being asked.

    Returns:
        The response with the answer and the next question; `Unreadable` for a message that is
        numbers or an answer to another question, but none to this one; None for a message that
        has nothing to do with the questionnaire, and is a question to the model.
    """
    if response.asking is None or len(text) > LONGEST_ANSWER:
        return None
    control = words.control.read(text)
    if control == Control.STOP:
        return replace(response, asking=None)
    question = Question(response.asking)
    if control == Control.SKIP:
        return _advanced(_cleared(response, question))
    answered = _READERS[question](response, fold(text), words)
    if answered is not None:
        return _advanced(answered)
    return Unreadable() if _is_attempt(text, words) else None


def is_shaped(text: str, words: SurveyWords) -> bool:
    """Whether a message could be an answer at all, so that it is worth looking who was asked."""
    if len(text) > LONGEST_ANSWER:
        return False
    parts = [part for part in _SEPARATORS.split(fold(text)) if part]
    are_uses = bool(parts) and all(words.uses.numbered(part) for part in parts)
    is_tap = words.read_tap(text, is_down=True) is not None
    return are_uses or is_tap or words.control.read(text) is not None or _is_attempt(text, words)


def _advanced(response: Response) -> Response:
    """Go on: after a new answer to the next question, after a changed one to where it was."""
    if response.frequency == NEVER:  # the other questions are about using it
        return Response(frequency=NEVER, reached=DONE)
    reached = response.reached
    if response.asking == reached:
        reached += 1
    return replace(response, reached=reached, asking=reached if reached < DONE else None)


def _cleared(response: Response, question: Question) -> Response:
    match question:
        case Question.FREQUENCY:
            return _with_frequency(response, None)
        case Question.USES:
            return replace(response, uses=())
        case Question.EFFICIENT:
            return replace(response, is_more_efficient=None)
        case Question.MINUTES:
            return replace(response, minutes_per_use=None)
        case Question.HOURS:
            return replace(response, hours_per_week=None)


def _with_frequency(response: Response, frequency: str | None) -> Response:
    was_never = response.frequency == NEVER
    # Who said "never" was asked nothing else: the other questions follow now.
    reached = int(Question.FREQUENCY) if was_never else response.reached
    return replace(response, frequency=frequency, reached=reached)


def _read_frequency(response: Response, text: str, words: SurveyWords) -> Response | None:
    code = words.frequency.numbered(text)
    return None if code is None else _with_frequency(response, code)


def _read_uses(response: Response, text: str, words: SurveyWords) -> Response | None:
    codes = [words.uses.numbered(part) for part in _SEPARATORS.split(text) if part]
    if not codes or None in codes:
        return None
    return replace(response, uses=tuple(sorted({code for code in codes if code})))


def _read_efficient(response: Response, text: str, words: SurveyWords) -> Response | None:
    code = words.efficient.numbered(text)
    return None if code is None else replace(response, is_more_efficient=code == "yes")


def _read_minutes(response: Response, text: str, words: SurveyWords) -> Response | None:
    code = words.minutes.read(text)
    number = float(code) if code is not None else _number(text.removesuffix("分"), MOST_MINUTES)
    if number is None or number != int(number):
        return None
    return replace(response, minutes_per_use=int(number))


def _read_hours(response: Response, text: str, words: SurveyWords) -> Response | None:
    if words.minutes.read(text) == "0":
        return replace(response, hours_per_week=0.0)
    number = _number(text.removesuffix("時間"), MOST_HOURS)
    return None if number is None else replace(response, hours_per_week=number)


_READERS = {
    Question.FREQUENCY: _read_frequency,
    Question.USES: _read_uses,
    Question.EFFICIENT: _read_efficient,
    Question.MINUTES: _read_minutes,
    Question.HOURS: _read_hours,
}


def _number(text: str, most: int) -> float | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None or not found[1].isascii():
        return None
    number = float(found[1])
    return number if number <= most else None


def _is_attempt(text: str, words: SurveyWords) -> bool:
    if _ATTEMPT.fullmatch(fold(text)):
        return True
    lists = (words.frequency, words.uses, words.efficient, words.minutes)
    return any(each.read(text) is not None for each in lists)
