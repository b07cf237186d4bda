"""The usage row of a turn: figures and codes, never text."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.core.keys import Key
from assistant.core.periods import day_of
from assistant.gateway.turn import Ending, Tally, Turn
from assistant.identity.pseudonym import pseudonym
from assistant.usage.analysis.calendar import CouncilCalendar
from assistant.usage.log.events import UsageRecord
from assistant.usage.log.models import LARGEST_NUMBER


def usage_record(
    turn: Turn,
    ending: Ending,
    tally: Tally,
    *,
    at: datetime,
    pseudonym_key: Key,
    council: CouncilCalendar,
) -> UsageRecord:
    """What the log keeps of a turn that ends now."""
    account_id = turn.account_id
    period = council.period_on(day_of(at))
    return UsageRecord(
        turn_id=turn.id,
        at=at,
        month=tally.month,
        account_pseudonym=pseudonym(pseudonym_key, account_id) if account_id else None,
        department_id=turn.department_id,
        channel=turn.channel,
        conversation_id=tally.conversation_id,
        question_number=tally.question_number,
        case_id=tally.case_id,
        outcome=ending.outcome,
        reason=ending.reason.value,
        categories=ending.categories,
        ruleset=tally.ruleset,
        model=tally.model,
        user_text_chars=turn.user_text_chars,
        question_tokens=tally.question_tokens,
        history_tokens=tally.history_tokens,
        retrieval_tokens=tally.retrieval_tokens,
        system_tokens=tally.system_tokens,
        embedding_tokens=tally.embedding_tokens,
        usage=tally.usage,
        is_estimated=tally.is_estimated,
        milliseconds_screening=tally.milliseconds_screening,
        milliseconds_retrieval=tally.milliseconds_retrieval,
        milliseconds_model=tally.milliseconds_model,
        milliseconds_total=_milliseconds(at - turn.received_at),
        is_retrieval=tally.is_retrieval,
        source_ids=tally.source_ids,
        cost_yen_micros=tally.cost.yen_micros,
        price_version=tally.cost.price_version,
        council_period=period.label if period else None,
        council_phase=council.phase_on(day_of(at)),
        grounding=tally.grounding.value,
    )


def _milliseconds(wait: timedelta) -> int:
    """Never more than its column holds: a turn may have waited for a process for weeks."""
    return min(max(0, round(wait.total_seconds() * 1000)), LARGEST_NUMBER)
