"""Yen per turn: whole millionths, fixed with the price of the day; unknown is not zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.chat import NO_TOKENS, TokenUsage
from assistant.usage.quota.pricing import NOTHING_USED, UNPRICED, Cost, Price, PriceList, make_price


def price(
    valid_from: date = date(2026, 4, 1),
    amounts: tuple[str, str, str | None] = ("100", "400", "50"),
    currency: str = "JPY",
    rate: str = "1",
) -> Price:
    given_input, given_output, cached = amounts
    return make_price(
        valid_from,
        currency=currency,
        input_price=Decimal(given_input),
        output_price=Decimal(given_output),
        cached_price=None if cached is None else Decimal(cached),
        yen_rate=Decimal(rate),
        rate_date=None if currency == "JPY" else date(2026, 3, 31),
    )


def test_input_output_and_cached_have_their_prices() -> None:
    prices = PriceList({"m": [price()]})
    cost = prices.cost("m", TokenUsage(1000, 200, 300), date(2026, 4, 1))
    assert cost.yen_micros == 700 * 100 + 300 * 50 + 200 * 400
    assert cost.price_version == price().version


def test_cached_costs_as_input_unless_said() -> None:
    prices = PriceList({"m": [price(amounts=("100", "400", None))]})
    assert prices.cost("m", TokenUsage(10, 0, 10), date(2026, 5, 1)).yen_micros == 1000


def test_other_currencies_are_reckoned_with_their_rate_and_rounded_once() -> None:
    prices = PriceList({"m": [price(amounts=("2.5", "10", "1.25"), currency="USD", rate="150.25")]})
    cost = prices.cost("m", TokenUsage(3, 1, 1), date(2026, 4, 1))
    exact = (2 * Decimal("2.5") + Decimal("1.25") + 10) * Decimal("150.25")
    assert cost.yen_micros == 2442
    assert exact == Decimal("2441.5625")


@pytest.mark.parametrize(
    ("day", "yen_micros"),
    [
        (date(2026, 3, 31), None),
        (date(2026, 4, 1), 100),
        (date(2026, 9, 30), 100),
        (date(2026, 10, 1), 80),
        (date(2028, 2, 29), 80),
    ],
)
def test_the_price_of_the_day_counts(day: date, yen_micros: int | None) -> None:
    later = price(date(2026, 10, 1), ("80", "400", None))
    prices = PriceList({"m": [later, price()]})
    assert prices.cost("m", TokenUsage(1, 0), day).yen_micros == yen_micros


@pytest.mark.parametrize("model", ["other", None])
def test_a_model_without_a_price_is_unknown_and_not_free(model: str | None) -> None:
    cost = PriceList({"m": [price()]}).cost(model, TokenUsage(1, 1), date(2026, 4, 1))
    assert cost == Cost(None, UNPRICED)
    assert cost.is_unpriced


def test_nothing_used_costs_nothing() -> None:
    cost = PriceList({}).cost("m", NO_TOKENS, date(2026, 4, 1))
    assert cost == NOTHING_USED
    assert not cost.is_unpriced


def test_the_embedding_is_paid_at_its_own_price() -> None:
    prices = PriceList({"m": [price()], "e": [price(amounts=("2", "0", None))]})
    day = date(2026, 4, 1)
    assert prices.cost("m", TokenUsage(10, 0), day, embedding=("e", 7)).yen_micros == 1014
    assert prices.cost(None, NO_TOKENS, day, embedding=("e", 7)).yen_micros == 14
    assert prices.cost("m", TokenUsage(10, 0), day, embedding=("x", 7)).is_unpriced


def test_a_price_rewritten_under_its_date_gets_another_version() -> None:
    versions = {
        price().version,
        price(amounts=("101", "400", "50")).version,
        price(currency="USD").version,
        price(date(2026, 5, 1)).version,
    }
    assert len(versions) == 4
    assert price().version == price().version
    assert price().version.startswith("2026-04-01-")
    assert all(len(version) <= 40 for version in versions)


AMOUNTS = st.decimals(0, 10_000, places=4)


@given(
    amounts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS),
    rate=st.decimals(1, 300, places=2),
    tokens=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6)),
)
def test_a_cost_is_within_half_a_millionth_of_the_exact_sum(
    amounts: tuple[Decimal, Decimal, Decimal], rate: Decimal, tokens: tuple[int, int, int]
) -> None:
    given_input, output, cached = tokens
    listed = make_price(
        date(2026, 4, 1),
        currency="USD",
        input_price=amounts[0],
        output_price=amounts[1],
        cached_price=amounts[2],
        yen_rate=rate,
        rate_date=date(2026, 4, 1),
    )
    usage = TokenUsage(given_input + cached, output, cached)
    found = PriceList({"m": [listed]}).cost("m", usage, date(2026, 4, 1)).yen_micros
    exact = rate * (given_input * amounts[0] + output * amounts[1] + cached * amounts[2])
    assert found is not None
    assert abs(found - exact) <= Decimal("0.5")
