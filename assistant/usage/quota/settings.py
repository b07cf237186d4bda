"""Settings of the quota (`config/quotas.toml`)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

UNLIMITED: Final = "unlimited"
NO_BUDGET: Final = "none"

MAX_CAP_TOKENS = 10**12
"""Larger than any city uses, small enough that no sum leaves 64 bits."""

MAX_BUDGET_YEN = 10**12

CapSetting = Annotated[int, Field(ge=0, le=MAX_CAP_TOKENS)] | Literal["unlimited"]
BudgetSetting = Annotated[int, Field(ge=1, le=MAX_BUDGET_YEN)] | Literal["none"]
RoleName = Literal["staff", "department-admin", "admin", "analyst", "auditor"]
Percent = Annotated[int, Field(ge=1, le=100)]


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
    warning_percents: tuple[Percent, ...] = Field(
        default=(80, 95, 100),
        description="Shares of a cap, and of the budget, at which there is a warning, once each "
        "a month (the budget: a fiscal year); an empty list warns of nothing.",
    )
    shows_remaining: bool = Field(
        default=False, description="Whether every answer says below it how much is left."
    )
    yearly_budget_yen: BudgetSetting = Field(
        default=NO_BUDGET,
        description="Yen the model may cost in a fiscal year (April to March) before admins are "
        'warned; it refuses nothing. "none" for no budget.',
    )
    keep_request_days: int = Field(
        default=90,
        ge=1,
        description="Days a request for more (増枠) waits for a decision; then it is closed, what "
        "its sender wrote is erased, and the sender is told.",
    )
    role_cap_tokens: dict[RoleName, CapSetting] = Field(
        default_factory=dict,
        description="Caps of accounts by role, in place of `default_cap_tokens`.",
    )
    department_account_cap_tokens: dict[str, CapSetting] = Field(
        default_factory=dict,
        description="Caps of each account of a department, by department, in place of the role's "
        "and of `default_cap_tokens`.",
    )
    department_pool_cap_tokens: dict[str, CapSetting] = Field(
        default_factory=dict,
        description="Caps of a department as a whole, by department, in place of "
        "`department_cap_tokens`.",
    )

    @field_validator("warning_percents")
    @classmethod
    def _in_order(cls, percents: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(percents)))

    def account_cap(self, department_id: str, role: str | None) -> CapSetting:
        """The cap of an account without one of its own: its department's, its role's, or all's."""
        by_role = {str(name): cap for name, cap in self.role_cap_tokens.items()}
        general = by_role.get(role or "", self.default_cap_tokens)
        return self.department_account_cap_tokens.get(department_id, general)

    def department_cap(self, department_id: str) -> CapSetting:
        """The cap of a department without one of its own."""
        return self.department_pool_cap_tokens.get(department_id, self.department_cap_tokens)
