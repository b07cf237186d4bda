"""`switch`: stops everything, a department or a model, and lets it run again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import administration
from assistant.cli.groups import INSTANCE, new_group, print_json
from assistant.cli.screening import screened

if TYPE_CHECKING:
    from assistant.gateway.switch import Target

app = new_group("The off switch.")

Department = Annotated[str, typer.Option("--department", help="This department alone.")]
Model = Annotated[str, typer.Option("--model", help="This model alone.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for whoever looks later.")]


@app.command("off")
def off(
    reason: Reason,
    department: Department = "",
    model: Model = "",
    text: Annotated[str, typer.Option("--text", help="What staff read meanwhile; screened.")] = "",
) -> None:
    """Stop everything, a department or a model from the next question on."""
    from assistant.instance import open_instance

    target = _target(department, model)
    words = screened(open_instance(INSTANCE), text)
    administration.change(
        lambda admin, session, actor: admin.switchboard.off(
            session, actor, target, reason=reason, text=words
        )
    )
    typer.echo(f"{target}: off")


@app.command("on")
def on(reason: Reason, department: Department = "", model: Model = "") -> None:
    """Let it run again."""
    target = _target(department, model)
    has_changed = administration.change(
        lambda admin, session, actor: admin.switchboard.on(session, actor, target, reason=reason)
    )
    typer.echo(f"{target}: on" + ("" if has_changed else " (as before)"))


@app.command("show")
def show(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Show what is off now."""
    from assistant.gateway.switch import list_stops

    stops = administration.look(lambda _admin, session: list_stops(session))
    if as_json:
        print_json(
            [
                {
                    **asdict(stop.target),
                    "reason": stop.reason,
                    "text": stop.text,
                    "stopped_by": stop.stopped_by,
                    "stopped_at": stop.stopped_at.isoformat(),
                }
                for stop in stops
            ]
        )
        return
    for stop in stops:
        since = administration.shown(stop.stopped_at)
        typer.echo(f"{stop.target}\toff since {since}\t{stop.stopped_by}\t{stop.reason}")
    if not stops:
        typer.echo("nothing is off")


def _target(department: str, model: str) -> Target:
    from assistant.gateway.switch import EVERYTHING, StopScope, Target

    if department and model:
        raise typer.BadParameter("name one of --department and --model, or neither for everything")
    if department:
        return Target(StopScope.DEPARTMENT, department)
    return Target(StopScope.MODEL, model) if model else EVERYTHING
