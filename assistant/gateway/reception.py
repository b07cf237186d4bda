"""What is decided about a message before it is queued: refusals, commands, and the stop."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.core.chat import InboundMessage, Outcome
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.rewrite import rewrite
from assistant.gateway.admission import Arrival, Limits, refuse
from assistant.gateway.commands import Command, parse_command
from assistant.gateway.notice import other_notice, personal_data_notice
from assistant.gateway.quota_texts import balance_text
from assistant.gateway.records import TurnRecords
from assistant.gateway.replacement import Replacements
from assistant.gateway.replies import Replies
from assistant.gateway.turn import Ending, Reason, Tally, Turn


@dataclass(frozen=True, slots=True)
class ReceptionTexts:
    """Numbers and names the texts of the reception speak of."""

    ask_whom: str
    max_chars: int
    keep_days: int
    replacement_minutes: int


class Reception:
    """Refuses, obeys commands and writes the notice of a stop."""

    def __init__(
        self,
        records: TurnRecords,
        gate: PiiGate,
        replacements: Replacements,
        replies: Replies,
        limits: Limits,
        texts: ReceptionTexts,
    ) -> None:
        self._records = records
        self._gate = gate
        self._replacements = replacements
        self._replies = replies
        self._limits = limits
        self._texts = texts

    def refuse(self, arrival: Arrival, message: InboundMessage) -> Ending | None:
        """Why this message is not taken further, or None."""
        return refuse(arrival, message, self._limits, self._replies, ask_whom=self._texts.ask_whom)

    def command_in(self, message: InboundMessage) -> Command | None:
        """The command a message is, if it is one."""
        return parse_command(message.text.reveal(), self._replies.command_words)

    async def obey(self, command: Command, turn: Turn) -> None:
        """Answer a command without the model."""
        if command is Command.REPLACE:
            return await self._send_rewrite(turn)
        text = await self._command_text(command, turn)
        ending = Ending(Outcome.ANSWERED, Reason.COMMAND, text)
        return await self._records.close(turn, ending, Tally())

    async def stop(self, turn: Turn, raw: RawText, blocked: Blocked) -> Ending:
        """The notice for a stopped text; keeps its rewrite on offer if that passed the gate."""
        categories = tuple(finding.entity for finding in blocked.findings)
        if blocked.reason is not BlockReason.PERSONAL_DATA:
            self._replacements.withdraw(turn.sender.account_id, turn.conversation_key)
            text = other_notice(self._replies, blocked, raw, limit=self._texts.max_chars)
        else:
            offer = await self._offer_rewrite(turn, raw, blocked)
            minutes = self._texts.replacement_minutes
            text = personal_data_notice(self._replies, blocked, raw, rewrite=offer, minutes=minutes)
        return Ending(Outcome.BLOCKED_INPUT, Reason(blocked.reason.value), text, categories)

    async def _offer_rewrite(self, turn: Turn, raw: RawText, blocked: Blocked) -> CleanText | None:
        account_id = turn.sender.account_id
        anonymous = rewrite(raw, blocked.findings)
        verdict = await self._gate.screen(anonymous.text)
        if not isinstance(verdict, CleanText):
            self._replacements.withdraw(account_id, turn.conversation_key)
            return None
        self._replacements.offer(account_id, turn.conversation_key, verdict, anonymous.replacements)
        return verdict

    async def _send_rewrite(self, turn: Turn) -> None:
        account_id = turn.sender.account_id
        text = self._replacements.take(account_id, turn.conversation_key, turn.id)
        if text is None:
            ending = Ending(
                Outcome.REFUSED, Reason.NO_REPLACEMENT, self._replies.text("notice.rewrite_none")
            )
            return await self._records.close(turn, ending, Tally())
        return await self._records.enqueue(turn, text, is_rewrite=True)

    async def _command_text(self, command: Command, turn: Turn) -> str:
        if command is Command.RESET:
            await self._records.start_new_conversation(turn)
            return self._replies.text("commands.reset_done")
        if command is Command.BALANCE:
            return balance_text(self._replies, await self._records.balance(turn))
        return self._replies.text(
            "commands.help_text",
            limit=self._texts.max_chars,
            keep_days=self._texts.keep_days,
            ask_whom=self._texts.ask_whom,
        )
