"""What a report says of a period, as values: nothing read here, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.usage.analysis.comparison import Day
from assistant.usage.analysis.concentration import Concentration

PARTS = ("question_tokens", "history_tokens", "retrieval_tokens", "system_tokens", "output_tokens")
"""Parts of what an answered question takes; input is counted here, output as charged."""


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month of the city. Parts are sums over answered questions, in the order of `PARTS`."""

    month: str
    requests: int
    answered: int
    stopped: int
    tokens: int
    parts: tuple[int, ...]
    conversations: int
    retrieval_requests: int
    yen: float
    unpriced: int
    active: int
    registered: int | None


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """A department over the period; `suppressed` gathers those too small to be named."""

    name: str
    requests: int
    tokens: int
    active: int
    registered: int | None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """A model over the period. What the unpriced requests cost is not known."""

    name: str
    requests: int
    input_tokens: int
    output_tokens: int
    yen: float
    unpriced: int


@dataclass(frozen=True, slots=True)
class ImportedFigures:
    """A month as another system counted it."""

    source: str
    month: str
    requests: int
    tokens: int
    accounts: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything of a period.

    Attributes:
        from_month: the first month.
        to_month: the last, included.
        months: those with turns, in order.
        days: every day with answered questions.
        hours: questions by weekday (0 Monday) and hour in Tokyo.
        departments: the busiest first.
        outcomes: turns by outcome.
        reasons: turns that were not answered, by reason.
        categories: stopped turns by kind of personal data.
        cases: turns by case of the library.
        models: the busiest first.
        imported: months of other systems.
        head: how concentrated the questions are; None without any.
    """

    from_month: str
    to_month: str
    months: tuple[MonthFigures, ...]
    days: tuple[Day, ...]
    hours: Mapping[tuple[int, int], int]
    departments: tuple[DepartmentFigures, ...]
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    categories: Mapping[str, int]
    cases: Mapping[str, int]
    models: tuple[ModelFigures, ...]
    imported: tuple[ImportedFigures, ...]
    head: Concentration | None
