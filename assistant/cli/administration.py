"""Runs one piece of an admin's work for a command, as the user of the operating system."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

import typer

from assistant.cli.groups import INSTANCE
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.core.actor import Actor
    from assistant.gateway.administration import Administration

T = TypeVar("T")


def change(work: Callable[[Administration, Session, Actor], T]) -> T:
    """Run a change in one transaction with its audit entry."""
    actor = operator()
    with opened() as administration:
        return asyncio.run(
            administration.uow.write(lambda session: work(administration, session, actor))
        )


def look(work: Callable[[Administration, Session], T]) -> T:
    """Run work on one snapshot."""
    with opened() as administration:
        return asyncio.run(administration.uow.read(lambda session: work(administration, session)))


@contextmanager
def opened() -> Iterator[Administration]:
    """The administration of the installation in the current folder."""
    from assistant.core.clock import SystemClock
    from assistant.core.keyfiles import read_keyring
    from assistant.gateway.administration import make_administration
    from assistant.gateway.replies import load_replies
    from assistant.instance import open_database, open_instance
    from assistant.schema import METADATA
    from assistant.store.schema_version import require_head
    from assistant.store.unit_of_work import UnitOfWork

    assert METADATA.tables  # noqa: S101  # imported for every table, which foreign keys need
    instance = open_instance(INSTANCE)
    keyring = read_keyring(instance.keys_folder)
    engine = open_database(instance)
    require_head(engine)
    uow = UnitOfWork(engine)
    try:
        yield make_administration(
            instance.settings,
            keyring,
            uow,
            SystemClock(),
            replies=load_replies(instance.config_folder),
            data_folder=instance.data_folder,
        )
    finally:
        uow.close()


def run(work: Coroutine[object, object, T]) -> T:
    """Run asynchronous work of a command to its end."""
    return asyncio.run(work)


def parse_day(text: str, option: str) -> date:
    """A day as somebody types it.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} {text!r}: write a day as 2027-03-31") from None


def shown(at: datetime) -> str:
    """An instant as people in Tokyo read it."""
    from assistant.core.periods import in_tokyo

    return in_tokyo(at).strftime("%Y-%m-%d %H:%M")
