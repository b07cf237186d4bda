"""The database transactions of a turn, each short: accept, enqueue, reserve, call, close.

None is open while the gate screens or the model answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from assistant.conversation import history
from assistant.conversation.history import StoredMessage
from assistant.conversation.settings import ConversationSettings
from assistant.core.chat import InboundMessage
from assistant.core.clock import Clock
from assistant.core.ids import ConversationId, TurnId
from assistant.core.keys import Key
from assistant.core.text import CleanText
from assistant.gateway import outbox, queue
from assistant.gateway.accounting import Accounting, Charge
from assistant.gateway.admission import RATE_WINDOW_SECONDS, Arrival
from assistant.gateway.false_positive import stop_of
from assistant.gateway.lease import Lease
from assistant.gateway.models import ModelAttemptRow
from assistant.gateway.survey_invitation import SurveyInvitation
from assistant.gateway.terms import NO_TERMS, TurnTerms
from assistant.gateway.turn import Ending, Tally, Turn
from assistant.gateway.usage import usage_record
from assistant.identity.directory import find_member, get_member
from assistant.llm.base import Attempt
from assistant.policy.stops import keep_stop
from assistant.store.unit_of_work import UnitOfWork
from assistant.usage.analysis.calendar import NO_COUNCIL, CouncilCalendar
from assistant.usage.log.events import record as record_usage
from assistant.usage.quota.members import Affiliation
from assistant.usage.quota.requests import Request, ask
from assistant.usage.quota.requests import Sender as RequestSender
from assistant.usage.quota.reservation import Granted, Refused
from assistant.usage.quota.standing import Standing, standing

__all__ = ["Charge", "TurnRecords"]


class TurnRecords:
    """Writes and reads the rows of turns, one short transaction a call."""

    def __init__(  # noqa: PLR0913  # one composition, called from bootstrap alone
        self,
        uow: UnitOfWork,
        accounting: Accounting,
        clock: Clock,
        lease: Lease,
        conversation: ConversationSettings,
        pseudonym_key: Key,
        *,
        survey: SurveyInvitation,
        council: CouncilCalendar = NO_COUNCIL,
        terms: TurnTerms = NO_TERMS,
    ) -> None:
        self._uow = uow
        self._accounting = accounting
        self._ledger = accounting.ledger
        self._clock = clock
        self._lease = lease
        self._conversation = conversation
        self._pseudonym_key = pseudonym_key
        self._survey = survey
        self._council = council
        self._terms = terms

    async def accept(self, message: InboundMessage) -> Arrival:
        """Record a delivery, once per event, and look up who sent it and how busy it is."""
        now = self._clock.now()

        def work(session: Session) -> Arrival:
            member = find_member(
                session, channel=message.channel, channel_user_id=message.channel_user_id
            )
            turn, is_new = queue.record(
                session,
                message,
                now=now,
                lease=self._lease,
                account_id=member.account_id if member else None,
                department_id=member.department_id if member else None,
            )
            if not is_new or member is None:
                return Arrival(turn, is_new)
            since = now - timedelta(seconds=RATE_WINDOW_SECONDS)
            recent = queue.count_recent(session, member.account_id, since=since, until=now)
            waiting = queue.count_open(session, message.channel)
            return Arrival(turn, is_new, member, waiting, recent)

        try:
            return await self._uow.write(work)
        except IntegrityError:  # another process recorded the same event at the same moment
            return await self._uow.write(work)

    async def enqueue(
        self, turn: Turn, question: CleanText, *, milliseconds: int = 0, is_rewrite: bool = False
    ) -> None:
        """Store the clean question; the dispatcher takes the turn from here."""
        await self._uow.write(
            lambda session: queue.enqueue(
                session,
                turn.id,
                question,
                is_rewrite=is_rewrite,
                milliseconds_screening=milliseconds,
            )
        )

    async def take_next(
        self, channels: Collection[str], only_event: str | None = None
    ) -> Turn | None:
        """The next turn to answer, or the one of an event, leased to this process."""
        now = self._clock.now()
        return await self._uow.write(
            lambda session: queue.take_next(
                session, now=now, lease=self._lease, channels=channels, only_event=only_event
            )
        )

    async def is_sender_active(self, turn: Turn) -> bool:
        """Whether the account a turn belongs to may still ask."""
        member = await self._uow.read(lambda session: get_member(session, turn.sender.account_id))
        return member is not None and member.is_active

    async def load_history(self, turn: Turn) -> tuple[ConversationId, int, list[StoredMessage]]:
        """The conversation a turn belongs to, the question's number in it, and what was said."""
        now = self._clock.now()
        sender = turn.sender

        def work(session: Session) -> tuple[ConversationId, int, list[StoredMessage]]:
            conversation_id = history.current_conversation(
                session,
                channel=turn.channel,
                conversation_key=turn.conversation_key,
                account_id=sender.account_id,
                now=now,
                keep=timedelta(days=self._conversation.keep_days),
            )
            number = history.count_questions(session, conversation_id) + 1
            limit = self._conversation.max_messages
            return conversation_id, number, history.load_messages(session, conversation_id, limit)

        return await self._uow.write(work)

    async def start_new_conversation(self, turn: Turn) -> None:
        """Make the account's next question here the first of a new conversation."""
        now = self._clock.now()
        sender = turn.sender
        await self._uow.write(
            lambda session: history.start_new(
                session,
                channel=turn.channel,
                conversation_key=turn.conversation_key,
                account_id=sender.account_id,
                now=now,
            )
        )

    async def standing(self, turn: Turn) -> Standing:
        """What the sender has used and may use, what adds to it, and what was asked for."""
        member, now = _affiliation(turn), self._clock.now()
        return await self._uow.read(lambda session: standing(session, self._ledger, member, now))

    async def ask_increase(self, turn: Turn, reason: str) -> tuple[Request, bool]:
        """Keep the sender's request for more tokens; with false if one is open already."""
        source = RequestSender(
            turn.channel, turn.channel_user_id, turn.conversation_key, turn.event_id
        )
        member, now = _affiliation(turn), self._clock.now()
        return await self._uow.write(lambda session: ask(session, member, reason, source, now))

    async def reserve(
        self, turn: Turn, *, prompt_tokens: int, max_output_tokens: int
    ) -> Granted | Refused:
        """Hold an upper bound of what the turn may cost."""
        sender = turn.sender
        return await self._uow.write(
            lambda session: self._ledger.reserve(
                session,
                turn_id=turn.id,
                account_id=sender.account_id,
                department_id=sender.department_id,
                prompt_tokens=prompt_tokens,
                max_output_tokens=max_output_tokens,
            )
        )

    async def start_call(self, turn: Turn) -> bool:
        """The started mark: from here on the outcome of the call may be unknown.

        False if another process took the turn up meanwhile: then the model must not be called.
        """
        now = self._clock.now()
        return await self._uow.write(
            lambda session: queue.mark_call_started(session, turn.id, now=now, lease=self._lease)
        )

    async def add_attempt(self, turn: Turn, attempt: Attempt, model: str) -> None:
        """Write down one attempt at the call."""
        row = ModelAttemptRow(
            turn_id=turn.id,
            number=attempt.number,
            model=model,
            status=attempt.status.value,
            error_code=attempt.error_code,
            at=self._clock.now(),
        )
        await self._uow.write(lambda session: queue.add_attempt(session, row))

    async def close(
        self,
        turn: Turn,
        ending: Ending,
        tally: Tally,
        *,
        charge: Charge | None = None,
        exchange: tuple[CleanText, CleanText] | None = None,
        told: Callable[[Session], Ending] | None = None,
    ) -> None:
        """Close a turn: ledger, usage event, history, stop and reply in one transaction.

        A turn that is closed already, or that another process has taken up, is left as it is.

        Args:
            turn: the turn.
            ending: outcome and reply.
            tally: what was counted.
            charge: how its reservation is settled; None releases it.
            exchange: question and answer for the conversation's history.
            told: makes the reply, with what it tells of, in this transaction.
        """
        now = self._clock.now()

        def work(session: Session) -> bool:
            if not queue.close(session, turn.id, ending.outcome, now=now, lease=self._lease):
                return False
            reply = self._accounting.settle(
                session, turn, told(session) if told else ending, tally, charge
            )
            reply = self._survey.below(session, turn, reply)
            if exchange is not None and tally.conversation_id is not None:
                question, answer = exchange
                history.append_exchange(
                    session, tally.conversation_id, turn.id, question, answer, now
                )
            usage = usage_record(
                turn,
                ending,
                tally,
                at=now,
                pseudonym_key=self._pseudonym_key,
                council=self._council,
            )
            record_usage(session, usage)
            if ending.cause is not None:
                keep_stop(session, stop_of(turn, ending.cause, tally, at=now))
            outbox.post(session, turn, reply, now=now)
            return True

        self._terms.forget(turn)
        if await self._uow.write(work):
            await self._terms.count(self._uow, turn, ending, tally.words, at=now)

    async def requeue(self, turn: Turn) -> None:
        """Queue a turn again whose call never started; its reservation stays with it."""
        await self._uow.write(lambda session: queue.requeue(session, turn.id, lease=self._lease))

    async def renew(self, turn_ids: Collection[TurnId]) -> None:
        """Hold the leases of the turns this process is working on."""
        await self._uow.write(
            lambda session: queue.renew(session, turn_ids, now=self._clock.now(), lease=self._lease)
        )

    async def find(self, turn: Turn) -> tuple[Turn, str] | None:
        """A turn as it stands now, with its state."""
        return await self._uow.read(lambda session: queue.find(session, turn.id))

    async def claim_abandoned(
        self,
        channels: Collection[str],
        *,
        own_channels: Collection[str] = (),
        held: Collection[TurnId] = (),
    ) -> Sequence[tuple[Turn, str]]:
        """Turns of these channels whose process died, with their state; ours from now on.

        Those of `own_channels` only the process they came to could have answered; those `held`
        are being worked on here.
        """
        now = self._clock.now()
        return await self._uow.write(
            lambda session: queue.claim_abandoned(
                session,
                now=now,
                lease=self._lease,
                channels=channels,
                own_channels=own_channels,
                held=held,
            )
        )


def _affiliation(turn: Turn) -> Affiliation:
    sender = turn.sender
    return Affiliation(sender.account_id, sender.department_id, "")
