"""What a change of a cap was, and how the changes of admins wait for one another."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from assistant.store.models import AuditHead
from assistant.usage.quota.amounts import CapAmount
from assistant.usage.quota.members import Target


@dataclass(frozen=True, slots=True)
class CapChange:
    """A cap as it was and as it is.

    Attributes:
        target: whose it is.
        before: `default` if there was none of its own.
        after: what was set.
        used: tokens charged this month.
    """

    target: Target
    before: CapAmount
    after: CapAmount
    used: int

    @property
    def is_change(self) -> bool:
        """Whether anything is different."""
        return self.before != self.after

    @property
    def is_below_used(self) -> bool:
        """Whether more was used this month than the cap allows: nothing remains until the next."""
        return isinstance(self.after, int) and self.after < self.used


def lock_changes(session: Session) -> None:
    """Let the changes of admins wait for one another: what is read next is what is changed.

    SQLite's writers do so anyway; elsewhere the audit log's head, which every change moves on, is
    locked before anything is read.
    """
    session.exec(select(AuditHead.sequence).where(col(AuditHead.id) == 1).with_for_update()).all()
