"""Everything the pages show and change, handed in as one value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from assistant.core.clock import Clock
from assistant.filters.gate import PiiGate
from assistant.gateway.administration import Administration
from assistant.gateway.policy_administration import PolicyAdministration
from assistant.gateway.quota_desk import QuotaDesk
from assistant.gateway.replies import Replies
from assistant.gateway.reporting import Reporter
from assistant.identity.access import Access
from assistant.settings import Settings
from assistant.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Desk:
    """What an admin works with in a browser.

    Attributes:
        administration: everything an admin acts through.
        settings: as loaded at the start.
        gate: screens words an admin writes to staff.
        readiness: what the gateway needs, and whether it is there.
        model: the name of the model that answers.
        case_titles: what the cases of the library are called, by id.
    """

    administration: Administration
    settings: Settings
    gate: PiiGate
    readiness: Callable[[], Awaitable[Mapping[str, bool]]]
    model: str
    case_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def reporter(self) -> Reporter:
        """Makes reports."""
        names = {**self.administration.replies.categories, **self.case_titles}
        return Reporter(self.settings, self.quota.ledger, self.clock, names)

    @property
    def uow(self) -> UnitOfWork:
        """The database."""
        return self.administration.uow

    @property
    def clock(self) -> Clock:
        """The time."""
        return self.administration.clock

    @property
    def access(self) -> Access:
        """Accounts, passwords, sessions, kept answers."""
        return self.administration.access

    @property
    def quota(self) -> QuotaDesk:
        """Caps, increases and requests."""
        return self.administration.quota

    @property
    def policy(self) -> PolicyAdministration:
        """The filter's lists, and the desk for false positives."""
        return self.administration.policy

    @property
    def replies(self) -> Replies:
        """What staff read."""
        return self.administration.replies
