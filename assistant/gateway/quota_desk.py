"""The quota as an admin's commands, the API and the pages use it, joined from its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlmodel import Session

from assistant.core.clock import Clock
from assistant.gateway import outbox
from assistant.gateway.members import DirectoryMembers, role_of
from assistant.gateway.quota_texts import decision_text
from assistant.gateway.replies import Replies
from assistant.store.audit import AuditLog
from assistant.usage.quota.book import CapBook
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.requests import Decision, Request, RequestDesk, open_requests
from assistant.usage.quota.settings import QuotaSettings


@dataclass(frozen=True, slots=True)
class QuotaDesk:
    """What an admin does with the quota.

    Attributes:
        settings: the defaults.
        ledger: what is used and held.
        book: caps, increases, the pilot.
        requests: what staff ask for; deciding tells the sender.
        members: accounts and departments.
    """

    settings: QuotaSettings
    ledger: Ledger
    book: CapBook
    requests: RequestDesk
    members: DirectoryMembers

    def waiting(self, session: Session) -> list[Request]:
        """The requests that wait, the oldest first.

        Each with the department its account belongs to now, whose admin decides: after a transfer
        no longer the one it was made in.
        """
        return [self._as_of_now(session, each) for each in open_requests(session)]

    def _as_of_now(self, session: Session, request: Request) -> Request:
        member = self.members.find(session, request.account_id)
        return request if member is None else replace(request, department_id=member.department_id)


def make_quota_desk(
    settings: QuotaSettings, replies: Replies, audit: AuditLog, clock: Clock
) -> QuotaDesk:
    """Join the parts."""
    members = DirectoryMembers()
    book = CapBook(settings, audit, clock, members)

    def tell(session: Session, decision: Decision) -> None:
        sender = decision.request.sender
        recipient = outbox.Recipient(
            sender.channel, sender.channel_user_id, sender.conversation_key, sender.event_id
        )
        outbox.post_notice(session, recipient, decision_text(replies, decision), now=clock.now())

    ledger = Ledger(settings, clock, role_of)
    return QuotaDesk(settings, ledger, book, RequestDesk(book, audit, clock, tell), members)
