"""「誤検知」: a sender's last stop becomes a report at the desk, and the sender hears of it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlmodel import Session

from assistant.channels.console.adapter import NAME as CONSOLE
from assistant.core.actor import Actor
from assistant.core.clock import Clock
from assistant.core.ids import AccountId
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import Blocked
from assistant.gateway.outbox import Recipient, post_notice
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Turn
from assistant.policy.desk import (
    Address,
    Place,
    Report,
    ReportDesk,
    ReportState,
    Stop,
    file_report,
)
from assistant.settings import GatewaySettings
from assistant.store.unit_of_work import UnitOfWork

MAX_PLACES = 20
MAX_STOPS = 5_000


class Filing(StrEnum):
    """What became of a report."""

    FILED = "filed"
    KNOWN = "known"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a report, and its number at the desk."""

    filing: Filing
    number: int = 0


class FalsePositives:
    """Remembers each sender's last stop, in memory and without its text, for a while."""

    def __init__(self, uow: UnitOfWork, clock: Clock, *, minutes: float) -> None:
        self._uow = uow
        self._clock = clock
        self._window = timedelta(minutes=minutes)
        self._stops: OrderedDict[tuple[AccountId, str], Stop] = OrderedDict()

    def remember(self, turn: Turn, raw: RawText, blocked: Blocked, *, ruleset: str) -> None:
        """Keep which rules stopped a text and in which lines; the text is not kept."""
        sender = turn.sender
        stop = Stop(
            turn_id=turn.id,
            account_id=sender.account_id,
            department_id=sender.department_id,
            ruleset=ruleset,
            stopped_at=self._clock.now(),
            places=places_of(raw, blocked),
        )
        self._stops.pop((sender.account_id, turn.conversation_key), None)
        self._stops[sender.account_id, turn.conversation_key] = stop
        while len(self._stops) > MAX_STOPS:
            self._stops.popitem(last=False)

    async def report(self, turn: Turn) -> Filed:
        """Put the last stop of this sender, in this conversation, before the desk."""
        now = self._clock.now()
        stop = self._stops.get((turn.sender.account_id, turn.conversation_key))
        if stop is None or not timedelta(0) <= now - stop.stopped_at <= self._window:
            return Filed(Filing.NOTHING)
        address = Address(turn.channel, turn.channel_user_id, turn.conversation_key, turn.event_id)
        number = await self._uow.write(lambda session: file_report(session, stop, address, now=now))
        return Filed(Filing.KNOWN) if number is None else Filed(Filing.FILED, number)


@dataclass(frozen=True, slots=True)
class AfterStop:
    """What a stop leaves in memory: the rewrite on offer, and the report it may become."""

    replacements: Replacements
    reports: FalsePositives


def make_after_stop(uow: UnitOfWork, clock: Clock, settings: GatewaySettings) -> AfterStop:
    """Both, for the times of the settings."""
    return AfterStop(
        Replacements(clock, seconds=settings.replacement_minutes * 60),
        FalsePositives(uow, clock, minutes=settings.report_minutes),
    )


def places_of(raw: RawText, blocked: Blocked) -> tuple[Place, ...]:
    """What was found, by rule and line; the same rule in the same line once."""
    text = raw.reveal()
    places: dict[tuple[str, str, int], Place] = {}
    for finding in blocked.findings:
        line = text.count("\n", 0, finding.start) + 1
        key = (finding.entity, finding.recognizer, line)
        places.setdefault(key, Place(*key, finding.score))
    return tuple(places.values())[:MAX_PLACES]


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
