"""A fresh installation to copy, and a model server, for all fault tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.installation import Installation, make_installation
from tests.llm.fake_model import FakeModelServer


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What `assistant init` makes; tests start gateways in copies of it."""
    return make_installation(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def model() -> Iterator[FakeModelServer]:
    with FakeModelServer() as running:
        yield running
