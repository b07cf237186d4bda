"""Settings of the forecast."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ForecastSettings(BaseModel):
    """Section `forecast`: how wide its ranges are, and when admins are warned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    range_percent: int = Field(
        default=80,
        ge=50,
        le=99,
        description="Share in percent of what may come that a range of days or totals holds.",
    )
    warning_percent: int = Field(
        default=50,
        ge=1,
        le=100,
        description="Probability in percent of a pool's running out before its month, or the "
        "budget's fiscal year, ends from which admins are warned, once a month and pool.",
    )
