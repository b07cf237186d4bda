"""Settings of the quota (`config/quotas.toml`)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

UNLIMITED: Final = "unlimited"

MAX_CAP_TOKENS = 10**12
"""Larger than any city uses, small enough that no sum leaves 64 bits."""

CapSetting = Annotated[int, Field(ge=0, le=MAX_CAP_TOKENS)] | Literal["unlimited"]


class QuotaSettings(BaseModel):
    """Section `quota`: caps that hold where the database names none, in tokens per month."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default_cap_tokens: CapSetting = Field(
        default=200_000,
        description="Cap of an account that has none of its own; 0 stops, "
        '"unlimited" must be said explicitly.',
    )
    department_cap_tokens: CapSetting = Field(
        default=UNLIMITED, description="Cap of a department that has none of its own."
    )
    city_cap_tokens: CapSetting = Field(
        default=UNLIMITED, description="Cap of the whole city unless set by command."
    )
    minimum_output_tokens: int = Field(
        default=200,
        ge=1,
        description="Near the cap the answer is made shorter, but a question is refused if fewer "
        "tokens than this would be left for it.",
    )
    ask_whom: str = Field(
        default="情報政策課",
        min_length=1,
        description="Whom a person over the cap is told to ask.",
    )
