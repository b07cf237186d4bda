"""What a turn costs in yen: prices with dates, reckoned once, when the turn settles. Pure.

A price in yen per million tokens is at the same time one in millionths of a yen per token, so that
a cost is a whole number of millionths after one rounding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assistant.core.chat import TokenUsage

UNPRICED = "unpriced"
"""In the place of a price version: the model has no price that is valid on the day."""

_UNIT = Decimal(1)


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs from a day on, in yen per million tokens.

    Attributes:
        valid_from: the first day, in Asia/Tokyo.
        input_yen: input that the provider had not cached.
        output_yen: the answer.
        cached_yen: input that it had cached.
        version: names this price in the usage rows.
    """

    valid_from: date
    input_yen: Decimal
    output_yen: Decimal
    cached_yen: Decimal
    version: str


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a turn in millionths of a yen; none, and the version `unpriced`, without a price.

    Version None: no model was called.
    """

    yen_micros: int | None
    price_version: str | None

    @property
    def is_unpriced(self) -> bool:
        """Whether something was used that has no price."""
        return self.yen_micros is None


NOTHING_USED = Cost(0, None)


class PriceList:
    """Prices by the name of the model in `config/models.toml`."""

    def __init__(self, prices: Mapping[str, Sequence[Price]]) -> None:
        self._prices = {
            model: sorted(listed, key=lambda price: price.valid_from)
            for model, listed in prices.items()
        }

    def price_of(self, model: str | None, day: date) -> Price | None:
        """The price of a model on a day; None before the first, or for a model without any."""
        valid = [price for price in self._prices.get(model or "", []) if price.valid_from <= day]
        return valid[-1] if valid else None

    def cost(
        self,
        model: str | None,
        usage: TokenUsage,
        day: date,
        *,
        embedding: tuple[str, int] = ("", 0),
    ) -> Cost:
        """What a turn costs that settles on a day.

        Args:
            model: the name it is listed under; None if no model was called.
            usage: tokens of the call, as charged.
            day: the day in Asia/Tokyo.
            embedding: name of the embedding model and the tokens it read, 0 for none.
        """
        parts: list[tuple[str, Decimal | None]] = []
        if usage.total_tokens:
            parts.append(self._call(model, usage, day))
        if embedding[1]:
            parts.append(self._call(embedding[0], TokenUsage(embedding[1], 0), day))
        if not parts:
            return NOTHING_USED
        amounts = [amount for _, amount in parts if amount is not None]
        if len(amounts) < len(parts):
            return Cost(None, UNPRICED)
        micros = sum(amounts, Decimal(0)).quantize(_UNIT, rounding=ROUND_HALF_UP)
        return Cost(int(micros), parts[0][0])

    def _call(self, model: str | None, usage: TokenUsage, day: date) -> tuple[str, Decimal | None]:
        price = self.price_of(model, day)
        if price is None:
            return UNPRICED, None
        cached = min(usage.cached_tokens, usage.input_tokens)
        amount = (
            (usage.input_tokens - cached) * price.input_yen
            + cached * price.cached_yen
            + usage.output_tokens * price.output_yen
        )
        return price.version, amount


def make_price(  # noqa: PLR0913 - one line of a price list
    valid_from: date,
    *,
    currency: str,
    input_price: Decimal,
    output_price: Decimal,
    cached_price: Decimal | None,
    yen_rate: Decimal,
    rate_date: date | None,
) -> Price:
    """A price in yen from one in a currency, per million tokens.

    The version is the first day and a digest of everything the price is made of: a price that is
    rewritten under the same date gets another one.
    """
    cached = input_price if cached_price is None else cached_price
    facts = [valid_from, currency, input_price, output_price, cached, yen_rate, rate_date]
    digest = hashlib.sha256(repr([str(fact) for fact in facts]).encode()).hexdigest()
    return Price(
        valid_from,
        input_yen=input_price * yen_rate,
        output_yen=output_price * yen_rate,
        cached_yen=cached * yen_rate,
        version=f"{valid_from.isoformat()}-{digest[:8]}",
    )
