"""`ledger verify`: checks that the quota's counters are the sum of its entries."""

from __future__ import annotations

import typer

from assistant.cli import database
from assistant.cli.groups import CHECK_FOUND, INSTANCE, new_group

app = new_group("The token ledger.")


@app.callback()
def _group() -> None:
    """The token ledger."""


@app.command("verify")
def verify() -> None:
    """Check the ledger; exit code 3 and a line per problem if it is not sound."""
    from assistant.core.clock import SystemClock
    from assistant.instance import open_instance
    from assistant.wiring import make_ledger

    instance = open_instance(INSTANCE)
    ledger = make_ledger(instance.settings, SystemClock())
    problems = database.read(instance, ledger.verify)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(CHECK_FOUND)
    typer.echo("ok: every counter is the sum of its entries")
