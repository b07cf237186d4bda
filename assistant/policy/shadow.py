"""What rules in trial would have stopped, per month, department and entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, select

from assistant.policy.models import ShadowCountRow

_ADD = text(
    """
INSERT INTO shadow_count (month, department_id, entity, texts, stops)
VALUES (:month, :department, :entity, :texts, :stops)
ON CONFLICT (month, department_id, entity) DO UPDATE SET
  texts = shadow_count.texts + excluded.texts, stops = shadow_count.stops + excluded.stops
"""
)


@dataclass(frozen=True, slots=True)
class ShadowCount:
    """What one rule in trial would have done.

    Attributes:
        month: as `2026-04`.
        department: the senders' department.
        entity: what the rule is about.
        texts: questions in which it found something.
        stops: those of them that no other rule stopped anyway.
    """

    month: str
    department: str
    entity: str
    texts: int
    stops: int


def add_counts(
    session: Session, month: str, counts: Mapping[tuple[str, str], tuple[int, int]]
) -> None:
    """Add texts and stops by department and entity to a month, inside a transaction."""
    for (department, entity), (texts, stops) in sorted(counts.items()):
        values = {
            "month": month,
            "department": department,
            "entity": entity,
            "texts": texts,
            "stops": stops,
        }
        session.connection().execute(_ADD, values)


def list_counts(session: Session, month: str | None = None) -> tuple[ShadowCount, ...]:
    """The counts of a month, or of all, the newest month first."""
    statement = select(ShadowCountRow).order_by(
        col(ShadowCountRow.month).desc(),
        col(ShadowCountRow.entity),
        col(ShadowCountRow.department_id),
    )
    if month is not None:
        statement = statement.where(col(ShadowCountRow.month) == month)
    return tuple(
        ShadowCount(row.month, row.department_id, row.entity, row.texts, row.stops)
        for row in session.exec(statement)
    )
