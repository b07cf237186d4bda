from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.core.clock import ManualClock
from tests.web.kit import City, open_city


@pytest.fixture
def city(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[City]:
    with open_city(database_url, clock, tmp_path) as opened:
        yield opened
