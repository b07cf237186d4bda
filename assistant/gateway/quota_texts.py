"""Caps in words: the refusal and the answer to 「残量」."""

from __future__ import annotations

from datetime import date

from assistant.gateway.replies import Replies
from assistant.usage.quota.models import Scope
from assistant.usage.quota.reservation import Balance, Refused, ScopeBalance

SCOPE_TEXTS = {
    Scope.ACCOUNT: "quota.scope_account",
    Scope.DEPARTMENT: "quota.scope_department",
    Scope.CITY: "quota.scope_city",
}


def refusal_text(replies: Replies, refused: Refused, *, ask_whom: str) -> str:
    """Why a question was not taken: which cap, how much is used, when it starts anew."""
    return replies.text(
        "quota.refused",
        scope=replies.text(SCOPE_TEXTS[refused.scope]),
        used=refused.used,
        reserved=refused.reserved,
        cap=refused.cap,
        reset_date=_day(replies, refused.reset_date),
        ask_whom=ask_whom,
    )


def balance_text(replies: Replies, balance: Balance) -> str:
    """What is used and left in each scope, which one binds, and when it starts anew."""
    lines = [replies.text("quota.balance_title", month=int(balance.month[5:]))]
    lines += [_scope_line(replies, scope, state) for scope, state in balance.scopes]
    if balance.remaining is None:
        lines.append(replies.text("quota.balance_no_limit"))
    else:
        name = replies.text(SCOPE_TEXTS[balance.binding])
        text = replies.text("quota.balance_binding", remaining=balance.remaining, scope=name)
        lines.append(text)
    lines.append(replies.text("quota.balance_reset", reset_date=_day(replies, balance.reset_date)))
    return "\n".join(lines)


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
