"""`accounts`: the roster, and who may ask."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import administration, database
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.operator import operator

if TYPE_CHECKING:
    from assistant.identity.roster_import import RosterDiff

app = new_group("Accounts and the roster.")

AccountId = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Account id.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for whoever looks later.")]


@app.command("import")
def import_accounts(
    file: Annotated[Path, typer.Argument(help="Roster CSV; docs/roster.md has its columns.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Import a roster CSV; all of it or nothing."""
    from assistant.core.errors import InputError
    from assistant.identity.roster import parse_roster
    from assistant.identity.roster_text import RosterError

    try:
        roster = parse_roster(file.read_bytes())
        diff = administration.change(
            lambda admin, session, actor: admin.access.accounts.import_roster(
                session, actor, roster, is_dry_run=dry_run
            )
        )
    except OSError as fault:
        raise InputError(f"{file}: cannot be read ({fault.strerror})") from None
    except RosterError as fault:
        for problem in fault.problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise InputError(f"{file}: nothing was imported; mend the lines above") from None
    if as_json:
        print_json(asdict(diff) | {"dry_run": dry_run})
    else:
        _print_diff(diff, is_dry_run=dry_run)


def _print_diff(diff: RosterDiff, *, is_dry_run: bool) -> None:
    typer.echo("dry run, nothing was changed" if is_dry_run else "imported")
    for name, value in asdict(diff).items():
        count = value if isinstance(value, int) else len(value)
        typer.echo(f"  {name.replace('_', ' ')}: {count}")
    for what, ids in {
        "new": diff.added,
        "disabled": diff.disabled,
        "enabled": diff.enabled,
        "new department": diff.new_departments,
    }.items():
        for each in ids:
            typer.echo(f"{what}\t{each}")
    for what, changes in {"transfer": diff.transfers, "role": diff.roles}.items():
        for change in changes:
            typer.echo(f"{what}\t{change.account_id}\t{change.before or '-'} -> {change.after}")


@app.command("list")
def list_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show every account: id, department, role, whether it may ask."""
    from assistant.identity.directory import list_members
    from assistant.instance import open_instance

    members = database.read(open_instance(INSTANCE), list_members)
    if as_json:
        print_json([asdict(member) for member in members])
        return
    for member in members:
        state = "active" if member.is_active else "disabled"
        typer.echo(f"{member.account_id}\t{member.department_id}\t{member.role.value}\t{state}")


@app.command("disable")
def disable(account: AccountId, reason: Reason = "") -> None:
    """Stop an account; its next message is refused."""
    _set_active(account, is_active=False, reason=reason)


@app.command("enable")
def enable(account: AccountId, reason: Reason = "") -> None:
    """Let an account ask again."""
    _set_active(account, is_active=True, reason=reason)


def _set_active(account: str, *, is_active: bool, reason: str) -> None:
    has_changed = administration.change(
        lambda admin, session, actor: admin.access.accounts.set_active(
            session, actor, account, is_active=is_active, reason=reason
        )
    )
    state = "active" if is_active else "disabled"
    typer.echo(f"{account}: {state}" + ("" if has_changed else " (as before)"))


@app.command("transfer")
def transfer(
    account: AccountId,
    department: Annotated[str, typer.Argument(help="Where it belongs from now on.")],
    reason: Reason = "",
) -> None:
    """Move an account to another department; what it used stays with the old one."""
    has_changed = administration.change(
        lambda admin, session, actor: admin.access.accounts.transfer(
            session, actor, account, department, reason
        )
    )
    typer.echo(f"{account}: {department}" + ("" if has_changed else " (as before)"))


@app.command("role")
def role(
    account: AccountId,
    new_role: Annotated[str, typer.Argument(metavar="ROLE", help="staff, admin, ...")],
    reason: Reason = "",
) -> None:
    """Give an account another role; it is signed out, its tokens of more than staff end."""
    from assistant.identity.roles import Role, parse_role

    wanted = parse_role(new_role)
    if wanted is None:
        raise typer.BadParameter(f"{new_role!r}: use {', '.join(Role)}")
    has_changed = administration.change(
        lambda admin, session, actor: admin.access.accounts.change_role(
            session, actor, account, wanted, reason
        )
    )
    typer.echo(f"{account}: {wanted}" + ("" if has_changed else " (as before)"))


@app.command("password")
def password(account: AccountId) -> None:
    """Set the password of an account for the pages: asked for, or the first line of the input."""
    typed = _read_password()
    actor = operator()
    with administration.opened() as admin:
        administration.run(admin.access.set_password(admin.uow, actor, account, typed))
    typer.echo(f"{account}: password set; its sessions ended")


def _read_password() -> str:
    """From the terminal, unseen and twice; from a pipe its first line."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
