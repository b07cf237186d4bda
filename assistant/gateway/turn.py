"""The values a turn is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.core.chat import NO_TOKENS, Citation, Outcome, TokenUsage
from assistant.core.ids import AccountId, ConversationId, DepartmentId, TurnId
from assistant.filters.policy import Sender
from assistant.policy.stops import Cause
from assistant.rag.citations import Grounding
from assistant.usage.quota.pricing import NOTHING_USED, Cost


class Reason(StrEnum):
    """Why a turn ended as it did: the code in the usage row beside the outcome."""

    MODEL = "model"
    NOTHING_FOUND = "nothing_found"
    COMMAND = "command"
    SURVEY = "survey"
    PERSONAL_DATA = "personal_data"
    COMBINATION = "combination"
    FILTER_UNAVAILABLE = "filter_unavailable"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    CAP_ACCOUNT = "cap_account"
    CAP_DEPARTMENT = "cap_department"
    CAP_CITY = "cap_city"
    NOT_IN_PILOT = "not_in_pilot"
    UNKNOWN_ACCOUNT = "unknown_account"
    DISABLED_ACCOUNT = "disabled_account"
    SWITCHED_OFF = "switched_off"
    BUSY = "busy"
    RATE_LIMITED = "rate_limited"
    EMPTY_TEXT = "empty_text"
    FILES = "files"
    NO_REPLACEMENT = "no_replacement"
    NOTHING_TO_REPORT = "nothing_to_report"
    MODEL_UNAVAILABLE = "model_unavailable"
    MODEL_UNKNOWN_OUTCOME = "model_unknown_outcome"
    EMPTY_ANSWER = "empty_answer"
    INTERRUPTED = "interrupted"
    LOST_TEXT = "lost_text"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class SealedText:
    """Clean text as it is stored: the gate alone turns it back into `CleanText`."""

    text: str = field(repr=False)
    ruleset: str
    seal: str = field(repr=False)

    def __repr__(self) -> str:
        return f"SealedText({len(self.text)} chars)"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as its delivery recorded it: whose it is and where the reply goes."""

    id: TurnId
    channel: str
    event_id: str = field(repr=False)
    channel_user_id: str = field(repr=False)
    conversation_key: str = field(repr=False)
    is_direct: bool
    received_at: datetime
    account_id: AccountId | None = None
    department_id: DepartmentId | None = None
    question: SealedText | None = None
    user_text_chars: int = 0
    is_rewrite: bool = False
    is_call_started: bool = False
    takes: int = 0
    milliseconds_screening: int = 0

    @property
    def sender(self) -> Sender:
        """Who asked. Only a turn that passed the reception has one.

        Raises:
            RuntimeError: the sender is not registered; such a turn goes no further than a refusal.
        """
        if self.account_id is None or self.department_id is None:
            raise RuntimeError("a turn of an unregistered sender went past the reception")
        return Sender(self.account_id, self.department_id)

    @property
    def queued_question(self) -> SealedText:
        """The screened question. Only a turn that was queued has one.

        Raises:
            RuntimeError: it was not queued, or its row lost the text.
        """
        if self.question is None:
            raise RuntimeError("a queued turn has no question")
        return self.question


@dataclass(slots=True)
class Tally:
    """What is counted while a turn runs: tokens by part and milliseconds by stage.

    `department_id` says whose documents may be looked up; `None` those for everybody alone.
    `listed_as` is the name the model has in `config/models.toml`; `model` is what its provider
    calls it. `words` are those of the question that are counted; `None` if they are not.
    """

    month: str | None = None
    ruleset: str | None = None
    conversation_id: ConversationId | None = None
    question_number: int | None = None
    case_id: str | None = None
    words: tuple[str, ...] | None = field(default=None, repr=False)
    question_tokens: int = 0
    history_tokens: int = 0
    retrieval_tokens: int = 0
    system_tokens: int = 0
    is_retrieval: bool = False
    source_ids: tuple[str, ...] = ()
    grounding: Grounding = Grounding.NONE
    department_id: DepartmentId | None = None
    max_output_tokens: int = 0
    model: str | None = None
    listed_as: str | None = None
    usage: TokenUsage = NO_TOKENS
    embedding_model: str = ""
    embedding_tokens: int = 0
    cost: Cost = NOTHING_USED
    is_estimated: bool = False
    milliseconds_screening: int = 0
    milliseconds_retrieval: int = 0
    milliseconds_model: int = 0

    def charge_estimate(self, month: str, tokens: int) -> None:
        """Take the reservation as the usage: nobody knows what the model did (L4).

        The vector of the question is part of it. After a restart the answer's share of it is not
        known either; then all of it is input.
        """
        self.month = month
        prompt_tokens = tokens - self.max_output_tokens
        self.embedding_tokens = min(self.embedding_tokens, prompt_tokens)
        self.usage = TokenUsage(prompt_tokens - self.embedding_tokens, self.max_output_tokens)
        self.is_estimated = True


@dataclass(frozen=True, slots=True)
class Ending:
    """How a turn ends: what the sender reads and what the log keeps.

    Attributes:
        outcome: for the sender, the log and the analyst.
        reason: the code beside it.
        text: the reply; templates and clean text only.
        categories: entities found, one per finding (blocked turns).
        citations: sources shown under an answer.
        is_private: whether only the sender may read it.
        cause: what a report of a false positive says (texts stopped for what they hold).
        choices: words that answer the reply, for tools that show buttons.
    """

    outcome: Outcome
    reason: Reason
    text: str = field(repr=False)
    categories: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    is_private: bool = True
    cause: Cause | None = None
    choices: tuple[str, ...] = ()
