"""Which model answers, how it is reached, and what its provider has promised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from assistant.core.errors import ConfigurationError
from assistant.llm.embedding_settings import LONGEST_MODEL_NAME, EmbeddingSettings

OutputLimitField = Literal["max_completion_tokens", "max_tokens"]

OPENAI_URL = "https://api.openai.com/v1"

FACT_KEYS = (
    "training_use", "retention_days", "region", "contract_ref", "checked_on", "context_window",
)  # fmt: skip


class Provider(StrEnum):
    """Who answers. `openai` is OpenAI itself or any compatible server at `base_url`."""

    OFFLINE = "offline"
    OPENAI = "openai"
    AZURE = "azure"


class LlmSettings(BaseModel):
    """Section `llm` of `config/assistant.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Provider = Field(
        Provider.OFFLINE, description="`offline` (no generation), `openai` or `azure`."
    )
    base_url: str = Field(
        "",
        description="Address of the API, `https://host/v1`; empty with `openai` means OpenAI. "
        "With `azure`, the resource: `https://name.openai.azure.com`.",
    )
    model: str = Field(
        "",
        max_length=LONGEST_MODEL_NAME,
        description="Model name; with `azure`, the deployment name. At most 100 characters.",
    )
    api_key: SecretStr = Field(
        SecretStr(""), description="Key; from the environment only, never from TOML."
    )
    api_version: str = Field("", description="API version, required with `azure` only.")
    trial: bool = Field(
        False,
        description="Marks a trial: a model may be used whose facts are not in models.toml yet. "
        "Shown in `doctor` and on every report.",
    )
    deadline_seconds: float = Field(
        60.0, gt=0, description="Total time for one answer, every retry and wait included."
    )
    connect_timeout_seconds: float = Field(
        5.0, gt=0, description="Longest time to reach the server in one attempt."
    )
    max_attempts: int = Field(
        2, ge=1, le=10, description="Tries in all; only a call that did no work is tried again."
    )
    backoff_seconds: float = Field(
        0.5,
        ge=0,
        description="Wait before the second try if the server names none; it doubles each time.",
    )
    max_output_tokens: int = Field(2000, gt=0, description="Upper bound of an answer, in tokens.")
    max_reply_bytes: int = Field(
        2_000_000, gt=0, description="Largest reply body taken from the server, in bytes."
    )
    fallback: Literal["none", "offline"] = Field(
        "none",
        description="What answers when the model did no work (not reached, 429, 5xx): `none`, or "
        "`offline`, which shows matching passages and says so.",
    )
    proxy: SecretStr | None = Field(
        None, description="`http://host:port` to go through; the environment's is never used."
    )
    ca_file: Path | None = Field(
        None, description="PEM file of a private CA; replaces the machine's certificate store."
    )
    embedding: EmbeddingSettings = EmbeddingSettings()


def _no_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")  # noqa: TRY004  # pydantic's way
    return value


Amount = Annotated[Decimal, BeforeValidator(_no_flag), Field(ge=0, le=10**9, allow_inf_nan=False)]
"""Money; pydantic reads a TOML number by its digits, so that 0.1 is a tenth."""

JPY = "JPY"


