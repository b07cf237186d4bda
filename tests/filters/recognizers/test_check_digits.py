"""Check digits: published vectors, and python-stdnum as a second opinion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.jp import cn, in_

from assistant.filters.recognizers import check_digits


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (check_digits.is_my_number, "123456789018"),
        (check_digits.is_my_number, "983205673214"),
        (check_digits.is_corporate_number, "7123456789012"),
        (check_digits.is_corporate_number, "8000020130001"),
        (check_digits.is_corporate_number, "9000020252018"),
        (check_digits.is_corporate_number, "7000012050002"),
        (check_digits.is_driver_license, "459803358720"),
        (check_digits.is_driver_license, "601234567880"),
        (check_digits.is_insurer_number, "33120015"),
        (check_digits.is_insurer_number, "250019"),
        (check_digits.is_insurer_number, "39252010"),
        (check_digits.is_luhn, "4111111111111111"),
        (check_digits.is_luhn, "4901234567894"),
    ],
)
def test_published_vectors_hold(check: object, number: str) -> None:
    assert callable(check)
    assert check(number)


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (check_digits.is_my_number, "123456789012"),
        (check_digits.is_my_number, "12345678901"),
        (check_digits.is_corporate_number, "1123456789012"),
        (check_digits.is_corporate_number, "0123456789012"),
        (check_digits.is_driver_license, "459803358730"),
        (check_digits.is_driver_license, "4598033587"),
        (check_digits.is_insurer_number, "33120016"),
        (check_digits.is_insurer_number, "3312001"),
        (check_digits.is_luhn, "4111111111111112"),
        (check_digits.is_luhn, ""),
    ],
)
def test_near_misses_fail(check: object, number: str) -> None:
    assert callable(check)
    assert not check(number)


@given(st.from_regex("[0-9]{12}", fullmatch=True))
def test_my_number_agrees_with_stdnum(number: str) -> None:
    assert check_digits.is_my_number(number) == in_.is_valid(number)


@given(st.from_regex("[1-9][0-9]{12}", fullmatch=True))
def test_corporate_number_agrees_with_stdnum(number: str) -> None:
    assert check_digits.is_corporate_number(number) == cn.is_valid(number)


@given(st.from_regex("[0-9]{1,20}", fullmatch=True))
def test_luhn_agrees_with_stdnum(number: str) -> None:
    assert check_digits.is_luhn(number) == luhn.is_valid(number)
