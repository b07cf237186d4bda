"""Settings of the analysis: the council's calendar, and how small a group may be shown."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Span(BaseModel):
    """Days from and to, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begins: date
    ends: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.begins:
            raise ValueError(f"ends {self.ends} is before begins {self.begins}; exchange them")
        return self


class PhaseSettings(_Span):
    """A part of a council period: 開会, 一般質問, 委員会, 審議期間, 閉会 or the city's own."""

    name: str = Field(min_length=1, max_length=40)


class CouncilPeriodSettings(_Span):
    """A council period (会期): what it is called, of which kind, and its phases."""

    label: str = Field(min_length=1, max_length=80)
    kind: str = Field(min_length=1, max_length=40)
    phases: tuple[PhaseSettings, ...] = ()

    @model_validator(mode="after")
    def _phases_lie_inside(self) -> Self:
        for phase in self.phases:
            if phase.begins < self.begins or phase.ends > self.ends:
                raise ValueError(
                    f"phase {phase.name!r} does not lie inside {self.label!r} "
                    f"({self.begins} to {self.ends}); mend its days"
                )
        return self


class CouncilSettings(BaseModel):
    """Section `council`: when the council sits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    periods: tuple[CouncilPeriodSettings, ...] = Field(
        default=(),
        description="Council periods, one table each: `label`, `kind`, `begins`, `ends` (days, "
        "both included) and `phases` (tables of `name`, `begins`, `ends`). They must not overlap.",
    )
    closed_days: tuple[date, ...] = Field(
        default=(),
        description="Days the city hall is closed beside weekends, national holidays and "
        "29 December to 3 January.",
    )

    @model_validator(mode="after")
    def _no_overlap(self) -> Self:
        ordered = sorted(self.periods, key=lambda period: period.begins)
        for earlier, later in pairwise(ordered):
            if later.begins <= earlier.ends:
                raise ValueError(
                    f"{later.label!r} begins {later.begins}, before {earlier.label!r} ends "
                    f"({earlier.ends}); periods must not overlap"
                )
        labels = [period.label for period in ordered]
        if len(set(labels)) < len(labels):
            raise ValueError("two periods have the same label; name each differently")
        return self


class AnalysisSettings(BaseModel):
    """Section `analysis`: what is shown of small groups, and what the survey assumes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    small_group: int = Field(
        default=5,
        ge=1,
        le=100,
        description="A department is named in a month's figures and exports only if at least so "
        "many of its accounts were answered; 1 names all.",
    )
    weeks_per_year: int = Field(
        default=50,
        ge=1,
        le=52,
        description="Working weeks in a year, for hours saved by the survey.",
    )
