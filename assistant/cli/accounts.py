"""`accounts`: the roster, and who may ask."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import database
from assistant.cli.groups import INSTANCE, new_group, print_json

if TYPE_CHECKING:
    from assistant.identity.roster_import import RosterDiff

app = new_group("Accounts and the roster.")


@app.command("import")
def import_accounts(
    file: Annotated[Path, typer.Argument(help="Roster CSV; docs/roster.md has its columns.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Import a roster CSV; all of it or nothing."""
    from assistant.core.clock import SystemClock
    from assistant.core.errors import InputError
    from assistant.identity.roster import parse_roster
    from assistant.identity.roster_import import import_roster
    from assistant.identity.roster_text import RosterError
    from assistant.instance import open_instance

    instance = open_instance(INSTANCE)
    now = SystemClock().now()
    try:
        roster = parse_roster(file.read_bytes())
        diff = database.write(
            instance,
            lambda session: import_roster(session, roster, now=now, is_dry_run=dry_run),
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
def disable(account: Annotated[str, typer.Argument(help="Account id.")]) -> None:
    """Stop an account; its next message is refused."""
    _set_active(account, is_active=False)


@app.command("enable")
def enable(account: Annotated[str, typer.Argument(help="Account id.")]) -> None:
    """Let an account ask again."""
    _set_active(account, is_active=True)


def _set_active(account: str, *, is_active: bool) -> None:
    from assistant.core.clock import SystemClock
    from assistant.identity.directory import set_active
    from assistant.instance import open_instance

    now = SystemClock().now()
    has_changed = database.write(
        open_instance(INSTANCE),
        lambda session: set_active(session, account, is_active=is_active, now=now),
    )
    state = "active" if is_active else "disabled"
    typer.echo(f"{account}: {state}" + ("" if has_changed else " (as before)"))
