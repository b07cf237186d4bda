from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.errors import InputError
from assistant.usage.quota.amounts import (
    CapAmount,
    Word,
    check_reason,
    read_cap,
    read_day,
    read_tokens,
)
from assistant.usage.quota.settings import MAX_CAP_TOKENS


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("1000000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("１００００００", 1_000_000),
        ("１，０００", 1_000),
        (" 5 ", 5),
        ("unlimited", Word.UNLIMITED),
        ("Ｕnlimited", Word.UNLIMITED),
        ("default", Word.DEFAULT),
    ],
)
def test_a_cap_is_a_number_or_a_word(text: str, amount: CapAmount) -> None:
    assert read_cap(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", "-1", "1.5", "１．５", "100万", "１００万", "百", "1e6", "0x10", "1_000", "+5", "none",
        "９" * 30, "1000 tokens", "\ud800", "無制限", "1,5", "1,0,0", "10,00", "1,000,", ",",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InputError, match="is not a number of tokens; write digits only") as fault:
        read_cap(text)
    assert "\n" not in fault.value.message
    fault.value.message.encode()


def test_the_largest_cap_is_taken_and_one_more_is_not() -> None:
    assert read_tokens(str(MAX_CAP_TOKENS)) == MAX_CAP_TOKENS
    with pytest.raises(InputError, match="is too large"):
        read_tokens(str(MAX_CAP_TOKENS + 1))


@given(st.integers(0, MAX_CAP_TOKENS))
def test_every_number_is_read_back_in_every_writing(number: int) -> None:
    wide = str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert read_cap(str(number)) == read_cap(f"{number:,}") == read_cap(wide) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04-30", date(2026, 4, 30)),
        ("2026/04/30", date(2026, 4, 30)),
        ("２０２８－０２－２９", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text", ["", "2026-02-29", "2026-4-1", "20260401", "令和8年4月1日", "2026-W01-1", "04-30-2026"]
)
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a day; write it as 2026-04-30"):
        read_day(text)


def test_a_reason_is_one_line_of_text() -> None:
    assert check_reason("  9月議会の\n準備 ", is_required=True) == "9月議会の 準備"
    assert check_reason("", is_required=False) == ""
    for wrong in ("", " \n", "理" * 501, "a\x00b", "\ud800"):
        with pytest.raises(InputError, match="the reason"):
            check_reason(wrong, is_required=True)
