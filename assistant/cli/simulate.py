"""`simulate`: plays a chat tool that sends signed webhooks to a running gateway."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.groups import INSTANCE, SAMPLE_QUESTION, new_group, print_json

if TYPE_CHECKING:
    from assistant.channels.generic.schemas import CallbackBody
    from assistant.channels.generic.simulator import ChatToolSimulator, Signing, ToolReceipt
    from assistant.instance import Instance

app = new_group("Play a chat tool against a running gateway.")

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
    from assistant.channels.generic.simulator import Signing
    from assistant.instance import open_instance

    signing = Signing.STALE if stale else Signing.WRONG_KEY if wrong_key else Signing.VALID
    instance = open_instance(INSTANCE)
    receipts, reply = asyncio.run(_play(instance, gateway, user, text, copies, signing))
    if as_json:
        print_json(
            {
                "receipts": [
                    {"status_code": receipt.status_code, "status": receipt.status}
                    for receipt in receipts
                ],
                "reply": None if reply is None else reply.model_dump(by_alias=True),
            }
        )
    else:
        _print_transcript(user, text, receipts, reply)
    if reply is None:
        typer.echo(_why_no_reply(receipts[0].status, signing), err=True)
        raise typer.Exit(1)


def _why_no_reply(status: str, signing: Signing) -> str:
    from assistant.channels.generic.simulator import Signing

    if status in {"accepted", "duplicate"}:
        return (
            f"no reply within {REPLY_SECONDS:g} seconds: the gateway posts replies to its own "
            "channels.generic.callback_url; start it and this command with the same settings"
        )
    if status == "invalid_signature" and signing is not Signing.VALID:
        return "refused, as a message signed like this must be"
    if status == "invalid_signature":
        return "refused: start the gateway and this command in the same folder, with the same keys"
    return f"refused: {status}; docs/errors.md says what that means"


def _address(gateway: str, host: str, port: int) -> str:
    """Where to send to: what was said, or where `serve` listens in this folder."""
    from urllib.parse import urlsplit

    from assistant.core.errors import ConfigurationError

    if not gateway:
        if port == 0:
            raise ConfigurationError("server.port is 0, any free port; name it with --gateway")
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # read, not bound
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    try:
        parts = urlsplit(gateway)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address:
        raise ConfigurationError("--gateway: not an address; write it as http://127.0.0.1:8080")
    return gateway


async def _play(
    instance: Instance, gateway: str, user: str, text: str, copies: int, signing: Signing
) -> tuple[list[ToolReceipt], CallbackBody | None]:
    from assistant.channels.generic.secrets import read_secrets
    from assistant.channels.generic.simulator import ChatToolSimulator
    from assistant.core.clock import SystemClock

    generic = instance.settings.channels.generic
    server = instance.settings.server
    address = _address(gateway, server.host, server.port)
    async with ChatToolSimulator(
        address,
        secret=read_secrets(generic)[0],
        callback_url=generic.callback_url,
        clock=SystemClock(),
    ) as tool:
        receipts = await _send(tool, address, user, text, copies, signing)
        if not any(receipt.status_code == 202 for receipt in receipts):
            return receipts, None
        event_id = receipts[0].event_id
        try:
            return receipts, await tool.wait_for_reply(event_id, timeout_seconds=REPLY_SECONDS)
        except TimeoutError:
            return receipts, None


async def _send(
    tool: ChatToolSimulator, address: str, user: str, text: str, copies: int, signing: Signing
) -> list[ToolReceipt]:
    import httpx2

    from assistant.channels.generic.simulator import Signing
    from assistant.core.errors import InputError

    try:
        if signing is not Signing.VALID:
            return [await tool.say(user, text, signing=signing)]
        return await tool.say_repeatedly(user, text, copies=copies)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as fault:
        raise InputError(
            f"no gateway answers at {address} ({type(fault).__name__}); run `assistant serve` in "
            "another terminal, or name its address with --gateway"
        ) from None


def _print_transcript(
    user: str, text: str, receipts: list[ToolReceipt], reply: CallbackBody | None
) -> None:
    typer.echo(f"{user}> {text}")
    for receipt in receipts:
        milliseconds = round(receipt.seconds * 1000)
        typer.echo(f"  [{receipt.status_code} {receipt.status}, {milliseconds} ms]")
    if reply is not None:
        typer.echo(f"bot ({reply.outcome})> {reply.text}")
