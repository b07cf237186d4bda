"""The survey: answers from a form tool's CSV, and what they add up to. Pure.

Everything is reckoned from the answers, never copied from a formula: in one city's published sheet
the factors of a sum had changed places, and only the answers showed it.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import TypeVar

from assistant.core.errors import InputError
from assistant.usage.analysis.models import MOST_HOURS, MOST_MINUTES

COLUMNS = ("frequency", "uses", "is_more_efficient", "minutes_per_use", "hours_per_week")
NEVER = "never"
LOW_RESPONSE = 0.5
"""Share of those asked below which the summary warns that who answers chose to."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answers; None where nothing was said."""

    frequency: str | None
    uses: tuple[str, ...]
    is_more_efficient: bool | None
    minutes_per_use: int | None
    hours_per_week: float | None


class SurveyFileError(InputError):
    """A file of answers has faults; nothing of it is taken in.

    Attributes:
        problems: one line each, with the line's number and never the answer.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the answers of a wave say.

    Attributes:
        n: people who answered anything.
        invited: people who were asked; None if not known.
        response_rate: share of them; None if not known.
        users: those who say they use it, and those who say nothing of how often; None if it may
            not be shown.
        never: those who say they do not; None if it may not be shown.
        frequency: people by how often.
        uses: people by use; one may name several.
        efficient: those who say work became more efficient.
        efficient_n: those who said yes or no.
        minutes_n: those who named minutes per use.
        minutes_total: their sum; 0 if it may not be shown.
        minutes_mean: their mean; None without any, or if it may not be shown.
        minutes_median: their median; None without any.
        minutes: people by minutes.
        hours_n: those who named hours per week.
        hours_per_week: their sum.
        hours_per_year: that, times the weeks a year is taken to have.
        weeks_per_year: the assumption.
        is_self_selected: whether so few of those asked answered, or it is not known how many were
            asked, that the figures need not hold for the others.
        minutes_suppressed: those who named minutes that too few named to be shown.
        is_too_few: whether nothing but the number of answers may be shown: they are few, or still
            coming in.
    """

    n: int
    invited: int | None
    response_rate: float | None
    users: int | None
    never: int | None
    frequency: Mapping[str, int]
    uses: Mapping[str, int]
    efficient: int
    efficient_n: int
    minutes_n: int
    minutes_total: int
    minutes_mean: float | None
    minutes_median: float | None
    minutes: Mapping[int, int]
    hours_n: int
    hours_per_week: float
    hours_per_year: float
    weeks_per_year: int
    is_self_selected: bool
    minutes_suppressed: int = 0
    is_too_few: bool = False


def summarise(answers: Sequence[Answer], *, invited: int | None, weeks_per_year: int) -> Summary:
    """Add up the answers of one wave."""
    minutes = [each.minutes_per_use for each in answers if each.minutes_per_use is not None]
    hours = [each.hours_per_week for each in answers if each.hours_per_week is not None]
    said = [each.is_more_efficient for each in answers if each.is_more_efficient is not None]
    never = sum(each.frequency == NEVER for each in answers)
    rate = len(answers) / invited if invited else None
    return Summary(
        n=len(answers),
        invited=invited,
        response_rate=rate,
        users=len(answers) - never,
        never=never,
        frequency=dict(Counter(each.frequency for each in answers if each.frequency)),
        uses=dict(Counter(use for each in answers for use in each.uses)),
        efficient=sum(said),
        efficient_n=len(said),
        minutes_n=len(minutes),
        minutes_total=sum(minutes),
        minutes_mean=fmean(minutes) if minutes else None,
        minutes_median=float(median(minutes)) if minutes else None,
        minutes=dict(sorted(Counter(minutes).items())),
        hours_n=len(hours),
        hours_per_week=sum(hours),
        hours_per_year=sum(hours) * weeks_per_year,
        weeks_per_year=weeks_per_year,
        is_self_selected=rate is None or rate < LOW_RESPONSE,
    )


def read_answers(content: bytes) -> list[Answer]:
    """Read a CSV of answers, in UTF-8 (with or without BOM) or cp932.

    Raises:
        SurveyFileError: everything that is wrong with it.
    """
    words = _words()
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), strict=True)
    answers, problems = [], []
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = header
        if not header or set(header) - set(COLUMNS) or len(set(header)) < len(header):
            raise SurveyFileError([f"line 1: write some of the columns {', '.join(COLUMNS)}, once"])
        for number, row in enumerate(reader, start=2):
            try:
                answers.append(_answer(row, words))
            except ValueError as fault:
                problems.append(f"line {number}: {fault}")
    except csv.Error as fault:
        raise SurveyFileError([f"line {reader.line_num}: not CSV ({fault})"]) from None
    if not answers and not problems:
        problems.append("there is no line below the header")
    if problems:
        raise SurveyFileError(problems)
    return answers


def _words() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent / "templates" / "survey.ja.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: {spelling: code for code, word in table.items() for spelling in (code, word)}
        for name, table in tables.items()
    }


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SurveyFileError(["neither UTF-8 nor cp932; save it with one of these encodings"])


def _answer(row: Mapping[str | None, str | None], words: Mapping[str, Mapping[str, str]]) -> Answer:
    if None in row or None in row.values():
        raise ValueError("more or fewer cells than the header")
    cells = {str(name): (cell or "").strip() for name, cell in row.items()}

    def read(name: str, understand: Callable[[str], T]) -> T | None:
        text = cells.get(name, "")
        try:
            return understand(text) if text else None
        except (KeyError, ValueError):
            # The answer is not repeated: it could be somebody's own words.
            allowed = _allowed(name, words)
            raise ValueError(f"{name}: not an answer that can be counted; {allowed}") from None

    efficient = read("is_more_efficient", lambda text: words["is_more_efficient"][text])
    return Answer(
        frequency=read("frequency", lambda text: words["frequency"][text]),
        uses=read("uses", lambda text: _uses(text, words["uses"])) or (),
        is_more_efficient=None if efficient is None else efficient == "yes",
        minutes_per_use=read("minutes_per_use", lambda text: _whole(_within(text, MOST_MINUTES))),
        hours_per_week=read("hours_per_week", lambda text: _within(text, MOST_HOURS)),
    )


def _allowed(name: str, words: Mapping[str, Mapping[str, str]]) -> str:
    if name in words:
        return f"write {', '.join(dict.fromkeys(words[name].values()))} or its word in Japanese"
    most = MOST_MINUTES if name == "minutes_per_use" else MOST_HOURS
    return f"write a {'whole ' * (most == MOST_MINUTES)}number from 0 to {most}"


def _uses(text: str, words: Mapping[str, str]) -> tuple[str, ...]:
    parts = text.replace("、", ";").replace(",", ";").split(";")
    return tuple(sorted({words[part.strip()] for part in parts if part.strip()}))


def _whole(number: float) -> int:
    if number != int(number):
        raise ValueError(number)
    return int(number)


def _within(text: str, most: int) -> float:
    number = float(text)
    if not 0 <= number <= most:
        raise ValueError(most)
    return number
