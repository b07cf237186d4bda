"""`caps requests`, `caps approve`, `caps refuse`: what staff asked for with 増枠."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.cap_arguments import Json, read_optional_day, understood
from assistant.cli.groups import INSTANCE, print_json
from assistant.cli.operator import operator
from assistant.cli.screening import screened

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.gateway.quota_desk import QuotaDesk
    from assistant.instance import Instance
    from assistant.usage.quota.requests import Decision, Request
    from assistant.usage.quota.reservation import Balance

Number = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="Number of the request.")
]


class Shown(StrEnum):
    """Which requests are listed."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    ALL = "all"


def requests(
    state: Annotated[Shown, typer.Option("--state", help="Which of them.")] = Shown.OPEN,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 1000,
    as_json: Json = False,
) -> None:
    """List the requests that wait, with what the account has used and may use; or decided ones."""
    from assistant.gateway.quota_desk import RequestState

    instance, desk = _open()
    chosen = RequestState(state.value)

    def work(session: Session) -> list[tuple[Request, Balance]]:
        found = desk.listed(session, chosen, department=None, limit=limit)
        return [(request, _balance_of(desk, session, request)) for request in found]

    found = database.read(instance, work)
    if as_json:
        print_json([_document(request, balance) for request, balance in found])
        return
    for request, balance in found:
        typer.echo(_line(request, balance))
    if not found:
        typer.echo("no request waits" if state is Shown.OPEN else "no such request")


def approve(
    request: Number,
    tokens: Annotated[str, typer.Argument(help="How many more a month.")],
    until: Annotated[str, typer.Option(help="Last day; the month's end if left out.")] = "",
) -> None:
    """Grant a request: more tokens until a day; its sender is told in the chat."""
    from assistant.usage.quota.amounts import read_tokens

    amount = understood(read_tokens, tokens)
    last = read_optional_day(until)
    instance, desk = _open()
    decision = database.write(
        instance,
        lambda session: desk.requests.approve(session, operator(), request, amount, until=last),
    )
    typer.echo(
        f"request {request} of {decision.request.account_id}: {amount:,} tokens a month more "
        f"until {decision.until}; {_told(decision)}"
    )


def refuse(
    request: Number,
    reason: Annotated[str, typer.Option(help="A word to the sender; required, screened.")],
) -> None:
    """Refuse a request; its sender is told in the chat, with the word."""
    instance, desk = _open()
    word = screened(instance, reason)
    decision = database.write(
        instance,
        lambda session: desk.requests.refuse(
            session, operator(), request, word=word.value if word else ""
        ),
    )
    typer.echo(f"request {request} of {decision.request.account_id}: refused; {_told(decision)}")


def _told(decision: Decision) -> str:
    from assistant.gateway.quota_desk import is_told

    if is_told(decision.request):
        return "its sender is told"
    return "its sender asked at the console and is not told"


def _line(request: Request, balance: Balance) -> str:
    state = balance.account
    cap = "unlimited" if state.cap is None else f"{state.cap:,}"
    told = _one_line(request.reason or request.word or "")
    decided = f"\t{request.state} by {request.decided_by}" if request.decided_by else ""
    return (
        f"{request.id}\t{request.account_id}\t{request.department_id}\t"
        f"used {state.used:,} of {cap}{decided}\t{told}"
    )


def _one_line(text: str) -> str:
    """What staff wrote, for a terminal: one line, and nothing the terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))


def _open() -> tuple[Instance, QuotaDesk]:
    from assistant.bootstrap import open_quota_desk
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    return instance, open_quota_desk(instance, SystemClock())


def _balance_of(desk: QuotaDesk, session: Session, request: Request) -> Balance:
    from assistant.core.ids import AccountId, DepartmentId

    return desk.ledger.balance(
        session,
        account_id=AccountId(request.account_id),
        department_id=DepartmentId(request.department_id),
    )


def _document(request: Request, balance: Balance) -> dict[str, object]:
    return {
        "id": request.id,
        "account": request.account_id,
        "department": request.department_id,
        "reason": request.reason,
        "created_at": request.created_at.isoformat(),
        "state": request.state,
        "decided_at": request.decided_at.isoformat() if request.decided_at else None,
        "decided_by": request.decided_by,
        "word": request.word,
        "increase": request.increase_id,
        "used": balance.account.used,
        "cap": balance.account.cap,
        "binding": balance.binding.value,
    }
