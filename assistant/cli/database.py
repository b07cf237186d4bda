"""Runs one piece of database work for a command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.instance import Instance

T = TypeVar("T")


def write(instance: Instance, work: Callable[[Session], T]) -> T:
    """Run work in one transaction on an installation's database."""
    return _run(instance, work, is_writing=True)


def read(instance: Instance, work: Callable[[Session], T]) -> T:
    """Run work on one snapshot of an installation's database."""
    return _run(instance, work, is_writing=False)


def _run(instance: Instance, work: Callable[[Session], T], *, is_writing: bool) -> T:
    from assistant.instance import open_database
    from assistant.store.schema_version import require_head
    from assistant.store.unit_of_work import UnitOfWork

    engine = open_database(instance)
    require_head(engine)
    uow = UnitOfWork(engine)
    try:
        return asyncio.run(uow.write(work) if is_writing else uow.read(work))
    finally:
        uow.close()
