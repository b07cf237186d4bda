"""Writes usage rows. Takes a session; never commits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from assistant.core.chat import NO_TOKENS, Outcome, TokenUsage
from assistant.core.ids import ConversationId, DepartmentId, TurnId
from assistant.core.periods import fiscal_year_of, month_of
from assistant.usage.log import aggregates
from assistant.usage.log.models import CATEGORIES_LENGTH, SOURCE_IDS_LENGTH, UsageEvent

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ENTITY = re.compile(r"[A-Z][A-Z0-9_]*")
_ESCAPED = re.compile(r"[%;\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """What is known of a turn when it closes. Holds no text.

    Attributes:
        turn_id: the turn; it gets one row.
        at: when it closed.
        month: the month it was charged to (fixed at the reservation); None takes the month of `at`.
        account_pseudonym: see `identity.pseudonym`; None for an unknown sender.
        department_id: the department at that time; None for an unknown sender.
        channel: name of the channel.
        outcome: how it ended.
        reason: the code that says why, lower case with underscores.
        conversation_id: None if it belonged to no conversation.
        question_number: from 1 within the conversation.
        categories: entities found, one per finding; repeats are counted.
        ruleset: version of the rules the question was screened with.
        model: name of the model called; None if none was.
        user_text_chars: length of what was typed, in code points.
        question_tokens: the question, counted here.
        history_tokens: earlier messages sent along, counted here.
        retrieval_tokens: retrieved passages sent along, counted here.
        system_tokens: the system text, counted here.
        embedding_tokens: the query's embedding.
        usage: tokens of the model call, as charged.
        is_estimated: true if `usage` was not the provider's figure.
        milliseconds_screening: time in the filter.
        milliseconds_retrieval: time in retrieval.
        milliseconds_model: time in the model call.
        milliseconds_total: from acceptance to closing.
        is_retrieval: whether retrieval was used.
        source_ids: ids of the passages supplied, in order.
        cost_yen_micros: millionths of a yen, fixed when the turn settles; None has no price.
        price_version: the price it was reckoned with, `unpriced` if there was none; None if no
            model was called.
        case_id: the case of the library the question began from.
        council_period: label of the council period the day lies in.
        council_phase: the phase of it, such as 一般質問.
        grounding: what was verified of an answer from the city's documents, a code; `none` where
            there was nothing to verify.
    """

    turn_id: TurnId
    at: datetime
    channel: str
    outcome: Outcome
    reason: str
    month: str | None = None
    account_pseudonym: str | None = None
    department_id: DepartmentId | None = None
    conversation_id: ConversationId | None = None
    question_number: int | None = None
    categories: tuple[str, ...] = ()
    ruleset: str | None = None
    model: str | None = None
    user_text_chars: int = 0
    question_tokens: int = 0
    history_tokens: int = 0
    retrieval_tokens: int = 0
    system_tokens: int = 0
    embedding_tokens: int = 0
    usage: TokenUsage = NO_TOKENS
    is_estimated: bool = False
    milliseconds_screening: int = 0
    milliseconds_retrieval: int = 0
    milliseconds_model: int = 0
    milliseconds_total: int = 0
    is_retrieval: bool = False
    source_ids: tuple[str, ...] = ()
    cost_yen_micros: int | None = 0
    price_version: str | None = None
    case_id: str | None = None
    council_period: str | None = None
    council_phase: str | None = None
    grounding: str = "none"


def record(session: Session, record: UsageRecord) -> bool:
    """Write the row of a turn and add it to the totals.

    Returns:
        False, with nothing written, if the turn has its row already.

    Raises:
        ValueError: a reason or category is no code, or lists are too long for their column; such
            a value could be text, and text is not written here.
    """
    earlier = select(UsageEvent.id).where(col(UsageEvent.turn_id) == record.turn_id)
    if session.exec(earlier).first() is not None:
        return False
    row = _row(record)
    session.add(row)
    session.flush()
    aggregates.add(session.connection(), row)
    return True


def find_event(session: Session, turn_id: TurnId) -> UsageEvent | None:
    """The row of a turn; None if it has not closed."""
    return session.exec(select(UsageEvent).where(col(UsageEvent.turn_id) == turn_id)).first()


def join_ids(ids: Iterable[str]) -> str:
    """Ids joined by `;`; what would be mistaken for a separator is percent-encoded."""
    return ";".join(_ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", id_) for id_ in ids)


def _row(record: UsageRecord) -> UsageEvent:
    month = record.month or month_of(record.at)
    return UsageEvent(
        turn_id=record.turn_id,
        at=record.at,
        month=month,
        fiscal_year=fiscal_year_of(month),
        account_pseudonym=record.account_pseudonym,
        department_id=record.department_id,
        channel=record.channel,
        conversation_id=record.conversation_id,
        question_number=record.question_number,
        outcome=record.outcome.value,
        reason=_checked_code(record.reason),
        categories=_join_categories(record.categories),
        finding_count=len(record.categories),
        ruleset=record.ruleset,
        model=record.model,
        user_text_chars=record.user_text_chars,
        question_tokens=record.question_tokens,
        history_tokens=record.history_tokens,
        retrieval_tokens=record.retrieval_tokens,
        system_tokens=record.system_tokens,
        embedding_tokens=record.embedding_tokens,
        cached_tokens=record.usage.cached_tokens,
        input_tokens=record.usage.input_tokens,
        output_tokens=record.usage.output_tokens,
        is_estimated=record.is_estimated,
        milliseconds_screening=record.milliseconds_screening,
        milliseconds_retrieval=record.milliseconds_retrieval,
        milliseconds_model=record.milliseconds_model,
        milliseconds_total=record.milliseconds_total,
        is_retrieval=record.is_retrieval,
        source_ids=_bounded(join_ids(record.source_ids), SOURCE_IDS_LENGTH, "source ids"),
        cost_yen_micros=record.cost_yen_micros,
        price_version=record.price_version,
        case_id=record.case_id,
        council_period=record.council_period,
        council_phase=record.council_phase,
        grounding=_checked_code(record.grounding),
    )


def _checked_code(reason: str) -> str:
    if not _CODE.fullmatch(reason):
        raise ValueError("a reason or grounding of a usage record is not a code")
    return reason


def _join_categories(categories: Iterable[str]) -> str:
    names = sorted(set(categories))
    if not all(_ENTITY.fullmatch(name) for name in names):
        raise ValueError("a category of a usage record is not an entity name")
    return _bounded(",".join(names), CATEGORIES_LENGTH, "categories")


def _bounded(text: str, length: int, what: str) -> str:
    if len(text) > length:
        raise ValueError(f"the {what} of a usage record are longer than {length} characters")
    return text