class PriceFacts(BaseModel):
    """One price of a model: `prices = [{ valid_from = ..., input = ..., output = ... }]`.

    Amounts are per million tokens, in `currency`. Another currency than JPY needs the rate it is
    reckoned with and the day of that rate.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date
    input: Amount
    output: Amount
    cached: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = JPY
    yen_rate: Amount | None = None
    rate_date: date | None = None

    @model_validator(mode="after")
    def _has_a_rate(self) -> Self:
        has_rate = bool(self.yen_rate) and self.rate_date is not None
        if self.currency == JPY and (self.yen_rate is not None or self.rate_date is not None):
            raise ValueError("a price in JPY takes no yen_rate and no rate_date; remove them")
        if self.currency != JPY and not has_rate:
            raise ValueError(
                f"a price in {self.currency} needs yen_rate (yen for one {self.currency}) and "
                "rate_date (the day of that rate)"
            )
        return self


class ModelFacts(BaseModel):
    """One table `[models."name"]` of `config/models.toml`: what a contract says about a model.

    The first six keys must all be there before `serve` uses a model outside a trial. The next two
    describe dialects of compatible servers and have defaults; the last says what it costs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    training_use: Literal["none", "allowed"] | None = Field(
        None, description="Whether the provider may train on what is sent: `none` or `allowed`."
    )
    retention_days: int | None = Field(
        None, ge=0, description="Days the provider keeps what is sent; 0 means not at all."
    )
    region: str = Field("", description="Where it is processed, as the contract says.")
    contract_ref: str = Field("", description="Number or name of the contract that says so.")
    checked_on: date | None = Field(None, description="Day somebody last checked these facts.")
    context_window: int | None = Field(
        None, gt=0, description="Tokens of prompt and answer together the model takes."
    )
    output_limit_field: OutputLimitField | None = Field(
        None,
        description="Request field that bounds the answer: `max_completion_tokens` (default for "
        "OpenAI itself) or `max_tokens` (default for everything else).",
    )
    sends_store: bool = Field(
        True,
        description='Whether `"store": false` is sent. Most compatible servers ignore the field; '
        "turn it off only for one that rejects unknown fields.",
    )

    prices: tuple[PriceFacts, ...] = Field(
        default=(),
        description="What it costs, one table a price: `valid_from` (day), `input`, `output`, "
        "`cached` (per million tokens; `cached` as `input` if left out), `currency` (`JPY` if "
        "left out; any other needs `yen_rate` and `rate_date`). A turn's cost is fixed with the "
        "price of the day it settles; without one it is empty, not 0.",
    )

    @field_validator("prices")
    @classmethod
    def _one_price_a_day(cls, prices: tuple[PriceFacts, ...]) -> tuple[PriceFacts, ...]:
        days = [price.valid_from for price in prices]
        if len(set(days)) < len(days):
            raise ValueError("two prices have the same valid_from; keep one")
        return prices

    @property
    def missing_keys(self) -> tuple[str, ...]:
        """The contract facts that are not stated, in the order of the file."""
        return tuple(key for key in FACT_KEYS if getattr(self, key) in (None, ""))


def upstream_url(settings: LlmSettings) -> str:
    """The address questions are sent to; empty if they stay on this machine."""
    if settings.provider is Provider.OFFLINE:
        return ""
    return settings.base_url.strip().rstrip("/") or OPENAI_URL


def embedding_url(settings: LlmSettings) -> tuple[str, SecretStr]:
    """The address texts are sent to for their vectors, and its key; empty if none is stated.

    The language model's own server gets its key; another server never does.
    """
    stated = settings.embedding.base_url.strip().rstrip("/")
    key = settings.embedding.api_key
    if stated:
        return stated, key
    if settings.provider is not Provider.OPENAI:
        return "", key
    return upstream_url(settings), key if key.get_secret_value() else settings.api_key


def check_facts(settings: LlmSettings, facts: Mapping[str, ModelFacts], *, model: str = "") -> None:
    """Refuse a model whose provider facts are not stated (DESIGN decision 10).

    The offline model sends nothing and needs none; a trial may start without. `model` names
    another one than that of `llm`.

    Raises:
        ConfigurationError: facts are missing, or they allow training on what staff type.
    """
    if settings.trial or (settings.provider is Provider.OFFLINE and not model):
        return
    name = model or settings.model
    stated = facts.get(name, ModelFacts())
    table = f'config/models.toml: [models."{name}"]'
    if stated.missing_keys:
        raise ConfigurationError(
            f"{table} lacks {', '.join(stated.missing_keys)}; state them from the contract, "
            "or set llm.trial = true while trying out"
        )
    if stated.training_use == "allowed":
        raise ConfigurationError(
            f'{table}: training_use is "allowed"; what staff type must not train a model: change '
            "the contract and state none, or set llm.trial = true while trying out"
        )
