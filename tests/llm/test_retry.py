"""When to ask again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.retry import seconds_asked_for, wait_before_retry

NOW = datetime(2026, 4, 15, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1),
        (" 30 ", 30),
        ("3600", 3600),
        ("Wed, 15 Apr 2026 01:00:20 GMT", 20),
        ("Wed, 15 Apr 2026 00:00:00 GMT", 0),
        ("Wed, 15 Apr 2026 10:00:05 +0900", 5),
        ("Wed, 15 Apr 2026 01:00:07 -0000", 7),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("１０", None),
        ("Wed, 99 Foo 2026", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds_asked_for(header, NOW) == seconds


@given(st.text())
def test_any_header_is_survived(header: str) -> None:
    wait = seconds_asked_for(header, NOW)
    assert wait is None or wait >= 0


@given(
    st.integers(1, 12),
    st.integers(1, 10),
    st.none() | st.floats(0, 1e9),
    st.floats(0, 60),
    st.floats(-10, 100),
)
def test_a_wait_ends_before_the_deadline_and_attempts_run_out(
    attempt: int, most: int, asked: float | None, backoff: float, remaining: float
) -> None:
    wait = wait_before_retry(
        attempt=attempt,
        max_attempts=most,
        asked_seconds=asked,
        backoff_seconds=backoff,
        remaining_seconds=remaining,
    )
    if wait is not None:
        assert attempt < most
        assert 0 <= wait < remaining
        assert asked is None or wait >= asked


def test_the_wait_doubles() -> None:
    waits = [
        wait_before_retry(
            attempt=attempt,
            max_attempts=10,
            asked_seconds=None,
            backoff_seconds=0.5,
            remaining_seconds=60,
        )
        for attempt in (1, 2, 3, 9)
    ]
    assert waits == [0.5, 1, 2, 8]
