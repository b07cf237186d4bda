"""The price list, from the facts about each model in `config/models.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from assistant.llm.settings import ModelFacts, PriceFacts
from assistant.usage.quota.pricing import Price, PriceList, make_price


def price_list(models: Mapping[str, ModelFacts]) -> PriceList:
    """The prices of every model that has any."""
    return PriceList(
        {name: [_price(facts) for facts in model.prices] for name, model in models.items()}
    )


def _price(facts: PriceFacts) -> Price:
    return make_price(
        facts.valid_from,
        currency=facts.currency,
        input_price=facts.input,
        output_price=facts.output,
        cached_price=facts.cached,
        yen_rate=facts.yen_rate or Decimal(1),
        rate_date=facts.rate_date,
    )
