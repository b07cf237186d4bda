"""`caps`: how many tokens an account, a department or the city may use a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json

if TYPE_CHECKING:
    from sqlmodel import Session

    from assistant.core.ids import DepartmentId
    from assistant.usage.quota.models import Scope
    from assistant.usage.quota.reservation import Balance

app = new_group("Monthly caps.")

Department = Annotated[str, typer.Option("--department", help="In place of an account.")]
City = Annotated[bool, typer.Option("--city", help="The whole city, in place of an account.")]


@app.command("set", context_settings={"ignore_unknown_options": True})
def set_cap(
    arguments: Annotated[
        list[str], typer.Argument(metavar="[ACCOUNT] TOKENS", help="TOKENS may be `unlimited`.")
    ],
    department: Department = "",
    city: City = False,
    reason: Annotated[str, typer.Option(help="Why, for whoever looks later.")] = "",
) -> None:
    """Set a cap; it holds from the next question on, in every process."""
    from assistant.bootstrap import make_ledger
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance

    scope, subject, tokens = _read_arguments(arguments, department, city=city)
    instance = open_instance(INSTANCE)
    ledger = make_ledger(instance.settings, SystemClock())

    def work(session: Session) -> None:
        _require_subject(session, scope, subject)
        ledger.set_cap(session, scope=scope, subject_id=subject, cap_tokens=tokens, reason=reason)

    database.write(instance, work)
    typer.echo(f"{_subject(scope.value, subject)}: {_amount(tokens)}")


@app.command("show")
def show(
    account: Annotated[str, typer.Argument(help="Account id; without it, every cap set.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show what an account has used and may use this month, or every cap that was set."""
    if account:
        _show_account(account, as_json=as_json)
    else:
        _show_caps(as_json=as_json)


def _show_account(account: str, *, as_json: bool) -> None:
    from assistant.bootstrap import make_ledger
    from assistant.core.clock import SystemClock
    from assistant.core.ids import AccountId
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    ledger = make_ledger(instance.settings, SystemClock())

    def work(session: Session) -> Balance:
        return ledger.balance(
            session,
            account_id=AccountId(account),
            department_id=_department_of(session, account),
        )

    balance = database.read(instance, work)
    rows = {
        scope.value: {
            "used": state.used,
            "reserved": state.reserved,
            "cap": state.cap,
            "remaining": state.remaining,
        }
        for scope, state in balance.scopes
    }
    if as_json:
        reset = balance.reset_date.isoformat()
        print_json({"account": account, "month": balance.month, "resets_on": reset, "scopes": rows})
        return
    typer.echo(f"{account}, {balance.month} (starts anew on {balance.reset_date.isoformat()})")
    for name, row in rows.items():
        cap = _amount(row["cap"])
        typer.echo(f"  {name}: used {row['used']:,}, held {row['reserved']:,}, cap {cap}")


def _show_caps(*, as_json: bool) -> None:
    from assistant.bootstrap import make_ledger
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    ledger = make_ledger(instance.settings, SystemClock())
    entries = database.read(instance, ledger.caps)
    quota = instance.settings.quota
    defaults = {
        "account": quota.default_cap_tokens,
        "department": quota.department_cap_tokens,
        "city": quota.city_cap_tokens,
    }
    if as_json:
        caps = [
            {
                "scope": entry.scope.value,
                "subject": entry.subject_id,
                "cap_tokens": entry.cap_tokens,
                "reason": entry.reason,
                "updated_at": entry.updated_at.isoformat(),
            }
            for entry in entries
        ]
        print_json({"defaults": defaults, "caps": caps})
        return
    for scope, default in defaults.items():
        typer.echo(f"default {scope}: {default if isinstance(default, str) else f'{default:,}'}")
    for entry in entries:
        subject = _subject(entry.scope.value, entry.subject_id)
        typer.echo(f"{subject}: {_amount(entry.cap_tokens)}")


def _subject(scope: str, subject: str) -> str:
    return scope if scope == subject else f"{scope} {subject}"


def _amount(tokens: int | None) -> str:
    return "unlimited" if tokens is None else f"{tokens:,} tokens a month"


def _read_arguments(
    arguments: list[str], department: str, *, city: bool
) -> tuple[Scope, str, int | None]:
    from assistant.usage.quota.models import CITY, Scope

    for argument in arguments:
        if argument.startswith("--"):
            raise typer.BadParameter(f"there is no option {argument}")
    named = [bool(department), city, len(arguments) == 2]
    if sum(named) != 1 or len(arguments) > 2:
        raise typer.BadParameter("name one of ACCOUNT, --department D or --city, and then TOKENS")
    tokens = _read_tokens(arguments[-1])
    if city:
        return Scope.CITY, CITY, tokens
    if department:
        return Scope.DEPARTMENT, department, tokens
    return Scope.ACCOUNT, arguments[0], tokens


def _read_tokens(text: str) -> int | None:
    from assistant.usage.quota.settings import MAX_CAP_TOKENS

    if text == "unlimited":
        return None
    digits = text.replace(",", "").replace("，", "")
    if not digits.isdecimal() or len(digits) > 20:
        raise typer.BadParameter(
            f"{text!r} is not a number of tokens; write digits only (1000000), or unlimited"
        )
    if int(digits) > MAX_CAP_TOKENS:
        raise typer.BadParameter(
            f"{text!r} is too large; write at most {MAX_CAP_TOKENS:,}, or unlimited"
        )
    return int(digits)


def _require_subject(session: Session, scope: Scope, subject: str) -> None:
    from assistant.identity.directory import has_department
    from assistant.usage.quota.models import Scope as Scopes

    if scope is Scopes.ACCOUNT:
        _department_of(session, subject)
    elif scope is Scopes.DEPARTMENT and not has_department(session, subject):
        from assistant.core.errors import InputError

        raise InputError(f"no department {subject!r}; `assistant accounts list` shows them")


def _department_of(session: Session, account: str) -> DepartmentId:
    from assistant.core.errors import InputError
    from assistant.identity.directory import get_member

    member = get_member(session, account)
    if member is None:
        raise InputError(f"no account {account!r}; `assistant accounts list` shows them")
    return member.department_id
