"""Caps in words: refusals, warnings, and the answers to 「残量」 and 「増枠」."""

from __future__ import annotations

from datetime import date

from assistant.core.periods import day_of
from assistant.gateway.replies import Replies
from assistant.usage.quota.models import Scope
from assistant.usage.quota.requests import Decision, Request
from assistant.usage.quota.reservation import Balance, Cause, Refused, ScopeBalance
from assistant.usage.quota.standing import Standing
from assistant.usage.quota.warnings import Passed

REFUSAL_TEXTS = {
    Cause.CAP: "quota.refused",
    Cause.STOPPED: "quota.stopped",
    Cause.PILOT: "quota.not_in_pilot",
}
SCOPE_TEXTS = {
    Scope.ACCOUNT: "quota.scope_account",
    Scope.DEPARTMENT: "quota.scope_department",
    Scope.CITY: "quota.scope_city",
}


def refusal_text(replies: Replies, refused: Refused, *, ask_whom: str) -> str:
    """Why a question was not taken - a cap, a stop, a pilot - and what can be done."""
    name = REFUSAL_TEXTS[refused.cause]
    if refused.cause is Cause.CAP and refused.scope is not Scope.ACCOUNT:
        name = "quota.refused_pool"  # a request (増枠) adds to the account's own cap alone
    text = replies.text(
        name,
        scope=replies.text(SCOPE_TEXTS[refused.scope]),
        used=refused.used,
        reserved=refused.reserved,
        cap=refused.cap,
        reset_date=_day(replies, refused.reset_date),
        ask_whom=ask_whom,
    )
    if refused.cause is Cause.CAP and refused.reserved:
        return f"{text}\n{replies.text('quota.held')}"
    return text


def balance_text(replies: Replies, standing: Standing) -> str:
    """What is used and left in each scope, which one binds, when it starts anew, what was asked."""
    balance = standing.balance
    lines = [replies.text("quota.balance_title", month=int(balance.month[5:]))]
    for scope, state in balance.scopes:
        lines.append(_scope_line(replies, scope, state))
        if scope is Scope.ACCOUNT:
            lines += [
                replies.text(
                    "quota.balance_increase",
                    tokens=increase.tokens,
                    until=_day(replies, increase.until_day),
                )
                for increase in standing.increases
            ]
    if balance.remaining is None:
        lines.append(replies.text("quota.balance_no_limit"))
    else:
        name = replies.text(SCOPE_TEXTS[balance.binding])
        text = replies.text("quota.balance_binding", remaining=balance.remaining, scope=name)
        lines.append(text)
    lines.append(replies.text("quota.balance_reset", reset_date=_day(replies, balance.reset_date)))
    if not balance.takes_part:
        lines.append(replies.text("quota.balance_not_in_pilot"))
    if standing.request is not None:
        lines.append(_request_line(replies, "quota.balance_request", standing.request))
    return "\n".join(lines)


def warning_text(replies: Replies, passed: Passed, balance: Balance) -> str:
    """The warning to a person whose own cap has passed a threshold."""
    name = "quota.warning_full" if passed.percent >= 100 else "quota.warning"
    return replies.text(
        name,
        percent=passed.percent,
        used=passed.balance.used,
        cap=passed.balance.cap,
        reset_date=_day(replies, balance.reset_date),
    )


def footer_text(replies: Replies, balance: Balance) -> str:
    """How much is left, in one line below an answer."""
    if balance.remaining is None:
        return replies.text("quota.balance_no_limit")
    return replies.text(
        "quota.footer",
        remaining=balance.remaining,
        scope=replies.text(SCOPE_TEXTS[balance.binding]),
        reset_date=_day(replies, balance.reset_date),
    )


def request_text(replies: Replies, request: Request, *, is_new: bool) -> str:
    """The answer to a request for more: taken, or one is open already."""
    name = "quota.request_taken" if is_new else "quota.request_open"
    return _request_line(replies, name, request)


def decision_text(replies: Replies, decision: Decision) -> str:
    """What the sender of a request is told when it is decided."""
    request = decision.request
    if decision.is_expired:
        return _request_line(replies, "quota.request_expired", request)
    if decision.tokens is None or decision.until is None:
        return replies.text("quota.request_refused", number=request.id, word=request.word or "")
    until = _day(replies, decision.until)
    return replies.text(
        "quota.request_approved", number=request.id, tokens=decision.tokens, until=until
    )


def _request_line(replies: Replies, name: str, request: Request) -> str:
    day = _day(replies, day_of(request.created_at))
    return replies.text(name, number=request.id, made_on=day)


def _scope_line(replies: Replies, scope: Scope, state: ScopeBalance) -> str:
    name = replies.text(SCOPE_TEXTS[scope])
    if state.cap is None:
        return replies.text(
            "quota.balance_unlimited", scope=name, used=state.used, reserved=state.reserved
        )
    return replies.text(
        "quota.balance_line",
        scope=name,
        used=state.used,
        reserved=state.reserved,
        cap=state.cap,
        remaining=state.remaining,
    )


def _day(replies: Replies, day: date) -> str:
    return replies.text("quota.reset_date", month=day.month, day=day.day)
