"""Fixtures every test may use."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
import structlog

from assistant.core.clock import ManualClock

pytest_plugins = ["tests.databases"]

# A law is broken by a counterexample, not by a machine that is busy.
hypothesis.settings.register_profile(
    "laws", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("laws")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _logs_as_by_default() -> Iterator[None]:
    """A test that sets the logs up leaves nothing of it to the next one."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = before


@pytest.fixture
def clock() -> ManualClock:
    """A clock at 10:00 in Tokyo on 15 April 2026."""
    return ManualClock(datetime(2026, 4, 15, 1, 0, tzinfo=UTC))
