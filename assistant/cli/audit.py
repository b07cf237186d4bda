"""`audit`: the chain of every change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import administration
from assistant.cli.groups import CHECK_FOUND, new_group, print_json

app = new_group("The audit log.")


@app.command("verify")
def verify(
    head: Annotated[
        Path | None,
        typer.Option("--head", help="Heads exported earlier; default: data/audit/heads.jsonl."),
    ] = None,
) -> None:
    """Check the chain, also against the heads exported each day; exit code 3 if it is not sound."""
    from assistant.core.errors import InputError
    from assistant.gateway.heads import faults_against, read_heads

    if head is not None and not head.exists():
        raise InputError(f"{head}: there is no such file")
    with administration.opened() as admin:
        heads = read_heads(head or admin.heads)
        faults = administration.run(
            admin.uow.read(lambda session: list(faults_against(admin.audit, session, heads)))
        )
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(CHECK_FOUND)
    typer.echo(f"ok: every entry follows the one before it; checked against {len(heads)} heads")


@app.command("list")
def list_entries(
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many, newest first.")] = 50,
    action: Annotated[str, typer.Option("--action", help="Only these, as `cap.set`.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="Only of this, as `city`.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show who changed what, the newest first."""
    from assistant.gateway.audit_trail import list_trail

    entries = administration.look(
        lambda _admin, session: list_trail(session, limit=limit, action=action, subject=subject)
    )
    if as_json:
        print_json([entry.as_row() for entry in entries])
        return
    for entry in entries:
        details = json.dumps(dict(entry.details), ensure_ascii=False)
        when = administration.shown(entry.at)
        typer.echo(
            f"{entry.sequence}\t{when}\t{entry.face}:{entry.actor}\t{entry.action}"
            f"\t{entry.subject}\t{details}"
        )
