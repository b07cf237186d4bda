"""The quota as an admin's commands, the API and the pages use it, joined from its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlmodel import Session

from assistant.channels.console.adapter import NAME as CONSOLE
from assistant.core.actor import Actor, Face
from assistant.core.clock import Clock
from assistant.gateway import outbox
from assistant.gateway.members import DirectoryMembers, role_of
from assistant.gateway.quota_texts import decision_text
from assistant.gateway.replies import Replies
from assistant.identity.faults import ForbiddenError
from assistant.store.audit import AuditLog
from assistant.usage.quota.book import CapBook
from assistant.usage.quota.ledger import Ledger
from assistant.usage.quota.requests import Decision, Request, RequestDesk, open_requests
from assistant.usage.quota.settings import QuotaSettings


class RequestState(StrEnum):
    """Which requests for more are listed."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    ALL = "all"


class OwnRequestError(ForbiddenError):
    """Nobody decides on the own request, whatever the role."""

    def __init__(self) -> None:
        super().__init__(
            "nobody decides on the own request; another admin does, or `assistant caps approve`"
        )


def is_own(actor: Actor, request: Request) -> bool:
    """Whether a request is of whoever would decide it. A command is nobody's account."""
    return actor.face is not Face.COMMAND and actor.name == request.account_id


def is_told(request: Request) -> bool:
    """Whether the sender hears of a decision: whoever asked at the console has gone."""
    return request.sender.channel != CONSOLE


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

    def listed(
        self, session: Session, state: RequestState, *, department: str | None, limit: int
    ) -> list[Request]:
        """Requests of a department, or of all: open ones oldest first, decided ones newest first.

        With `all` the open ones come first. An open one belongs to the department its account is
        in now, a decided one to the department it was made in.
        """
        waiting = self.waiting(session) if state in {RequestState.OPEN, RequestState.ALL} else []
        decided: list[Request] = []
        if state is not RequestState.OPEN:
            only = None if state is RequestState.ALL else state.value
            decided = self.requests.decided(session, limit=limit, state=only, department=department)
        ours = [each for each in waiting if department in (None, each.department_id)]
        return [*ours, *decided][:limit]

    def expire_requests(self, session: Session) -> int:
        """Close requests nobody has decided in the time of the settings. Returns how many."""
        days = timedelta(days=self.settings.keep_request_days)
        return self.requests.expire(session, older_than=days)

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
        if not is_told(decision.request):
            return
        sender = decision.request.sender
        recipient = outbox.Recipient(
            sender.channel, sender.channel_user_id, sender.conversation_key, sender.event_id
        )
        outbox.post_notice(session, recipient, decision_text(replies, decision), now=clock.now())

    def admit(actor: Actor, request: Request) -> None:
        if is_own(actor, request):
            raise OwnRequestError

    ledger = Ledger(settings, clock, role_of)
    desk = RequestDesk(book, audit, clock, tell, admit)
    return QuotaDesk(settings, ledger, book, desk, members)
