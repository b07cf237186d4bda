"""`tokens`: what programs and pages show to be let in by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import administration
from assistant.cli.groups import new_group, print_json

if TYPE_CHECKING:
    from assistant.identity.tokens import TokenFacts

app = new_group("API tokens.")


@app.command("create")
def create(
    account: Annotated[str, typer.Option("--account", help="Whose token; works while active.")],
    role: Annotated[str, typer.Option("--role", help="What it may do: staff, admin, ...")],
    until: Annotated[str, typer.Option("--until", help="Last day it works, as 2027-03-31.")] = "",
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="Narrow it to this; may be repeated.")
    ] = None,
) -> None:
    """Make a token and print it, once, alone on the last line."""
    from assistant.identity.roles import Role, parse_role
    from assistant.identity.tokens import parse_scopes

    wanted = parse_role(role)
    if wanted is None:
        raise typer.BadParameter(f"--role {role!r}: use {', '.join(Role)}")
    last_day = administration.parse_day(until, "--until") if until else None
    scopes = parse_scopes(scope or [])
    made = administration.change(
        lambda admin, session, actor: admin.access.tokens.create(
            session, actor, account_id=account, role=wanted, until=last_day, scopes=scopes
        )
    )
    facts = made.facts
    typer.echo(
        f"token {facts.id} of {facts.account_id}, role {facts.role}, "
        f"until {administration.shown(facts.expires_at)}; it is not shown again:"
    )
    typer.echo(made.secret)


@app.command("list")
def list_tokens(
    account: Annotated[str, typer.Option("--account", help="Of this account alone.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show every token: id, account, role, scopes, end, state; never the token."""
    tokens, now = administration.look(
        lambda admin, session: (
            admin.access.tokens.list_tokens(session, account or None),
            admin.clock.now(),
        )
    )
    if as_json:
        print_json([_as_row(token, is_good=token.is_good(now)) for token in tokens])
        return
    for token in tokens:
        state = "revoked" if token.revoked_at else "good" if token.is_good(now) else "over"
        scopes = " ".join(token.scopes) or "-"
        ends = administration.shown(token.expires_at)
        typer.echo(f"{token.id}\t{token.account_id}\t{token.role}\t{scopes}\t{ends}\t{state}")


@app.command("revoke")
def revoke(token: Annotated[str, typer.Argument(help="Id of the token, from `list`.")]) -> None:
    """End a token at once."""
    facts = administration.change(
        lambda admin, session, actor: admin.access.tokens.revoke(session, actor, token)
    )
    typer.echo(f"{facts.id} of {facts.account_id}: revoked")


def _as_row(token: TokenFacts, *, is_good: bool) -> dict[str, object]:
    return {
        "id": token.id,
        "account_id": token.account_id,
        "role": token.role,
        "scopes": token.scopes,
        "created_by": token.created_by,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "is_good": is_good,
    }
