"""The endings of a turn after it was queued: answered, over quota, blocked answer, no answer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.chat import Completion, Outcome
from assistant.core.errors import ModelError
from assistant.core.text import RawText
from assistant.filters.gate import Blocked, BlockReason
from assistant.gateway.context import Stopped
from assistant.gateway.false_positive import cause_of
from assistant.gateway.grounding import Grounds, Verified, Verifier
from assistant.gateway.long_answer import Screened
from assistant.gateway.model_call import NorDocumentsError
from assistant.gateway.notice import output_notice
from assistant.gateway.quota_texts import refusal_text
from assistant.gateway.replies import Replies
from assistant.gateway.switch import Stop, SwitchedOffError
from assistant.gateway.turn import Ending, Reason
from assistant.llm.offline import OFFLINE_NAME
from assistant.policy.stops import FoundIn
from assistant.rag.citations import Grounding
from assistant.usage.quota.models import Scope
from assistant.usage.quota.reservation import Cause, Refused

CAP_REASONS = {
    Scope.ACCOUNT: Reason.CAP_ACCOUNT,
    Scope.DEPARTMENT: Reason.CAP_DEPARTMENT,
    Scope.CITY: Reason.CAP_CITY,
}


class Endings:
    """Writes what the sender reads at the end of a turn."""

    def __init__(
        self,
        replies: Replies,
        *,
        ask_whom: str,
        link_template: str = "",
        links: Sequence[str] = (),
    ) -> None:
        self.verifier = Verifier(replies, link_template=link_template, links=links)
        self._replies = replies
        self._ask_whom = ask_whom

    def answered(self, answer: Screened, completion: Completion, verified: Verified) -> Ending:
        """The answer, with the notes that belong to it and the sources it shows."""
        if not answer.text.strip():
            text = self._replies.text("turn.empty_answer")
            return Ending(Outcome.FAILED, Reason.EMPTY_ANSWER, text)
        parts = [answer.text]
        if verified.grounding is Grounding.UNVERIFIED:
            parts.insert(0, self._replies.text("grounding.unverified"))
        if completion.is_cut:
            parts.append(self._replies.text("turn.answer_cut"))
        is_offline = completion.model == OFFLINE_NAME
        parts += self.verifier.notes(verified)
        if not is_offline:
            parts.append(self._replies.text("turn.answer_footer"))
        elif verified.grounding is Grounding.SHOWN:
            parts.append(self._replies.text("offline.footer"))
        return Ending(
            Outcome.ANSWERED,
            Reason.MODEL,
            "\n\n".join(parts),
            citations=verified.citations,
            is_private=False,
        )

    def nothing_found(self, grounds: Grounds) -> Ending:
        """Nothing in the documents answers: said with its reason; no model was asked."""
        text = self.verifier.why_not(grounds)
        return Ending(Outcome.ANSWERED, Reason.NOTHING_FOUND, text, is_private=False)

    def disabled(self) -> Ending:
        """The account was disabled while its question waited."""
        text = self._replies.text("turn.disabled_account", ask_whom=self._ask_whom)
        return Ending(Outcome.REFUSED, Reason.DISABLED_ACCOUNT, text)

    def switched_off(self, stop: Stop) -> Ending:
        """An admin has switched it off: staff read the admin's text, or the standard one."""
        text = stop.text or self._replies.text("turn.switched_off", ask_whom=self._ask_whom)
        return Ending(Outcome.REFUSED, Reason.SWITCHED_OFF, text)

    def over_quota(self, refused: Refused) -> Ending:
        """The refusal at a cap - used, held, the day it starts anew, what to do - or in a pilot."""
        text = refusal_text(self._replies, refused, ask_whom=self._ask_whom)
        if refused.cause is Cause.PILOT:
            return Ending(Outcome.REFUSED, Reason.NOT_IN_PILOT, text)
        return Ending(Outcome.OVER_QUOTA, CAP_REASONS[refused.scope], text)

    def no_answer(self, fault: ModelError) -> Ending:
        """The model could not be reached, or its answer was lost on the way."""
        if isinstance(fault, SwitchedOffError):
            return self.switched_off(fault.stop)
        if fault.is_outcome_known:
            text = self._replies.text("turn.model_unavailable")
            if isinstance(fault, NorDocumentsError):
                why = self._replies.text(f"grounding.{fault.why.value}")
                text += "\n" + self._replies.text("turn.nor_documents", why=why)
            return Ending(Outcome.FAILED, Reason.MODEL_UNAVAILABLE, text)
        text = self._replies.text("turn.model_interrupted")
        return Ending(Outcome.FAILED, Reason.MODEL_UNKNOWN_OUTCOME, text)

    def blocked_answer(self, blocked: Blocked, answer: RawText) -> Ending:
        """The answer held personal data, or could not be checked: it is not shown."""
        return Ending(
            Outcome.BLOCKED_OUTPUT,
            Reason(blocked.reason.value),
            output_notice(self._replies, blocked),
            categories=tuple(finding.entity for finding in blocked.findings),
            cause=cause_of(answer, blocked, FoundIn.ANSWER),
        )

    def stopped_later(self, stopped: Stopped) -> Ending:
        """A question queued clean: the rules changed since, or earlier turns complete it."""
        blocked = stopped.blocked
        reason, text = Reason(blocked.reason.value), "notice.filter_unavailable"
        if blocked.reason is BlockReason.PERSONAL_DATA:
            text = "notice.stopped_later"
            if stopped.is_combination:
                reason, text = Reason.COMBINATION, "notice.combined"
        names = sorted({self._replies.category(one.entity) for one in blocked.findings})
        separator = self._replies.text("notice.place_separator")
        found_in = FoundIn.COMBINATION if stopped.is_combination else FoundIn.QUESTION
        return Ending(
            Outcome.BLOCKED_INPUT,
            reason,
            self._replies.text(text, categories=separator.join(names)),
            categories=tuple(finding.entity for finding in blocked.findings),
            cause=cause_of(stopped.question, blocked, found_in),
        )

    def interrupted(self, *, was_call_started: bool) -> Ending:
        """The process died or was stopped while it worked on the turn."""
        name = "turn.interrupted" if was_call_started else "turn.failed"
        return Ending(Outcome.FAILED, Reason.INTERRUPTED, self._replies.text(name))

    def lost_text(self) -> Ending:
        """The process died before the text was screened: nobody knows what was asked."""
        return Ending(Outcome.FAILED, Reason.LOST_TEXT, self._replies.text("turn.resend"))

    def internal_fault(self, *, was_call_started: bool) -> Ending:
        """A fault of ours; its details are in the log, by class name only."""
        name = "turn.failed_charged" if was_call_started else "turn.failed"
        return Ending(Outcome.FAILED, Reason.INTERNAL, self._replies.text(name))
