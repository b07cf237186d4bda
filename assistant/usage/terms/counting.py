"""Adds the words of one question to the month's cells, inside the transaction that settles it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from assistant.core.keys import Key
from assistant.usage.terms.choice import Pair, keys_of
from assistant.usage.terms.models import OPEN, TermCell, TermMonth
from assistant.usage.terms.sketch import EMPTY, bit_of, with_bit

SALT_BYTES = 32
_CELLS = TermCell.metadata.tables["term_cell"]
_OPEN_MONTH = text(
    "INSERT INTO term_month (month, salt, key_version, state) "
    "VALUES (:month, :salt, :key_version, :state) "
    "ON CONFLICT (month) DO NOTHING"
)
_SET_SKETCH = (
    update(_CELLS)
    .where(
        _CELLS.c.month == bindparam("at_month"),
        _CELLS.c.first == bindparam("at_first"),
        _CELLS.c.second == bindparam("at_second"),
        _CELLS.c.department_id == bindparam("at_department"),
        _CELLS.c.is_council == bindparam("at_council"),
    )
    .values(sketch=bindparam("new_sketch"))
)
_ADD_USE = {
    name: dialect.insert(_CELLS)
    .on_conflict_do_update(
        index_elements=[column.name for column in _CELLS.primary_key],
        set_={"uses": _CELLS.c.uses + 1},
    )
    .returning(_CELLS.c.first, _CELLS.c.second, _CELLS.c.sketch)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted of one answered question: no text, no id of the turn, no time in the month.

    Attributes:
        month: as `2026-04`, in Tokyo.
        is_council: whether the council sat that day.
        department_id: of the account, at that time.
        account_id: goes into no row, only into which bit is set.
        words: its content words, each once.
    """

    month: str
    is_council: bool
    department_id: str
    account_id: str = field(repr=False)
    words: Sequence[str] = field(repr=False)


def count(session: Session, question: Question, *, key: Key, most_pairs: int) -> bool:
    """Add a question to its month.

    Returns:
        False, with nothing written, if the month is over and its salt gone, or if it was begun
        under another version of the key: an account would count twice.
    """
    connection = session.connection()
    salt = _salt_of(connection, question.month, key.version)
    if salt is None:
        return False
    month_key = _month_key(key, salt, question.month)
    names = keys_of(question.words, most_pairs)
    sketches = _add_uses(connection, question, names)
    changed = []
    for first, second in names:
        bit = bit_of(month_key, question.account_id, first, second)
        sketch = sketches[first, second]
        added = with_bit(sketch, bit)
        if added != sketch:
            changed.append({**_place(question, (first, second)), "new_sketch": added})
    if changed:
        connection.execute(_SET_SKETCH, changed)
    return True


def _salt_of(connection: Connection, month: str, key_version: int) -> bytes | None:
    """The month's salt, made by whoever counts first; held until the transaction ends."""
    fresh = secrets.token_bytes(SALT_BYTES)
    connection.execute(
        _OPEN_MONTH, {"month": month, "salt": fresh, "key_version": key_version, "state": OPEN}
    )
    months = TermMonth.metadata.tables["term_month"]
    held = months.select().where(months.c.month == month).with_for_update(read=True)
    row = connection.execute(held).one()
    is_usable = row.salt is not None and row.key_version == key_version
    return bytes(row.salt) if is_usable else None


def _month_key(key: Key, salt: bytes, month: str) -> bytes:
    """Neither the database's salt nor the key outside it is enough to look for an account."""
    return hashlib.blake2b(salt + month.encode(), key=key.secret[:64]).digest()


def _add_uses(
    connection: Connection, question: Question, names: Sequence[Pair]
) -> Mapping[Pair, bytes]:
    """Count one more use of each; returns their sketches. In order: none waits in a circle."""
    rows: list[dict[str, Any]] = [
        {
            "month": question.month,
            "first": first,
            "second": second,
            "department_id": question.department_id,
            "is_council": question.is_council,
            "uses": 1,
            "sketch": EMPTY,
        }
        for first, second in names
    ]
    found = connection.execute(_ADD_USE[connection.dialect.name], rows)
    return {(row.first, row.second): bytes(row.sketch) for row in found}


def _place(question: Question, name: Pair) -> dict[str, Any]:
    first, second = name
    return {
        "at_month": question.month,
        "at_first": first,
        "at_second": second,
        "at_department": question.department_id,
        "at_council": question.is_council,
    }
