"""`caps`: how many tokens an account, a department or the city may use a month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import cap_requests, cap_views, database
from assistant.cli.cap_arguments import (
    LOOSE,
    City,
    Department,
    Json,
    LooseCommand,
    read_optional_day,
    read_target,
    target_of,
    understood,
)
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from assistant.gateway.quota_desk import QuotaDesk
    from assistant.instance import Instance

app = new_group("Monthly caps.")
app.command("requests")(cap_requests.requests)
app.command("approve", cls=LooseCommand, context_settings=LOOSE)(cap_requests.approve)
app.command("refuse")(cap_requests.refuse)

Reason = Annotated[str, typer.Option(help="Why, for whoever looks later.")]


def _open() -> tuple[Instance, QuotaDesk]:
    from assistant.bootstrap import open_quota_desk
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    return instance, open_quota_desk(instance, SystemClock())


@app.command("set", cls=LooseCommand, context_settings=LOOSE)
def set_cap(
    arguments: Annotated[
        list[str],
        typer.Argument(metavar="[ACCOUNT] TOKENS", help="TOKENS may be `unlimited`, or `default`."),
    ],
    department: Department = "",
    city: City = False,
    reason: Reason = "",
) -> None:
    """Set a cap; it holds from the next question on, in every process."""
    from assistant.usage.quota.amounts import read_cap

    target, written = read_target(arguments, department, city=city)
    amount = understood(read_cap, written)
    instance, desk = _open()
    change = database.write(
        instance,
        lambda session: desk.book.set_cap(session, operator(), target, amount, reason=reason),
    )
    typer.echo(f"{target}: {cap_views.amount_of(change.after)}")
    if change.is_below_used:
        typer.echo(cap_views.below_used(change), err=True)


@app.command("show")
def show(
    account: Annotated[
        str, typer.Argument(help="Account id; without it, everything that was set.")
    ] = "",
    department: Department = "",
    city: City = False,
    as_json: Json = False,
) -> None:
    """Show what is used and may be used this month, or everything that was set and waits."""
    if sum([bool(account), bool(department), city]) > 1:
        raise typer.BadParameter("name one of ACCOUNT, --department D or --city, or nothing")
    instance, desk = _open()
    if account:
        cap_views.show_account(instance, desk, account, as_json=as_json)
    elif department or city:
        target = target_of("", department, city=city)
        cap_views.show_pool(instance, desk, target, as_json=as_json)
    else:
        cap_views.show_overview(instance, desk, as_json=as_json)


@app.command("import")
def import_caps(
    file: Annotated[Path, typer.Argument(help="CSV: account_id,cap_tokens.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Set the caps of many accounts from a CSV; all of them or none."""
    from assistant.core.errors import InputError
    from assistant.usage.quota.cap_import import CapFileError, read_caps

    instance, desk = _open()
    run = database.read if dry_run else database.write
    try:
        lines = read_caps(file.read_bytes())
        changes = run(
            instance,
            lambda session: desk.book.import_caps(
                session, operator(), lines, is_dry_run=dry_run, reason=reason
            ),
        )
    except OSError as fault:
        raise InputError(f"{file}: cannot be read ({fault.strerror})") from None
    except CapFileError as fault:
        for problem in fault.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise InputError(f"{file}: nothing was set; mend the lines above") from None
    if as_json:
        print_json(cap_views.import_document(changes, is_dry_run=dry_run))
    else:
        cap_views.print_import(changes, is_dry_run=dry_run)


@app.command("boost", cls=LooseCommand, context_settings=LOOSE)
def boost(  # noqa: PLR0913, PLR0917  # one parameter for each option
    arguments: Annotated[list[str], typer.Argument(metavar="[ACCOUNT] TOKENS")],
    until: Annotated[str, typer.Option(help="Last day: 2026-09-30.")],
    reason: Annotated[str, typer.Option(help="Why; required.")],
    start: Annotated[str, typer.Option("--from", help="First day; today if left out.")] = "",
    adds: Annotated[
        bool, typer.Option("--add", help="On top of an increase of the same days.")
    ] = False,
    department: Department = "",
    city: City = False,
) -> None:
    """Add tokens a month to a cap until a day."""
    from assistant.usage.quota.amounts import read_day, read_tokens
    from assistant.usage.quota.increases import IncreaseOrder

    target, written = read_target(arguments, department, city=city)
    order = IncreaseOrder(
        target=target,
        tokens=understood(read_tokens, written),
        until=understood(read_day, until),
        reason=reason,
        start=read_optional_day(start),
        adds=adds,
    )
    instance, desk = _open()
    increase = database.write(instance, lambda session: desk.book.boost(session, operator(), order))
    typer.echo(cap_views.increase_line(increase))


@app.command("end")
def end(
    increase: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="Number of the increase.")
    ],
    reason: Annotated[str, typer.Option(help="Why; required.")],
) -> None:
    """End an increase before its last day; what was used with it stays used."""
    instance, desk = _open()
    ended = database.write(
        instance, lambda session: desk.book.end(session, operator(), increase, reason=reason)
    )
    typer.echo(f"{cap_views.increase_line(ended)}; ended now")


@app.command("pilot")
def pilot(
    departments: Annotated[
        list[str] | None, typer.Argument(help="The departments that take part, all of them.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="End the pilot: everybody may ask.")] = False,
    reason: Annotated[str, typer.Option(help="Why; required for a change.")] = "",
    as_json: Json = False,
) -> None:
    """Let only some departments ask; without arguments, show which."""
    from assistant.usage.quota.pilot import load_pilot

    names = departments or []
    if off and names:
        raise typer.BadParameter("name departments or write --off, not both")
    instance, desk = _open()
    if off or names:
        database.write(
            instance,
            lambda session: desk.book.set_pilot(session, operator(), names, reason=reason),
        )
    found = database.read(instance, load_pilot)
    if as_json:
        print_json({"is_pilot": bool(found), "departments": found})
    else:
        typer.echo(f"only these may ask: {', '.join(found)}" if found else "no pilot")
