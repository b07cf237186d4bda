"""Fixtures every test may use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.core.clock import ManualClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> ManualClock:
    """A clock at 10:00 in Tokyo on 15 April 2026."""
    return ManualClock(datetime(2026, 4, 15, 1, 0, tzinfo=UTC))
