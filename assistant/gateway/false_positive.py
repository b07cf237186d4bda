"""「誤検知」: a sender's last stop becomes a report at the desk, and the sender hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from assistant.channels.console.adapter import NAME as CONSOLE
from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import Blocked, BlockReason
from assistant.gateway.outbox import Recipient, post_notice
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Tally, Turn
from assistant.policy.desk import (
    Address,
    Filed,
    Filing,
    Report,
    ReportDesk,
    ReportState,
    file_report,
)
from assistant.policy.stops import EARLIER_TURN, Cause, FoundIn, Place, Stop, last_stop
from assistant.settings import GatewaySettings
from assistant.store.unit_of_work import UnitOfWork

MAX_PLACES = 20


class FalsePositives:
    """Reports a sender's last stop, while its time lasts. Closing the turn has kept the stop."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, minutes: float) -> None:
        self._uow = uow
        self._clock = clock
        self._window = timedelta(minutes=minutes)

    async def report(self, turn: Turn) -> Filed:
        """Put the last stop of this sender, in this conversation, before the desk."""
        now, account_id = self._clock.now(), turn.sender.account_id
        address = Address(turn.channel, turn.channel_user_id, turn.conversation_key, turn.event_id)

        def work(session: Session) -> Filed:
            since = now - self._window
            stop = last_stop(session, account_id, turn.conversation_key, since=since)
            if stop is None or stop.stopped_at > now:
                return Filed(Filing.NOTHING)
            return file_report(session, stop, address, now=now)

        return await self._uow.write(work)


@dataclass(frozen=True, slots=True)
class AfterStop:
    """What a stop leaves: the rewrite on offer, in memory alone, and the report it may become."""

    replacements: Replacements
    reports: FalsePositives


def make_after_stop(uow: UnitOfWork, clock: Clock, settings: GatewaySettings) -> AfterStop:
    """Both, for the times of the settings."""
    return AfterStop(
        Replacements(clock, seconds=settings.replacement_minutes * 60),
        FalsePositives(uow, clock, minutes=settings.report_minutes),
    )


def cause_of(raw: RawText, blocked: Blocked, found_in: FoundIn = FoundIn.QUESTION) -> Cause | None:
    """What a report may say of a stop: rules and lines, the same rule in the same line once.

    None for a text that was not stopped for what it holds.
    """
    if blocked.reason is not BlockReason.PERSONAL_DATA:
        return None
    text = raw.reveal()
    places: dict[tuple[str, str, int], Place] = {}
    for finding in blocked.findings:
        is_earlier = finding.start == finding.end
        line = EARLIER_TURN if is_earlier else text.count("\n", 0, finding.start) + 1
        key = (finding.entity, finding.recognizer, line)
        places.setdefault(key, Place(*key, finding.score))
    return Cause(found_in, tuple(places.values())[:MAX_PLACES])


def stop_of(turn: Turn, cause: Cause, tally: Tally, *, at: datetime) -> Stop:
    """The stop of a turn that is being closed."""
    sender = turn.sender
    return Stop(
        turn_id=turn.id,
        account_id=sender.account_id,
        department_id=sender.department_id,
        ruleset=tally.ruleset or "",
        stopped_at=at,
        places=cause.places,
        found_in=cause.found_in,
        conversation_key=turn.conversation_key,
    )


@dataclass(frozen=True, slots=True)
class ReportDecision:
    """What an admin decides on a report.

    Attributes:
        number: the report.
        state: accepted or refused.
        note: words for the sender, screened like everything that leaves.
    """

    number: int
    state: ReportState
    note: CleanText | None = None


def decide_report(
    session: Session,
    desk: ReportDesk,
    replies: Replies,
    actor: Actor,
    decision: ReportDecision,
) -> tuple[Report, bool]:
    """Decide on a report and tell who reported it, in one transaction.

    Returns:
        The report, and whether the sender is told: whoever asked at the console has gone.

    Raises:
        PolicyError: the report cannot be decided on so.
    """
    note = decision.note.value if decision.note else ""
    report = desk.decide(session, actor, decision.number, decision.state, note=note)
    address = report.address
    if address.channel == CONSOLE or report.decided_at is None:
        return report, False
    parts = [replies.text(f"reports.{report.state.value}", number=report.id)]
    if note:
        parts.append(replies.text("reports.note", note=note))
    recipient = Recipient(
        address.channel, address.channel_user_id, address.conversation_key, address.event_id
    )
    post_notice(session, recipient, "\n".join(parts), now=report.decided_at)
    return report, True
