"""Fixtures every test may use."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import structlog

from assistant.core.clock import ManualClock

pytest_plugins = ["tests.databases"]

# One thread each for numpy, here and in every program a test starts, as the filter's processes have
# it: with threads that wait for each other, tests on two cores take three times the processor.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
os.environ.update(ONE_THREAD)  # noqa: TID251  # written before anything imports numpy

# A law is broken by a counterexample, not by a machine that is busy.
hypothesis.settings.register_profile(
    "laws", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("laws")

LONGEST = (
    "filters/engine/test_identity.py",
    "e2e/test_first_index.py",
    "corpus/test_floors.py",
    "e2e/test_canary.py",
    "faults/test_soak.py",
    "faults/test_restart.py",
    "system/test_admin_pages.py",
    "system/test_replicas.py",
    "corpus/test_policy_floors.py",
    "e2e/test_policy.py",
    "cli/test_rag_embedding.py",
    "e2e/test_way.py",
    "usage/quota/test_ledger_states.py",
)
"""Files that take half a minute and more: begun last, they would keep one process of a run busy
after the others have ended."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others in their order."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


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
