"""Section `access` of the settings: tokens, passwords and sessions."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class AccessSettings(BaseModel):
    """How long a token, a session and a locked sign-in last, and what a password must be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_days: int = Field(90, gt=0, le=3650, description="Days a token lasts unless said.")
    password_min_length: int = Field(
        12, ge=8, le=128, description="Fewest characters of a password."
    )
    session_idle_minutes: int = Field(
        30, gt=0, le=1440, description="Minutes without a request after which a session ends."
    )
    session_hours: int = Field(
        10, gt=0, le=168, description="Hours after which a session ends, whatever happens in it."
    )
    sign_in_attempts: int = Field(
        5, gt=0, description="Wrong passwords of one account before it has to wait."
    )
    sign_in_attempts_per_address: int = Field(
        50, gt=0, description="Wrong passwords from one address before it has to wait."
    )
    sign_in_window_minutes: int = Field(
        15, gt=0, description="Minutes in which wrong passwords are counted, and of the wait."
    )
    keep_answers_hours: int = Field(
        48, gt=0, description="Hours an `Idempotency-Key` replays the first answer."
    )
