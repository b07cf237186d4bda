"""What is decided about a message before it is queued: refusals, commands, and the stop."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation.cases import CaseLibrary
from assistant.core.chat import InboundMessage, Outcome
from assistant.core.text import CleanText, RawText
from assistant.filters.gate import Blocked, BlockReason, PiiGate
from assistant.filters.rewrite import rewrite
from assistant.gateway.admission import Arrival, Limits, refuse
from assistant.gateway.case_texts import cases_text
from assistant.gateway.commands import Command, parse_command, text_after_word
from assistant.gateway.false_positive import AfterStop, cause_of
from assistant.gateway.increase_request import IncreaseRequests
from assistant.gateway.leak_reports import LeakReports
from assistant.gateway.notice import is_marked, other_notice, personal_data_notice
from assistant.gateway.quota_texts import balance_text
from assistant.gateway.records import TurnRecords
from assistant.gateway.replies import Replies
from assistant.gateway.survey_desk import SURVEY, SurveyDesk
from assistant.gateway.turn import Ending, Reason, Tally, Turn
from assistant.policy.desk import Filing
from assistant.policy.stops import FoundIn

_NO_CASES = CaseLibrary()


@dataclass(frozen=True, slots=True)
class ReceptionTexts:
    """Numbers and names the texts of the reception speak of."""

    ask_whom: str
    max_chars: int
    keep_days: int
    replacement_minutes: int


class Reception:
    """Refuses, obeys commands and writes the notice of a stop."""

    def __init__(  # noqa: PLR0913  # one composition, called from bootstrap alone
        self,
        records: TurnRecords,
        gate: PiiGate,
        after_stop: AfterStop,
        replies: Replies,
        limits: Limits,
        texts: ReceptionTexts,
        *,
        leaks: LeakReports,
        survey: SurveyDesk,
        cases: CaseLibrary = _NO_CASES,
    ) -> None:
        self._records = records
        self._gate = gate
        self._replacements = after_stop.replacements
        self._reports = after_stop.reports
        self._replies = replies
        self._limits = limits
        self._texts = texts
        self._leaks = leaks
        self._survey = survey
        self._cases = cases
        self._increases = IncreaseRequests(
            records, gate, self._replacements, replies, max_chars=texts.max_chars
        )

    def refuse(self, arrival: Arrival, message: InboundMessage) -> Ending | None:
        """Why this message is not taken further, or None."""
        return refuse(arrival, message, self._limits, self._replies, ask_whom=self._texts.ask_whom)

    async def command_in(self, turn: Turn, message: InboundMessage) -> Command | None:
        """The command a message is, if it is one; an answer to the survey is one too."""
        command = parse_command(message.text.reveal(), self._replies.command_words)
        if command is None and await self._survey.expects(turn, message):
            return Command.SURVEY
        return command

    async def obey(self, command: Command, turn: Turn, message: InboundMessage) -> None:
        """Answer a command without the model."""
        if command is Command.INCREASE:
            return await self._increases.take(turn, message)
        if command is Command.SURVEY:
            return await self._records.close(
                turn,
                SURVEY,
                Tally(),
                told=lambda session: self._survey.answer(session, turn, message),
            )
        if command is Command.REPLACE:
            return await self._send_rewrite(turn)
        if command is Command.REPORT:
            return await self._report(turn)
        if command is Command.CASES:
            words = text_after_word(message.text.reveal())
            text = cases_text(self._replies, self._cases, words)
        else:
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
        reason, cause = Reason(blocked.reason.value), cause_of(raw, blocked)
        return Ending(Outcome.BLOCKED_INPUT, reason, text, categories, cause=cause)

    async def _offer_rewrite(self, turn: Turn, raw: RawText, blocked: Blocked) -> CleanText | None:
        account_id = turn.sender.account_id
        if is_marked(blocked.findings):
            self._replacements.withdraw(account_id, turn.conversation_key)
            return None
        anonymous = rewrite(raw, blocked.findings)
        verdict = await self._gate.screen(anonymous.text, sender=turn.sender)
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

    async def _report(self, turn: Turn) -> None:
        filed = await self._reports.report(turn)
        name = filed.filing.value
        if filed.filing is Filing.FILED and filed.found_in is FoundIn.ANSWER:
            name = "filed_answer"
        text = self._replies.text(f"reports.{name}", number=filed.number)
        ending = Ending(Outcome.ANSWERED, Reason.COMMAND, text)
        if filed.filing is Filing.NOTHING:
            ending = Ending(Outcome.REFUSED, Reason.NOTHING_TO_REPORT, text)
        return await self._records.close(turn, ending, Tally())

    async def _command_text(self, command: Command, turn: Turn) -> str:
        if command is Command.RESET:
            await self._records.start_new_conversation(turn)
            return self._replies.text("commands.reset_done")
        if command is Command.LEAK:
            return await self._leaks.take(turn)
        if command is Command.RULES:
            return self._replies.text("grounding.how")
        if command is Command.BALANCE:
            return balance_text(self._replies, await self._records.standing(turn))
        return self._replies.text(
            "commands.help_text",
            limit=self._texts.max_chars,
            keep_days=self._texts.keep_days,
            ask_whom=self._texts.ask_whom,
        )
