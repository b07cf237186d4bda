"""What a change of a cap was, and how the changes of admins wait for one another."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.store.one_at_a_time import lock_changes
from assistant.usage.quota.amounts import CapAmount
from assistant.usage.quota.members import Target

__all__ = ["CapChange", "lock_changes"]


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
