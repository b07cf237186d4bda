"""`replies`: those the chat tool never took."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli import administration
from assistant.cli.groups import new_group, print_json

app = new_group("Replies that could not be delivered.")

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the reply, from `list`.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for whoever looks later.")]


@app.command("list")
def list_all(as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Show them: id, channel, kind, tries, when; neither whose they are nor what they say."""
    from assistant.gateway.dead_letters import list_dead_letters

    found = administration.look(lambda _admin, session: list_dead_letters(session))
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        kind = "notice" if each.is_notice else "reply"
        when = administration.shown(each.created_at)
        typer.echo(f"{each.id}\t{each.channel}\t{kind}\t{each.attempts} tries\t{when}")
    if not found:
        typer.echo("every reply was delivered or is on its way")


@app.command("retry")
def retry(
    reason: Reason,
    reply: Annotated[str, typer.Argument(metavar="[ID]", help="Id of the reply.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Send one again, or all of them: with all tries, as if they were new."""
    if bool(reply) == everything:
        raise typer.BadParameter("name one of ID and --all")
    if everything:
        count = administration.change(
            lambda admin, session, actor: admin.dead_letters.retry_all(
                session, actor, reason=reason
            )
        )
        typer.echo(f"{count} on their way again")
        return
    administration.change(
        lambda admin, session, actor: admin.dead_letters.retry(session, actor, reply, reason=reason)
    )
    typer.echo(f"{reply}: on its way again")


@app.command("drop")
def drop(reply: Id, reason: Reason) -> None:
    """Delete one with its text, before its keeping time is over."""
    administration.change(
        lambda admin, session, actor: admin.dead_letters.drop(session, actor, reply, reason=reason)
    )
    typer.echo(f"{reply}: dropped")
