"""「増枠」: a person asks for more tokens, with a reason that passes the filter like any text."""

from __future__ import annotations

from assistant.core.chat import InboundMessage, Outcome
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.gateway.commands import text_after_word
from assistant.gateway.false_positive import cause_of
from assistant.gateway.notice import other_notice, personal_data_notice
from assistant.gateway.quota_texts import balance_text, request_text
from assistant.gateway.records import TurnRecords
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Ending, Reason, Tally, Turn

LONGEST_REASON = 300
"""Code points."""


class IncreaseRequests:
    """Takes requests for more tokens from the chat."""

    def __init__(
        self,
        records: TurnRecords,
        gate: PiiGate,
        replacements: Replacements,
        replies: Replies,
        *,
        max_chars: int,
    ) -> None:
        self._records = records
        self._gate = gate
        self._replacements = replacements
        self._replies = replies
        self._max_chars = max_chars

    async def take(self, turn: Turn, message: InboundMessage) -> None:
        """Answer a message that begins with the word for an increase."""
        verdict = await self._gate.screen(message.text, sender=turn.sender)
        tally = Tally(ruleset=self._gate.ruleset)
        if isinstance(verdict, Blocked):
            return await self._records.close(turn, self._stopped(turn, message, verdict), tally)
        text = await self._answer(turn, text_after_word(verdict.value))
        return await self._records.close(
            turn, Ending(Outcome.ANSWERED, Reason.COMMAND, text), tally
        )

    async def _answer(self, turn: Turn, reason: str) -> str:
        if not reason:
            return self._replies.text("quota.request_how")
        if len(reason) > LONGEST_REASON:
            return self._replies.text("quota.request_too_long", limit=LONGEST_REASON)
        standing = await self._records.standing(turn)
        if standing.balance.account.cap is None:
            return self._replies.text("quota.request_needless")
        if standing.balance.account.cap == 0:  # no increase lifts a stop: an admin must
            return balance_text(self._replies, standing)
        request, is_new = await self._records.ask_increase(turn, reason)
        return request_text(self._replies, request, is_new=is_new)

    def _stopped(self, turn: Turn, message: InboundMessage, blocked: Blocked) -> Ending:
        """The notice of a stop; without a rewrite, which would be sent as a question."""
        self._replacements.withdraw(turn.sender.account_id, turn.conversation_key)
        if blocked.reason is BlockReason.PERSONAL_DATA:
            text = personal_data_notice(
                self._replies, blocked, message.text, rewrite=None, minutes=0
            )
        else:
            text = other_notice(self._replies, blocked, message.text, limit=self._max_chars)
        categories = tuple(finding.entity for finding in blocked.findings)
        return Ending(
            Outcome.BLOCKED_INPUT,
            Reason(blocked.reason.value),
            text,
            categories,
            cause=cause_of(message.text, blocked),
        )
