"""Reads the arguments the commands of `caps` share: whose cap, how many tokens, which day."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from datetime import date

    from assistant.usage.quota.members import Target

T = TypeVar("T")

Department = Annotated[str, typer.Option("--department", help="In place of an account.")]
City = Annotated[bool, typer.Option("--city", help="The whole city, in place of an account.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
LOOSE = {"ignore_unknown_options": True}
"""So that `-5` is refused as a number of tokens and not as an option; for `LooseCommand`."""


class LooseCommand(TyperCommand):
    """A command whose arguments may begin with a minus; an option that is none is a mistake."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # typer's own
        """Refuse unknown options before the arguments are read."""
        known = {name for each in self.get_params(ctx) for name in each.opts}
        for argument in takewhile(lambda each: each != "--", args):
            name = argument.partition("=")[0]
            if name.startswith("--") and name not in known:
                ctx.fail(f"No such option: {name}")
        return super().parse_args(ctx, args)


def read_target(arguments: list[str], department: str, *, city: bool) -> tuple[Target, str]:
    """Whose cap is meant, and the tokens as they were written.

    Raises:
        typer.BadParameter: not one of account, department and city, or no tokens.
    """
    named = [bool(department), city, len(arguments) == 2]
    if sum(named) != 1 or len(arguments) > 2:
        raise typer.BadParameter("name one of ACCOUNT, --department D or --city, and then TOKENS")
    account = arguments[0] if len(arguments) == 2 else ""
    return target_of(account, department, city=city), arguments[-1]


def target_of(account: str, department: str, *, city: bool) -> Target:
    """The target of one of the three, which must be given."""
    from assistant.usage.quota import members

    if city:
        return members.THE_CITY
    return members.department(department) if department else members.account(account)


def understood(reader: Callable[[str], T], text: str) -> T:
    """What a reader makes of a text.

    Raises:
        typer.BadParameter: with the reader's sentence.
    """
    from assistant.core.errors import InputError

    try:
        return reader(text)
    except InputError as fault:
        raise typer.BadParameter(fault.message) from None


def read_optional_day(text: str) -> date | None:
    """A day, or None if nothing is written."""
    from assistant.usage.quota.amounts import read_day

    return understood(read_day, text) if text else None
