"""`simulate`: plays a chat tool that sends signed webhooks to a running gateway."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.groups import INSTANCE, new_group, print_json

if TYPE_CHECKING:
    from assistant.bootstrap import Instance
    from assistant.channels.generic.schemas import CallbackBody
    from assistant.channels.generic.simulator import ToolReceipt

app = new_group("Play a chat tool against a running gateway.")

SAMPLE_QUESTION = "出張の旅費は、何日以内に精算しますか。"
REPLY_SECONDS = 120.0


@app.callback()
def _group() -> None:
    """Play a chat tool against a running gateway."""


@app.command("generic")
def generic(  # noqa: PLR0913, PLR0917  # one option each
    text: Annotated[str, typer.Argument(help="What the person types.")] = SAMPLE_QUESTION,
    user: Annotated[str, typer.Option(help="The person, as the chat tool names them.")] = "demo",
    gateway: Annotated[str, typer.Option(help="Address of the gateway.")] = "",
    copies: Annotated[int, typer.Option(min=1, max=20, help="Send it this often at once.")] = 1,
    stale: Annotated[bool, typer.Option("--stale", help="Sign it with an old time.")] = False,
    wrong_key: Annotated[bool, typer.Option("--wrong-key", help="Sign it wrongly.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Send one signed message, as the generic contract says, and wait for the reply."""
    from assistant.bootstrap import open_instance
    from assistant.channels.generic.simulator import Signing

    signing = Signing.STALE if stale else Signing.WRONG_KEY if wrong_key else Signing.VALID
    instance = open_instance(INSTANCE)
    receipts, reply = asyncio.run(_play(instance, gateway, user, text, copies, signing))
    if as_json:
        print_json(
            {
                "receipts": [[receipt.status_code, receipt.status] for receipt in receipts],
                "reply": None if reply is None else reply.model_dump(by_alias=True),
            }
        )
    else:
        _print_transcript(user, text, receipts, reply)
    if reply is None:
        raise typer.Exit(1)


async def _play(  # the options of the command
    instance: Instance, gateway: str, user: str, text: str, copies: int, signing: object
) -> tuple[list[ToolReceipt], CallbackBody | None]:
    from assistant.channels.generic.secrets import read_secrets
    from assistant.channels.generic.simulator import ChatToolSimulator, Signing
    from assistant.core.clock import SystemClock

    generic = instance.settings.channels.generic
    server = instance.settings.server
    async with ChatToolSimulator(
        gateway or f"http://{server.host}:{server.port}",
        secret=read_secrets(generic)[0],
        callback_url=generic.callback_url,
        clock=SystemClock(),
    ) as tool:
        if signing is not Signing.VALID:
            receipts = [await tool.say(user, text, signing=Signing(str(signing)))]
        else:
            receipts = await tool.say_repeatedly(user, text, copies=copies)
        if not any(receipt.status_code == 202 for receipt in receipts):
            return receipts, None
        event_id = receipts[0].event_id
        return receipts, await tool.wait_for_reply(event_id, timeout_seconds=REPLY_SECONDS)


def _print_transcript(
    user: str, text: str, receipts: list[ToolReceipt], reply: CallbackBody | None
) -> None:
    typer.echo(f"{user}> {text}")
    for receipt in receipts:
        milliseconds = round(receipt.seconds * 1000)
        typer.echo(f"  [{receipt.status_code} {receipt.status}, {milliseconds} ms]")
    if reply is not None:
        typer.echo(f"bot ({reply.outcome})> {reply.text}")
