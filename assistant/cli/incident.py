"""`incident`: a turn somebody has to look into."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import administration
from assistant.cli.groups import new_group, print_json

if TYPE_CHECKING:
    from assistant.gateway.incidents import Incident, Reach

app = new_group("Incidents.")

Id = Annotated[str, typer.Argument(metavar="INCIDENT", help="Id of the incident, from `list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@app.command("open")
def open_incident(
    turn: Annotated[str, typer.Option("--turn", help="Id of the turn, from the usage rows.")],
    reason: Annotated[str, typer.Option("--reason", help="What happened; no personal data.")],
) -> None:
    """Open an incident: its texts are kept, and what reached which model is listed."""
    incident = administration.change(
        lambda admin, session, actor: admin.incidents.open(session, actor, turn, reason=reason)
    )
    typer.echo(f"{incident.id}: open; turn {incident.turn_id} is kept until it is closed")


@app.command("list")
def list_all(
    only_open: Annotated[bool, typer.Option("--open", help="Only those that are open.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show incidents and which calls of which model their texts may have reached; no text."""
    from assistant.gateway.incidents import list_incidents, reach_of

    found = administration.look(
        lambda _admin, session: [
            (incident, reach_of(session, incident))
            for incident in list_incidents(session, is_open=True if only_open else None)
        ]
    )
    if as_json:
        print_json([_as_row(incident, reach) for incident, reach in found])
        return
    for incident, reach in found:
        state = "open" if incident.is_open else "closed"
        when = administration.shown(incident.opened_at)
        typer.echo(f"{incident.id}\t{state}\t{when}\t{incident.opened_by}\t{incident.reason}")
        for call in reach.calls if reach else ():
            at = administration.shown(call.at)
            typer.echo(f"  {at}\t{call.model}\t{call.status}\tturn {call.turn_id}")
    if not found:
        typer.echo("no incidents")


@app.command("close")
def close(
    incident: Id,
    note: Annotated[str, typer.Option("--note", help="What was found; no personal data.")],
) -> None:
    """Close an incident: what it named is deleted when its time is over."""
    closed = administration.change(
        lambda admin, session, actor: admin.incidents.close(session, actor, incident, note=note)
    )
    typer.echo(f"{closed.id}: closed")


@app.command("text")
def text(
    incident: Id,
    reason: Annotated[str, typer.Option("--reason", help="Why the text has to be read.")],
    as_json: AsJson = False,
) -> None:
    """Show question and answer of an open incident's turn; every look is in the audit log."""
    texts = administration.change(
        lambda admin, session, actor: admin.incidents.texts(session, actor, incident, reason=reason)
    )
    if as_json:
        print_json([{"role": each.role, "text": each.text} for each in texts])
        return
    for each in texts:
        typer.echo(f"[{each.role}]\n{each.text}")
    if not texts:
        typer.echo("no text of this turn is stored: it had no answer, or its time was over")


def _as_row(incident: Incident, reach: Reach | None) -> dict[str, object]:
    row: dict[str, object] = asdict(incident) | {"is_open": incident.is_open}
    row["reach"] = None if reach is None else asdict(reach)
    return row
