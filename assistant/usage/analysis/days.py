"""What a day counts, as comparisons and forecasts take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """One day: questions answered, and tokens they took."""

    day: date
    requests: int
    tokens: int
