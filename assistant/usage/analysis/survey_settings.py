"""Settings of the survey in the chat."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class SurveySettings(BaseModel):
    """Section `survey`: what is asked in the chat, how often, and how long an answer counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tap_percent: float = Field(
        default=0.0,
        ge=0.0,
        le=100.0,
        allow_inf_nan=False,
        description="Share in percent of the answers in one-to-one conversations below which is "
        "asked, for one word, how many minutes it saved and whether it was of use; 0 asks "
        "nobody.",
    )
    tap_days: int = Field(
        default=30,
        ge=1,
        le=366,
        description="Days in which one account is asked below an answer at most once.",
    )
    window_minutes: int = Field(
        default=30,
        ge=1,
        le=1440,
        description="Minutes after a question of the survey in which a message that is exactly one "
        "of its answers is taken for one; a question to the model ends them sooner.",
    )
