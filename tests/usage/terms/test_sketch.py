"""Linear counting: never more bits than accounts, and an estimate near the truth."""

from __future__ import annotations

import math
from statistics import fmean, pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.usage.terms.sketch import (
    BITS,
    EMPTY,
    bit_of,
    bits_of,
    estimate,
    packed,
    with_bit,
)

BIT = st.integers(0, BITS - 1)


@given(st.lists(BIT, max_size=400))
def test_a_sketch_holds_exactly_the_bits_that_were_set(bits: list[int]) -> None:
    sketch = EMPTY
    for bit in bits:
        sketch = with_bit(sketch, bit)
    assert bits_of(sketch) == set(bits)
    assert sketch == packed(bits)


def test_a_sketch_of_few_is_small_and_none_is_larger_than_a_bitmap() -> None:
    assert len(packed(range(3))) == 6
    assert {len(packed(range(count))) for count in (128, 129, 1000, BITS)} == {BITS // 8}
    assert len(packed(range(127))) == 254


@pytest.mark.parametrize("broken", [b"1", b"\xff\xff", b"x" * 258], ids=["odd", "bit", "long"])
def test_what_is_no_sketch_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="not a sketch"):
        bits_of(broken)


@pytest.mark.parametrize("accounts", [1, 5, 20, 100, 500, 1500, 3031])
def test_estimate_is_near_the_truth_and_bits_are_never_more(accounts: int) -> None:
    load = accounts / BITS
    # Whang et al. 1990, theorem 2: the relative standard error of linear counting.
    expected = math.sqrt(BITS * (math.exp(load) - load - 1)) / accounts
    errors = []
    for trial in range(60):
        key = np.random.default_rng(trial).bytes(32)
        found = {bit_of(key, f"account-{number}", "文書", "") for number in range(accounts)}
        assert len(found) <= accounts
        errors.append(estimate(len(found)) / accounts - 1)
    rounding = 0.5 / accounts
    assert abs(fmean(errors)) <= 3 * expected / math.sqrt(60) + rounding + 0.003
    assert pstdev(errors) <= 1.4 * expected + rounding


def test_estimate_is_not_below_the_bits_and_ends_somewhere() -> None:
    estimates = [estimate(count) for count in range(BITS + 1)]
    assert estimates == sorted(estimates)
    assert all(made >= count for count, made in enumerate(estimates))
    assert estimates[0] == 0
    assert 15_000 < estimates[BITS] < 20_000


def test_words_share_no_bits_of_an_account_and_departments_share_them() -> None:
    key = b"k" * 32
    words = {bit_of(key, "account-1", f"語{number}", "") for number in range(50)}
    assert len(words) > 40
    assert bit_of(key, "account-1", "語", "") != bit_of(b"j" * 32, "account-1", "語", "")
