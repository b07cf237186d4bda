"""A migrated database, and questions counted on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine

from assistant.core.keys import Key
from assistant.store.engine import make_engine
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.terms.counting import Question, count
from tests.usage.terms.salts import fix_salts

KEY = Key("pseudonym", 1, b"p" * 32)


@pytest.fixture(autouse=True)
def salts(monkeypatch: pytest.MonkeyPatch) -> None:
    fix_salts(monkeypatch)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url, busy_timeout_seconds=10)
    yield engine
    engine.dispose()


@pytest.fixture
def uow(engine: Engine) -> Iterator[UnitOfWork]:
    uow = UnitOfWork(engine)
    yield uow
    uow.close()


def question(
    account: int, words: Sequence[str], *, month: str, department: str, is_council: bool = False
) -> Question:
    return Question(month, is_council, department, f"account-{account}", tuple(words))


async def ask(
    uow: UnitOfWork,
    accounts: Sequence[int],
    *words: str,
    month: str = "2026-04",
    department: str = "税務課",
    is_council: bool = False,
    key: Key = KEY,
) -> list[bool]:
    """Each account asks once with these words; whether each was counted."""
    asked = [
        question(one, words, month=month, department=department, is_council=is_council)
        for one in accounts
    ]
    return await uow.write(
        lambda session: [count(session, each, key=key, most_pairs=40) for each in asked]
    )
