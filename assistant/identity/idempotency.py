"""Answers kept under the idempotency key they were asked with, and given again to a repeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, delete

from assistant.core.clock import Clock
from assistant.core.errors import InputError
from assistant.core.keys import Key
from assistant.identity.faults import ConflictError
from assistant.identity.models import KeptAnswer

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """The first answer to a change: what a repeat gets too."""

    status: int
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Demand:
    """A change asked for under a key.

    Attributes:
        account_id: who asks; everybody's keys are their own.
        key: the `Idempotency-Key`, as it was sent.
        request: what is asked for: method, path and body.
    """

    account_id: str
    key: str
    request: str = field(repr=False)

    def __post_init__(self) -> None:
        is_fit = self.key.isascii() and self.key.isprintable() and 0 < len(self.key) <= LONGEST_KEY
        if not is_fit:
            raise InputError(
                f"Idempotency-Key: write 1 to {LONGEST_KEY} printable ASCII characters"
            )


class KeptAnswers:
    """Keeps answers in the transaction of the change itself. Takes a session; never commits."""

    def __init__(self, key: Key, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def find(self, session: Session, demand: Demand) -> Answer | None:
        """The answer this demand got before; None if it is new.

        Raises:
            ConflictError: the key was used for something else.
        """
        row = session.get(KeptAnswer, self._digest(demand))
        if row is None:
            return None
        if row.request_digest != self._key.digest(demand.request):
            raise ConflictError("Idempotency-Key: was used for another request; take a new one")
        return Answer(row.status, row.body)

    def keep(self, session: Session, demand: Demand, answer: Answer) -> None:
        """Keep the answer to a demand.

        Raises:
            sqlalchemy.exc.IntegrityError: another process was asked the same at the same moment;
                the change must be undone and the demand looked up again.
        """
        session.add(
            KeptAnswer(
                digest=self._digest(demand),
                request_digest=self._key.digest(demand.request),
                status=answer.status,
                body=answer.body,
                created_at=self._clock.now(),
            )
        )
        session.flush()

    def _digest(self, demand: Demand) -> str:
        return self._key.digest(f"idempotency:{demand.account_id}:{demand.key}")


def purge_answers(session: Session, *, before: datetime) -> int:
    """Delete answers given before an instant; returns how many."""
    return session.exec(delete(KeptAnswer).where(col(KeptAnswer.created_at) < before)).rowcount
