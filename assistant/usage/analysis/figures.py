"""What a report says of a period, as values: nothing read here, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.usage.analysis.comparison import Day
from assistant.usage.analysis.concentration import Concentration

PARTS = ("question_tokens", "history_tokens", "retrieval_tokens", "system_tokens", "output_tokens")
"""Parts of what an answered question takes; input is counted here, output as charged."""


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month. Parts are sums over answered questions, in the order of `PARTS`.

    Answers to the survey are no requests; `surveyed` counts them apart. Commands are requests, but
    no answered questions; `commands` counts them.
    """

    month: str
    requests: int = 0
    answered: int = 0
    stopped: int = 0
    tokens: int = 0
    parts: tuple[int, ...] = (0,) * len(PARTS)
    conversations: int = 0
    retrieval_requests: int = 0
    yen: float = 0.0
    unpriced: int = 0
    surveyed: int = 0
    commands: int = 0
    active: int = 0
    registered: int | None = None


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
class YearFigures:
    """What a fiscal year has cost from April to the end of the period."""

    fiscal_year: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What figures are read of.

    Attributes:
        from_month: the first month.
        to_month: the last, included.
        small_group: least people of a department in a month that may be told of it.
        department: the one they are of; None for the city.
    """

    from_month: str
    to_month: str
    small_group: int
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything of a period; what was not read is empty.

    Of a department only months are read in which enough of its people asked; kinds of personal
    data, reasons and the busiest people are told of the city alone.

    Attributes:
        scope: what they are of.
        left_out: months of a department in which too few of its people asked.
        months: from the first with turns to the last, in order.
        days: every day with answered questions.
        hours: questions by weekday (0 Monday) and hour in Tokyo.
        departments: the busiest first.
        outcomes: requests by outcome.
        reasons: requests by reason.
        categories: stopped turns by kind of personal data.
        cases: turns by case of the library.
        models: the busiest first; what cost something without any stands last, without a name.
        years: what each fiscal year has cost so far.
        imported: months of other systems.
        head: how concentrated the questions are; None without any.
    """

    scope: Scope
    left_out: tuple[str, ...] = ()
    months: tuple[MonthFigures, ...] = ()
    days: tuple[Day, ...] = ()
    hours: Mapping[tuple[int, int], int] = field(default_factory=dict)
    departments: tuple[DepartmentFigures, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    cases: Mapping[str, int] = field(default_factory=dict)
    models: tuple[ModelFigures, ...] = ()
    years: tuple[YearFigures, ...] = ()
    imported: tuple[ImportedFigures, ...] = ()
    head: Concentration | None = None
