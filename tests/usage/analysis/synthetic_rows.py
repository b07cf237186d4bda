"""Usage rows of an invented city, for benchmarks and tests: the days of `synthetic`, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np

from assistant.core.periods import TOKYO, fiscal_year_of
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.analysis.comparison import Day
from tests.usage.analysis.synthetic import City, make_days, shares

HOURS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)
HOUR_SHAPE = (0.05, 0.13, 0.16, 0.13, 0.05, 0.13, 0.13, 0.11, 0.07, 0.03, 0.01)
STOPPED_SHARE = 0.02
"""One question in fifty is stopped by the filter; each counts as a person's name found."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows of a city are spread beside its days."""

    departments: int = 60
    model: str = "model-a"
    yen_micros_per_token: int = 600


def usage_rows(
    city: City, calendar: CouncilCalendar, seed: int, shape: Shape | None = None
) -> Iterator[dict[str, Any]]:
    """Rows for the table `usage_event`, by time within each day, everything from the seed.

    Accounts keep their department. A fifth of the questions go on with a conversation and carry
    its history; a third use retrieval.
    """
    shape = shape or Shape()
    chance = np.random.default_rng(seed + 1)
    weights = shares(city.accounts, city.head_power)
    number = 0
    for day in make_days(city, calendar, seed):
        accounts = chance.choice(city.accounts, size=day.requests, p=weights)
        seconds = np.sort(
            chance.choice(HOURS, size=day.requests, p=HOUR_SHAPE) * 3600
            + chance.integers(0, 3600, size=day.requests)
        )
        draws = chance.random((day.requests, 3))
        for account, second, draw in zip(accounts, seconds, draws, strict=True):
            number += 1
            yield _row(day, number, int(account), int(second), draw.tolist(), shape, calendar)


def _row(  # noqa: PLR0913, PLR0917  # one row
    day: Day,
    number: int,
    account: int,
    second: int,
    draw: list[float],
    shape: Shape,
    calendar: CouncilCalendar,
) -> dict[str, Any]:
    is_stopped = draw[0] < STOPPED_SHARE
    goes_on, is_retrieval = draw[1] < 0.2, draw[2] < 0.33
    tokens = 0 if is_stopped else round(day.tokens / day.requests)
    history = tokens // 4 if goes_on else 0
    retrieval = tokens // 4 if is_retrieval else 0
    output = tokens // 3
    month = day.day.strftime("%Y-%m")
    midnight = datetime.combine(day.day, time(), tzinfo=TOKYO)
    period = calendar.period_on(day.day)
    return {
        "turn_id": f"{number:032x}",
        "at": midnight + timedelta(seconds=second),
        "month": month,
        "fiscal_year": fiscal_year_of(month),
        "account_pseudonym": f"p1-{account:016x}",
        "department_id": f"第{account % shape.departments + 1}課",
        "channel": "generic",
        "conversation_id": f"{number:032x}",
        "question_number": 2 if goes_on else 1,
        "outcome": "blocked_input" if is_stopped else "answered",
        "reason": "personal_data" if is_stopped else "model",
        "categories": "PERSON" if is_stopped else "",
        "finding_count": int(is_stopped),
        "ruleset": "r1-synthetic",
        "model": None if is_stopped else shape.model,
        "user_text_chars": 20 + tokens // 10,
        "question_tokens": max(0, tokens - history - retrieval - output),
        "history_tokens": history,
        "retrieval_tokens": retrieval,
        "system_tokens": 0,
        "embedding_tokens": 0,
        "cached_tokens": 0,
        "input_tokens": tokens - output,
        "output_tokens": output,
        "is_estimated": False,
        "milliseconds_screening": 40,
        "milliseconds_retrieval": 30 if is_retrieval else 0,
        "milliseconds_model": 0 if is_stopped else 1800,
        "milliseconds_total": 60 if is_stopped else 1900,
        "is_retrieval": is_retrieval and not is_stopped,
        "source_ids": "",
        "cost_yen_micros": tokens * shape.yen_micros_per_token,
        "price_version": None if is_stopped else "2025-04-01-synthetic",
        "case_id": None,
        "council_period": period.label if period else None,
        "council_phase": calendar.phase_on(day.day),
    }
