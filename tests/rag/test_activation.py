"""Which index is in force is changed only from what a build began with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from assistant.rag.activation import activate, active_generation
from assistant.rag.generations import AnotherBuildError
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from tests.at_once import TOGETHER, at_once

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 4, 1, tzinfo=UTC)


class Attempt:
    """Activations, each of a generation of its own, in place of one and the same."""

    def __init__(self, instead_of: str | None) -> None:
        self._instead_of = instead_of
        self._names = iter(f"g{number}" for number in range(100))

    def __call__(self, session: Session) -> str:
        name = next(self._names)
        activate(session, name, record_count=1, now=NOW, instead_of=self._instead_of)
        return name


async def in_force(url: str) -> str | None:
    uow = UnitOfWork(make_engine(url, busy_timeout_seconds=30))
    row = await uow.read(active_generation)
    uow.close()
    return row.generation if row else None


@pytest.mark.parametrize("is_first", [True, False])
async def test_of_builds_that_end_at_once_one_is_in_force(
    database_url: str, *, is_first: bool
) -> None:
    began_with = None
    if not is_first:
        began_with = "before"
        await at_once(
            database_url,
            lambda session: activate(session, "before", record_count=1, now=NOW),
            count=1,
        )
    done = await at_once(database_url, Attempt(began_with))
    names = [each for each in done if isinstance(each, str)]
    assert names == [await in_force(database_url)]
    assert sum(isinstance(each, AnotherBuildError) for each in done) == TOGETHER - 1


@pytest.mark.parametrize("instead_of", [None, "another"])
async def test_what_a_build_did_not_begin_with_is_not_replaced(
    database_url: str, instead_of: str | None
) -> None:
    await at_once(database_url, Attempt(None), count=1)
    (fault,) = await at_once(
        database_url,
        lambda session: activate(session, "late", record_count=2, now=NOW, instead_of=instead_of),
        count=1,
    )
    assert isinstance(fault, AnotherBuildError)
    assert await in_force(database_url) == "g0"
