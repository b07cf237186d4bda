"""A fresh installation to copy, a model server, and a gateway at work, for all fault tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.installation import Installation, copied, make_installation, model_settings
from tests.faults.process import Plan
from tests.llm.fake_model import FakeModelServer


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What `assistant init` makes; tests start gateways in copies of it."""
    return make_installation(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def model() -> Iterator[FakeModelServer]:
    with FakeModelServer() as running:
        yield running


@pytest.fixture(scope="module")
def upstream() -> Iterator[FakeModelServer]:
    with FakeModelServer() as running:
        yield running


@pytest.fixture(scope="module")
def city(
    template: Installation, upstream: FakeModelServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    settings = {
        **model_settings(upstream.base_url),
        "ASSISTANT__SERVER__BODY_TIMEOUT_SECONDS": "5",
        "ASSISTANT__STORE__BUSY_TIMEOUT_SECONDS": "6",
    }
    with copied(template, tmp_path_factory.mktemp("edge") / "city", settings) as made:
        made.start(Plan().command())
        yield made
